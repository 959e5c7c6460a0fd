"""The wall of honor: cards, filters and what each filter would give."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from portal.core.remembered import remembered
from portal.core.rendered.together import Plan, question, side_by_side
from recognition.domain.queries.awards import all_award_lines, award_lines
from recognition.domain.queries.conferrals import MERIT_YEAR, conferrals_chosen
from recognition.domain.queries.honorees import honoree_cards, honorees_with, plan_of_cards, with_latest
from recognition.domain.queries.labels import honorees_path, unit_label
from recognition.domain.queries.paging import CARDS_ON_A_PAGE, page_of
from recognition.domain.queries.unit_tree import UnitTree
from recognition.domain.queries.values import Counts, Facet, FacetOption, HonoreeCard, Wall, WallFilter
from recognition.enums import (
    Level,
    SubjectKind,
)
from recognition.models import (
    Conferral,
    Honoree,
    Unit,
)

LIKELY: Final = 100
LETTERS: Final = tuple("AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY")


def wall(*, chosen: WallFilter, page: int = 1, size: int = CARDS_ON_A_PAGE) -> Wall:
    """Return one page of the wall of honor. A page number out of range gives the nearest one."""
    tree = UnitTree.load()
    unit = tree.by_slug.get(chosen.unit) if chosen.unit else None
    counted = _counted(chosen)
    count = _count_of(counted.tally, chosen.kind)
    found = page_of(_rows(chosen, count), page, size, count=count)
    return Wall(
        page=found,
        cards=_cards(chosen, found.number, size),
        counts=counted.tally,
        facets=counted.facets,
        letters=counted.letters,
        unit=tree.line(unit) if unit is not None else None,
    )


def plan_of_wall(*, chosen: WallFilter, page: int = 1, size: int = CARDS_ON_A_PAGE) -> Plan:
    """Return what ``wall`` asks. The cards are asked for with the counts where these say nothing about them: where no
    filter narrows, and of a page that is likely to be one (any number may be asked for).
    """
    cards = () if chosen.narrows or page > LIKELY else _cards.plan(chosen, page, size)
    return side_by_side(honorees_path.plan(), _counted.plan(chosen), cards)


def _plan_of_cards(chosen: WallFilter, number: int, size: int) -> Plan:
    yield [_listed(chosen, number, size)]
    yield from plan_of_cards(list(_listed(chosen, number, size)))


@question
def _listed(chosen: WallFilter, number: int, size: int) -> QuerySet[Honoree]:
    start = (number - 1) * size
    count = _count_of(_counted(chosen).tally, chosen.kind) if chosen.narrows else 0
    return with_latest(_rows(chosen, count))[start : start + size]


def _rows(chosen: WallFilter, count: int) -> QuerySet[Honoree]:
    rows = _honorees(chosen, _units_of(chosen, UnitTree.load()), count)
    if chosen.letter:
        rows = rows.filter(letter=chosen.letter)
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    return rows.order_by("sort_key", "id")


@remembered(limit=128, plan=_plan_of_cards)
def _cards(chosen: WallFilter, number: int, size: int) -> tuple[HonoreeCard, ...]:
    """Return the cards of a page whose number is known to be one."""
    return honoree_cards(_listed(chosen, number, size))


def _units_of(chosen: WallFilter, tree: UnitTree) -> frozenset[int] | None:
    """Return the units that the chosen one stands for, none at all for an unknown one, None where none is chosen."""
    if not chosen.unit:
        return None
    unit = tree.by_slug.get(chosen.unit)
    return tree.subtree(unit.pk) if unit is not None else frozenset()


def _honorees(
    chosen: WallFilter, units: frozenset[int] | None, count: int | None = None
) -> QuerySet[Honoree]:
    """Return the honorees of a filter, of every kind and letter; ``count`` as ``honorees_with`` takes it."""
    if not chosen.narrows:
        return Honoree.objects.public()
    return honorees_with(conferrals_chosen(chosen, units=units), count=count)


def _count_of(tally: Counts, kind: str) -> int:
    by_kind: dict[str, int] = {
        SubjectKind.INDIVIDUAL: tally.individuals,
        SubjectKind.COLLECTIVE: tally.collectives,
    }
    return by_kind.get(kind, tally.all)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What stands around the cards, whatever page of them is shown."""

    tally: Counts
    letters: frozenset[str]
    facets: tuple[Facet, ...]


