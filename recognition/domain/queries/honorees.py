"""Honorees: cards, counts, and everything the page of one shows."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.core.paginator import Page
from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from portal.core.imaging import Picture, pictures, renditions
from portal.core.remembered import remembered
from portal.core.rendered.together import Plan, first_of, question, side_by_side
from recognition.domain.queries.conferrals import (
    conferral_lines,
    conferrals_chosen,
    latest_first,
    plan_of_lines,
    with_rows,
)
from recognition.domain.queries.labels import honoree_path, honorees_path, kind_prefix, merit_text, unit_label
from recognition.domain.queries.paging import LINES_ON_A_PAGE, page_of
from recognition.domain.queries.unit_tree import UnitTree, line_of_unit
from recognition.domain.queries.values import ConferralLine, Counts, HonoreeCard, HonoreeDetail, WallFilter
from recognition.enums import (
    ConsentScope,
    SubjectKind,
    Visibility,
)
from recognition.models import (
    Conferral,
    Consent,
    Honoree,
    HonoreePage,
    Initiative,
)


def portraits(honoree_ids: Collection[int], purpose: str = "portrait") -> dict[int, Picture]:
    """Return portraits by honoree, only of those whose consent to show a photo is in force. At most two queries."""
    if not honoree_ids:
        return {}
    chosen = dict(_portraits_chosen(list(honoree_ids)))
    ready = pictures(chosen.values(), purpose)
    return {honoree: ready[image] for honoree, image in chosen.items() if image in ready}


@question
def _portraits_chosen(honoree_ids: list[int]) -> QuerySet[HonoreePage, tuple[int, int]]:
    agreed = Consent.objects.filter(
        honoree=OuterRef("honoree"), scope=ConsentScope.PHOTO, withdrawn_at__isnull=True
    )
    rows = HonoreePage.objects.filter(
        Exists(agreed), honoree_id__in=honoree_ids, language="vi", live=True, portrait__isnull=False
    )
    return rows.values_list("honoree_id", "portrait_id")  # type: ignore[no-any-return]


def with_latest(rows: QuerySet[Honoree]) -> QuerySet[Honoree]:
    return rows.select_related(
        "latest_conferral__award", "latest_conferral__decision", "latest_conferral__unit"
    )


def honoree_cards(rows: Iterable[Honoree], *, base: str | None = None) -> tuple[HonoreeCard, ...]:
    """Return cards of honorees read with ``latest_conferral`` selected: at most three queries for any number."""
    loaded = list(rows)
    if not loaded:
        return ()
    base = honorees_path() if base is None else base
    images = portraits([row.pk for row in loaded])
    return tuple(card_of(row, base, images.get(row.pk)) for row in loaded)


def plan_of_cards(rows: Sequence[Honoree]) -> Plan:
    """Return what ``honoree_cards`` asks of these rows."""
    if rows:
        chosen = _portraits_chosen([row.pk for row in rows])
        yield from side_by_side(honorees_path.plan(), [[chosen]])
        yield [renditions(sorted({image for _honoree, image in chosen}), "portrait")]


def with_cards(rows: QuerySet[Conferral]) -> QuerySet[Conferral]:
    """Conferrals whose honorees are shown as cards."""
    return rows.select_related(
        "honoree__latest_conferral__award",
        "honoree__latest_conferral__decision",
        "honoree__latest_conferral__unit",
    )


def card_of(
    honoree: Honoree, base: str, image: Picture | None = None, *, shown: Conferral | None = None
) -> HonoreeCard:
    """Return the card of an honoree with the latest conferral, or with ``shown``, which a page is about."""
    latest = shown or honoree.latest_conferral
    award = ""
    if latest is not None:
        years = merit_text(latest)
        award = f"{latest.award.label}, {years}" if years else latest.award.label
    return HonoreeCard(
        public_id=honoree.public_id,
        url=honoree_path(honoree, base),
        name=honoree.full_name,
        given=honoree.given,
        kind=honoree.kind,
        prefix=kind_prefix(honoree.kind, latest.titles_then if latest else ""),
        unit=(latest.unit_then or (unit_label(latest.unit) if latest.unit else "")) if latest else "",
        award=award,
        image=image,
    )


FEW: Final = 2000


def honorees_with(given: QuerySet[Conferral], *, count: int | None = None) -> QuerySet[Honoree]:
    """Return the public honorees who have one of these conferrals, to be counted, or ordered by what has no index.

    Where they are listed by name, ``count`` is how many they are: a page of a list of many is found soonest by going
    through all honorees in their order, one of few by going to these few (of 100,000: 4 and 500 ms, 440 and 1 ms).
    """
    rows = Honoree.objects.public()
    if count is not None and count > FEW:
        return rows.filter(Exists(given.filter(honoree=OuterRef("pk"))))
    return rows.filter(pk__in=given.order_by().values("honoree_id"))


@question
def _kinds() -> QuerySet[Honoree, Any]:
    return by_kind(Honoree.objects.public())


@remembered(limit=4, plan=lambda: [[_kinds()]])
def counts() -> Counts:
    """How many individuals and collectives are public."""
    return counts_of(_kinds())


def by_kind(rows: QuerySet[Honoree]) -> QuerySet[Honoree, Any]:
    return rows.values_list("kind").annotate(number=Count("pk")).order_by()


def counts_of(kinds: Iterable[tuple[str, int]]) -> Counts:
    """Return what ``by_kind`` found as counts."""
    found = dict(kinds)
    return Counts(found.get(SubjectKind.INDIVIDUAL, 0), found.get(SubjectKind.COLLECTIVE, 0))


def latest_honorees(
    *, limit: int = 6, units: frozenset[int] | None = None, award: str = "", year: int | None = None
) -> tuple[HonoreeCard, ...]:
    """The last honored, for the home page and feeds: of all, of units, of an award, by decisions of a year."""
    chosen = WallFilter(awards=(award,) if award else (), decision_years=(year,) if year else ())
    rows: QuerySet[Honoree] = Honoree.objects.public()
    if units is not None or chosen.narrows:
        rows = honorees_with(conferrals_chosen(chosen, units=units))
    return honoree_cards(with_latest(_by_latest(rows))[:limit])


def plan_of_latest(chosen: WallFilter, *, limit: int) -> Plan:
    """Return what ``latest_of`` asks."""
    rows = _latest_of(chosen, limit)
    yield [rows]
    yield from plan_of_cards(list(rows))


def latest_of(chosen: WallFilter, *, limit: int) -> tuple[HonoreeCard, ...]:
    """The last honored among those of a filter (kind, awards, years)."""
    return honoree_cards(_latest_of(chosen, limit))


@question
def _latest_of(chosen: WallFilter, limit: int) -> QuerySet[Honoree]:
    rows = (
        honorees_with(conferrals_chosen(chosen, units=None)) if chosen.narrows else Honoree.objects.public()
    )
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    return with_latest(_by_latest(rows))[:limit]


def honoree_cards_of(ids: Iterable[int], *, limit: int) -> tuple[HonoreeCard, ...]:
    """Return cards of the public honorees with these ids, in the order given, each once."""
    wanted = list(dict.fromkeys(ids))
    return honoree_cards(_in_order(wanted)[:limit])


def plan_of_cards_of(ids: Iterable[int], *, limit: int) -> Plan:
    """Return what ``honoree_cards_of`` asks."""
    wanted = list(dict.fromkeys(ids))
    yield [_of_ids(wanted)]
    yield from plan_of_cards(_in_order(wanted)[:limit])


@question
def _of_ids(ids: list[int]) -> QuerySet[Honoree]:
    return with_latest(Honoree.objects.public().filter(pk__in=ids))


def _in_order(ids: list[int]) -> list[Honoree]:
    found = {row.pk: row for row in _of_ids(ids)}
    return [found[pk] for pk in ids if pk in found]


def _by_latest(rows: QuerySet[Honoree]) -> QuerySet[Honoree]:
    return rows.order_by(
        F("latest_conferral__decision__dated").desc(nulls_last=True), "-latest_conferral__published_at", "-id"
    )


def honorees(
    *,
    page: int = 1,
    size: int = LINES_ON_A_PAGE,
    kind: str = "",
    unit: str = "",
    award: str = "",
    year: int | None = None,
) -> tuple[Page[Any], tuple[HonoreeCard, ...]]:
    """One page of public honorees for the API, in the order of the wall."""
    chosen = WallFilter(
        kind=kind, unit=unit, awards=(award,) if award else (), merit_years=(year,) if year else ()
    )
    units = None
    if unit:
        tree = UnitTree.load()
        there = tree.by_slug.get(unit)
        units = tree.subtree(there.pk) if there else frozenset()

    def rows(count: int | None = None) -> QuerySet[Honoree]:
        found: QuerySet[Honoree] = Honoree.objects.public()
        if chosen.narrows:
            found = honorees_with(conferrals_chosen(chosen, units=units), count=count)
        return found.filter(kind=kind) if kind else found

    number = rows().count()
    found = page_of(with_latest(rows(number).order_by("sort_key", "id")), page, size, count=number)
    return found, honoree_cards(found.object_list)


@question
def _latest_row(honoree: Honoree) -> QuerySet[Conferral]:
    return latest_first(with_rows(Conferral.objects.public().filter(honoree=honoree)))[:1]


def plan_of_latest_line(honoree: Honoree) -> Plan:
    """Return what ``latest_line`` asks."""
    rows = _latest_row(honoree)
    yield [rows]
    yield from plan_of_lines(list(rows))


def latest_line(honoree: Honoree) -> ConferralLine | None:
    """Return the latest public conferral of an honoree, the one cards show."""
    row = next(iter(_latest_row(honoree)), None)
    return conferral_lines([row])[0] if row else None


def honoree_asked(public_id: str) -> Honoree | None:
    """Return the honoree who was given an address, merged or not."""
    return copy.copy(_entry(public_id))


@question
def _of_public_id(public_id: str) -> QuerySet[Honoree]:
    rows = Honoree.objects.filter(public_id=public_id).order_by()
    return first_of(rows.select_related("merged_into", "unit__successor"))


@remembered(limit=1024, plan=lambda public_id: [[_of_public_id(public_id)]])
def _entry(public_id: str) -> Honoree | None:
    return next(iter(_of_public_id(public_id)), None)


def honoree_by_public_id(public_id: str) -> Honoree | None:
    """Return the honoree behind an address, following merges to the entry that was kept."""
    found = honoree_asked(public_id)
    for _step in range(20):  # a merge of merges; a circle cannot be made, but is not waited for either
        if found is None or found.merged_into is None:
            return found
        found = found.merged_into
    return None


def plan_of_entry(public_id: str) -> Plan:
    """Return what ``honoree_asked`` asks."""
    return _entry.plan(public_id)


def plan_of_detail(honoree: Honoree, visibility: Visibility, portrait_id: int | None) -> Plan:
    """Return what ``honoree_detail`` asks."""
    return _detail.plan(honoree.public_id, visibility, portrait_id)


def _plan_of_detail(public_id: str, visibility: Visibility, portrait_id: int | None) -> Plan:
    honoree = _entry(public_id)
    if honoree is None:
        return
    rows = _conferrals_of(honoree)
    shown = portrait_id if visibility is Visibility.PUBLIC else None
    portrait = [renditions([shown], "portrait")] if shown else []
    facts = [[rows, scopes_agreed(honoree), _found_by(honoree), *portrait]]
    yield from side_by_side(honorees_path.plan(), facts)
    lines = list(rows)
    yield from side_by_side(
        plan_of_lines(lines),
        [[_beside(honoree, row)] for row in lines if row.visibility != Visibility.CANCELLED][:1],
    )


def honoree_detail(
    honoree: Honoree, *, visibility: Visibility, page: HonoreePage | None = None
) -> HonoreeDetail:
    """Return what the page of an honoree shows. ``page`` gives the portrait of a draft in the admin's preview."""
    return _detail(honoree.public_id, visibility, page.portrait_id if page is not None else None)


