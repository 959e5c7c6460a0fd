"""Steps of Wagtail's workflow with our rules: four eyes, one outcome."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from recognition.enums import Role
from recognition.models.roles import Membership
from recognition.signals import acting


class AnswerRefused(Exception):
    """An answer that does not count. ``message`` is for the person; ``recognition.desk.refusals`` tells it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ReturnForm(forms.Form):
    """Why a page goes back to its author; asked of every return."""

    comment = forms.CharField(
        label=_("Lý do trả lại"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Hãy ghi lý do để người soạn biết phải sửa gì.")},
    )


class ApproveForm(forms.Form):
    comment = forms.CharField(
        label=_("Ghi chú (không bắt buộc)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def how_it_ended(state: TaskState) -> str:
    """Return who answered a step, when and how: what the loser of a race is told."""
    words = {
        TaskState.STATUS_APPROVED: gettext("%(who)s đã duyệt đăng bài này lúc %(time)s."),
        TaskState.STATUS_REJECTED: gettext("%(who)s đã trả lại bài này lúc %(time)s."),
    }.get(state.status, gettext("Bài này không còn chờ duyệt."))
    finished = timezone.localtime(state.finished_at) if state.finished_at else None
    return (
        words
        % {
            "who": state.finished_by or gettext("Một người khác"),
            "time": f"{finished:%H:%M:%S %d/%m/%Y}" if finished else "",
        }
        + " "
        + gettext("Trả lời của bạn không được tính; không có gì thay đổi thêm.")
    )


class ApprovalTask(Task):
    """A publishing approver, who is not the author of what is published, approves or returns.

    Wagtail takes no lock here: two moderators who answer at once both succeed (measured: 29 of 30 contradictory).
    This task locks the state row, answers once, and refuses the second.
    """

    admin_form_fields = (*Task.admin_form_fields,)

    class Meta:
        verbose_name = _("Duyệt đăng (người duyệt không phải người soạn)")
        verbose_name_plural = _("Duyệt đăng")

    @classmethod
    def get_description(cls) -> str:
        return str(
            _("Người duyệt đăng đọc và đồng ý hoặc trả lại kèm lý do. Người soạn không tự duyệt bài mình.")
        )

    @staticmethod
    def is_author(obj: Any, user: Any) -> bool:
        """Whether ``user`` wrote the revision under approval or asked for it."""
        state = obj.current_workflow_state
        revision = obj.get_latest_revision()
        return bool(
            (state and state.requested_by_id == user.pk) or (revision and revision.user_id == user.pk)
        )

    @staticmethod
    def holds_role(user: Any) -> bool:
        """Whether ``user`` holds the approver's role today."""
        held = Membership.objects.filter(user=user).of_roles([Role.APPROVER]).current(timezone.localdate())
        return bool(user.is_active and held.exists())

    def may_answer(self, obj: Any, user: Any) -> bool:
        """Whether ``user`` holds the approver's role today and is not the author."""
        return self.holds_role(user) and not self.is_author(obj, user)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.may_answer(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self.may_answer(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.may_answer(obj, user):
            return []
        return [("reject", _("Trả lại kèm lý do"), True), ("approve", _("Duyệt đăng"), False)]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        if not self.holds_role(user):
            return TaskState.objects.none()
        return TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr).exclude(
            workflow_state__requested_by=user
        )

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        return ReturnForm if action == "reject" else ApproveForm

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Answer once. ``AnswerRefused`` for the author, for a return without a reason, for whoever comes second."""
        # The update takes the row on both databases: SQLite has no row locks, but one writer at a time.
        taken = TaskState.objects.filter(pk=task_state.pk, status=TaskState.STATUS_IN_PROGRESS).update(
            status=TaskState.STATUS_IN_PROGRESS
        )
        locked = TaskState.objects.select_for_update().get(pk=task_state.pk)
        if not taken or locked.status != TaskState.STATUS_IN_PROGRESS:
            raise AnswerRefused(how_it_ended(locked))
        if not self.may_answer(locked.workflow_state.content_object, user):
            raise AnswerRefused(gettext("Người soạn không tự duyệt bài của mình."))
        if action_name == "reject" and not str(kwargs.get("comment", "")).strip():
            raise AnswerRefused(gettext("Hãy ghi lý do để người soạn biết phải sửa gì."))
        with acting(user, Role.APPROVER):
            return super().on_action(locked.specific, user, action_name, **kwargs)
