"""The work of the desk by buttons: each act confirmed on a page of its own, done by POST, refused in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.core import private_files
from portal.core.models import User
from recognition.domain import conferrals, events, nominations, papers, publication, roles
from recognition.domain.errors import DomainError, SamePerson
from recognition.enums import (
    AuthorityCheck,
    DecisionState,
    MergeState,
    NominationState,
    PublicationState,
    Role,
)
from recognition.models import (
    Award,
    Conferral,
    Consent,
    Decision,
    HonoreePage,
    Membership,
    MergeProposal,
    Round,
    Unit,
)
from tests.recognition.desk.conftest import XHR
from tests.recognition.intake.conftest import pdf_bytes

S = Role.STANDING_BODY


def press(client, name, act, row, **answers):
    return client.post(reverse(f"{name}:{act}", args=[row.pk]), answers)


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_dossier_walks_to_its_decision_by_buttons(desk):
    dossier = desk.confirmed()
    first, second = desk.client(desk.first), desk.client(desk.second)
    page = first.get(reverse("ho-so:inspect", args=[dossier.pk])).content.decode()
    for words in (
        "Tiếp nhận hồ sơ",
        "Trả bổ sung",
        "Giảm thời gian chờ khám từ 90 phút còn 40 phút.",
        "bao-cao.pdf",
    ):
        assert words in page
    assert "Hội đồng: đạt" not in page
    response = press(first, "ho-so", "receive", dossier)
    assert response.status_code == 302
    assert "Đã tiếp nhận" in told(response)
    assert 'href="/quan-tri/ho-so/appraise/' not in first.get(response["Location"]).content.decode()
    press(second, "ho-so", "appraise", dossier)
    press(second, "ho-so", "to-council", dossier)
    press(
        second,
        "ho-so",
        "record-council",
        dossier,
        date="20/11/2026",
        members="9",
        votes_for="8",
        minutes="12/BB-HĐTĐKT",
    )
    dossier.refresh_from_db()
    assert (dossier.state, dossier.council_date, dossier.council_votes_for) == (
        NominationState.SUBMITTED,
        date(2026, 11, 20),
        8,
    )
    decision = desk.decision()
    press(second, "ho-so", "decide", dossier, decision=decision.pk, citation="Giảm thời gian chờ khám.")
    dossier.refresh_from_db()
    assert dossier.state == NominationState.DECIDED
    assert dossier.conferral.decision == decision
    assert [event.act for event in events.history(dossier)][-5:] == [
        "receive",
        "appraise",
        "to_council",
        "record_council",
        "decide",
    ]


def submitted(desk, name="Nguyễn Thị Hoa"):
    dossier = desk.confirmed(name)
    council = {"date": date(2025, 2, 10), "members": 9, "votes_for": 8, "minutes": "12/BB-HĐTĐKT"}
    for name_, who in (("receive", desk.first), ("appraise", desk.second), ("to_council", desk.second)):
        nominations.move(nomination=dossier, name=name_, actor=who)
    return nominations.move(nomination=dossier, name="record_council", actor=desk.second, data=council)


def test_a_dossier_whose_line_came_with_the_list_is_attached_to_that_line(desk):
    """The list was imported and verified before anybody touched the dossiers."""
    dossier = submitted(desk)
    decision = desk.decision()
    line, other = desk.line(decision, "Nguyễn Thị Hoa"), desk.line(decision, "Y Thu Niê")
    elsewhere = desk.line(desk.decision("3/QĐ-UBND", office=desk.province), "Khoa Nội", desk.banner)
    conferrals.verify_decision(decision=decision, actor=desk.second)
    client = desk.client(desk.second)
    page = client.get(reverse("ho-so:decide", args=[dossier.pk])).content.decode()
    assert line.public_id in page
    assert other.public_id in page  # of the same unit: the list may write the name otherwise
    assert elsewhere.public_id not in page
    assert press(client, "ho-so", "decide", dossier).status_code == 422
    response = press(client, "ho-so", "decide", dossier, line=line.public_id)
    assert "Đã gắn hồ sơ với dòng “Nguyễn Thị Hoa”" in told(response)
    dossier.refresh_from_db()
    line.refresh_from_db()
    assert (dossier.state, line.nomination, Conferral.objects.count()) == (
        NominationState.DECIDED,
        dossier,
        3,
    )
    assert [event.act for event in events.history(line)] == ["confer", "link_dossier"]
    second = submitted(desk, "Nguyễn Thị Hoà")
    gone = press(client, "ho-so", "decide", second, line=line.public_id)
    assert gone.status_code == 422
    second.refresh_from_db()
    assert second.state == NominationState.SUBMITTED


def test_a_line_that_stands_in_the_decision_already_takes_the_dossier_and_is_not_doubled(desk):
    dossier = submitted(desk)
    decision = desk.decision()
    line = conferrals.confer(
        decision=decision,
        award=dossier.award,
        kind=dossier.kind,
        full_name=dossier.full_name,
        unit=dossier.unit,
        unit_name=dossier.workplace,
        position=dossier.position,
        actor=desk.first,
    ).conferral
    press(desk.client(desk.second), "ho-so", "decide", dossier, decision=decision.pk)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.conferral) == (NominationState.DECIDED, line)


def test_a_decision_that_was_verified_takes_no_line_that_only_its_writer_has_seen(desk):
    decision = desk.decision()
    desk.line(decision)
    conferrals.verify_decision(decision=decision, actor=desk.second)
    row = {"award": desk.award.pk, "kind": "individual", "full_name": "Lê Thị Mơ", "merit_kind": "routine"}
    refused = press(desk.client(desk.first), "quyet-dinh", "confer", decision, **row)
    assert refused.status_code == 422
    assert "không thêm từng dòng nữa" in refused.content.decode()
    dossier = submitted(desk)
    with pytest.raises(DomainError, match="không thêm từng dòng nữa"):
        conferrals.confer(
            decision=decision,
            award=dossier.award,
            kind=dossier.kind,
            full_name=dossier.full_name,
            nomination=dossier,
            actor=desk.first,
        )
    assert decision.conferrals.count() == 1


def test_whoever_typed_a_line_or_corrected_the_entry_does_not_verify_the_decision(desk):
    third = desk.person(S, suffix="-3")
    decision = desk.decision()
    desk.line(decision, by=desk.second)
    client = desk.client(desk.second)
    page = client.get(reverse("quyet-dinh:inspect", args=[decision.pk])).content.decode()
    assert "nên một người khác của thường trực Hội đồng kiểm tra" in page
    assert reverse("quyet-dinh:verify", args=[decision.pk]) not in page
    refused = press(client, "quyet-dinh", "verify", decision, reason="Bản giấy ở tủ 3")
    assert refused.status_code == 422
    assert "Cần một người khác kiểm tra" in refused.content.decode()
    papers.correct_entry(decision=decision, changes={"title": "Về việc khen thưởng"}, actor=third)
    with pytest.raises(SamePerson):
        conferrals.verify_decision(decision=decision, actor=third)
    fourth = desk.person(S, suffix="-4")
    assert conferrals.verify_decision(decision=decision, actor=fourth).state == DecisionState.VERIFIED


def test_whoever_attached_a_dossier_typed_nothing_and_verifies(desk):
    dossier = submitted(desk)
    decision = desk.decision()
    press(desk.client(desk.second), "ho-so", "decide", dossier, decision=decision.pk)
    assert conferrals.verify_decision(decision=decision, actor=desk.second).state == DecisionState.VERIFIED


def test_whoever_typed_a_held_line_does_not_release_it(desk):
    decision = desk.decision("7/QĐ-UBND", office=desk.province)
    line = desk.line(decision, "Khoa Nội", desk.banner, by=desk.second)
    refused = press(desk.client(desk.second), "lan-khen-thuong", "release", line, reason="Điều 79")
    assert refused.status_code == 422
    assert "Người nhập dòng này không tự cho phép" in refused.content.decode()
    press(desk.client(desk.person(S, suffix="-3")), "lan-khen-thuong", "release", line, reason="Điều 79")
    line.refresh_from_db()
    assert line.authority == AuthorityCheck.RELEASED


def test_a_second_click_is_refused_in_words_and_makes_no_second_event(desk):
    dossier = desk.confirmed()
    client = desk.client(S)
    press(client, "ho-so", "receive", dossier)
    again = press(client, "ho-so", "receive", dossier)
    assert again.status_code == 302
    assert "Hồ sơ đang ở bước “Đã tiếp nhận”" in told(again)
    assert [event.act for event in events.history(dossier)].count("receive") == 1


def test_the_one_who_received_does_not_appraise(desk):
    dossier = desk.confirmed()
    client = desk.client(S)
    press(client, "ho-so", "receive", dossier)
    refused = press(client, "ho-so", "appraise", dossier)
    assert refused.status_code == 422
    assert "Người tiếp nhận không thẩm định hồ sơ ấy" in refused.content.decode()
    dossier.refresh_from_db()
    assert dossier.state == NominationState.RECEIVED


def test_a_return_needs_a_reason_and_a_day(desk):
    dossier = desk.confirmed()
    client = desk.client(S)
    assert press(client, "ho-so", "return", dossier).status_code == 422
    past = (timezone.localdate() - timedelta(days=1)).strftime("%d/%m/%Y")
    assert press(client, "ho-so", "return", dossier, reason="Thiếu biên bản.", due_on=past).status_code == 422
    due = timezone.localdate() + timedelta(days=5)
    press(client, "ho-so", "return", dossier, reason="Thiếu biên bản.", due_on=due.strftime("%d/%m/%Y"))
    dossier.refresh_from_db()
    assert (dossier.state, dossier.return_reason) == (NominationState.RETURNED, "Thiếu biên bản.")
    assert timezone.localtime(dossier.due_at).date() == due
    shown = client.get(reverse("ho-so:inspect", args=[dossier.pk])).content.decode()
    assert "<h2>Trả bổ sung lần 1</h2>" in shown
    assert "<p>Thiếu biên bản.</p>" in shown


def test_more_votes_than_members_are_refused(desk):
    dossier = desk.confirmed()
    nominations.move(nomination=dossier, name="receive", actor=desk.first)
    nominations.move(nomination=dossier, name="appraise", actor=desk.second)
    nominations.move(nomination=dossier, name="to_council", actor=desk.first)
    response = press(
        desk.client(S),
        "ho-so",
        "record-council",
        dossier,
        date="20/11/2026",
        members="9",
        votes_for="10",
        minutes="1",
    )
    assert response.status_code == 422
    assert "không thể lớn hơn tổng số thành viên" in response.content.decode()


def test_an_act_is_never_done_by_reading_its_page(desk):
    dossier = desk.confirmed()
    assert desk.client(S).get(reverse("ho-so:receive", args=[dossier.pk])).status_code == 200
    dossier.refresh_from_db()
    assert dossier.state == NominationState.CONFIRMED


def test_a_decision_is_entered_verified_by_another_and_published(desk):
    first, second = desk.client(desk.first), desk.client(desk.second)
    response = first.post(
        reverse("quyet-dinh:add"),
        {
            "office": desk.director.pk,
            "number": "57/QĐ-SYT",
            "dated": "20/02/2025",
            "title": "Về việc tặng Giấy khen",
            "original": SimpleUploadedFile("goc.pdf", b"%PDF-1.4 original"),
            "public_copy": SimpleUploadedFile("cong-bo.pdf", b"%PDF-1.4 copy"),
        },
    )
    decision = Decision.objects.get()
    assert response["Location"] == reverse("quyet-dinh:inspect", args=[decision.pk])
    assert (decision.state, decision.entered_by, decision.dated) == (
        DecisionState.ENTERED,
        desk.first,
        date(2025, 2, 20),
    )
    response = press(
        first,
        "quyet-dinh",
        "confer",
        decision,
        award=desk.award.pk,
        kind="individual",
        full_name="Trần Văn Bình",
        unit=desk.hospital.pk,
        merit_kind="routine",
    )
    assert "Đã nhập: Trần Văn Bình." in told(response)
    itself = press(first, "quyet-dinh", "verify", decision, reason="Bản giấy ở tủ 3")
    assert itself.status_code == 422
    assert "Người nhập quyết định không tự kiểm tra" in itself.content.decode()
    press(second, "quyet-dinh", "verify", decision, reason="Bản giấy ở tủ 3")
    decision.refresh_from_db()
    assert (decision.state, decision.verified_by) == (DecisionState.VERIFIED, desk.second)
    assert press(first, "quyet-dinh", "check-public-copy", decision).status_code == 422
    press(second, "quyet-dinh", "check-public-copy", decision)
    decision.refresh_from_db()
    assert decision.published_copy
    assert "Đã xong: Soạn trang (1 dòng)." in told(
        press(desk.client(Role.EDITOR), "quyet-dinh", "draft-pages", decision)
    )
    line = decision.conferrals.get()
    assert line.state == PublicationState.DRAFTED
    response = press(
        desk.client(Role.APPROVER), "quyet-dinh", "publish-facts", decision, reason="Theo quyết định"
    )
    assert "Đã xong: Công bố thông tin theo quyết định (1 dòng)." in told(response)
    line.refresh_from_db()
    assert line.state == PublicationState.PUBLISHED
    assert HonoreePage.objects.get(honoree=line.honoree, language="vi").live


def test_a_verified_decision_is_not_corrected(desk):
    decision = desk.decision()
    conferrals.verify_decision(decision=decision, actor=desk.second)
    client = desk.client(S)
    client.post(
        reverse("quyet-dinh:edit", args=[decision.pk]),
        {"number": "58/QĐ-SYT", "dated": "21/02/2025", "title": "Khác", "title_en": "On commendation"},
    )
    decision.refresh_from_db()
    assert (decision.number, decision.title, decision.title_en) == (
        "57/QĐ-SYT",
        "Về việc tặng Giấy khen",
        "On commendation",
    )


def test_a_number_taken_twice_is_told_in_words(desk):
    desk.decision()
    response = desk.client(S).post(
        reverse("quyet-dinh:add"),
        {"office": desk.director.pk, "number": "57/QĐ-SYT", "dated": "21/02/2025", "title": "Khác"},
    )
    assert response.status_code == 200
    assert (
        "Quyết định số 57/QĐ-SYT năm 2025 của Giám đốc Sở Y tế đã có trong sổ." in response.content.decode()
    )


def test_what_the_director_may_not_give_is_refused_at_the_button(desk):
    response = press(
        desk.client(S),
        "quyet-dinh",
        "confer",
        desk.decision(),
        award=desk.banner.pk,
        kind="collective",
        full_name="Khoa Nội",
        merit_kind="routine",
    )
    assert response.status_code == 422
    assert "không có thẩm quyền quyết định “Cờ thi đua của UBND tỉnh”" in response.content.decode()
    assert not Conferral.objects.exists()


def test_a_held_line_is_released_by_another_with_a_reason(desk):
    line = desk.line(desk.decision("7/QĐ-UBND", office=desk.province), "Khoa Nội", desk.banner)
    assert line.authority == AuthorityCheck.HELD
    client = desk.client(desk.second)
    assert (
        "Cần kiểm tra thẩm quyền"
        in client.get(reverse("lan-khen-thuong:inspect", args=[line.pk])).content.decode()
    )
    assert press(client, "lan-khen-thuong", "release", line).status_code == 422
    press(client, "lan-khen-thuong", "release", line, reason="Điều 79 Luật 2022.")
    line.refresh_from_db()
    assert line.authority == AuthorityCheck.RELEASED


def published(desk, number="57/QĐ-SYT", name="Trần Văn Bình") -> Conferral:
    decision = desk.decision(number)
    line = desk.line(decision, name)
    conferrals.verify_decision(decision=decision, actor=desk.second)
    report = publication.publish_facts(decision=decision, actor=desk.person(Role.APPROVER), reason="x")
    assert not report.failed
    line.refresh_from_db()
    return line


def test_the_data_officer_hides_and_shows_again_with_a_reason(desk):
    line = published(desk)
    client = desk.client(Role.DATA_OFFICER)
    press(client, "lan-khen-thuong", "hide", line, reason="Theo đơn của nhân vật")
    line.refresh_from_db()
    assert line.state == PublicationState.HIDDEN
    press(client, "lan-khen-thuong", "show-again", line, reason="Nhân vật đồng ý lại")
    line.refresh_from_db()
    assert line.state == PublicationState.PUBLISHED


def test_a_line_is_cancelled_by_another_verified_decision(desk):
    line = published(desk)
    other = desk.decision("99/QĐ-SYT")
    client = desk.client(S)
    refused = press(client, "lan-khen-thuong", "cancel", line, by=other.pk, reason="Khai không đúng")
    assert refused.status_code == 422
    conferrals.verify_decision(decision=other, actor=desk.second)
    press(client, "lan-khen-thuong", "cancel", line, by=other.pk, reason="Khai không đúng")
    line.refresh_from_db()
    assert (line.state, line.cancelled_by) == (PublicationState.CANCELLED, other)


def test_two_entries_are_merged_or_kept_apart_once(desk):
    line = desk.line(desk.decision())
    other = desk.line(desk.decision("99/QĐ-SYT"))
    proposal = MergeProposal.objects.get(honoree=other.honoree)
    client = desk.client(S)
    page = client.get(reverse("de-xuat-nhap:inspect", args=[proposal.pk])).content.decode()
    assert "cùng đơn vị" in page
    press(client, "de-xuat-nhap", "merge", proposal, reason="Cùng một người")
    proposal.refresh_from_db()
    other.refresh_from_db()
    assert (proposal.state, other.honoree) == (MergeState.MERGED, line.honoree)
    assert "Đề xuất này đã được xem xét." in told(press(client, "de-xuat-nhap", "dismiss", proposal))


def test_a_consent_is_recorded_and_withdrawn(desk):
    line = desk.line(desk.decision())
    client = desk.client(Role.EDITOR)
    client.post(
        reverse("dong-y:add"),
        {
            "honoree": line.honoree_id,
            "scope": "photo",
            "text_version": "2026-01",
            "given_at": "20/11/2026 08:00",
            "proof": SimpleUploadedFile("dong-y.pdf", pdf_bytes()),
        },
    )
    agreed = Consent.objects.get()
    assert (agreed.recorded_by, agreed.scope) == (desk.person(Role.EDITOR), "photo")
    assert timezone.localtime(agreed.given_at).day == 20
    press(client, "dong-y", "withdraw", agreed, reason="Theo yêu cầu")
    agreed.refresh_from_db()
    assert agreed.withdrawn_at is not None


def test_an_editor_changes_the_given_name_and_never_the_name(desk):
    line = desk.line(desk.decision(), "H'Lan Êban")
    honoree = line.honoree
    response = desk.client(Role.EDITOR).post(
        reverse("nguoi-duoc-ton-vinh:edit", args=[honoree.pk]),
        {"given": "H’Lan ", "specialty": "Y tế thôn buôn", "full_name": "Người khác"},
    )
    assert response.status_code == 302
    honoree.refresh_from_db()
    assert (honoree.full_name, honoree.given, honoree.specialty) == ("H'Lan Êban", "H'Lan", "Y tế thôn buôn")


def inline(prefix: str, *entries: dict[str, str]) -> dict[str, str]:
    found = {f"{prefix}-TOTAL_FORMS": str(len(entries)), f"{prefix}-INITIAL_FORMS": "0"}
    for index, entry in enumerate(entries):
        found |= {f"{prefix}-{index}-{name}": value for name, value in entry.items()}
    return found


def test_a_unit_is_entered_with_its_names_and_renamed(desk):
    client = desk.client(S)
    client.post(
        reverse("don-vi:add"),
        {
            "code": "TTYT",
            "name": "Trung tâm Y tế khu vực Cư Lâm",
            "kind": "health_centre",
            "parent": desk.department.pk,
            **inline(
                "unitname",
                {"name": "Trung tâm Y tế huyện Cư Lâm", "kind": "official", "valid_until": "30/06/2025"},
            ),
            **inline(
                "unitbody",
                {"body": str(desk.department.pk), "kind": "professional", "valid_from": "01/01/2026"},
            ),
        },
    )
    unit = Unit.objects.get(code="TTYT")
    assert [(one.name, one.valid_until) for one in unit.names.all()] == [
        ("Trung tâm Y tế huyện Cư Lâm", date(2025, 6, 30))
    ]
    assert [one.body for one in unit.bodies.all()] == [desk.department]
    client.post(
        reverse("don-vi:edit", args=[desk.station.pk]),
        {
            "code": "TYT",
            "name": "Trạm Y tế phường Cư Lâm",
            "kind": "station",
            "parent": desk.department.pk,
            **inline("unitname"),
            **inline("unitbody"),
        },
    )
    desk.station.refresh_from_db()
    assert desk.station.name == "Trạm Y tế phường Cư Lâm"
    assert [one.name for one in desk.station.names.all()] == ["Trạm Y tế xã Cư Lâm"]


def test_a_unit_cannot_stand_under_itself(desk):
    response = desk.client(S).post(
        reverse("don-vi:edit", args=[desk.department.pk]),
        {
            "code": "SYT",
            "name": "Sở Y tế",
            "kind": "department",
            "parent": desk.hospital.pk,
            **inline("unitname"),
            **inline("unitbody"),
        },
    )
    assert response.status_code == 200
    assert "không thể đứng dưới chính nó" in response.content.decode()


def test_a_round_is_opened_with_its_quotas(desk):
    desk.client(S).post(
        reverse("dot-xet:add"),
        {
            "title": "Đợt xét 2027",
            "unit": desk.department.pk,
            "subject": "both",
            "awards": [desk.award.pk],
            "opens_at": "01/01/2027 07:30",
            "deadline": "15/01/2027 17:00",
            **inline("requireddocument"),
            **inline("roundquota", {"unit": str(desk.hospital.pk), "kind": "individual", "places": "2"}),
        },
    )
    made = Round.objects.get(title="Đợt xét 2027")
    assert list(made.awards.all()) == [desk.award]
    assert [(one.unit, one.places) for one in made.quotas.all()] == [(desk.hospital, 2)]
    assert timezone.localtime(made.deadline).strftime("%d/%m/%Y %H:%M") == "15/01/2027 17:00"


def test_the_catalogue_is_changed_by_one_and_verified_by_another(desk):
    first, second = desk.client(desk.first), desk.client(desk.second)
    first.post(
        reverse("danh-hieu:edit", args=[desk.award.pk]),
        {
            "code": "GK",
            "name": "Giấy khen",
            "short_names": "GK Sở\nGiấy khen Sở",
            "category": "form",
            "subject": "both",
            "level": "department",
            "rank": "20",
        },
    )
    award = Award.objects.get(code="GK")
    assert (award.name, award.short_names, award.verified) == ("Giấy khen", ["GK Sở", "Giấy khen Sở"], False)
    refused = press(first, "danh-hieu", "verify", award)
    assert refused.status_code == 422
    press(second, "danh-hieu", "verify", award)
    award.refresh_from_db()
    assert award.verified


def test_the_administrator_opens_accounts_and_gives_roles_but_not_to_himself(desk):
    admin = desk.person(Role.ADMINISTRATOR)
    client = desk.client(admin)
    client.post(
        reverse("tai-khoan:add"),
        {
            "username": "moi",
            "display_name": "Người mới",
            "email": "moi@example.org",
            "language": "vi",
            "is_superuser": "on",
            "role": "union",
        },
    )
    made = User.objects.get(username="moi")
    assert not made.has_usable_password()
    assert not made.is_superuser
    client.post(reverse("vai-tro:add"), {"user": made.pk, "role": "focal_point", "unit": desk.hospital.pk})
    assert roles.grants(made).has(Role.FOCAL_POINT, desk.hospital)
    no_unit = client.post(reverse("vai-tro:add"), {"user": made.pk, "role": "unit_head"})
    assert "Vai trò này phải gắn với một đơn vị." in no_unit.content.decode()
    own = client.post(reverse("vai-tro:add"), {"user": admin.pk, "role": "standing_body"})
    assert "Không ai tự giao vai trò cho mình." in own.content.decode()
    assert not roles.grants(admin).has(Role.STANDING_BODY)
    press(client, "vai-tro", "withdraw", Membership.objects.get(user=made, role="focal_point"))
    assert not roles.grants(made).has(Role.FOCAL_POINT)
    own_end = client.get(reverse("tai-khoan:close", args=[admin.pk]), headers=XHR)
    assert own_end.status_code == 200
    client.post(reverse("tai-khoan:close", args=[admin.pk]), {"reason": ""})
    admin.refresh_from_db()
    assert admin.is_active


# Private files -------------------------------------------------------------------------------------------------------


def files_of(desk) -> dict[str, str]:
    from campaigns.models import Registration
    from recognition.domain import consent, papers

    decision = desk.decision()
    papers.keep_files(
        decision=decision,
        actor=desk.first,
        original=SimpleUploadedFile("goc.pdf", b"%PDF-1.4 original"),
        public_copy=SimpleUploadedFile("cong-bo.pdf", b"%PDF-1.4 copy"),
    )
    agreed = consent.record_consent(
        honoree=desk.line(decision).honoree,
        scope="photo",
        text_version="1",
        given_at=timezone.now(),
        actor=desk.person(Role.EDITOR),
        proof=SimpleUploadedFile("dong-y.pdf", b"%PDF-1.4 signed"),
    )
    registration = Registration.objects.create(
        unit=desk.hospital,
        year=2026,
        award=desk.award,
        kind="individual",
        full_name="Trần Văn Bình",
        pledge=SimpleUploadedFile("giao-uoc.pdf", b"%PDF-1.4 pledge"),
    )
    evidence = desk.confirmed().evidence.get()
    return {
        "ban-goc": private_files.address("ban-goc", decision.public_id),
        "ban-cong-bo": private_files.address("ban-cong-bo", decision.public_id),
        "ban-dong-y": private_files.address("ban-dong-y", agreed.public_id),
        "giao-uoc": private_files.address("giao-uoc", registration.public_id),
        "minh-chung": private_files.address("minh-chung", evidence.public_id),
    }


FILES_OF = {
    Role.STANDING_BODY: {"ban-goc", "ban-cong-bo", "ban-dong-y", "giao-uoc", "minh-chung"},
    Role.AUDITOR: {"ban-goc", "ban-cong-bo", "ban-dong-y", "giao-uoc", "minh-chung"},
    Role.EDITOR: {"ban-cong-bo", "ban-dong-y"},
    Role.APPROVER: {"ban-cong-bo", "ban-dong-y"},
    Role.DATA_OFFICER: {"ban-cong-bo", "ban-dong-y"},
    Role.LEADER: {"ban-cong-bo"},
    Role.FOCAL_POINT: {"giao-uoc", "minh-chung"},
    Role.UNIT_HEAD: {"giao-uoc", "minh-chung"},
    Role.UNIT_DEPUTY: {"giao-uoc", "minh-chung"},
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reads_exactly_its_private_files(desk, role):
    addresses = files_of(desk)
    client = desk.client(role)
    read = set()
    for kind, address in addresses.items():
        response = client.get(address)
        if response.status_code == 200:
            assert b"".join(response.streaming_content).startswith(b"%PDF-1.4")
            assert response["Content-Disposition"].startswith("attachment")
            for close in response._resource_closers:
                close()
            read.add(kind)
    assert read == FILES_OF.get(role, set())


def test_a_stranger_and_another_unit_read_no_private_file(desk, client):
    addresses = files_of(desk)
    other = desk.client(Role.FOCAL_POINT, desk.station)
    for address in addresses.values():
        assert client.get(address).status_code == 302
        assert other.get(address).status_code == 404


def test_choosers_open_only_for_who_sees_the_rows(desk):
    desk.line(desk.decision())
    found = desk.client(S).get(reverse("honoree_chooser:choose_results"), {"q": "tran van binh"})
    assert "Trần Văn Bình" in found.content.decode()
    for address in ("honoree_chooser:choose", "honoree_chooser:choose_results", "decision_chooser:choose"):
        assert desk.client(Role.ADMINISTRATOR).get(reverse(address), headers=XHR).status_code == 403
