"""A text tried out: how it is understood, what each step finds, the first results."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSet

from search.desk.screens import TRIAL, Screen, ScreenMenu, language_of
from search.models import Equivalence


class TrialView(Screen):
    model = Equivalence
    template_name = "search/desk/trial.html"
    page_title = gettext_lazy("Thử tìm kiếm")
    header_icon = "search"

    @cached_property
    def language(self) -> str:
        return language_of(self.request.GET)

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        return super().get_context_data(**options)


class TrialViewSet(ScreenMenu, ViewSet):  # type: ignore[misc]
    name = TRIAL
    model = Equivalence
    icon = "search"
    menu_label = gettext_lazy("Thử")
    menu_name = TRIAL

    def get_urlpatterns(self) -> list[Any]:
        return [path("", self.construct_view(TrialView), name="index")]
