"""Adjectives for rows. The one filter of what the public may see is spelled here and nowhere else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, Q

from recognition.enums import (
    PUBLIC_STATES,
    UNPUBLISHED_STATES,
    AuthorityCheck,
    ClearanceAnswer,
    ConsentScope,
    DecisionState,
    PublicationState,
    Role,
    SubjectKind,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def in_force(on: date, *, prefix: str = "") -> Q:
    """Return the condition that a row with ``valid_from`` and ``valid_until`` (both inclusive) covers a day."""
    start, end = f"{prefix}valid_from", f"{prefix}valid_until"
    return (Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": on})) & (
        Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": on})
    )


def taken_back(honoree: Any, *scopes: ConsentScope) -> Q:
    """Return the condition that ``honoree`` (a key or ``OuterRef``) once agreed to one of the scopes and took it back."""
    consents: Any = apps.get_model("recognition", "Consent")
    found = Q(pk__in=[])
    for scope in scopes:
        rows = consents.objects.filter(honoree=honoree, scope=scope)
        found |= Q(Exists(rows.filter(withdrawn_at__isnull=False))) & ~Q(
            Exists(rows.filter(withdrawn_at__isnull=True))
        )
    return found


class UnitQuerySet(models.QuerySet[Any]):
    def active(self) -> Self:
        return self.filter(ended_on__isnull=True)


class MembershipQuerySet(models.QuerySet[Any]):
    def current(self, on: date) -> Self:
        return self.filter(in_force(on))

    def of_roles(self, roles: Iterable[Role]) -> Self:
        return self.filter(role__in=[str(role.value) for role in roles])


class DelegationQuerySet(models.QuerySet[Any]):
    def current(self, on: date) -> Self:
        """Delegations that count on a day: not ended, the head still head there, the deputy still deputy there."""
        memberships: Any = apps.get_model("recognition", "Membership")
        held = memberships.objects.current(on).filter(unit=models.OuterRef("unit"))
        return self.filter(
            Exists(held.of_roles([Role.UNIT_HEAD]).filter(user=models.OuterRef("head"))),
            Exists(held.of_roles([Role.UNIT_DEPUTY]).filter(user=models.OuterRef("deputy"))),
            valid_from__lte=on,
            valid_until__gte=on,
            ended_at__isnull=True,
            head__is_active=True,
        )


class DecisionQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Decisions whose page strangers may read: verified, and with at least one public or cancelled conferral."""
        conferrals: Any = apps.get_model("recognition", "Conferral")
        shown = conferrals.objects.visible().filter(decision=models.OuterRef("pk"))
        return self.exclude(state=DecisionState.ENTERED).filter(models.Exists(shown))


class ConferralQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Conferrals that count and are listed everywhere."""
        return self.filter(
            state__in=PUBLIC_STATES,
            authority__in=(AuthorityCheck.ALLOWED, AuthorityCheck.RELEASED),
            decision__state=DecisionState.VERIFIED,
            honoree__merged_into__isnull=True,
        )

    def to_be_public(self) -> Self:
        """Conferrals that are public or will be as they stand: what a person is told that is always published."""
        return self.filter(
            state__in=PUBLIC_STATES | UNPUBLISHED_STATES,
            authority__in=(AuthorityCheck.ALLOWED, AuthorityCheck.RELEASED),
            decision__state=DecisionState.VERIFIED,
            honoree__erased_at__isnull=True,
        )

    def unpublished(self) -> Self:
        """Conferrals that wait to be published. Those of whoever was erased wait for nothing."""
        return self.filter(state__in=UNPUBLISHED_STATES, honoree__erased_at__isnull=True)

    def cancelled(self) -> Self:
        """Conferrals that were public once and were cancelled by another decision (DOMAIN 6, rule 8)."""
        return self.filter(
            state=PublicationState.CANCELLED, published_at__isnull=False, honoree__merged_into__isnull=True
        )

    def visible(self) -> Self:
        """What old addresses, the decision's page and the verify page may still show."""
        return self.public() | self.cancelled()


class HonoreeQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Honorees on wall, A–Z, feeds and counts."""
        return self.filter(is_public=True)

    def individuals(self) -> Self:
        return self.filter(kind=SubjectKind.INDIVIDUAL)

    def collectives(self) -> Self:
        return self.filter(kind=SubjectKind.COLLECTIVE)


class ClearanceRequestQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        """Requests nobody answered, took back or let pass yet."""
        return self.filter(answer=ClearanceAnswer.WAITING)


class NominationQuerySet(models.QuerySet[Any]):
    def of_units(self, unit_ids: Collection[int]) -> Self:
        return self.filter(unit_id__in=unit_ids)

    def in_states(self, states: Iterable[str]) -> Self:
        return self.filter(state__in=[str(state) for state in states])
