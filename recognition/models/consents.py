"""What a person agreed to have shown."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from portal.core.storage import private_storage
from recognition.enums import ConsentScope
from recognition.models.honorees import Honoree


class Consent(models.Model):
    """One consent for one scope: proof, text version, time; withdrawn or not (Luật 91/2025/QH15, Điều 16)."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    honoree = models.ForeignKey(
        Honoree, on_delete=models.PROTECT, related_name="consents", verbose_name=_("người, tập thể")
    )
    scope = models.CharField(_("phạm vi"), max_length=12, choices=ConsentScope.choices)
    text_version = models.CharField(_("bản lời đồng ý"), max_length=40)
    proof = models.FileField(
        _("bản ký (không công khai)"), upload_to="consents", storage=private_storage, blank=True
    )
    given_at = models.DateTimeField(_("đồng ý lúc"))
    withdrawn_at = models.DateTimeField(_("rút lại lúc"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("đồng ý công bố")
        verbose_name_plural = _("đồng ý công bố")
        ordering = ("-given_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("honoree", "scope"),
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_consent_in_force_per_scope",
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=models.Q(withdrawn_at__isnull=True)
                | models.Q(withdrawn_at__gte=models.F("given_at")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.honoree} – {self.get_scope_display()}"
