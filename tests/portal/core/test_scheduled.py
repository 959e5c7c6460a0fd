from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, Revision

from portal.core.scheduled import Report, publish_scheduled


@pytest.fixture
def home(db) -> Page:
    return Page.objects.filter(depth=1).first()


def scheduled(home: Page, title: str) -> Page:
    page = home.add_child(instance=Page(title=title, slug=title, live=False))
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    return page


def test_what_is_due_goes_live_and_what_has_expired_leaves(home):
    due = scheduled(home, "due")
    expired = home.add_child(
        instance=Page(title="old", slug="old", expire_at=timezone.now() - timedelta(minutes=1))
    )
    assert publish_scheduled() == Report(published=1, unpublished=1, failed=0)
    due.refresh_from_db()
    expired.refresh_from_db()
    assert (due.live, expired.live, expired.expired) == (True, False, True)
    assert publish_scheduled() == Report(0, 0, 0)


def test_an_item_that_fails_does_not_stop_the_others(home):
    broken, good = scheduled(home, "broken"), scheduled(home, "good")
    Revision.objects.filter(object_id=str(broken.pk)).update(content={"pk": "nonsense"})
    report = publish_scheduled()
    good.refresh_from_db()
    assert (report.published, report.failed, good.live) == (1, 1, True)
