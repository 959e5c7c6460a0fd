"""The first screen of a unit."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core.querystring import replaced
from recognition.domain import notices
from recognition.domain.roles import grants
from recognition.enums import UNIT_ROLES, NominationState, Role
from recognition.intake import overview
from recognition.intake.access import StaffRequest, dossiers_of, for_staff, units_of
from recognition.intake.declarations import may_declare
from recognition.intake.views.rounds import panel
from recognition.intake.views.suggestions import number_waiting
from recognition.models import Delegation

PAGE_SIZE = 20
STATE = "trang-thai"
WAITING_SHOWN = 50


@for_staff
@require_safe
def show(request: StaffRequest) -> HttpResponseBase:
    """Show a unit's rounds and dossiers; send people who only work at the desk to the admin."""
    held = grants(request.user)
    works_in_admin = request.user.has_perm("wagtailadmin.access_admin")
    if not held.any(*UNIT_ROLES):
        if works_in_admin:
            return redirect("wagtailadmin_home")
        if held.any(Role.CLEARANCE, Role.UNION):
            return redirect("intake:clearance")
        if may_declare(held):
            # A member of the Hội đồng: councils meet elsewhere, kin are declared here.
            return redirect("intake:declarations")
        return render(request, "recognition/intake/no_role.html", {"account": str(request.user)})
    now = timezone.now()
    dossiers = dossiers_of(request.user, held)
    units = units_of(request.user, Role.FOCAL_POINT)
    own = units or units_of(request.user, Role.UNIT_HEAD, Role.UNIT_DEPUTY)
    counts = overview.state_counts(dossiers)
    wanted = request.GET.get(STATE, "")
    chosen = wanted if wanted in {count.value for count in counts} else ""
    listed = dossiers.filter(state=chosen) if chosen else dossiers
    page = Paginator(listed.order_by("-state_since", "-pk"), PAGE_SIZE).get_page(request.GET.get("trang"))
    waiting = []
    if held.has(Role.UNIT_HEAD):
        rows = dossiers.filter(state=NominationState.AWAITING_HEAD).order_by("round__deadline", "pk")
        head_of = held.unit_ids(Role.UNIT_HEAD)
        waiting = overview.lines(
            (rows if head_of is None else rows.filter(unit_id__in=head_of))[:WAITING_SHOWN], review=True
        )
    context = {
        "account": str(request.user),
        "now": now,
        "units": own,
        "rounds": overview.open_rounds(units, now) if units else [],
        "is_focal_point": bool(units),
        "waiting": waiting,
        "is_head": held.has(Role.UNIT_HEAD),
        "knows_people": held.any(Role.UNIT_HEAD, Role.UNIT_DEPUTY),
        "delegated": Delegation.objects.filter(deputy=request.user)
        .current(timezone.localdate())
        .select_related("head", "unit")
        if held.for_head
        else (),
        "returned": overview.returned(dossiers),
        "lines": overview.lines(list(page.object_list)),
        "page": page,
        "states": [
            {"label": _("Tất cả"), "url": replaced(request.GET, **{STATE: None}), "current": not chosen},
            *(
                {
                    "label": count.label,
                    "url": replaced(request.GET, **{STATE: count.value}),
                    "count": count.count,
                    "current": count.value == chosen,
                }
                for count in counts
            ),
        ],
        "works_in_admin": works_in_admin,
        "unread": notices.unread(request.user),
        "suggestions": number_waiting(held),
        "panel": panel(request, held, own, now),
    }
    return render(request, "recognition/intake/dashboard.html", context)
