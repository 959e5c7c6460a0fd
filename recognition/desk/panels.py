"""The first page of the admin: what waits for this person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.components import Component
from wagtail.models import TaskState

from recognition.desk.inbox import LATE, MINE, NOBODY
from recognition.desk.nominations import desk_counts
from recognition.desk.policies import held
from recognition.enums import UNPUBLISHED_STATES, AuthorityCheck, DecisionState, MergeState, Role
from recognition.models import ApprovalTask, Conferral, Decision, MergeProposal

Rows = list[dict[str, Any]]


class WaitingPanel(Component):  # type: ignore[misc]
    """A heading and lines with a number each; nothing when nothing waits."""

    template_name = "recognition/desk/panel.html"
    title: str | Promise = ""
    name = ""
    roles: tuple[Role, ...] = ()
    order = 100

    def rows(self, user: Any) -> Rows:
        raise NotImplementedError

    def is_shown(self, user: Any) -> bool:
        return held(user).any(*self.roles)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"title": self.title, "name": self.name, "rows": self.rows(parent_context["request"].user)}


class NominationsPanel(WaitingPanel):
    title = gettext_lazy("Chờ tôi xử lý")
    name = "cho-xu-ly"
    roles = (Role.STANDING_BODY,)

    def rows(self, user: Any) -> Rows:
        address = reverse("ho-so:index")
        counts = desk_counts(user)
        mine = [
            (_("Giao cho tôi"), counts.mine, f"{address}?ai={MINE}"),
            (_("Đã quá hạn"), counts.late, f"{address}?han={LATE}"),
            (_("Chưa ai nhận"), counts.unclaimed, f"{address}?ai={NOBODY}"),
        ]
        return [
            *({"label": words, "number": number, "url": url} for words, number, url in mine if number),
            *(
                {"label": words, "number": number, "url": f"{address}?state={state}"}
                for state, words, number in counts.stages
            ),
        ]


class ApprovalsPanel(WaitingPanel):
    title = gettext_lazy("Chờ duyệt đăng")
    name = "cho-duyet-dang"
    roles = (Role.APPROVER,)

    def rows(self, user: Any) -> Rows:
        tasks = ApprovalTask.objects.filter(active=True)
        states = (
            TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__in=tasks.values("task_ptr"))
            .exclude(workflow_state__requested_by=user)
            .select_related("workflow_state")
            .order_by("started_at")[:20]
        )
        found = []
        for state in states.prefetch_related("workflow_state__content_object"):
            row = state.workflow_state.content_object
            if row is not None:
                found.append(
                    {
                        "label": str(row),
                        "number": state.started_at,
                        "is_time": True,
                        "url": reverse("wagtailadmin_pages:edit", args=[row.pk]),
                    }
                )
        return found


class DecisionsPanel(WaitingPanel):
    """Decisions that wait for their second person, what is held, what has no page yet, entries that may be one."""

    title = gettext_lazy("Quyết định và người được khen")
    name = "quyet-dinh-cho"
    roles = (Role.STANDING_BODY, Role.EDITOR, Role.APPROVER, Role.DATA_OFFICER, Role.AUDITOR)
    order = 110

    def rows(self, user: Any) -> Rows:
        waiting = Decision.objects.filter(state=DecisionState.ENTERED).aggregate(
            all=Count("pk"), mine=Count("pk", filter=~Q(entered_by=user))
        )
        lines = Conferral.objects.aggregate(
            held=Count("pk", filter=Q(authority=AuthorityCheck.HELD)),
            unpublished=Count(
                "pk",
                filter=Q(
                    state__in=UNPUBLISHED_STATES,
                    decision__state=DecisionState.VERIFIED,
                    honoree__erased_at__isnull=True,
                ),
            ),
        )
        entries = [
            (
                _("Quyết định chờ kiểm tra"),
                waiting["mine"] if held(user).has(Role.STANDING_BODY) else waiting["all"],
                f"{reverse('quyet-dinh:index')}?state={DecisionState.ENTERED.value}",
            ),
            (
                _("Cần kiểm tra thẩm quyền"),
                lines["held"],
                f"{reverse('lan-khen-thuong:index')}?authority={AuthorityCheck.HELD.value}",
            ),
            (_("Lần khen thưởng chưa công bố"), lines["unpublished"], reverse("lan-khen-thuong:index")),
        ]
        if held(user).any(Role.STANDING_BODY, Role.AUDITOR, Role.DATA_OFFICER):
            entries.append(
                (
                    _("Đề xuất nhập làm một"),
                    MergeProposal.objects.filter(state=MergeState.OPEN).count(),
                    f"{reverse('de-xuat-nhap:index')}?state={MergeState.OPEN.value}",
                )
            )
        return [{"label": label, "number": number, "url": url} for label, number, url in entries if number]


PANELS = (NominationsPanel, ApprovalsPanel, DecisionsPanel)
