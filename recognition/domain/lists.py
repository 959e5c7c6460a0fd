"""Lists of names for awards that go by list: written by the unit, checked line by line, confirmed by its head, received.

One list per unit, round and award, hundreds of names at once (DOMAIN 6, rule 11). The list of Lao động tiên tiến is the base of
the ratio for Tập thể lao động xuất sắc: ``listed`` answers how many names it has.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.models import User
from portal.core.vietnamese import fold, normalize, split_titles
from recognition.domain import delegations, events, recusal, rounds, sealed_papers
from recognition.domain.errors import (
    DomainError,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    ReasonMissing,
    Recused,
    SamePerson,
)
from recognition.domain.lifecycle import Move, find
from recognition.domain.roles import Grants, grants, subtree_ids
from recognition.domain.seen import own_changes
from recognition.enums import (
    LIST_EDITABLE,
    LIST_FILED,
    UNIT_ROLES,
    AwardCategory,
    AwardSubject,
    ListState,
    Role,
    SubjectKind,
)
from recognition.models import Award, Conferral, Nominee, NomineeList, Round, Unit

MOST_NAMES: Final = 3000
LONGEST_WORKING_LIFE: Final = 60
FIRST_YEAR: Final = 1945

_S = ListState


def _list_move(
    name: str,
    sources: Sequence[ListState],
    target: ListState,
    role: Role,
    label: object,
    *,
    needs_reason: bool = False,
) -> Move:
    return Move(
        name,
        frozenset(state.value for state in sources),
        target.value,
        frozenset({role}),
        label,  # type: ignore[arg-type] # a lazy translation
        needs_reason,
    )


LIST_MOVES: Final[tuple[Move, ...]] = (
    _list_move(
        "file",
        [_S.DRAFT, _S.RETURNED],
        _S.AWAITING_HEAD,
        Role.FOCAL_POINT,
        gettext_lazy("Gửi thủ trưởng xác nhận"),
    ),
    _list_move(
        "send_back",
        [_S.AWAITING_HEAD],
        _S.DRAFT,
        Role.UNIT_HEAD,
        gettext_lazy("Trả lại cho đầu mối sửa"),
        needs_reason=True,
    ),
    _list_move(
        "confirm", [_S.AWAITING_HEAD], _S.CONFIRMED, Role.UNIT_HEAD, gettext_lazy("Xác nhận danh sách")
    ),
    _list_move(
        "receive", [_S.CONFIRMED], _S.RECEIVED, Role.STANDING_BODY, gettext_lazy("Tiếp nhận danh sách")
    ),
    _list_move(
        "return_",
        [_S.CONFIRMED, _S.RECEIVED],
        _S.RETURNED,
        Role.STANDING_BODY,
        gettext_lazy("Trả bổ sung"),
        needs_reason=True,
    ),
    _list_move(
        "withdraw",
        [_S.DRAFT, _S.AWAITING_HEAD, _S.CONFIRMED, _S.RETURNED],
        _S.WITHDRAWN,
        Role.FOCAL_POINT,
        gettext_lazy("Rút danh sách"),
        needs_reason=True,
    ),
)
"""The life of a list. What the standing body does to a list of a round of the Sở, the unit does to those of its internal round."""

RECEIVERS: Final = frozenset({"receive", "return_"})


@dataclass(frozen=True, slots=True)
class Line:
    """One name as it was typed, pasted or read."""

    full_name: str
    position: str = ""
    workplace: str = ""
    years: str = ""
    titles: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong (``blocks``) or doubtful with one line. ``field`` names the column."""

    code: str
    field: str
    text: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Check:
    """The issues of a list: id of the nominee → issues, those that block first."""

    issues: Mapping[int, tuple[Issue, ...]]

    @property
    def blocking(self) -> int:
        """How many lines cannot be filed as they are."""
        return sum(any(one.blocks for one in found) for found in self.issues.values())

    @property
    def doubtful(self) -> int:
        """How many lines have only doubts, which somebody looks at before filing."""
        return sum(not any(one.blocks for one in found) for found in self.issues.values())


