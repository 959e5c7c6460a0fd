"""The dictionary: different ways to write one thing, added by editors; below them those that are built in, to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from portal.core.vietnamese import fold
from search import dictionary
from search.desk.screens import DICTIONARY, TRIAL, ScreenMenu, address
from search.models import Equivalence

LONGEST_GIVEN = 200  # of a text that the report hands over


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A built-in equivalence as it is shown."""

    forms: str
    beside: str  # when it counts, empty for always


def built_in(typed: str = "") -> list[BuiltIn]:
    """The built-in equivalences, with ``typed`` those that have these words, accents or not."""
    words = fold(typed).split()
    found = []
    for entry in dictionary.EQUIVALENCES:
        shown = " = ".join(entry.forms)
        if all(word in fold(shown) for word in words):
            found.append(BuiltIn(shown, _beside(entry.ambiguous, entry.before, entry.after)))
    return found


def _beside(ambiguous: Iterable[str], before: Iterable[str], after: Iterable[str]) -> str:
    """In words: which forms count only beside which words."""
    if not ambiguous:
        return ""
    said = []
    if before:
        said.append(_("đứng sau: %(words)s") % {"words": ", ".join(sorted(before))})
    if after:
        words = [str(_("một số")) if word == "#" else word for word in sorted(after)]
        said.append(_("đứng trước: %(words)s") % {"words": ", ".join(words)})
    return _("%(forms)s chỉ tính khi %(places)s") % {
        "forms": ", ".join(sorted(ambiguous)),
        "places": "; ".join(said),
    }


class EquivalenceForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an editor writes. The rules are those of ``search.dictionary``, which also saves."""

    class Meta:
        model = Equivalence
        fields = ("forms", "ambiguous", "before", "after", "active", "note")
        widgets = {
            "forms": forms.Textarea(attrs={"rows": 4}),
            "ambiguous": forms.Textarea(attrs={"rows": 2}),
            "before": forms.TextInput(),
            "after": forms.TextInput(),
        }


class DictionaryIndexView(generic.IndexView):  # type: ignore[misc]
    """The editors' equivalences, searched without accents, and below them the built-in ones, searched by the same words."""

    any_permission_required = ("view",)
    template_name = "search/desk/dictionary.html"
    results_template_name = "search/desk/dictionary_results.html"
    page_title = gettext_lazy("Từ điển tìm kiếm")
    search_fields = ("forms",)
    search_backend_name = None
    default_ordering = "-changed_at"

    def search_queryset(self, queryset: QuerySet[Equivalence]) -> QuerySet[Equivalence]:
        words = fold(self.search_query).split()
        if not words:
            return queryset
        # The table is written by hand and short; its words are not stored folded.
        found = [
            row.pk
            for row in Equivalence.objects.only("pk", "forms", "ambiguous", "note")
            if all(word in fold(f"{row.forms}\n{row.ambiguous}\n{row.note}") for word in words)
        ]
        return queryset.filter(pk__in=found)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("__str__", label=_("Các cách viết"), sort_key=None),
            Column("beside", label=_("Khi nào tính"), accessor=_place_of),
            BooleanColumn("active", label=_("Đang dùng"), sort_key="active"),
            Column("note", label=_("Ghi chú")),
            Column(
                "changed_at",
                label=_("Sửa lúc"),
                accessor=lambda row: date_format(localtime(row.changed_at), "H:i d/m/Y"),
                sort_key="changed_at",
            ),
        ]

    def _get_title_column(self, field_name: str, column_class: Any = None, **options: Any) -> Any:
        from wagtail.admin.ui.tables import TitleColumn

        made = self._get_title_column_class(column_class or TitleColumn)
        return made("__str__", accessor=str, get_url=self.get_edit_url, label=options["label"])

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            *super().header_buttons,
            HeaderButton(_("Thử"), url=address(f"{TRIAL}:index"), icon_name="search"),
        ]

    @cached_property
    def add_item_label(self) -> str:
        return _("Thêm")

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching:
            return _("Không có cách viết nào do biên tập viên thêm khớp với nội dung tìm.")
        return _("Biên tập viên chưa thêm cách viết nào.")

    def get_context_data(self, *args: Any, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **options)
        context["built_in"] = built_in(self.search_query)
        return context