@remembered(limit=1024, plan=_plan_of_detail)
def _detail(public_id: str, visibility: Visibility, portrait_id: int | None) -> HonoreeDetail:
    # Read here rather than handed over: what is remembered is tied to what was read for it.
    honoree = _entry(public_id)
    if honoree is None:
        raise Honoree.DoesNotExist(public_id)
    base = honorees_path()
    rows = list(_conferrals_of(honoree))
    lines = conferral_lines(rows, base=base)
    main = next((line for line in lines if not line.cancelled), None)
    standing = [line for line in lines if not line.cancelled]
    consents, initiatives = frozenset(scopes_agreed(honoree)), _initiatives(honoree)
    public = visibility is Visibility.PUBLIC
    portrait = None
    if portrait_id and ConsentScope.PHOTO in consents and public:
        portrait = pictures([portrait_id], "portrait").get(portrait_id)
    shown = main or (lines[0] if lines else None)
    before, after = _neighbours(honoree, rows, main, base) if main else (None, None)
    unit_today = None
    if honoree.unit is not None:
        unit_today = line_of_unit(honoree.unit.successor or honoree.unit)
    years = [line.decision.year for line in standing if line.decision.year]
    return HonoreeDetail(
        public_id=honoree.public_id,
        name=honoree.full_name,
        given=honoree.given,
        kind=honoree.kind,
        visibility=visibility,
        titles=shown.titles if shown else "",
        position=shown.position if shown else "",
        unit_then=shown.unit if shown else "",
        unit_today=unit_today,
        specialty=honoree.specialty,
        main=main,
        conferrals=lines,
        public_count=len(standing),
        since=min(years) if years else None,
        portrait=portrait,
        consents=consents if public else frozenset(),
        initiatives=initiatives if public else (),
        previous=before,
        following=after,
        updated=max((row.published_at for row in rows if row.published_at), default=None),
    )


