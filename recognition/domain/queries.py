"""What public pages, feeds, the API and search show, as frozen values with a constant number of queries.

Everything goes through ``ConferralQuerySet.public/visible`` and ``HonoreeQuerySet.public``: the filter is spelled
nowhere else. Labels and addresses are those of the active language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.imaging import Picture, pictures
from portal.core.rendered.reading import until_day
from portal.core.vietnamese import fold
from recognition.enums import (
    ConsentScope,
    DecisionState,
    InstrumentKind,
    Level,
    SubjectKind,
    UnitNameKind,
    Visibility,
)
from recognition.models import (
    Award,
    Conferral,
    Consent,
    Decision,
    DecisionPower,
    Honoree,
    HonoreeIndexPage,
    HonoreePage,
    Initiative,
    LegalInstrument,
    Office,
    StoryIndexPage,
    StoryPage,
    StoryPerson,
    Unit,
)

CARDS_ON_A_PAGE: Final = 24
LINES_ON_A_PAGE: Final = 36
NAMES_IN_A_YEAR_BLOCK: Final = 60  # of one award in the list of all years; the page of the year has them all
MERIT_YEAR: Final = Coalesce("merit_until", "merit_from", "decision__year")
LETTERS: Final = tuple("AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY")


# Values --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A decision in one line. ``number`` is empty and ``dated`` None where an archival decision lacks them."""

    public_id: str
    url: str
    number: str
    label: str
    issuer: str
    dated: date | None
    year: int | None
    title: str
    cancelled: bool
    lines: int = 0

    @property
    def shown_date(self) -> date | str:
        """The date, or the words for a date of which only the year is known (empty: unknown)."""
        return self.dated or (_("năm %(year)s") % {"year": self.year} if self.year else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class HonoreeCard:
    """One honoree in a list: the latest public conferral gives prefix, unit and award as they were then."""

    public_id: str
    url: str
    name: str
    given: str
    kind: str
    prefix: str
    unit: str
    award: str
    image: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferralLine:
    """One conferral with what the public may know of it. For a cancelled one the cancelling decision is named."""

    public_id: str
    honoree_public_id: str
    name: str
    given: str
    kind: str
    url: str
    titles: str
    position: str
    unit: str
    unit_url: str
    unit_today: str
    award: str
    award_code: str
    award_url: str
    level: str
    merit: str
    merit_year: int | None
    merit_kind: str
    citation: str
    posthumous: bool
    decision: DecisionLine
    cancelled: bool
    cancelled_by: DecisionLine | None
    law: str
    list_position: int

    @property
    def award_line(self) -> str:
        """``Chiến sĩ thi đua cơ sở năm 2022``: the year of the merit, not of the decision."""
        return (
            _("%(award)s, %(years)s") % {"award": self.award, "years": self.merit}
            if self.merit
            else self.award
        )


@dataclass(frozen=True, slots=True)
class FacetOption:
    """A value of a filter with the number of honorees it would give."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    options: tuple[FacetOption, ...]
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WallFilter:
    """What a visitor chose on the wall of honor. Values of one filter widen, filters narrow."""

    kind: str = ""
    merit_years: tuple[int, ...] = ()
    decision_years: tuple[int, ...] = ()
    awards: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    unit: str = ""
    letter: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything but the kind is chosen."""
        return bool(
            self.merit_years or self.decision_years or self.awards or self.levels or self.unit or self.letter
        )


@dataclass(frozen=True, slots=True)
class Counts:
    individuals: int
    collectives: int

    @property
    def all(self) -> int:
        return self.individuals + self.collectives


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """One page of the wall: cards in Vietnamese order of tên gọi, counts, filters, letters that have somebody."""

    page: Page[Any]
    cards: tuple[HonoreeCard, ...]
    counts: Counts
    facets: tuple[Facet, ...]
    letters: frozenset[str]
    unit: UnitLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    public_id: str
    code: str
    url: str
    slug: str
    name: str
    kind: str
    count: int = 0
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitNode:
    """A unit with the units under it and the number of public conferrals in the whole subtree."""

    unit: UnitLine
    children: tuple[UnitNode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerName:
    name: str
    valid_from: date | None
    valid_until: date | None
    short: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDetail:
    unit: UnitLine
    ancestors: tuple[UnitLine, ...]
    children: tuple[UnitNode, ...]
    names: tuple[FormerName, ...]
    successor: UnitLine | None
    predecessors: tuple[UnitLine, ...]
    bodies: tuple[tuple[str, str], ...]
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardLine:
    code: str
    url: str
    name: str
    category: str
    category_label: str
    subject_label: str
    level: str
    level_label: str
    verified: bool
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerLine:
    """An office that may decide an award, on which law, from when."""

    office: str
    law: str
    article: str
    valid_from: date | None
    valid_until: date | None
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardDetail:
    award: AwardLine
    explanation: str
    explanation_language: str
    criteria: str
    law: str
    article: str
    valid_from: date | None
    valid_until: date | None
    powers: tuple[PowerLine, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameGroup:
    """The names under one award in a year; ``more`` were left out."""

    label: str
    code: str
    names: tuple[HonoreeCard, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class YearBlock:
    year: int
    count: int
    url: str
    groups: tuple[NameGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDetail:
    line: DecisionLine
    issuer_body: str
    signer: str
    signing_capacity: str
    laws: tuple[str, ...]
    copy_url: str
    copy_size: int
    state: str
    cancelled_by: DecisionLine | None
    cancels: tuple[DecisionLine, ...]
    individuals: int
    collectives: int
    checked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HonoreeDetail:
    """Everything the page of one honoree shows from the rows."""

    public_id: str
    name: str
    given: str
    kind: str
    visibility: Visibility
    titles: str
    position: str
    unit_then: str
    unit_today: UnitLine | None
    specialty: str
    main: ConferralLine | None
    conferrals: tuple[ConferralLine, ...]
    public_count: int
    since: int | None
    portrait: Picture | None
    consents: frozenset[str]
    initiatives: tuple[str, ...]
    previous: HonoreeCard | None
    following: HonoreeCard | None
    updated: datetime | None

    @property
    def cancelled(self) -> tuple[ConferralLine, ...]:
        return tuple(line for line in self.conferrals if line.cancelled)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCard:
    url: str
    title: str
    lead: str
    kind_label: str
    who: str
    byline: str
    dated: date | None
    minutes: int
    image: Picture | None
    has_decision: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a verification code stands for: a conferral, or a decision with all its lines."""

    code: str
    decision: DecisionLine
    conferral: ConferralLine | None = None


# Labels and addresses --------------------------------------------------------------------------------------------------


def is_english() -> bool:
    return (get_language() or "vi").startswith("en")


def language_code() -> str:
    return "en" if is_english() else "vi"


def unit_label(unit: Unit) -> str:
    """The unit's name of today in the language of the request."""
    return str(unit.name_en if is_english() and unit.name_en else unit.name)


def index_path(model: type[HonoreeIndexPage | StoryIndexPage], fallback: tuple[str, str]) -> str:
    """Return the path of an index page in the active language; ``fallback`` (vi, en) where the site lacks it."""
    page = model.objects.filter(locale__language_code=language_code(), live=True).first()
    url = urlsplit(page.get_url() or "").path if page else ""
    return url or fallback[is_english()]


def honorees_path() -> str:
    return index_path(HonoreeIndexPage, ("/ton-vinh/", "/en/honorees/"))


def stories_path() -> str:
    return index_path(StoryIndexPage, ("/guong-dien-hinh/", "/en/stories/"))


def honoree_path(honoree: Honoree, base: str | None = None) -> str:
    """Return the path of the honoree's page; give ``base`` (``honorees_path()``) when there are many."""
    return f"{honorees_path() if base is None else base}{honoree.slug}/"


def unit_path(unit: Unit) -> str:
    return reverse("recognition:unit", args=[unit.slug])


def award_path(code: str) -> str:
    return reverse("recognition:award", args=[code])


def decision_paths(decisions: Collection[Decision]) -> dict[int, str]:
    """Return the paths of decisions by primary key, with one query for the numbers that two offices share."""
    keys = {row.number_key for row in decisions if row.number_key}
    shared = (
        {
            (year, key)
            for year, key in Decision.objects.filter(
                number_key__in=keys, year__in={row.year for row in decisions if row.year}
            )
            .values("year", "number_key")
            .annotate(several=Count("pk"))
            .filter(several__gt=1)
            .values_list("year", "number_key")
            .order_by()
        }
        if keys
        else set()
    )
    return {
        row.pk: reverse(
            "recognition:decision",
            args=[row.address_year, _decision_slug(row, shared=(row.year, row.number_key) in shared)],
        )
        for row in decisions
    }


def _decision_slug(decision: Decision, *, shared: bool) -> str:
    from portal.core.vietnamese import slugify

    slug = slugify(decision.number.replace("/", "-"))
    return slug if slug and not shared else "-".join(part for part in (slug, decision.public_id) if part)


def decision_line(decision: Decision, url: str, *, lines: int = 0) -> DecisionLine:
    """Return a decision (with its office selected) as one line."""
    number = decision.number
    label = _("Quyết định số %(number)s") % {"number": number} if number else _("Quyết định chưa rõ số")
    return DecisionLine(
        public_id=decision.public_id,
        url=url,
        number=number,
        label=label,
        issuer=decision.office.label,
        dated=decision.dated,
        year=decision.year,
        title=decision.title_en if is_english() and decision.title_en else decision.title,
        cancelled=decision.state == DecisionState.CANCELLED,
        lines=lines,
    )


def merit_text(conferral: Conferral) -> str:
    """``2022`` or ``2021–2025``: the year or period of the merit, else the year of the decision."""
    start, end = conferral.merit_from, conferral.merit_until
    if start and end and start != end:
        return f"{start}–{end}"
    year = end or start or conferral.decision.year
    return str(year) if year else ""


def kind_prefix(kind: str, titles: str) -> str:
    return titles if kind == SubjectKind.INDIVIDUAL else _("Tập thể")


# Conferrals ------------------------------------------------------------------------------------------------------------


def _with_rows(rows: QuerySet[Conferral]) -> QuerySet[Conferral]:
    return rows.select_related(
        "decision__office", "award__legal_basis", "honoree", "unit__successor", "cancelled_by__office"
    )


def conferral_lines(rows: Iterable[Conferral], *, base: str | None = None) -> tuple[ConferralLine, ...]:
    """Return lines for conferrals read with ``_with_rows``; two queries more (addresses, laws), whatever their number."""
    loaded = list(rows)
    if not loaded:
        return ()
    base = honorees_path() if base is None else base
    decisions = {row.decision_id: row.decision for row in loaded}
    decisions |= {row.cancelled_by.pk: row.cancelled_by for row in loaded if row.cancelled_by}
    paths = decision_paths(list(decisions.values()))
    laws = _laws_of_awards({row.award_id for row in loaded})
    lines = {pk: decision_line(row, paths[pk]) for pk, row in decisions.items()}
    return tuple(_conferral_line(row, lines, laws, base) for row in loaded)


def _conferral_line(
    row: Conferral,
    decisions: Mapping[int, DecisionLine],
    laws: Mapping[int, Sequence[DecisionPower]],
    base: str,
) -> ConferralLine:
    today = ""
    if row.unit is not None:
        heir = row.unit.successor or row.unit
        if fold(heir.name) != fold(row.unit_then or row.unit.name):
            today = unit_label(heir)
    return ConferralLine(
        public_id=row.public_id,
        honoree_public_id=row.honoree.public_id,
        name=row.name_then or row.honoree.full_name,
        given=row.honoree.given,
        kind=row.honoree.kind,
        url=honoree_path(row.honoree, base),
        titles=row.titles_then,
        position=row.position_then,
        unit=row.unit_then or (unit_label(row.unit) if row.unit else ""),
        unit_url=unit_path(row.unit) if row.unit else "",
        unit_today=today,
        award=row.award.label,
        award_code=row.award.code,
        award_url=award_path(row.award.code),
        level=row.award.level,
        merit=merit_text(row),
        merit_year=row.merit_year,
        merit_kind=row.get_merit_kind_display(),
        citation=row.citation,
        posthumous=row.posthumous,
        decision=decisions[row.decision_id],
        cancelled=row.visibility == Visibility.CANCELLED,
        cancelled_by=decisions.get(row.cancelled_by_id) if row.cancelled_by_id else None,
        law=_law_text(row, laws),
        list_position=row.list_position,
    )


def _laws_of_awards(award_ids: Collection[int]) -> dict[int, list[DecisionPower]]:
    found: dict[int, list[DecisionPower]] = {}
    for power in (
        DecisionPower.objects.filter(award_id__in=award_ids, legal_basis__isnull=False)
        .select_related("legal_basis")
        .order_by("-verified", "-valid_from")
    ):
        found.setdefault(power.award_id, []).append(power)
    return found


def _law_text(row: Conferral, laws: Mapping[int, Sequence[DecisionPower]]) -> str:
    """The law behind the award on the day of the decision (DOMAIN 6, rule 2), with its article; empty if unknown."""
    day = row.decision.dated
    if day is None:
        return ""
    for power in laws.get(row.award_id, ()):
        if power.office_id == row.decision.office_id and _covers(power.valid_from, power.valid_until, day):
            return _cited(power.legal_basis, power.article)
    basis = row.award.legal_basis
    if basis is not None and _covers(basis.in_force_from, basis.in_force_until, day):
        return _cited(basis, row.award.article)
    return ""


def _covers(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or end >= day)


def _cited(law: LegalInstrument | None, article: str) -> str:
    if law is None:
        return ""
    name = (
        _("%(kind)s số %(number)s") % {"kind": law.get_kind_display(), "number": law.number}
        if law.number
        else law.title
    )
    return _("%(article)s, %(law)s") % {"article": article, "law": name} if article else name


def latest_first(rows: QuerySet[Conferral]) -> QuerySet[Conferral]:
    return rows.order_by(
        F("decision__dated").desc(nulls_last=True),
        F("decision__year").desc(nulls_last=True),
        "-award__rank",
        "-id",
    )


# Honorees --------------------------------------------------------------------------------------------------------------


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


def _cards_rows(rows: QuerySet[Honoree]) -> QuerySet[Honoree]:
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
    return tuple(_card(row, base, images.get(row.pk)) for row in loaded)


def _card(honoree: Honoree, base: str, image: Picture | None = None) -> HonoreeCard:
    latest = honoree.latest_conferral
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


def counts() -> Counts:
    """How many individuals and collectives are public."""
    return _counted(Honoree.objects.public())


def _counted(rows: QuerySet[Honoree]) -> Counts:
    found = dict(rows.values_list("kind").annotate(number=Count("pk")).order_by())
    return Counts(found.get(SubjectKind.INDIVIDUAL, 0), found.get(SubjectKind.COLLECTIVE, 0))


def _wall_conferrals(
    chosen: WallFilter, *, units: frozenset[int] | None, leave_out: str = ""
) -> QuerySet[Conferral]:
    rows = Conferral.objects.public()
    if chosen.merit_years and leave_out != "merit_years":
        rows = rows.annotate(merit_year_shown=MERIT_YEAR).filter(merit_year_shown__in=chosen.merit_years)
    if chosen.decision_years and leave_out != "decision_years":
        rows = rows.filter(decision__year__in=chosen.decision_years)
    if chosen.awards and leave_out != "awards":
        rows = rows.filter(award__code__in=chosen.awards)
    if chosen.levels and leave_out != "levels":
        rows = rows.filter(award__level__in=chosen.levels)
    if units is not None and leave_out != "unit":
        rows = rows.filter(unit_id__in=units)
    return rows


def wall(*, chosen: WallFilter, page: int = 1, size: int = CARDS_ON_A_PAGE) -> Wall:
    """Return one page of the wall of honor. A page number out of range gives the nearest one."""
    tree = UnitTree.load()
    unit = tree.by_slug.get(chosen.unit) if chosen.unit else None
    units = tree.subtree(unit.pk) if unit is not None else (frozenset() if chosen.unit else None)
    rows = Honoree.objects.public()
    if chosen.narrows:
        rows = rows.filter(Exists(_wall_conferrals(chosen, units=units).filter(honoree=OuterRef("pk"))))
    before_letter = rows.filter(kind=chosen.kind) if chosen.kind else rows
    letters = frozenset(before_letter.order_by().values_list("letter", flat=True).distinct())
    if chosen.letter:
        rows = rows.filter(letter=chosen.letter)
    tally = _counted(rows)
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    found = _page_of(
        _cards_rows(rows.order_by("sort_key", "id")), page, size, count=_count_of(tally, chosen.kind)
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


class _CountedPaginator(Paginator[Any]):
    """A paginator that was told the count."""

    def __init__(self, rows: QuerySet[Any], size: int, count: int) -> None:
        super().__init__(rows, size)
        self.__dict__["count"] = count


def _page_of(rows: QuerySet[Any], number: int, size: int, *, count: int | None = None) -> Page[Any]:
    paginator = Paginator(rows, size) if count is None else _CountedPaginator(rows, size, count)
    return paginator.get_page(number)


def _wall_facets(chosen: WallFilter, units: frozenset[int] | None, tree: UnitTree) -> tuple[Facet, ...]:
    """Five grouped queries, each with every other filter applied, so that a count is what a click gives."""

    def rows(leave_out: str) -> QuerySet[Conferral]:
        found = _wall_conferrals(chosen, units=units, leave_out=leave_out).order_by()
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


def latest_honorees(
    *, limit: int = 6, units: frozenset[int] | None = None, award: str = "", year: int | None = None
) -> tuple[HonoreeCard, ...]:
    """The last honored, for the home page and feeds: of all, of units, of an award, by decisions of a year."""
    rows = _by_latest()
    chosen = WallFilter(awards=(award,) if award else (), decision_years=(year,) if year else ())
    if units is not None or chosen.narrows:
        rows = rows.filter(Exists(_wall_conferrals(chosen, units=units).filter(honoree=OuterRef("pk"))))
    return honoree_cards(_cards_rows(rows)[:limit])


def latest_of(chosen: WallFilter, *, limit: int) -> tuple[HonoreeCard, ...]:
    """The last honored among those of a filter (kind, awards, years)."""
    rows = _by_latest()
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.narrows:
        rows = rows.filter(Exists(_wall_conferrals(chosen, units=None).filter(honoree=OuterRef("pk"))))
    return honoree_cards(_cards_rows(rows)[:limit])


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


def honoree_cards_of(ids: Iterable[int], *, limit: int) -> tuple[HonoreeCard, ...]:
    """Return cards of the public honorees with these ids, in the order given, each once."""
    wanted = list(dict.fromkeys(ids))
    found = {row.pk: row for row in _cards_rows(Honoree.objects.public().filter(pk__in=wanted))}
    return honoree_cards([found[pk] for pk in wanted if pk in found][:limit])


def _by_latest() -> QuerySet[Honoree]:
    return Honoree.objects.public().order_by(
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
    rows = Honoree.objects.public()
    units = None
    if unit:
        tree = UnitTree.load()
        there = tree.by_slug.get(unit)
        units = tree.subtree(there.pk) if there else frozenset()
    if chosen.narrows:
        rows = rows.filter(Exists(_wall_conferrals(chosen, units=units).filter(honoree=OuterRef("pk"))))
    if kind:
        rows = rows.filter(kind=kind)
    found = _page_of(_cards_rows(rows.order_by("sort_key", "id")), page, size)
    return found, honoree_cards(found.object_list)


def latest_line(honoree: Honoree) -> ConferralLine | None:
    """Return the latest public conferral of an honoree, the one cards show."""
    row = latest_first(_with_rows(Conferral.objects.public().filter(honoree=honoree))).first()
    return conferral_lines([row])[0] if row else None


def honoree_by_public_id(public_id: str) -> Honoree | None:
    """Return the honoree behind an address, following merges to the entry that was kept."""
    found = Honoree.objects.filter(public_id=public_id).select_related("merged_into").first()
    for _step in range(20):  # a merge of merges; a circle cannot be made, but is not waited for either
        if found is None or found.merged_into is None:
            return found
        found = found.merged_into
    return None


def honoree_detail(
    honoree: Honoree, *, visibility: Visibility, page: HonoreePage | None = None
) -> HonoreeDetail:
    """Return what the page of an honoree shows. ``page`` gives the portrait of a draft in the admin's preview."""
    base = honorees_path()
    rows = list(latest_first(_with_rows(Conferral.objects.visible().filter(honoree=honoree))))
    lines = conferral_lines(rows, base=base)
    main = next((line for line in lines if not line.cancelled), None)
    standing = [line for line in lines if not line.cancelled]
    consents = frozenset(
        Consent.objects.filter(honoree=honoree, withdrawn_at__isnull=True).values_list("scope", flat=True)
    )
    public = visibility is Visibility.PUBLIC
    portrait = None
    if page is not None and page.portrait_id and ConsentScope.PHOTO in consents and public:
        portrait = pictures([page.portrait_id], "portrait").get(page.portrait_id)
    shown = main or (lines[0] if lines else None)
    before, after = _neighbours(honoree, rows, main, base) if main else (None, None)
    unit_today = None
    if honoree.unit is not None:
        unit_today = _unit_line(honoree.unit.successor or honoree.unit)
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
        initiatives=tuple(
            f"{row.title} ({row.recognized_on:%Y})" if row.recognized_on else row.title
            for row in Initiative.objects.filter(honorees=honoree)
        )
        if public
        else (),
        previous=before,
        following=after,
        updated=max((row.published_at for row in rows if row.published_at), default=None),
    )


def _neighbours(
    honoree: Honoree, rows: Sequence[Conferral], main: ConferralLine, base: str
) -> tuple[HonoreeCard | None, HonoreeCard | None]:
    """The honorees before and after in the list of the same decision, in two queries."""
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
    before = same.filter(earlier).order_by("-list_position", "-pk").first()
    after = same.exclude(earlier).order_by("list_position", "pk").first()
    return (
        _card(before.honoree, base) if before else None,
        _card(after.honoree, base) if after else None,
    )


# Decisions -------------------------------------------------------------------------------------------------------------


def public_decisions() -> QuerySet[Decision]:
    """Decisions in the register and in counts."""
    return Decision.objects.public().select_related("office")


def readable_decisions() -> QuerySet[Decision]:
    """Decisions that have a page: those of the register, and those that only cancel what was public once."""
    cancelling = Conferral.objects.cancelled().filter(cancelled_by=OuterRef("pk"))
    register = Decision.objects.public().values("pk")
    return (
        Decision.objects.exclude(state=DecisionState.ENTERED)
        .filter(Q(pk__in=register) | Exists(cancelling))
        .select_related("office")
    )


def register_of_decisions(
    *, year: int | None = None, office: str = "", text: str = "", page: int = 1, size: int = LINES_ON_A_PAGE
) -> tuple[Page[Any], tuple[DecisionLine, ...]]:
    """One page of the register, latest first. ``text`` is looked for in the number, without accents."""
    rows = public_decisions()
    if year:
        rows = rows.filter(year=year)
    if office:
        rows = rows.filter(office__code=office)
    if key := fold(text).replace(" ", "")[:80]:
        rows = rows.filter(number_key__contains=key)
    rows = rows.order_by(F("dated").desc(nulls_last=True), F("year").desc(nulls_last=True), "-id")
    found = _page_of(rows, page, size)
    return found, decision_lines(found.object_list)


def decision_lines(rows: Iterable[Decision]) -> tuple[DecisionLine, ...]:
    """Return lines of decisions read with their office: two queries for any number (addresses, sizes of lists)."""
    loaded = list(rows)
    if not loaded:
        return ()
    paths = decision_paths(loaded)
    sizes = dict(
        Conferral.objects.visible()
        .filter(decision_id__in=[row.pk for row in loaded])
        .order_by()
        .values_list("decision_id")
        .annotate(number=Count("pk"))
    )
    return tuple(decision_line(row, paths[row.pk], lines=sizes.get(row.pk, 0)) for row in loaded)


def decision_years() -> tuple[tuple[int, int], ...]:
    """Years with public decisions, latest first, with their number."""
    return tuple(
        Decision.objects.public()
        .exclude(year=None)
        .order_by("-year")
        .values_list("year")
        .annotate(number=Count("pk"))
    )


def offices_with_decisions() -> tuple[tuple[str, str], ...]:
    """Codes and labels of offices that have a public decision."""
    issued = Decision.objects.public().filter(office=OuterRef("pk"))
    return tuple((row.code, row.label) for row in Office.objects.filter(Exists(issued)))


def find_decision(*, year: str, slug: str) -> Decision | None:
    """Return the public decision of an address: by number and year, or by the public id at its end."""
    rows = readable_decisions().select_related("cancelled_by__office")
    tail = slug.rsplit("-", 1)[-1]
    if found := rows.filter(public_id=tail).first():
        return found
    wanted = rows.filter(year=int(year)) if year.isdigit() and len(year) <= 4 else rows.filter(year=None)
    same = [
        row
        for row in wanted.filter(number_key__startswith=slug.split("-", maxsplit=1)[0])
        if _decision_slug(row, shared=False) == slug
    ]
    return same[0] if len(same) == 1 else None


def decision_detail(decision: Decision) -> DecisionDetail:
    """Return what the page of a decision shows beside its list."""
    others = [decision.cancelled_by] if decision.cancelled_by else []
    cancels = list(
        Decision.objects.filter(
            Exists(Conferral.objects.cancelled().filter(cancelled_by=decision, decision=OuterRef("pk")))
        ).select_related("office")
    )
    paths = decision_paths([decision, *others, *cancels])
    numbers = dict(
        Conferral.objects.visible()
        .filter(decision=decision)
        .order_by()
        .values_list("honoree__kind")
        .annotate(number=Count("pk"))
    )
    copy = decision.published_copy if decision.public_copy_checked_at and decision.published_copy else None
    return DecisionDetail(
        line=decision_line(decision, paths[decision.pk]),
        issuer_body=decision.office.body,
        signer=decision.signer,
        signing_capacity=decision.signing_capacity,
        laws=_laws_on(decision),
        copy_url=copy.url if copy else "",
        copy_size=copy.size if copy and copy.name and copy.storage.exists(copy.name) else 0,
        state=decision.state,
        cancelled_by=decision_line(decision.cancelled_by, paths[decision.cancelled_by.pk])
        if decision.cancelled_by
        else None,
        cancels=tuple(decision_line(row, paths[row.pk]) for row in cancels),
        individuals=numbers.get(SubjectKind.INDIVIDUAL, 0),
        collectives=numbers.get(SubjectKind.COLLECTIVE, 0),
        checked_at=decision.verified_at,
    )


def _laws_on(decision: Decision) -> tuple[str, ...]:
    """Laws and decrees behind the powers or awards of the catalogue that were in force on the decision's day."""
    if decision.dated is None:
        return ()
    given = Conferral.objects.filter(decision=decision).order_by().values("award")
    rows = (
        LegalInstrument.objects.filter(
            Q(powers__award__in=given, powers__office=decision.office) | Q(awards__in=given),
            kind__in=(InstrumentKind.LAW, InstrumentKind.DECREE, InstrumentKind.CIRCULAR),
        )
        .filter(Q(in_force_from=None) | Q(in_force_from__lte=decision.dated))
        .filter(Q(in_force_until=None) | Q(in_force_until__gte=decision.dated))
        .distinct()
    )
    return tuple(_cited(row, "") for row in rows)


def lines_of_decision(
    decision: Decision, *, text: str = "", page: int = 1, size: int = LINES_ON_A_PAGE
) -> tuple[Page[Any], tuple[ConferralLine, ...]]:
    """One page of the list of a decision, in its own order; ``text`` narrows by name, with or without accents."""
    rows = Conferral.objects.visible().filter(decision=decision)
    if key := fold(text).strip()[:100]:
        rows = rows.filter(honoree__name_key__contains=key)
    found = _page_of(_with_rows(rows.order_by("list_position", "id")), page, size)
    return found, conferral_lines(found.object_list)


def all_lines_of_decision(decision: Decision) -> tuple[ConferralLine, ...]:
    """The whole list, for files to download."""
    return conferral_lines(
        _with_rows(Conferral.objects.visible().filter(decision=decision).order_by("list_position", "id"))
    )


# Units -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitTree:
    """All units, read once: a unit's subtree holds what stands under it and what it took over."""

    by_id: Mapping[int, Unit]
    by_slug: Mapping[str, Unit]
    children: Mapping[int, Sequence[Unit]]
    heirs: Mapping[int, Sequence[Unit]]  # predecessors by successor
    roots: Sequence[Unit] = field(default_factory=tuple)

    @classmethod
    def load(cls) -> UnitTree:
        rows = list(Unit.objects.order_by("sort_key", "id"))
        children: dict[int, list[Unit]] = {}
        heirs: dict[int, list[Unit]] = {}
        for row in rows:
            if row.successor_id:
                heirs.setdefault(row.successor_id, []).append(row)
            elif row.parent_id:
                children.setdefault(row.parent_id, []).append(row)
        return cls(
            by_id={row.pk: row for row in rows},
            by_slug={row.slug: row for row in rows},
            children=children,
            heirs=heirs,
            roots=[row for row in rows if row.parent_id is None and row.successor_id is None],
        )

    def subtree(self, unit_id: int) -> frozenset[int]:
        """Return the ids of the unit, what stands under it and the units it succeeded."""
        seen: set[int] = set()
        waiting = [unit_id]
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            waiting += [row.pk for row in self.children.get(here, ())]
            waiting += [row.pk for row in self.heirs.get(here, ())]
        return frozenset(seen)

    def ancestors(self, unit_id: int) -> tuple[Unit, ...]:
        """Return the units above, nearest first; a unit that ended stands under its successor."""
        found: list[Unit] = []
        here = self.by_id.get(unit_id)
        while here is not None:
            above = self.by_id.get(here.successor_id or here.parent_id or 0)
            if above is None or above in found or above.pk == unit_id:
                break
            found.append(above)
            here = above
        return tuple(found)

    def line(self, unit: Unit, count: int = 0) -> UnitLine:
        return _unit_line(unit, count)


def _unit_line(unit: Unit, count: int = 0) -> UnitLine:
    return UnitLine(
        public_id=unit.public_id,
        code=unit.code,
        url=unit_path(unit),
        slug=unit.slug,
        name=unit_label(unit),
        kind=unit.get_kind_display(),
        count=count,
        ended_on=unit.ended_on,
    )


def unit_counts() -> dict[int, int]:
    """Public conferrals by unit."""
    return dict(
        Conferral.objects.public()
        .exclude(unit=None)
        .order_by()
        .values_list("unit_id")
        .annotate(number=Count("pk"))
    )


def unit_nodes() -> tuple[UnitNode, ...]:
    """The tree of units that exist today, with the conferrals of each subtree. Two queries."""
    tree, numbers = UnitTree.load(), unit_counts()
    return tuple(_node(tree, root, numbers, frozenset()) for root in tree.roots if root.ended_on is None)


def _node(tree: UnitTree, unit: Unit, numbers: Mapping[int, int], above: frozenset[int]) -> UnitNode:
    children = tuple(
        _node(tree, child, numbers, above | {unit.pk})
        for child in tree.children.get(unit.pk, ())
        if child.ended_on is None and child.pk not in above
    )
    return UnitNode(
        unit=_unit_line(unit, sum(numbers.get(pk, 0) for pk in tree.subtree(unit.pk))), children=children
    )


def units_by_count(*, limit: int = 5) -> tuple[UnitLine, ...]:
    """The units one step below the top with the most public conferrals, for ways in."""
    nodes = [child for root in unit_nodes() for child in (root.children or (root,))]
    ranked = sorted((node.unit for node in nodes if node.unit.count), key=lambda line: -line.count)
    return tuple(ranked[:limit])


def unit_detail(slug: str) -> tuple[Unit, UnitDetail] | None:
    """Return a unit and what its page shows, None where there is none at this address."""
    tree = UnitTree.load()
    unit = tree.by_slug.get(slug)
    if unit is None:
        return None
    numbers = unit_counts()
    covered = tree.subtree(unit.pk)
    successor = tree.by_id.get(unit.successor_id or 0)
    today = timezone.localdate()
    stood = list(unit.bodies.select_related("body").order_by("kind", "valid_from"))
    for row in stood:
        until_day(row.valid_from)
        until_day(row.valid_until, inclusive=True)
    bodies = tuple(
        (row.get_kind_display(), unit_label(row.body))
        for row in stood
        if _covers(row.valid_from, row.valid_until, today)
    )
    names = tuple(
        FormerName(
            name=row.name,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            short=row.kind == UnitNameKind.SHORT,
        )
        for row in unit.names.all()
        if row.name != unit.name
    )
    detail = UnitDetail(
        unit=_unit_line(unit, sum(numbers.get(pk, 0) for pk in covered)),
        ancestors=tuple(_unit_line(row) for row in reversed(tree.ancestors(unit.pk))),
        children=_node(tree, unit, numbers, frozenset()).children,
        names=names,
        successor=_unit_line(successor) if successor else None,
        predecessors=tuple(_unit_line(row, numbers.get(row.pk, 0)) for row in tree.heirs.get(unit.pk, ())),
        bodies=bodies,
        counts=_counted(
            Honoree.objects.public().filter(
                Exists(Conferral.objects.public().filter(honoree=OuterRef("pk"), unit_id__in=covered))
            )
        ),
    )
    return unit, detail


def honorees_of_unit(
    unit: Unit, *, page: int = 1, size: int = CARDS_ON_A_PAGE
) -> tuple[Page[Any], tuple[HonoreeCard, ...]]:
    """One page of honorees with a public conferral in the unit, what stands under it, or what it took over."""
    covered = UnitTree.load().subtree(unit.pk)
    rows = Honoree.objects.public().filter(
        Exists(Conferral.objects.public().filter(honoree=OuterRef("pk"), unit_id__in=covered))
    )
    found = _page_of(_cards_rows(rows.order_by("sort_key", "id")), page, size)
    return found, honoree_cards(found.object_list)


# Awards ----------------------------------------------------------------------------------------------------------------


def award_lines(*, with_conferrals: bool = False, limit: int | None = None) -> tuple[AwardLine, ...]:
    """The catalogue, highest first, each with its number of public conferrals; ``with_conferrals``: most given first."""
    numbers = dict(Conferral.objects.public().order_by().values_list("award_id").annotate(number=Count("pk")))
    lines = [_award_line(row, numbers.get(row.pk, 0)) for row in Award.objects.all()]
    if with_conferrals:
        lines = sorted((line for line in lines if line.count), key=lambda line: -line.count)
    return tuple(lines[:limit])


def _award_line(award: Award, count: int = 0) -> AwardLine:
    return AwardLine(
        code=award.code,
        url=award_path(award.code),
        name=award.label,
        category=award.category,
        category_label=award.get_category_display(),
        subject_label=award.get_subject_display(),
        level=award.level,
        level_label=award.get_level_display(),
        verified=award.verified,
        count=count,
    )


def award_detail(code: str) -> tuple[Award, AwardDetail] | None:
    """Return an award and what its page shows, None where there is none of this code."""
    award = Award.objects.filter(code__iexact=code).select_related("legal_basis").first()
    if award is None:
        return None
    number = Conferral.objects.public().filter(award=award).count()
    english = is_english() and bool(award.explanation_en)
    return award, AwardDetail(
        award=_award_line(award, number),
        explanation=award.explanation_en if english else award.explanation,
        explanation_language="en" if english else "vi",
        criteria=award.criteria,
        law=_cited(award.legal_basis, ""),
        article=award.article,
        valid_from=award.valid_from,
        valid_until=award.valid_until,
        powers=tuple(
            PowerLine(
                office=row.office.label,
                law=_cited(row.legal_basis, ""),
                article=row.article,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                verified=row.verified,
            )
            for row in award.powers.select_related("office", "legal_basis").order_by("-valid_from", "id")
        ),
        rules=tuple(row.text for row in award.rules.filter(verified=True)),
    )


def honorees_of_award(
    award: Award, *, page: int = 1, size: int = CARDS_ON_A_PAGE
) -> tuple[Page[Any], tuple[HonoreeCard, ...]]:
    """One page of honorees with a public conferral of the award."""
    rows = Honoree.objects.public().filter(
        Exists(Conferral.objects.public().filter(honoree=OuterRef("pk"), award=award))
    )
    found = _page_of(_cards_rows(rows.order_by("sort_key", "id")), page, size)
    return found, honoree_cards(found.object_list)


# Years -----------------------------------------------------------------------------------------------------------------


def years() -> tuple[YearBlock, ...]:
    """Years of decisions with the number of public conferrals, latest first."""
    rows = (
        Conferral.objects.public()
        .exclude(decision__year=None)
        .order_by("-decision__year")
        .values_list("decision__year")
        .annotate(number=Count("pk"))
    )
    return tuple(YearBlock(year, number, reverse("recognition:year", args=[year])) for year, number in rows)


def year_blocks(wanted: Sequence[YearBlock], *, limit: int | None = None) -> tuple[YearBlock, ...]:
    """Fill blocks with names by award, highest award first, names by tên gọi: two queries for any number of years."""
    if not wanted:
        return ()
    base = honorees_path()
    rows = Conferral.objects.public().filter(decision__year__in=[block.year for block in wanted])
    totals = {
        (year, award): number
        for year, award, number in rows.order_by()
        .values_list("decision__year", "award_id")
        .annotate(number=Count("pk"))
    }
    if limit is not None:
        rows = rows.annotate(
            place=Window(
                RowNumber(),
                partition_by=[F("decision__year"), F("award_id")],
                order_by=[F("honoree__sort_key").asc(), F("id").asc()],
            )
        ).filter(place__lte=limit)
    groups: dict[tuple[int, int], list[HonoreeCard]] = {}
    awards: dict[int, Award] = {}
    for row in rows.select_related("honoree", "award", "decision").order_by(
        "-award__rank", "award__code", "honoree__sort_key", "id"
    ):
        awards[row.award_id] = row.award
        groups.setdefault((row.decision.year or 0, row.award_id), []).append(
            HonoreeCard(
                public_id=row.honoree.public_id,
                url=honoree_path(row.honoree, base),
                name=row.honoree.full_name,
                given=row.honoree.given,
                kind=row.honoree.kind,
                prefix=kind_prefix(row.honoree.kind, row.titles_then),
                unit=row.unit_then,
                award=row.award.label,
            )
        )
    return tuple(
        replace(
            block,
            groups=tuple(
                NameGroup(award.label, award.code, tuple(names), totals[block.year, pk] - len(names))
                for pk, award in awards.items()
                if (names := groups.get((block.year, pk)))
            ),
        )
        for block in wanted
    )


def span_of_years() -> tuple[int, int] | None:
    """First and last year of public decisions."""
    found = Conferral.objects.public().aggregate(first=Min("decision__year"), last=Max("decision__year"))
    return (found["first"], found["last"]) if found["first"] else None


# Stories ---------------------------------------------------------------------------------------------------------------


STORY_WITH_PEOPLE: Final = Coalesce(OuterRef("alias_of"), OuterRef("pk"))
"""An English alias has the people of the Vietnamese story it stands in for."""


def source_of(story: StoryPage) -> int:
    """Return the key of the page whose people are the story's: its own, or that of the page it is an alias of."""
    return int(story.alias_of_id or story.pk)


def public_stories(language: str | None = None) -> QuerySet[StoryPage]:
    """Live stories of a language, without those of an honoree who left the public (DOMAIN 6, rule 8).

    An honoree of whom nothing was ever public does not take a story away: it says that no decision stands behind it.
    """
    gone = StoryPerson.objects.filter(
        page=STORY_WITH_PEOPLE,
        honoree__is_public=False,
        honoree__conferrals__published_at__isnull=False,
    )
    rows: QuerySet[StoryPage] = StoryPage.objects.live().public()
    return rows.filter(locale__language_code=language or language_code()).exclude(Exists(gone))


def story_cards(rows: Iterable[StoryPage]) -> tuple[StoryCard, ...]:
    """Return cards of stories: at most four queries for any number."""
    loaded = list(rows)
    if not loaded:
        return ()
    base = stories_path()
    ready = pictures({row.image_id for row in loaded if row.image_id}, "landscape")
    people: dict[int, list[Honoree]] = {}
    for link in (
        StoryPerson.objects.filter(page_id__in={source_of(row) for row in loaded}, honoree__is_public=True)
        .select_related("honoree")
        .order_by("sort_order", "id")
    ):
        people.setdefault(link.page_id, []).append(link.honoree)
    return tuple(
        StoryCard(
            url=f"{base}{row.slug}/",
            title=row.title,
            lead=row.lead,
            kind_label=row.get_kind_display(),
            who=", ".join(person.full_name for person in people.get(source_of(row), ())) or row.subject_line,
            byline=row.byline,
            dated=row.dated,
            minutes=row.reading_minutes,
            image=ready.get(row.image_id) if row.image_id else None,
            has_decision=bool(people.get(source_of(row))),
        )
        for row in loaded
    )


def stories(*, page: int = 1, size: int = 12, kind: str = "") -> tuple[Page[Any], tuple[StoryCard, ...]]:
    """One page of stories, latest first."""
    rows = public_stories().order_by(F("dated").desc(nulls_last=True), "-first_published_at", "-id")
    if kind:
        rows = rows.filter(kind=kind)
    found = _page_of(rows, page, size)
    return found, story_cards(found.object_list)


def stories_of_honoree(honoree: Honoree) -> tuple[StoryCard, ...]:
    return story_cards(
        public_stories()
        .filter(Exists(StoryPerson.objects.filter(page=STORY_WITH_PEOPLE, honoree=honoree)))
        .order_by(F("dated").desc(nulls_last=True), "-id")[:6]
    )


def people_of_story(story: StoryPage) -> tuple[HonoreeCard, ...]:
    """The public honorees of a story, in its order."""
    rows = _cards_rows(
        Honoree.objects.public()
        .filter(story_links__page=source_of(story))
        .order_by("story_links__sort_order", "id")
    )
    return honoree_cards(rows)


# Verification ----------------------------------------------------------------------------------------------------------


def verify(code: str) -> Verified | None:
    """Return what a verification code stands for, None for an unknown or hidden one. Case and blanks do not matter."""
    key = "".join(code.split()).lower().removeprefix("tv-").replace("-", "")[:20]
    if not key:
        return None
    row = _with_rows(Conferral.objects.visible().filter(public_id=key)).first()
    if row is not None:
        line = conferral_lines([row])[0]
        return Verified(code=key, decision=line.decision, conferral=line)
    decision = readable_decisions().filter(public_id=key).first()
    if decision is None:
        return None
    return Verified(code=key, decision=decision_lines([decision])[0])


def shown_code(public_id: str) -> str:
    """A verification code as people read it: ``TV-B3K9-X2MN``."""
    text = public_id.upper()
    return f"TV-{text[:4]}-{text[4:]}"
