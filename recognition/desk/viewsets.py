"""The base of every screen of the desk: a scoped list with search, filters and export, a page per row with its acts and
its history, forms that save through the domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.contrib.admin.utils import unquote
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets.button import HeaderButton
from wagtail.coreutils import multigetattr

from portal.core import folding, tables
from portal.core.vietnamese import fold, slugify
from recognition.desk import history
from recognition.desk.acts import Act, ActView
from recognition.desk.fields import field_for
from recognition.desk.policies import DeskPolicy
from recognition.domain import events
from recognition.domain.errors import DomainError

ROWS_EXPORTED = 200_000
SECTION_ROWS = 200


def shown(value: Any) -> str:
    """Return a value as a person reads it: dates day first, decimal comma, yes and no in words."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("Có") if value else _("Không"))
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "H:i d/m/Y")
    if isinstance(value, date):
        return date_format(value, "d/m/Y")
    if isinstance(value, float | Decimal):
        return str(number_format(value))
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value)) or "–"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {part}" for key, part in value.items()) or "–"
    return str(value)


def display_of(row: models.Model, name: str) -> Any:
    """Return the value under a (dotted) name, with the words of a choice instead of its code."""
    *relations, last = name.split(".")
    for relation in relations:
        row = getattr(row, relation)
        if row is None:
            return None
    words = getattr(row, f"get_{last}_display", None)
    if callable(words):
        return words()
    return multigetattr(row, last)


def decision_label(row: Any) -> str:
    """Return a decision in a list of choices: number, day, who signed (its office loaded)."""
    return " – ".join(filter(None, [str(row), shown(row.dated) if row.dated else "", str(row.office)]))


HEADINGS: Final[dict[str, str | Promise]] = {
    "answered_by": gettext_lazy("Người trả lời"),
    "appraised_by": gettext_lazy("Người thẩm định"),
    "asked_by": gettext_lazy("Người hỏi"),
    "authority_note": gettext_lazy("Ghi chú về thẩm quyền"),
    "confirmed_by": gettext_lazy("Người xác nhận"),
    "created_at": gettext_lazy("Lập lúc"),
    "created_by": gettext_lazy("Người lập"),
    "decided_at": gettext_lazy("Xem xét lúc"),
    "decided_by": gettext_lazy("Người xem xét"),
    "declared_by": gettext_lazy("Người khai"),
    "digest": gettext_lazy("Mã băm"),
    "due_at": gettext_lazy("Hạn bổ sung"),
    "entered_at": gettext_lazy("Nhập lúc"),
    "filed_at": gettext_lazy("Gửi lúc"),
    "filed_by": gettext_lazy("Người gửi"),
    "is_public": gettext_lazy("Đang công khai"),
    "law": gettext_lazy("Luật áp dụng (ghi lúc tiếp nhận)"),
    "lifted_at": gettext_lazy("Tham gia trở lại từ lúc"),
    "lifted_by": gettext_lazy("Người cho tham gia trở lại"),
    "merged_into": gettext_lazy("Đã nhập vào"),
    "payload_digest": gettext_lazy("Mã băm của nội dung"),
    "previous_digest": gettext_lazy("Mã băm của việc trước"),
    "proposed_at": gettext_lazy("Đề xuất lúc"),
    "public_id": gettext_lazy("Mã công khai"),
    "published_at": gettext_lazy("Công bố lúc"),
    "received_at": gettext_lazy("Tiếp nhận lúc"),
    "received_by": gettext_lazy("Người tiếp nhận"),
    "recorded_by": gettext_lazy("Người ghi nhận"),
    "role": gettext_lazy("Vai trò"),
    "sequence": gettext_lazy("Thứ tự"),
    "source": gettext_lazy("Từ trạng thái"),
    "state_since": gettext_lazy("Từ lúc"),
    "subject_key": gettext_lazy("Mã của đối tượng"),
    "subject_kind": gettext_lazy("Loại đối tượng"),
    "target": gettext_lazy("Đến trạng thái"),
    "verified_at": gettext_lazy("Kiểm tra lúc"),
}
"""Words for columns that have none of their own: Django would call them by their English name in the code."""


def words_of(column: Any) -> str:
    """Return what a column is called to people."""
    words = str(getattr(column, "verbose_name", column.name))
    return str(HEADINGS.get(column.name, words)) if words == column.name.replace("_", " ") else words


