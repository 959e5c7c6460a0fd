"""What a person does to a row with one button: a page that says what will happen, a form where the act asks for words,
one domain function, and its answer in words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminAutoHeightTextInput

from portal.core.models import User
from recognition.domain.errors import DomainError, IllegalMove

UNPROCESSABLE = 422

Text = str | Promise


class ActForm(forms.Form):
    """A form about one row, asked of one person."""

    def __init__(self, *args: Any, subject: Any, user: User, **options: Any) -> None:
        self.subject = subject
        self.user = user
        super().__init__(*args, **options)


class ReasonForm(ActForm):
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=2000,
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy("Lý do được lưu cùng tên người làm và thời gian."),
    )


class RemarkForm(ActForm):
    reason = forms.CharField(
        label=gettext_lazy("Ghi chú (không bắt buộc)"),
        max_length=2000,
        required=False,
        widget=AdminAutoHeightTextInput,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One button of a screen.

    ``name`` is the action in the policies' table. ``run`` takes the row, the person and the form's answers, calls the
    domain; where it returns text, that is told. ``shown`` says whether the row is in a state for it (the domain decides
    again).
    """

    name: str
    label: Text
    run: Callable[[Any, User, dict[str, Any]], object]
    shown: Callable[[Any, User], bool]
    form: type[ActForm] = RemarkForm
    explanation: Text = ""
    icon: str = "check"
    serious: bool = False
    template: str = "recognition/desk/act.html"
    beside: Callable[[Any, User], dict[str, Any]] | None = None
    """Gives what ``template`` shows beside the form."""
    told: Callable[[ActView, Any], HttpResponse] | None = None
    """Answers the browser with what ``run`` returned, where that is more than a sentence (a paper, a list of results)."""

    @property
    def address(self) -> str:
        """The part of the address that names the act."""
        return self.name.strip("_").replace("_", "-")


class ActView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc]
    """Confirm one act on one row and do it, by POST only. A refusal is told in the domain's own words."""

    model: Any = None
    act: Any = None
    queryset: Any = None
    index_url_name: Any = None
    inspect_url_name: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        if not self.user_has_permission(self.act.name):
            raise PermissionDenied
        return super().dispatch(request, *args, **options)

    @cached_property
    def object(self) -> Any:
        rows = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["view"])
        row = get_object_or_404(rows, pk=unquote(str(self.kwargs["pk"])))
        if not self.user_has_permission_for_instance(self.act.name, row):
            raise PermissionDenied
        return row

    def get_template_names(self) -> list[str]:
        return [self.act.template]

    def get_form_class(self) -> Any:
        return self.act.form

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "subject": self.object, "user": self.request.user}

    def get_page_title(self) -> str:
        return str(self.act.label)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": capfirst(self.model._meta.verbose_name_plural)},
            {"url": self.get_success_url(), "label": str(self.object)},
            {"url": "", "label": str(self.act.label)},
        ]

    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            answer = self.act.run(self.object, self.request.user, form.cleaned_data)
        except IllegalMove as refused:
            # The row is not what it was when the button was drawn: what it is now is on its own page.
            messages.error(self.request, refused.message)
            return HttpResponseRedirect(self.get_success_url())
        except DomainError as refused:
            form.add_error(None, refused.message)
            return self.form_invalid(form)
        if self.act.told is not None:
            return self.act.told(self, answer)  # type: ignore[no-any-return]
        words = answer if isinstance(answer, str) else _("Đã xong: %(act)s.") % {"act": self.act.label}
        messages.success(self.request, words)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        response.status_code = UNPROCESSABLE
        return response

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**options)
        context.update(
            act=self.act,
            object=self.object,
            cancel_url=self.get_success_url(),
            media=context["form"].media,
        )
        if self.act.beside is not None:
            context.update(self.act.beside(self.object, self.request.user))
        return context
