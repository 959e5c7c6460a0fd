"""Packages (bộ hồ sơ của đơn vị): put together by the focal point, printed, signed and sealed, confirmed by the head.

What goes from a unit to the Sở is one package (DOMAIN 6, rule 13): tờ trình, minutes, lists, reports. The head confirms a
package only with its paper, and with it every dossier and list in it that waits for the head.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.core.files.base import File
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.models import User
from portal.core.public_id import new_public_id
from portal.core.vietnamese import normalize
from recognition.domain import delegations, events, lists, nominations, recusal, rounds
from recognition.domain.errors import (
    DomainError,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    SamePerson,
)
from recognition.domain.lifecycle import Move, find
from recognition.domain.roles import Grants, grants
from recognition.domain.seen import own_changes
from recognition.enums import (
    OPEN_PACKAGES,
    UNIT_ROLES,
    ListState,
    NominationState,
    PackageState,
    Role,
    ScanState,
)
from recognition.models import Delegation, Nomination, NomineeList, Package, Round, Unit

_S = PackageState


def _package_move(
    name: str, sources: Collection[PackageState], target: PackageState, roles: Collection[Role], label: Any
) -> Move:
    return Move(name, frozenset(state.value for state in sources), target.value, frozenset(roles), label)


PACKAGE_MOVES: Final[tuple[Move, ...]] = (
    _package_move(
        "finish", [_S.DRAFT], _S.PAPERS, [Role.FOCAL_POINT], gettext_lazy("Xong, chuyển sang in và ký")
    ),
    _package_move(
        "reopen", [_S.PAPERS], _S.DRAFT, [Role.FOCAL_POINT, Role.UNIT_HEAD], gettext_lazy("Mở lại để sửa")
    ),
    _package_move(
        "confirm", [_S.PAPERS], _S.CONFIRMED, [Role.UNIT_HEAD], gettext_lazy("Xác nhận cả bộ hồ sơ")
    ),
    _package_move(
        "discard", [_S.DRAFT, _S.PAPERS], _S.DISCARDED, [Role.FOCAL_POINT], gettext_lazy("Bỏ bộ hồ sơ")
    ),
)

CARRIED_DOSSIERS: Final = frozenset({NominationState.AWAITING_HEAD, NominationState.CONFIRMED})
CARRIED_LISTS: Final = frozenset({ListState.AWAITING_HEAD, ListState.CONFIRMED})
"""States in which a package takes a dossier, a list: filed, so that what is printed no longer changes."""

FACTS: Final = (
    "number",
    "dated",
    "place",
    "recipient",
    "signer_name",
    "signer_position",
    "signs_for",
    "council_number",
    "council_date",
    "council_members",
    "council_present",
    "council_chair",
    "council_secretary",
)
NO_PAPER: Final[Mapping[str, Any]] = {
    "file": "",
    "file_name": "",
    "media_type": "",
    "size": 0,
    "sha256": "",
    "carries_signature": False,
    "uploaded_by": None,
    "uploaded_at": None,
}
DEMANDED: Final = tuple(name for name in FACTS if name not in {"signs_for", "council_number"})
"""What must be written before the papers are printed. Minutes may go without a number; who signs may sign for nobody."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a package holds, collectives before individuals, in the order of the papers."""

    collectives: tuple[Nomination, ...]
    individuals: tuple[Nomination, ...]
    lists: tuple[NomineeList, ...]

    @property
    def dossiers(self) -> tuple[Nomination, ...]:
        return (*self.collectives, *self.individuals)


def contents(package: Package) -> Contents:
    """Return what the package holds, read in four queries whatever its size."""
    rows = list(
        package.dossiers.select_related("award", "unit", "round").order_by(
            "-award__rank", "award__name", "pk"
        )
    )
    return Contents(
        collectives=tuple(row for row in rows if row.kind == "collective"),
        individuals=tuple(row for row in rows if row.kind != "collective"),
        lists=tuple(
            package.lists.select_related("award", "unit", "round").prefetch_related("nominees").order_by("pk")
        ),
    )


def of_units(user: User) -> models.QuerySet[Package]:
    """Return the packages of the units in which ``user`` is focal point or head."""
    units = grants(user).unit_ids(*UNIT_ROLES)
    rows = Package.objects.all()
    return rows if units is None else rows.filter(unit_id__in=units)


