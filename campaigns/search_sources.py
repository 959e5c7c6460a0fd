"""What of campaigns can be found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns import queries
from campaigns.models import Campaign, CampaignConferral, CampaignStory
from portal.core.outbox import Ref
from recognition.domain.queries import UnitTree
from recognition.models import Conferral, Decision, Honoree, StoryPage
from search import registry
from search.documents import LANGUAGES, Document

FACET: Final = "campaign"


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
                        FACET: (row.slug,),
                    },
                    date=row.plan_date or row.starts_on,
                    ref=Ref("campaigns.campaign", str(row.pk)),
                )

    def facet_labels(self, facet: str, values: Collection[str], language: str) -> Mapping[str, str]:
        with translation.override(language):
            if facet == "kind" and self.kind in values:
                return {self.kind: _("Phong trào")}
            if facet == FACET:
                return {
                    row.slug: row.title_en if language == "en" and row.title_en else row.title
                    for row in Campaign.objects.filter(slug__in=values)
                }
        return {}


def campaigns_of_lines(model: type[Honoree | Decision], of: str) -> registry.Added:
    """Under which campaigns people or decisions are found: those of which a public line of theirs came out."""

    def added(refs: Sequence[Ref]) -> Mapping[Ref, Mapping[str, tuple[str, ...]]]:
        lines = CampaignConferral.objects.filter(conferral__in=Conferral.objects.public())
        return _slugs(refs, model._meta.label_lower, lines, f"conferral__{of}")

    return added


def campaigns_of_stories(refs: Sequence[Ref]) -> Mapping[Ref, Mapping[str, tuple[str, ...]]]:
    """Under which campaigns stories are found, in the language of each."""
    kind = StoryPage._meta.label_lower
    ids = [int(ref.key) for ref in refs if ref.kind == kind and ref.key.isdigit()]
    pages = StoryPage.objects.filter(pk__in=ids).values_list("translation_key", "pk")
    told: dict[UUID, list[int]] = {}
    for key, pk in pages:
        told.setdefault(key, []).append(pk)
    links = CampaignStory.objects.filter(story__translation_key__in=told, campaign__in=_shown())
    found: dict[Ref, dict[str, tuple[str, ...]]] = {}
    for key, slug in links.order_by("pk").values_list("story__translation_key", "campaign__slug"):
        for pk in told[key]:
            known = found.setdefault(Ref(kind, str(pk)), {FACET: ()})
            known[FACET] = (*known[FACET], slug)
    return found


def _slugs(
    refs: Sequence[Ref], kind: str, links: QuerySet[CampaignConferral], of: str
) -> Mapping[Ref, Mapping[str, tuple[str, ...]]]:
    ids = [int(ref.key) for ref in refs if ref.kind == kind and ref.key.isdigit()]
    links = links.filter(**{f"{of}__in": ids}, campaign__in=_shown()).order_by("pk")
    found: dict[int, dict[str, None]] = {}
    for pk, slug in links.values_list(of, "campaign__slug"):
        found.setdefault(pk, {})[slug] = None
    return {Ref(kind, str(pk)): {FACET: tuple(slugs)} for pk, slugs in found.items()}


def _shown() -> QuerySet[Campaign]:
    with translation.override("vi"):
        return queries.public_campaigns()


registry.register(CampaignSource())
registry.add_facets("honoree", campaigns_of_lines(Honoree, "honoree"))
registry.add_facets("decision", campaigns_of_lines(Decision, "decision"))
registry.add_facets("story", campaigns_of_stories)
