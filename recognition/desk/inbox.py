"""The inbox of dossiers: by stage, with due dates, whose it is, filters kept per person, and one act on many at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, Q, Value
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from portal.core.models import User
from portal.core.vietnamese import fold
from portal.core.without_nul import without_nul
from recognition.desk.acts import UNPROCESSABLE, Act
from recognition.desk.policies import held
from recognition.desk.viewsets import DeskIndexView, search_condition
from recognition.domain import assignment, nominations, recusal
from recognition.domain.errors import DomainError
from recognition.domain.lifecycle import NOMINATION_MOVES
from recognition.enums import AT_DEPARTMENT, NominationState, Role, SubjectKind
from recognition.models import Award, Membership, Nomination, Round, SavedFilter, Unit

BULK_LIMIT: Final = 200
"""Dossiers of one run: each goes through its own transaction, and somebody waits for the answer."""
SOON: Final = timedelta(days=3)
SEARCHED: Final = ("full_name", "receipt_number", "unit__name")
SEARCHED_AS_TYPED: Final = ("public_id",)
SEARCHED_KEYS: Final = ("unit__slug",)
MINE, NOBODY = "toi", "chua-ai"
LATE, TODAY, NEAR = "qua-han", "hom-nay", "sap-den"


@dataclass(frozen=True, slots=True)
class Due:
    """A due date for people: ``state`` (late, today, soon, later, none) colours what ``text`` already says."""

    state: str
    text: str
    day: date | None = None


def due_of(row: Nomination, today: date) -> Due:
    """Return until when somebody must act: the desk by its stage, the unit on what was returned to it."""
    day = row.desk_due_on
    if row.state == NominationState.RETURNED and row.due_at:
        day = timezone.localtime(row.due_at).date()
    if day is None:
        return Due("none", "–")
    left = (day - today).days
    if left < 0:
        return Due("late", ngettext("Quá hạn %(n)d ngày", "Quá hạn %(n)d ngày", -left) % {"n": -left}, day)
    if left == 0:
        return Due("today", _("Hạn hôm nay"), day)
    text = ngettext("Còn %(n)d ngày", "Còn %(n)d ngày", left) % {"n": left}
    return Due("soon" if left <= SOON.days else "later", text, day)


def age_of(row: Nomination, today: date) -> str:
    """Return how long the dossier has been on its way, since the unit filed it."""
    since = timezone.localtime(row.filed_at or row.created_at).date()
    days = (today - since).days
    return ngettext("%(n)d ngày", "%(n)d ngày", days) % {"n": days} if days else _("hôm nay")


# Filters -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the filters offer and the person keeps: read in one query, because every list asks for all of it."""

    rounds: tuple[tuple[str, str], ...] = ()
    awards: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    saved: tuple[tuple[str, str, str], ...] = ()


def shelf_of(user: Any) -> Shelf:
    """Return it for ``user``; asked once per request."""
    kept: Shelf | None = user.__dict__.get("_inbox_shelf")
    if kept is not None:
        return kept
    key: Any = Cast("pk", models.CharField(max_length=20))
    nothing: Any = Value("", output_field=models.CharField(max_length=1000))
    members = Membership.objects.of_roles([Role.STANDING_BODY]).current(timezone.localdate())

    def words(name: str) -> Any:
        return Cast(name, models.CharField(max_length=1000))

    rows = (
        Round.objects.order_by()
        .values_list(Value("1"), key, words("title"), nothing)
        .union(
            Award.objects.order_by().values_list(Value("2"), key, words("name"), nothing),
            Unit.objects.filter(pk__in=Nomination.objects.order_by().values("unit"))
            .order_by()
            .values_list(Value("3"), key, words("name"), words("sort_key")),
            User.objects.filter(is_active=True, memberships__in=members)
            .order_by()
            .values_list(Value("4"), words("public_id"), words("display_name"), words("username")),
            SavedFilter.objects.filter(owner=user)
            .order_by()
            .values_list(Value("5"), words("public_id"), words("name"), words("query")),
        )
    )
    found: dict[str, list[tuple[str, str, str]]] = {}
    for kind, one, label, extra in rows:
        found.setdefault(kind, []).append((one, label, extra))
    made = Shelf(
        rounds=tuple((one, label) for one, label, _x in sorted(found.get("1", ()), key=lambda x: -int(x[0]))),
        awards=tuple((one, label) for one, label, _x in sorted(found.get("2", ()), key=lambda x: fold(x[1]))),
        units=tuple((one, label) for one, label, _x in sorted(found.get("3", ()), key=lambda x: x[2])),
        people=tuple(
            (one, label or extra)
            for one, label, extra in sorted(found.get("4", ()), key=lambda x: fold(x[1] or x[2]))
        ),
        saved=tuple(sorted(found.get("5", ()), key=lambda x: fold(x[1]))),
    )
    user.__dict__["_inbox_shelf"] = made
    return made


