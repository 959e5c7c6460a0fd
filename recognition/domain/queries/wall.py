"""The wall of honor: cards, filters and what each filter would give."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    QuerySet,
    Value,
    When,
)
from django.utils.translation import gettext as _

from recognition.domain.queries.conferrals import MERIT_YEAR, conferrals_chosen
from recognition.domain.queries.honorees import counts_of, honoree_cards, with_latest
from recognition.domain.queries.labels import honorees_path, is_english, unit_label
from recognition.domain.queries.paging import CARDS_ON_A_PAGE, page_of
from recognition.domain.queries.unit_tree import UnitTree
from recognition.domain.queries.values import Counts, Facet, FacetOption, Wall, WallFilter
from recognition.enums import (
    Level,
    SubjectKind,
)
from recognition.models import (
    Award,
    Conferral,
    Honoree,
    Unit,
)

LETTERS: Final = tuple("AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY")


def wall(*, chosen: WallFilter, page: int = 1, size: int = CARDS_ON_A_PAGE) -> Wall:
    """Return one page of the wall of honor. A page number out of range gives the nearest one."""
    tree = UnitTree.load()
    unit = tree.by_slug.get(chosen.unit) if chosen.unit else None
    units = tree.subtree(unit.pk) if unit is not None else (frozenset() if chosen.unit else None)
    rows = Honoree.objects.public()
    if chosen.narrows:
        rows = rows.filter(Exists(conferrals_chosen(chosen, units=units).filter(honoree=OuterRef("pk"))))
    before_letter = rows.filter(kind=chosen.kind) if chosen.kind else rows
    letters = frozenset(before_letter.order_by().values_list("letter", flat=True).distinct())
    if chosen.letter:
        rows = rows.filter(letter=chosen.letter)
    tally = counts_of(rows)
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    found = page_of(
        with_latest(rows.order_by("sort_key", "id")), page, size, count=_count_of(tally, chosen.kind)
    )
    return Wall(
        page=found,
        cards=honoree_cards(found.object_list),
        counts=tally,
        facets=_wall_facets(chosen, units, tree),
        letters=letters,
        unit=tree.line(unit) if unit is not None else None,
    )


def _count_of(tally: Counts, kind: str) -> int:
    by_kind: dict[str, int] = {
        SubjectKind.INDIVIDUAL: tally.individuals,
        SubjectKind.COLLECTIVE: tally.collectives,
    }
    return by_kind.get(kind, tally.all)


def _wall_facets(chosen: WallFilter, units: frozenset[int] | None, tree: UnitTree) -> tuple[Facet, ...]:
    """Five grouped queries, each with every other filter applied, so that a count is what a click gives."""

    def rows(leave_out: str) -> QuerySet[Conferral]:
        found = conferrals_chosen(chosen, units=units, leave_out=leave_out).order_by()
        if chosen.kind:
            found = found.filter(honoree__kind=chosen.kind)
        if chosen.letter:
            found = found.filter(honoree__letter=chosen.letter)
        return found

    persons = Count("honoree_id", distinct=True)
    merit = (
        rows("merit_years")
        .annotate(year_shown=MERIT_YEAR)
        .exclude(year_shown=None)
        .values_list("year_shown")
        .annotate(number=persons)
        .order_by("-year_shown")
    )
    decided = (
        rows("decision_years")
        .exclude(decision__year=None)
        .values_list("decision__year")
        .annotate(number=persons)
        .order_by("-decision__year")
    )
    given = list(
        rows("awards")
        .values_list("award__code", "award__name", "award__name_en")
        .annotate(number=persons)
        .order_by("-number", "award__code")
    )
    levels = dict(rows("levels").values_list("award__level").annotate(number=persons))
    english = is_english()
    return (
        _facet(
            "nam",
            _("Năm thành tích"),
            [(str(y), str(y), n) for y, n in merit],
            chosen.merit_years,
            open_=True,
        ),
        _facet(
            "danh-hieu",
            _("Danh hiệu, hình thức"),
            [(code, (english and name_en) or name, n) for code, name, name_en, n in given],
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
        _unit_facet(chosen, rows("unit"), tree),
        _facet(
            "nam-quyet-dinh",
            _("Năm quyết định"),
            [(str(y), str(y), n) for y, n in decided],
            chosen.decision_years,
        ),
    )


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


def _unit_facet(chosen: WallFilter, rows: QuerySet[Conferral], tree: UnitTree) -> Facet:
    """The units one step below the chosen one (or below the top), each counted with everything under it."""
    here = tree.by_slug.get(chosen.unit) if chosen.unit else None
    if here is not None:
        options = [here, *tree.children.get(here.pk, ())]
    else:
        options = [child for root in tree.roots for child in (tree.children.get(root.pk) or (root,))]
    numbers: dict[int, int] = {}
    if here is not None:
        rows = rows.filter(unit_id__in=tree.subtree(here.pk))
    branches = [unit for unit in options if unit is not here]
    if branches:
        branch = Case(
            *(When(unit_id__in=tree.subtree(unit.pk), then=Value(unit.pk)) for unit in branches),
            output_field=IntegerField(),
        )
        numbers = dict(
            rows.annotate(branch=branch)
            .exclude(branch=None)
            .values_list("branch")
            .annotate(number=Count("honoree_id", distinct=True))
        )
    if here is not None:
        numbers[here.pk] = rows.aggregate(number=Count("honoree_id", distinct=True))["number"]
    counted = sorted(
        ((unit, numbers[unit.pk]) for unit in options if numbers.get(unit.pk)),
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
        for award in Award.objects.filter(code__in=chosen.awards):
            found["danh-hieu", award.code] = award.label
    if chosen.unit and (unit := Unit.objects.filter(slug=chosen.unit).first()):
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
