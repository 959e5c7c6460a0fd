"""What of recognition can be found: honorees, units, awards, stories, decisions, in both languages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.core.outbox import Ref
from portal.core.restrictions import unrestricted
from recognition.domain import queries
from recognition.domain.queries import UnitTree
from recognition.enums import ConsentScope, Level, SubjectKind
from recognition.models import (
    Award,
    Conferral,
    Consent,
    Decision,
    Honoree,
    HonoreePage,
    StoryPage,
    StoryPerson,
    Unit,
    UnitName,
)
from search import registry
from search.documents import LANGUAGES, Document


def _keys(refs: Sequence[Ref], kind: str) -> list[int]:
    return [int(ref.key) for ref in refs if ref.kind == kind and ref.key.isdigit()]


def _refs(kind: str, rows: Iterable[int]) -> Iterator[Ref]:
    return (Ref(kind, str(pk)) for pk in rows)


def _block_text(page: Any, *, without: Collection[str] = ()) -> str:
    """The words of a body of blocks, of kinds not left out."""
    return _words_of(block for block in page.body if block.block_type not in without)


def _words_of(blocks: Iterable[Any]) -> str:
    return " ".join(str(text) for block in blocks for text in block.block.get_searchable_content(block.value))


def _unit_values(tree: UnitTree, unit_ids: Iterable[int | None]) -> tuple[str, ...]:
    """Slugs of units with all that stands above them, each once."""
    slugs: dict[str, None] = {}
    for pk in unit_ids:
        unit = tree.by_id.get(pk or 0)
        if unit is not None:
            slugs[unit.slug] = None
            slugs.update((above.slug, None) for above in tree.ancestors(unit.pk))
    return tuple(slugs)


def _taken_over(tree: UnitTree, unit_id: int) -> tuple[Unit, ...]:
    """The units that this one took over, and those that they had: whoever looks for one of them finds its heir too."""
    found: dict[int, Unit] = {}
    waiting = [unit_id]
    while waiting:
        for row in tree.heirs.get(waiting.pop(), ()):
            if row.pk not in found and row.pk != unit_id:
                found[row.pk] = row
                waiting.append(row.pk)
    return tuple(found.values())


def _sentences(texts: Iterable[str]) -> str:
    """Texts one after the other, each once, as sentences: what is shown of them is read."""
    return " ".join(text if text[-1] in ".!?…:;" else f"{text}." for text in _distinct(texts))


def _distinct(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for value in values if value))


def _names(model: type[Award | Unit], key: str, values: Collection[str], language: str) -> Mapping[str, str]:
    """The names of rows by a key, without making the rows: a search asks for a hundred of them."""
    rows = model.objects.order_by().filter(**{f"{key}__in": values}).values_list(key, "name", "name_en")
    return {found: (name_en if language == "en" else "") or name for found, name, name_en in rows}


class _Source:
    """What the sources here share: labels of facets, and a label of the kind."""

    kind: ClassVar[str]
    model_kind: ClassVar[str]
    model: ClassVar[type[Model]]
    naming: ClassVar[frozenset[str]] = frozenset()

    @property
    def outbox_kinds(self) -> frozenset[str]:
        return frozenset({self.model_kind})

    def kind_label(self) -> str:
        raise NotImplementedError

    def owner(self, ref: Ref) -> str:
        return self.kind

    def facet_labels(self, facet: str, values: Collection[str], language: str) -> Mapping[str, str]:
        with translation.override(language):
            return {self.kind: self.kind_label()} if facet == "kind" and self.kind in values else {}


class HonoreeSource(_Source):
    kind = "honoree"
    model_kind = "recognition.honoree"
    model = Honoree
    naming = frozenset({"recognition.award", "recognition.unit"})

    def kind_label(self) -> str:
        return pgettext("danh sách", "Người, tập thể")

    def refs(self) -> Iterable[Ref]:
        known = Conferral.objects.visible().order_by().values("honoree")
        return _refs(self.model_kind, Honoree.objects.filter(pk__in=known).values_list("pk", flat=True))

    def documents(self, refs: Sequence[Ref]) -> Iterator[Document]:
        """Nine queries for any number of refs and both languages."""
        ids = _keys(refs, self.model_kind)
        by_honoree: dict[int, list[Conferral]] = {}
        rows = queries.latest_first(Conferral.objects.visible().filter(honoree_id__in=ids))
        for row in rows.select_related("honoree", "award", "decision", "unit"):
            by_honoree.setdefault(row.honoree_id, []).append(row)
        if not by_honoree:
            return
        tree = UnitTree.load()
        bodies = self._bodies([pk for pk, lines in by_honoree.items() if lines[0].honoree.is_public])
        for language in LANGUAGES:
            with translation.override(language):
                base = queries.honorees_path()
                found = [
                    self._document(lines, language, base, tree, bodies.get(pk, ""))
                    for pk, lines in by_honoree.items()
                ]
            yield from found

    def _bodies(self, ids: Sequence[int]) -> dict[int, str]:
        """Prose of pages that the consents in force cover, by honoree."""
        scopes: dict[int, set[str]] = {}
        for honoree, scope in Consent.objects.filter(
            honoree_id__in=ids, withdrawn_at__isnull=True
        ).values_list("honoree_id", "scope"):
            scopes.setdefault(honoree, set()).add(scope)
        told = [pk for pk, held in scopes.items() if ConsentScope.BIOGRAPHY in held]
        return {
            page.honoree_id: f"{page.lead} "
            + _block_text(page, without=() if ConsentScope.WORDS in scopes[page.honoree_id] else ("quote",))
            for page in unrestricted(HonoreePage.objects.live()).filter(honoree_id__in=told, language="vi")
        }

    def _document(
        self, lines: Sequence[Conferral], language: str, base: str, tree: UnitTree, body: str
    ) -> Document:
        honoree = lines[0].honoree
        public = [line for line in lines if line.state != "cancelled"]
        cancelled = not honoree.is_public
        shown = public if public and not cancelled else list(lines)
        first = shown[0]
        unit = first.unit_then or (queries.unit_label(first.unit) if first.unit else "")
        return Document(
            kind=self.kind,
            key=honoree.public_id,
            language=language,
            title=honoree.full_name,
            prefix=queries.kind_prefix(honoree.kind, first.titles_then),
            url=queries.honoree_path(honoree, base),
            summary=", ".join(part for part in (first.position_then, unit) if part),
            names=tuple(
                name for name in _distinct(line.name_then for line in shown) if name != honoree.full_name
            ),
            numbers=_distinct(line.decision.number for line in shown),
            words=_sentences(
                word.strip()
                for line in shown
                for word in (line.award.label, line.unit_then, line.position_then, line.citation)
            ),
            body=body,
            facets={
                "year": _distinct(line.merit_year for line in shown),
                "decision_year": _distinct(line.decision.year for line in shown),
                "award": _distinct(line.award.code for line in shown),
                "level": _distinct(line.award.level for line in shown),
                "unit": _unit_values(tree, [line.unit_id for line in shown]),
                "subject": (honoree.kind,),
            },
            date=first.decision.dated,
            sort_key=honoree.sort_key,
            cancelled=cancelled,
            ref=Ref(self.model_kind, str(honoree.pk)),
        )

    def facet_labels(self, facet: str, values: Collection[str], language: str) -> Mapping[str, str]:
        if facet == "award":
            return _names(Award, "code", values, language)
        if facet == "unit":
            return _names(Unit, "slug", values, language)
        with translation.override(language):
            if facet == "level":
                return {value: str(Level(value).label) for value in values if value in Level.values}
            if facet == "subject":
                return {
                    value: str(SubjectKind(value).label) for value in values if value in SubjectKind.values
                }
            return super().facet_labels(facet, values, language)


class UnitSource(_Source):
    kind = "unit"
    model_kind = "recognition.unit"
    model = Unit

    def kind_label(self) -> str:
        return pgettext("danh sách", "Đơn vị")

    def refs(self) -> Iterable[Ref]:
        return _refs(self.model_kind, Unit.objects.values_list("pk", flat=True))

    def documents(self, refs: Sequence[Ref]) -> Iterator[Document]:
        rows = list(Unit.objects.filter(pk__in=_keys(refs, self.model_kind)).prefetch_related("names"))
        if not rows:
            return
        tree = UnitTree.load()
        taken_over = {row.pk: _taken_over(tree, row.pk) for row in rows}
        old_names: dict[int, list[str]] = {}
        for name in UnitName.objects.filter(
            unit__in=[one.pk for heirs in taken_over.values() for one in heirs]
        ):
            old_names.setdefault(name.unit_id, []).append(name.name)
        for row in rows:
            above = tree.ancestors(row.pk)
            theirs = [
                name
                for one in taken_over[row.pk]
                for name in (one.name, one.name_en, *old_names.get(one.pk, ()))
            ]
            for language in LANGUAGES:
                with translation.override(language):
                    document = Document(
                        kind=self.kind,
                        key=row.slug,
                        language=language,
                        title=queries.unit_label(row),
                        url=queries.unit_path(row),
                        summary=queries.unit_label(above[0]) if above else "",
                        names=_distinct(
                            [*(name.name for name in row.names.all()), row.name, row.name_en, *theirs]
                        ),
                        words=row.get_kind_display(),
                        facets={"unit": _unit_values(tree, [row.pk])},
                        ref=Ref(self.model_kind, str(row.pk)),
                    )
                yield document


class AwardSource(_Source):
    kind = "award"
    model_kind = "recognition.award"
    model = Award

    def kind_label(self) -> str:
        return pgettext("danh sách", "Danh hiệu, hình thức")

    def refs(self) -> Iterable[Ref]:
        return _refs(self.model_kind, Award.objects.values_list("pk", flat=True))

    def documents(self, refs: Sequence[Ref]) -> Iterator[Document]:
        for row in Award.objects.filter(pk__in=_keys(refs, self.model_kind)):
            short = row.short_names if isinstance(row.short_names, list) else []
            for language in LANGUAGES:
                with translation.override(language):
                    document = Document(
                        kind=self.kind,
                        key=row.code,
                        language=language,
                        title=row.label,
                        url=queries.award_path(row.code),
                        summary=f"{row.get_category_display()}, {row.get_level_display()}",
                        names=_distinct([row.name, row.name_en, *short]),
                        body=row.explanation_en
                        if language == "en" and row.explanation_en
                        else row.explanation,
                        facets={"award": (row.code,), "level": (row.level,)},
                        ref=Ref(self.model_kind, str(row.pk)),
                    )
                yield document


class StorySource(_Source):
    kind = "story"
    model_kind = "recognition.storypage"
    model = StoryPage

    def kind_label(self) -> str:
        return _("Gương điển hình")

    def refs(self) -> Iterable[Ref]:
        return _refs(self.model_kind, StoryPage.objects.live().values_list("pk", flat=True))

    def documents(self, refs: Sequence[Ref]) -> Iterator[Document]:
        ids = _keys(refs, self.model_kind)
        tree: UnitTree | None = None
        for language in LANGUAGES:
            rows = list(queries.public_stories(language).filter(pk__in=ids).select_related("unit"))
            if not rows:
                continue
            tree = tree or UnitTree.load()
            people: dict[int, list[str]] = {}
            for link in StoryPerson.objects.filter(
                page_id__in={queries.source_of(row) for row in rows}, honoree__is_public=True
            ).select_related("honoree"):
                people.setdefault(link.page_id, []).append(link.honoree.full_name)
            with translation.override(language):
                base = queries.stories_path()
                found = [
                    self._document(row, language, base, tree, people.get(queries.source_of(row), []))
                    for row in rows
                ]
            yield from found

    def _document(
        self, row: StoryPage, language: str, base: str, tree: UnitTree, people: Sequence[str]
    ) -> Document:
        return Document(
            kind=self.kind,
            key=row.slug,
            language=language,
            title=row.title,
            url=f"{base}{row.slug}/",
            summary=", ".join(people) or row.subject_line,
            words=_sentences((*people, row.subject_line.strip(), row.theme.strip(), row.get_kind_display())),
            body=f"{row.lead} {_words_of(queries.readable_body(row))}",
            facets={
                "year": (str(row.dated.year),) if row.dated else (),
                "unit": _unit_values(tree, [row.unit_id]),
            },
            date=row.dated,
            ref=Ref(self.model_kind, str(row.pk)),
        )


class DecisionSource(_Source):
    kind = "decision"
    model_kind = "recognition.decision"
    model = Decision

    def kind_label(self) -> str:
        return pgettext("danh sách", "Quyết định")

    def refs(self) -> Iterable[Ref]:
        return _refs(self.model_kind, queries.readable_decisions().values_list("pk", flat=True))

    def documents(self, refs: Sequence[Ref]) -> Iterator[Document]:
        rows = list(queries.readable_decisions().filter(pk__in=_keys(refs, self.model_kind)))
        facts: dict[int, list[tuple[str, str]]] = {}
        for decision, code, level in (
            Conferral.objects.public()
            .filter(decision__in=rows)
            .order_by()
            .values_list("decision_id", "award__code", "award__level")
            .distinct()
        ):
            facts.setdefault(decision, []).append((code, level))
        for language in LANGUAGES if rows else ():
            with translation.override(language):
                paths = queries.decision_paths(rows)
                lines = [(row, queries.decision_line(row, paths[row.pk])) for row in rows]
                found = [
                    Document(
                        kind=self.kind,
                        key=row.public_id,
                        language=language,
                        title=line.label,
                        url=line.url,
                        summary=line.issuer,
                        numbers=(row.number,) if row.number else (),
                        words=line.title,
                        facets={
                            "decision_year": (str(row.year),) if row.year else (),
                            "award": _distinct(code for code, _level in facts.get(row.pk, ())),
                            "level": _distinct(level for _code, level in facts.get(row.pk, ())),
                        },
                        date=row.dated,
                        cancelled=line.cancelled,
                        ref=Ref(self.model_kind, str(row.pk)),
                    )
                    for row, line in lines
                ]
            yield from found


for source in (HonoreeSource(), UnitSource(), AwardSource(), StorySource(), DecisionSource()):
    registry.register(source)
