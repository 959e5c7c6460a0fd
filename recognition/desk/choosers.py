"""Choosers for rows of which there are too many for a list: only for people who may see those rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.permissions import policy_registry

from portal.core.vietnamese import fold
from recognition.models import Decision, Honoree


class SearchForm(BaseFilterForm):  # type: ignore[misc]
    """Search by the key column, without accents."""

    key_column = "name_key"
    q = forms.CharField(label=_("Tìm"), required=False)

    def filter(self, objects: Any) -> Any:
        objects = super().filter(objects)
        typed = self.cleaned_data.get("q") or ""
        if typed:
            self.is_searching, self.search_query = True, typed
            key = fold(typed)
            objects = objects.filter(
                **{
                    f"{self.key_column}__contains": key.replace(" ", "")
                    if self.key_column == "number_key"
                    else key
                }
            )
        return objects


class DecisionSearchForm(SearchForm):
    key_column = "number_key"


class _SeenOnly:
    """Only rows the person may see, and only for who may see some."""

    request: HttpRequest
    model_class: Any

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        if not policy_registry.get_by_type(self.model_class).user_has_permission(request.user, "view"):
            raise PermissionDenied
        return super().dispatch(request, *args, **options)  # type: ignore[misc]


class _ListMixin(_SeenOnly):
    def get_object_list(self) -> models.QuerySet[Any]:
        rows = self.model_class._default_manager.all()
        if self.model_class is Honoree:
            return rows.filter(merged_into__isnull=True, erased_at__isnull=True).select_related("unit")
        return rows.select_related("office")

    @property
    def columns(self) -> list[Column]:
        extra = (
            [Column("unit", label=_("Đơn vị")), Column("public_id", label=_("Mã"))]
            if self.model_class is Honoree
            else [Column("office", label=_("Thẩm quyền")), Column("dated", label=_("Ngày"))]
        )
        return [*super().columns, *extra]  # type: ignore[misc]


class _ChooseView(_ListMixin, chooser.ChooseView):  # type: ignore[misc]
    pass


class _ResultsView(_ListMixin, chooser.ChooseResultsView):  # type: ignore[misc]
    pass


class _ChosenView(_SeenOnly, chooser.ChosenView):  # type: ignore[misc]
    pass


class _ChosenManyView(_SeenOnly, chooser.ChosenMultipleView):  # type: ignore[misc]
    pass


class SeenChooserViewSet(ChooserViewSet):  # type: ignore[misc]
    choose_view_class = _ChooseView
    choose_results_view_class = _ResultsView
    chosen_view_class = _ChosenView
    chosen_multiple_view_class = _ChosenManyView
    filter_form: type[SearchForm] = SearchForm

    def get_common_view_kwargs(self, **options: Any) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_common_view_kwargs(
            **{"filter_form_class": self.filter_form, **options}
        )
        return kwargs


honorees = SeenChooserViewSet(
    "honoree_chooser",
    model=Honoree,
    icon="user",
    choose_one_text=_("Chọn người, tập thể"),
    choose_another_text=_("Chọn người, tập thể khác"),
    edit_item_text=_("Xem"),
)
decisions = SeenChooserViewSet(
    "decision_chooser",
    model=Decision,
    icon="doc-full",
    choose_one_text=_("Chọn quyết định"),
    choose_another_text=_("Chọn quyết định khác"),
    edit_item_text=_("Xem"),
    filter_form=DecisionSearchForm,
)