def _plan_of_counted(chosen: WallFilter) -> Plan:
    yield from side_by_side(UnitTree.plan(), all_award_lines.plan())
    yield [_numbers(chosen)]


@remembered(limit=512, plan=_plan_of_counted)
def _counted(chosen: WallFilter) -> _Counted:
    """Count kinds, letters and facets in one query."""
    tree = UnitTree.load()
    found: dict[str, dict[str, int]] = {}
    for what, value, number in _numbers(chosen):
        if value is not None:
            found.setdefault(what, {})[value] = number
    kinds = found.get("nhom", {})
    here = tree.by_slug.get(chosen.unit) if chosen.unit else None
    return _Counted(
        Counts(kinds.get(SubjectKind.INDIVIDUAL, 0), kinds.get(SubjectKind.COLLECTIVE, 0)),
        frozenset(found.get("chu", {})),
        _facets(chosen, found, tree, here),
    )


@question
def _numbers(chosen: WallFilter) -> QuerySet[Any, Any]:
    """Return the numbers of each facet with every other filter applied, so that a count is what a click gives."""
    tree = UnitTree.load()
    units = _units_of(chosen, tree)
    everybody = _honorees(chosen, units)
    lettered = everybody.filter(letter=chosen.letter) if chosen.letter else everybody
    of_kind = everybody.filter(kind=chosen.kind) if chosen.kind else everybody

    def rows(leave_out: str) -> QuerySet[Conferral]:
        found = conferrals_chosen(chosen, units=units, leave_out=leave_out)
        if chosen.kind:
            found = found.filter(honoree__kind=chosen.kind)
        if chosen.letter:
            found = found.filter(honoree__letter=chosen.letter)
        return found

    persons, people = Count("honoree_id", distinct=True), Count("pk")
    here, branches, under = _branches(chosen, rows("unit"), tree)
    parts = [
        _part(lettered, "nhom", F("kind"), people),
        _part(of_kind, "chu", F("letter"), people),
        _part(rows("merit_years"), "nam", MERIT_YEAR, persons),
        _part(rows("decision_years"), "nam-quyet-dinh", F("decision__year"), persons),
        _part(rows("awards"), "danh-hieu", F("award__code"), persons),
        _part(rows("levels"), "cap", F("award__level"), persons),
    ]
    if branches is not None:
        parts.append(_part(under, "don-vi", branches, persons))
    if here is not None:
        parts.append(_part(under, "don-vi-nay", Value(here.pk), persons))
    return parts[0].union(*parts[1:], all=True)


def _part(rows: QuerySet[Any], what: str, value: Any, number: Count) -> QuerySet[Any, Any]:
    """Return rows of one kind of answer, its value as text and how many have it, to be joined with others."""
    text = CharField()
    named = rows.order_by().annotate(
        answered=Value(what, output_field=text), value_shown=Cast(value, output_field=text)
    )
    counted: QuerySet[Any, Any] = named.values_list("answered", "value_shown").annotate(number=number)
    return counted


def _facets(
    chosen: WallFilter, found: dict[str, dict[str, int]], tree: UnitTree, here: Unit | None
) -> tuple[Facet, ...]:
    labels = {line.code: line.name for line in award_lines()}
    given = sorted(found.get("danh-hieu", {}).items(), key=lambda pair: (-pair[1], pair[0]))
    levels = found.get("cap", {})
    return (
        _facet("nam", _("Năm thành tích"), _years(found.get("nam", {})), chosen.merit_years, open_=True),
        _facet(
            "danh-hieu",
            _("Danh hiệu, hình thức"),
            [(code, labels.get(code, code), number) for code, number in given],
            chosen.awards,
            open_=True,
        ),
        _facet(
            "cap",
            _("Cấp khen thưởng"),
            [
                (level.value, str(level.label), levels[level.value])
                for level in reversed(Level)
                if level.value in levels
            ],
            chosen.levels,
        ),
        _unit_facet(chosen, {**found.get("don-vi", {}), **found.get("don-vi-nay", {})}, tree, here),
        _facet(
            "nam-quyet-dinh",
            _("Năm quyết định"),
            _years(found.get("nam-quyet-dinh", {})),
            chosen.decision_years,
        ),
    )


