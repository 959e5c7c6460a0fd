"""Lists (danh sách đề nghị): awards that go by list take hundreds of names at once, never a dossier each (DOMAIN 6, rule 11)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from portal.core.vietnamese import fold
from recognition.enums import ListState
from recognition.models.catalogue import Award
from recognition.models.rounds import Round
from recognition.models.units import Unit


def acting_person() -> models.ForeignKey[Any, Any]:
    """Return a column for who made a move: nobody chooses it in a form."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )


class NomineeList(models.Model):
    """The names one unit proposes for one award in one round. ``state`` changes through ``recognition.domain.lists``."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="lists", verbose_name=_("đợt xét")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="nominee_lists", verbose_name=_("đơn vị đề nghị")
    )
    award = models.ForeignKey(
        Award, on_delete=models.PROTECT, related_name="nominee_lists", verbose_name=_("danh hiệu, hình thức")
    )
    year = models.PositiveSmallIntegerField(_("năm thành tích"))
    headcount = models.PositiveIntegerField(
        _("tổng số viên chức, người lao động"),
        null=True,
        blank=True,
        help_text=_("Dùng để tính tỷ lệ trong tập thể."),
    )
    forms_stay = models.BooleanField(_("bản đăng ký của từng người lưu tại đơn vị"), default=True)
    note = models.TextField(_("ghi chú của đơn vị"), blank=True)
    state = models.CharField(
        _("trạng thái"),
        max_length=16,
        choices=ListState.choices,
        default=ListState.DRAFT,
        editable=False,
        db_index=True,
    )
    state_since = models.DateTimeField(auto_now_add=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = acting_person()
    filed_by = acting_person()
    confirmed_by = acting_person()
    confirmed_under = models.ForeignKey(
        "recognition.Delegation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    keeper = acting_person()
    received_by = acting_person()
    filed_at = models.DateTimeField(null=True, blank=True, editable=False)
    left_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When a head first confirmed it in a round of the Sở: before that nobody outside the unit reads it.",
    )
    received_at = models.DateTimeField(null=True, blank=True, editable=False)
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    receipt_number = models.CharField(_("mã danh sách"), max_length=40, blank=True, editable=False)
    return_round = models.PositiveSmallIntegerField(default=0, editable=False)
    return_reason = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("danh sách đề nghị")
        verbose_name_plural = _("danh sách đề nghị")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("round", "unit", "award"),
                condition=~models.Q(state="withdrawn"),
                name="nominee_list_once",
            ),
            models.UniqueConstraint(
                fields=("receipt_number",), condition=~models.Q(receipt_number=""), name="list_receipt_once"
            ),
            models.CheckConstraint(
                name="list_confirmed_by_another",
                condition=models.Q(confirmed_by__isnull=True)
                | models.Q(filed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("filed_by")),
            ),
        )
        indexes = (models.Index(fields=("unit", "state"), name="nominee_list_unit_state"),)

    def __str__(self) -> str:
        return f"{self.award} {self.year} – {self.unit}"


class Nominee(models.Model):
    """One name of a list, as the unit wrote it. ``source`` is the list of a khoa, phòng or trạm it was gathered from."""

    list = models.ForeignKey(
        NomineeList, on_delete=models.CASCADE, related_name="nominees", verbose_name=_("danh sách")
    )
    place = models.PositiveIntegerField(_("số thứ tự"))
    full_name = models.CharField(_("họ và tên"), max_length=255)
    name_key = models.CharField(max_length=255, editable=False, db_index=True)
    titles = models.CharField(_("học hàm, học vị, chức danh"), max_length=120, blank=True)
    position = models.CharField(_("chức vụ"), max_length=255, blank=True)
    workplace = models.CharField(_("khoa, phòng, trạm"), max_length=255, blank=True)
    years = models.PositiveSmallIntegerField(_("số năm công tác"), null=True, blank=True)
    source = models.ForeignKey(
        NomineeList, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("người trong danh sách")
        verbose_name_plural = _("người trong danh sách")
        ordering = ("place", "id")
        constraints = (models.UniqueConstraint(fields=("list", "place"), name="nominee_place_once"),)

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = fold(self.full_name)[:255]
        super().save(*args, **kwargs)
