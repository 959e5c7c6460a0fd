"""Screens of asking: the paper with its link, shown once; which requests wait; the signed paper's way into the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminDateTimeInput

from recognition.desk.acts import Act, ActForm, ActView, RemarkForm
from recognition.desk.catalogue import where
from recognition.desk.files import checked_proof
from recognition.desk.viewsets import DeskViewSet, column, shown
from recognition.domain import consent, publication
from recognition.enums import ConsentRequestState, ConsentScope
from recognition.models import ConsentRequest, Honoree

MINIMAL = gettext_lazy("Chỉ đăng nội dung tối thiểu")


def scope_names(scopes: Any) -> str:
    """Return the words for a list of scopes."""
    return ", ".join(str(ConsentScope(scope).label) for scope in scopes) or "–"


def standing(honoree: Honoree) -> list[tuple[str, str]]:
    """Return what may be shown of an honoree, item by item, and whether an answer is awaited."""
    held = consent.scopes_in_force(honoree)
    found = [
        (str(scope.label), str(_("Đã đồng ý")) if scope in held else str(_("Chưa có đồng ý: không đăng")))
        for scope in ConsentScope
    ]
    if not held:
        found.append((_("Nội dung"), str(MINIMAL)))
    waiting = ConsentRequest.objects.filter(
        honoree=honoree, answered_at__isnull=True, recalled_at__isnull=True
    ).first()
    if waiting is not None:
        found.append(
            (
                _("Đã hỏi"),
                _("%(state)s; hỏi lúc %(asked)s, trả lời trước %(until)s")
                % {
                    "state": waiting.get_state_display(),
                    "asked": shown(waiting.asked_at),
                    "until": shown(waiting.expires_at),
                },
            )
        )
    return found


class AskForm(ActForm):
    """What to ask for: only what is not agreed to yet."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Xin đồng ý về"),
        choices=ConsentScope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Hãy chọn ít nhất một mục để xin đồng ý.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        left = consent.scopes_to_ask(self.subject)
        field: Any = self.fields["scopes"]
        field.choices = [(scope.value, scope.label) for scope in left]
        field.initial = [scope.value for scope in left]


def paper(view: ActView, asked: consent.Asked) -> HttpResponse:
    """Show the link this one time: as text to send, as QR, and as a paper to sign. Vietnamese, as it goes out."""
    request = asked.request
    with translation.override(settings.LANGUAGE_CODE):
        link = settings.PUBLIC_URL.rstrip("/") + reverse("recognition:consent", args=[asked.token])
    response = render(
        view.request,
        "recognition/desk/consent_paper.html",
        {
            "row": request,
            "link": link,
            "items": [(scope, ConsentScope(scope).label) for scope in request.scopes],
            "facts": consent.facts_told(request.honoree),
            "draft": publication.draft_words(request.honoree),
            "back_url": where("nguoi-duoc-ton-vinh", request.honoree),
        },
    )
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "same-origin"
    return response


ASK = Act(
    name="ask_consent",
    label=gettext_lazy("Xin đồng ý công bố"),
    explanation=gettext_lazy(
        "Tạo một tờ giấy có mã QR và đường dẫn dùng một lần để gửi cho người được tôn vinh, trả lời trong 30 ngày. "
        "Đường dẫn chỉ hiện một lần ở trang sau: hãy in hoặc chép ngay. Lời xin đang chờ, nếu có, được thu hồi. "
        "Chưa có trả lời thì chỉ đăng nội dung tối thiểu."
    ),
    run=lambda row, user, answers: consent.ask(honoree=row, scopes=answers["scopes"], actor=user),
    form=AskForm,
    shown=lambda row, user: (
        row.merged_into_id is None and row.erased_at is None and bool(consent.scopes_to_ask(row))
    ),
    icon="mail",
    told=paper,
)