def at_desk(user: User, held: Grants | None = None) -> models.QuerySet[Package]:
    """Return the confirmed packages ``user`` may read at the Sở: none that holds a dossier, a list they are recused from."""
    held = held or grants(user)
    if not held.any(*recusal.DESK_VIEWERS):
        return Package.objects.none()
    rows = Package.objects.filter(state=PackageState.CONFIRMED)
    units = held.unit_ids(*recusal.DESK_VIEWERS)
    if units is not None:
        rows = rows.filter(unit_id__in=units)
    return rows.exclude(recusal.condition_of_packages(user, held))


def may_view(user: User, package: Package) -> bool:
    """Whether ``user`` may read the package and its paper."""
    return of_units(user).filter(pk=package.pk).exists() or at_desk(user).filter(pk=package.pk).exists()


def may_edit(user: User, package: Package) -> bool:
    """Whether ``user`` may change what the package holds and says now."""
    return package.state == PackageState.DRAFT and grants(user).has(Role.FOCAL_POINT, package.unit_id)


def may_upload(user: User, package: Package) -> bool:
    """Whether ``user`` may upload the signed paper now."""
    return package.state == PackageState.PAPERS and grants(user).any(*UNIT_ROLES, unit=package.unit_id)


def available_moves(package: Package, user: User) -> list[Move]:
    """Return the moves ``user`` may make now, four eyes and the paper included."""
    held = grants(user)
    return [
        step
        for step in PACKAGE_MOVES
        if step.starts_from(package.state)
        and held.any(*step.roles, unit=package.unit_id)
        and not (step.name == "confirm" and (user.pk == package.created_by_id or not package.file))
    ]


def candidates(package: Package) -> tuple[list[Nomination], list[NomineeList]]:
    """Return what the package may hold: filed by the unit in the round, in no other package that is open."""
    others = Package.objects.filter(round=package.round_id, state__in=OPEN_PACKAGES).exclude(pk=package.pk)
    dossiers = (
        Nomination.objects.filter(round=package.round_id, unit=package.unit_id, state__in=CARRIED_DOSSIERS)
        .exclude(pk__in=others.values("dossiers").filter(dossiers__isnull=False))
        .select_related("award")
        .order_by("kind", "-award__rank", "pk")
    )
    names = (
        NomineeList.objects.filter(round=package.round_id, unit=package.unit_id, state__in=CARRIED_LISTS)
        .exclude(pk__in=others.values("lists").filter(lists__isnull=False))
        .select_related("award")
        .order_by("pk")
    )
    return list(dossiers), list(names)


@transaction.atomic
def start(*, round: Round, unit: Unit, actor: User) -> Package:  # noqa: A002 - the glossary's word
    """Open a package with everything that waits. Raises ``NotAllowed``, ``DomainError`` and ``Duplicate`` (one is open)."""
    if not grants(actor).has(Role.FOCAL_POINT, unit):
        raise NotAllowed(_("Chỉ đầu mối của đơn vị được lập bộ hồ sơ."))
    if round.parent_id is not None:
        raise DomainError(_("Đợt xét cấp cơ sở không gửi Sở Y tế nên không cần bộ hồ sơ."))
    rounds.require_unit(round, unit)
    Round.objects.select_for_update().get(pk=round.pk)
    if Package.objects.filter(round=round, unit=unit, state__in=OPEN_PACKAGES).exists():
        raise Duplicate(_("Đơn vị đang có một bộ hồ sơ chưa xong trong đợt xét này."))
    before = Package.objects.filter(unit=unit).exclude(place="").order_by("-pk").first()
    package = Package.objects.create(
        round=round,
        unit=unit,
        recipient=round.unit.name,
        place=before.place if before else "",
        **_signer(unit, before),
        created_by=actor,
    )
    dossiers, names = candidates(package)
    carried = Package.objects.filter(round=round, unit=unit, state=PackageState.CONFIRMED)
    sent = set(carried.values_list("dossiers", flat=True)), set(carried.values_list("lists", flat=True))
    package.dossiers.set(
        [row for row in dossiers if row.state == NominationState.AWAITING_HEAD or row.pk not in sent[0]]
    )
    package.lists.set([row for row in names if row.state == ListState.AWAITING_HEAD or row.pk not in sent[1]])
    events.record(
        subject=package, act="start_package", actor=actor, role=Role.FOCAL_POINT, target=PackageState.DRAFT
    )
    return package


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person's page of a package was drawn with: marks of the facts, ids of what was in it."""

    facts: Mapping[str, str]
    dossiers: Collection[int]
    names: Collection[int]


