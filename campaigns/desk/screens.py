"""Screens of campaigns and of registrations of titles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column

from campaigns.domain import links
from campaigns.models import Campaign, CampaignCriterion, CampaignFile, CampaignMilestone, Registration
from portal.core import private_files
from portal.core.private_files import PrivateFile
from recognition.desk import choosers
from recognition.desk.acts import Act, ActForm, RemarkForm
from recognition.desk.fields import field_for
from recognition.desk.files import given
from recognition.desk.policies import AUDIT, DESK, EXPORTERS, READERS, held
from recognition.desk.viewsets import (
    SECTION_ROWS,
    DeskGroup,
    DeskViewSet,
    Section,
    column,
    decision_label,
    flag,
    shown,
)
from recognition.domain import registry
from recognition.enums import UNIT_ROLES, Role
from recognition.models import Conferral, Decision, Round, StoryPage
from recognition.second_factor import demanded_of

PLEDGE: Final = "giao-uoc"
CAMPAIGN_TABLE: Final = {
    "view": READERS,
    "add": links.KEEPERS,
    "change": links.KEEPERS,
    "export": EXPORTERS,
    **dict.fromkeys(("attach_round", "attach_decision", "attach_story", "detach"), links.KEEPERS),
}
REGISTRATION_TABLE: Final = {"view": DESK | AUDIT, "add": DESK, "change": DESK, "export": DESK}


class AttachRoundForm(ActForm):
    round = forms.ModelChoiceField(
        label=gettext_lazy("Đợt xét"),
        queryset=Round.objects.none(),
        to_field_name="public_id",
        help_text=gettext_lazy("Đợt xét của Sở hoặc của đơn vị, chưa thuộc phong trào nào."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice: Any = self.fields["round"]
        choice.queryset = links.free_rounds().select_related("unit")
        choice.label_from_instance = lambda row: f"{row.title} – {row.unit}"


class AttachDecisionForm(ActForm):
    decision = forms.ModelChoiceField(
        label=gettext_lazy("Quyết định khen thưởng"),
        queryset=Decision.objects.all(),
        help_text=gettext_lazy("Quyết định đã kiểm tra, có người, tập thể chưa thuộc phong trào nào."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].widget = choosers.decisions.widget_class()


class AttachStoryForm(ActForm):
    story = forms.ModelChoiceField(
        label=gettext_lazy("Gương điển hình"),
        queryset=StoryPage.objects.none(),
        help_text=gettext_lazy("Bài viết tiếng Việt; bản dịch đi cùng."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice: Any = self.fields["story"]
        told = self.subject.story_links.values("story__translation_key")
        choice.queryset = (
            StoryPage.objects.filter(locale__language_code="vi")
            .exclude(translation_key__in=told)
            .order_by("-dated", "-pk")
        )
        choice.label_from_instance = lambda row: row.title


class DetachForm(RemarkForm):
    what = forms.ChoiceField(label=gettext_lazy("Mục thôi gắn với phong trào"))
    field_order = ("what", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice: Any = self.fields["what"]
        rounds, decisions, stories = links.attached(self.subject)
        self.rows = {
            **{f"round:{row.pk}": row for row in rounds},
            **{f"decision:{row.pk}": row for row in decisions},
            **{f"story:{row.pk}": row for row in stories},
        }
        choice.choices = [
            (label, named)
            for label, named in (
                (_("Đợt xét"), [(f"round:{row.pk}", row.title) for row in rounds]),
                (
                    _("Kết quả khen thưởng"),
                    [(f"decision:{row.pk}", decision_label(row)) for row in decisions],
                ),
                (_("Gương điển hình"), [(f"story:{row.pk}", row.title) for row in stories]),
            )
            if named
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {**cleaned, "row": self.rows.get(cleaned.get("what", ""))}


def _attach_decision(row: Campaign, user: Any, answers: dict[str, Any]) -> str:
    number = links.attach_decision(campaign=row, decision=answers["decision"], actor=user)
    return ngettext(
        "Đã gắn %(number)d người, tập thể với phong trào.",
        "Đã gắn %(number)d người, tập thể với phong trào.",
        number,
    ) % {"number": number}


def _detach(row: Campaign, user: Any, answers: dict[str, Any]) -> str:
    found, reason = answers["row"], answers["reason"]
    if isinstance(found, Round):
        links.detach_round(campaign=row, round=found, actor=user, reason=reason)
    elif isinstance(found, Decision):
        links.detach_decision(campaign=row, decision=found, actor=user, reason=reason)
    else:
        links.detach_story(campaign=row, story=found, actor=user, reason=reason)
    return _("Đã bỏ gắn khỏi phong trào.")


class CampaignViewSet(DeskViewSet):
    model = Campaign
    name = "phong-trao-thi-dua"
    icon = "site"
    menu_label = gettext_lazy("Phong trào thi đua")
    can_add = can_change = True
    list_display = (
        "title",
        "kind",
        column("unit", gettext_lazy("Đơn vị phát động")),
        "plan_number",
        "starts_on",
        "ends_on",
        Column(
            "state",
            label=gettext_lazy("Tình trạng"),
            accessor=lambda campaign: campaign.state().label,
        ),
        flag("is_record", gettext_lazy("Tư liệu")),
    )
    list_filter = ("kind", "is_record", "unit")
    list_export = (
        "title",
        "kind",
        "plan_number",
        "plan_date",
        "issuer",
        "unit",
        "starts_on",
        "ends_on",
        "deadline",
        "individual_quota",
        "collective_quota",
        "is_record",
    )
    with_related = ("unit", "parent")
    search_fields = ("title", "title_en", "plan_number", "issuer")
    search_keys = ("slug",)
    form_fields = (
        "title",
        "title_en",
        "kind",
        "slogan",
        "themes",
        "plan_number",
        "plan_date",
        "plan_date_text",
        "issuer",
        "unit",
        "parent",
        "parent_reference",
        "starts_on",
        "ends_on",
        "deadline",
        "deadline_text",
        "summary",
        "summary_en",
        "purpose",
        "goals",
        "content",
        "subjects",
        "measures",
        "recipients",
        "contact",
        "individual_quota",
        "collective_quota",
        "quota_note",
        "legal_bases",
        "bases_text",
        "awards",
        "awards_note",
        "note",
    )
    inline_models = (
        (
            CampaignCriterion,
            ("kind", "text", "threshold", "at_most", "unit_of_measure", "question", "sort_order"),
        ),
        (CampaignMilestone, ("title", "starts_on", "ends_on", "is_peak")),
        (CampaignFile, ("title", "document")),
    )
    inspect_view_fields = tuple(name for name in form_fields if name not in {"legal_bases", "awards"})

    with_prefetched = ("round_links__round",)
    acts = (
        Act(
            name="attach_round",
            label=gettext_lazy("Gắn đợt xét"),
            run=lambda row, user, answers: links.attach_round(
                campaign=row, round=answers["round"], actor=user
            ),
            shown=lambda row, user: not row.is_record,
            form=AttachRoundForm,
            explanation=gettext_lazy(
                "Tiêu chuẩn của phong trào là tiêu chuẩn của đợt xét; ai được khen từ đợt xét hiện trên trang phong trào."
            ),
            icon="calendar-alt",
        ),
        Act(
            name="attach_decision",
            label=gettext_lazy("Gắn kết quả khen thưởng"),
            run=_attach_decision,
            shown=lambda row, user: not row.is_record,
            form=AttachDecisionForm,
            explanation=gettext_lazy(
                "Cho quyết định không có hồ sơ trên trang này. Hồ sơ của đợt xét đã gắn thì tự thành kết quả của phong trào."
            ),
            icon="list-ul",
        ),
        Act(
            name="attach_story",
            label=gettext_lazy("Gắn gương điển hình"),
            run=lambda row, user, answers: links.attach_story(
                campaign=row, story=answers["story"], actor=user
            ),
            shown=lambda row, user: not row.is_record,
            form=AttachStoryForm,
            icon="doc-full",
        ),
        Act(
            name="detach",
            label=gettext_lazy("Bỏ gắn"),
            run=_detach,
            shown=lambda row, user: (
                not row.is_record
                and (row.round_links.exists() or row.conferral_links.exists() or row.story_links.exists())
            ),
            form=DetachForm,
            explanation=gettext_lazy(
                "Bỏ gắn một đợt xét thì người được khen từ đợt xét ấy cũng thôi hiện trên trang phong trào."
            ),
            icon="cross",
            serious=True,
        ),
    )

    def formfield_for_dbfield(self, db_field: Any, **options: Any) -> Any:
        if db_field.name in {"awards", "legal_bases"}:
            options["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_dbfield(db_field, **options)

    def may_change(self, row: Campaign, user: Any) -> bool:
        return not row.is_record

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        return registry.keep(
            row=form.instance, actor=user, fields=changed, related=save_related, roles=links.KEEPERS
        )

    def facts(self, row: Campaign, user: Any) -> list[tuple[str, Any]]:
        return [
            (_("Tình trạng"), {"text": str(row.state().label)}),
            *super().facts(row, user),
            (_("Căn cứ pháp lý"), {"text": shown([str(law) for law in row.legal_bases.all()])}),
            (_("Danh hiệu, hình thức"), {"text": shown([award.name for award in row.awards.all()])}),
        ]

    def notices(self, row: Campaign, user: Any) -> list[str]:
        if not row.is_record:
            return []
        return [_("Tư liệu: kế hoạch có thật đã kết thúc, chỉ để đọc.")]

    def sections(self, row: Campaign, user: Any) -> list[Section]:
        return [
            Section(
                gettext_lazy("Tiêu chuẩn"),
                [_("Đối tượng"), _("Tiêu chuẩn"), _("Ngưỡng"), _("Mức cao nhất"), _("Đơn vị tính")],
                [
                    [one.get_kind_display(), one.text, one.threshold, one.at_most, one.unit_of_measure]
                    for one in row.criteria.all()
                ],
            ),
            Section(
                gettext_lazy("Mốc thời gian"),
                [_("Việc"), _("Từ ngày"), _("Đến ngày"), _("Cao điểm")],
                [[one.title, one.starts_on, one.ends_on, one.is_peak] for one in row.milestones.all()],
            ),
            Section(
                gettext_lazy("Tài liệu"),
                [_("Tên tài liệu")],
                [
                    [{"text": one.title, "url": one.document.url}]
                    for one in row.files.select_related("document")
                ],
            ),
            Section(
                gettext_lazy("Đợt xét"),
                [_("Tên đợt xét"), _("Mở nhận hồ sơ"), _("Hạn nhận hồ sơ")],
                [
                    [
                        {
                            "text": one.round.title,
                            "url": reverse("dot-xet:inspect", args=[one.round_id]),
                        },
                        one.round.opens_at,
                        one.round.deadline,
                    ]
                    for one in row.round_links.select_related("round")
                ],
            ),
            Section(
                gettext_lazy("Kết quả khen thưởng"),
                [_("Người, tập thể"), _("Danh hiệu, hình thức"), _("Quyết định")],
                [
                    [
                        {"text": one.name_then, "url": reverse("lan-khen-thuong:inspect", args=[one.pk])},
                        one.award.name,
                        str(one.decision),
                    ]
                    for one in Conferral.objects.filter(campaign_link__campaign=row)
                    .select_related("award", "decision")
                    .order_by("-decision__dated", "list_position", "pk")[: SECTION_ROWS + 1]
                ],
            ),
            Section(
                gettext_lazy("Gương điển hình"),
                [_("Bài viết"), _("Ngày đăng")],
                [
                    [
                        {
                            "text": one.story.title,
                            "url": reverse("wagtailadmin_pages:edit", args=[one.story_id]),
                        },
                        one.story.dated,
                    ]
                    for one in row.story_links.select_related("story")
                ],
            ),
        ]


class RegistrationForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Registration
        fields = (
            "campaign",
            "unit",
            "year",
            "award",
            "kind",
            "full_name",
            "position",
            "honoree",
            "pledge",
            "state",
        )
        formfield_callback = field_for

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["honoree"].widget = choosers.honorees.widget_class()


class RegistrationViewSet(DeskViewSet):
    model = Registration
    name = "dang-ky-thi-dua"
    icon = "form"
    menu_label = gettext_lazy("Đăng ký thi đua")
    can_add = can_change = True
    list_display = (
        "full_name",
        column("award", gettext_lazy("Danh hiệu")),
        "year",
        column("unit", gettext_lazy("Đơn vị")),
        "state",
    )
    list_filter = ("year", "award", "state", "kind")
    list_export = (
        "unit",
        "year",
        "award",
        "kind",
        "full_name",
        "position",
        "campaign",
        "state",
        "created_at",
    )
    with_related = ("unit", "award", "campaign")
    inspect_related = ("created_by", "honoree")
    search_fields = ("full_name", "unit__name")
    search_keys = ("unit__slug",)
    inspect_view_fields = (
        "campaign",
        "unit",
        "year",
        "award",
        "kind",
        "full_name",
        "position",
        "honoree",
        "state",
        "created_by",
        "created_at",
    )

    def get_form_class(self, for_update: bool = False) -> Any:
        return RegistrationForm

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        if form.instance.pk is None:
            form.instance.created_by = user
        return registry.keep(row=form.instance, actor=user, fields=changed, related=save_related)

    def facts(self, row: Registration, user: Any) -> list[tuple[str, Any]]:
        found = super().facts(row, user)
        if row.pledge:
            found.append(
                (
                    _("Bản đăng ký, giao ước"),
                    {"text": _("Tải về"), "url": private_files.address(PLEDGE, row.public_id)},
                )
            )
        return found


class CampaignGroup(DeskGroup):
    menu_label = gettext_lazy("Phong trào")
    menu_name = "phong-trao"
    menu_icon = "site"
    menu_order = 420
    items = (CampaignViewSet("phong-trao-thi-dua"), RegistrationViewSet("dang-ky-thi-dua"))


def pledge_file(user: Any, key: str) -> PrivateFile | None:
    """Return the pledge of that registration for the desk, and for staff of the unit that registered."""
    if not user.is_authenticated or demanded_of(user):
        return None
    row = Registration.objects.filter(public_id=key).first()
    if row is None:
        return None
    grants = held(user)
    if grants.any(Role.STANDING_BODY, Role.AUDITOR, unit=row.unit_id) or grants.any(
        *UNIT_ROLES, unit=row.unit_id
    ):
        return given(row.pledge, f"dang-ky-thi-dua-{key}")
    return None
