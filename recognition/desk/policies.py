"""Who may do what on which screen: one table, read by every screen, menu item, button and test. What it lacks is denied."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy

from portal.core.models import User
from recognition.domain import nominations, recusal
from recognition.domain.lifecycle import NOMINATION_MOVES
from recognition.domain.roles import Grants, grants
from recognition.enums import ADMIN_ROLES, Role
from recognition.models import Event, Membership, Nomination, NomineeList, Package

DESK: Final = frozenset({Role.STANDING_BODY})
AUDIT: Final = frozenset({Role.AUDITOR})
EDITORIAL: Final = frozenset({Role.EDITOR, Role.APPROVER})
OFFICER: Final = frozenset({Role.DATA_OFFICER})
ADMINISTRATOR: Final = frozenset({Role.ADMINISTRATOR})
READERS: Final = frozenset(ADMIN_ROLES) - ADMINISTRATOR
"""Roles that read what is, or will be, public anyway; the administrator has no content rights (DOMAIN 5)."""
EXPORTERS: Final = DESK | OFFICER
"""Roles that may take personal data out; each export is recorded."""

Table = dict[str, frozenset[Role]]

_DESK_LIST: Final[Table] = {"view": DESK | AUDIT, "add": DESK, "change": DESK}
_CATALOGUE: Final[Table] = {"view": READERS, "add": DESK, "change": DESK, "verify": DESK, "export": EXPORTERS}

TABLE: Final[dict[str, Table]] = {
    "recognition.unit": {
        "view": READERS | ADMINISTRATOR,
        "add": DESK,
        "change": DESK,
        "export": EXPORTERS,
    },
    "recognition.legalinstrument": _CATALOGUE,
    "recognition.office": {name: roles for name, roles in _CATALOGUE.items() if name != "verify"},
    "recognition.award": _CATALOGUE,
    "recognition.decisionpower": _CATALOGUE,
    "recognition.closedpowers": _CATALOGUE,
    "recognition.awardrule": {
        **{name: roles for name, roles in _CATALOGUE.items() if name not in {"add", "change"}},
        "propose_change": DESK,
        "propose_end": DESK,
    },
    "recognition.rulechange": {
        "view": READERS,
        "add": DESK,
        "approve": DESK,
        "refuse": DESK,
        "withdraw": DESK,
        "export": EXPORTERS,
    },
    "recognition.scoresheet": {
        "view": READERS,
        "add": DESK,
        "change": DESK,
        "adopt": DESK,
        "revise": DESK,
        "carry": DESK,
        "export": EXPORTERS,
    },
    "recognition.decision": {
        "view": DESK | AUDIT | EDITORIAL | OFFICER | {Role.LEADER},
        "add": DESK,
        "change": DESK,
        "confer": DESK,
        "verify": DESK,
        "check_public_copy": DESK,
        "draft_pages": DESK | {Role.EDITOR},
        "publish_facts": frozenset({Role.APPROVER}),
        "schedule_facts": frozenset({Role.APPROVER}),
        "withdraw_schedule": frozenset({Role.APPROVER}),
        "export": EXPORTERS,
    },
    "recognition.conferral": {
        "view": DESK | AUDIT | EDITORIAL | OFFICER | {Role.LEADER},
        "release": DESK,
        "cancel": DESK,
        "correct": frozenset({Role.APPROVER}),
        "hide": OFFICER,
        "show_again": OFFICER,
        "export": EXPORTERS,
    },
    "recognition.honoree": {
        "view": DESK | AUDIT | EDITORIAL | OFFICER | {Role.LEADER},
        "change": EDITORIAL,
        "ask_consent": frozenset({Role.EDITOR}),
        "erase": OFFICER,
        "export": EXPORTERS,
    },
    "recognition.mergeproposal": {
        "view": DESK | AUDIT | OFFICER,
        "merge": DESK,
        "dismiss": DESK,
        "export": EXPORTERS,
    },
    "recognition.initiative": {"view": READERS, "add": DESK, "change": DESK, "export": EXPORTERS},
    "recognition.consent": {
        "view": DESK | AUDIT | EDITORIAL | OFFICER,
        "add": EDITORIAL | OFFICER,
        "withdraw": EDITORIAL | OFFICER,
        "export": OFFICER,
    },
    "recognition.consentrequest": {
        "view": DESK | AUDIT | EDITORIAL | OFFICER,
        "record_signed": EDITORIAL | OFFICER,
        "recall": EDITORIAL | OFFICER,
        "export": OFFICER,
    },
    "recognition.publicrequest": {
        "view": DESK | EDITORIAL | OFFICER | AUDIT,
        "answer": DESK | EDITORIAL | OFFICER,
        "decline": DESK | EDITORIAL | OFFICER,
        "erase": OFFICER,
    },
    "recognition.package": {"view": DESK | AUDIT, "export": DESK},
    "recognition.suggestion": {
        "view": DESK | AUDIT | OFFICER,
        "pass_on": DESK,
        "decline": DESK,
        "erase": OFFICER,
    },
    "recognition.round": {
        "view": READERS,
        "add": DESK,
        "change": DESK,
        "export": EXPORTERS,
        "open": DESK,
        "allot": DESK,
        "extend": DESK,
        "grant_exception": DESK,
        "withdraw_exception": DESK,
        "back_to_draft": DESK,
    },
    "recognition.nomineelist": {"view": DESK | AUDIT, "receive": DESK, "return_": DESK, "export": DESK},
    "recognition.nomination": {
        "view": DESK | AUDIT,
        "export": DESK,
        "claim": DESK,
        "assign": DESK,
        "release_claim": DESK,
        "note": DESK,
        "tell_unit": DESK,
        "recuse": DESK | AUDIT,
        **{move.name: move.roles & ADMIN_ROLES for move in NOMINATION_MOVES if move.roles & ADMIN_ROLES},
    },
    "recognition.returnreason": _DESK_LIST,
    "recognition.stageterm": _DESK_LIST,
    "recognition.clearancebody": _DESK_LIST,
    "recognition.clearancerequest": {"view": DESK | AUDIT, "recall": DESK, "export": DESK},
    "recognition.recusal": {"view": DESK | AUDIT, "lift": DESK},
    "recognition.event": {"view": AUDIT | OFFICER, "export": OFFICER},
    "recognition.membership": {
        "view": ADMINISTRATOR | AUDIT,
        "add": ADMINISTRATOR,
        "withdraw": ADMINISTRATOR,
    },
    "core.user": {
        "view": ADMINISTRATOR | AUDIT,
        "add": ADMINISTRATOR,
        "change": ADMINISTRATOR,
        "invite": ADMINISTRATOR,
        "close": ADMINISTRATOR,
        "reopen": ADMINISTRATOR,
        "reset_second_factor": ADMINISTRATOR,
    },
}
"""Model → action → roles. Apps higher up add their own with ``register_policy``."""

SCOPES: Final[dict[str, str]] = {
    "recognition.unit": "pk",
    "recognition.initiative": "unit",
    "recognition.round": "unit",
    "recognition.nomination": "unit",
    "recognition.nomineelist": "unit",
    "recognition.conferral": "unit",
    "recognition.membership": "unit",
}
"""Model → path to the unit that narrows what a person sees whose role is held in some units only."""


def held(user: Any) -> Grants:
    """Return what ``user`` holds today; asked once per request, because every button and menu item asks."""
    today = timezone.localdate()
    kept = user.__dict__.get("_desk_grants") if isinstance(user, User) else None
    if kept is None or kept[0] != today:
        kept = (today, grants(user))
        if isinstance(user, User):
            user.__dict__["_desk_grants"] = kept
    found: Grants = kept[1]
    return found


class DeskPolicy(BasePermissionPolicy):
    """Answers Wagtail's questions about a model from ``TABLE``. Superusers have no more than their roles."""

    @property
    def label(self) -> str:
        return str(self.model._meta.label_lower)

    def roles_for(self, actions: Iterable[str]) -> frozenset[Role]:
        """Return the roles that may do one of the actions."""
        table = TABLE.get(self.label, {})
        return frozenset().union(*(table.get(action, frozenset()) for action in actions))

    def user_has_permission(self, user: Any, action: str) -> bool:
        return held(user).any(*self.roles_for([action]))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return held(user).any(*self.roles_for(actions))

    def users_with_any_permission(self, actions: Iterable[str]) -> models.QuerySet[User]:
        memberships = Membership.objects.of_roles(self.roles_for(actions)).current(timezone.localdate())
        return User.objects.filter(is_active=True, memberships__in=memberships).distinct()

    def user_has_permission_for_instance(self, user: Any, action: str, instance: models.Model) -> bool:
        if not self.user_has_permission(user, action):
            return False
        return self._is_everything(user, [action]) or (
            self.instances_user_has_any_permission_for(user, [action]).filter(pk=instance.pk).exists()
        )

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: models.Model
    ) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def _is_everything(self, user: Any, actions: Iterable[str]) -> bool:
        return self.label not in SCOPES or held(user).unit_ids(*self.roles_for(actions)) is None

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> models.QuerySet[Any]:
        actions = list(actions)
        rows = self.model._default_manager.all()
        if not self.user_has_any_permission(user, actions):
            return rows.none()
        if self._is_everything(user, actions):
            return rows
        units = held(user).unit_ids(*self.roles_for(actions))
        return rows.filter(**{f"{SCOPES[self.label]}__in": units})


