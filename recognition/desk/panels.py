"""The first page of the admin: what waits for this person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, Count, Q, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    LockedPagesPanel,
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
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
        numbers = self.numbers(user)
        entries = [
            (
                _("Quyết định chờ kiểm tra"),
                numbers["decisions"][1 if held(user).has(Role.STANDING_BODY) else 0],
                f"{reverse('quyet-dinh:index')}?state={DecisionState.ENTERED.value}",
            ),
            (
                _("Cần kiểm tra thẩm quyền"),
                numbers["lines"][0],
                f"{reverse('lan-khen-thuong:index')}?authority={AuthorityCheck.HELD.value}",
            ),
            (_("Lần khen thưởng chưa công bố"), numbers["lines"][1], reverse("lan-khen-thuong:index")),
        ]
        if held(user).any(Role.STANDING_BODY, Role.AUDITOR, Role.DATA_OFFICER):
            entries.append(
                (
                    _("Đề xuất nhập làm một"),
                    numbers["merges"][0],
                    f"{reverse('de-xuat-nhap:index')}?state={MergeState.OPEN.value}",
                )
            )
        return [{"label": label, "number": number, "url": url} for label, number, url in entries if number]

    @staticmethod
    def numbers(user: Any) -> dict[str, tuple[int, int]]:
        """Return the counts of the panel, asked in one query."""

        def counted(rows: Any, what: str, first: Q, second: Q) -> Any:
            told = Value(what, output_field=CharField(max_length=10))
            return (
                rows.order_by()
                .annotate(what=told)
                .values("what")
                .annotate(first=Count("pk", filter=first), second=Count("pk", filter=second))
                .values_list("what", "first", "second")
            )

        anything = Q(pk__isnull=False)
        unpublished = Q(
            state__in=UNPUBLISHED_STATES,
            decision__state=DecisionState.VERIFIED,
            honoree__erased_at__isnull=True,
        )
        rows = counted(
            Decision.objects.filter(state=DecisionState.ENTERED),
            "decisions",
            anything,
            ~Q(entered_by=user),
        ).union(
            counted(Conferral.objects.all(), "lines", Q(authority=AuthorityCheck.HELD), unpublished),
            counted(MergeProposal.objects.filter(state=MergeState.OPEN), "merges", anything, anything),
            all=True,
        )
        found = {what: (first, second) for what, first, second in rows}
        return {what: found.get(what, (0, 0)) for what in ("decisions", "lines", "merges")}


def is_of_use(panel: object, user: Any) -> bool:
    """Whether a panel of the first page says something to this person.

    Wagtail asks of pages ten times for everybody. What waits for approvers stands in ``ApprovalsPanel``; pages one edited
    or submitted are shown to those who edit pages.
    """
    if isinstance(panel, WorkflowObjectsToModeratePanel):
        return False
    if isinstance(panel, UserObjectsInWorkflowModerationPanel | RecentEditsPanel | LockedPagesPanel):
        return held(user).any(Role.EDITOR, Role.APPROVER)
    return True


PANELS = (NominationsPanel, ApprovalsPanel, DecisionsPanel)