def _place_of(row: Equivalence) -> str:
    return _beside(_lines(row.ambiguous), row.before.split(), row.after.split()) or str(_("Luôn luôn"))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class _SavedByTheDictionary:
    """Saves through ``search.dictionary``; what it refuses is shown at the field."""

    expects_json_response = False  # an answer in JSON is Wagtail's autosave, which this form has not
    template_name = "search/desk/dictionary_form.html"
    request: HttpRequest
    object: Any
    form: Any
    model: Any

    def form_valid(self, form: Any) -> Any:
        try:
            with transaction.atomic():
                return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as refused:
            form.add_error(None, refused)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]

    def get_success_buttons(self) -> list[Any]:
        return []


class AddView(_SavedByTheDictionary, generic.CreateView):  # type: ignore[misc]
    page_title = gettext_lazy("Thêm vào từ điển tìm kiếm")
    success_message = gettext_lazy("Đã thêm “%(object)s”. Lần tìm tiếp theo đã dùng cách viết này.")
    error_message = gettext_lazy("Chưa thêm được vì có chỗ chưa đúng.")

    submit_button_label = gettext_lazy("Thêm")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *before, _last = super().get_breadcrumbs_items()
        return [*before, {"url": "", "label": self.page_title}]

    def get_initial(self) -> dict[str, Any]:
        given = self.request.GET.get("forms", "")[:LONGEST_GIVEN]
        return {**super().get_initial(), "forms": f"{given}\n"} if given else dict(super().get_initial())

    def save_instance(self) -> Equivalence:
        return dictionary.add(**self.form.cleaned_data)


class EditView(_SavedByTheDictionary, generic.EditView):  # type: ignore[misc]
    success_message = gettext_lazy("Đã lưu “%(object)s”. Lần tìm tiếp theo đã dùng cách viết này.")
    error_message = gettext_lazy("Chưa lưu được vì có chỗ chưa đúng.")

    def save_instance(self) -> Equivalence:
        return dictionary.change(self.object, **self.form.cleaned_data)


class RemoveView(generic.DeleteView):  # type: ignore[misc]
    success_message = gettext_lazy("Đã xóa “%(object)s” khỏi từ điển.")
    page_title = gettext_lazy("Xóa khỏi từ điển tìm kiếm")

    def delete_action(self) -> None:
        dictionary.remove(self.object)

    @property
    def confirmation_message(self) -> str:
        return _(
            "Xóa cách viết này khỏi từ điển? Lần tìm tiếp theo sẽ không dùng nó nữa. "
            "Nếu chỉ muốn tạm dừng, hãy sửa và bỏ chọn “Đang dùng”."
        )


class EquivalenceViewSet(ScreenMenu, ModelViewSet):  # type: ignore[misc]
    name = DICTIONARY
    model = Equivalence
    icon = "openquote"
    menu_label = gettext_lazy("Từ điển")
    menu_name = DICTIONARY
    list_per_page = 30
    index_view_class = DictionaryIndexView
    add_view_class = AddView
    edit_view_class = EditView
    delete_view_class = RemoveView
    copy_view_enabled = False
    add_to_reference_index = False
    search_fields = ("forms",)
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[EquivalenceForm]:
        return EquivalenceForm

    @cached_property
    def _edit_handler(self) -> None:
        return None

    def get_common_view_kwargs(self, **options: Any) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_common_view_kwargs(**options)
        return {**kwargs, "history_url_name": None, "usage_url_name": None}

    def get_add_view_kwargs(self, **options: Any) -> dict[str, Any]:
        return {**super().get_add_view_kwargs(**options), "template_name": AddView.template_name}

    def get_edit_view_kwargs(self, **options: Any) -> dict[str, Any]:
        return {**super().get_edit_view_kwargs(**options), "template_name": EditView.template_name}

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("them/", self.add_view, name="add"),
            path("sua/<int:pk>/", self.edit_view, name="edit"),
            path("xoa/<int:pk>/", self.delete_view, name="delete"),
        ]