@dataclass(frozen=True, slots=True)
class Listed:
    """How many names a unit's list holds; ``headcount`` is what the unit said of its staff, None when it did not."""

    list: NomineeList
    count: int
    headcount: int | None

    @property
    def is_filed(self) -> bool:
        return self.list.state in LIST_FILED


# Reading -----------------------------------------------------------------------------------------------------------


def visible_to(user: User, held: Grants | None = None) -> models.QuerySet[NomineeList]:
    """Return the lists ``user`` may read: of the own units; for the desk all that a head confirmed."""
    held = held or grants(user)
    units = held.unit_ids(*UNIT_ROLES)
    return NomineeList.objects.filter(models.Q(unit_id__in=units or ()) | _at_desk(user, held))


def at_desk(user: User, held: Grants | None = None) -> models.QuerySet[NomineeList]:
    """Return the lists ``user`` may receive or audit: those that left their unit, without those they are recused from."""
    return NomineeList.objects.filter(_at_desk(user, held or grants(user)))


def _at_desk(user: User, held: Grants) -> models.Q:
    if not held.any(*recusal.DESK_VIEWERS):
        return models.Q(pk__in=())
    condition = models.Q(round__parent__isnull=True, left_at__isnull=False)
    units = held.unit_ids(*recusal.DESK_VIEWERS)
    if units is not None:
        condition &= models.Q(unit_id__in=units)
    return condition & ~recusal.condition_of_lists(user, held)


def may_edit(user: User, row: NomineeList) -> bool:
    """Whether ``user`` may change the names now."""
    return row.state in LIST_EDITABLE and grants(user).has(Role.FOCAL_POINT, row.unit_id)


def available_moves(row: NomineeList, user: User) -> list[Move]:
    """Return the moves ``user`` may make now, four eyes included."""
    possible = [
        move
        for move in LIST_MOVES
        if move.starts_from(row.state)
        and _role_for(move, row, user) is not None
        and not (move.name == "confirm" and user.pk in {row.filed_by_id, row.created_by_id})
    ]
    if any(_is_judging(move, row) for move in possible) and recusal.ground_of_list(user, row):
        return [move for move in possible if not _is_judging(move, row)]
    return possible


def listed(unit: Unit, round: Round, award: Award) -> Listed | None:  # noqa: A002 - the glossary's word
    """Return the list of ``unit`` for ``award`` in ``round`` (or, for what stands below a unit, in the internal round under
    it), filed before draft; None where there is none.
    """
    rows = (
        NomineeList.objects.filter(
            models.Q(round=round) | models.Q(round__parent=round) | models.Q(round__internal_rounds=round),
            unit=unit,
            award=award,
        )
        .exclude(state=ListState.WITHDRAWN)
        .annotate(number=models.Count("nominees", distinct=True))
        .select_related("round", "unit", "award")
        .order_by("pk")
        .distinct()
    )
    found = sorted(rows, key=lambda row: (row.state not in LIST_FILED, row.round_id != round.pk, row.pk))
    return Listed(found[0], found[0].number, found[0].headcount) if found else None


def names_listed(unit: Unit, round: Round, award: Award) -> frozenset[str]:  # noqa: A002
    """Return the name keys of that list, to ask whether somebody stands on it (a name is no proof of a person)."""
    found = listed(unit, round, award)
    return frozenset(found.list.nominees.values_list("name_key", flat=True)) if found else frozenset()


_DIGIT = re.compile(r"\d")


