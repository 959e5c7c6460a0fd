"""The inbox, one act on many, the dossier's page, and the doors that a recusal closes."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.core import private_files
from recognition.domain import assignment, messages, nominations, recusal, terms
from recognition.enums import NominationState, RecusalGround, Role
from recognition.models import Event, Kinship, Nomination, SavedFilter, Unit
from recognition.private_files import EVIDENCE
from tests.recognition.desk.conftest import XHR, Desk

S = Role.STANDING_BODY


def many(desk: Desk, number: int) -> None:
    """Rows of a size no door would make in a test: copies of one dossier that went the straight way."""
    model = desk.confirmed("Người mẫu")
    now, today = timezone.now(), timezone.localdate()
    states = [NominationState.CONFIRMED, NominationState.RECEIVED, NominationState.APPRAISAL]
    Nomination.objects.bulk_create(
        Nomination(
            round=model.round,
            unit=model.unit,
            award=model.award,
            kind=model.kind,
            full_name=f"Nguyễn Văn {place}",
            state=states[place % 3],
            state_since=now - timedelta(days=place % 40),
            filed_at=now,
            left_at=now,
            created_by=model.created_by,
            filed_by=model.filed_by,
            receipt_number=f"HS-X-{model.pk}-{place}",
            desk_due_on=today + timedelta(days=place % 21 - 10),
            assigned_to=desk.first if place % 5 == 0 else None,
        )
        for place in range(number)
    )


def multiply(times: int) -> None:
    """Copy every dossier by ``times`` inside the database, which takes a moment where objects take half a minute."""
    rows = connection.ops.quote_name(Nomination._meta.db_table)
    own = {
        "public_id": "'x' || (1000000 + ROW_NUMBER() OVER (ORDER BY base.id, place))",
        "receipt_number": "'HS-Y-' || (ROW_NUMBER() OVER (ORDER BY base.id, place))",
    }
    names = [field.column for field in Nomination._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(map(connection.ops.quote_name, names))
    values = ", ".join(own.get(name, f"base.{connection.ops.quote_name(name)}") for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE copies(place) AS (SELECT 1 UNION ALL SELECT place + 1 FROM copies WHERE place < %s) "
            f"INSERT INTO {rows} ({columns}) SELECT {values} FROM {rows} AS base CROSS JOIN copies",
            [times],
        )


LOOKED_AT = (
    "",
    "?han=qua-han&kind=individual",
    "?ai=chua-ai&state=received",
    "?q=nguyen",
    "?ordering=desk_due_on",
)


@pytest.mark.parametrize("times", [0, 249])
def test_the_inbox_takes_fifteen_queries_at_any_size(desk: Desk, times: int) -> None:
    """Ten thousand dossiers cost no more questions than forty, on every page and under every filter."""
    many(desk, 39)
    if times:
        multiply(times)
    number = Nomination.objects.count()
    assert number == 40 * (times + 1)
    recusal.set_workplace(user=desk.second, unit=desk.station, actor=desk.second)
    assignment.save_filter(name="Của tôi", query="ai=toi", actor=desk.second)
    client = desk.client(desk.second)
    url = reverse("ho-so:index")
    for _time in range(2):  # what a process remembers between requests (units, settings) is read by the first
        client.get(url)
    for query in (*LOOKED_AT, f"?p={-(-number // 20)}"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url + query).status_code == 200
        assert len(captured) <= 15, (query, [one["sql"][:90] for one in captured.captured_queries])


def test_the_panels_of_the_first_page_ask_little_whatever_waits(desk: Desk) -> None:
    """Seven questions for all panels of the desk; Wagtail's own panels of pages are for those who edit pages."""
    many(desk, 300)
    for number in range(3):
        desk.line(desk.decision(f"{number}/QĐ-SYT"), f"Lê Thị {number}")
    client = desk.client(desk.second)
    client.get(reverse("wagtailadmin_home"))
    with CaptureQueriesContext(connection) as captured:
        page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Quyết định chờ kiểm tra" in page
    asked = [one["sql"] for one in captured.captured_queries]
    assert len([sql for sql in asked if re.search(r'FROM "?\(?recognition_(?!membership)', sql)]) <= 7
    assert not [sql for sql in asked if "workflowstate" in sql or "pagelogentry" in sql]


