"""Campaigns (phong trào thi đua): the row of facts, the page that shows it, its links, registrations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from campaigns.enums import CampaignKind, CampaignState, RegistrationState
from portal.core import outbox
from portal.core.blocks.story import BodyBlock
from portal.core.models.pages import BasePage
from portal.core.public_id import new_public_id
from portal.core.storage import private_storage
from portal.core.vietnamese import slugify
from recognition.enums import SubjectKind
from recognition.models import Award, Conferral, Honoree, LegalInstrument, Round, StoryPage, Unit


class Campaign(models.Model):
    """What an announcement says: a plan with number, date, issuer, period, subjects, goals, criteria, quotas."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    title = models.CharField(_("tên phong trào"), max_length=300)
    title_en = models.CharField(_("tên tiếng Anh"), max_length=300, blank=True)
    slug = models.SlugField(_("địa chỉ"), max_length=255, unique=True, blank=True)
    kind = models.CharField(_("loại"), max_length=14, choices=CampaignKind.choices)
    slogan = models.CharField(_("khẩu hiệu"), max_length=300, blank=True)
    themes = models.JSONField(_("chủ đề"), default=list, blank=True)
    plan_number = models.CharField(_("số kế hoạch"), max_length=80, blank=True)
    plan_date = models.DateField(_("ngày kế hoạch"), null=True, blank=True)
    plan_date_text = models.CharField(
        _("ngày ghi trên kế hoạch"),
        max_length=100,
        blank=True,
        help_text=_("Khi kế hoạch không ghi đủ ngày tháng năm."),
    )
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="campaigns",
        verbose_name=_("đơn vị phát động"),
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=_("thuộc phong trào của cấp trên"),
    )
    parent_reference = models.CharField(
        _("thực hiện theo văn bản"),
        max_length=300,
        blank=True,
        help_text=_("Khi văn bản của cấp trên không có trên trang này."),
    )
    starts_on = models.DateField(_("từ ngày"), null=True, blank=True)
    ends_on = models.DateField(_("đến ngày"), null=True, blank=True)
    deadline = models.DateTimeField(_("hạn gửi hồ sơ"), null=True, blank=True)
    deadline_text = models.CharField(
        _("hạn, theo lời kế hoạch"),
        max_length=300,
        blank=True,
        help_text=_("Khi kế hoạch chỉ ghi ngày hoặc ghi hạn cho nhiều việc."),
    )
    summary = models.CharField(_("tóm tắt"), max_length=500, blank=True)
    summary_en = models.CharField(_("tóm tắt (tiếng Anh)"), max_length=500, blank=True)
    purpose = models.TextField(_("mục đích, yêu cầu"), blank=True)
    goals = models.JSONField(_("chỉ tiêu"), default=list, blank=True)
    content = models.JSONField(_("nội dung thi đua"), default=list, blank=True)
    subjects = models.CharField(_("đối tượng"), max_length=400, blank=True)
    measures = models.JSONField(_("biện pháp, tổ chức thực hiện"), default=list, blank=True)
    recipients = models.JSONField(_("nơi nhận"), default=list, blank=True)
    contact = models.CharField(_("liên hệ"), max_length=255, blank=True)
    individual_quota = models.PositiveSmallIntegerField(_("số cá nhân mỗi đơn vị"), null=True, blank=True)
    collective_quota = models.PositiveSmallIntegerField(_("số tập thể mỗi đơn vị"), null=True, blank=True)
    quota_note = models.CharField(_("ghi chú về số lượng"), max_length=400, blank=True)
    legal_bases = models.ManyToManyField(
        LegalInstrument, blank=True, related_name="campaigns", verbose_name=_("căn cứ pháp lý")
    )
    bases_text = models.JSONField(_("căn cứ khác"), default=list, blank=True)
    awards = models.ManyToManyField(
        Award, blank=True, related_name="campaigns", verbose_name=_("danh hiệu, hình thức")
    )
    awards_note = models.CharField(_("ghi chú về khen thưởng"), max_length=400, blank=True)
    is_record = models.BooleanField(
        _("tư liệu"),
        default=False,
        editable=False,
        help_text=_("Kế hoạch có thật đã kết thúc, chỉ để đọc."),
    )
    note = models.TextField(_("ghi chú biên tập"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("phong trào thi đua")
        verbose_name_plural = _("phong trào thi đua")
        ordering = ("-starts_on", "-id")
        constraints = (
            models.CheckConstraint(
                name="campaign_period_in_order",
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(starts_on__lte=models.F("ends_on")),
            ),
            models.CheckConstraint(
                name="campaign_is_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.starts_on > self.ends_on:
            raise ValidationError({"ends_on": _("Ngày kết thúc phải sau ngày bắt đầu.")})

    def save(self, *args: object, **kwargs: object) -> None:
        if not self.slug:
            slug = slugify(self.title)[:200] or self.public_id
            taken = Campaign.objects.filter(slug=slug).exclude(pk=self.pk).exists()
            self.slug = f"{slug}-{self.public_id}" if taken else slug
        with transaction.atomic():
            super().save(*args, **kwargs)  # type: ignore[arg-type]
            outbox.record(self)

    def state(self, on: date | None = None, links: Iterable[CampaignRound] | None = None) -> CampaignState:
        """Return what the campaign is on that day (today when left out), from dates and open rounds; ``links`` are all of
        its rounds where they have been read.
        """
        day = on or timezone.localdate()
        if self.is_record or (self.ends_on and day > self.ends_on):
            return CampaignState.CLOSED
        if self.starts_on and day < self.starts_on:
            return CampaignState.UPCOMING
        if self.deadline:
            end = timezone.localtime(self.deadline).date()
            if day > end:
                return CampaignState.REVIEWING
            return CampaignState.OPEN if self.rounds_open(day, links) else CampaignState.RUNNING
        return CampaignState.RUNNING

    def rounds_open(self, day: date, links: Iterable[CampaignRound] | None = None) -> bool:
        """Whether a round of this campaign takes dossiers that day."""
        return any(
            not link.round.is_draft
            and timezone.localtime(link.round.opens_at).date()
            <= day
            <= timezone.localtime(link.round.deadline).date()
            for link in (self.round_links.all() if links is None else links)
        )


class CampaignCriterion(models.Model):
    """One criterion for one kind of subject; a numeric threshold drives page, form and check alike."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="criteria")
    kind = models.CharField(_("đối tượng"), max_length=12, choices=SubjectKind.choices)
    text = models.CharField(_("tiêu chuẩn"), max_length=600)
    threshold = models.DecimalField(_("ngưỡng"), max_digits=12, decimal_places=2, null=True, blank=True)
    at_most = models.BooleanField(
        _("ngưỡng là mức cao nhất"),
        default=False,
        help_text=_("Đánh dấu khi con số không được vượt ngưỡng, ví dụ không quá 0 phản ánh."),
    )
    unit_of_measure = models.CharField(_("đơn vị tính"), max_length=40, blank=True)
    question = models.CharField(
        _("câu hỏi trong mẫu báo cáo"),
        max_length=60,
        blank=True,
        help_text=_(
            "Mã của ô trong mẫu báo cáo có con số này, ví dụ reform_index. Để trống thì đơn vị khai riêng."
        ),
    )
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("tiêu chuẩn")
        verbose_name_plural = _("tiêu chuẩn")
        ordering = ("kind", "sort_order", "id")

    def __str__(self) -> str:
        return self.text


class CampaignMilestone(models.Model):
    """A date or a period of a campaign: a deadline, a ceremony, peak weeks."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("việc"), max_length=300)
    starts_on = models.DateField(_("ngày, từ ngày"))
    ends_on = models.DateField(_("đến ngày"), null=True, blank=True)
    is_peak = models.BooleanField(_("tuần cao điểm"), default=False)

    class Meta:
        verbose_name = _("mốc thời gian")
        verbose_name_plural = _("mốc thời gian")
        ordering = ("starts_on", "id")

    def __str__(self) -> str:
        return self.title


class CampaignFile(models.Model):
    """A file of the plan for everybody: the plan itself, forms, guides."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="files")
    title = models.CharField(_("tên tài liệu"), max_length=255)
    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("tệp")
    )

    class Meta:
        verbose_name = _("tài liệu của phong trào")
        verbose_name_plural = _("tài liệu của phong trào")

    def __str__(self) -> str:
        return self.title


class CampaignRound(models.Model):
    """A round opened by a campaign. Recognition does not know."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="round_links")
    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="campaign_link")

    class Meta:
        verbose_name = _("đợt xét của phong trào")
        verbose_name_plural = _("đợt xét của phong trào")

    def __str__(self) -> str:
        return f"{self.campaign} – {self.round}"


class CampaignConferral(models.Model):
    """A conferral that came out of a campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="conferral_links")
    conferral = models.OneToOneField(Conferral, on_delete=models.CASCADE, related_name="campaign_link")

    class Meta:
        verbose_name = _("lần khen thưởng của phong trào")
        verbose_name_plural = _("lần khen thưởng của phong trào")

    def __str__(self) -> str:
        return f"{self.campaign} – {self.conferral}"


class CampaignStory(models.Model):
    """A story told in a campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="story_links")
    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="campaign_links")

    class Meta:
        verbose_name = _("gương điển hình của phong trào")
        verbose_name_plural = _("gương điển hình của phong trào")
        constraints = (models.UniqueConstraint(fields=("campaign", "story"), name="campaign_story_once"),)

    def __str__(self) -> str:
        return f"{self.campaign} – {self.story}"


class Registration(models.Model):
    """A title that a person or a collective registers to strive for at the start of the year (đăng ký thi đua)."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    campaign = models.ForeignKey(
        Campaign,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
        verbose_name=_("phong trào"),
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("đơn vị")
    )
    year = models.PositiveSmallIntegerField(_("năm"))
    award = models.ForeignKey(
        Award, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("danh hiệu")
    )
    kind = models.CharField(_("đối tượng"), max_length=12, choices=SubjectKind.choices)
    honoree = models.ForeignKey(
        Honoree,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
        verbose_name=_("người, tập thể đã có trong sổ"),
    )
    full_name = models.CharField(_("họ và tên, tên tập thể"), max_length=255)
    position = models.CharField(_("chức vụ"), max_length=255, blank=True)
    pledge = models.FileField(
        _("bản đăng ký, giao ước"), upload_to="registrations", storage=private_storage, blank=True
    )
    state = models.CharField(
        _("trạng thái"),
        max_length=12,
        choices=RegistrationState.choices,
        default=RegistrationState.REGISTERED,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("đăng ký thi đua")
        verbose_name_plural = _("đăng ký thi đua")
        ordering = ("-year", "unit", "full_name")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "year", "award", "kind", "full_name", "position"), name="registration_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.full_name} – {self.award} {self.year}"


class CampaignIndexPage(BasePage):
    """All campaigns, by state."""

    introduction = RichTextField(_("lời mở đầu"), blank=True, features=["bold", "italic", "link"])

    content_panels = (*Page.content_panels, FieldPanel("introduction"))
    parent_page_types = ("home.HomePage",)
    subpage_types = ("campaigns.CampaignPage",)
    max_count_per_parent = 1
    template = "campaigns/campaign_index_page.html"

    class Meta:
        verbose_name = _("trang danh sách phong trào")


class CampaignPage(BasePage):
    """The page of one campaign in one language: the row's facts, and prose beside them."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="pages", verbose_name=_("phong trào")
    )
    language = models.CharField(max_length=5, editable=False)
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("ảnh, biểu trưng"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(BodyBlock(), verbose_name=_("nội dung thêm"), blank=True)

    content_panels = (*Page.content_panels, FieldPanel("campaign"), FieldPanel("image"), FieldPanel("body"))
    parent_page_types = ("campaigns.CampaignIndexPage",)
    subpage_types = ()
    template = "campaigns/campaign_page.html"

    class Meta:
        verbose_name = _("trang phong trào thi đua")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "language"), name="one_page_per_campaign_and_language"
            ),
        )

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.language = self.locale.language_code
        return super().save(*args, **kwargs)
