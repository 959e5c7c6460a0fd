"""Screens of the administrator: accounts and the roles they hold. Nothing of any content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column

from portal.core.models import User
from recognition.desk import history
from recognition.desk.acts import Act, ActForm
from recognition.desk.fields import field_for
from recognition.desk.policies import EventPolicy, may_read_words
from recognition.desk.viewsets import DeskViewSet, Section, column, flag
from recognition.domain import acts, registry, roles
from recognition.enums import UNIT_ROLES, Role
from recognition.models import Event, Membership


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """An account, with a first or a new password."""

    password_new = forms.CharField(
        label=gettext_lazy("Mật khẩu mới"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=gettext_lazy("Nhập lại mật khẩu mới"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ("username", "display_name", "position", "email", "language", "is_active")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["display_name"].required = True
        self.fields["email"].required = True
        self.fields["is_active"].label = gettext_lazy("Đang dùng")
        self.fields["is_active"].help_text = gettext_lazy(
            "Bỏ chọn để khóa tài khoản; không xóa tài khoản nào."
        )
        rules = mark_safe(password_validators_help_text_html())  # noqa: S308 - Django's own words
        self.fields["password_new"].help_text = rules

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, again = cleaned.get("password_new", ""), cleaned.get("password_again", "")
        if first != again:
            self.add_error("password_again", _("Hai lần nhập mật khẩu không giống nhau."))
        elif first:
            try:
                validate_password(
                    first, User(username=cleaned.get("username", ""), email=cleaned.get("email", ""))
                )
            except ValidationError as refused:
                self.add_error("password_new", refused)
        return cleaned


class AccountViewSet(DeskViewSet):
    model = User
    name = "tai-khoan"
    icon = "user"
    menu_label = gettext_lazy("Tài khoản")
    can_add = can_change = True
    list_display = (
        "username",
        "display_name",
        "position",
        "email",
        flag("is_active", gettext_lazy("Đang dùng")),
        "last_login",
    )
    list_filter = ("is_active",)
    search_fields = ("username", "display_name", "email")
    ordering = "username"
    inspect_view_fields = (
        "username",
        "display_name",
        "position",
        "email",
        "language",
        "is_active",
        "last_login",
    )

    def get_form_class(self, for_update: bool = False) -> Any:
        return AccountForm

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        return registry.keep_account(
            account=form.instance,
            actor=user,
            fields=[name for name in changed if not name.startswith("password_")],
            password=form.cleaned_data["password_new"],
        )

    def sections(self, row: User, user: Any) -> list[Section]:
        return [
            Section(
                gettext_lazy("Vai trò"),
                [_("Vai trò"), _("Đơn vị"), _("Từ ngày"), _("Đến ngày")],
                [
                    [
                        {"text": one.get_role_display(), "url": reverse("vai-tro:inspect", args=[one.pk])},
                        one.unit or _("Toàn ngành"),
                        one.valid_from,
                        one.valid_until,
                    ]
                    for one in row.memberships.select_related("unit").order_by("role", "pk")
                ],
            )
        ]


class MembershipForm(forms.ModelForm):  # type: ignore[type-arg]
    """A role for somebody, in a unit or in all."""

    class Meta:
        model = Membership
        fields = ("user", "role", "unit", "valid_from", "valid_until")
        formfield_callback = field_for

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") in {role.value for role in UNIT_ROLES} and not cleaned.get("unit"):
            self.add_error("unit", _("Vai trò này phải gắn với một đơn vị."))
        start, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if start and end and start > end:
            self.add_error("valid_until", _("Ngày kết thúc phải sau ngày bắt đầu."))
        return cleaned


class MembershipViewSet(DeskViewSet):
    model = Membership
    name = "vai-tro"
    icon = "key"
    menu_label = gettext_lazy("Vai trò")
    can_add = True
    has_history = False
    list_display = (
        "__str__",
        column("unit", gettext_lazy("Đơn vị")),
        "valid_from",
        "valid_until",
    )
    list_filter = ("role",)
    with_related = ("user", "unit")
    search_fields = ("user__username", "user__display_name", "unit__name")
    ordering = "user__username"
    inspect_view_fields = ("user", "role", "unit", "valid_from", "valid_until")

    def get_form_class(self, for_update: bool = False) -> Any:
        return MembershipForm

    acts = (
        Act(
            name="withdraw",
            label=gettext_lazy("Thu hồi vai trò"),
            explanation=gettext_lazy("Vai trò kết thúc từ hôm nay; dòng này được giữ lại để tra cứu."),
            run=lambda row, user, answers: roles.withdraw(membership=row, actor=user),
            shown=lambda row, user: row.valid_until is None or row.valid_until >= timezone.localdate(),
            form=ActForm,
            icon="cross",
            serious=True,
        ),
    )

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        answers = form.cleaned_data
        return roles.grant(
            user=answers["user"],
            role=Role(answers["role"]),
            unit=answers["unit"],
            valid_from=answers["valid_from"],
            valid_until=answers["valid_until"],
            actor=user,
        )


class EventViewSet(DeskViewSet):
    """The record of all acts: read only."""

    model = Event
    name = "nhat-ky"
    policy_class = EventPolicy
    icon = "history"
    menu_label = gettext_lazy("Nhật ký")
    has_history = False
    list_display = (
        "subject_key",
        Column(
            "act",
            label=gettext_lazy("Việc"),
            accessor=lambda event: acts.label(event.act, event.subject_kind),
        ),
        "subject_kind",
        column("actor", gettext_lazy("Người làm")),
        "at",
    )
    list_filter = ("subject_kind", "act", "at")
    list_export = (
        "at",
        "subject_kind",
        "subject_key",
        "sequence",
        "act",
        "source",
        "target",
        "actor",
        "role",
        "digest",
    )
    with_related = ("actor",)
    inspect_related = ("payload",)
    search_fields = ("actor__username", "actor__display_name")
    search_as_typed = ("subject_key", "act")
    ordering = "-pk"
    inspect_view_fields = (
        "subject_kind",
        "subject_key",
        "sequence",
        "act",
        "source",
        "target",
        "actor",
        "role",
        "at",
        "payload_digest",
        "previous_digest",
        "digest",
    )

    def facts(self, row: Event, user: Any) -> list[tuple[str, Any]]:
        words = history.line(row)
        reason = words["reason"] or "–"
        if not may_read_words(user, row):
            reason = _("(nội dung hồ sơ: chỉ người được xem hồ sơ đó mới đọc được)")
        return [
            *super().facts(row, user),
            (_("Việc, bằng lời"), {"text": words["act"]}),
            (_("Lý do, ghi chú"), {"text": reason}),
        ]