def test_the_inbox_says_what_is_late_whose_it_is_and_what_waits(desk: Desk) -> None:
    terms.load()
    late, mine = desk.confirmed("Lê An"), desk.confirmed("Lê Bình")
    Nomination.objects.filter(pk=late.pk).update(desk_due_on=timezone.localdate() - timedelta(days=3))
    assignment.claim(nomination=mine, actor=desk.second)
    client = desk.client(desk.second)
    page = client.get(reverse("ho-so:index")).content.decode()
    assert 'data-state="late"' in page
    assert "Quá hạn 3 ngày" in page
    assert "Chưa ai nhận" in page
    for query, there, gone in (
        ("han=qua-han", "Lê An", "Lê Bình"),
        ("ai=toi", "Lê Bình", "Lê An"),
        ("ai=chua-ai", "Lê An", "Lê Bình"),
    ):
        page = client.get(f"{reverse('ho-so:index')}?{query}").content.decode()
        assert (there in page, gone in page) == (True, False), query
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "?han=qua-han" in home
    assert "?ai=toi" in home


def test_a_filter_is_kept_for_the_person_alone(desk: Desk) -> None:
    desk.confirmed()
    client, other = desk.client(desk.first), desk.client(desk.second)
    client.post(reverse("ho-so:filters"), {"name": "Quá hạn của tôi", "query": "han=qua-han&ai=toi"})
    kept = SavedFilter.objects.get()
    assert (kept.owner, kept.query) == (desk.first, "han=qua-han&ai=toi")
    url = reverse("ho-so:index")
    assert "Quá hạn của tôi" in client.get(url).content.decode()
    assert "Quá hạn của tôi" not in other.get(url).content.decode()
    assert other.post(reverse("ho-so:filters"), {"bo": kept.public_id}).status_code == 404
    client.post(reverse("ho-so:filters"), {"bo": kept.public_id})
    assert not SavedFilter.objects.exists()


def test_an_act_on_many_says_before_and_after_what_becomes_of_each(desk: Desk) -> None:
    one, two = desk.confirmed("Lê An"), desk.confirmed("Lê Bình")
    done = nominations.move(nomination=desk.confirmed("Lê Chi"), name="receive", actor=desk.second)
    client = desk.client(desk.first)
    url = reverse("ho-so:bulk")
    ids = [one.pk, two.pk, done.pk]
    page = client.get(url, {"viec": "receive", "id": ids}).content.decode()
    assert "Sẽ làm với 2 hồ sơ" in page
    assert "Hồ sơ đang ở bước “Đã tiếp nhận”." in page
    nominations.move(nomination=two, name="receive", actor=desk.second)  # somebody was faster
    page = client.post(url, {"viec": "receive", "id": ids}).content.decode()
    assert "Đã xong 1 trên 3 hồ sơ" in page
    assert page.count('data-state="done"') == 1
    assert Nomination.objects.get(pk=one.pk).received_by == desk.first
    assert Nomination.objects.get(pk=two.pk).received_by == desk.second


def test_what_failed_can_be_run_again_with_the_same_form(desk: Desk) -> None:
    terms.load()
    one, two = desk.confirmed("Lê An"), desk.confirmed("Lê Bình")
    client = desk.client(desk.first)
    url = reverse("ho-so:bulk")
    refused = client.post(url, {"viec": "return", "id": [one.pk, two.pk]})
    assert refused.status_code == 422
    due = (timezone.localdate() + timedelta(days=6)).isoformat()
    client.post(url, {"viec": "return", "id": [one.pk, two.pk], "codes": ["sai-mau"], "due_on": due})
    states = set(Nomination.objects.filter(pk__in=[one.pk, two.pk]).values_list("state", "return_round"))
    assert states == {(NominationState.RETURNED, 1)}


def test_an_act_on_all_that_is_filtered_takes_no_other(desk: Desk) -> None:
    one = desk.confirmed("Lê An")
    other = nominations.move(nomination=desk.confirmed("Lê Bình"), name="receive", actor=desk.second)
    client = desk.client(desk.first)
    page = client.get(
        reverse("ho-so:bulk"), {"viec": "claim", "tat-ca": "1", "query": "state=confirmed"}
    ).content.decode()
    assert ("Lê An" in page, "Lê Bình" in page) == (True, False)
    assert (one.assigned_to, other.assigned_to) == (None, None)


def test_nobody_but_the_standing_body_acts_on_many(desk: Desk) -> None:
    dossier = desk.confirmed()
    for role in (Role.AUDITOR, Role.EDITOR, Role.ADMINISTRATOR, Role.FOCAL_POINT, Role.CLEARANCE):
        answer = desk.client(role).get(
            reverse("ho-so:bulk"), {"viec": "receive", "id": dossier.pk}, headers=XHR
        )
        assert answer.status_code in {302, 403, 404}, role


