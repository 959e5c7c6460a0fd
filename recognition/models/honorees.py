"""People and collectives who are honored, and what is kept about them apart from the public."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from portal.core.vietnamese import alphabet_letter, fold, given_name, slugify, sort_key
from recognition.enums import MergeState, SubjectKind
from recognition.models.units import Unit
from recognition.querysets import HonoreeQuerySet


class Honoree(models.Model):
    """An individual or a collective. Titles, positions and units are facts of a conferral, not of a person."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(_("là"), max_length=12, choices=SubjectKind.choices)
    full_name = models.CharField(_("họ và tên, tên tập thể"), max_length=255)
    given = models.CharField(
        _("tên gọi"),
        max_length=255,
        blank=True,
        help_text=_("Để trống thì lấy từ cuối của họ và tên. Với tên Ê Đê, M'Nông … ghi phần tên gọi."),
    )
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="honorees",
        verbose_name=_("đơn vị hiện nay"),
    )
    specialty = models.CharField(_("lĩnh vực"), max_length=200, blank=True)
    name_key = models.CharField(max_length=255, editable=False, db_index=True)
    sort_key = models.CharField(max_length=900, editable=False, db_index=True)
    letter = models.CharField(max_length=2, editable=False, db_index=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged"
    )
    is_public = models.BooleanField(
        default=False,
        editable=False,
        help_text="Kept by domain.publication: at least one conferral is public.",
    )
    latest_conferral = models.ForeignKey(
        "recognition.Conferral",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Kept by domain.publication: the latest public conferral, the one cards show.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Kept by domain.erasure: nothing is kept of the person, and no line goes public any more.",
    )

    objects = HonoreeQuerySet.as_manager()

    class Meta:
        verbose_name = _("người, tập thể được tôn vinh")
        verbose_name_plural = _("người, tập thể được tôn vinh")
        ordering = ("sort_key", "id")
        indexes = (
            models.Index(fields=("is_public", "kind", "sort_key"), name="honoree_wall"),
            models.Index(fields=("is_public", "letter", "sort_key"), name="honoree_letter"),
        )
        constraints = (
            models.CheckConstraint(
                name="merged_honoree_is_not_public",
                condition=models.Q(merged_into__isnull=True) | models.Q(is_public=False),
            ),
        )

    def __str__(self) -> str:
        return self.full_name

    def derive(self) -> None:
        """Set what follows from kind and name; ``save`` does, bulk work calls it itself."""
        if self.kind == SubjectKind.INDIVIDUAL:
            self.given = self.given or given_name(self.full_name)
        else:
            self.given = self.full_name
        self.name_key = fold(self.full_name)[:255]
        self.sort_key = sort_key(self.full_name, given=self.given)
        self.letter = alphabet_letter(self.given)

    def save(self, *args: object, **kwargs: object) -> None:
        self.derive()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def slug(self) -> str:
        """The address of the honoree, the same in both languages and for ever."""
        return f"{slugify(self.full_name)[:200]}-{self.public_id}"

    @property
    def is_collective(self) -> bool:
        return self.kind == SubjectKind.COLLECTIVE


class HonoreeIdentity(models.Model):
    """What tells two people of one name apart. Private: never shown, indexed or exported to the public."""

    honoree = models.OneToOneField(Honoree, on_delete=models.CASCADE, related_name="identity")
    birth_year = models.PositiveSmallIntegerField(_("năm sinh (không công khai)"), null=True, blank=True)

    class Meta:
        verbose_name = _("thông tin nhận dạng riêng")
        verbose_name_plural = _("thông tin nhận dạng riêng")

    def __str__(self) -> str:
        return str(self.honoree)


class MergeProposal(models.Model):
    """Two entries that may be one person or collective, with the evidence. Only a human confirms."""

    honoree = models.ForeignKey(
        Honoree, on_delete=models.CASCADE, related_name="merge_proposals", verbose_name=_("mục mới")
    )
    existing = models.ForeignKey(
        Honoree, on_delete=models.CASCADE, related_name="merge_candidates", verbose_name=_("mục đã có")
    )
    evidence = models.JSONField(_("căn cứ"), default=dict)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=MergeState.choices, default=MergeState.OPEN, db_index=True
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("đề xuất nhập làm một")
        verbose_name_plural = _("đề xuất nhập làm một")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("honoree", "existing"), name="merge_proposed_once"),
            models.CheckConstraint(name="merge_of_two", condition=~models.Q(honoree=models.F("existing"))),
        )

    def __str__(self) -> str:
        return f"{self.honoree} – {self.existing}"


class Initiative(models.Model):
    """A recognized initiative: level, council, date, scope."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    title = models.CharField(_("tên sáng kiến"), max_length=400)
    level = models.CharField(
        _("cấp công nhận"),
        max_length=12,
        choices=[
            ("base", _("Cơ sở")),
            ("department", _("Sở Y tế")),
            ("province", _("Tỉnh")),
            ("ministry", _("Bộ")),
            ("state", _("Toàn quốc")),
        ],
    )
    council = models.CharField(_("hội đồng công nhận"), max_length=255, blank=True)
    recognized_on = models.DateField(_("ngày công nhận"), null=True, blank=True)
    paper = models.CharField(_("số quyết định công nhận"), max_length=80, blank=True)
    scope = models.CharField(_("phạm vi áp dụng"), max_length=400, blank=True)
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="initiatives",
        verbose_name=_("đơn vị"),
    )
    honorees = models.ManyToManyField(
        Honoree, blank=True, related_name="initiatives", verbose_name=_("tác giả")
    )

    class Meta:
        verbose_name = _("sáng kiến")
        verbose_name_plural = _("sáng kiến")
        ordering = ("-recognized_on", "id")

    def __str__(self) -> str:
        return self.title
