"""The law on a dossier: what it was when the dossier came, what the unit says of it, and how a rule is changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from recognition.enums import PositionGroup, RuleChangeState, RuleKind, ScoreSheetState, SubjectKind
from recognition.models.catalogue import Award, AwardRule, LegalInstrument
from recognition.models.nominations import Nomination
from recognition.models.rounds import Round


class RuleChange(models.Model):
    """A dated change of one rule: proposed by one person, approved by another. Rules are never edited in place.

    ``rule`` None proposes a new rule, ``ends_only`` ends one without a successor. Approved, the old row ends on the day
    before ``starts_on`` and ``made`` begins on it.
    """

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    rule = models.ForeignKey(
        AwardRule,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="changes",
        verbose_name=_("điều kiện đang có"),
    )
    award = models.ForeignKey(
        Award, on_delete=models.CASCADE, related_name="rule_changes", verbose_name=_("danh hiệu, hình thức")
    )
    kind = models.CharField(_("loại điều kiện"), max_length=14, choices=RuleKind.choices)
    text = models.CharField(_("nội dung mới"), max_length=500)
    parameters = models.JSONField(_("tham số"), default=dict, blank=True)
    legal_basis = models.ForeignKey(
        LegalInstrument,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rule_changes",
        verbose_name=_("căn cứ pháp lý"),
    )
    article = models.CharField(_("điều, khoản"), max_length=80, blank=True)
    starts_on = models.DateField(_("áp dụng từ ngày"))
    ends_only = models.BooleanField(_("chỉ thôi áp dụng, không có điều kiện thay thế"), default=False)
    reason = models.TextField(_("lý do, văn bản"), max_length=2000)
    before = models.JSONField(default=dict, editable=False, help_text="The old rule as it was proposed on.")
    state = models.CharField(
        _("trạng thái"),
        max_length=10,
        choices=RuleChangeState.choices,
        default=RuleChangeState.PROPOSED,
        editable=False,
        db_index=True,
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("người đề nghị"),
    )
    proposed_at = models.DateTimeField(_("đề nghị lúc"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("người quyết định"),
    )
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True, editable=False)
    made = models.OneToOneField(
        AwardRule,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="made_by",
        verbose_name=_("điều kiện mới"),
    )

    class Meta:
        verbose_name = _("thay đổi điều kiện")
        verbose_name_plural = _("thay đổi điều kiện")
        ordering = ("-proposed_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("rule",), condition=models.Q(state="proposed"), name="rule_change_open_once"
            ),
            models.CheckConstraint(
                name="rule_change_approved_by_another",
                condition=~models.Q(state__in=("approved", "refused"))
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("proposed_by"))),
            ),
        )

    def __str__(self) -> str:
        return f"{self.award}: {self.text}"


class RuleSnapshot(models.Model):
    """The rules in force when a dossier was received, word for word. Written once, never changed (DOMAIN 6, rule 2)."""

    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="rule_snapshot")
    in_force_on = models.DateField()
    rules = models.JSONField(default=list, help_text="recognition.domain.rules.Rule, one a rule")
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("luật áp dụng của hồ sơ")
        verbose_name_plural = _("luật áp dụng của hồ sơ")

    def __str__(self) -> str:
        return f"{self.nomination} ({self.in_force_on})"


class CriterionStatement(models.Model):
    """What the unit says of one criterion: numbers, a rating, yes or no, and the paper that shows it."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="statements")
    code = models.CharField(max_length=80)
    answer = models.JSONField(
        default=dict, help_text="claim, count, of, rating, number: see recognition.domain.statements"
    )
    note = models.CharField(_("giấy tờ chứng minh"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("lời khai của đơn vị")
        verbose_name_plural = _("lời khai của đơn vị")
        constraints = (models.UniqueConstraint(fields=("nomination", "code"), name="criterion_stated_once"),)

    def __str__(self) -> str:
        return f"{self.nomination}: {self.code}"


class ScoreSheet(models.Model):
    """A versioned table of points. Drafted by one person, put to use by another; from then on it is not changed:
    ``revise`` makes the next version, and rounds keep the version they carry.
    """

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    title = models.CharField(_("tên bảng điểm"), max_length=300)
    version = models.PositiveIntegerField(_("phiên bản"), default=1, editable=False)
    previous = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="next_versions",
        verbose_name=_("phiên bản trước"),
    )
    pass_mark = models.DecimalField(
        _("tổng điểm phải đạt"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Một ngưỡng này dùng cho trang, mẫu và phép kiểm tra. Để trống là không đặt ngưỡng."),
    )
    legal_basis = models.ForeignKey(
        LegalInstrument,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="score_sheets",
        verbose_name=_("căn cứ pháp lý"),
    )
    article = models.CharField(_("điều, khoản"), max_length=80, blank=True)
    state = models.CharField(
        _("trạng thái"),
        max_length=8,
        choices=ScoreSheetState.choices,
        default=ScoreSheetState.DRAFT,
        editable=False,
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("người soạn"),
    )
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("người duyệt"),
    )
    adopted_at = models.DateTimeField(_("duyệt lúc"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("bảng điểm")
        verbose_name_plural = _("bảng điểm")
        ordering = ("title", "-version")
        constraints = (
            models.CheckConstraint(
                name="score_sheet_adopted_by_another",
                condition=models.Q(adopted_by__isnull=True) | ~models.Q(adopted_by=models.F("drafted_by")),
            ),
            models.CheckConstraint(
                name="score_sheet_in_use_was_adopted",
                condition=models.Q(state="draft") | models.Q(adopted_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} (v{self.version})"


class ScoreCriterion(models.Model):
    """One line of a score sheet: what is scored, at most how many points, by which evidence, for whom."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="criteria")
    text = models.CharField(_("tiêu chí"), max_length=500)
    maximum = models.DecimalField(_("điểm tối đa"), max_digits=5, decimal_places=2)
    minimum = models.DecimalField(_("điểm phải đạt"), max_digits=5, decimal_places=2, null=True, blank=True)
    evidence = models.CharField(_("minh chứng cần có"), max_length=300, blank=True)
    kind = models.CharField(
        _("đối tượng"),
        max_length=12,
        choices=SubjectKind.choices,
        blank=True,
        help_text=_("Để trống là cả cá nhân và tập thể."),
    )
    position_group = models.CharField(
        _("nhóm vị trí"),
        max_length=8,
        choices=PositionGroup.choices,
        blank=True,
        help_text=_("Để trống là mọi người."),
    )
    sort_order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("tiêu chí chấm điểm")
        verbose_name_plural = _("tiêu chí chấm điểm")
        ordering = ("sort_order", "id")
        constraints = (
            models.CheckConstraint(name="score_maximum_positive", condition=models.Q(maximum__gt=0)),
            models.CheckConstraint(
                name="score_minimum_within_maximum",
                condition=models.Q(minimum__isnull=True)
                | (models.Q(minimum__gte=0) & models.Q(minimum__lte=models.F("maximum"))),
            ),
        )

    def __str__(self) -> str:
        return self.text


class RoundScoreSheet(models.Model):
    """The version of a score sheet that a round carries."""

    round = models.OneToOneField(
        Round, on_delete=models.CASCADE, related_name="score_sheet_link", verbose_name=_("đợt xét")
    )
    sheet = models.ForeignKey(
        ScoreSheet, on_delete=models.PROTECT, related_name="round_links", verbose_name=_("bảng điểm")
    )

    class Meta:
        verbose_name = _("bảng điểm của đợt xét")
        verbose_name_plural = _("bảng điểm của đợt xét")

    def __str__(self) -> str:
        return f"{self.round}: {self.sheet}"
