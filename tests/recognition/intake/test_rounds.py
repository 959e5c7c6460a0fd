"""Rounds and lists in a unit's browser: what is shown to whom, internal rounds from draft to choice, lists from paste to the Sở."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from portal.core.models import User
from portal.core.tables import write_xlsx
from portal.core.templatetags.portal_tags import moment
from recognition.domain import lists, nominations, reminders, rounds, selection
from recognition.enums import AwardCategory, AwardSubject, Level, ListState, NominationState, Role, UnitKind
from recognition.intake.views.lists import PAGE_SIZE
from recognition.models import (
    Award,
    Event,
    Nomination,
    NomineeList,
    Reminder,
    RequiredDocument,
    Round,
    RoundQuota,
    Unit,
)
from tests.recognition.domain.conftest import Organization
from tests.recognition.intake.conftest import drawn

SignIn = Callable[[User], Client]


@pytest.fixture
def ldtt(organization: Organization) -> Award:
    award = Award.objects.create(
        code="LDTT-T",
        name="Lao động tiên tiến",
        category=AwardCategory.TITLE,
        subject=AwardSubject.INDIVIDUAL,
        level=Level.BASE,
        by_list=True,
    )
    organization.round.awards.add(award)
    return award


@pytest.fixture
def ward(organization: Organization) -> Unit:
    return Unit.objects.create(
        code="K-NOI", name="Khoa Nội", kind=UnitKind.WARD, parent=organization.hospital
    )


@pytest.fixture
def internal(organization: Organization, ward: Unit) -> Round:
    row = rounds.keep_internal(
        parent=organization.round,
        unit=organization.hospital,
        plan=rounds.InternalPlan(
            title="Đợt xét của bệnh viện",
            opens_at=timezone.now() - timedelta(days=1),
            deadline=organization.round.deadline - timedelta(days=2),
            awards=[organization.award],
        ),
        actor=organization.clerk,
    )
    return rounds.open_round(round=row, actor=organization.clerk)


def filed(organization: Organization, internal: Round, ward: Unit, name: str) -> Nomination:
    clerk = organization.person("khoa-noi", Role.FOCAL_POINT, ward)
    chief = organization.person("truong-khoa", Role.UNIT_HEAD, ward)
    draft = organization.draft(name)
    Nomination.objects.filter(pk=draft.pk).update(round=internal, unit=ward, created_by=clerk)
    draft.refresh_from_db()
    row = nominations.move(nomination=draft, name="file", actor=clerk)
    return nominations.move(nomination=row, name="confirm", actor=chief)


def text(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def url(name: str, *args: object) -> str:
    return reverse(f"intake:{name}", args=args)


# Rounds -----------------------------------------------------------------------------------------------------------


def test_a_round_says_its_state_papers_places_and_law(organization: Organization, signed_in: SignIn):
    organization.round.documents.create(code="bien-ban", name="Biên bản họp Hội đồng")
    Round.objects.update(
        criteria="Hoàn thành xuất sắc", criteria_version="Bản 02", rules_link="https://example.org/q"
    )
    page = text(signed_in(organization.clerk).get(url("round", organization.round.public_id)))
    for words in (
        "Đang nhận hồ sơ",
        "Giờ máy chủ lúc này",
        "Biên bản họp Hội đồng",
        "Báo cáo tóm tắt thành tích của cá nhân (",
        "Báo cáo tóm tắt thành tích của tập thể (",
        "Bản 02",
        "https://example.org/q",
        "trong số lượng 2",
        "Lập hồ sơ",
    ):
        assert words in page


def test_rounds_are_listed_by_state(organization: Organization, signed_in: SignIn):
    now = timezone.now()
    Round.objects.create(
        title="Đợt sắp mở", unit=organization.department, is_draft=False,
        opens_at=now + timedelta(days=2), deadline=now + timedelta(days=9),
    )  # fmt: skip
    Round.objects.create(
        title="Đợt đã qua", unit=organization.department, is_draft=False,
        opens_at=now - timedelta(days=9), deadline=now - timedelta(days=2),
    )  # fmt: skip
    Round.objects.create(
        title="Đợt còn soạn", unit=organization.department,
        opens_at=now - timedelta(days=9), deadline=now + timedelta(days=2),
    )  # fmt: skip
    page = text(signed_in(organization.clerk).get(url("rounds")))
    assert page.index("Đợt xét cuối năm") < page.index("Đợt sắp mở") < page.index("Đợt đã qua")
    assert "Đợt còn soạn" not in page


def test_a_draft_and_another_units_round_do_not_exist(
    organization: Organization, internal: Round, ward: Unit, signed_in: SignIn
):
    stranger = signed_in(organization.stranger)
    for name in ("round", "internal", "allot", "choose"):
        assert stranger.get(url(name, internal.public_id)).status_code == 404
    Round.objects.filter(pk=internal.pk).update(is_draft=True)
    chief = signed_in(organization.person("truong-khoa", Role.UNIT_HEAD, ward))
    assert chief.get(url("round", internal.public_id)).status_code == 404
    assert signed_in(organization.clerk).get(url("round", internal.public_id)).status_code == 200


def test_a_ward_neither_edits_nor_chooses_in_the_round_of_its_hospital(
    organization: Organization, internal: Round, ward: Unit, signed_in: SignIn
):
    chief = signed_in(organization.person("truong-khoa", Role.UNIT_HEAD, ward))
    assert chief.get(url("round", internal.public_id)).status_code == 200
    for name in ("internal", "allot", "choose"):
        assert chief.get(url(name, internal.public_id)).status_code == 404
    assert chief.post(url("round_act", internal.public_id, "extend"), {}).status_code == 404


def test_strangers_sign_in_first(organization: Organization, internal: Round, client: Client):
    for address in (
        url("rounds"),
        url("round", internal.public_id),
        url("internal", internal.public_id),
        url("allot", internal.public_id),
        url("choose", internal.public_id),
        url("round_act", internal.public_id, "open"),
        url("list_template"),
    ):
        answer = client.get(address)
        assert (answer.status_code, url("login") in answer["Location"]) == (302, True)


def test_the_head_drafts_and_opens_an_internal_round(
    organization: Organization, ward: Unit, signed_in: SignIn
):
    client = signed_in(organization.head)
    assert "Soạn đợt xét cấp cơ sở" in text(client.get(url("round", organization.round.public_id)))
    deadline = timezone.localtime(organization.round.deadline)
    data = {
        "title": "Đợt cơ sở",
        "awards": [organization.award.code],
        "opens_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "deadline": f"{deadline + timedelta(days=1):%Y-%m-%dT%H:%M}",
        "individual_quota": "2",
    }
    address = url("internal", organization.round.public_id)
    assert "phải trước hạn của cấp trên" in text(client.post(address, data))
    data["deadline"] = f"{deadline - timedelta(days=2):%Y-%m-%dT%H:%M}"
    client.post(address, data)
    row = Round.objects.get(title="Đợt cơ sở")
    assert (row.is_draft, row.parent, row.unit, row.individual_quota) == (
        True, organization.round, organization.hospital, 2,
    )  # fmt: skip
    answer = client.post(url("round_act", row.public_id, "open"), follow=True)
    assert "Đang nhận hồ sơ" in text(answer)
    refused = client.post(
        url("round_act", row.public_id, "extend"),
        {"deadline": f"{deadline + timedelta(days=5):%Y-%m-%dT%H:%M}", "reason": "Chậm"},
    )
    assert "phải trước hạn của cấp trên" in text(refused)


def test_places_are_typed_or_read_from_a_workbook(
    organization: Organization, internal: Round, ward: Unit, signed_in: SignIn
):
    client = signed_in(organization.clerk)
    address = url("allot", internal.public_id)
    assert "Khoa Nội – Cá nhân" in text(client.get(address))
    client.post(
        address, {"viec": "go", f"{ward.public_id}-individual": "3", f"{ward.public_id}-collective": ""}
    )
    assert list(RoundQuota.objects.values_list("unit", "kind", "places")) == [(ward.pk, "individual", 3)]
    content = write_xlsx(
        "Phân bổ",
        ("Tên đơn vị", "Cá nhân", "Tập thể"),
        [("Khoa Nội", 4, 1), ("Trạm Y tế xã Cư Lâm", 1, 1)],
    )
    answer = client.post(address, {"viec": "tep", "file": SimpleUploadedFile("b.xlsx", content)})
    page = text(answer)
    assert "Nhận 1 dòng (1 dòng thay đổi), không nhận 1 dòng." in page
    assert "“Trạm Y tế xã Cư Lâm” không thuộc “Bệnh viện Đa khoa tỉnh”." in page
    client.post(address, {"viec": "luu", "ticket": answer.context["preview"].ticket})
    assert set(RoundQuota.objects.values_list("unit", "kind", "places")) == {
        (ward.pk, "individual", 4),
        (ward.pk, "collective", 1),
    }
    assert client.get(address, {"bang": 1})["Content-Type"].startswith("application/vnd")


def test_dossiers_go_up_stay_or_go_back_by_marks(
    organization: Organization, internal: Round, ward: Unit, signed_in: SignIn
):
    rows = [filed(organization, internal, ward, name) for name in ("Lê An", "Lê Bình", "Lê Chi", "Lê Dung")]
    client = signed_in(organization.clerk)
    assert "Có hồ sơ chờ chọn" in text(client.get(url("home")))
    address = url("choose", internal.public_id)
    keys = [row.public_id for row in rows]
    page = text(client.post(address, {"viec": "gui", "ho-so": keys[:3]}, follow=True))
    assert "Đã gửi 2 hồ sơ lên, chờ thủ trưởng đơn vị xác nhận." in page
    assert "Lê Chi: Đơn vị đã dùng hết 2 chỗ" in page
    page = text(client.post(address, {"viec": "giu", "ho-so": keys[2:3]}, follow=True))
    assert "Hãy ghi lý do" in page
    page = text(client.post(address, {"viec": "giu", "ho-so": keys[2:3], "reason": "Hết chỗ"}, follow=True))
    assert "Giữ lại: Hết chỗ" in page
    page = text(
        client.post(address, {"viec": "tra", "ho-so": keys[3:], "reason": "Thiếu số liệu"}, follow=True)
    )
    assert "Đã trả 1 hồ sơ để bổ sung." in page
    page = text(client.post(address, {"viec": "lay-ve", "ho-so": keys[:1]}, follow=True))
    assert "Đã đưa 1 hồ sơ về đợt xét cấp cơ sở." in page
    states = dict(Nomination.objects.values_list("full_name", "state"))
    assert states == {
        "Lê An": NominationState.CONFIRMED,
        "Lê Bình": NominationState.AWAITING_HEAD,
        "Lê Chi": NominationState.CONFIRMED,
        "Lê Dung": NominationState.DRAFT,
    }
    assert "Hãy đánh dấu ít nhất một hồ sơ." in text(client.post(address, {"viec": "gui"}, follow=True))
    # Marks of a foreign dossier do nothing.
    foreign = organization.draft("Người khác")
    client.post(address, {"viec": "gui", "ho-so": [foreign.public_id]})
    foreign.refresh_from_db()
    assert foreign.round == organization.round


def test_whoever_sends_up_what_lacks_a_paper_is_told_which(
    organization: Organization, internal: Round, ward: Unit, signed_in: SignIn
):
    row = filed(organization, internal, ward, "Lê An")
    RequiredDocument.objects.create(round=organization.round, code="bien-ban", name="Biên bản họp")
    answer = signed_in(organization.clerk).post(
        url("choose", internal.public_id), {"viec": "gui", "ho-so": [row.public_id]}, follow=True
    )
    page = text(answer)
    assert "Lê An: đã chuyển lên, còn là bản soạn thảo vì thiếu Biên bản họp." in page
    assert "hồ sơ lên, chờ thủ trưởng" not in page
    row.refresh_from_db()
    assert (row.state, row.round) == (NominationState.DRAFT, organization.round)


def test_a_ward_still_reads_the_dossier_that_was_sent_up(
    organization: Organization, internal: Round, ward: Unit, signed_in: SignIn
):
    row = selection.select(nomination=filed(organization, internal, ward, "Lê An"), actor=organization.clerk)
    ward_clerk = signed_in(organization.person("khoa-noi", Role.FOCAL_POINT, ward))
    assert ward_clerk.get(url("dossier", row.public_id)).status_code == 200
    assert signed_in(organization.stranger).get(url("dossier", row.public_id)).status_code == 404


def test_a_ward_reads_nothing_of_its_hospitals_other_dossiers_and_writes_no_message_in_its_place(
    organization: Organization, internal: Round, ward: Unit, signed_in: SignIn
):
    row = filed(organization, internal, ward, "Lê An")
    clerk = User.objects.get(username="khoa-noi")
    own = organization.draft("Lê An")
    Nomination.objects.filter(pk=own.pk).update(round=internal, unit=ward)
    other = organization.draft("Lê An")
    row = selection.select(nomination=row, actor=organization.clerk)
    nominations.move(nomination=row, name="confirm", actor=organization.head)
    talk = f'action="{url("talk", row.public_id)}"'
    for name in ("dossier", "review"):
        page = text(signed_in(clerk).get(url(name, row.public_id)))
        assert row.full_name in page
        assert other.public_id.upper() not in page
        assert talk not in page
        page = text(signed_in(organization.clerk).get(url(name, row.public_id)))
        assert other.public_id.upper() in page
        assert (talk in page) == (name == "dossier")
    # Among its own dossiers the ward is warned as before.
    Nomination.objects.filter(pk=row.pk).update(round=internal)
    page = text(signed_in(clerk).get(url("dossier", row.public_id)))
    assert own.public_id.upper() in page
    assert other.public_id.upper() not in page


def test_the_choice_costs_the_same_for_one_and_three(
    organization: Organization, internal: Round, ward: Unit, signed_in: SignIn
):
    client = signed_in(organization.clerk)
    costs = []
    for names in (("Lê An",), ("Lê Bình", "Lê Chi")):
        for name in names:
            filed(organization, internal, ward, name)
        client.get(url("choose", internal.public_id))  # what is asked once is asked
        with CaptureQueriesContext(connection) as queries:
            client.get(url("choose", internal.public_id))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_late_exception_is_shown_to_the_unit_with_its_reason(organization: Organization, signed_in: SignIn):
    Round.objects.update(
        opens_at=timezone.now() - timedelta(days=9), deadline=timezone.now() - timedelta(hours=1)
    )
    client = signed_in(organization.clerk)
    start = url("start", organization.round.public_id)
    assert "Đợt xét đã hết hạn nhận hồ sơ" in text(client.get(start))
    rounds.grant_exception(
        round=Round.objects.get(),
        unit=organization.hospital,
        until=timezone.now() + timedelta(days=1),
        reason="Bão số 4 làm mất điện.",
        actor=organization.desk,
    )
    for address in (url("home"), url("round", organization.round.public_id)):
        page = text(client.get(address))
        assert "được gửi muộn đến" in page
        assert "Bão số 4 làm mất điện." in page
    assert "Lập hồ sơ nháp" in text(client.get(start))
    other = text(signed_in(organization.stranger).get(url("round", organization.round.public_id)))
    assert "Bão số 4" not in other


def test_under_an_exception_every_screen_names_its_moment(organization: Organization, signed_in: SignIn):
    dossier = organization.draft()
    Round.objects.update(
        opens_at=timezone.now() - timedelta(days=9), deadline=timezone.now() - timedelta(hours=1)
    )
    client = signed_in(organization.clerk)
    hub = url("dossier", dossier.public_id)
    assert "Đã hết hạn" in text(client.get(hub))
    until = timezone.now() + timedelta(days=2)
    rounds.grant_exception(
        round=Round.objects.get(),
        unit=organization.hospital,
        until=until,
        reason="Bão số 4 làm mất điện.",
        actor=organization.desk,
    )
    for address in (hub, url("review", dossier.public_id)):
        page = text(client.get(address))
        assert "Còn 2 ngày" in page
        assert "đơn vị được cho phép gửi muộn" in page
        assert "Đã hết hạn" not in page
    due = f"hạn {' '.join(moment(until).split())}"
    assert due in text(client.get(url("home")))
    assert due in text(client.get(url("start", organization.round.public_id)))


def test_reminders_stand_on_the_first_screen_until_read(organization: Organization, signed_in: SignIn):
    Round.objects.update(deadline=timezone.now() + timedelta(days=3))
    client = signed_in(organization.clerk)
    reminders.remind()
    assert "Còn 3 ngày: Đợt xét cuối năm" in text(client.get(url("home")))
    client.post(url("put_aside"), {"dot-xet": organization.round.public_id})
    assert "Còn 3 ngày: Đợt xét cuối năm" not in text(client.get(url("home")))
    assert Reminder.objects.filter(user=organization.clerk, dismissed_at__isnull=True).count() == 0


# Lists ------------------------------------------------------------------------------------------------------------


def started(organization: Organization, ldtt: Award) -> NomineeList:
    return lists.start(
        round=organization.round, unit=organization.hospital, award=ldtt, year=2025, actor=organization.clerk
    )


def test_a_list_is_pasted_mended_filed_and_confirmed(
    organization: Organization, ldtt: Award, signed_in: SignIn
):
    clerk, head = signed_in(organization.clerk), signed_in(organization.head)
    assert "Lập danh sách" in text(clerk.get(url("round", organization.round.public_id)))
    clerk.post(url("start_list", organization.round.public_id, ldtt.code), {"year": "2025"})
    row = NomineeList.objects.get()
    show = url("list", row.public_id)
    pasted = "STT\tHọ và tên\tChức vụ\tKhoa\n1\tNguyễn Thị Hoa\tHộ sinh\tKhoa Sản\n2\tNguyễn Thị Hoa\tHộ sinh\tKhoa Sản\n3\tTrần Văn Bình\t\tKhoa Nội"
    page = text(clerk.post(url("list_add_many", row.public_id), {"pasted": pasted}, follow=True))
    assert "Đã thêm 3 người." in page
    assert "1 dòng phải sửa trước khi gửi" in page
    assert "Trùng với dòng 1" in page
    refused = text(clerk.post(url("list_act", row.public_id, "file"), {"da-xem": "1"}, follow=True))
    assert "Còn 1 dòng phải sửa trước khi gửi." in refused
    clerk.post(url("list_remove", row.public_id), {"viec": "trung"})
    assert "Còn 1 dòng cần xem lại" in text(clerk.post(url("list_act", row.public_id, "file"), follow=True))
    line = url("list_line", row.public_id, 3)
    written = {"full_name": "BS Trần Văn Bình", "position": "Bác sĩ", "workplace": "Khoa Nội", "years": ""}
    clerk.post(line, {**written, **drawn(clerk.get(line))})
    facts = {"year": "2025", "headcount": "4", "forms_stay": "on"}
    clerk.post(url("list_describe", row.public_id), {**facts, **drawn(clerk.get(show))})
    assert "trên 4 viên chức, người lao động (50 %)" in text(clerk.get(show))
    page = text(clerk.post(url("list_act", row.public_id, "file"), follow=True))
    assert f"Đã gửi danh sách DS-{timezone.localdate().year}-{row.public_id.upper()}" in page
    assert "Thêm một người" not in page
    assert clerk.post(url("list_act", row.public_id, "confirm"), follow=True).status_code == 200
    row.refresh_from_db()
    assert row.state == ListState.AWAITING_HEAD  # who filed does not confirm
    head.post(url("list_act", row.public_id, "confirm"))
    row.refresh_from_db()
    assert (row.state, row.confirmed_by) == (ListState.CONFIRMED, organization.head)


def test_a_workbook_is_read_and_what_it_cannot_give_is_named(
    organization: Organization, ldtt: Award, signed_in: SignIn
):
    row = started(organization, ldtt)
    content = write_xlsx(
        "Danh sách",
        ("STT", "Họ và tên", "Chức vụ", "Khoa, phòng", "Số năm công tác"),
        [
            (1, "Lê An", "Bác sĩ", "Khoa Nội", 12),
            (2, "Lê Bình", "Bác sĩ", "Khoa Nội", "lâu năm"),
            ("", "Tổng cộng: 2", "", "", ""),
        ],
    )
    page = text(
        signed_in(organization.clerk).post(
            url("list_add_many", row.public_id), {"file": SimpleUploadedFile("ds.xlsx", content)}
        )
    )
    assert "1 dòng không nhận được" in page
    assert "Danh sách, E3" in page
    assert "Số năm công tác phải là số" in page
    assert list(row.nominees.values_list("full_name", "years")) == [("Lê An", 12)]


def test_pasted_lines_that_are_refused_stay_to_be_mended_and_the_answer_leads_back_to_the_list(
    organization: Organization, ldtt: Award, signed_in: SignIn
):
    clerk, row = signed_in(organization.clerk), started(organization, ldtt)
    pasted = "Họ và tên\tSố năm công tác\nLê An 2\t12\nLê Bình\tlâu năm\nLê Cúc\t3"
    answer = clerk.post(url("list_add_many", row.public_id), {"pasted": pasted})
    assert answer.context["many_form"]["pasted"].value() == "Họ và tên\tSố năm công tác\nLê Bình\tlâu năm"
    assert "còn trong ô “Dán từ bảng tính”" in text(answer)
    to_mend = f"{url('list', row.public_id)}?xem=sai"
    assert [view["url"] for view in answer.context["views"]][1] == to_mend
    assert f'href="{to_mend}#names"' in text(answer)
    shown = text(clerk.get(to_mend))
    assert "Lê An 2" in shown
    assert "Lê Cúc" not in shown


def test_a_long_list_is_leafed_through_from_the_answer_of_a_form_too(
    organization: Organization, ldtt: Award, signed_in: SignIn
):
    row = started(organization, ldtt)
    names = [lists.Line(f"Lê {chr(65 + one // 26)}{chr(97 + one % 26)}") for one in range(PAGE_SIZE + 1)]
    lists.add(row=row, lines=names, actor=organization.clerk)
    answer = signed_in(organization.clerk).post(url("list_add", row.public_id), {"full_name": ""})
    assert answer.status_code == 422
    assert f'href="{url("list", row.public_id)}?trang=2"' in text(answer)


@pytest.mark.parametrize(
    ("data", "words"),
    [({}, "Hãy dán các dòng hoặc chọn một tệp."), ({"file": b"%PDF-1.4"}, "Đây là tệp PDF.")],
)
def test_what_is_no_list_says_what_to_do(
    organization: Organization, ldtt: Award, signed_in: SignIn, data: dict[str, bytes], words: str
):
    row = started(organization, ldtt)
    files = {name: SimpleUploadedFile("x.xlsx", content) for name, content in data.items()}
    answer = signed_in(organization.clerk).post(url("list_add_many", row.public_id), files)
    assert (answer.status_code, words in text(answer)) == (422, True)


def test_another_units_list_does_not_exist(organization: Organization, ldtt: Award, signed_in: SignIn):
    row = started(organization, ldtt)
    lists.add(row=row, lines=[lists.Line("Lê An")], actor=organization.clerk)
    stranger = signed_in(organization.stranger)
    for name in ("list", "list_export"):
        assert stranger.get(url(name, row.public_id)).status_code == 404
    assert stranger.get(url("list_line", row.public_id, 1)).status_code == 404
    for name in ("list_add", "list_add_many", "list_remove", "list_describe", "list_gather"):
        assert stranger.post(url(name, row.public_id), {}).status_code == 404
    for name in ("file", "confirm", "withdraw"):
        assert stranger.post(url("list_act", row.public_id, name), {"reason": "x"}).status_code == 404
    row.refresh_from_db()
    assert (row.state, row.nominees.count()) == (ListState.DRAFT, 1)


def test_two_who_write_a_list_at_once_lose_nothing_of_each_other(
    organization: Organization, ldtt: Award, signed_in: SignIn
):
    row = started(organization, ldtt)
    clerk = signed_in(organization.clerk)
    show, describe = url("list", row.public_id), url("list_describe", row.public_id)
    facts = {"year": "2025", "headcount": "", "forms_stay": "on", "note": ""}
    early = drawn(clerk.get(show))
    clerk.post(describe, {**facts, **early, "headcount": "40"})
    clerk.post(describe, {**facts, **early, "note": "Kèm bản đăng ký"})
    row.refresh_from_db()
    assert (row.headcount, row.note) == (40, "Kèm bản đăng ký")
    answer = clerk.post(describe, {**facts, **early, "headcount": "44"})
    assert answer.status_code == 422
    assert "Đồng nghiệp vừa lưu: 40." in text(answer)
    assert 'value="44"' in text(answer)
    row.refresh_from_db()
    assert row.headcount == 40
    clerk.post(describe, {**facts, **drawn(answer), "headcount": "44"})
    row.refresh_from_db()
    assert (row.headcount, row.note) == (44, "Kèm bản đăng ký")

    lists.add(row=row, lines=[lists.Line("Nguyễn Thị Hoa", "Hộ sinh", "Khoa Sản")], actor=organization.clerk)
    line = url("list_line", row.public_id, row.nominees.get().place)
    before = row.nominees.get()
    written = {"full_name": str(before), "position": before.position, "workplace": before.workplace}
    early = drawn(clerk.get(line))
    clerk.post(line, {**written, **early, "position": "Trưởng khoa"})
    clerk.post(line, {**written, **early, "years": "21"})
    after = row.nominees.get()
    assert (after.position, after.years, after.full_name) == ("Trưởng khoa", 21, before.full_name)
    answer = clerk.post(line, {**written, **early, "position": "Phó trưởng khoa", "years": "21"})
    assert "Đồng nghiệp vừa lưu: Trưởng khoa." in text(answer)
    assert row.nominees.get().position == "Trưởng khoa"


def test_the_head_reads_a_draft_and_changes_nothing(
    organization: Organization, ldtt: Award, signed_in: SignIn
):
    row = started(organization, ldtt)
    head = signed_in(organization.head)
    assert "Thêm một người" not in text(head.get(url("list", row.public_id)))
    head.post(url("list_add", row.public_id), {"full_name": "Lê An"})
    assert row.nominees.count() == 0


def test_taking_a_list_out_is_recorded(organization: Organization, ldtt: Award, signed_in: SignIn):
    row = started(organization, ldtt)
    lists.add(row=row, lines=[lists.Line("=HYPERLINK(1)", "Bác sĩ")], actor=organization.clerk)
    answer = signed_in(organization.clerk).get(url("list_export", row.public_id))
    assert answer["Content-Disposition"].startswith("attachment")
    assert Event.objects.filter(act="export", subject_key=row.public_id).count() == 1


def test_the_list_costs_the_same_for_one_name_and_for_three_hundred(
    organization: Organization, ldtt: Award, signed_in: SignIn
):
    row = started(organization, ldtt)
    client = signed_in(organization.clerk)
    costs = []
    for number in (1, 300):
        lists.add(
            row=row,
            lines=[
                lists.Line(f"Lê {'ABCDEFGHIK'[one % 10]}{'n' * (one // 10)}", "Bác sĩ", "Khoa")
                for one in range(number)
            ],
            actor=organization.clerk,
        )
        client.get(url("list", row.public_id))  # what is asked once is asked
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url("list", row.public_id))
        costs.append(len(queries))
    assert "301 người" in text(page)
    assert costs[0] == costs[1]


def test_a_returned_list_says_why_on_top(organization: Organization, ldtt: Award, signed_in: SignIn):
    row = started(organization, ldtt)
    lists.add(row=row, lines=[lists.Line("Lê An", "Bác sĩ", "Khoa Nội")], actor=organization.clerk)
    for name, actor in (("file", organization.clerk), ("confirm", organization.head)):
        row = lists.move(row=row, name=name, actor=actor)
    lists.move(
        row=row,
        name="return_",
        actor=organization.desk,
        reason="Thiếu khoa Dược.",
        due_at=timezone.now() + timedelta(days=3),
    )
    assert "Thiếu khoa Dược." in text(signed_in(organization.clerk).get(url("list", row.public_id)))
    for person in (organization.clerk, organization.head):
        home = text(signed_in(person).get(url("home")))
        assert f"Sở Y tế trả bổ sung: danh sách {row.award.label} năm {row.year}" in home
        assert "Thiếu khoa Dược." in home


def test_a_list_that_its_head_sent_back_says_why(organization: Organization, ldtt: Award, signed_in: SignIn):
    row = started(organization, ldtt)
    lists.add(row=row, lines=[lists.Line("Lê An", "Bác sĩ", "Khoa Nội")], actor=organization.clerk)
    lists.move(row=row, name="file", actor=organization.clerk)
    lists.move(row=row, name="send_back", actor=organization.head, reason="Thiếu khoa Nhi.")
    client = signed_in(organization.clerk)
    for address in (url("list", row.public_id), url("home")):
        page = text(client.get(address))
        assert "Thủ trưởng trả lại" in page
        assert "Thiếu khoa Nhi." in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_screens_answer_in_both_languages(
    organization: Organization, internal: Round, ward: Unit, ldtt: Award, signed_in: SignIn, language: str
):
    row = started(organization, ldtt)
    client = signed_in(organization.clerk)
    with translation.override(language):
        for address in (
            url("rounds"),
            url("round", organization.round.public_id),
            url("round", internal.public_id),
            url("internal", organization.round.public_id),
            url("internal", internal.public_id),
            url("allot", internal.public_id),
            url("choose", internal.public_id),
            url("round_act", internal.public_id, "extend"),
            url("round_act", internal.public_id, "back-to-draft"),
            url("start_list", organization.round.public_id, ldtt.code),
            url("list", row.public_id),
            url("list_act", row.public_id, "withdraw"),
        ):
            assert client.get(address).status_code == 200, address
            assert address.startswith("/en/") == (language == "en")