def doors(dossier: Nomination) -> dict[str, str]:
    """Every address of the desk by which somebody could reach the dossier."""
    pk = dossier.pk
    found = {
        name: reverse(f"ho-so:{name}", args=[pk])
        for name in (
            "inspect",
            "history",
            "receive",
            "return",
            "claim",
            "assign",
            "note",
            "tell-unit",
            "recuse",
        )
    }
    found["evidence"] = private_files.address(EVIDENCE, dossier.evidence.get().public_id)
    found["picture"] = reverse("intake:evidence_picture", args=[dossier.evidence.get().public_id, 1])
    found["appraisal"] = reverse("appraisals:sheet", args=[dossier.public_id])
    return found


@pytest.mark.parametrize("ground", ["unit", "kin"])
def test_a_recused_person_finds_no_door_to_the_dossier(desk: Desk, ground: str) -> None:
    dossier = desk.confirmed("Phan Thị Kín")
    user = desk.second
    if ground == "unit":
        ward = Unit.objects.create(code="K1", name="Khoa Nội", parent=desk.hospital)
        recusal.set_workplace(user=user, unit=ward, actor=user)
    else:
        recusal.declare_kin(full_name="Phan Thị Kín", relation="chị", actor=user)
    client = desk.client(user)
    for name, url in doors(dossier).items():
        assert client.get(url, headers=XHR).status_code == 404, name
    index = reverse("ho-so:index")
    assert "Phan Thị Kín" not in client.get(index).content.decode()
    assert "Phan Thị Kín" not in client.get(f"{index}?q=phan+thi").content.decode().replace("phan thi", "")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{index}?export=xlsx").content)).active
    assert book is not None
    assert all(cell.value != "Phan Thị Kín" for row in book for cell in row)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "?state=confirmed" not in home
    client.post(reverse("ho-so:bulk"), {"viec": "receive", "id": [dossier.pk]})
    assert Nomination.objects.get(pk=dossier.pk).state == NominationState.CONFIRMED
    others = desk.client(desk.first)
    assert "không tham gia" in others.get(index).content.decode()
    page = others.get(reverse("ho-so:inspect", args=[dossier.pk])).content.decode()
    assert f"{user.display_name} (" in page


def test_an_auditor_who_is_recused_reads_none_of_its_acts(desk: Desk) -> None:
    dossier = desk.confirmed()
    auditor = desk.person(Role.AUDITOR)
    event = Event.objects.filter(subject_key=dossier.public_id).latest("pk")
    url = reverse("nhat-ky:inspect", args=[event.pk])
    client = desk.client(auditor)
    assert client.get(url).status_code == 200
    recusal.declare(nomination=dossier, user=auditor, ground=RecusalGround.KIN, reason="Cháu.", actor=auditor)
    assert client.get(url, headers=XHR).status_code == 404


def test_the_page_of_a_dossier_holds_report_evidence_notes_and_doubles(desk: Desk) -> None:
    first = desk.confirmed("Lê An")
    twin = desk.confirmed("LÊ AN")
    messages.note(nomination=first, text="Ghi chú kín", actor=desk.first)
    messages.tell_unit(nomination=first, text="Gửi thêm số quyết định", actor=desk.first)
    page = desk.client(desk.second).get(reverse("ho-so:inspect", args=[first.pk])).content.decode()
    for words in (
        "Giảm thời gian chờ khám từ 90 phút còn 40 phút.",
        "bao-cao.pdf",
        "Ghi chú kín",
        "Gửi thêm số quyết định",
        "cùng tên, chưa chắc là một người",
        reverse("ho-so:inspect", args=[twin.pk]),
    ):
        assert words in page, words


def test_the_unit_reads_the_message_and_never_the_note_nor_who_is_recused(desk: Desk) -> None:
    dossier = desk.confirmed()
    messages.note(nomination=dossier, text="Ghi chú kín", actor=desk.first)
    messages.tell_unit(nomination=dossier, text="Gửi thêm số quyết định", actor=desk.first)
    assignment.claim(nomination=dossier, actor=desk.first)
    recusal.declare(
        nomination=dossier, user=desk.second, ground=RecusalGround.KIN, reason="Chị họ.", actor=desk.second
    )
    client = desk.client(Role.FOCAL_POINT)
    shown = ""
    for name in ("dossier", "review", "history", "receipt"):
        shown += client.get(reverse(f"intake:{name}", args=[dossier.public_id])).content.decode()
    assert "Gửi thêm số quyết định" in shown
    for words in ("Ghi chú kín", "không tham gia", "Nhận xử lý", "claim", "recuse", "Chị họ"):
        assert words not in shown, words
    client.post(reverse("intake:talk", args=[dossier.public_id]), {"text": "Đã gửi ạ"})
    page = desk.client(desk.first).get(reverse("ho-so:inspect", args=[dossier.pk])).content.decode()
    assert "Đã gửi ạ" in page
    stranger = desk.client(Role.FOCAL_POINT, desk.station)
    assert stranger.post(reverse("intake:talk", args=[dossier.public_id]), {"text": "x"}).status_code == 404