def heading_of(model: type[models.Model], name: str) -> str:
    """Return the words for a (dotted) name of a model."""
    current: Any = model
    label = name
    for part in name.split("."):
        try:
            column = current._meta.get_field(part)
        except FieldDoesNotExist:
            described = getattr(current, part, None)
            words = getattr(described, "short_description", None) or getattr(
                getattr(described, "fget", None), "short_description", None
            )
            return capfirst(str(words or part))
        label = words_of(column)
        current = column.related_model or current
    return capfirst(label)


def flag(name: str, label: str | Promise) -> BooleanColumn:
    """Return a column with a tick or a cross, and words for those who do not see it."""
    return BooleanColumn(name, label=label, sort_key=name)


def column(name: str, label: str | Promise, *, sort_key: str = "", **options: Any) -> Column:
    """Return a column that shows a dotted name, with the words of choices."""
    return Column(
        name,
        label=label,
        sort_key=sort_key or None,
        accessor=lambda row: shown(display_of(row, name)),
        **options,
    )


def key_for(name: str, typed: str) -> str:
    """Return typed words in the form in which a key column holds them."""
    if name.endswith("slug"):
        return slugify(typed) or typed
    if name.endswith("number_key"):
        return fold(typed).replace(" ", "")
    return fold(typed)


def search_condition(
    model: type[models.Model],
    typed: str,
    *,
    fields: Iterable[str],
    as_typed: Iterable[str] = (),
    keys: Iterable[str] = (),
) -> Q:
    """Return the condition that a row holds what was typed, in one of its columns of each kind."""
    condition = folding.holding(model, fields, typed)
    for name in as_typed:
        condition |= Q(**{f"{name}__icontains": typed.replace("\x00", "")})
    for name in keys:
        condition |= Q(**{f"{name}__contains": key_for(name, typed).replace("\x00", "")})
    return condition


def _leads_to_many(model: Any, name: str) -> bool:
    """Whether a row may be found several times by a column: only then are answers compared, which costs most of a search."""
    for step in name.split("__")[:-1]:
        field = model._meta.get_field(step)
        if field.one_to_many or field.many_to_many:
            return True
        model = field.related_model
    return False


class ScopedMixin(PermissionCheckedMixin):  # type: ignore[misc]
    """Rows a person may not see are not there; a role a person does not have is refused."""

    model: Any = None
    request: HttpRequest
    scope_action = "view"
    with_related: Sequence[str] = ()
    with_prefetched: Sequence[str] = ()

    def scoped(self) -> models.QuerySet[Any]:
        rows = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, [self.scope_action]
        )
        if self.with_related:
            rows = rows.select_related(*self.with_related)
        return rows.prefetch_related(*self.with_prefetched)

    def scoped_object(self) -> Any:
        if not self.user_has_any_permission([self.scope_action]):
            raise PermissionDenied
        return get_object_or_404(self.scoped(), pk=unquote(str(self.kwargs["pk"])))  # type: ignore[attr-defined]


