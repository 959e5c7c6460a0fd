"""Pictures: the original is private, only renditions without metadata are public."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    SourceImageIOError,
    WagtailImageField,
    get_upload_to,
)

from portal.core import outbox
from portal.core.imaging import clean, may_be_shown, public_name
from portal.core.storage import private_storage
from portal.core.vietnamese import slugify


class PortalImage(AbstractImage):
    """A picture that says what it shows (or that it is decoration) and who made it."""

    file = WagtailImageField(
        _("tệp ảnh"),
        upload_to=get_upload_to,
        width_field="width",
        height_field="height",
        storage=private_storage,
    )
    description = models.CharField(
        _("mô tả cho người không nhìn thấy ảnh"),
        max_length=255,
        blank=True,
        default="",
        help_text=_("Viết một câu nói ảnh có gì. Để trống chỉ khi ảnh dùng để trang trí."),
    )
    is_decorative = models.BooleanField(_("ảnh chỉ để trang trí"), default=False)
    credit = models.CharField(_("người chụp, người vẽ, nguồn"), max_length=255, blank=True)
    withheld_at = models.DateTimeField(
        _("rút khỏi công bố lúc"),
        null=True,
        blank=True,
        editable=False,
        help_text="Kept by imaging.withhold and release: no public file is made of it meanwhile.",
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "is_decorative",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("ảnh")
        verbose_name_plural = _("ảnh")
        constraints = (
            models.CheckConstraint(
                name="image_has_description_or_is_decorative",
                condition=models.Q(is_decorative=True) | ~models.Q(description=""),
            ),
        )
        indexes = (
            models.Index(
                fields=("id",), condition=models.Q(withheld_at__isnull=False), name="image_withheld"
            ),
        )

    def clean(self) -> None:
        super().clean()
        if not self.is_decorative and not self.description.strip():
            raise ValidationError(
                {"description": _("Hãy mô tả ảnh bằng một câu, hoặc đánh dấu ảnh chỉ để trang trí.")}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new file anew before it is kept (``imaging.clean``); renditions are made by the worker."""
        if self.file and not self.file._committed:
            cleaned = clean(self.file.file)
            self.file = cleaned
            self.file_size, self.file_hash = cleaned.size, ""
        with transaction.atomic():
            super().save(*args, **kwargs)
            outbox.record(self)

    def generate_rendition_file(self, filter: Any, *, source: Any = None) -> Any:  # noqa: A002 - Wagtail's name
        """Give Wagtail's own renditions (thumbnails of the admin) names nobody can guess: they too lie in public."""
        with super().generate_rendition_file(filter, source=source) as made:  # Wagtail closes it nowhere
            made.seek(0)
            name = public_name(slugify(filter.spec)[:60], str(made.name).rsplit(".", 1)[-1])
            return ContentFile(made.read(), name=name)

    def create_rendition(self, filter: Any) -> Any:  # noqa: A002 - Wagtail's name
        """Make one of Wagtail's own renditions. Raises ``SourceImageIOError``, which Wagtail shows as a missing picture,
        of a picture that is withheld: files of its screens lie in public like all others.
        """
        with transaction.atomic():
            self._require_shown()  # the lock is held until the file has its row, which ``withhold`` then finds
            return super().create_rendition(filter)

    def create_renditions(self, *filters: Any) -> Any:
        """Make several; as ``create_rendition``."""
        if not filters:
            return {}
        with transaction.atomic():
            self._require_shown()
            return super().create_renditions(*filters)

    def _require_shown(self) -> None:
        if not may_be_shown(self):
            raise SourceImageIOError(f"Image {self.pk} is withheld.")

    def get_rendition(self, filter: Any) -> Any:  # noqa: A002 - Wagtail's name
        """Return Wagtail's rendition; of a picture that is withheld one without a file, as its templates show it."""
        try:
            return super().get_rendition(filter)
        except SourceImageIOError:
            if not type(self).objects.filter(pk=self.pk, withheld_at__isnull=False).exists():
                raise
            # The chooser, having chosen, asks without being ready for an error.
            missing = self.get_rendition_model()(image=self, width=0, height=0)
            missing.file.name = "not-found"
            return missing

    @property
    def default_alt_text(self) -> str:
        return "" if self.is_decorative else self.description


class PortalRendition(AbstractRendition):
    """A public picture made from a private original."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="rendition_once_per_filter"
            ),
        )