def check(row: NomineeList, nominees: Sequence[Nominee] | None = None) -> Check:
    """Look at every line: name, position, khoa or phòng, years, doubles, and who was given the award for that year already.

    A handful of queries, the same for one name and for thousands.
    """
    lines = list(row.nominees.all()) if nominees is None else list(nominees)
    numbers = {line.pk: number for number, line in enumerate(lines, 1)}
    is_title = row.award.category == AwardCategory.TITLE
    same_name: defaultdict[str, list[Nominee]] = defaultdict(list)
    for line in lines:
        same_name[line.name_key].append(line)
    keys = [key for key in same_name if key]
    elsewhere = _elsewhere(row, keys)
    conferred = _conferred(row, keys, any_year=not is_title)
    issues: dict[int, tuple[Issue, ...]] = {}
    for line in lines:
        found = [*_shape(line, is_title=is_title), *_doubles(line, same_name[line.name_key], numbers)]
        if line.name_key in conferred:
            found.append(Issue("conferred", "full_name", conferred[line.name_key], blocks=False))
        if line.name_key in elsewhere:
            text = _("Danh sách của một đơn vị khác trong đợt này cũng có người cùng họ tên.")
            found.append(Issue("elsewhere", "full_name", text, blocks=False))
        if found:
            issues[line.pk] = tuple(sorted(found, key=lambda one: not one.blocks))
    return Check(issues)


def _shape(line: Nominee, *, is_title: bool) -> list[Issue]:
    found = []
    if not line.full_name:
        found.append(Issue("no_name", "full_name", _("Dòng này chưa có họ và tên."), blocks=True))
    elif _DIGIT.search(line.full_name):
        found.append(Issue("digits", "full_name", _("Họ và tên có chữ số. Hãy kiểm tra lại."), blocks=True))
    elif " " not in line.full_name:
        found.append(
            Issue(
                "one_word", "full_name", _("Họ và tên chỉ có một chữ. Hãy viết đủ họ và tên."), blocks=False
            )
        )
    if not line.position:
        found.append(Issue("no_position", "position", _("Chưa ghi chức vụ."), blocks=False))
    if not line.workplace:
        found.append(Issue("no_workplace", "workplace", _("Chưa ghi khoa, phòng, trạm."), blocks=False))
    if line.years is not None and line.years > LONGEST_WORKING_LIFE:
        found.append(
            Issue(
                "years",
                "years",
                _("Số năm công tác lớn hơn %(limit)d. Hãy ghi số năm, không ghi năm vào ngành.")
                % {"limit": LONGEST_WORKING_LIFE},
                blocks=True,
            )
        )
    elif line.years is None and not is_title:
        found.append(Issue("no_years", "years", _("Chưa ghi số năm công tác."), blocks=False))
    return found


def _doubles(line: Nominee, same: Sequence[Nominee], numbers: Mapping[int, int]) -> list[Issue]:
    if len(same) < 2 or not line.name_key:
        return []

    def told(one: Nominee) -> tuple[str, str]:
        return fold(one.position), fold(one.workplace)

    earlier = [one for one in same if one.place < line.place and told(one) == told(line)]
    if earlier:
        text = _("Trùng với dòng %(place)d: cùng họ tên, chức vụ và nơi làm việc.") % {
            "place": numbers[earlier[0].pk]
        }
        return [Issue("double", "full_name", text, blocks=True)]
    others = [one for one in same if one.pk != line.pk and told(one) != told(line)]
    if not others:
        return []
    text = _("Cùng họ tên với dòng %(place)d. Nếu là hai người thì không cần sửa.") % {
        "place": numbers[others[0].pk]
    }
    return [Issue("namesake", "full_name", text, blocks=False)]


def _elsewhere(row: NomineeList, keys: Collection[str]) -> frozenset[str]:
    return frozenset(
        Nominee.objects.filter(
            list__round=row.round_id, list__award=row.award_id, list__state__in=LIST_FILED, name_key__in=keys
        )
        .exclude(list=row)
        .values_list("name_key", flat=True)
    )