class InboxFilterSet(WagtailFilterSet):  # type: ignore[misc]
    """What the inbox is narrowed by. The names are the ones in addresses that people keep."""

    state = django_filters.ChoiceFilter(label=gettext_lazy("Bước"), choices=NominationState.choices)
    han = django_filters.ChoiceFilter(
        label=gettext_lazy("Hạn"),
        choices=(
            (LATE, gettext_lazy("Đã quá hạn")),
            (TODAY, gettext_lazy("Hạn hôm nay")),
            (NEAR, gettext_lazy("Còn không quá 3 ngày")),
        ),
        method="by_due",
    )
    ai = django_filters.ChoiceFilter(label=gettext_lazy("Người phụ trách"), method="by_person")
    round = django_filters.ChoiceFilter(label=gettext_lazy("Đợt xét"))
    award = django_filters.ChoiceFilter(label=gettext_lazy("Danh hiệu, hình thức"))
    unit = django_filters.ChoiceFilter(label=gettext_lazy("Đơn vị"))
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Đối tượng"), choices=SubjectKind.choices)

    class Meta:
        model = Nomination
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        shelf = shelf_of(self.request.user)
        self.filters["ai"].extra["choices"] = [
            (MINE, _("Tôi")),
            (NOBODY, _("Chưa ai nhận")),
            *shelf.people,
        ]
        for name, choices in (("round", shelf.rounds), ("award", shelf.awards), ("unit", shelf.units)):
            self.filters[name].extra["choices"] = choices

    def by_due(self, rows: models.QuerySet[Any], _name: str, value: str) -> models.QuerySet[Any]:
        today = timezone.localdate()
        rows = rows.filter(state__in=[state.value for state in AT_DEPARTMENT])
        if value == LATE:
            return rows.filter(desk_due_on__lt=today)
        if value == TODAY:
            return rows.filter(desk_due_on=today)
        return rows.filter(desk_due_on__range=(today, today + SOON))

    def by_person(self, rows: models.QuerySet[Any], _name: str, value: str) -> models.QuerySet[Any]:
        if value == MINE:
            return rows.filter(assigned_to=self.request.user)
        if value == NOBODY:
            return rows.filter(assigned_to__isnull=True, state__in=[state.value for state in AT_DEPARTMENT])
        return rows.filter(assigned_to__public_id=value)


# Columns -------------------------------------------------------------------------------------------------------------


class PickColumn(BaseColumn):  # type: ignore[misc]
    """A box in front of each row; the form it belongs to stands above the table, so that no script is needed."""

    header_template_name = "recognition/desk/inbox/pick_header.html"
    cell_template_name = "recognition/desk/inbox/pick.html"


