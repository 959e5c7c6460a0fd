"""What the desk keeps about dossiers beside their state: reasons and terms as data, returns, notes, messages, filters."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from recognition.enums import NominationState
from recognition.models.nominations import Nomination


class ReturnReason(models.Model):
    """A reason for returning a dossier, chosen from a list so that reasons can be counted.

    Rows come from ``recognition/data/desk.toml``; a row changed at the desk (``from_file`` False) is left alone by it.
    """

    code = models.SlugField(_("mã"), max_length=40, unique=True)
    text = models.CharField(_("lý do"), max_length=300)
    text_en = models.CharField(_("lý do, tiếng Anh"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=100)
    is_active = models.BooleanField(
        _("đang dùng"),
        default=True,
        help_text=_("Bỏ chọn để không còn chọn được; các lần trả trước vẫn giữ lý do ấy."),
    )
    from_file = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("lý do trả bổ sung")
        verbose_name_plural = _("lý do trả bổ sung")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """The reason in the language of the reader, Vietnamese where it was not translated."""
        english = (get_language() or "").startswith("en")
        return self.text_en if english and self.text_en else self.text


class StageTerm(models.Model):
    """How many working days a dossier may stay in a stage of the desk; without a row the stage has no term."""

    state = models.CharField(_("bước"), max_length=16, choices=NominationState.choices, unique=True)
    working_days = models.PositiveSmallIntegerField(
        _("số ngày làm việc"), validators=[MinValueValidator(1), MaxValueValidator(250)]
    )
    from_file = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("thời hạn của bước")
        verbose_name_plural = _("thời hạn các bước")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.get_state_display()


class Return(models.Model):
    """One round of return: what was asked for, until when. The words of the reasons are kept as they were that day."""

    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="returns", verbose_name=_("hồ sơ")
    )
    number = models.PositiveSmallIntegerField(_("lần"))
    codes = models.JSONField(default=list, help_text="[code of a ReturnReason]")
    reasons = models.JSONField(default=list, help_text="[words of the reason on that day]")
    text = models.TextField(_("nội dung cần bổ sung"), blank=True)
    due_at = models.DateTimeField(_("hạn bổ sung"), null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    returned_at = models.DateTimeField(_("trả lúc"))

    class Meta:
        verbose_name = _("lần trả bổ sung")
        verbose_name_plural = _("các lần trả bổ sung")
        ordering = ("nomination", "number")
        constraints = (models.UniqueConstraint(fields=("nomination", "number"), name="return_number_once"),)

    def __str__(self) -> str:
        return f"{self.nomination_id} #{self.number}"


class InternalNote(models.Model):
    """What people of the desk write to each other about a dossier. No screen of a unit reads this table."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="internal_notes", verbose_name=_("hồ sơ")
    )
    text = models.TextField(_("ghi chú"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("ghi chú nội bộ")
        verbose_name_plural = _("ghi chú nội bộ")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.public_id


class UnitMessage(models.Model):
    """A message between the desk and the unit about a dossier, read by both."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="unit_messages", verbose_name=_("hồ sơ")
    )
    text = models.TextField(_("lời nhắn"))
    from_desk = models.BooleanField(default=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("lời nhắn với đơn vị")
        verbose_name_plural = _("lời nhắn với đơn vị")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.public_id


class SavedFilter(models.Model):
    """A person's own way of looking at the inbox, under a name; ``query`` is the part of the address after ``?``."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("tên bộ lọc"), max_length=80)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("bộ lọc đã lưu")
        verbose_name_plural = _("bộ lọc đã lưu")
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("owner", "name"), name="saved_filter_once"),)

    def __str__(self) -> str:
        return self.name