def _conferred(row: NomineeList, keys: Collection[str], *, any_year: bool) -> dict[str, str]:
    """Return a sentence for each name that the register has with this award (and year), public or of the own unit."""
    if not keys:
        return {}
    own = subtree_ids({row.unit_id})
    public = Conferral.objects.public().filter(award=row.award_id)
    of_unit = Conferral.objects.filter(
        award=row.award_id, unit__in=own, cancelled_by__isnull=True, honoree__merged_into__isnull=True
    )
    found: dict[str, str] = {}
    year = models.Q() if any_year else models.Q(merit_from__lte=row.year, merit_until__gte=row.year)
    for rows in (public, of_unit):
        for one in rows.filter(year, honoree__name_key__in=keys).select_related("honoree", "decision"):
            found.setdefault(
                one.honoree.name_key,
                _(
                    "Trong sổ đã có người cùng họ tên được tặng “%(award)s” (%(unit)s, Quyết định số %(number)s). Nếu đúng là người này thì bỏ khỏi danh sách."
                )
                % {
                    "award": row.award.name,
                    "unit": one.unit_then or _("không rõ đơn vị"),
                    "number": one.decision.number or _("không rõ"),
                },
            )
    return found


# Writing -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def start(
    *,
    round: Round,  # noqa: A002
    unit: Unit,
    award: Award,
    year: int,
    actor: User,
    at: datetime | None = None,
) -> NomineeList:
    """Open a draft list. Raises ``NotAllowed``, ``TooLate``, ``Duplicate`` (the unit has one) and ``DomainError``."""
    moment = at or timezone.now()
    if not grants(actor).has(Role.FOCAL_POINT, unit):
        raise NotAllowed(_("Chỉ đầu mối của đơn vị được lập danh sách."))
    rounds.require_open(round, unit, moment)
    rounds.require_unit(round, unit)
    if not award.by_list:
        raise DomainError(
            _("“%(award)s” không xét theo danh sách: hãy lập hồ sơ cho từng người, tập thể.")
            % {"award": award.name}
        )
    if not round.awards.filter(pk=award.pk).exists():
        raise DomainError(_("Đợt xét này không xét danh hiệu, hình thức đã chọn."))
    if not AwardSubject(round.subject).admits(SubjectKind.INDIVIDUAL):
        raise DomainError(_("Đợt xét này không xét cá nhân."))
    if not FIRST_YEAR <= year <= timezone.localtime(moment).year:
        raise DomainError(_("Năm thành tích phải từ %(first)d đến năm nay.") % {"first": FIRST_YEAR})
    row = NomineeList(round=round, unit=unit, award=award, year=year, created_by=actor)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Duplicate(
            _("Đơn vị đã có danh sách “%(award)s” trong đợt xét này. Hãy mở danh sách ấy để thêm người.")
            % {"award": award.name}
        ) from error
    events.record(
        subject=row, act="start", actor=actor, role=Role.FOCAL_POINT, target=ListState.DRAFT, at=moment
    )
    return row


def _editable(row: NomineeList, actor: User) -> NomineeList:
    locked = (
        NomineeList.objects.select_for_update(of=("self",))
        .select_related("round__unit", "unit", "award")
        .get(pk=row.pk)
    )
    if not grants(actor).has(Role.FOCAL_POINT, locked.unit_id):
        raise NotAllowed(_("Chỉ đầu mối của đơn vị được sửa danh sách."))
    if locked.state not in LIST_EDITABLE:
        raise IllegalMove(
            _("Danh sách đang ở bước “%(state)s” nên không sửa được.") % {"state": locked.get_state_display()}
        )
    return locked


def _changed(locked: NomineeList, actor: User, act: str, data: Mapping[str, object]) -> None:
    events.record(subject=locked, act=act, actor=actor, role=Role.FOCAL_POINT, data=data)


def years_of(text: str) -> int | None:
    """Return the number of years that was written ("21", "21 năm", "20 năm 6 tháng"), None for nothing.

    Raises ``DomainError`` for words without a number.
    """
    clean = normalize(text)
    if not clean:
        return None
    found = re.match(r"\d{1,4}", clean)
    if found is None:
        raise DomainError(_("Số năm công tác phải là số, ví dụ 21."))
    return int(found[0])


