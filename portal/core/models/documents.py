"""Files that editors publish on pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page, ReferenceIndex

from portal.core import recordings
from portal.core.page_gate import shows_media
from portal.core.public_id import new_public_id
from portal.core.storage import private_storage

_CAPTION_FAULTS = {
    "encoding": _("Tệp phụ đề phải là văn bản UTF-8."),
    "signature": _("Tệp phụ đề phải bắt đầu bằng dòng WEBVTT."),
    "timing": _("Dòng %(line)s của tệp phụ đề: thời gian phải viết như 00:00:01.000 --> 00:00:04.000."),
    "order": _("Dòng %(line)s của tệp phụ đề: thời gian kết thúc phải sau thời gian bắt đầu."),
    "empty": _("Tệp phụ đề chưa có câu nào."),
}


class PortalDocument(AbstractDocument):
    """A published file. It is stored privately and given by ``core.views.documents.show``, which asks Wagtail's hooks
    (they know private collections) and, of recordings, whether a public page shows them.
    """

    file = models.FileField(_("tệp"), upload_to="documents", storage=private_storage)
    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    source = models.CharField(_("nguồn"), max_length=255, blank=True)

    admin_form_fields = ("title", "file", "source", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("tài liệu")
        verbose_name_plural = _("tài liệu")

    @property
    def url(self) -> str:
        """The address for readers; integer keys stay inside."""
        return reverse("document", args=[self.public_id, self.filename])

    @property
    def is_recording(self) -> bool:
        """Whether this is a film, a sound or captions."""
        return recordings.is_recording(self.filename)

    def clean(self) -> None:
        """Refuse a film, a sound or captions that are not what their name says, and a document that is too big."""
        super().clean()
        if not self.file:
            return
        ending = recordings.extension(self.file.name or "")
        with _read_again(self.file) as file:
            if ending in recordings.CAPTION_TYPES:
                try:
                    recordings.read_captions(file.read(settings.DOCUMENT_MAX_SIZE))
                except ValueError as error:
                    reason, line = error.args
                    raise ValidationError(
                        {"file": ValidationError(_CAPTION_FAULTS[reason], params={"line": line})}
                    ) from error
            elif ending in recordings.TYPES:
                if not recordings.holds_what_it_says(ending, file.read(recordings.HEAD)):
                    raise ValidationError(
                        {"file": _("Nội dung tệp không phải là %(ending)s.") % {"ending": ending.upper()}}
                    )
            elif self.file.size > settings.DOCUMENT_MAX_SIZE:
                raise ValidationError(
                    {
                        "file": _("Tài liệu không quá %(size)s; chỉ phim và âm thanh được lớn hơn.")
                        % {"size": filesizeformat(settings.DOCUMENT_MAX_SIZE)}
                    }
                )

    def is_shown_on_a_public_page(self) -> bool:
        """Whether a live page that strangers may read holds this file; asked before a film is given to a stranger."""
        pages = ReferenceIndex.objects.filter(
            to_content_type=ContentType.objects.get_for_model(type(self)),
            to_object_id=str(self.pk),
            base_content_type=ContentType.objects.get_for_model(Page),
        ).values_list("object_id", flat=True)
        named = Page.objects.live().filter(pk__in=[int(pk) for pk in pages]).specific()
        return any(shows_media(page) for page in named)


@contextmanager
def _read_again(file: Any) -> Iterator[Any]:
    """A file at its beginning; an upload is left there for whoever stores it."""
    was_closed = file.closed
    file.open("rb")
    file.seek(0)
    try:
        yield file
    finally:
        file.seek(0)
        if was_closed:
            file.close()