def _together(chosen: set[int], seen: Collection[int], stored: set[int]) -> set[int]:
    """Return what is stored, with what the person put in and without what they took out."""
    return (stored | (chosen - set(seen))) - (set(seen) - chosen)


def _signer(unit: Unit, before: Package | None) -> dict[str, str]:
    """Return who signs, as far as it is known: the deputy of a delegation in force (KT.), else as the last time."""
    delegation = (
        Delegation.objects.filter(unit=unit)
        .current(timezone.localdate())
        .select_related("head", "deputy")
        .order_by("-valid_from", "-pk")
        .first()
    )
    if delegation is not None:
        return {
            "signer_name": str(delegation.deputy)[:160],
            "signer_position": delegation.deputy.position[:160],
            "signs_for": (delegation.head.position or _("Thủ trưởng đơn vị"))[:160],
        }
    if before is None or before.signs_for:  # who signed for the head then does not now
        return {}
    return {"signer_name": before.signer_name, "signer_position": before.signer_position}


@transaction.atomic
def describe(
    *,
    package: Package,
    facts: Mapping[str, Any],
    dossiers: Collection[int],
    names: Collection[int],
    actor: User,
    seen: Seen | None = None,
) -> Package:
    """Write what the papers say and hold (ids of dossiers and lists).

    With ``seen`` only what the person changed is written; what a colleague put in or took out meanwhile stays so. Raises
    ``NotAllowed``, ``IllegalMove``, ``Overtaken``, ``DomainError``.
    """
    locked = _locked(package)
    if not grants(actor).has(Role.FOCAL_POINT, locked.unit_id):
        raise NotAllowed(_("Chỉ đầu mối của đơn vị được sửa bộ hồ sơ."))
    if locked.state != PackageState.DRAFT:
        raise IllegalMove(_("Bộ hồ sơ đã chuyển sang in và ký nên không sửa được. Hãy mở lại để sửa."))
    typed = {
        name: normalize(facts[name]) if isinstance(facts[name], str) else facts[name]
        for name in FACTS
        if name in facts
    }
    changes = own_changes(
        typed, {name: getattr(locked, name) for name in typed}, seen.facts if seen else None
    )
    for name, value in changes.items():
        setattr(locked, name, value)
    if (
        locked.council_present is not None
        and locked.council_members is not None
        and locked.council_present > locked.council_members
    ):
        raise DomainError(_("Số thành viên dự họp không thể lớn hơn tổng số thành viên Hội đồng."))
    possible, lists_possible = candidates(locked)
    chosen, chosen_lists = set(dossiers), set(names)
    if chosen - {row.pk for row in possible} or chosen_lists - {row.pk for row in lists_possible}:
        raise DomainError(
            _("Có hồ sơ vừa đổi trạng thái hoặc đã ở bộ hồ sơ khác. Hãy xem lại danh sách bên dưới.")
        )
    if seen is not None:
        chosen = _together(chosen, seen.dossiers, set(locked.dossiers.values_list("pk", flat=True)))
        chosen_lists = _together(chosen_lists, seen.names, set(locked.lists.values_list("pk", flat=True)))
    wanted = [row for row in possible if row.pk in chosen]
    wanted_lists = [row for row in lists_possible if row.pk in chosen_lists]
    locked.save()
    locked.dossiers.set(wanted)
    locked.lists.set(wanted_lists)
    events.record(
        subject=locked,
        act="describe_package",
        actor=actor,
        role=Role.FOCAL_POINT,
        data={
            "fields": sorted(changes),
            "dossiers": sorted(row.public_id for row in wanted),
            "lists": sorted(row.public_id for row in wanted_lists),
        },
    )
    return locked