def _values(line: Line) -> dict[str, object]:
    parted = split_titles(normalize(line.full_name))
    titles = normalize(line.titles) or " ".join(parted.titles)
    values: dict[str, object] = {
        "full_name": (parted.name or normalize(line.full_name))[:255],
        "titles": titles[:120],
        "position": normalize(line.position)[:255],
        "workplace": normalize(line.workplace)[:255],
        "years": years_of(line.years),
    }
    values["name_key"] = fold(str(values["full_name"]))[:255]
    return values


@transaction.atomic
def add(*, row: NomineeList, lines: Sequence[Line], actor: User) -> int:
    """Append names, as they were written. Returns how many; the check says what is wrong with them."""
    locked = _editable(row, actor)
    last = locked.nominees.aggregate(last=models.Max("place"), number=models.Count("pk"))
    if last["number"] + len(lines) > MOST_NAMES:
        raise DomainError(_("Một danh sách có nhiều nhất %(limit)d người.") % {"limit": MOST_NAMES})
    place = last["last"] or 0
    Nominee.objects.bulk_create(
        Nominee(list=locked, place=place + number, **_values(line)) for number, line in enumerate(lines, 1)
    )
    if lines:
        _changed(locked, actor, "add", {"number": len(lines)})
    return len(lines)


def written(nominee: Nominee) -> dict[str, object]:
    """Return a line as a form shows it: titles stand before the name."""
    return {
        "full_name": " ".join(filter(None, [nominee.titles, nominee.full_name])),
        "position": nominee.position,
        "workplace": nominee.workplace,
        "years": nominee.years,
    }


@transaction.atomic
def change(*, nominee: Nominee, line: Line, actor: User, seen: Mapping[str, str] | None = None) -> Nominee:
    """Write one line anew; with ``seen`` (marks of ``written``) only what the person changed. Raises ``Overtaken``."""
    locked = _editable(nominee.list, actor)
    now = Nominee.objects.filter(pk=nominee.pk, list=locked).first()
    if now is None:
        raise IllegalMove(_("Dòng này vừa được đồng nghiệp bỏ khỏi danh sách."))
    stored = written(now)
    typed = {
        "full_name": " ".join(filter(None, [normalize(line.titles), normalize(line.full_name)])),
        "position": normalize(line.position),
        "workplace": normalize(line.workplace),
        "years": years_of(line.years),
    }
    changes = own_changes(typed, stored, seen)
    kept = {**stored, **changes}
    years = kept["years"]
    renamed = "full_name" in changes
    values = _values(
        Line(
            titles=line.titles if renamed else now.titles,
            full_name=line.full_name if renamed else now.full_name,
            position=str(kept["position"]),
            workplace=str(kept["workplace"]),
            years="" if years is None else str(years),
        )
    )
    Nominee.objects.filter(pk=now.pk).update(**values)
    _changed(locked, actor, "change_line", {"place": now.place})
    nominee.refresh_from_db()
    return nominee


@transaction.atomic
def remove(*, row: NomineeList, nominees: Iterable[int], actor: User) -> int:
    """Take lines out (by id); the order of the rest is kept. Returns how many went."""
    locked = _editable(row, actor)
    gone = Nominee.objects.filter(list=locked, pk__in=list(nominees))
    places = sorted(gone.values_list("place", flat=True))
    if not places:
        return 0
    gone.delete()
    _changed(locked, actor, "remove", {"places": places})
    return len(places)


@transaction.atomic
def describe(
    *,
    row: NomineeList,
    year: int,
    headcount: int | None,
    forms_stay: bool,
    note: str,
    actor: User,
    seen: Mapping[str, str] | None = None,
) -> NomineeList:
    """Say the merit year, the number of staff (the base of ratios), and where the registration forms are kept.

    With ``seen`` (marks of what the page was drawn with) only what the person changed is written. Raises ``Overtaken``.
    """
    locked = _editable(row, actor)
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise DomainError(_("Năm thành tích phải từ %(first)d đến năm nay.") % {"first": FIRST_YEAR})
    typed = {"year": year, "headcount": headcount, "forms_stay": forms_stay, "note": note.strip()}
    stored = {name: getattr(locked, name) for name in typed}
    kept = {**stored, **own_changes(typed, stored, seen)}
    NomineeList.objects.filter(pk=locked.pk).update(**kept)
    _changed(locked, actor, "describe", {name: kept[name] for name in ("year", "headcount", "forms_stay")})
    locked.refresh_from_db()
    return locked


