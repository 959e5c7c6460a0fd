"""What no page of ours sends: NUL in what is typed, numbers beyond every column. Refused or dropped, never an error.

SQLite keeps a NUL where PostgreSQL raises (CI runs the suite on both).
"""

from __future__ import annotations

import pytest
from django.urls import reverse

from recognition.domain import consent, lists, nominations
from recognition.domain.lists import Line
from recognition.enums import AwardCategory, AwardSubject, ConsentScope, Level
from recognition.models import Award, Honoree, Nomination, Nominee, SavedFilter, UnitMessage
from tests.recognition.intake.conftest import Organization, organization, signed_in

__all__ = ["organization", "signed_in"]
pytestmark = pytest.mark.django_db

HUGE = "9" * 40


def confirmed(organization: Organization) -> Nomination:
    row = nominations.move(nomination=organization.draft(), name="file", actor=organization.clerk)
    return nominations.move(nomination=row, name="confirm", actor=organization.head)


def test_nul_in_what_is_posted_reaches_no_door(organization, signed_in, client):
    clerk, desk = signed_in(organization.clerk), signed_in(organization.desk)
    row = confirmed(organization)
    clerk.post(reverse("intake:talk", args=[row.public_id]), {"text": "Gửi kèm\0 bản quét."})
    assert [one.text for one in UnitMessage.objects.all()] == ["Gửi kèm bản quét."]
    draft = organization.draft("Lê Thị Mơ")
    assert (
        clerk.post(reverse("intake:evidence", args=[draft.public_id]), {"remove": "a\0b"}).status_code < 500
    )
    assert desk.post(reverse("ho-so:filters"), {"bo": "\0"}).status_code < 500
    desk.post(reverse("ho-so:filters"), {"name": "Chờ\0 tôi", "query": "q=a%00b&state=con\0firmed"})
    kept = SavedFilter.objects.get()
    assert (kept.name, "%00" in kept.query) == ("Chờ tôi", False)
    answer = desk.get(reverse("ho-so:index"), {"q": "Hoa\0"})
    assert "Nguyễn Thị Hoa" in answer.content.decode()
    honoree = Honoree.objects.create(
        full_name="Nguyễn Thị Hoa", kind="individual", unit=organization.hospital
    )
    asked = consent.ask(honoree=honoree, scopes=[ConsentScope.PHOTO], actor=organization.editor)
    answer = client.post(
        reverse("recognition:consent", args=[asked.token]), {"act": "withdraw", "scope": "pho\0to"}
    )
    assert answer.status_code < 500
    assert client.get(reverse("recognition:consent", args=["a"]) + "%00/").status_code == 404


def test_numbers_beyond_every_column_choose_nothing(organization, signed_in):
    desk = signed_in(organization.desk)
    row = confirmed(organization)
    page = desk.get(reverse("ho-so:bulk"), {"viec": "receive", "id": [HUGE, str(row.pk)]}).content.decode()
    assert row.full_name in page
    award = Award.objects.create(
        code="T-LDTT",
        name="Lao động tiên tiến",
        category=AwardCategory.TITLE,
        subject=AwardSubject.INDIVIDUAL,
        level=Level.BASE,
        by_list=True,
    )
    organization.round.awards.add(award)
    names = lists.start(
        round=organization.round, unit=organization.hospital, award=award, year=2025, actor=organization.clerk
    )
    lists.add(row=names, lines=[Line("Phạm Thị Mai"), Line("Lê Văn Sơn")], actor=organization.clerk)
    clerk = signed_in(organization.clerk)
    clerk.post(reverse("intake:list_remove", args=[names.public_id]), {"dong": [HUGE, "1"]})
    assert list(Nominee.objects.values_list("full_name", flat=True)) == ["Lê Văn Sơn"]
