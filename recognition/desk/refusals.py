"""What Wagtail's own screens answer when one of our rules refuses: the rule's sentence, on the page it is about.

Wagtail knows only "no permission". Whoever answers second hears who was first and that nothing changed; whoever
publishes what a rule holds back hears which rule, also where Wagtail asks none (``BasePage.publish``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages import add_message, get_messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.models import TaskState

from recognition.domain.errors import DomainError
from recognition.models.tasks import AnswerRefused, ApprovalTask, how_it_ended

STEPS = frozenset({"wagtailadmin_pages:workflow_action", "wagtailadmin_pages:collect_workflow_action_data"})


class RefusalMiddleware:
    """Tells refusals inside the admin. Stands after the messages' middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        step = getattr(request, "step_asked", None)
        if step is None or request.method != "POST" or response.status_code != 302:
            return response
        step.refresh_from_db()
        if step.status == TaskState.STATUS_IN_PROGRESS or step.finished_by_id == request.user.pk:
            return response
        # Somebody was first after ``process_view`` had looked: Wagtail said only that nothing waits. Said anew.
        for one in list(get_messages(request))[:-1]:
            add_message(request, one.level, one.message, one.extra_tags)
        return self._told(request, how_it_ended(step), step.workflow_state.object_id)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, options: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer for a step that somebody has taken already, before Wagtail says only that nothing waits."""
        found = request.resolver_match
        if found is None or found.view_name not in STEPS or not request.user.is_authenticated:
            return None
        state = TaskState.objects.filter(pk=options.get("task_state_id")).first()
        if state is None:
            return None
        task = state.task.specific
        page = state.workflow_state.content_object
        if not isinstance(task, ApprovalTask) or not task.holds_role(request.user) or page is None:
            return None  # Wagtail refuses in its own way
        if state.status == TaskState.STATUS_IN_PROGRESS:
            request.step_asked = state  # type: ignore[attr-defined]
            return None
        return self._told(request, how_it_ended(state), page.pk)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Tell a refusal of ours that came out of a screen of Wagtail's."""
        if not isinstance(error, AnswerRefused | DomainError | ValidationError):
            return None
        if not request.path_info.startswith(settings.ADMIN_PATH):
            return None
        request.step_asked = None  # type: ignore[attr-defined]
        options = request.resolver_match.kwargs if request.resolver_match else {}
        words = " ".join(error.messages) if isinstance(error, ValidationError) else error.message
        return self._told(request, words, options.get("page_id"))

    @staticmethod
    def _told(request: HttpRequest, words: str, page: Any) -> HttpResponse:
        messages.error(request, words)
        there = reverse("wagtailadmin_pages:edit", args=[page]) if page else reverse("wagtailadmin_home")
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": there})
        return redirect(there)
