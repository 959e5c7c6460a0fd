"""The first page of the admin: what waits for this person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import BigIntegerField, CharField, Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.site_summary import PagesSummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    LockedPagesPanel,
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.images.wagtail_hooks import ImagesSummaryItem
from wagtail.models import Page, TaskState, WorkflowState, get_default_page_content_type

from recognition.desk.inbox import LATE, MINE, NOBODY
from recognition.desk.nominations import desk_counts
from recognition.desk.policies import held
from recognition.domain import lists
from recognition.enums import (
    UNPUBLISHED_STATES,
    AuthorityCheck,
    DecisionState,
    MergeState,
    NominationState,
    Role,
)
from recognition.models import ApprovalTask, Conferral, Decision, MergeProposal

Rows = list[dict[str, Any]]

PAGES_SHOWN: Final = 10
"""Pages of one person on the first page; the list of all stands in the menu."""


def page_key() -> Any:
    """Return the key of the outer page as workflows keep it: as text."""
    return Cast(OuterRef("pk"), output_field=CharField(max_length=255))


def numbers_of(user: Any) -> dict[str, tuple[int, int]]:
    """Return the counts of several panels, asked in one query and once per request."""
    kept: dict[str, tuple[int, int]] | None = user.__dict__.get("_first_page_numbers")
    if kept is not None:
        return kept

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
    others = [
        counted(Conferral.objects.all(), "lines", Q(authority=AuthorityCheck.HELD), unpublished),
        counted(MergeProposal.objects.filter(state=MergeState.OPEN), "merges", anything, anything),
    ]
    if held(user).has(Role.STANDING_BODY):
        waiting = lists.at_desk(user, held(user)).filter(state=NominationState.CONFIRMED)
        others.append(counted(waiting, "lists", anything, anything))
    decisions = Decision.objects.filter(state=DecisionState.ENTERED)
    rows = counted(decisions, "decisions", anything, ~Q(entered_by=user)).union(*others, all=True)
    found = {what: (first, second) for what, first, second in rows}
    made = {what: found.get(what, (0, 0)) for what in ("decisions", "lines", "merges", "lists")}
    user.__dict__["_first_page_numbers"] = made
    return made


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
        """Return the pages that wait longest; pages and their tasks are asked in one query."""
        tasks = (
            TaskState.objects.filter(
                status=TaskState.STATUS_IN_PROGRESS,
                task__in=ApprovalTask.objects.filter(active=True).values("task_ptr"),
                workflow_state__base_content_type=get_default_page_content_type(),
            )
            .exclude(workflow_state__requested_by=user)
            .annotate(page_key=Cast("workflow_state__object_id", output_field=BigIntegerField()))
            .order_by()
        )
        pages = (
            Page.objects.filter(pk__in=tasks.values("page_key"))
            .annotate(
                waits_since=Subquery(
                    tasks.filter(workflow_state__object_id=page_key())
                    .order_by("started_at")
                    .values("started_at")[:1]
                )
            )
            .order_by("waits_since", "pk")[:20]
        )
        return [
            {
                "label": str(page),
                "number": page.waits_since,
                "is_time": True,
                "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
            }
            for page in pages
        ]


class DecisionsPanel(WaitingPanel):
    """Decisions that wait for their second person, what is held, what has no page yet, entries that may be one."""

    title = gettext_lazy("Quyết định và người được khen")
    name = "quyet-dinh-cho"
    roles = (Role.STANDING_BODY, Role.EDITOR, Role.APPROVER, Role.DATA_OFFICER, Role.AUDITOR)
    order = 110

    def rows(self, user: Any) -> Rows:
        numbers = numbers_of(user)
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


class PagesPanel(WaitingPanel):
    """Pages this person works on: asked back, waiting for an approver, drafts, locked, last edited; in that order.

    It stands for three panels of Wagtail, which ask of the same pages by themselves, and more for each kind of page.
    """

    title = gettext_lazy("Trang bạn đang làm")
    name = "trang-dang-lam"
    roles = (Role.EDITOR, Role.APPROVER)
    order = 120

    def rows(self, user: Any) -> Rows:
        return [
            {
                "label": page.draft_title,
                "number": self.said_of(page, user),
                "at": page.latest_revision_created_at,
                "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
            }
            for page in self.pages(user)
        ]

    @staticmethod
    def pages(user: Any) -> Any:
        """Return the pages in one query; each part goes through an index, however many pages there are."""
        going = WorkflowState.objects.active().filter(base_content_type=get_default_page_content_type())
        key = Cast("object_id", output_field=BigIntegerField())
        theirs = Page.objects.order_by()
        mine = theirs.filter(latest_revision__user=user).values("pk")
        mine = mine.union(
            theirs.filter(locked=True, locked_by=user).values("pk"),
            going.filter(requested_by=user).order_by().annotate(page_key=key).values("page_key"),
        )
        state = going.filter(object_id=page_key())
        return (
            Page.objects.filter(pk__in=mine)
            .annotate(in_workflow=Subquery(state.order_by("-created_at").values("status")[:1]))
            .order_by(
                F("in_workflow").desc(nulls_last=True),
                "-has_unpublished_changes",
                F("latest_revision_created_at").desc(nulls_last=True),
                "-pk",
            )[:PAGES_SHOWN]
        )

    @staticmethod
    def said_of(page: Any, user: Any) -> str:
        if page.in_workflow == WorkflowState.STATUS_NEEDS_CHANGES:
            state = _("Được yêu cầu sửa lại")
        elif page.in_workflow == WorkflowState.STATUS_IN_PROGRESS:
            state = _("Đang chờ duyệt")
        elif page.has_unpublished_changes:
            state = _("Đang đăng, có phần sửa chưa đăng") if page.live else _("Bản nháp chưa đăng")
        else:
            state = _("Đang đăng") if page.live else _("Không hiện công khai")
        return f"{state} · {_('Bạn đã khóa')}" if page.locked and page.locked_by_id == user.pk else state


OF_PAGES: Final = (
    WorkflowObjectsToModeratePanel,
    UserObjectsInWorkflowModerationPanel,
    RecentEditsPanel,
    LockedPagesPanel,
)
COUNTED: Final = (PagesSummaryItem, ImagesSummaryItem, DocumentsSummaryItem)


def is_of_use(panel: object) -> bool:
    """Whether a panel or a number that Wagtail puts on the first page says something to anybody here.

    Its panels of pages ask ten questions; ``ApprovalsPanel`` and ``PagesPanel`` say the same in three. How many pages,
    pictures and documents there are is work for nobody: it costs five questions, and the menu leads to them.
    """
    return not isinstance(panel, OF_PAGES + COUNTED)


PANELS = (NominationsPanel, ApprovalsPanel, DecisionsPanel, PagesPanel)
