"""What of campaigns can be found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

from django.utils import translation
from django.utils.translation import gettext as _

from campaigns import queries
from campaigns.models import Campaign
from portal.core.outbox import Ref
from recognition.domain.queries import UnitTree
from search import registry
from search.documents import LANGUAGES, Document


class CampaignSource:
    kind: ClassVar[str] = "campaign"
    outbox_kinds: ClassVar[frozenset[str]] = frozenset({"campaigns.campaign"})
    naming = outbox_kinds

    def refs(self) -> Iterable[Ref]:
        return (Ref("campaigns.campaign", str(pk)) for pk in Campaign.objects.values_list("pk", flat=True))

    def owner(self, ref: Ref) -> str:
        return self.kind

    def documents(self, refs: Sequence[Ref]) -> Iterator[Document]:
        ids = [int(ref.key) for ref in refs if ref.kind == "campaigns.campaign" and ref.key.isdigit()]
        tree: UnitTree | None = None
        for language in LANGUAGES:
            with translation.override(language):
                rows = list(queries.public_campaigns().filter(pk__in=ids).prefetch_related("criteria"))
                cards = queries.campaign_cards(rows)
            if rows:
                tree = tree or UnitTree.load()
            for row, card in zip(rows, cards, strict=True):
                unit = tree.by_id.get(row.unit_id or 0) if tree else None
                above = tree.ancestors(unit.pk) if tree and unit else ()
                yield Document(
                    kind=self.kind,
                    key=row.slug,
                    language=language,
                    title=card.title,
                    url=card.url,
                    summary=", ".join(part for part in (row.plan_number, row.issuer) if part),
                    names=(row.title,) if row.title != card.title else (),
                    numbers=(row.plan_number,) if row.plan_number else (),
                    words=". ".join(
                        text.strip(" .") for text in (card.kind, row.slogan, row.subjects) if text.strip()
                    ),
                    body=" ".join((card.summary, row.purpose, *(item.text for item in row.criteria.all()))),
                    facets={
                        "year": (str(row.starts_on.year),) if row.starts_on else (),
                        "unit": tuple(item.slug for item in (unit, *above) if item),
                        "campaign": (row.slug,),
                    },
                    date=row.plan_date or row.starts_on,
                    ref=Ref("campaigns.campaign", str(row.pk)),
                )

    def facet_labels(self, facet: str, values: Collection[str], language: str) -> Mapping[str, str]:
        with translation.override(language):
            if facet == "kind" and self.kind in values:
                return {self.kind: _("Phong trào")}
            if facet == "campaign":
                return {
                    row.slug: row.title_en if language == "en" and row.title_en else row.title
                    for row in Campaign.objects.filter(slug__in=values)
                }
        return {}


registry.register(CampaignSource())
