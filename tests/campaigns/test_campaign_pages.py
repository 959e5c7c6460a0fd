"""Campaigns: the list, the page with all an announcement says, the state that follows from dates."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from campaigns import queries
from campaigns.enums import CampaignState
from campaigns.models import CampaignConferral, CampaignCriterion, CampaignMilestone, CampaignRound
from recognition.enums import SubjectKind
from recognition.models import LegalInstrument, Round
from tests import factories

pytestmark = pytest.mark.django_db


def whole_campaign():
    """A campaign with every part of an announcement, and an open round."""
    today = timezone.localdate()
    deadline = timezone.make_aware(
        datetime.combine(today + timedelta(days=10), datetime.min.time())
    ) + timedelta(hours=17)
    parent = factories.campaign("Ngành Y tế thi đua học tập và làm theo Bác", kind="standing")
    made = factories.campaign(
        plan_number="57/KH-SYT",
        plan_date=today - timedelta(days=40),
        issuer="Giám đốc Sở Y tế",
        deadline=deadline,
        parent=parent,
        slogan="Bớt một con dấu",
        themes=["Cải cách thủ tục"],
        purpose="Rút ngắn thời gian chờ khám.",
        goals=["Giảm 20% thời gian chờ"],
        content=["Cắt giảm thủ tục"],
        subjects="Các bệnh viện, trung tâm y tế, trạm y tế",
        measures=["Phòng Tổ chức cán bộ làm đầu mối"],
        recipients=["Các đơn vị trực thuộc Sở"],
        contact="Phòng Tổ chức cán bộ",
        individual_quota=2,
        collective_quota=1,
        quota_note="Ít nhất 01 người không giữ chức vụ",
        bases_text=["Công văn 12/SYT"],
        awards_note="Tiêu biểu được trình Bằng khen",
    )
    made.legal_bases.add(
        LegalInstrument.objects.create(
            code="L06", kind="law", number="06/2022/QH15", title="Luật Thi đua, khen thưởng"
        )
    )
    award = factories.award()
    made.awards.add(award)
    CampaignCriterion.objects.create(
        campaign=made,
        kind=SubjectKind.COLLECTIVE,
        text="Chỉ số cải cách hành chính",
        threshold="85.50",
        unit_of_measure="điểm",
    )
    CampaignMilestone.objects.create(campaign=made, title="Phát động", starts_on=today - timedelta(days=30))
    CampaignMilestone.objects.create(
        campaign=made,
        title="Nhận hồ sơ",
        starts_on=today - timedelta(days=3),
        ends_on=today + timedelta(days=10),
        is_peak=True,
    )
    CampaignMilestone.objects.create(campaign=made, title="Tôn vinh", starts_on=today + timedelta(days=50))
    opened = Round.objects.create(
        title="Đợt xét",
        unit=factories.unit("Sở Y tế"),
        opens_at=timezone.now() - timedelta(days=3),
        deadline=deadline,
        is_draft=False,
    )
    CampaignRound.objects.create(campaign=made, round=opened)
    return made


def test_the_page_says_everything_of_the_announcement(client):
    made = whole_campaign()
    text = client.get(f"/phong-trao/{made.slug}/").content.decode()
    for part in (
        "57/KH-SYT", "Giám đốc Sở Y tế", "Bớt một con dấu", "Cải cách thủ tục", "Rút ngắn thời gian chờ khám.",
        "Giảm 20% thời gian chờ", "Cắt giảm thủ tục", "Các bệnh viện, trung tâm y tế, trạm y tế",
        "Phòng Tổ chức cán bộ làm đầu mối", "Các đơn vị trực thuộc Sở", "không quá 02", "không quá 01",
        "Ít nhất 01 người", "Công văn 12/SYT", "06/2022/QH15", "Tiêu biểu được trình Bằng khen", "85,5 điểm",
        "Phát động", "Tuần cao điểm", "Tôn vinh", "Ngành Y tế thi đua", "Đang nhận hồ sơ", "10\u00a0ngày", "17\u00a0giờ\u00a000",
    ):  # fmt: skip
        assert part in text, part


def test_the_english_page_shows_facts_in_vietnamese_marked_as_such(client):
    made = whole_campaign()
    response = client.get(f"/en/campaigns/{made.slug}/")
    assert response.status_code == 200
    assert 'lang="vi"' in response.content.decode()


def test_the_state_follows_from_dates():
    today = timezone.localdate()
    day = timedelta(days=1)
    assert (
        factories.campaign("A", starts_on=today + day, ends_on=today + 9 * day).state()
        == CampaignState.UPCOMING
    )
    assert factories.campaign("B").state() == CampaignState.RUNNING
    assert factories.campaign("C", ends_on=today - day).state() == CampaignState.CLOSED
    assert factories.campaign("D", is_record=True).state() == CampaignState.CLOSED
    assert factories.campaign("E", deadline=timezone.now() - 2 * day).state() == CampaignState.REVIEWING
    assert whole_campaign().state() == CampaignState.OPEN


def test_a_record_says_that_it_is_one_and_is_never_the_open_campaign(client):
    made = factories.campaign("Kế hoạch đã ban hành", is_record=True)
    assert (
        "Tư liệu: tóm lược theo kế hoạch đã ban hành"
        in client.get(f"/phong-trao/{made.slug}/").content.decode()
    )
    assert queries.open_campaign() is None
    assert client.get(f"/phong-trao/{made.slug}/han-nop.ics").status_code == 404


def test_the_deadline_is_an_entry_of_a_calendar(client):
    made = whole_campaign()
    response = client.get(f"/phong-trao/{made.slug}/han-nop.ics")
    lines = response.content.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert f"DTSTART:{made.deadline.astimezone(__import__('datetime').UTC):%Y%m%dT%H%M%SZ}" in lines
    assert all(len(line.encode()) <= 75 for line in lines)


def test_what_came_of_a_campaign_is_shown_there_and_on_the_honorees_page(client):
    made = factories.campaign()
    office = factories.office()
    award = factories.award(by=office)
    decided = factories.decision(by=office)
    row = factories.public_conferral(on=decided, of=award, at=factories.unit())
    CampaignConferral.objects.create(campaign=made, conferral=row)
    assert "Nguyễn Thị Hoa" in client.get(f"/phong-trao/{made.slug}/").content.decode()
    assert made.title in client.get(f"/ton-vinh/{row.honoree.slug}/").content.decode()
    factories.hide(row)
    assert "Nguyễn Thị Hoa" not in client.get(f"/phong-trao/{made.slug}/").content.decode()


def test_a_campaign_without_a_live_page_is_nowhere(client):
    made = factories.campaign("Phong trào còn soạn")
    made.pages.get(language="vi").unpublish()
    assert client.get(f"/phong-trao/{made.slug}/").status_code == 404
    for address in ("/phong-trao/", "/api/v1/campaigns", "/phong-trao/rss.xml", "/"):
        assert "Phong trào còn soạn" not in client.get(address).content.decode(), address


@pytest.mark.parametrize(
    ("address", "wanted"), [("/phong-trao/", 1), ("/api/v1/campaigns", 1), ("/phong-trao/rss.xml", 1)]
)
def test_lists_cost_the_same_queries_with_one_three_and_ten_campaigns(
    client, django_assert_num_queries, address, wanted
):
    for more in (1, 2, 7):
        for _place in range(more):
            factories.campaign()
        for _turn in range(2):  # what a process remembers is asked once
            client.get(address)
        with django_assert_num_queries(wanted):
            client.get(address)
