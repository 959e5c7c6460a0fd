"""What stands on the share cards of campaigns: no days left, nothing that changes by the clock alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns import queries
from campaigns.enums import CARDS
from campaigns.models import Campaign, CampaignPage
from campaigns.views import period_text, plan_text
from portal.core.models import SiteSettings
from portal.core.outbox import Ref
from portal.core.share_cards import keeping
from portal.core.share_cards.content import Card, Kind
from portal.core.templatetags.portal_tags import moment

LANGUAGES = ("vi", "en")


class CampaignCards(keeping.Source):
    """Campaigns with a live page."""

    name = CARDS
    kinds = frozenset({"campaigns.campaign", "campaigns.campaignpage"})

    def touched(self, refs: Sequence[Ref]) -> Collection[str]:
        found = {ref.key for ref in refs if ref.kind == "campaigns.campaign" and ref.key.isdigit()}
        pages = [int(ref.key) for ref in refs if ref.kind == "campaigns.campaignpage" and ref.key.isdigit()]
        if pages:
            rows = CampaignPage.objects.filter(pk__in=pages).values_list("campaign_id", flat=True)
            found |= {str(key) for key in rows}
        return found

    def keys(self) -> Iterable[str]:
        return map(str, Campaign.objects.order_by("pk").values_list("pk", flat=True))

    def key_of(self, folder: str) -> str | None:
        found = Campaign.objects.filter(public_id=folder).values_list("pk", flat=True).first()
        return None if found is None else str(found)

    def subjects(self, keys: Collection[str]) -> Mapping[str, keeping.Subject]:
        wanted = [int(key) for key in keys if key.isdigit()]
        folders = dict(Campaign.objects.filter(pk__in=wanted).values_list("pk", "public_id"))
        cards: dict[int, dict[str, Card]] = {pk: {} for pk in folders}
        for language in LANGUAGES:
            with translation.override(language):
                rows = list(queries.public_campaigns().filter(pk__in=wanted))
                owner = SiteSettings.load().owner if rows else ""
                for row, card in zip(rows, queries.campaign_cards(rows), strict=True):
                    cards[row.pk][language] = self._card(row, card, language, owner)
        return {str(pk): keeping.Subject(folder, cards[pk]) for pk, folder in folders.items()}

    def _card(self, row: Campaign, card: queries.CampaignCard, language: str, owner: str) -> Card:
        deadline = ""
        if card.deadline and not card.is_record:
            deadline = _("Hạn gửi hồ sơ: %(moment)s") % {"moment": moment(card.deadline)}
        return Card(
            kind=Kind.CAMPAIGN,
            language=language,
            owner=owner,
            name=card.title,
            eyebrow=_("Phong trào thi đua · %(kind)s") % {"kind": card.kind},
            seed=row.title,
            facts=tuple(part for part in (plan_text(card), period_text(card)) if part),
            award=deadline,
            citation=card.summary,
            address=str(settings.PUBLIC_URL).rstrip("/") + card.url,
            alt=_("%(kind)s: %(title)s") % {"kind": _("Phong trào thi đua"), "title": card.title},
        )


def register() -> None:
    keeping.register(CampaignCards())