@question
def _conferrals_of(honoree: Honoree) -> QuerySet[Conferral]:
    return latest_first(with_rows(Conferral.objects.visible().filter(honoree=honoree)))


@question
def scopes_agreed(honoree: Honoree) -> QuerySet[Consent, Any]:
    """Return the scopes of the consents in force."""
    rows = Consent.objects.filter(honoree=honoree, withdrawn_at__isnull=True)
    return rows.order_by().values_list("scope", flat=True)


@question
def _found_by(honoree: Honoree) -> QuerySet[Initiative]:
    return Initiative.objects.filter(honorees=honoree)


def _initiatives(honoree: Honoree) -> tuple[str, ...]:
    """Return the initiatives with the year of their recognition, latest first; those without a day last."""
    rows = sorted(_found_by(honoree), key=lambda row: row.pk)
    rows.sort(key=lambda row: row.recognized_on or date.min, reverse=True)
    return tuple(
        f"{row.title} ({row.recognized_on.year})" if row.recognized_on else row.title for row in rows
    )


def _neighbours(
    honoree: Honoree, rows: Sequence[Conferral], main: ConferralLine, base: str
) -> tuple[HonoreeCard | None, HonoreeCard | None]:
    """The honorees before and after in the list of the same decision, in one query."""
    own = next(row for row in rows if row.public_id == main.public_id)
    place = (own.list_position, own.pk)
    two = {(row.list_position, row.pk) < place: card_of(row.honoree, base) for row in _beside(honoree, own)}
    return two.get(True), two.get(False)


@question
def _beside(honoree: Honoree, own: Conferral) -> QuerySet[Conferral]:
    """The lines before and after one in the list of its decision."""
    same = Conferral.objects.public().filter(decision_id=own.decision_id).exclude(honoree=honoree)
    earlier = Q(list_position__lt=own.list_position) | Q(list_position=own.list_position, pk__lt=own.pk)
    key = same.values("pk")
    before = key.filter(earlier).order_by("-list_position", "-pk")[:1]
    after = key.exclude(earlier).order_by("list_position", "pk")[:1]
    return with_cards(same.filter(Q(pk=Subquery(before)) | Q(pk=Subquery(after))))
