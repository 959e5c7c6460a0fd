"""The cards of campaigns for the frames of other sites."""

from __future__ import annotations

from django.utils.translation import gettext as _

from campaigns import queries
from campaigns.enums import CARDS
from campaigns.models import Campaign, CampaignPage
from campaigns.views import period_text, tag_of
from portal.core import embedding
from portal.core.embedding import Embed, Gone
from portal.core.templatetags.portal_tags import moment


class CampaignEmbeds(embedding.Provider):
    name = CARDS

    def folder_at(self, path: str) -> str | None:
        base = queries.campaigns_path()
        slug = path[len(base) :].strip("/") if path.startswith(base) else ""
        if not slug:
            return None
        return (
            CampaignPage.objects.filter(slug=slug, language=queries.language_code())
            .values_list("campaign__public_id", flat=True)
            .first()
        )

    def show(self, folder: str) -> Embed | None:
        row = queries.public_campaigns().filter(public_id=folder).first()
        if row is None:
            known = Campaign.objects.filter(
                public_id=folder,
                pages__language=queries.language_code(),
                pages__first_published_at__isnull=False,
            )
            if known.exists():
                raise Gone
            return None
        (card,) = queries.campaign_cards([row])
        deadline = ""
        if card.deadline and not card.is_record:
            deadline = _("Hạn gửi hồ sơ: %(moment)s") % {"moment": moment(card.deadline)}
        return Embed(
            source=self.name,
            folder=folder,
            path=card.url,
            title=card.title,
            kind="",
            prefix=" · ".join((_("Phong trào thi đua"), tag_of(card)["label"])),
            text=" · ".join(part for part in (card.issuer, period_text(card)) if part),
            award=deadline,
        )


def register() -> None:
    embedding.register(CampaignEmbeds())