def gatherable(row: NomineeList) -> models.QuerySet[NomineeList]:
    """Return the lists of khoa, phòng and trạm, for the same award and year, whose names ``row`` does not hold as they are.

    What they confirmed, at first or anew after a return, and what was received into a list that was withdrawn since.
    """
    held = Nominee.objects.filter(source=models.OuterRef("pk")).exclude(list__state=ListState.WITHDRAWN)
    return NomineeList.objects.filter(
        models.Q(state=ListState.CONFIRMED) | models.Q(~models.Exists(held), state=ListState.RECEIVED),
        round__parent=row.round_id,
        round__unit=row.unit_id,
        award=row.award_id,
        year=row.year,
    )


@transaction.atomic
def gather(*, row: NomineeList, actor: User) -> int:
    """Take over the names that khoa, phòng and trạm confirmed in the unit's internal round. Returns how many came.

    Each list is taken once and is received by that; one that comes again after a return takes the place of what came
    before. Names stay in the order of the lists. Raises ``DomainError`` beyond ``MOST_NAMES``; then none comes.
    """
    locked = _editable(row, actor)
    sources = list(
        gatherable(locked)
        .select_for_update(of=("self",))
        .select_related("unit", "round__unit", "award")
        .order_by("unit__sort_key", "pk")
    )
    locked.nominees.filter(source__in=sources).delete()
    number = 0
    for source in sources:
        place = locked.nominees.aggregate(last=models.Max("place"))["last"] or 0
        taken = [
            Nominee(
                list=locked,
                place=place + step,
                full_name=one.full_name,
                name_key=one.name_key,
                titles=one.titles,
                position=one.position,
                workplace=one.workplace or source.unit.name,
                years=one.years,
                source=source,
            )
            for step, one in enumerate(source.nominees.all(), 1)
        ]
        Nominee.objects.bulk_create(taken)
        number += len(taken)
        if source.state == ListState.CONFIRMED:
            move(row=source, name="receive", actor=actor)
    if number and locked.nominees.count() > MOST_NAMES:
        raise DomainError(_("Một danh sách có nhiều nhất %(limit)d người.") % {"limit": MOST_NAMES})
    if sources:
        _changed(locked, actor, "gather", {"lists": [one.public_id for one in sources], "number": number})
    return number


# Moving ------------------------------------------------------------------------------------------------------------


def _role_for(step: Move, row: NomineeList, actor: User) -> str | None:
    held = grants(actor)
    roles, unit_id = step.roles, row.unit_id
    if step.name in RECEIVERS:
        roles = frozenset({Role.STANDING_BODY})
        if row.round.parent_id is not None:
            roles, unit_id = rounds.OPENERS, row.round.unit_id
    role = held.first(roles, unit_id)
    return held.written(role, unit_id) if role else None


def _is_judging(step: Move, row: NomineeList) -> bool:
    """Whether the step is the Sở's: what a unit does with the lists of its internal round is its own."""
    return step.name in RECEIVERS and row.round.parent_id is None


