"""Screens of the administrator: accounts and the roles they hold. Nothing of any content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.apps import apps
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput
from wagtail.admin.widgets.button import Button

from portal.core.models import User
from recognition.desk import history, invitations
from recognition.desk.acts import Act, ActForm, ActView, ReasonForm
from recognition.desk.fields import field_for
from recognition.desk.policies import EventPolicy, may_read_words
from recognition.desk.viewsets import (
    SECTION_ROWS,
    DeskCreateView,
    DeskIndexView,
    DeskViewSet,
    Section,
    column,
    flag,
    shown,
)
from recognition.domain import accounts, acts, leaving, registry, roles, second_factors
from recognition.domain.errors import DomainError
from recognition.enums import UNIT_ROLES, InvitationState, Role
from recognition.models import Event, Membership, Unit

MOVES_SHOWN = 60


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is written of an account. Its password is set by its person alone, by a link."""

    class Meta:
        model = User
        fields = ("username", "display_name", "position", "email", "language")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["display_name"].required = True
        self.fields["email"].help_text = gettext_lazy(
            "Không bắt buộc. Có email thì nhận được thư báo và tự đặt lại mật khẩu qua thư."
        )


class NewAccountForm(AccountForm):
    """A new account with its first role; saving gives the paper with its link."""

    role = forms.ChoiceField(label=gettext_lazy("Vai trò"), choices=Role.choices)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Đơn vị"),
        queryset=Unit.objects.none(),
        required=False,
        help_text=gettext_lazy("Để trống nghĩa là toàn ngành."),
    )
    valid_until = forms.DateField(label=gettext_lazy("Đến ngày"), required=False, widget=AdminDateInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.filter(ended_on__isnull=True)

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") in {role.value for role in UNIT_ROLES} and not cleaned.get("unit"):
            self.add_error("unit", _("Vai trò này phải gắn với một đơn vị."))
        until = cleaned.get("valid_until")
        if until and until < timezone.localdate():
            self.add_error("valid_until", _("Ngày kết thúc đã qua."))
        return cleaned


class AccountCreateView(DeskCreateView):
    """Open an account; the answer is the paper with its link, shown this one time."""

    def form_valid(self, form: Any) -> HttpResponse:
        answers = form.cleaned_data
        person: Any = self.request.user
        try:
            issued = accounts.open_account(
                new=accounts.NewAccount(
                    username=answers["username"],
                    display_name=answers["display_name"],
                    role=Role(answers["role"]),
                    unit=answers["unit"],
                    position=answers["position"],
                    email=answers["email"],
                    language=answers["language"],
                    valid_until=answers["valid_until"],
                ),
                actor=person,
            )
        except DomainError as refused:
            form.add_error(None, refused.message)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)  # type: ignore[no-any-return]
        return invitations.papers(
            self.request, [issued], back_url=reverse(self.inspect_url_name, args=[issued.invitation.user_id])
        )


OWN_ADVICE = gettext_lazy(
    "Người lập hoặc gửi không bao giờ tự xác nhận việc của mình, kể cả khi thành thủ trưởng. Hãy chọn người khác, "
    "giao thêm một thủ trưởng, hoặc để thủ trưởng mới ủy quyền ký thay (KT.) cho một phó thủ trưởng xác nhận các việc ấy."
)


def _own_words(number: int) -> str:
    if not number:
        return ""
    return " – " + ngettext(
        "không tự xác nhận được %(number)d việc đang chờ do chính mình lập hoặc gửi",
        "không tự xác nhận được %(number)d việc đang chờ do chính mình lập hoặc gửi",
        number,
    ) % {"number": number}