def ask(desk: Desk) -> tuple[Nomination, Any]:
    from tests.recognition.desk.test_screens import appraised, asked_body

    dossier = appraised(desk, "Phan Thị Kín")
    return dossier, asked_body(desk, dossier)


def test_a_body_sees_the_question_and_nothing_of_the_dossier(desk: Desk) -> None:
    dossier, asked = ask(desk)
    client = desk.client(Role.CLEARANCE)
    assert client.get(reverse("intake:home")).status_code == 302
    page = client.get(reverse("intake:clearance_request", args=[asked.public_id])).content.decode()
    assert all(words in page for words in ("Phan Thị Kín", desk.hospital.name, desk.award.name, "Có gì?"))
    for words in ("Giảm thời gian chờ", "bao-cao.pdf", "Điều dưỡng trưởng", dossier.receipt_number):
        assert words not in page, words
    evidence = dossier.evidence.get().public_id
    assert client.get(private_files.address(EVIDENCE, evidence)).status_code == 404
    for role in (Role.FOCAL_POINT, Role.UNION, S):
        url = reverse("intake:clearance_request", args=[asked.public_id])
        assert desk.client(role).get(url).status_code == 404, role


def test_a_body_answers_once_and_an_objection_says_why(desk: Desk) -> None:
    dossier, asked = ask(desk)
    client = desk.client(Role.CLEARANCE)
    url = reverse("intake:clearance_request", args=[asked.public_id])
    assert client.post(url, {"answer": "objection", "words": " "}).status_code == 422
    assert client.post(url, {"answer": "silence"}).status_code == 422
    assert client.post(url, {"answer": "objection", "words": "Đang có đơn."}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == NominationState.APPRAISAL
    page = desk.client(desk.first).get(reverse("ho-so:inspect", args=[dossier.pk])).content.decode()
    assert "Đang có đơn." in page
    unit = desk.client(Role.FOCAL_POINT)
    for name in ("dossier", "history"):
        assert (
            "Đang có đơn."
            not in unit.get(reverse(f"intake:{name}", args=[dossier.public_id])).content.decode()
        )


def test_people_declare_where_they_work_and_who_their_kin_are(desk: Desk) -> None:
    dossier = desk.confirmed()
    client = desk.client(desk.second)
    url = reverse("khai_bao")
    client.post(url, {"viec": "noi-cong-tac", "unit": desk.hospital.public_id})
    assert recusal.ground_of(desk.second, dossier) == RecusalGround.UNIT
    assert client.post(url, {"viec": "nguoi-than", "full_name": ""}).status_code == 422
    client.post(url, {"viec": "nguoi-than", "full_name": "Lê Thị Út", "relation": "em"})
    assert "Lê Thị Út" in client.get(url).content.decode()
    assert "Lê Thị Út" not in desk.client(desk.first).get(url).content.decode()
    assert desk.client(Role.EDITOR).get(url, headers=XHR).status_code == 403


def test_a_member_of_the_council_who_is_not_in_the_admin_declares_at_the_units_pages(desk: Desk) -> None:
    dossier = desk.confirmed()
    member = desk.person(Role.COUNCIL_MEMBER)
    client = desk.client(member)
    home = client.get(reverse("intake:home"))
    url = reverse("intake:declarations")
    assert home["Location"] == url
    assert client.post(url, {"viec": "nguoi-than", "full_name": ""}).status_code == 422
    kin = {"viec": "nguoi-than", "full_name": dossier.full_name, "relation": "em"}
    page = client.post(url, kin, follow=True).content.decode()
    assert dossier.full_name in page
    assert str(member) in page, "the head of the page says who is signed in"
    assert recusal.ground_of(member, dossier) == RecusalGround.KIN
    stranger = desk.client(desk.person(Role.COUNCIL_MEMBER, suffix="-2"))
    assert dossier.full_name not in stranger.get(url).content.decode()
    declared = Kinship.objects.get(user=member)
    assert stranger.post(url, {"viec": "rut", "khai": declared.public_id}).status_code == 404
    client.post(url, {"viec": "rut", "khai": declared.public_id})
    declared.refresh_from_db()
    assert declared.ended_at is not None
    assert desk.client(Role.EDITOR).get(url).status_code == 404
