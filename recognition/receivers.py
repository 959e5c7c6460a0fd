"""What recognition listens to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.dispatch import receiver

from portal.core import timers
from recognition.domain import nominations, publication
from recognition.models import HonoreePage
from recognition.signals import honoree_page_published, honoree_page_unpublished, who_acts


@receiver(honoree_page_published, sender=HonoreePage, dispatch_uid="recognition-page-published")
def publish_what_waits_on_the_page(page: HonoreePage, **_kwargs: Any) -> None:
    known = who_acts()
    revision = page.live_revision
    actor, role = known if known else (revision.user if revision else None, "")
    publication.conferrals_published_with(page, actor=actor, role=role)


@receiver(honoree_page_unpublished, sender=HonoreePage, dispatch_uid="recognition-page-unpublished")
def hide_what_stood_on_the_page(page: HonoreePage, **_kwargs: Any) -> None:
    publication.page_left_public(page)


timers.register("expire-nominations", nominations.expire_overdue, every=timedelta(minutes=1))
