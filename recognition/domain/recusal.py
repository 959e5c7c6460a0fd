"""Conflict of interest: who is kept away from which dossier, at the desk, in clearance and wherever dossiers are judged.

Three things recuse (issue 6, section 4): working in the unit that proposes, kinship that was declared, having written,
filed or confirmed the dossier. The first and the columns of the third are asked anew each time; kinship, other interests
and the writing of others than the columns name stand as rows of ``Recusal``.

Whoever works *for* the unit keeps the unit's own screens (that is authorship, not judgement); recusal closes the desk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from portal.core.remembered import remembered
from portal.core.vietnamese import fold, normalize
from recognition.domain import events
from recognition.domain.errors import (
    DomainError,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    ReasonMissing,
)
from recognition.domain.roles import Grants, grants
from recognition.enums import ENDED, UNIT_ROLES, RecusalGround, Role, UnitKind
from recognition.models import (
    Event,
    Honoree,
    Kinship,
    Membership,
    Nomination,
    NomineeList,
    Package,
    Recusal,
    Unit,
    Workplace,
)

JUDGES: Final = frozenset(
    {
        Role.STANDING_BODY,
        Role.AUDITOR,
        Role.COUNCIL_MEMBER,
        Role.COUNCIL_SECRETARY,
        Role.COUNCIL_CHAIR,
        Role.LEADER,
    }
)
"""Roles of whom a recusal is told to the others."""

DESK_VIEWERS: Final = frozenset({Role.STANDING_BODY, Role.AUDITOR})
"""Roles that read every dossier and every list that left its unit."""

AUTHORING: Final = ("start", "save", "attach", "file", "confirm")
"""Acts that make somebody an author of a dossier."""

AUTHORING_LISTS: Final = (
    "start",
    "add",
    "change_line",
    "remove",
    "describe",
    "gather",
    "file",
    "confirm",
)
"""Acts that make somebody an author of a list of names."""


@dataclass(frozen=True, slots=True)
class Recused:
    """Somebody who takes no part, as the others are told. ``recusal_id`` is None where it follows from unit or columns."""

    user_id: int
    name: str
    ground: RecusalGround
    recusal_id: int | None = None


class UnitTree:
    """The tree of units, read once: which units are one organization in the eyes of a conflict of interest."""

    def __init__(self) -> None:
        rows = Unit.objects.values_list("pk", "parent_id", "kind")
        self._parent = {pk: parent for pk, parent, _kind in rows}
        self.departments = {pk for pk, _parent, kind in rows if kind == UnitKind.DEPARTMENT}
        self._children: dict[int, list[int]] = defaultdict(list)
        for pk, parent in self._parent.items():
            if parent is not None:
                self._children[parent].append(pk)

    def tops(self, unit_ids: Collection[int]) -> set[int]:
        """Return those of the units whose unit above is none of them."""
        return {one for one in unit_ids if self._parent.get(one) not in unit_ids}

    def and_above(self, unit_id: int) -> frozenset[int]:
        """Return the unit and all above it: a role held in one of them is held in it."""
        found: set[int] = set()
        one: int | None = unit_id
        while one is not None and one not in found:
            found.add(one)
            one = self._parent.get(one)
        return frozenset(found)

    def organization(self, unit_id: int) -> frozenset[int]:
        """Return the hospital, centre, station or office of the Sở that ``unit_id`` belongs to, with all below it.

        The Sở itself is only itself: its offices and the units under it are organizations of their own.
        """
        if unit_id in self.departments:
            return frozenset({unit_id})
        top, seen = unit_id, {unit_id}
        while (parent := self._parent.get(top)) is not None and parent not in self.departments | seen:
            seen.add(parent)
            top = parent
        found, level = {top}, [top]
        while level:
            level = [child for one in level for child in self._children[one] if child not in found]
            found.update(level)
        return frozenset(found)


@remembered(limit=2)
def units() -> UnitTree:
    """Return the tree of today; within a request it is read again only after a unit changed."""
    return UnitTree()


def own_units(user: User, held: Grants | None = None) -> frozenset[int]:
    """Return the units whose dossiers ``user`` may not judge: the organizations where they work or act for a unit."""
    held = held or grants(user)
    acting = held.unit_ids(*UNIT_ROLES) or frozenset()
    if not acting and held.workplace is None:
        return frozenset()
    tree = units()
    roots = set(acting)
    if tree.departments & acting:
        # A role at the Sở is held in every unit below it, yet its people work in none of them: the own rows count.
        rows = Membership.objects.of_roles(UNIT_ROLES).current(timezone.localdate()).filter(user=user)
        roots = tree.tops(acting) | set(rows.exclude(unit=None).values_list("unit_id", flat=True))
    if held.workplace is not None:
        roots.add(held.workplace)
    return frozenset().union(*(tree.organization(unit_id) for unit_id in roots))


def condition(user: User, held: Grants | None = None) -> Q:
    """Return the condition of the dossiers from which ``user`` is recused."""
    declared = Recusal.objects.filter(nomination=OuterRef("pk"), user=user, lifted_at__isnull=True)
    return (
        Q(created_by=user)
        | Q(filed_by=user)
        | Q(confirmed_by=user)
        | Q(unit_id__in=own_units(user, held))
        | Q(Exists(declared))
    )


def condition_of_lists(user: User, held: Grants | None = None) -> Q:
    """Return the condition of the lists of names from which ``user`` is recused: of the own organization, or written by them.

    Kinship closes no list: among hundreds of names a namesake would close most of them to most people.
    """
    wrote = Event.objects.filter(
        subject_kind=NomineeList._meta.label_lower,
        subject_key=OuterRef("public_id"),
        act__in=AUTHORING_LISTS,
        actor=user,
    )
    return (
        Q(created_by=user)
        | Q(filed_by=user)
        | Q(confirmed_by=user)
        | Q(unit_id__in=own_units(user, held))
        | Q(Exists(wrote))
    )


def condition_of_packages(user: User, held: Grants | None = None) -> Q:
    """Return the condition of the packages from which ``user`` is recused: by themselves, or by what they hold."""
    dossiers = Nomination.objects.filter(condition(user, held)).values("pk")
    names = NomineeList.objects.filter(condition_of_lists(user, held)).values("pk")
    holding = Package.objects.filter(Q(dossiers__in=dossiers) | Q(lists__in=names)).values("pk")
    return (
        Q(created_by=user)
        | Q(uploaded_by=user)
        | Q(confirmed_by=user)
        | Q(unit_id__in=own_units(user, held))
        | Q(pk__in=holding)
    )


def ground_of_list(user: User, row: NomineeList, held: Grants | None = None) -> RecusalGround | None:
    """Return why ``user`` may not judge the list, None where nothing is known."""
    if row.unit_id in own_units(user, held):
        return RecusalGround.UNIT
    if NomineeList.objects.filter(condition_of_lists(user, held), pk=row.pk).exists():
        return RecusalGround.AUTHOR
    return None


def ground_of(user: User, nomination: Nomination, held: Grants | None = None) -> RecusalGround | None:
    """Return why ``user`` may not judge the dossier, None where nothing is known."""
    if user.pk in {nomination.created_by_id, nomination.filed_by_id, nomination.confirmed_by_id}:
        return RecusalGround.AUTHOR
    declared = (
        Recusal.objects.filter(nomination=nomination, user=user, lifted_at__isnull=True)
        .values_list("ground", flat=True)
        .first()
    )
    if declared:
        return RecusalGround(declared)
    if nomination.unit_id in own_units(user, held):
        return RecusalGround.UNIT
    return None


def told_of(
    nominations: Sequence[Nomination],
) -> dict[int, tuple[Recused, ...]]:
    """Return, by key of each dossier, which judges of today take no part in it and why, in at most two queries."""
    if not nominations:
        return {}
    today = timezone.localdate()
    whose = F("user__display_name"), F("user__username")
    # One question for all: who judges (or acts for a unit) and works where; who is declared away from which of the rows.
    members = (
        Membership.objects.of_roles(JUDGES | UNIT_ROLES)
        .current(today)
        .filter(user__is_active=True)
        .values_list(
            "role", "user_id", *whose, Coalesce("unit_id", 0), Coalesce("user__workplace__unit_id", 0)
        )
    )
    away = (
        Recusal.objects.filter(nomination__in=nominations, lifted_at__isnull=True)
        .order_by()
        .values_list("ground", "user_id", *whose, "nomination_id", "pk")
    )
    names: dict[int, str] = {}
    places: dict[int, set[int]] = defaultdict(set)
    declared: dict[int, dict[int, tuple[str, int]]] = defaultdict(dict)
    for word, user_id, display_name, username, one, other in members.union(away):
        if word in RecusalGround.values:
            declared[one][user_id] = (word, other)
            continue
        if word in JUDGES:
            names[user_id] = display_name or username
        else:
            places[user_id].add(one)
        if other:
            places[user_id].add(other)
    places = {user_id: units for user_id, units in places.items() if user_id in names}
    tree = units() if places else None
    near = {
        user_id: frozenset().union(*(tree.organization(one) for one in units)) if tree else frozenset()
        for user_id, units in places.items()
    }
    found: dict[int, tuple[Recused, ...]] = {}
    for row in nominations:
        lines = []
        for user_id, name in names.items():
            ground: RecusalGround | None = None
            recusal_id: int | None = None
            if user_id in {row.created_by_id, row.filed_by_id, row.confirmed_by_id}:
                ground = RecusalGround.AUTHOR
            elif user_id in declared[row.pk]:
                stored, recusal_id = declared[row.pk][user_id]
                ground = RecusalGround(stored)
            elif row.unit_id in near.get(user_id, ()):
                ground = RecusalGround.UNIT
            if ground is not None:
                lines.append(Recused(user_id, name, ground, recusal_id))
        found[row.pk] = tuple(sorted(lines, key=lambda line: (line.name, line.user_id)))
    return found


def _locked(nomination: Nomination) -> Nomination:
    return Nomination.objects.select_for_update(of=("self",)).select_related("unit").get(pk=nomination.pk)


def _store(
    nomination: Nomination,
    user: User,
    ground: RecusalGround,
    *,
    actor: User | None,
    role: str,
    reason: str = "",
    kinship: Kinship | None = None,
    quiet: bool = False,
) -> Recusal | None:
    """Write one recusal on a locked dossier; None where one stands already. Releases an assignment to that person.

    ``quiet`` records no event: authors are in the chain already, most of them people of the unit who judge nothing.
    """
    if Recusal.objects.filter(nomination=nomination, user=user, lifted_at__isnull=True).exists():
        return None
    made = Recusal.objects.create(
        nomination=nomination,
        user=user,
        ground=ground,
        kinship=kinship,
        declared_by=actor,
        declared_at=timezone.now(),
    )
    Nomination.objects.filter(pk=nomination.pk, assigned_to=user).update(assigned_to=None, assigned_at=None)
    if quiet:
        return made
    events.record(
        subject=nomination,
        act="recuse",
        actor=actor,
        role=role,
        reason=reason,
        data={"user": user.public_id, "ground": ground.value},
    )
    return made


@transaction.atomic
def declare(
    *, nomination: Nomination, user: User, ground: RecusalGround, reason: str, actor: User
) -> Recusal:
    """Keep ``user`` away from one dossier: declared by themselves, or reported by another of the standing body.

    Raises ``NotAllowed``, ``ReasonMissing``, ``Duplicate`` and, for a dossier that ended, ``IllegalMove``.
    """
    locked = _locked(nomination)
    role = grants(actor).first(JUDGES, locked.unit_id)
    if role is None or (user.pk != actor.pk and role != Role.STANDING_BODY):
        raise NotAllowed(_("Bạn không có vai trò được làm việc này."))
    if user.pk != actor.pk and ground_of(actor, locked) is not None:
        raise NotAllowed(_("Bạn không tham gia xét hồ sơ này."))
    if locked.state in ENDED:
        raise IllegalMove(_("Hồ sơ đã kết thúc nên không khai nữa."))
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do."))
    if not grants(user).any(*JUDGES):
        raise DomainError(_("Người này không tham gia xét hồ sơ nào."))
    made = _store(locked, user, ground, actor=actor, role=role.value, reason=reason.strip())
    if made is None:
        raise Duplicate(_("Người này đã được ghi là không tham gia xét hồ sơ này."))
    return made


@transaction.atomic
def lift(*, recusal: Recusal, reason: str, actor: User) -> Recusal:
    """Let somebody take part again (a namesake was no relative): an act of another person, with a reason."""
    locked = _locked(recusal.nomination)
    if not grants(actor).has(Role.STANDING_BODY, locked.unit_id) or ground_of(actor, locked) is not None:
        raise NotAllowed(_("Bạn không có vai trò được làm việc này."))
    if actor.pk == recusal.user_id:
        raise NotAllowed(_("Không ai tự cho mình tham gia trở lại. Cần người khác quyết định."))
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do."))
    changed = Recusal.objects.filter(pk=recusal.pk, lifted_at__isnull=True).update(
        lifted_by=actor, lifted_at=timezone.now()
    )
    if not changed:
        raise IllegalMove(_("Một người khác vừa xử lý việc này. Hãy tải lại trang."))
    events.record(
        subject=locked,
        act="lift_recusal",
        actor=actor,
        role=Role.STANDING_BODY,
        reason=reason.strip(),
        data={"user": recusal.user.public_id, "ground": recusal.ground},
    )
    recusal.refresh_from_db()
    return recusal


@transaction.atomic
def set_workplace(*, user: User, unit: Unit | None, actor: User) -> None:
    """Record where somebody works: said by themselves, or by an administrator. None takes it away."""
    if actor.pk != user.pk and not grants(actor).has(Role.ADMINISTRATOR):
        raise NotAllowed(_("Bạn không có vai trò được làm việc này."))
    locked = User.objects.select_for_update().get(pk=user.pk)
    before = Workplace.objects.filter(user=locked).select_related("unit").first()
    if (before.unit_id if before else None) == (unit.pk if unit else None):
        return
    if unit is None:
        Workplace.objects.filter(user=locked).delete()
    else:
        Workplace.objects.update_or_create(user=locked, defaults={"unit": unit})
    events.record(
        subject=locked,
        act="set_workplace",
        actor=actor,
        data={"from": before.unit.code if before else "", "to": unit.code if unit else ""},
    )


@transaction.atomic
def declare_kin(
    *,
    full_name: str,
    relation: str,
    actor: User,
    unit: Unit | None = None,
    honoree: Honoree | None = None,
) -> Kinship:
    """Declare a relative. Every dossier of theirs that is not over is closed to the declarer from now on."""
    name, words = normalize(full_name), normalize(relation)
    if lacking := [label for value, label in ((name, _("họ và tên")), (words, _("quan hệ"))) if not value]:
        raise Incomplete(lacking)
    locked = User.objects.select_for_update().get(pk=actor.pk)
    kin = Kinship(user=locked, full_name=name, relation=words, unit=unit, honoree=honoree)
    kin.save()
    # The words stay out of the chain of events: whose relative somebody is is told to nobody who needs not know.
    events.record(subject=locked, act="declare_kin", actor=locked, data={"kinship": kin.public_id})
    same = Q(name_key=kin.name_key)
    if unit is not None:
        same &= Q(unit_id__in=units().organization(unit.pk))
    if honoree is not None:
        same |= Q(honoree=honoree)
    for row in Nomination.objects.filter(same).exclude(state__in=ENDED).order_by("pk"):
        _store(_locked(row), locked, RecusalGround.KIN, actor=locked, role="", kinship=kin)
    return kin


@transaction.atomic
def end_kin(*, kinship: Kinship, actor: User) -> None:
    """Take a declaration back for dossiers to come; those already closed stay closed until another person lifts it."""
    if kinship.user_id != actor.pk:
        raise NotAllowed(_("Chỉ người khai được rút lời khai của mình."))
    if Kinship.objects.filter(pk=kinship.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
        events.record(
            subject=User.objects.select_for_update().get(pk=actor.pk),
            act="end_kin",
            actor=actor,
            data={"kinship": kinship.public_id},
        )


def became_one(honoree: Honoree) -> None:
    """Two entries of the register became one: whoever declared either as kin is kept away from the dossiers of both."""
    theirs = Nomination.objects.filter(honoree=honoree).exclude(state__in=ENDED)
    for kin in Kinship.objects.filter(honoree=honoree, ended_at__isnull=True).select_related("user"):
        for row in theirs.order_by("pk"):
            _store(_locked(row), kin.user, RecusalGround.KIN, actor=None, role="clock", kinship=kin)


def _is_kin(kin: Kinship, row: Nomination, units: Collection[int] | None) -> bool:
    if kin.honoree_id is not None and kin.honoree_id == row.honoree_id:
        return True
    return fold(row.full_name) == kin.name_key and (units is None or row.unit_id in units)


def arrived(nomination: Nomination) -> None:
    """Write down, on a locked dossier that reaches the desk, who is an author beside its columns and whose relative it is."""
    columns = {nomination.created_by_id, nomination.filed_by_id, nomination.confirmed_by_id}
    kind, key = events.subject_of(nomination)
    authors = (
        Event.objects.filter(subject_kind=kind, subject_key=key, act__in=AUTHORING, actor__isnull=False)
        .exclude(actor__in=[one for one in columns if one])
        .values_list("actor", flat=True)
    )
    for user in User.objects.filter(pk__in=set(authors)):
        _store(nomination, user, RecusalGround.AUTHOR, actor=None, role="clock", quiet=True)
    same = Q(name_key=fold(nomination.full_name))
    if nomination.honoree_id:
        same |= Q(honoree_id=nomination.honoree_id)
    tree: UnitTree | None = None
    for kin in Kinship.objects.filter(same, ended_at__isnull=True).select_related("user"):
        theirs: frozenset[int] | None = None
        if kin.unit_id is not None:
            tree = tree or units()
            theirs = tree.organization(kin.unit_id)
        if _is_kin(kin, nomination, theirs):
            _store(nomination, kin.user, RecusalGround.KIN, actor=None, role="clock", kinship=kin)


def colleagues(nomination: Nomination) -> models.QuerySet[User]:
    """Return the people of the standing body to whom the dossier can be given: those who may judge it."""
    away = [line.user_id for line in told_of([nomination]).get(nomination.pk, ())]
    return standing_body_of(nomination.unit_id).exclude(pk__in=away)


def standing_body_of(unit_id: int) -> models.QuerySet[User]:
    """Return the people of the standing body for a unit: those of all units, of this one or of one above it."""
    memberships = (
        Membership.objects.of_roles([Role.STANDING_BODY])
        .current(timezone.localdate())
        .filter(Q(unit__isnull=True) | Q(unit__in=units().and_above(unit_id)))
    )
    return User.objects.filter(is_active=True, memberships__in=memberships).distinct()


def colleagues_of_list(row: NomineeList) -> models.QuerySet[User]:
    """Return the people of the standing body who may receive the list of names."""
    own = units().organization(row.unit_id)
    acting = Membership.objects.of_roles(UNIT_ROLES).current(timezone.localdate()).filter(unit__in=own)
    wrote = Event.objects.filter(
        subject_kind=NomineeList._meta.label_lower,
        subject_key=row.public_id,
        act__in=AUTHORING_LISTS,
        actor__isnull=False,
    )
    columns = [one for one in (row.created_by_id, row.filed_by_id, row.confirmed_by_id) if one]
    away = (
        Q(pk__in=columns)
        | Q(pk__in=wrote.values("actor"))
        | Q(pk__in=acting.values("user"))
        | Q(pk__in=Workplace.objects.filter(unit__in=own).values("user"))
    )
    return standing_body_of(row.unit_id).exclude(away)


def judges(nomination: Nomination) -> models.QuerySet[User]:
    """Return the people who judge today and of whom no recusal from the dossier is known."""
    members = Membership.objects.of_roles(JUDGES).current(timezone.localdate())
    away = [line.user_id for line in told_of([nomination]).get(nomination.pk, ())]
    return User.objects.filter(is_active=True, memberships__in=members).exclude(pk__in=away).distinct()