class NominationPolicy(DeskPolicy):
    """Dossiers: what the domain lets a person read, and of that only the units of the role."""

    def _is_everything(self, user: Any, actions: Iterable[str]) -> bool:
        return False

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> models.QuerySet[Any]:
        actions = list(actions)
        if not self.user_has_any_permission(user, actions):
            return self.model._default_manager.none()
        rows = nominations.at_desk(user, held(user))
        units = held(user).unit_ids(*self.roles_for(actions))
        return rows if units is None else rows.filter(Q(unit_id__in=units))


class OfNominationPolicy(DeskPolicy):
    """Rows that belong to a dossier: those of the dossiers the person may see, so that a recusal closes them too, and of
    these only the units of the role.
    """

    path = "nomination"

    def _is_everything(self, user: Any, actions: Iterable[str]) -> bool:
        return False

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> models.QuerySet[Any]:
        actions = list(actions)
        if not self.user_has_any_permission(user, actions):
            return self.model._default_manager.none()
        rows = nominations.at_desk(user, held(user))
        units = held(user).unit_ids(*self.roles_for(actions))
        if units is not None:
            rows = rows.filter(unit_id__in=units)
        return self.model._default_manager.filter(**{f"{self.path}__in": rows})


class EventPolicy(DeskPolicy):
    """The record of acts, without what was done on dossiers, lists and packages from which the reader is recused."""

    def _is_everything(self, user: Any, actions: Iterable[str]) -> bool:
        return False

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> models.QuerySet[Any]:
        if not self.user_has_any_permission(user, list(actions)):
            return self.model._default_manager.none()
        away: tuple[tuple[type[models.Model], Q], ...] = (
            (Nomination, recusal.condition(user, held(user))),
            (NomineeList, recusal.condition_of_lists(user, held(user))),
            (Package, recusal.condition_of_packages(user, held(user))),
        )
        rows = self.model._default_manager.all()
        for model, condition in away:
            keys = model._default_manager.filter(condition).values("public_id")
            rows = rows.exclude(subject_kind=model._meta.label_lower, subject_key__in=keys)
        return rows


