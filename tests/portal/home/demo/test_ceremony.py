"""The demo's ceremony: consents asked, agreed to, declined and waited for; a decision whose moment is set."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.models import User
from portal.home.demo import ceremony
from recognition.domain import consent, publication, roles
from recognition.domain.setup import ensure_groups
from recognition.enums import AwardCategory, AwardSubject, Level, PublicationState, Role, UnitKind
from recognition.models import (
    Award,
    ClosedPowers,
    Conferral,
    ConsentRequest,
    DecisionPower,
    Office,
    ScheduledPublication,
    Unit,
)

pytestmark = pytest.mark.django_db
PEOPLE = (
    ("thuongtruc", Role.STANDING_BODY),
    ("thamdinh", Role.STANDING_BODY),
    ("bientap", Role.EDITOR),
    ("duyetbai", Role.APPROVER),
)


@pytest.fixture
def link() -> str:
    """The demo's decision in a small province, and the address that waits for its answer."""
    ensure_groups()
    department = Unit.objects.create(code="SYT", name="Sở Y tế", kind=UnitKind.DEPARTMENT)
    hospital = Unit.objects.create(
        code="BVT", name="Bệnh viện Đa khoa tỉnh", kind=UnitKind.HOSPITAL, parent=department
    )
    office = Office.objects.create(
        code="GDSYT", name="Giám đốc Sở Y tế", level=Level.DEPARTMENT, unit=department
    )
    award = Award.objects.create(
        code="GKSYT",
        name="Giấy khen của Giám đốc Sở Y tế",
        category=AwardCategory.FORM,
        subject=AwardSubject.BOTH,
        level=Level.DEPARTMENT,
    )
    DecisionPower.objects.create(office=office, award=award, valid_from=date(2024, 1, 1), verified=True)
    ClosedPowers.objects.create(office=office, valid_from=date(2024, 1, 1), verified=True)
    people = {}
    for username, role in PEOPLE:
        people[username] = User.objects.create(username=username, display_name=username)
        roles.grant(user=people[username], role=role)
    return ceremony.bring_to_life(people.__getitem__, {"SYT": department, "BVT": hospital})


def test_one_waits_one_agreed_one_declined_and_the_link_leads_to_the_one_that_waits(link, client):
    told = sorted((row.state, len(row.agreed), bool(row.refused)) for row in ConsentRequest.objects.all())
    assert told == [("answered", 0, True), ("answered", 2, True), ("waiting", 0, False)]
    token = link.rstrip("/").rpartition("/")[2]
    request = consent.request_of(token)
    assert request is not None
    assert request.state == "waiting"
    page = client.get(reverse("recognition:consent", args=[token])).content.decode()
    assert request.honoree.full_name in page
    states = set(Conferral.objects.values_list("state", flat=True))
    assert states == {PublicationState.DRAFTED, PublicationState.CONSENT}


def test_nothing_is_public_before_the_ceremony_and_everything_goes_at_its_moment(link):
    schedule = ScheduledPublication.objects.get()
    assert schedule.at == ceremony.moment() > timezone.now() + timedelta(days=8)
    assert publication.publish_due() == 0
    past = timezone.now() - timedelta(seconds=1)
    ScheduledPublication.objects.update(at=past)
    Conferral.objects.update(embargo_until=past)
    assert publication.publish_due() == 4
    schedule.refresh_from_db()
    assert schedule.failures == []
