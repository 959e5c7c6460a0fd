"""The admin's screen of what the outbox gave up: what, how often it was tried, why, and a button to try again."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.core import outbox
from portal.core.models import OutboxRow
from portal.core.vietnamese import fold

logger = logging.getLogger(__name__)

ROWS_PER_PAGE = 50
MOST_REASONS = 2_000  # different ones that a search looks through
MOST_CHOSEN = 500  # rows of one press of the button; a page has fewer


def name_of(kind: str) -> str:
    """Return what people call the objects of a kind."""
    try:
        return capfirst(str(apps.get_model(kind)._meta.verbose_name))
    except (LookupError, ValueError):
        return kind


class _ChoiceColumn(Column):  # type: ignore[misc]
    header_template_name = "core/outbox/choice_header.html"
    cell_template_name = "core/outbox/choice_cell.html"


class _ReasonColumn(Column):  # type: ignore[misc]
    cell_template_name = "core/outbox/reason_cell.html"


class _RetryColumn(Column):  # type: ignore[misc]
    header_template_name = "core/outbox/retry_header.html"
    cell_template_name = "core/outbox/retry_cell.html"


class ParkedIndexView(generic.IndexView):  # type: ignore[misc]
    """The parked rows, the latest first."""

    template_name = "core/outbox/index.html"
    results_template_name = "core/outbox/results.html"
    any_permission_required = ("view",)
    page_title = gettext_lazy("Việc bị gác lại")
    search_fields = ("consumer", "kind", "key", "error")
    search_backend_name = None
    default_ordering = "-id"
    retry_url_name = ""

    def get_base_queryset(self) -> QuerySet[OutboxRow]:
        return outbox.parked()

    def search_queryset(self, queryset: QuerySet[OutboxRow]) -> QuerySet[OutboxRow]:
        """Find the words in the names as typed, and in the reasons and the words for the kinds without accents."""
        typed = fold(" ".join(self.search_query.split()))
        if not typed:
            return queryset
        reasons = outbox.parked().order_by().values_list("error", flat=True).distinct()[:MOST_REASONS]
        kinds = outbox.parked().order_by().values_list("kind", flat=True).distinct()
        return queryset.filter(
            Q(consumer__icontains=typed)
            | Q(kind__icontains=typed)
            | Q(key__icontains=typed)
            | Q(error__in=[reason for reason in reasons if typed in fold(reason)][:MOST_CHOSEN])
            | Q(kind__in=[kind for kind in kinds if typed in fold(name_of(kind))])
        )

    @cached_property
    def may_retry(self) -> bool:
        return bool(self.user_has_permission("change"))

    @cached_property
    def columns(self) -> list[Column]:
        shown = [
            Column("consumer", label=_("Bên nhận"), sort_key="consumer"),
            Column(
                "kind", label=_("Loại đối tượng"), accessor=lambda row: name_of(row.kind), sort_key="kind"
            ),
            Column("key", label=_("Khóa"), sort_key="key"),
            Column("attempts", label=_("Số lần thử"), sort_key="attempts"),
            _ReasonColumn("error", label=_("Lý do")),
            Column(
                "created",
                label=_("Ghi lúc"),
                accessor=lambda row: date_format(localtime(row.created), "H:i d/m/Y"),
                sort_key="created",
            ),
        ]
        if self.may_retry:
            return [_ChoiceColumn("pk", label=_("Chọn")), *shown, _RetryColumn("retry", label=_("Thử lại"))]
        return shown

    @cached_property
    def retry_url(self) -> str:
        return reverse(self.retry_url_name)

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching:
            return _("Không có việc nào khớp với nội dung tìm.")
        return _("Không có việc nào bị gác lại.")

    def get_context_data(self, *args: Any, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **options)
        context["waiting"] = [(name, outbox.pending(name)) for name in outbox.consumers()]
        context["max_attempts"] = outbox.MAX_ATTEMPTS
        return context


class RetryView(PermissionCheckedMixin, View):  # type: ignore[misc]
    """Tries one parked row again, those that were chosen, or all. ``what`` is ``all``, ``chosen`` or a row's number."""

    model = OutboxRow
    permission_required = "change"
    http_method_names = ("post",)
    index_url_name = ""

    def post(self, request: HttpRequest) -> HttpResponse:
        what = request.POST.get("what", "")
        if what == "all":
            number = outbox.retry_all()
        else:
            numbers = _numbers(request.POST.getlist("chosen") if what == "chosen" else [what])
            number = outbox.retry(*outbox.parked().filter(pk__in=numbers)) if numbers else 0
        logger.info("%s tries %d parked rows of the outbox again", request.user.pk, number)
        if number:
            messages.success(
                request,
                ngettext(
                    "Đang thử lại %(number)d việc. Nếu vẫn lỗi, việc này sẽ trở lại đây sau %(tries)d lần thử.",
                    "Đang thử lại %(number)d việc. Việc nào vẫn lỗi sẽ trở lại đây sau %(tries)d lần thử.",
                    number,
                )
                % {"number": number, "tries": outbox.MAX_ATTEMPTS},
            )
        else:
            messages.warning(request, _("Chưa chọn việc nào còn bị gác lại."))
        return redirect(reverse(self.index_url_name))


def _numbers(values: Sequence[str]) -> list[int]:
    return [
        int(value)
        for value in values[:MOST_CHOSEN]
        if value.isascii() and value.isdigit() and len(value) < 19
    ]


class ParkedViewSet(ViewSet):  # type: ignore[misc]
    """Parked rows of the outbox, in the menu of reports."""

    name = "viec-bi-gac-lai"
    icon = "history"
    menu_label = gettext_lazy("Việc bị gác lại")
    menu_name = "viec-bi-gac-lai"
    menu_hook = "register_reports_menu_item"

    def get_common_view_kwargs(self, **options: Any) -> dict[str, Any]:
        return {
            "model": OutboxRow,
            "index_url_name": self.get_url_name("index"),
            "index_results_url_name": self.get_url_name("index_results"),
            "retry_url_name": self.get_url_name("retry"),
            "header_icon": self.icon,
            "paginate_by": ROWS_PER_PAGE,
            **options,
        }

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.construct_view(ParkedIndexView), name="index"),
            path("results/", self.construct_view(ParkedIndexView, results_only=True), name="index_results"),
            path("thu-lai/", self.construct_view(RetryView), name="retry"),
        ]

    @cached_property
    def menu_item_class(self) -> Any:
        def is_shown(_item: Any, request: HttpRequest) -> bool:
            return bool(policy_registry.get_by_type(OutboxRow).user_has_permission(request.user, "view"))

        return type("ParkedMenuItem", (MenuItem,), {"is_shown": is_shown})