_OF_DOSSIERS: Final = {model._meta.label_lower: model for model in (Nomination, NomineeList, Package)}


def may_read_words(user: Any, event: Event) -> bool:
    """Whether ``user`` may read what was written with an act that they see in the record of acts.

    Reasons given on a dossier, a list or a package tell of people who may never be public: they are read by whoever may
    read the row itself. The act, its time and its digests stay in the chain for every reader of the record.
    """
    model = _OF_DOSSIERS.get(event.subject_kind)
    if model is None:
        return True
    policy: Any = policy_registry.get_by_type(model)
    rows: models.QuerySet[Any] = policy.instances_user_has_any_permission_for(user, ["view"])
    return rows.filter(public_id=event.subject_key).exists()


class NobodyPolicy(BasePermissionPolicy):
    """For models whose Wagtail screens stay closed: roles come from memberships, not from groups of the admin."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return False

    def users_with_any_permission(self, actions: Collection[str]) -> models.QuerySet[User]:
        return User.objects.none()


def register_policy(
    model: type[models.Model],
    table: Table | None = None,
    *,
    scope: str = "",
    policy: type[DeskPolicy] = DeskPolicy,
) -> DeskPolicy:
    """Let the desk's table decide about ``model``; ``table`` and ``scope`` are its lines there, for apps higher up."""
    label = model._meta.label_lower
    if table is not None:
        TABLE[label] = table
    if scope:
        SCOPES[label] = scope
    made = policy(model)
    register_permission_policy(model, made)
    return made