class DueColumn(Column):  # type: ignore[misc]
    cell_template_name = "recognition/desk/inbox/due.html"

    def get_cell_context_data(self, instance: Nomination, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["due"] = due_of(instance, timezone.localdate())
        return context


class PersonColumn(Column):  # type: ignore[misc]
    """Who looks at it, and how many take no part."""

    cell_template_name = "recognition/desk/inbox/person.html"

    def get_cell_context_data(self, instance: Nomination, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["person"] = instance.assigned_to
        context["recused"] = len(getattr(instance, "recused", ()))
        context["at_desk"] = instance.state in AT_DEPARTMENT
        return context


def columns() -> list[Any]:
    """Return the columns after the name."""
    return [
        Column("award", label=gettext_lazy("Danh hiệu, hình thức"), accessor=lambda row: row.award.name),
        Column(
            "unit", label=gettext_lazy("Đơn vị"), accessor=lambda row: row.unit.name, classname="desk-unit"
        ),
        Column(
            "state",
            label=gettext_lazy("Bước"),
            sort_key="state",
            accessor="get_state_display",
            classname="desk-step",
        ),
        DueColumn("desk_due_on", label=gettext_lazy("Hạn"), sort_key="desk_due_on"),
        PersonColumn("assigned_to", label=gettext_lazy("Người phụ trách")),
        Column(
            "age",
            label=gettext_lazy("Đã gửi"),
            sort_key="filed_at",
            accessor=lambda row: age_of(row, timezone.localdate()),
        ),
        Column("receipt_number", label=gettext_lazy("Mã hồ sơ"), sort_key="receipt_number"),
    ]


# The list ------------------------------------------------------------------------------------------------------------


class InboxView(DeskIndexView):
    results_template_name = "recognition/desk/inbox/results.html"
    template_name = "recognition/desk/inbox/index.html"
    filterset_class = InboxFilterSet

    @cached_property
    def columns(self) -> list[Any]:
        found = super().columns
        return [PickColumn("pick"), *found] if self.may_act else found

    @cached_property
    def may_act(self) -> bool:
        return bool(self.user_has_permission("claim"))

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**options)
        rows = list(context["object_list"])
        told = recusal.told_of(rows)
        for row in rows:
            row.recused = told.get(row.pk, ())
        query = self.request.GET.copy()
        for name in ("p", "export", "_w_filter_fragment"):
            query.pop(name, None)
        context.update(
            rows_of_page=rows,
            stages=self.stages(query),
            current_query=query.urlencode(),
            saved_filters=self.saved(query) if self.may_act else [],
            saved_filters_url=self.viewset_url("filters"),
            bulk_acts=[act for act in BULK_ACTS if self.user_has_permission(act.name)]
            if self.may_act
            else [],
            bulk_url=self.viewset_url("bulk"),
            bulk_limit=BULK_LIMIT,
        )
        return context

    def viewset_url(self, name: str) -> str:
        return reverse(f"ho-so:{name}")

    def get_paginator(self, queryset: models.QuerySet[Any], *args: Any, **options: Any) -> Any:
        """Return the pages; how many rows there are and how many wait in each stage are one question."""
        self.numbers = self.count(shown=Count("pk", filter=Q(pk__in=queryset.order_by().values("pk"))))
        paginator = super().get_paginator(queryset, *args, **options)
        paginator.__dict__["count"] = self.numbers["shown"]
        return paginator

    @cached_property
    def numbers(self) -> dict[str, int]:
        """How many wait in each stage and how many of them are late (where nothing is paged)."""
        return self.count()

    def count(self, **more: Any) -> dict[str, int]:
        today = timezone.localdate()
        return dict(
            self.scoped_numbers().aggregate(
                **more,
                **{f"{state.value}_all": Count("pk", filter=Q(state=state)) for state in AT_DEPARTMENT},
                **{
                    f"{state.value}_late": Count("pk", filter=Q(state=state, desk_due_on__lt=today))
                    for state in AT_DEPARTMENT
                },
            )
        )

    def stages(self, query: QueryDict) -> list[dict[str, Any]]:
        """Return the stages with how many wait there and how many are late, whatever is filtered."""
        current = query.get("state", "")
        return [
            {
                "label": state.label,
                "number": self.numbers[f"{state.value}_all"],
                "late": self.numbers[f"{state.value}_late"],
                "url": f"{self.index_url}?{urlencode({'state': state.value})}",
                "current": state.value == current,
            }
            for state in NominationState
            if state in AT_DEPARTMENT and self.numbers[f"{state.value}_all"]
        ]

    def scoped_numbers(self) -> models.QuerySet[Any]:
        """Return the rows to count, without what only a list of rows needs."""
        rows: models.QuerySet[Any] = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, [self.scope_action]
        )
        return rows.order_by()

    def saved(self, query: QueryDict) -> list[dict[str, Any]]:
        user: Any = self.request.user
        return [
            {
                "name": name,
                "url": f"{self.index_url}?{kept}",
                "key": key,
                "current": kept == query.urlencode(),
            }
            for key, name, kept in shelf_of(user).saved
        ]


def narrowed(request: HttpRequest, rows: models.QuerySet[Any], query: str) -> models.QuerySet[Any]:
    """Return the rows that the inbox shows for a query string, for an act on all of them."""
    data = without_nul(QueryDict(query))
    filters = InboxFilterSet(data, queryset=rows, request=request)
    if not filters.is_valid():
        raise Http404
    found: models.QuerySet[Any] = filters.qs
    typed = " ".join(data.get("q", "").split())
    if typed:
        found = found.filter(
            search_condition(
                Nomination, typed, fields=SEARCHED, as_typed=SEARCHED_AS_TYPED, keys=SEARCHED_KEYS
            )
        )
    return found


