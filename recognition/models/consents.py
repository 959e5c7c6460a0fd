"""What a person agreed to have shown."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from portal.core.storage import private_storage
from recognition.enums import ConsentRequestState, ConsentScope
from recognition.models.honorees import Honoree


class ConsentRequest(models.Model):
    """What a person was asked to agree to, by a paper or a link of their own.

    The token in the link is known to whoever holds the paper; here stands only its digest. It answers once, until
    ``expires_at``; after that the same paper takes back what was agreed, at any time.
    """

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    honoree = models.ForeignKey(
        Honoree, on_delete=models.PROTECT, related_name="consent_requests", verbose_name=_("người, tập thể")
    )
    scopes = models.JSONField(_("xin đồng ý về"), default=list)
    text_version = models.CharField(_("bản lời đồng ý"), max_length=40)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("người hỏi"),
    )
    asked_at = models.DateTimeField(_("hỏi lúc"), auto_now_add=True)
    expires_at = models.DateTimeField(_("trả lời trước"))
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True, editable=False)
    agreed = models.JSONField(_("đồng ý"), default=list, editable=False)
    refused = models.JSONField(_("không đồng ý"), default=list, editable=False)
    on_paper = models.BooleanField(_("trả lời bằng bản ký"), default=False, editable=False)
    recalled_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("lời xin đồng ý")
        verbose_name_plural = _("lời xin đồng ý")
        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("honoree",),
                condition=models.Q(answered_at__isnull=True, recalled_at__isnull=True),
                name="one_open_consent_request",
            ),
            models.CheckConstraint(
                name="consent_request_answered_or_recalled",
                condition=models.Q(answered_at__isnull=True) | models.Q(recalled_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.honoree} ({self.public_id.upper()})"

    @property
    def state(self) -> ConsentRequestState:
        """Where the request is now, by the clock of the server."""
        if self.answered_at is not None:
            return ConsentRequestState.ANSWERED
        if self.recalled_at is not None:
            return ConsentRequestState.RECALLED
        return ConsentRequestState.WAITING if timezone.now() < self.expires_at else ConsentRequestState.SILENT

    def get_state_display(self) -> str:
        return str(self.state.label)


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
    request = models.ForeignKey(
        ConsentRequest,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="consents",
        verbose_name=_("theo lời xin đồng ý"),
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
