"""Organizations: a tree, with the names they bore, their successors and who stood above them when."""

from __future__ import annotations

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from portal.core import outbox
from portal.core.public_id import new_public_id
from portal.core.vietnamese import fold, slugify, sort_key
from recognition.enums import BodyKind, UnitKind, UnitNameKind
from recognition.querysets import UnitQuerySet


class Unit(models.Model):
    """An organization as it is today; what it was called before stands in ``names``."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    code = models.CharField(_("mã"), max_length=40, unique=True)
    name = models.CharField(_("tên đơn vị"), max_length=255)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=255, blank=True)
    slug = models.SlugField(_("địa chỉ"), max_length=255, unique=True, blank=True)
    kind = models.CharField(_("loại"), max_length=20, choices=UnitKind.choices, default=UnitKind.OTHER)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("đơn vị cấp trên"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("đơn vị kế thừa"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )
    ended_on = models.DateField(_("kết thúc hoạt động ngày"), null=True, blank=True)
    sort_key = models.CharField(max_length=600, editable=False, db_index=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị")
        verbose_name_plural = _("đơn vị")
        ordering = ("sort_key", "id")
        constraints = (
            models.CheckConstraint(
                name="unit_is_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
            ),
            models.CheckConstraint(
                name="unit_is_not_its_own_successor",
                condition=models.Q(successor__isnull=True) | ~models.Q(successor=models.F("id")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(self.name, given=self.name)
        if not self.slug:
            slug = slugify(self.name)[:200]
            taken = Unit.objects.filter(slug=slug).exclude(pk=self.pk).exists()
            self.slug = f"{slug}-{slugify(self.code)}"[:255] if taken or not slug else slug
        with transaction.atomic():
            super().save(*args, **kwargs)  # type: ignore[arg-type]
            outbox.record(self)


class UnitName(models.Model):
    """A name a unit bore from a day until a day, or a short name."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="names", verbose_name=_("đơn vị"))
    name = models.CharField(_("tên"), max_length=255)
    kind = models.CharField(
        _("loại tên"), max_length=10, choices=UnitNameKind.choices, default=UnitNameKind.OFFICIAL
    )
    valid_from = models.DateField(_("dùng từ ngày"), null=True, blank=True)
    valid_until = models.DateField(_("dùng đến ngày"), null=True, blank=True)
    name_key = models.CharField(max_length=255, editable=False, db_index=True)

    class Meta:
        verbose_name = _("tên của đơn vị")
        verbose_name_plural = _("tên của đơn vị")
        ordering = ("valid_until", "id")
        constraints = (
            models.UniqueConstraint(fields=("unit", "name", "kind"), name="unit_name_once"),
            models.CheckConstraint(
                name="unit_name_period_in_order",
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_from__lte=models.F("valid_until")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_key = fold(self.name)[:255]
        with transaction.atomic():
            super().save(*args, **kwargs)  # type: ignore[arg-type]
            outbox.record(self.unit)


class UnitBody(models.Model):
    """Who stood above a unit, in which respect, from when until when."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="bodies", verbose_name=_("đơn vị"))
    body = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="supervised", verbose_name=_("cơ quan")
    )
    kind = models.CharField(_("quan hệ"), max_length=12, choices=BodyKind.choices)
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_until = models.DateField(_("đến ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("cơ quan cấp trên theo thời gian")
        verbose_name_plural = _("cơ quan cấp trên theo thời gian")
        constraints = (
            models.UniqueConstraint(fields=("unit", "body", "kind", "valid_from"), name="unit_body_once"),
            models.CheckConstraint(
                name="unit_body_period_in_order",
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_from__lte=models.F("valid_until")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} – {self.body}"