class SignedForm(ActForm):
    """What stands on the signed paper."""

    agreed = forms.MultipleChoiceField(
        label=gettext_lazy("Những mục đã đánh dấu đồng ý"),
        choices=ConsentScope.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Mục không đánh dấu là không đồng ý."),
    )
    given_at = forms.DateTimeField(label=gettext_lazy("Ngày ký"), widget=AdminDateTimeInput)
    proof = forms.FileField(
        label=gettext_lazy("Bản ký đã quét hoặc chụp (không công khai)"),
        help_text=gettext_lazy("PDF, JPG, PNG hoặc HEIC, không quá 15 MB."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["agreed"]
        field.choices = [(scope, ConsentScope(scope).label) for scope in self.subject.scopes]

    def clean_given_at(self) -> Any:
        given = self.cleaned_data["given_at"]
        if given > timezone.now():
            raise forms.ValidationError(_("Lúc đồng ý không thể ở tương lai."))
        return given


def record_signed(row: ConsentRequest, user: Any, answers: dict[str, Any]) -> str:
    proof = checked_proof(answers["proof"])
    consent.record_signed(
        request=row, agreed=answers["agreed"], proof=proof, given_at=answers["given_at"], actor=user
    )
    return _("Đã ghi bản ký: %(agreed)s.") % {"agreed": scope_names(answers["agreed"])}


def _open(row: ConsentRequest) -> bool:
    return row.state in {ConsentRequestState.WAITING, ConsentRequestState.SILENT}


class ConsentRequestViewSet(DeskViewSet):
    model = ConsentRequest
    name = "xin-dong-y"
    icon = "mail"
    menu_label = gettext_lazy("Xin đồng ý")
    has_history = False
    list_display = (
        "__str__",
        Column("scopes", label=gettext_lazy("Xin đồng ý về"), accessor=lambda row: scope_names(row.scopes)),
        Column("state", label=gettext_lazy("Trả lời"), accessor=lambda row: row.get_state_display()),
        "expires_at",
        column("asked_by", gettext_lazy("Người hỏi")),
    )
    list_filter = ("asked_at", "answered_at")
    list_export = ("honoree", "scopes", "asked_at", "expires_at", "answered_at", "agreed", "refused")
    with_related = ("honoree", "asked_by")
    search_as_typed = ("public_id",)
    search_keys = ("honoree__name_key",)
    inspect_view_fields = ("asked_by", "asked_at", "expires_at", "answered_at", "recalled_at", "on_paper")
    acts = (
        Act(
            name="record_signed",
            label=gettext_lazy("Ghi bản đã ký"),
            explanation=gettext_lazy(
                "Đối chiếu mã trên tờ giấy với mã ở đây, đánh dấu đúng những mục người ký đã đồng ý, và gửi kèm bản quét."
            ),
            run=record_signed,
            form=SignedForm,
            shown=lambda row, user: _open(row),
            icon="clipboard-list",
        ),
        Act(
            name="recall",
            label=gettext_lazy("Thu hồi"),
            explanation=gettext_lazy("Đường dẫn và mã QR đã gửi không mở được nữa."),
            run=lambda row, user, answers: consent.recall(request=row, actor=user, reason=answers["reason"]),
            form=RemarkForm,
            shown=lambda row, user: _open(row),
            icon="cross",
            serious=True,
        ),
    )

    def facts(self, row: ConsentRequest, user: Any) -> list[tuple[str, Any]]:
        return [
            (
                _("Người, tập thể"),
                {"text": row.honoree.full_name, "url": where("nguoi-duoc-ton-vinh", row.honoree)},
            ),
            (_("Mã trên giấy"), {"text": row.public_id.upper()}),
            (_("Xin đồng ý về"), {"text": scope_names(row.scopes)}),
            (_("Trả lời"), {"text": row.get_state_display()}),
            (_("Đồng ý"), {"text": scope_names(row.agreed)}),
            (_("Không đồng ý"), {"text": scope_names(row.refused)}),
            *super().facts(row, user),
        ]

    def notices(self, row: ConsentRequest, user: Any) -> list[str]:
        if row.state == ConsentRequestState.SILENT:
            return [_("Không có trả lời: %(minimal)s.") % {"minimal": str(MINIMAL).lower()}]
        return []
