"""Who is let in, and to which dossiers. What a unit does not own does not exist for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache

from portal.core.models import User
from recognition.domain import rounds
from recognition.domain.roles import Grants, grants
from recognition.enums import UNIT_ROLES, Role
from recognition.models import Membership, Nomination, Unit

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """What a view behind ``for_staff`` gets: somebody signed in (words for the type checker, never made)."""

    user: User


def account_mark(user: User | AnonymousUser) -> str:
    """Return a mark that tells one account from another to its own browser, and says nothing to anybody else."""
    return salted_hmac("recognition.intake.account", str(user.pk)).hexdigest()[:16]


def for_staff(view: View) -> View:
    """Ask strangers to sign in, and let no cache keep the answer."""

    @never_cache
    @login_required(login_url=reverse_lazy("intake:login"))
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return guarded


def dossiers_of(user: User, held: Grants | None = None) -> QuerySet[Nomination]:
    """Return the dossiers of the units in which ``user`` is focal point, head or deputy (with all below them)."""
    units = (held or grants(user)).unit_ids(*UNIT_ROLES)
    rows = Nomination.objects.all()
    if units is not None:
        rows = rows.filter(Q(unit_id__in=units) | rounds.sent_up_from(units))
    return rows.select_related(
        "round",
        "unit",
        "award",
        "honoree",
        "created_by",
        "filed_by",
        "confirmed_by",
        "confirmed_under__head",
        "keeper",
    )


def dossier_or_404(user: User, public_id: str) -> Nomination:
    """Return the dossier; raise ``Http404`` both when there is none and when it is another unit's."""
    nomination = dossiers_of(user).filter(public_id=public_id).first()
    if nomination is None:
        raise Http404
    return nomination


def units_of(user: User, *roles: Role) -> list[Unit]:
    """Return the units that ``user`` holds one of ``roles`` in by an own row, without those below them."""
    memberships = (
        Membership.objects.filter(user=user, unit__isnull=False)
        .current(timezone.localdate())
        .of_roles(roles)
        .select_related("unit")
        .order_by("unit__sort_key")
    )
    return list({row.unit.pk: row.unit for row in memberships if row.unit}.values())