class HandoverForm(ActForm):
    """Who takes over what is open; asked for only where something is."""

    reason = forms.CharField(
        label=gettext_lazy("Ghi chú (không bắt buộc)"),
        max_length=2000,
        required=False,
        widget=AdminAutoHeightTextInput,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked: dict[str, tuple[Membership, dict[str, User]]] = {}
        for row, work in leaving.open_works(self.memberships()):
            if not work.is_open:
                continue
            people = {str(one.pk): one for one in leaving.successors(row)}
            own = {}
            if row.role == Role.UNIT_HEAD:
                found = {key: leaving.not_theirs_to_confirm(one, row.unit_id) for key, one in people.items()}
                own = {key: number for key, number in found.items() if number}
            name = f"successor_{row.pk}"
            self.asked[name] = (row, people)
            self.fields[name] = forms.ChoiceField(
                label=_("Người nhận bàn giao: %(role)s") % {"role": role_of(row)},
                choices=[
                    ("", "–"),
                    *((key, _person(one) + _own_words(own.get(key, 0))) for key, one in people.items()),
                ],
                error_messages={"required": _("Còn việc đang mở nên phải chọn người nhận bàn giao.")},
                help_text=(OWN_ADVICE if own else "")
                if people
                else _(
                    "Chưa có ai khác giữ vai trò này ở đơn vị. Hãy giao vai trò cho người kế nhiệm trước."
                ),
            )
        self.order_fields([*self.asked, "reason"])

    def memberships(self) -> list[Membership]:
        return [self.subject]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["successors"] = {
            row.pk: people[cleaned[name]] for name, (row, people) in self.asked.items() if cleaned.get(name)
        }
        return cleaned


class CloseForm(HandoverForm):
    def memberships(self) -> list[Membership]:
        return leaving.current_roles(self.subject)


def _person(user: User) -> str:
    return ", ".join(filter(None, (str(user), user.position)))


def role_of(row: Membership) -> str:
    """Return a role with its unit in words."""
    return f"{row.get_role_display()}, {row.unit or _('toàn ngành')}"


def _moves(rows: Sequence[Membership]) -> list[dict[str, Any]]:
    """Return what is open in each role, line by line, as the page shows it before anything moves."""
    found = []
    for row, work in leaving.open_works(rows):
        lines = [
            *(
                _("Hồ sơ %(number)s: %(name)s (%(state)s)")
                % {
                    "number": one.receipt_number or one.public_id.upper(),
                    "name": one.full_name,
                    "state": one.get_state_display(),
                }
                for one in work.dossiers
            ),
            *(
                _("Danh sách %(name)s (%(state)s)") % {"name": one, "state": one.get_state_display()}
                for one in work.lists
            ),
            *(
                _("Bộ hồ sơ %(name)s (%(state)s)") % {"name": one, "state": one.get_state_display()}
                for one in work.packages
            ),
            *(
                _("Đang phụ trách ở Sở: hồ sơ %(number)s")
                % {"number": one.receipt_number or one.public_id.upper()}
                for one in work.claims
            ),
        ]
        if work.waiting:
            lines.append(
                ngettext(
                    "%(number)d hồ sơ, danh sách, bộ hồ sơ chờ thủ trưởng xác nhận",
                    "%(number)d hồ sơ, danh sách, bộ hồ sơ chờ thủ trưởng xác nhận",
                    work.waiting,
                )
                % {"number": work.waiting}
            )
        lines += [
            _("Kết thúc ủy quyền ký thay: %(name)s, đến hết ngày %(until)s")
            % {"name": one, "until": f"{one.valid_until:%d/%m/%Y}"}
            for one in work.delegations
        ]
        if row.role == Role.UNIT_HEAD:  # heads who stay confirm what waits, but never what they began
            lines += [
                f"{_person(one)}{_own_words(number)}. {OWN_ADVICE}"
                for one in leaving.successors(row)
                if (number := leaving.not_theirs_to_confirm(one, row.unit_id))
            ]
        found.append(
            {"role": role_of(row), "lines": lines[:MOVES_SHOWN], "more": max(0, len(lines) - MOVES_SHOWN)}
        )
    return found


def told_of(moved: leaving.Moved) -> str:
    """Return what moved, in a sentence."""
    words = _("Đã bàn giao %(kept)d việc ở đơn vị, %(claims)d hồ sơ đang phụ trách ở Sở.") % {
        "kept": moved.kept,
        "claims": moved.claims,
    }
    if moved.released:
        words += " " + _("%(number)d hồ sơ về hộp chung vì người nhận không tham gia xét.") % {
            "number": moved.released
        }
    return words


def _close(row: User, user: User, answers: dict[str, Any]) -> str:
    moved = leaving.close_account(
        account=row, actor=user, successors=answers["successors"], reason=answers["reason"]
    )
    return _("Đã khóa tài khoản.") + " " + told_of(moved)


def _end_role(row: Membership, user: User, answers: dict[str, Any]) -> str:
    moved = leaving.end_role(
        membership=row,
        actor=user,
        successor=answers["successors"].get(row.pk),
        reason=answers["reason"],
    )
    return _("Đã thu hồi vai trò.") + " " + told_of(moved)


def _reset_factor(row: User, user: User, answers: dict[str, Any]) -> str:
    second_factors.reset(account=row, actor=user, reason=answers["reason"])
    return _("Đã xóa xác thực hai bước. Lần đăng nhập tới, người này cài lại trên điện thoại.")


def invited(view: ActView, issued: accounts.Issued) -> HttpResponse:
    """Show the paper this one time."""
    return invitations.papers(view.request, [issued], back_url=view.get_success_url())


class AccountIndexView(DeskIndexView):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        found = list(super().header_more_buttons)
        if self.user_has_permission("add"):
            found.append(
                Button(
                    _("Nhập từ tệp Excel"), url=reverse("tai-khoan:import"), icon_name="upload", priority=20
                )
            )
        return found


class AccountViewSet(DeskViewSet):
    model = User
    name = "tai-khoan"
    icon = "user"
    menu_label = gettext_lazy("Tài khoản")
    can_add = can_change = True
    add_view_class = AccountCreateView
    index_view_class = AccountIndexView
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
    acts = (
        Act(
            name="invite",
            label=gettext_lazy("Cấp đường dẫn đặt mật khẩu"),
            explanation=gettext_lazy(
                "Tạo một tờ giấy có mã QR và đường dẫn dùng một lần để người này tự đặt mật khẩu; không ai khác biết mật khẩu ấy. "
                "Đường dẫn cũ, mật khẩu cũ và mọi phiên đăng nhập của tài khoản hết hiệu lực ngay. Tờ giấy chỉ hiện một lần."
            ),
            run=lambda row, user, answers: accounts.invite(account=row, actor=user),
            form=ActForm,
            shown=lambda row, user: not accounts.why_not_invite(row, user),
            icon="key",
            told=invited,
        ),
        Act(
            name="reset_second_factor",
            label=gettext_lazy("Xóa xác thực hai bước"),
            explanation=gettext_lazy(
                "Dùng khi người này mất cả điện thoại lẫn mã dự phòng, sau khi đã biết chắc đúng người. Lần đăng nhập tới sẽ cài lại."
            ),
            run=_reset_factor,
            form=ReasonForm,
            shown=lambda row, user: (
                row.pk != user.pk and not row.is_superuser and second_factors.is_set_up(row)
            ),
            icon="lock-open",
            serious=True,
        ),
        Act(
            name="close",
            label=gettext_lazy("Khóa tài khoản, bàn giao"),
            explanation=gettext_lazy(
                "Mọi vai trò kết thúc, không ai đăng nhập được bằng tài khoản này nữa, việc đang mở chuyển cho người nhận bàn giao "
                "trong một lần. Tên người lập, gửi, xác nhận trước đây được giữ nguyên."
            ),
            run=_close,
            form=CloseForm,
            shown=lambda row, user: row.is_active and row.pk != user.pk and not row.is_superuser,
            icon="cross",
            serious=True,
            template="recognition/desk/handover.html",
            beside=lambda row, user: {"moves": _moves(leaving.current_roles(row))},
        ),
        Act(
            name="reopen",
            label=gettext_lazy("Mở lại tài khoản"),
            explanation=gettext_lazy(
                "Tài khoản mở lại mà chưa có vai trò và chưa có mật khẩu: hãy giao vai trò rồi cấp đường dẫn đặt mật khẩu."
            ),
            run=lambda row, user, answers: leaving.reopen_account(account=row, actor=user),
            form=ActForm,
            shown=lambda row, user: not row.is_active and row.pk != user.pk,
            icon="lock-open",
        ),
    )

    def get_form_class(self, for_update: bool = False) -> Any:
        return AccountForm if for_update else NewAccountForm

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        return registry.keep_account(account=form.instance, actor=user, fields=changed)

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("nhap/", invitations.import_accounts, name="import"),
            path("nhap/mau.xlsx", invitations.import_template, name="import_template"),
        ]

    def facts(self, row: User, user: Any) -> list[tuple[str, Any]]:
        latest = row.invitations.order_by("-issued_at", "-pk").first()
        words = accounts.standing(row, latest)[1]
        if latest is not None and latest.state == InvitationState.WAITING:
            words += _(", trước %(until)s") % {"until": shown(latest.expires_at)}
        factor = (
            ngettext(
                "Đã cài, còn %(left)d mã dự phòng",
                "Đã cài, còn %(left)d mã dự phòng",
                second_factors.codes_left(row),
            )
            % {"left": second_factors.codes_left(row)}
            if second_factors.is_set_up(row)
            else _("Chưa cài")
        )
        return [
            *super().facts(row, user),
            (_("Mật khẩu"), {"text": words}),
            (_("Xác thực hai bước"), {"text": factor}),
        ]

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
            ),
            Section(
                gettext_lazy("Đường dẫn đã cấp"),
                [_("Cấp lúc"), _("Người cấp"), _("Loại"), _("Tình trạng"), _("Dùng trước")],
                [
                    [
                        one.issued_at,
                        one.issued_by or _("Người vận hành máy chủ"),
                        _("Đặt lại mật khẩu") if one.is_reset else _("Mời lần đầu"),
                        one.get_state_display(),
                        one.expires_at,
                    ]
                    for one in row.invitations.select_related("issued_by")[:SECTION_ROWS]
                ],
            ),
        ]


