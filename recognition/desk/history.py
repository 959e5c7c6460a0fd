"""The record of acts on a row, in words."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from recognition.domain import acts, events
from recognition.models import Event


def line(event: Event) -> dict[str, Any]:
    """Return one event as a line of a history: when, what, who, as what, from where to where, why."""
    payload = getattr(event, "payload", None)
    between = [acts.state_label(state, event.subject_kind) for state in (event.source, event.target) if state]
    return {
        "at": event.at,
        "act": acts.label(event.act, event.subject_kind),
        "actor": str(event.actor) if event.actor else acts.role_label(event.role) or _("Hệ thống"),
        "role": acts.role_label(event.role),
        "states": " → ".join(between),
        "reason": payload.reason if payload else _("(nội dung đã được xóa theo quy định)"),
    }


def of(row: models.Model) -> list[dict[str, Any]]:
    """Return the history of a row, the latest first."""
    return [line(event) for event in reversed(events.history(row))]