@transaction.atomic
def keep_paper(
    *,
    package: Package,
    file: File[Any],
    name: str,
    media_type: str,
    size: int,
    sha256: str,
    actor: User,
    scan: str = ScanState.NONE,
    carries_signature: bool = False,
) -> Package:
    """Keep the signed and sealed paper, checked by the edge; a former one is deleted, the record of it stays.

    Raises ``NotAllowed`` and ``IllegalMove``.
    """
    locked = _locked(package)
    role = grants(actor).first(UNIT_ROLES, locked.unit_id)
    if role is None:
        raise NotAllowed(_("Chỉ đầu mối hoặc thủ trưởng của đơn vị được tải bản ký lên."))
    if locked.state != PackageState.PAPERS:
        raise IllegalMove(_("Bộ hồ sơ không ở bước chờ bản ký nên không nhận tệp."))
    former = str(locked.file.name or "")
    suffix = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    locked.file.save(f"{new_public_id()}{suffix}", file, save=False)
    locked.file_name = normalize(name)[:255]
    locked.media_type = media_type
    locked.size = size
    locked.sha256 = sha256
    locked.scan = ScanState(scan)
    locked.carries_signature = carries_signature
    locked.uploaded_by = actor
    locked.uploaded_at = timezone.now()
    locked.save()
    events.record(
        subject=locked,
        act="keep_paper",
        actor=actor,
        role=role,
        data={"name": locked.file_name, "sha256": sha256, "size": size, "scan": str(scan)},
    )
    _delete_later(locked, former)
    return locked


def unscanned() -> models.QuerySet[Package]:
    """Return the packages whose paper no scanner has seen: there was none, or it was away."""
    return Package.objects.filter(scan__in=(ScanState.WAITING, ScanState.NONE)).exclude(file="")


@transaction.atomic
def record_scan(*, package: Package, state: str, found: str = "") -> None:
    """Record what a scanner said of a paper that was kept before; nothing when another paper came meanwhile.

    An infected paper is taken away. A package that waits for its head waits for another paper; of a confirmed one the
    record stays whole (name and digest of what the head confirmed with), only the file is gone.
    """
    locked = _locked(package)
    name = str(locked.file.name or "")
    if name != str(package.file.name or "") or not unscanned().filter(pk=locked.pk).exists():
        return
    infected = state == ScanState.INFECTED
    data = {"name": locked.file_name, "sha256": locked.sha256, "scan": str(state), "found": found}
    emptied = NO_PAPER if infected and locked.state == PackageState.PAPERS else {}
    Package.objects.filter(pk=locked.pk).update(scan=state, **emptied)
    events.record(
        subject=locked,
        act="scan",
        actor=None,
        role="clock",
        reason=_("Tệp có vi-rút (%(name)s) nên đã bị gỡ.") % {"name": found} if infected else "",
        data=data,
    )
    if infected:
        _delete_later(locked, name)


def mark_of_paper(package: Package) -> str:
    """Return what tells a paper from another, and from the same brought again after the package was reopened."""
    return f"{package.sha256} {package.uploaded_at.isoformat()}" if package.uploaded_at else ""