class MembershipForm(forms.ModelForm):  # type: ignore[type-arg]
    """A role for somebody, in a unit or in all."""

    class Meta:
        model = Membership
        fields = ("user", "role", "unit", "valid_from", "valid_until")
        formfield_callback = field_for

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if number := self._own_work():
            self.fields["aware"] = forms.BooleanField(
                label=_("Tôi đã biết và vẫn giao vai trò"),
                help_text=OWN_ADVICE,
                error_messages={
                    "required": ngettext(
                        "Người này không tự xác nhận được %(number)d việc đang chờ thủ trưởng vì đã lập hoặc gửi việc ấy. Hãy đọc cách xử lý ở dưới rồi đánh dấu để giao.",
                        "Người này không tự xác nhận được %(number)d việc đang chờ thủ trưởng vì đã lập hoặc gửi các việc ấy. Hãy đọc cách xử lý ở dưới rồi đánh dấu để giao.",
                        number,
                    )
                    % {"number": number}
                },
            )

    def _own_work(self) -> int:
        """Return how much that waits for the head the person chosen as head may not confirm: asked once it is known."""
        user, unit = (self.data.get(self.add_prefix(name), "") for name in ("user", "unit"))
        if self.data.get(self.add_prefix("role")) != Role.UNIT_HEAD or not (
            user.isdigit() and unit.isdigit()
        ):
            return 0
        person = User.objects.filter(pk=user).first()
        return leaving.not_theirs_to_confirm(person, int(unit)) if person else 0

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
            explanation=gettext_lazy(
                "Vai trò kết thúc từ hôm nay; dòng này được giữ lại để tra cứu. Việc đang mở chuyển cho người nhận bàn giao."
            ),
            run=_end_role,
            shown=lambda row, user: row.valid_until is None or row.valid_until >= timezone.localdate(),
            form=HandoverForm,
            template="recognition/desk/handover.html",
            beside=lambda row, user: {"moves": _moves([row])},
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


def kind_of(event: Event) -> str:
    """Return what kind of row an act was done to, as people call it."""
    try:
        return str(capfirst(apps.get_model(event.subject_kind)._meta.verbose_name))
    except LookupError:
        return event.subject_kind  # of an app that is gone; the record stays


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
        Column(
            "subject_kind", label=gettext_lazy("Loại đối tượng"), accessor=kind_of, sort_key="subject_kind"
        ),
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
        said = {
            "subject_kind": kind_of(row),
            "source": acts.state_label(row.source, row.subject_kind),
            "target": acts.state_label(row.target, row.subject_kind),
            "role": acts.role_label(row.role),
        }
        facts = zip(self.inspect_view_fields, super().facts(row, user), strict=True)
        return [
            *(
                (label, {"text": shown(said[name])} if name in said else value)
                for name, (label, value) in facts
            ),
            (_("Việc, bằng lời"), {"text": words["act"]}),
            (_("Lý do, ghi chú"), {"text": reason}),
        ]
