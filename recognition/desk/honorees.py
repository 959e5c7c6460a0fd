"""Screens of the honored, of entries that may be one, and of consents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import private_files
from recognition.desk import choosers
from recognition.desk.acts import Act, ReasonForm, RemarkForm
from recognition.desk.catalogue import where
from recognition.desk.consents import ASK, standing
from recognition.desk.fields import field_for
from recognition.desk.files import CONSENT_PROOF, checked_proof
from recognition.desk.viewsets import SECTION_ROWS, DeskViewSet, Section, column, flag
from recognition.domain import consent, erasure, publication, registry
from recognition.enums import MergeState
from recognition.models import Conferral, Consent, Honoree, HonoreePage, MergeProposal


class HonoreeViewSet(DeskViewSet):
    """The year of birth is not on this screen: it serves matching alone."""

    model = Honoree
    name = "nguoi-duoc-ton-vinh"
    icon = "user"
    menu_label = gettext_lazy("Người, tập thể")
    can_change = True
    list_display = (
        "full_name",
        "kind",
        column("unit", gettext_lazy("Đơn vị hiện nay")),
        flag("is_public", gettext_lazy("Công khai")),
        "public_id",
    )
    list_filter = ("kind", "is_public", "letter")
    list_export = ("public_id", "kind", "full_name", "given", "unit", "specialty", "is_public")
    with_related = ("unit",)
    inspect_related = ("merged_into",)
    search_as_typed = ("public_id",)
    search_keys = ("name_key",)
    ordering = "sort_key"
    form_fields = ("given", "specialty")
    inspect_view_fields = (
        "kind",
        "full_name",
        "given",
        "unit",
        "specialty",
        "is_public",
        "merged_into",
        "public_id",
    )

    acts = (
        ASK,
        Act(
            name="erase",
            label=gettext_lazy("Xóa vĩnh viễn theo yêu cầu"),
            explanation=gettext_lazy(
                "Họ tên, trang, ảnh, bản ký đồng ý và lời ghi của các việc đã làm bị xóa, không lấy lại được. "
                "Địa chỉ cũ trả lời rằng nội dung không còn được đăng. Bản gốc quyết định và hồ sơ lưu trữ vẫn giữ theo luật; "
                "bài viết có nhân vật rời khỏi trang công khai, biên tập viên viết lại hoặc xóa."
            ),
            run=lambda row, user, answers: erasure.erase(honoree=row, actor=user, reason=answers["reason"]),
            form=ReasonForm,
            shown=lambda row, user: row.merged_into_id is None and not erasure.is_erased(row),
            icon="bin",
            serious=True,
        ),
    )

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        return registry.describe_honoree(
            honoree=form.instance,
            given=form.cleaned_data["given"],
            specialty=form.cleaned_data["specialty"],
            actor=user,
        )

    def may_change(self, row: Honoree, user: Any) -> bool:
        return row.merged_into_id is None and not erasure.is_erased(row)

    def sections(self, row: Honoree, user: Any) -> list[Section]:
        rows = (
            Conferral.objects.filter(honoree=row)
            .select_related("award", "decision")
            .order_by("-decision__dated", "-id")
        )
        pages = HonoreePage.objects.filter(honoree=row).select_related("locale")
        return [
            Section(
                gettext_lazy("Các lần khen thưởng"),
                [_("Danh hiệu, hình thức"), _("Quyết định"), _("Ngày"), _("Năm thành tích"), _("Công bố")],
                [
                    [
                        {"text": one.award.name, "url": where("lan-khen-thuong", one)},
                        one.decision,
                        one.decision.dated,
                        one.merit_year,
                        one.get_state_display(),
                    ]
                    for one in rows[:SECTION_ROWS]
                ],
            ),
            Section(
                gettext_lazy("Trang"),
                [_("Ngôn ngữ"), _("Tiêu đề"), _("Đang công bố")],
                [
                    [
                        str(page.locale),
                        {"text": page.title, "url": reverse("wagtailadmin_pages:edit", args=[page.pk])},
                        page.live,
                    ]
                    for page in pages
                ],
            ),
            Section(gettext_lazy("Được đăng những gì"), [_("Mục"), _("Đồng ý")], standing(row)),
            Section(
                gettext_lazy("Đồng ý công bố"),
                [_("Phạm vi"), _("Đồng ý lúc"), _("Rút lại lúc")],
                [[one.get_scope_display(), one.given_at, one.withdrawn_at] for one in row.consents.all()],
            ),
        ]


class MergeProposalViewSet(DeskViewSet):
    model = MergeProposal
    name = "de-xuat-nhap"
    icon = "copy"
    menu_label = gettext_lazy("Đề xuất nhập làm một")
    has_history = False
    list_display = (
        "__str__",
        column("honoree.unit", gettext_lazy("Đơn vị của mục mới")),
        column("existing.unit", gettext_lazy("Đơn vị của mục đã có")),
        "state",
        "proposed_at",
    )
    list_filter = ("state",)
    list_export = (
        "honoree",
        "honoree.unit",
        "existing",
        "existing.unit",
        "state",
        "proposed_at",
        "decided_by",
        "decided_at",
    )
    with_related = ("honoree", "existing", "honoree__unit", "existing__unit", "decided_by")
    search_keys = ("honoree__name_key", "existing__name_key")
    ordering = "-id"
    inspect_view_fields = ("state", "proposed_at", "decided_by", "decided_at")
    acts = (
        Act(
            name="merge",
            label=gettext_lazy("Là một: nhập làm một"),
            explanation=gettext_lazy(
                "Mọi lần khen thưởng của mục mới chuyển sang mục đã có; địa chỉ của mục mới dẫn sang mục đã có. Không tách lại được."
            ),
            run=lambda row, user, answers: publication.merge(
                proposal=row, actor=user, reason=answers["reason"]
            ),
            form=RemarkForm,
            shown=lambda row, user: row.state == MergeState.OPEN,
            serious=True,
        ),
        Act(
            name="dismiss",
            label=gettext_lazy("Là hai: giữ riêng"),
            run=lambda row, user, answers: publication.dismiss(
                proposal=row, actor=user, reason=answers["reason"]
            ),
            form=RemarkForm,
            shown=lambda row, user: row.state == MergeState.OPEN,
            icon="cross",
        ),
    )

    def facts(self, row: MergeProposal, user: Any) -> list[tuple[str, Any]]:
        evidence = row.evidence
        grounds = [
            words
            for key, words in (
                ("same_unit", _("cùng đơn vị")),
                ("same_position", _("cùng chức vụ")),
                ("same_birth_year", _("cùng năm sinh")),
            )
            if evidence.get(key)
        ]
        return [
            (_("Mục mới"), {"text": row.honoree.full_name, "url": where("nguoi-duoc-ton-vinh", row.honoree)}),
            (
                _("Mục đã có"),
                {"text": row.existing.full_name, "url": where("nguoi-duoc-ton-vinh", row.existing)},
            ),
            (_("Căn cứ"), {"text": ", ".join([_("cùng họ tên"), *grounds])}),
            *super().facts(row, user),
        ]

    def sections(self, row: MergeProposal, user: Any) -> list[Section]:
        lines = list(
            Conferral.objects.filter(honoree__in=(row.honoree_id, row.existing_id))
            .select_related("award", "decision")
            .order_by("-decision__dated", "-id")[:SECTION_ROWS]
        )
        headings = [_("Danh hiệu, hình thức"), _("Quyết định"), _("Chức vụ khi đó"), _("Đơn vị khi đó")]
        return [
            Section(
                title,
                headings,
                [
                    [one.award.name, one.decision, one.position_then, one.unit_then]
                    for one in lines
                    if one.honoree_id == honoree.pk
                ],
            )
            for title, honoree in (
                (gettext_lazy("Các lần khen thưởng của mục mới"), row.honoree),
                (gettext_lazy("Các lần khen thưởng của mục đã có"), row.existing),
            )
        ]


class ConsentForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Consent
        fields = ("honoree", "scope", "text_version", "given_at", "proof")
        formfield_callback = field_for

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["honoree"].widget = choosers.honorees.widget_class()

    def clean_given_at(self) -> Any:
        given = self.cleaned_data["given_at"]
        if given > timezone.now():
            raise forms.ValidationError(_("Lúc đồng ý không thể ở tương lai."))
        return given

    def _get_validation_exclusions(self) -> set[str]:
        # "One in force per scope" is the domain's answer, in words.
        return {*super()._get_validation_exclusions(), "withdrawn_at"}  # type: ignore[misc]


class ConsentViewSet(DeskViewSet):
    model = Consent
    name = "dong-y"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Đồng ý công bố")
    can_add = True
    has_history = False
    list_display = (
        "__str__",
        "scope",
        "given_at",
        "withdrawn_at",
        column("recorded_by", gettext_lazy("Người ghi")),
    )
    list_filter = ("scope", "given_at")
    list_export = ("honoree", "scope", "text_version", "given_at", "withdrawn_at", "recorded_by")
    with_related = ("honoree", "recorded_by")
    search_as_typed = ("text_version",)
    search_keys = ("honoree__name_key",)
    inspect_view_fields = ("scope", "text_version", "given_at", "withdrawn_at", "recorded_by")
    acts = (
        Act(
            name="withdraw",
            label=gettext_lazy("Ghi nhận rút đồng ý"),
            explanation=gettext_lazy("Phần được đồng ý rời khỏi trang công khai ngay."),
            run=lambda row, user, answers: consent.withdraw_consent(
                consent=row, actor=user, reason=answers["reason"]
            ),
            form=RemarkForm,
            shown=lambda row, user: row.withdrawn_at is None,
            icon="cross",
            serious=True,
        ),
    )

    def get_form_class(self, for_update: bool = False) -> Any:
        return ConsentForm

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        answers = form.cleaned_data
        return consent.record_consent(
            honoree=answers["honoree"],
            scope=answers["scope"],
            text_version=answers["text_version"],
            given_at=answers["given_at"],
            actor=user,
            proof=checked_proof(answers["proof"]) if answers["proof"] else None,
        )

    def facts(self, row: Consent, user: Any) -> list[tuple[str, Any]]:
        found = [
            (
                _("Người, tập thể"),
                {"text": row.honoree.full_name, "url": where("nguoi-duoc-ton-vinh", row.honoree)},
            ),
            *super().facts(row, user),
        ]
        if row.proof:
            found.append(
                (
                    _("Bản ký (không công khai)"),
                    {"text": _("Tải về"), "url": private_files.address(CONSENT_PROOF, row.public_id)},
                )
            )
        return found
