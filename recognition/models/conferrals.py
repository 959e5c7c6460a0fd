"""Conferrals: this award, to this honoree, by this decision, for this merit."""

from __future__ import annotations

import hashlib

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from portal.core.vietnamese import fold
from recognition.enums import (
    PUBLIC_STATES,
    AuthorityCheck,
    DecisionState,
    MeritKind,
    PublicationState,
    Visibility,
)
from recognition.models.catalogue import Award
from recognition.models.decisions import Decision
from recognition.models.honorees import Honoree
from recognition.models.units import Unit
from recognition.querysets import ConferralQuerySet


def row_key(*, full_name: str, unit_name: str, position: str) -> str:
    """Return what makes a line of a decision the same line: normalized name, unit and position, as a digest.

    Together with decision and award it is unique, so that the same list read twice changes nothing.
    """
    text = "\n".join(" ".join(fold(part).split()) for part in (full_name, unit_name, position))
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def erased_key(key: str) -> str:
    """Return what stands for ``row_key`` once the line was erased: known again when the same line is read again.

    Keyed with the server's secret, so that nobody finds out by trying names whose line it was.
    """
    return salted_hmac("recognition.conferral.erased", key, algorithm="sha256").hexdigest()[:40]


class Conferral(models.Model):
    """One line of a decision. Position, unit and titles are those of that day."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="conferrals", verbose_name=_("quyết định")
    )
    award = models.ForeignKey(
        Award, on_delete=models.PROTECT, related_name="conferrals", verbose_name=_("danh hiệu, hình thức")
    )
    honoree = models.ForeignKey(
        Honoree, on_delete=models.PROTECT, related_name="conferrals", verbose_name=_("người, tập thể")
    )
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="conferrals",
        verbose_name=_("đơn vị khi đó"),
    )
    name_then = models.CharField(_("họ tên ghi trong quyết định"), max_length=255)
    titles_then = models.CharField(_("học hàm, học vị, chức danh khi đó"), max_length=120, blank=True)
    position_then = models.CharField(_("chức vụ khi đó"), max_length=255, blank=True)
    unit_then = models.CharField(_("tên đơn vị khi đó"), max_length=255, blank=True)
    merit_from = models.PositiveSmallIntegerField(
        _("thành tích từ năm"), null=True, blank=True, db_index=True
    )
    merit_until = models.PositiveSmallIntegerField(
        _("thành tích đến năm"), null=True, blank=True, db_index=True
    )
    merit_kind = models.CharField(
        _("loại hình"), max_length=12, choices=MeritKind.choices, default=MeritKind.ROUTINE
    )
    citation = models.TextField(_("lý do khen thưởng"), blank=True)
    posthumous = models.BooleanField(_("truy tặng"), default=False)
    gold_book_number = models.CharField(_("số sổ vàng"), max_length=40, blank=True)
    list_position = models.PositiveIntegerField(_("thứ tự trong danh sách"), default=0)
    nomination = models.OneToOneField(
        "recognition.Nomination",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="conferral",
    )
    authority = models.CharField(
        _("thẩm quyền"), max_length=10, choices=AuthorityCheck.choices, editable=False
    )
    authority_note = models.CharField(max_length=300, blank=True, editable=False)
    state = models.CharField(
        _("công bố"),
        max_length=12,
        choices=PublicationState.choices,
        default=PublicationState.RECORDED,
        editable=False,
        db_index=True,
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    embargo_until = models.DateTimeField(_("công bố từ lúc"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        Decision,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="cancelled_conferrals",
        verbose_name=_("bị hủy bỏ bởi"),
    )
    row_key = models.CharField(max_length=40, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần khen thưởng")
        verbose_name_plural = _("lần khen thưởng")
        ordering = ("list_position", "id")
        constraints = (
            models.UniqueConstraint(fields=("decision", "award", "row_key"), name="conferral_line_once"),
            models.CheckConstraint(
                name="conferral_merit_in_order",
                condition=models.Q(merit_from__isnull=True)
                | models.Q(merit_until__isnull=True)
                | models.Q(merit_from__lte=models.F("merit_until")),
            ),
            models.CheckConstraint(
                name="public_conferral_has_a_time",
                condition=~models.Q(state__in=sorted(PUBLIC_STATES)) | models.Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="public_conferral_is_not_held",
                condition=~models.Q(state__in=sorted(PUBLIC_STATES))
                | ~models.Q(authority=AuthorityCheck.HELD),
            ),
            models.CheckConstraint(
                name="cancelled_conferral_names_the_decision",
                condition=~models.Q(state=PublicationState.CANCELLED) | models.Q(cancelled_by__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=("honoree", "state"), name="conferral_honoree_state"),
            models.Index(fields=("award", "state"), name="conferral_award_state"),
            models.Index(fields=("unit", "state"), name="conferral_unit_state"),
            models.Index(fields=("state", "merit_until"), name="conferral_state_merit"),
        )

    def __str__(self) -> str:
        return f"{self.name_then} – {self.award}"

    def derive(self) -> None:
        """Set the key of the line; ``save`` does, bulk work calls it itself."""
        self.row_key = row_key(
            full_name=self.name_then, unit_name=self.unit_then, position=self.position_then
        )

    def save(self, *args: object, **kwargs: object) -> None:
        self.derive()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def visibility(self) -> Visibility:
        """The answer of the one gate for this row: the same sentence as ``ConferralQuerySet.public``."""
        if self.honoree.merged_into_id is not None:
            return Visibility.HIDDEN
        if self.state == PublicationState.CANCELLED and self.published_at is not None:
            return Visibility.CANCELLED
        if (
            self.state in PUBLIC_STATES
            and self.authority != AuthorityCheck.HELD
            and self.decision.state == DecisionState.VERIFIED
        ):
            return Visibility.PUBLIC
        return Visibility.HIDDEN

    @property
    def merit_year(self) -> int | None:
        """The year lists by year of merit put it under: the last of the period, else that of the decision."""
        return self.merit_until or self.merit_from or self.decision.year
