"""Honorees: cards, counts, and everything the page of one shows."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from django.core.paginator import Page
from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from portal.core.imaging import Picture, pictures
from portal.core.remembered import remembered
from recognition.domain.queries.conferrals import conferral_lines, conferrals_chosen, latest_first, with_rows
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
    agreed = Consent.objects.filter(
        honoree=OuterRef("honoree"), scope=ConsentScope.PHOTO, withdrawn_at__isnull=True
    )
    chosen = dict(
        HonoreePage.objects.filter(
            Exists(agreed), honoree_id__in=honoree_ids, language="vi", live=True, portrait__isnull=False
        ).values_list("honoree_id", "portrait_id")
    )
    ready = pictures(set(chosen.values()), purpose)
    return {honoree: ready[image] for honoree, image in chosen.items() if image in ready}


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


@remembered(limit=4)
def counts() -> Counts:
    """How many individuals and collectives are public."""
    return counts_of(Honoree.objects.public())


def counts_of(rows: QuerySet[Honoree]) -> Counts:
    found = dict(rows.values_list("kind").annotate(number=Count("pk")).order_by())
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


def latest_of(chosen: WallFilter, *, limit: int) -> tuple[HonoreeCard, ...]:
    """The last honored among those of a filter (kind, awards, years)."""
    rows = (
        honorees_with(conferrals_chosen(chosen, units=None)) if chosen.narrows else Honoree.objects.public()
    )
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    return honoree_cards(with_latest(_by_latest(rows))[:limit])


def honoree_cards_of(ids: Iterable[int], *, limit: int) -> tuple[HonoreeCard, ...]:
    """Return cards of the public honorees with these ids, in the order given, each once."""
    wanted = list(dict.fromkeys(ids))
    found = {row.pk: row for row in with_latest(Honoree.objects.public().filter(pk__in=wanted))}
    return honoree_cards([found[pk] for pk in wanted if pk in found][:limit])


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


def latest_line(honoree: Honoree) -> ConferralLine | None:
    """Return the latest public conferral of an honoree, the one cards show."""
    row = latest_first(with_rows(Conferral.objects.public().filter(honoree=honoree))).first()
    return conferral_lines([row])[0] if row else None


def honoree_asked(public_id: str) -> Honoree | None:
    """Return the honoree who was given an address, merged or not."""
    return copy.copy(_entry(public_id))


@remembered(limit=1024)
def _entry(public_id: str) -> Honoree | None:
    rows = Honoree.objects.filter(public_id=public_id).order_by()
    return rows.select_related("merged_into", "unit__successor").first()


def honoree_by_public_id(public_id: str) -> Honoree | None:
    """Return the honoree behind an address, following merges to the entry that was kept."""
    found = honoree_asked(public_id)
    for _step in range(20):  # a merge of merges; a circle cannot be made, but is not waited for either
        if found is None or found.merged_into is None:
            return found
        found = found.merged_into
    return None


def honoree_detail(
    honoree: Honoree, *, visibility: Visibility, page: HonoreePage | None = None
) -> HonoreeDetail:
    """Return what the page of an honoree shows. ``page`` gives the portrait of a draft in the admin's preview."""
    return _detail(honoree.public_id, visibility, page.portrait_id if page is not None else None)


@remembered(limit=1024)
def _detail(public_id: str, visibility: Visibility, portrait_id: int | None) -> HonoreeDetail:
    # Read here rather than handed over: what is remembered is tied to what was read for it.
    honoree = _entry(public_id)
    if honoree is None:
        raise Honoree.DoesNotExist(public_id)
    base = honorees_path()
    rows = list(latest_first(with_rows(Conferral.objects.visible().filter(honoree=honoree))))
    lines = conferral_lines(rows, base=base)
    main = next((line for line in lines if not line.cancelled), None)
    standing = [line for line in lines if not line.cancelled]
    consents, initiatives = _agreed_and_found(honoree)
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


def _agreed_and_found(honoree: Honoree) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the scopes of the consents in force, and the initiatives, latest first: one query for both."""
    text = {"output_field": CharField()}
    agreed = Consent.objects.filter(honoree=honoree, withdrawn_at__isnull=True).annotate(
        what=Value("consent", **text), text=Cast("scope", **text), day=Value("", **text), place=F("pk")
    )
    found = Initiative.objects.filter(honorees=honoree).annotate(
        what=Value("initiative", **text),
        text=Cast("title", **text),
        day=Coalesce(Cast("recognized_on", **text), Value("", **text)),
        place=F("pk"),
    )
    names = ("what", "text", "day", "place")
    rows = list(agreed.order_by().values_list(*names).union(found.order_by().values_list(*names), all=True))
    titles = sorted(
        ((day, place, text) for what, text, day, place in rows if what == "initiative"),
        key=lambda row: row[1],
    )
    titles.sort(key=lambda row: row[0], reverse=True)
    return (
        frozenset(text for what, text, _day, _place in rows if what == "consent"),
        tuple(f"{title} ({day[:4]})" if day else title for day, _place, title in titles),
    )


def _neighbours(
    honoree: Honoree, rows: Sequence[Conferral], main: ConferralLine, base: str
) -> tuple[HonoreeCard | None, HonoreeCard | None]:
    """The honorees before and after in the list of the same decision, in one query."""
    own = next(row for row in rows if row.public_id == main.public_id)
    same = (
        Conferral.objects.public()
        .filter(decision_id=own.decision_id)
        .exclude(honoree=honoree)
        .select_related(
            "honoree__latest_conferral__award",
            "honoree__latest_conferral__decision",
            "honoree__latest_conferral__unit",
        )
    )
    place = (own.list_position, own.pk)
    earlier = Q(list_position__lt=place[0]) | Q(list_position=place[0], pk__lt=place[1])
    key = same.select_related(None).values("pk")
    before = key.filter(earlier).order_by("-list_position", "-pk")[:1]
    after = key.exclude(earlier).order_by("list_position", "pk")[:1]
    two = {
        (row.list_position, row.pk) < place: card_of(row.honoree, base)
        for row in same.filter(Q(pk=Subquery(before)) | Q(pk=Subquery(after)))
    }
    return two.get(True), two.get(False)