class DeskIndexView(ScopedMixin, generic.IndexView):  # type: ignore[misc]
    any_permission_required = ("view",)
    search_backend_name = None
    search_keys: Sequence[str] = ()
    search_as_typed: Sequence[str] = ()
    empty_text: str | Promise = ""

    def get_base_queryset(self) -> models.QuerySet[Any]:
        if self.is_export:
            self.scope_action = "export"  # whoever may take rows out in one unit only reads those of others
        return self.scoped()

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        if self.is_export and not self.user_has_permission("export"):
            raise PermissionDenied
        return super().dispatch(request, *args, **options)

    @cached_property
    def is_searchable(self) -> bool:
        return bool(self.search_fields or self.search_keys or self.search_as_typed)

    def search_queryset(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Find the words without accents in the named columns and in those that hold keys; as typed in columns that hold
        codes, or names in a table of hundreds of thousands of rows that has a key beside them.
        """
        if not self.is_searching:
            return queryset
        condition = search_condition(
            self.model,
            " ".join(self.search_query.split()),
            fields=self.search_fields or (),
            as_typed=self.search_as_typed,
            keys=self.search_keys,
        )
        found = queryset.filter(condition)
        return (
            found.distinct() if any(_leads_to_many(self.model, name) for name in self.search_keys) else found
        )

    def _get_custom_column(self, field_name: str, *args: Any, **options: Any) -> Any:
        made = super()._get_custom_column(field_name, *args, **options)
        with suppress(FieldDoesNotExist):  # a method or a property of the row says its own words
            made.label = capfirst(words_of(self.model._meta.get_field(field_name)))
        return made

    def _get_title_column(self, field_name: str, column_class: Any = TitleColumn, **options: Any) -> Any:
        return self._get_custom_column(
            field_name, self._get_title_column_class(column_class), get_url=self.get_inspect_url, **options
        )

    # Export ----------------------------------------------------------------------------------------------------------

    @cached_property
    def show_export_buttons(self) -> bool:
        return bool(self.list_export) and self.user_has_permission("export")

    def as_spreadsheet(self, queryset: models.QuerySet[Any], spreadsheet_format: str) -> HttpResponse:
        """Give the list as XLSX or CSV that runs no formula, and record who took it."""
        names = list(self.list_export)
        headings = [heading_of(self.model, name) for name in names]
        rows = queryset[:ROWS_EXPORTED]
        cells = ([display_of(row, name) for name in names] for row in rows)
        title = str(capfirst(self.model._meta.verbose_name_plural))
        if spreadsheet_format == self.FORMAT_XLSX:
            content, media_type = tables.write_xlsx(title, headings, cells), tables.XLSX_TYPE
        else:
            content, media_type = tables.write_csv(headings, cells), tables.CSV_TYPE
        person: Any = self.request.user
        with transaction.atomic():
            events.record(
                subject=person,
                act="export",
                actor=person,
                data={
                    "table": self.model._meta.label_lower,
                    "rows": len(rows),
                    "query": self.request.GET.urlencode(),
                },
            )
        name = f"{self.model._meta.model_name}-{timezone.localdate():%Y%m%d}.{spreadsheet_format}"
        return HttpResponse(
            content,
            content_type=media_type,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )


class FormMixin:
    """A form with the rows below it (names, quotas, criteria), saved by one domain function of the viewset."""

    inlines: Sequence[type[BaseInlineFormSet[Any, Any, Any]]] = ()
    save_row: Any = None
    inspect_url_name: Any = None
    template_name = "recognition/desk/form.html"
    # An answer in JSON is Wagtail's autosave, which none of these forms has.
    expects_json_response = False

    def inline_forms(self) -> list[BaseInlineFormSet[Any, Any, Any]]:
        found: list[BaseInlineFormSet[Any, Any, Any]] = self.__dict__.get("_inline_forms", [])
        if not found and self.inlines:
            request: HttpRequest = self.request  # type: ignore[attr-defined]
            instance = getattr(self, "object", None)
            data: Any = request.POST if request.method == "POST" else None
            files: Any = request.FILES if request.method == "POST" else None
            kinds: Sequence[Any] = self.inlines
            found = [
                made(data, files, instance=instance, prefix=made.model._meta.model_name) for made in kinds
            ]
            self.__dict__["_inline_forms"] = found
        return found

    def is_valid(self, form: Any) -> bool:
        fine = super().is_valid(form)  # type: ignore[misc]
        for rows in self.inline_forms():
            if not rows.is_valid():
                fine = False
                self.produced_error_code = "validation_error"
                self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
        return bool(fine)

    def save_instance(self) -> Any:
        changed = list(self.form.changed_data)  # type: ignore[attr-defined]
        rows = self.inline_forms()
        changed += [str(one.prefix) for one in rows if one.has_changed()]

        def save_related() -> None:
            for one in rows:
                one.instance = self.form.instance  # type: ignore[attr-defined]
                one.save()
            self.form._save_m2m()  # type: ignore[attr-defined]

        return self.save_row(self.form, self.request.user, changed, save_related)  # type: ignore[attr-defined]

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except DomainError as refused:
            form.add_error(None, refused.message)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]

    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])  # type: ignore[attr-defined]

    def get_success_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**options)  # type: ignore[misc]
        context["inlines"] = self.inline_forms()
        for rows in context["inlines"]:
            rows.heading = capfirst(rows.model._meta.verbose_name_plural)
            context["media"] += rows.media
        return context


class DeskCreateView(FormMixin, generic.CreateView):  # type: ignore[misc]
    pass


class DeskEditView(FormMixin, ScopedMixin, generic.EditView):  # type: ignore[misc]
    scope_action = "change"

    def get_object(self, queryset: Any = None) -> Any:
        return self.scoped_object()

    @cached_property
    def can_delete(self) -> bool:
        return False


class DeskInspectView(ScopedMixin, generic.InspectView):  # type: ignore[misc]
    any_permission_required = ("view",)
    template_name = "recognition/desk/inspect.html"
    viewset: Any = None
    history_url_name: Any = None
    page_title = gettext_lazy("Xem")

    def get_object(self, queryset: Any = None) -> Any:
        return self.scoped_object()

    def get_edit_url(self) -> str | None:
        allowed = self.viewset.may_change(self.object, self.request.user)
        found: str | None = super().get_edit_url()
        return found if allowed and found else None

    def get_delete_url(self) -> None:
        return None

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        edit = self.get_edit_url()
        return [HeaderButton(_("Sửa"), url=edit, icon_name="edit")] if edit else []

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": capfirst(self.model._meta.verbose_name_plural)},
            {"url": "", "label": self.get_page_subtitle()},
        ]

    def get_fields_context(self) -> list[dict[str, Any]]:
        return [
            {"label": label, "value": value}
            for label, value in self.viewset.facts(self.object, self.request.user)
        ]

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**options)
        user: Any = self.request.user
        context.update(
            acts=[
                {
                    "label": act.label,
                    "icon": act.icon,
                    "serious": act.serious,
                    "url": reverse(self.viewset.get_url_name(act.address), args=[self.object.pk]),
                }
                for act in self.viewset.available_acts(self.object, user)
            ],
            notices=self.viewset.notices(self.object, user),
            sections=self.viewset.sections(self.object, user),
            history=history.of(self.object) if self.viewset.has_history else None,
        )
        return context


class DeskHistoryView(ScopedMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """All acts on a row."""

    any_permission_required = ("view",)
    template_name = "recognition/desk/history.html"
    page_title = gettext_lazy("Lịch sử")
    breadcrumbs_items: list[dict[str, Any]] = WagtailAdminTemplateMixin.breadcrumbs_items
    index_url_name: Any = None
    inspect_url_name: Any = None

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        row = self.scoped_object()
        self.page_subtitle = str(row)
        self.breadcrumbs_items = [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": capfirst(self.model._meta.verbose_name_plural)},
            {"url": reverse(self.inspect_url_name, args=[row.pk]), "label": str(row)},
            {"url": "", "label": str(self.page_title)},
        ]
        context: dict[str, Any] = super().get_context_data(**options)
        context["history"] = history.of(row)
        return context


class Section:
    """A table under the facts of a row: a title, headings, rows of cells (text, or text with an address)."""

    def __init__(
        self,
        title: str | Promise,
        headings: Sequence[str | Promise],
        rows: Iterable[Sequence[Any]],
        *,
        more: str = "",
        more_url: str = "",
    ) -> None:
        self.title = title
        self.headings = headings
        self.rows = [
            [cell if isinstance(cell, dict) else {"text": shown(cell)} for cell in row] for row in rows
        ]
        self.more = more
        self.more_url = more_url


class DeskViewSet(ModelViewSet):  # type: ignore[misc]
    """One model at the desk. Subclasses say what is listed, what a page shows, and how a form is saved."""

    icon = "list-ul"
    list_per_page = 30
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = DeskIndexView
    add_view_class = DeskCreateView
    edit_view_class = DeskEditView
    inspect_view_class = DeskInspectView
    history_view_class = DeskHistoryView
    search_fields: Sequence[str] = ()
    search_keys: Sequence[str] = ()
    search_as_typed: Sequence[str] = ()
    with_related: Sequence[str] = ()
    with_prefetched: Sequence[str] = ()
    inspect_related: Sequence[str] = ()
    acts: Sequence[Act] = ()
    inline_models: Sequence[tuple[type[models.Model], Sequence[str]]] = ()
    can_add = False
    can_change = False
    has_history = True
    policy_class: type[DeskPolicy] = DeskPolicy

    @cached_property
    def permission_policy(self) -> DeskPolicy:
        return self.policy_class(self.model)

    # What subclasses answer ------------------------------------------------------------------------------------------

    def facts(self, row: Any, user: Any) -> list[tuple[str, Any]]:
        """Return the labelled facts of a row; a value may be text or ``{"text": …, "url": …}``."""
        return [
            (heading_of(self.model, name), {"text": shown(display_of(row, name))})
            for name in self.inspect_view_fields
        ]

    def sections(self, row: Any, user: Any) -> list[Section]:
        """Return the tables below the facts."""
        return []

    def notices(self, row: Any, user: Any) -> list[str]:
        """Return sentences that stand on top of the page of a row."""
        return []

    def may_change(self, row: Any, user: Any) -> bool:
        """Whether the row is in a state in which its form may be saved."""
        return self.can_change

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        """Save what the form holds, through the domain. Called inside a transaction."""
        raise NotImplementedError

    def available_acts(self, row: Any, user: Any) -> list[Act]:
        """Return the acts ``user`` may do to ``row`` now."""
        policy = self.permission_policy
        return [
            act for act in self.acts if policy.user_has_permission(user, act.name) and act.shown(row, user)
        ]

    # Wiring ----------------------------------------------------------------------------------------------------------

    def formfield_for_dbfield(self, db_field: Any, **options: Any) -> Any:
        return field_for(db_field, **options)

    @cached_property
    def inlines(self) -> list[type[BaseInlineFormSet[Any, Any, Any]]]:
        return [
            inlineformset_factory(
                self.model,
                model,
                fields=fields,
                fk_name=next(
                    one.name
                    for one in model._meta.get_fields()
                    if isinstance(one, models.ForeignKey) and one.related_model is self.model
                ),
                formfield_callback=field_for,
                extra=2,
                can_delete=True,
            )
            for model, fields in self.inline_models
        ]

    def get_common_view_kwargs(self, **options: Any) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_common_view_kwargs(
            **{"with_related": self.with_related, "permission_policy": self.permission_policy, **options}
        )
        kwargs.update(
            usage_url_name=None,
            delete_url_name=None,
            index_results_url_name=self.get_url_name("index_results"),
        )
        if not self.can_add:
            kwargs["add_url_name"] = None
        if not self.can_change:
            kwargs["edit_url_name"] = None
        if not self.has_history:
            kwargs["history_url_name"] = None
        return kwargs

    def get_index_view_kwargs(self, **options: Any) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_index_view_kwargs(
            **{
                "search_keys": self.search_keys,
                "search_as_typed": self.search_as_typed,
                "with_prefetched": self.with_prefetched,
                **options,
            }
        )
        return kwargs

    def get_add_view_kwargs(self, **options: Any) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_add_view_kwargs(**options)
        kwargs.update(
            inlines=self.inlines, save_row=self.save_row, template_name="recognition/desk/form.html"
        )
        return kwargs

    def get_edit_view_kwargs(self, **options: Any) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_edit_view_kwargs(**options)
        kwargs.update(
            inlines=self.inlines, save_row=self.save_row, template_name="recognition/desk/form.html"
        )
        return kwargs

    def get_inspect_view_kwargs(self, **options: Any) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_inspect_view_kwargs(**options)
        kwargs.update(viewset=self, with_related=(*self.with_related, *self.inspect_related))
        return kwargs

    def get_history_view_kwargs(self, **options: Any) -> dict[str, Any]:
        return {"header_icon": "history", **options}

    def get_urlpatterns(self) -> list[Any]:
        patterns = [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("xem/<int:pk>/", self.inspect_view, name="inspect"),
        ]
        if self.has_history:
            patterns.append(path("lich-su/<int:pk>/", self.history_view, name="history"))
        if self.can_add:
            patterns.append(path("them/", self.add_view, name="add"))
        if self.can_change:
            patterns.append(path("sua/<int:pk>/", self.edit_view, name="edit"))
        patterns += [
            path(
                f"{act.address}/<int:pk>/",
                self.construct_view(ActView, act=act, inspect_url_name=self.get_url_name("inspect")),
                name=act.address,
            )
            for act in self.acts
        ]
        return patterns

    def get_permissions_to_register(self) -> Any:
        from django.contrib.auth.models import Permission

        return Permission.objects.none()  # roles are memberships; the admin's groups have nothing to tick

    @cached_property
    def url_finder_class(self) -> Any:
        finder = super().url_finder_class
        finder.edit_url_name = self.get_url_name("inspect")
        return finder

    @cached_property
    def menu_item_class(self) -> Any:
        from wagtail.admin.menu import MenuItem

        policy = self.permission_policy

        def is_shown(_item: Any, request: HttpRequest) -> bool:
            return policy.user_has_permission(request.user, "view")

        return type(f"{self.model.__name__}MenuItem", (MenuItem,), {"is_shown": is_shown})


class DeskGroup(ModelViewSetGroup):  # type: ignore[misc]
    """A group of screens in the menu."""