@transaction.atomic
def move(*, package: Package, name: str, actor: User, seen: str | None = None) -> Package:
    """Make one move of ``PACKAGE_MOVES``: lock, check, record, change.

    ``confirm`` confirms every dossier and list of the package that waits for the head, all or none; with ``seen`` (the
    mark of the paper that the head's page was drawn with) only while that is the paper. Raises ``NotAllowed``, ``SamePerson``, ``IllegalMove``, ``Incomplete`` and what confirming a dossier raises, with its name.
    """
    step = find(PACKAGE_MOVES, name)
    # The round first, as moves of dossiers do: two queues in the same order never wait for each other.
    Round.objects.select_for_update().get(pk=package.round_id)
    locked = _locked(package)
    held = grants(actor)
    role = held.first(step.roles, locked.unit_id)
    if role is None:
        raise NotAllowed(_("Bạn không có vai trò được làm bước này với bộ hồ sơ này."))
    if not step.starts_from(locked.state):
        raise IllegalMove(
            _("Bộ hồ sơ đang ở bước “%(state)s”. Có thể một người khác vừa xử lý; hãy tải lại trang.")
            % {"state": locked.get_state_display()}
        )
    moment = timezone.now()
    changes: dict[str, Any] = {}
    former = ""
    match step.name:
        case "finish":
            _require_whole(locked)
        case "reopen":
            former = str(locked.file.name or "")
            changes = {**NO_PAPER, "scan": ScanState.NONE}
        case "confirm":
            if actor.pk == locked.created_by_id:
                raise SamePerson(
                    _("Người lập bộ hồ sơ không tự xác nhận. Cần một người khác của đơn vị xác nhận.")
                )
            if not locked.file:
                raise Incomplete([_("bản tờ trình đã ký, đóng dấu hoặc ký số")])
            if seen is not None and seen != mark_of_paper(locked):
                raise IllegalMove(
                    _("Bản ký vừa được thay sau khi trang mở ra. Hãy xem bản ký ở đây rồi xác nhận lại.")
                )
            changes = {
                "confirmed_by": actor,
                "confirmed_under": delegations.acting(actor, locked.unit_id),
                "confirmed_at": moment,
            }
        case _:
            former = str(locked.file.name or "")
            changes = {**NO_PAPER, "scan": ScanState.NONE}
    changed = Package.objects.filter(pk=locked.pk, state=locked.state).update(
        state=step.target, state_since=moment, **changes
    )
    if not changed:
        raise IllegalMove(_("Một người khác vừa xử lý bộ hồ sơ này. Hãy tải lại trang."))
    if step.name == "confirm":
        _confirm_all(locked, actor)
    events.record(
        subject=locked,
        act=f"{step.name}_package",
        actor=actor,
        role=held.written(role, locked.unit_id),
        source=locked.state,
        target=step.target,
        data={"sha256": locked.sha256} if locked.sha256 else None,
        at=moment,
    )
    _delete_later(locked, former)
    locked.refresh_from_db()
    return locked


def _require_whole(package: Package) -> None:
    lacking = [
        str(Package._meta.get_field(name).verbose_name)  # type: ignore[union-attr] # all are columns
        for name in DEMANDED
        if getattr(package, name) in (None, "")
    ]
    if not package.dossiers.exists() and not package.lists.exists():
        lacking.append(_("ít nhất một hồ sơ hoặc một danh sách"))
    if lacking:
        raise Incomplete(lacking)
    _require_carried(package.dossiers.all(), package.lists.select_related("award", "unit"))


def _require_carried(dossiers: Iterable[Nomination], names: Iterable[NomineeList]) -> None:
    """Raise ``IllegalMove`` that names what was sent back, withdrawn or expired since it was put into the package."""
    gone = [row.full_name for row in dossiers if row.state not in CARRIED_DOSSIERS] + [
        str(row) for row in names if row.state not in CARRIED_LISTS
    ]
    if gone:
        raise IllegalMove(
            _("Trong bộ hồ sơ có hồ sơ không còn chờ thủ trưởng: %(names)s. Hãy mở lại để sửa.")
            % {"names": "; ".join(gone)}
        )


def _confirm_all(package: Package, actor: User) -> None:
    # Locked before they are looked at: what another head sends back meanwhile would be neither refused nor confirmed.
    dossiers = list(package.dossiers.select_for_update(of=("self",)).order_by("pk"))
    names = list(package.lists.select_for_update(of=("self",)).select_related("award", "unit").order_by("pk"))
    _require_carried(dossiers, names)
    for row in dossiers:
        if row.state != NominationState.AWAITING_HEAD:
            continue
        try:
            nominations.move(nomination=row, name="confirm", actor=actor)
        except DomainError as error:
            raise DomainError(f"{row.full_name}: {error.message}") from error
    for one in names:
        if one.state != ListState.AWAITING_HEAD:
            continue
        try:
            lists.move(row=one, name="confirm", actor=actor)
        except DomainError as error:
            raise DomainError(f"{one}: {error.message}") from error


def _delete_later(package: Package, name: str) -> None:
    if name:
        transaction.on_commit(partial(package.file.storage.delete, name))


def _locked(package: Package) -> Package:
    return Package.objects.select_for_update(of=("self",)).select_related("round", "unit").get(pk=package.pk)


@transaction.atomic
def record_reading(*, package: Package, actor: User, act: str) -> None:
    """Record who took the paper or a printed document of the package."""
    events.record(subject=_locked(package), act=act, actor=actor)
