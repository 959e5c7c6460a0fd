"""Files that editors publish on pages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument

from portal.core.public_id import new_public_id
from portal.core.storage import private_storage


class PortalDocument(AbstractDocument):
    """A published file. It is stored privately and read through Wagtail's view, which asks the collection."""

    file = models.FileField(_("tệp"), upload_to="documents", storage=private_storage)
    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    source = models.CharField(_("nguồn"), max_length=255, blank=True)

    admin_form_fields = ("title", "file", "source", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("tài liệu")
        verbose_name_plural = _("tài liệu")