def _years(numbers: dict[str, int]) -> list[tuple[str, str, int]]:
    """Return years with their numbers, latest first."""
    return [(year, year, number) for year, number in sorted(numbers.items(), key=lambda pair: -int(pair[0]))]


SHOWN_OPTIONS: Final = 14


def _facet(
    name: str,
    label: str,
    values: Sequence[tuple[str, str, int]],
    chosen: Collection[Any],
    *,
    open_: bool = False,
) -> Facet:
    wanted = {str(value) for value in chosen}
    options = [FacetOption(value, text, number, value in wanted) for value, text, number in values]
    shown = [option for place, option in enumerate(options) if place < SHOWN_OPTIONS or option.chosen]
    return Facet(name, label, tuple(shown), open=open_ or bool(wanted))


def _options(here: Unit | None, tree: UnitTree) -> list[Unit]:
    """Return the units one step below the chosen one, which comes first, or below the top."""
    if here is not None:
        return [here, *tree.children.get(here.pk, ())]
    return [child for root in tree.roots for child in (tree.children.get(root.pk) or (root,))]


def _branches(
    chosen: WallFilter, rows: QuerySet[Conferral], tree: UnitTree
) -> tuple[Unit | None, Case | None, QuerySet[Conferral]]:
    """Return the chosen unit, the expression that says under which option a conferral stands, and the conferrals."""
    here = tree.by_slug.get(chosen.unit) if chosen.unit else None
    if here is not None:
        rows = rows.filter(unit_id__in=tree.subtree(here.pk))
    whens = [
        When(unit_id__in=tree.subtree(unit.pk), then=Value(unit.pk))
        for unit in _options(here, tree)
        if unit is not here
    ]
    return here, Case(*whens, output_field=IntegerField()) if whens else None, rows


def _unit_facet(chosen: WallFilter, numbers: dict[str, int], tree: UnitTree, here: Unit | None) -> Facet:
    """The units one step below the chosen one (or below the top), each counted with everything under it."""
    counted = sorted(
        ((unit, numbers[str(unit.pk)]) for unit in _options(here, tree) if numbers.get(str(unit.pk))),
        key=lambda pair: (pair[0] is not here, -pair[1], pair[0].sort_key),
    )
    return _facet(
        "don-vi",
        _("Đơn vị"),
        [(unit.slug, unit_label(unit), number) for unit, number in counted],
        (chosen.unit,) if chosen.unit else (),
    )


def chosen_labels(chosen: WallFilter) -> dict[tuple[str, str], str]:
    """Words for the chosen awards and unit, by filter and value, also where they give nothing now."""
    found: dict[tuple[str, str], str] = {}
    if chosen.awards:
        labels = {line.code: line.name for line in award_lines()}
        found |= {("danh-hieu", code): labels[code] for code in chosen.awards if code in labels}
    if chosen.unit and (unit := UnitTree.load().by_slug.get(chosen.unit)):
        found["don-vi", unit.slug] = unit_label(unit)
    return found


def wall_path(chosen: WallFilter) -> str:
    """The address of the wall with a kind, awards and years of merit chosen, as ``views.honorees`` reads it."""
    query = urlencode(
        {
            name: value
            for name, value in (
                ("nhom", chosen.kind),
                ("nam", chosen.merit_years),
                ("danh-hieu", chosen.awards),
            )
            if value
        },
        doseq=True,
    )
    return f"{honorees_path()}?{query}" if query else honorees_path()