class FiltersView(PermissionCheckedMixin, View):  # type: ignore[misc]
    """Keep the present filter under a name, or forget one; the person's own only."""

    permission_required = "view"
    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        back = reverse("ho-so:index")
        if key := request.POST.get("bo"):
            saved = SavedFilter.objects.filter(owner=user, public_id=key).first()
            if saved is None:
                raise Http404
            assignment.drop_filter(saved=saved, actor=user)
            messages.success(request, _("Đã bỏ bộ lọc “%(name)s”.") % {"name": saved.name})
            return HttpResponseRedirect(back)
        query = without_nul(QueryDict(request.POST.get("query", ""))).urlencode()
        try:
            saved = assignment.save_filter(name=request.POST.get("name", ""), query=query, actor=user)
        except DomainError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("Đã lưu bộ lọc “%(name)s”.") % {"name": saved.name})
        return HttpResponseRedirect(f"{back}?{query}" if query else back)


# One act on many -----------------------------------------------------------------------------------------------------


class BulkForm(forms.Form):
    """What an act on many asks once for all of them."""

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        self.user = user
        super().__init__(*args, **options)


class AssignForm(BulkForm):
    to = forms.ModelChoiceField(
        label=gettext_lazy("Giao cho"), queryset=User.objects.none(), to_field_name="public_id"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice: Any = self.fields["to"]
        members = Membership.objects.of_roles([Role.STANDING_BODY]).current(timezone.localdate())
        choice.queryset = (
            User.objects.filter(is_active=True, memberships__in=members).distinct().order_by("display_name")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAct:
    """An act on many dossiers, each through its own door. ``refuses`` previews a row; the door decides again."""

    name: str
    label: str | Promise
    run: Callable[[Nomination, User, dict[str, Any]], object]
    refuses: Callable[[Nomination, User], str]
    form: type[forms.Form] = BulkForm
    explanation: str | Promise = ""
    serious: bool = False

    @property
    def address(self) -> str:
        return self.name.strip("_").replace("_", "-")


def _not_at_desk(row: Nomination) -> str:
    if row.state in AT_DEPARTMENT:
        return ""
    return _("Hồ sơ đang ở bước “%(state)s”.") % {"state": row.get_state_display()}


def _unclaimable(row: Nomination, _user: User) -> str:
    if row.assigned_to is not None:
        return _("%(person)s đang phụ trách.") % {"person": row.assigned_to}
    return _not_at_desk(row)


def _unreleasable(row: Nomination, _user: User) -> str:
    return _not_at_desk(row) or ("" if row.assigned_to is not None else _("Chưa có người phụ trách."))


def _unmovable(name: str) -> Callable[[Nomination, User], str]:
    return lambda row, user: nominations.why_not(row, name, user, held(user))


def _of_act(act: Act) -> BulkAct:
    """Return an act of the dossier's page as one on many, with the same form and the same door."""

    class Form(act.form):  # type: ignore[misc,name-defined]
        def __init__(self, *args: Any, user: User, **options: Any) -> None:
            super().__init__(*args, subject=None, user=user, **options)

    return BulkAct(
        name=act.name,
        label=act.label,
        run=act.run,
        refuses=_unmovable(act.name),
        form=Form,
        explanation=act.explanation,
        serious=act.serious,
    )


BULK_ACTS: list[BulkAct] = [
    BulkAct(
        name="claim",
        label=gettext_lazy("Nhận xử lý"),
        run=lambda row, user, answers: assignment.claim(nomination=row, actor=user),
        refuses=_unclaimable,
        explanation=gettext_lazy("Đồng nghiệp thấy bạn đang xem các hồ sơ này."),
    ),
    BulkAct(
        name="assign",
        label=gettext_lazy("Giao cho người khác"),
        run=lambda row, user, answers: assignment.assign(nomination=row, to=answers["to"], actor=user),
        refuses=lambda row, user: _not_at_desk(row),
        form=AssignForm,
        explanation=gettext_lazy("Người không tham gia xét một hồ sơ thì không được giao hồ sơ ấy."),
    ),
    BulkAct(
        name="release_claim",
        label=gettext_lazy("Thôi phụ trách"),
        run=lambda row, user, answers: assignment.release(nomination=row, actor=user),
        refuses=_unreleasable,
    ),
]
"""Acts on many, in the order of their buttons; ``desk.nominations`` adds the moves that need nothing of one dossier."""

BULK_MOVES: Final = ("receive", "appraise", "return_", "to_council")


def offer_moves(acts: tuple[Act, ...]) -> None:
    """Add the moves that can be made on many."""
    for name in BULK_MOVES:
        BULK_ACTS.extend(_of_act(act) for act in acts if act.name == name)
    assert {act.name for act in BULK_ACTS} >= {
        move.name for move in NOMINATION_MOVES if move.name in BULK_MOVES
    }


class BulkView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Say what an act would do to each dossier chosen; on POST do it, one by one, and say what became of each."""

    template_name = "recognition/desk/inbox/bulk.html"
    permission_policy: Any = None
    model: Any = None
    header_icon = "list-ul"

    @cached_property
    def act(self) -> BulkAct:
        wanted = self.request.POST.get("viec") or self.request.GET.get("viec") or ""
        act = next((one for one in BULK_ACTS if one.address == wanted), None)
        if act is None:
            raise Http404
        if not self.user_has_permission(act.name):
            raise PermissionDenied
        return act

    def get_page_title(self) -> str:
        return str(self.act.label)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("ho-so:index"), "label": capfirst(Nomination._meta.verbose_name_plural)},
            {"url": "", "label": str(self.act.label)},
        ]

    def chosen(self, data: QueryDict) -> list[Nomination]:
        """Return the dossiers that were chosen and that the person may see; others are not there."""
        rows = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["view"]
        ).select_related("award", "unit", "round", "assigned_to")
        if data.get("tat-ca"):
            rows = narrowed(self.request, rows, data.get("query", "")).order_by("-state_since", "-pk")
        else:
            keys = [key for key in data.getlist("id") if key.isdecimal() and len(key) < 19]  # 64 bits
            rows = rows.filter(pk__in=keys[: BULK_LIMIT + 1]).order_by("-state_since", "-pk")
        return list(rows[: BULK_LIMIT + 1])

    def lines(self, rows: list[Nomination]) -> list[dict[str, Any]]:
        user: Any = self.request.user
        return [
            {
                "row": row,
                "url": reverse("ho-so:inspect", args=[row.pk]),
                "state": row.get_state_display(),
                "why_not": self.act.refuses(row, user),
            }
            for row in rows
        ]

    def get(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        act, rows = self.act, self.chosen(request.GET)
        if not rows:
            messages.warning(request, _("Hãy chọn ít nhất một hồ sơ trong danh sách."))
            return HttpResponseRedirect(reverse("ho-so:index"))
        form = act.form(user=request.user)  # type: ignore[call-arg]
        return self.show(form, rows)

    def show(
        self,
        form: forms.Form,
        rows: list[Nomination],
        *,
        results: list[dict[str, Any]] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        over = len(rows) > BULK_LIMIT
        lines = self.lines(rows[:BULK_LIMIT])
        context = self.get_context_data(
            act=self.act,
            form=form,
            possible=[line for line in lines if not line["why_not"]],
            impossible=[line for line in lines if line["why_not"]],
            over=over,
            limit=BULK_LIMIT,
            results=results or [],
            done=sum(1 for one in results or [] if one["done"]),
            index_url=reverse("ho-so:index"),
            media=form.media,
        )
        response: HttpResponse = self.render_to_response(context)
        response.status_code = status
        return response

    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        act, user = self.act, request.user
        rows = self.chosen(request.POST)[:BULK_LIMIT]
        form = act.form(request.POST, user=user)  # type: ignore[call-arg]
        if not rows:
            messages.warning(request, _("Hãy chọn ít nhất một hồ sơ trong danh sách."))
            return HttpResponseRedirect(reverse("ho-so:index"))
        if not form.is_valid():
            return self.show(form, rows, status=UNPROCESSABLE)
        results, failed = [], []
        for row in rows:
            line = {"row": row, "url": reverse("ho-so:inspect", args=[row.pk]), "done": True, "why": ""}
            try:
                act.run(row, user, dict(form.cleaned_data))  # type: ignore[arg-type]
            except DomainError as refused:
                line |= {"done": False, "why": refused.message}
                failed.append(row.pk)
            results.append(line)
        again = list(
            self.permission_policy.instances_user_has_any_permission_for(user, ["view"])
            .filter(pk__in=failed)
            .select_related("award", "unit", "round", "assigned_to")
        )
        return self.show(form, again, results=results)
