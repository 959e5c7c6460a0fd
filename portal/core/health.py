"""``GET /healthz``: whether the portal can do its work, part by part.

A part is a probe under a name. An essential one that fails makes the answer 503, so that a balancer turns away; any
other one that fails is "degraded" and the answer stays 200. Apps register their own parts, as search does.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

OUTBOX_PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Health:
    """The word for each part (ok, degraded, failed), and whether the portal can work."""

    parts: dict[str, str]
    working: bool


@dataclass(frozen=True, slots=True)
class _Probe:
    check: Callable[[], object]
    essential: bool


_probes: dict[str, _Probe] = {}


def register(name: str, check: Callable[[], object], *, essential: bool = False) -> None:
    """Add a part. ``check`` returns when all is well and raises when not; it must answer within a second or two."""
    _probes[name] = _Probe(check, essential)


def look() -> Health:
    """Ask every part."""
    parts, working = {}, True
    for name, probe in _probes.items():
        try:
            probe.check()
        except Exception:  # whatever a part raises is its way of saying that it fails
            logger.exception("Health: %s", name)
            parts[name] = "failed" if probe.essential else "degraded"
            working = working and not probe.essential
        else:
            parts[name] = "ok"
    return Health(parts, working)


@never_cache
@require_safe
def show(_request: HttpRequest) -> JsonResponse:
    """Answer with a word for each part and nothing that tells a stranger why."""
    health = look()
    status = next((word for word in ("failed", "degraded") if word in health.parts.values()), "ok")
    return JsonResponse({"status": status, **health.parts}, status=200 if health.working else 503)


def check_database() -> None:
    """Ask the database for one row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def check_media() -> None:
    """Write a file in each media folder; it is gone when it is closed."""
    for child in ("public", "private"):
        with tempfile.TemporaryFile(dir=Path(settings.MEDIA_ROOT) / child) as file:
            file.write(b"x")


def check_outbox() -> None:
    """Raise when rows are parked or nobody has delivered for a while."""
    from portal.core.models.outbox import OutboxRow

    if OutboxRow.objects.filter(parked=True).exists():
        raise RuntimeError("outbox rows are parked")
    oldest = (
        OutboxRow.objects.filter(parked=False, attempts=0)
        .order_by("id")
        .values_list("created", flat=True)
        .first()
    )
    if oldest and timezone.now() - oldest > OUTBOX_PATIENCE:
        raise RuntimeError(f"the oldest outbox row waits since {oldest:%d/%m/%Y %H:%M}")