@transaction.atomic
def move(
    *,
    row: NomineeList,
    name: str,
    actor: User,
    reason: str = "",
    checked: bool = False,
    due_at: datetime | None = None,
    at: datetime | None = None,
) -> NomineeList:
    """Make one move of ``LIST_MOVES``: lock, check, record, change.

    Filing demands a list without blocking issues and, where lines are doubtful, ``checked``: somebody looked at them.
    Raises ``NotAllowed``, ``Recused``, ``SamePerson``, ``IllegalMove``, ``ReasonMissing``, ``Incomplete``, ``TooLate``.
    """
    step = find(LIST_MOVES, name)
    moment = at or timezone.now()
    locked = (
        NomineeList.objects.select_for_update(of=("self",))
        .select_related("round__unit", "unit", "award")
        .get(pk=row.pk)
    )
    role = _role_for(step, locked, actor)
    if role is None:
        raise NotAllowed(_("Bạn không có vai trò được làm bước này với danh sách này."))
    if not step.starts_from(locked.state):
        raise IllegalMove(
            _(
                "Danh sách đang ở bước “%(state)s” nên không thể “%(move)s”. Có thể một người khác vừa xử lý; hãy tải lại trang."
            )
            % {"state": locked.get_state_display(), "move": step.label}
        )
    if _is_judging(step, locked) and (ground := recusal.ground_of_list(actor, locked)):
        raise Recused(ground.label)
    if step.name == "confirm" and actor.pk in {locked.filed_by_id, locked.created_by_id}:
        raise SamePerson(_("Người lập danh sách không tự xác nhận. Cần một người khác của đơn vị xác nhận."))
    if step.needs_reason and not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do."))
    changes = _consequences(step, locked, actor, reason, moment, checked=checked, due_at=due_at)
    source = locked.state
    if not NomineeList.objects.filter(pk=locked.pk, state=source).update(
        state=step.target, state_since=moment, **changes
    ):
        raise IllegalMove(_("Một người khác vừa xử lý danh sách này. Hãy tải lại trang."))
    data: dict[str, object] = {"due_at": due_at.isoformat()} if due_at else {}
    if step.name == "file":
        data["number"] = locked.nominees.count()
    events.record(
        subject=locked,
        act=name,
        actor=actor,
        role=role,
        source=source,
        target=step.target,
        reason=reason,
        data=data,
        at=moment,
    )
    locked.refresh_from_db()
    return locked


def _consequences(
    step: Move,
    row: NomineeList,
    actor: User,
    reason: str,
    moment: datetime,
    *,
    checked: bool,
    due_at: datetime | None,
) -> dict[str, object]:
    match step.name:
        case "file":
            rounds.require_in_time(row, moment)
            _require_sound(row, checked=checked)
            number = row.receipt_number or f"DS-{timezone.localtime(moment):%Y}-{row.public_id.upper()}"
            return {
                "filed_by": actor,
                "filed_at": moment,
                "confirmed_by": None,
                "confirmed_under": None,
                "receipt_number": number,
            }
        case "confirm":
            rounds.require_in_time(row, moment)
            sealed_papers.require_paper(row)
            return {
                "confirmed_by": actor,
                "confirmed_under": delegations.acting(actor, row.unit_id),
                "due_at": None,
                **rounds.leaving(row, moment),
            }
        case "receive":
            return {"received_by": actor, "received_at": moment}
        case "return_":
            if due_at is not None and due_at <= moment:
                raise DomainError(_("Hạn bổ sung phải sau bây giờ."))
            return {
                "return_round": row.return_round + 1,
                "return_reason": reason.strip(),
                "due_at": due_at,
                "received_by": None,
                "confirmed_by": None,
                "confirmed_under": None,
            }
        case _:
            return {}


def _require_sound(row: NomineeList, *, checked: bool) -> None:
    nominees = list(row.nominees.all())
    if not nominees:
        raise Incomplete([_("ít nhất một người trong danh sách")])
    report = check(row, nominees)
    if report.blocking:
        raise DomainError(
            _("Còn %(number)d dòng phải sửa trước khi gửi. Hãy lọc “Phải sửa” trong danh sách.")
            % {"number": report.blocking}
        )
    if report.doubtful and not checked:
        raise DomainError(
            _("Còn %(number)d dòng cần xem lại. Hãy xem rồi đánh dấu “Đã xem các dòng cần xem lại”.")
            % {"number": report.doubtful}
        )
