"""From a decision to its pages: read beside the scan, published at the ceremony, failures one by one and run again."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfWriter
from wagtail.models import TaskState

from portal.core import timers
from portal.home.models import HomePage
from recognition import notifications
from recognition.domain import conferrals, events, papers, publication
from recognition.domain.errors import DomainError, IllegalMove, NotAllowed
from recognition.enums import AuthorityCheck, PublicationState, Role
from recognition.models import (
    Conferral,
    HonoreePage,
    Notice,
    ScheduledPublication,
    StoryIndexPage,
    StoryPage,
)
from recognition.signals import honoree_page_published
from tests import deciding
from tests.recognition.desk.conftest import XHR
from tests.recognition.desk.test_pages import edit

REASON = "Lễ tổng kết"


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.fixture
def verified(desk):
    decision = desk.decision()
    for name in ("Trần Văn Bình", "Lê Thị Mơ"):
        desk.line(decision, name)
    return conferrals.verify_decision(decision=decision, actor=desk.second)


def pdf() -> ContentFile:
    writer, target = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 300)
    writer.write(target)
    return ContentFile(target.getvalue(), "qd.pdf")


# Verified beside the scan ----------------------------------------------------------------------------------------------


def test_the_second_person_reads_the_entry_beside_the_pages_of_the_scan(desk, media_root):
    decision = desk.decision()
    desk.line(decision)
    papers.keep_files(decision=decision, actor=desk.first, original=pdf())
    client = desk.client(desk.second)
    page = client.get(reverse("quyet-dinh:verify", args=[decision.pk])).content.decode()
    for words in ("57/QĐ-SYT", "20/02/2025", "Trần Văn Bình", "không có hồ sơ trên hệ thống"):
        assert words in page
    picture = reverse("quyet-dinh-ban-quet", args=[decision.public_id, 1])
    assert picture in page
    drawn = client.get(picture)
    assert drawn.status_code == 200
    assert drawn.content.startswith(b"\xff\xd8")
    assert client.get(reverse("quyet-dinh-ban-quet", args=[decision.public_id, 2])).status_code == 404
    client.post(reverse("quyet-dinh:verify", args=[decision.pk]), {"reason": ""})
    decision.refresh_from_db()
    assert decision.verified_by == desk.second


@pytest.mark.parametrize("role", [Role.EDITOR, Role.APPROVER, Role.DATA_OFFICER, Role.ADMINISTRATOR])
def test_nobody_else_sees_a_page_of_the_original(desk, media_root, role):
    decision = desk.decision()
    papers.keep_files(decision=decision, actor=desk.first, original=pdf())
    address = reverse("quyet-dinh-ban-quet", args=[decision.public_id, 1])
    assert desk.client(role).get(address, headers=XHR).status_code == 404


def test_without_a_scan_the_second_person_says_which_paper_was_read(desk):
    decision = desk.decision()
    client = desk.client(desk.second)
    address = reverse("quyet-dinh:verify", args=[decision.pk])
    assert "chưa có bản quét" in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Bản giấy ở tủ 3"}).status_code == 302
    assert events.history(decision)[-1].payload.reason == "Bản giấy ở tủ 3"


# Failures --------------------------------------------------------------------------------------------------------------


def test_failures_are_listed_one_by_one_and_can_be_run_again(desk, verified):
    held = verified.conferrals.get(name_then="Lê Thị Mơ")
    Conferral.objects.filter(pk=held.pk).update(authority=AuthorityCheck.HELD)
    client = desk.client(Role.APPROVER)
    address = reverse("quyet-dinh:publish-facts", args=[verified.pk])
    page = client.post(address, {"reason": REASON}).content.decode()
    assert "Đã xong 1 trên 2 dòng" in page
    assert "cần kiểm tra thẩm quyền trước khi công bố" in page
    assert f'href="{address}"' in page
    assert reverse("lan-khen-thuong:inspect", args=[held.pk]) in page
    conferrals.release(conferral=held, actor=desk.second, reason="Điều 79")
    response = client.post(address, {"reason": REASON})
    assert response.status_code == 302
    assert "(1 dòng)" in told(response)
    assert set(verified.conferrals.values_list("state", flat=True)) == {PublicationState.PUBLISHED}


def test_publishing_facts_leaves_out_prose_that_nobody_approved_and_keeps_it_as_the_draft(desk, verified):
    publication.draft_pages(decision=verified, actor=desk.person(Role.EDITOR))
    line = verified.conferrals.first()
    page = HonoreePage.objects.get(honoree=line.honoree, language="vi")
    edit(desk.client(Role.EDITOR), page, "", lead="Chưa ai duyệt.")
    line.refresh_from_db()
    assert line.state == PublicationState.EDITING
    report = publication.publish_facts(decision=verified, actor=desk.person(Role.APPROVER), reason=REASON)
    assert not report.failed
    page.refresh_from_db()
    assert (page.live, page.lead) == (True, "")
    assert page.has_unpublished_changes
    assert page.get_latest_revision_as_object().lead == "Chưa ai duyệt."


def test_a_page_that_waits_for_approval_is_not_published_past_the_approver(desk, verified):
    publication.draft_pages(decision=verified, actor=desk.person(Role.EDITOR))
    line = verified.conferrals.first()
    page = HonoreePage.objects.get(honoree=line.honoree, language="vi")
    edit(desk.client(Role.EDITOR), page, "action-submit", lead="Chờ duyệt.")
    report = publication.publish_facts(decision=verified, actor=desk.person(Role.APPROVER), reason=REASON)
    assert [row.pk for row, _why in report.failed] == [line.pk]
    assert "đang chờ duyệt" in report.failed[0][1]


# The approver's answer -------------------------------------------------------------------------------------------------


def test_a_page_is_returned_only_with_a_reason_and_the_second_answer_is_told(desk, verified):
    publication.draft_pages(decision=verified, actor=desk.person(Role.EDITOR))
    page = HonoreePage.objects.filter(language="vi").first()
    edit(desk.client(Role.EDITOR), page, "action-submit", lead="Bài.")
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    approver, late = desk.client(Role.APPROVER), desk.client(desk.person(Role.APPROVER, suffix="-2"))

    def address(action: str) -> str:
        return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])

    approver.post(address("reject"), {"comment": "  "})
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS
    approver.post(address("reject"), {"comment": "Thiếu nguồn của con số."})
    state.refresh_from_db()
    assert (state.status, state.comment) == (TaskState.STATUS_REJECTED, "Thiếu nguồn của con số.")
    for action in ("approve", "reject"):
        answer = late.post(address(action), {"comment": "Đạt"})
        assert answer.status_code == 302
        assert "đã trả lại bài này" in told(answer)
        script = late.post(address(action), {"comment": "Đạt"}, headers=XHR)
        assert script.json()["redirect"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    page.refresh_from_db()
    assert not page.live
    stranger = desk.client(Role.EDITOR).post(address("approve"), {"comment": ""})
    assert "đã trả lại bài này" not in told(stranger)


def test_each_step_of_an_approval_stands_in_the_record_and_is_heard_by_those_it_concerns(desk, verified):
    editor, approver = desk.person(Role.EDITOR), desk.person(Role.APPROVER)
    for user in (editor, approver):
        user.email, user.mail_rhythm = f"{user.username}@example.org", "at_once"
        user.save()
    publication.draft_pages(decision=verified, actor=editor)
    page = HonoreePage.objects.filter(language="vi").first()
    edit(desk.client(editor), page, "action-submit", lead="Chị Mơ giữ trạm sáng đèn.")

    def answer(action: str, comment: str) -> None:
        step = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, step.pk])
        assert desk.client(approver).post(address, {"comment": comment}).status_code == 302

    answer("reject", "Thiếu nguồn của con số.")
    edit(desk.client(editor), page, "action-restart-workflow", lead="Chị Mơ giữ trạm sáng đèn từ 2024.")
    answer("approve", "")
    page.refresh_from_db()
    assert page.live
    found = [event for event in events.history(page.honoree) if event.act.endswith("_page")]
    assert [(event.act, event.actor, event.role, event.payload.reason) for event in found] == [
        ("submit_page", editor, "editor", ""),
        ("return_page", approver, "approver", "Thiếu nguồn của con số."),
        ("submit_page", editor, "editor", ""),
        ("approve_page", approver, "approver", ""),
    ]
    assert found[0].payload.data["fields"] == ["lead", "slug", "title"]
    assert events.verify_chain("recognition.honoree", page.honoree.public_id) == []
    told_to = Notice.objects.filter(kind__startswith="page_").order_by("pk").values_list("user", "kind")
    assert list(told_to) == [
        (approver.pk, "page_to_approve"),
        (editor.pk, "page_returned"),
        (approver.pk, "page_to_approve"),
        (editor.pk, "page_approved"),
    ]
    returned = Notice.objects.get(kind="page_returned")
    there = desk.client(editor).get(reverse("thong_bao_mo", args=[returned.public_id]))["Location"]
    assert there == reverse("wagtailadmin_pages:edit", args=[page.pk])
    # No mail of Wagtail's, which would name the person and what the approver wrote.
    assert mail.outbox == []
    notifications.send_due()
    assert len(mail.outbox) >= 2
    assert not [sent for sent in mail.outbox if page.title in sent.body or "Thiếu nguồn" in sent.body]


def test_a_page_taken_back_from_approval_is_recorded_under_the_page_itself(desk):
    deciding.site_tree()
    editor = desk.person(Role.EDITOR)
    index = StoryIndexPage.objects.first() or HomePage.objects.get(locale__language_code="vi").add_child(
        instance=StoryIndexPage(title="Gương", slug="guong-thu")
    )
    story = index.add_child(instance=StoryPage(title="Trạm sáng đèn", slug="tram-sang-den", live=False))
    story.save_revision(user=editor)
    story.get_workflow().start(story, editor)
    story.current_workflow_state.cancel(user=editor)
    found = events.history(story)
    assert [(event.act, event.actor) for event in found] == [("submit_page", editor), ("recall_page", editor)]
    notice = Notice.objects.filter(kind="page_to_approve").first()
    assert notice is None or notifications.target(notice).endswith(f"/{story.pk}/edit/")


# The ceremony ----------------------------------------------------------------------------------------------------------


def test_facts_go_public_at_the_moment_an_approver_named_and_not_before(desk, verified):
    approver = desk.person(Role.APPROVER)
    at = timezone.now() + timedelta(hours=2)
    schedule = publication.schedule_facts(decision=verified, at=at, reason=REASON, actor=approver)
    early = publication.publish_facts(decision=verified, actor=approver, reason="Sớm")
    assert not early.done
    assert {why for _row, why in early.failed} == {"Chưa đến giờ được công bố."}
    assert publication.publish_due() == 0
    past = timezone.now() - timedelta(seconds=1)
    ScheduledPublication.objects.update(at=past)
    Conferral.objects.update(embargo_until=past)
    assert publication.publish_due() == 2
    assert publication.publish_due() == 0
    schedule.refresh_from_db()
    assert (schedule.published, schedule.failures) == (2, [])
    assert set(verified.conferrals.values_list("state", flat=True)) == {PublicationState.PUBLISHED}
    line = verified.conferrals.first()
    assert events.history(line)[-1].actor == approver
    assert events.verify_chain("recognition.decision", verified.public_id) == []
    assert "publish-due" in {timer.name for timer in timers.timers()}


def test_lines_that_did_not_go_at_the_moment_stand_on_the_decision_with_their_reason(desk, verified):
    approver = desk.person(Role.APPROVER)
    publication.schedule_facts(
        decision=verified, at=timezone.now() + timedelta(hours=2), reason=REASON, actor=approver
    )
    past = timezone.now() - timedelta(seconds=1)
    ScheduledPublication.objects.update(at=past)
    Conferral.objects.update(embargo_until=past)
    Conferral.objects.filter(name_then="Lê Thị Mơ").update(authority=AuthorityCheck.HELD)
    assert publication.publish_due() == 1
    page = desk.client(Role.APPROVER).get(reverse("quyet-dinh:inspect", args=[verified.pk])).content.decode()
    assert "Đã công bố 1, không được 1" in page
    assert "cần kiểm tra thẩm quyền trước khi công bố" in page


def test_a_line_entered_after_the_moment_was_set_waits_for_it_too(desk, verified):
    approver = desk.person(Role.APPROVER)
    publication.schedule_facts(
        decision=verified, at=timezone.now() + timedelta(hours=2), reason=REASON, actor=approver
    )
    late = desk.line(verified, "Y Thu Niê", confirmed=True)
    early = publication.publish_facts(decision=verified, actor=approver, reason="Sớm")
    assert not early.done
    assert {why for _row, why in early.failed} == {"Chưa đến giờ được công bố."}
    with pytest.raises(DomainError, match="Chưa đến giờ"):
        publication.draft_page(conferral=late, actor=desk.person(Role.EDITOR))
    past = timezone.now() - timedelta(seconds=1)
    ScheduledPublication.objects.update(at=past)
    Conferral.objects.filter(embargo_until__isnull=False).update(embargo_until=past)
    assert publication.publish_due() == 3


def test_a_moment_withdrawn_while_others_are_published_publishes_nothing(desk, verified):
    """The clock has read both moments; the second is withdrawn while the lines of the first go public."""
    approver = desk.person(Role.APPROVER)
    other = desk.decision(number="58/QĐ-SYT")
    desk.line(other, "Y Thu Niê")
    other = conferrals.verify_decision(decision=other, actor=desk.second)
    schedules = [
        publication.schedule_facts(
            decision=one, at=timezone.now() + timedelta(hours=2), reason=REASON, actor=approver
        )
        for one in (verified, other)
    ]
    past = timezone.now() - timedelta(seconds=1)
    ScheduledPublication.objects.update(at=past)
    Conferral.objects.update(embargo_until=past)
    left = {schedule.decision_id: schedule for schedule in schedules}

    def withdraw(page, **_told):
        done = page.honoree.conferrals.get().decision_id
        for decision, schedule in list(left.items()):
            if decision != done:
                publication.withdraw_schedule(schedule=schedule, reason="Hoãn lễ", actor=approver)
        left.clear()

    honoree_page_published.connect(withdraw)
    try:
        published = publication.publish_due()
    finally:
        honoree_page_published.disconnect(withdraw)
    withdrawn = ScheduledPublication.objects.get(withdrawn_at__isnull=False)
    assert withdrawn.done_at is None
    assert published == ScheduledPublication.objects.get(withdrawn_at__isnull=True).published > 0
    states = set(withdrawn.decision.conferrals.values_list("state", flat=True))
    assert states == {PublicationState.RECORDED}


def test_the_moment_is_set_once_by_an_approver_in_the_future_and_can_be_withdrawn(desk, verified):
    client = desk.client(Role.APPROVER)
    address = reverse("quyet-dinh:schedule-facts", args=[verified.pk])
    past = client.post(address, {"at": "2025-01-01 08:00", "reason": REASON})
    assert past.status_code == 422
    assert "Giờ hẹn đã qua" in past.content.decode()
    later = f"{timezone.localtime() + timedelta(days=1):%d/%m/%Y %H:%M}"
    assert client.post(address, {"at": later, "reason": REASON}).status_code == 302
    approver = desk.person(Role.APPROVER)
    with pytest.raises(IllegalMove):
        publication.schedule_facts(
            decision=verified, at=timezone.now() + timedelta(days=2), reason=REASON, actor=approver
        )
    with pytest.raises(NotAllowed):
        publication.schedule_facts(
            decision=verified, at=timezone.now() + timedelta(days=2), reason=REASON, actor=desk.first
        )
    client.post(reverse("quyet-dinh:withdraw-schedule", args=[verified.pk]), {"reason": "Hoãn lễ"})
    assert not verified.conferrals.filter(embargo_until__isnull=False).exists()
    assert len(publication.publish_facts(decision=verified, actor=approver, reason=REASON).done) == 2
    with pytest.raises(DomainError):
        publication.schedule_facts(
            decision=verified, at=timezone.now() + timedelta(days=2), reason=REASON, actor=approver
        )
