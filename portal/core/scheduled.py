"""Publish and unpublish what is scheduled, as Wagtail's ``publish_scheduled`` does, but item by item.

Wagtail's command stops at the first item that fails, and then no other is published either, at this run and at all
later ones. Here each item has its own transaction, and a failure is logged and counted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """How many items went live, left, and failed."""

    published: int
    unpublished: int
    failed: int


def publish_scheduled() -> Report:
    """Unpublish what has expired and publish the approved revisions whose time has come."""
    published = unpublished = failed = 0
    for model in _publishable():
        for item in model._default_manager.filter(live=True, expire_at__lt=timezone.now()).order_by(
            "expire_at"
        ):
            done = _do(item.unpublish, set_expired=True, log_action="wagtail.unpublish.scheduled")
            unpublished, failed = unpublished + done, failed + (not done)
    due = Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at")
    for revision in due:
        done = _do(revision.publish, log_action="wagtail.publish.scheduled")
        published, failed = published + done, failed + (not done)
    return Report(published, unpublished, failed)


def _publishable() -> list[Any]:
    others = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]


def _do(change: Callable[..., object], **options: object) -> bool:
    try:
        with transaction.atomic():
            change(**options)
    except Exception:  # one of many must not stop the rest
        logger.exception("Scheduled work failed: %r", change)
        return False
    return True
