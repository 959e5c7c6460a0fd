"""Who sees which screen: every registered screen, every role, against a table written by hand."""

from __future__ import annotations

import inspect
import io
import json
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.icons import get_icons

from portal.core.models import User
from recognition.desk.viewsets import DeskViewSet, heading_of
from recognition.domain import (
    clearance,
    consent,
    lists,
    nominations,
    recusal,
    requests,
    roles,
    rules,
    suggestions,
    terms,
)
from recognition.enums import RecusalGround, RequestKind, Role
from recognition.models import (
    Award,
    AwardRule,
    ClearanceBody,
    ClearanceRequest,
    ClosedPowers,
    DecisionPower,
    Event,
    Honoree,
    Initiative,
    LegalInstrument,
    Membership,
    MergeProposal,
    Nomination,
    NomineeList,
    Office,
    Package,
    Recusal,
    ReturnReason,
    Round,
    ScoreSheet,
    StageTerm,
    Unit,
)
from tests.recognition.desk.conftest import XHR, Desk

S, E, P, D = Role.STANDING_BODY, Role.EDITOR, Role.APPROVER, Role.DATA_OFFICER
A, K, L = Role.ADMINISTRATOR, Role.AUDITOR, Role.LEADER
C, T = Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY
READERS = {S, E, P, D, K, L, C, T}
RECORDS = {S, E, P, D, K, L}

# screen: (who sees it, who may add, who may change, who may export)
EXPECTED = {
    "ho-so": ({S, K}, set(), set(), {S}),
    "yeu-cau-xac-minh": ({S, K}, set(), set(), {S}),
    "khong-tham-gia": ({S, K}, set(), set(), set()),
    "ly-do-tra": ({S, K}, {S}, {S}, set()),
    "thoi-han": ({S, K}, {S}, {S}, set()),
    "co-quan-xac-minh": ({S, K}, {S}, {S}, set()),
    "danh-sach": ({S, K}, set(), set(), {S}),
    "quyet-dinh": (RECORDS, {S}, {S}, {S, D}),
    "lan-khen-thuong": (RECORDS, set(), set(), {S, D}),
    "nguoi-duoc-ton-vinh": (RECORDS, set(), {E, P}, {S, D}),
    "de-xuat-nhap": ({S, D, K}, set(), set(), {S, D}),
    "dong-y": ({S, E, P, D, K}, {E, P, D}, set(), {D}),
    "xin-dong-y": ({S, E, P, D, K}, set(), set(), {D}),
    "dot-xet": (READERS, {S}, {S}, {S, D}),
    "sang-kien": (READERS, {S}, {S}, {S, D}),
    "yeu-cau-cong-chung": ({S, E, P, D, K}, set(), set(), set()),
    "goi-y": ({S, D, K}, set(), set(), set()),
    "bo-ho-so": ({S, K}, set(), set(), {S}),
    "danh-hieu": (READERS, {S}, {S}, {S, D}),
    "tham-quyen": (READERS, {S}, {S}, {S, D}),
    "quyen-quyet-dinh": (READERS, {S}, {S}, {S, D}),
    "tham-quyen-da-du": (READERS, {S}, {S}, {S, D}),
    "dieu-kien": (READERS, set(), set(), {S, D}),
    "thay-doi-dieu-kien": (READERS, {S}, set(), {S, D}),
    "bang-diem": (READERS, {S}, {S}, {S, D}),
    "can-cu-phap-ly": (READERS, {S}, {S}, {S, D}),
    "don-vi": (READERS | {A}, {S}, {S}, {S, D}),
    "tai-khoan": ({A, K}, {A}, {A}, set()),
    "vai-tro": ({A, K}, {A}, set(), set()),
    "nhat-ky": ({D, K}, set(), set(), {D}),
    "phong-trao-thi-dua": (READERS, {S, E}, {S, E}, {S, D}),
    "dang-ky-thi-dua": ({S, K}, {S}, {S}, {S}),
}

# screen: button: who may press it
EXPECTED_ACTS = {
    "ho-so": {
        "receive": {S},
        "return": {S},
        "appraise": {S},
        "ask-clearance": {S},
        "open-comment": {T},
        "to-council": {S},
        "record-council": {S},
        "decide": {S},
        "fail": {S},
        "claim": {S},
        "assign": {S},
        "release-claim": {S},
        "note": {S},
        "tell-unit": {S},
        "recuse": {S, K},
    },
    "yeu-cau-xac-minh": {"recall": {S}},
    "khong-tham-gia": {"lift": {S}},
    "quyet-dinh": {
        "verify": {S},
        "confer": {S},
        "check-public-copy": {S},
        "draft-pages": {S, E},
        "publish-facts": {P},
        "schedule-facts": {P},
        "withdraw-schedule": {P},
    },
    "lan-khen-thuong": {"release": {S}, "correct": {P}, "hide": {D}, "show-again": {D}, "cancel": {S}},
    "nguoi-duoc-ton-vinh": {"ask-consent": {E}, "erase": {D}},
    "de-xuat-nhap": {"merge": {S}, "dismiss": {S}},
    "dong-y": {"withdraw": {E, P, D}},
    "xin-dong-y": {"record-signed": {E, P, D}, "recall": {E, P, D}},
    "yeu-cau-cong-chung": {"answer": {S, E, P, D}, "decline": {S, E, P, D}, "erase": {D}},
    "goi-y": {"pass-on": {S}, "decline": {S}, "erase": {D}},
    "danh-hieu": {"verify": {S}},
    "quyen-quyet-dinh": {"verify": {S}},
    "tham-quyen-da-du": {"verify": {S}},
    "dieu-kien": {"verify": {S}, "propose-change": {S}, "propose-end": {S}},
    "thay-doi-dieu-kien": {"approve": {S}, "refuse": {S}, "withdraw": {S}},
    "bang-diem": {"adopt": {S}, "revise": {S}, "carry": {S}},
    "can-cu-phap-ly": {"verify": {S}},
    "tai-khoan": {"invite": {A}, "close": {A}, "reopen": {A}, "reset-second-factor": {A}},
    "vai-tro": {"withdraw": {A}},
    "danh-sach": {"receive": {S}, "return": {S}},
    "phong-trao-thi-dua": {
        "attach-round": {S, E},
        "attach-decision": {S, E},
        "attach-story": {S, E},
        "detach": {S, E},
    },
    "dot-xet": {
        "open": {S},
        "allot": {S},
        "extend": {S},
        "grant-exception": {S},
        "withdraw-exception": {S},
        "back-to-draft": {S},
    },
}


def screens() -> dict[str, DeskViewSet]:
    """Every desk screen registered with the admin."""
    found: dict[str, DeskViewSet] = {}
    for function in hooks.get_hooks("register_admin_viewset"):
        registered = function()
        for one in registered if isinstance(registered, list | tuple) else [registered]:
            for viewset in getattr(one, "registerables", [one]):
                if isinstance(viewset, DeskViewSet):
                    found[viewset.name] = viewset
    return found


def test_every_registered_screen_has_its_row_in_the_table(db):
    assert set(screens()) == set(EXPECTED)
    assert {name: {act.address for act in one.acts} for name, one in screens().items() if one.acts} == {
        name: set(acts) for name, acts in EXPECTED_ACTS.items()
    }


def appraised(desk: Desk, name: str = "Võ Thị Sáu") -> Nomination:
    """A dossier that waits for appraisal to be done."""
    dossier = desk.confirmed(name)
    nominations.move(nomination=dossier, name="receive", actor=desk.first)
    return nominations.move(nomination=dossier, name="appraise", actor=desk.second)


def asked_body(desk: Desk, dossier: Nomination) -> ClearanceRequest:
    body, _made = ClearanceBody.objects.get_or_create(
        name="Cơ quan được hỏi", defaults={"question": "Có gì không?"}
    )
    until = terms.working_days_after(timezone.localdate(), 5)
    return clearance.ask(
        nomination=dossier,
        questions=[clearance.Question(body=body, text="Có gì?", until=until)],
        actor=desk.first,
    )[0]


def recused(desk: Desk, name: str = "Lê Lai", who: str = "-kin") -> Recusal:
    user = desk.person(S, suffix=who)
    return recusal.declare(
        nomination=desk.confirmed(name), user=user, ground=RecusalGround.KIN, reason="Em họ.", actor=user
    )


def filed_list(desk: Desk) -> NomineeList:
    """A list of names that its unit confirmed."""
    award = Award.objects.create(
        code="LD",
        name="Lao động tiên tiến",
        category="title",
        subject="individual",
        level="base",
        by_list=True,
    )
    desk.round.awards.add(award)
    clerk = desk.person(Role.FOCAL_POINT)
    row = lists.start(round=desk.round, unit=desk.hospital, award=award, year=2025, actor=clerk)
    lists.add(row=row, lines=[lists.Line("Nguyễn Thị Hoa", "Hộ sinh", "Khoa Sản")], actor=clerk)
    lists.move(row=row, name="file", actor=clerk)
    return lists.move(row=row, name="confirm", actor=desk.person(Role.UNIT_HEAD))


def confirmed_package(desk: Desk, number: str = "12/TTr-BVĐK") -> Package:
    """A package that its unit confirmed with the signed paper."""
    return Package.objects.create(
        round=desk.round,
        unit=desk.hospital,
        number=number,
        state="confirmed",
        file="packages/ban-ky.pdf",
        file_name="ban-ky.pdf",
        sha256="0" * 64,
        created_by=desk.person(Role.FOCAL_POINT),
        confirmed_by=desk.person(Role.UNIT_HEAD),
        confirmed_at=timezone.now(),
    )


def rows(desk: Desk) -> dict[str, int]:
    """One row for each screen, by name of the screen."""
    decision = desk.decision()
    line = desk.line(decision)
    other = Honoree.objects.create(kind="individual", full_name="Trần Văn Bình", unit=desk.hospital)
    proposal = MergeProposal.objects.create(honoree=line.honoree, existing=other)
    agreed = consent.record_consent(
        honoree=line.honoree,
        scope="photo",
        text_version="2026-01",
        given_at=timezone.now() - timedelta(days=1),
        actor=desk.person(E),
    )
    rule = AwardRule.objects.create(code="R", award=desk.award, kind="other", text="Điều kiện")
    initiative = Initiative.objects.create(title="Lịch tiêm theo con nước", level="base")
    asked = requests.receive(
        kind=RequestKind.ERROR, about="Trang", text="", name="", contact="0912 345 678", language="vi"
    )
    found = {
        "ho-so": desk.confirmed().pk,
        "yeu-cau-xac-minh": asked_body(desk, appraised(desk)).pk,
        "khong-tham-gia": recused(desk).pk,
        "ly-do-tra": ReturnReason.objects.create(code="thieu", text="Thiếu minh chứng").pk,
        "thoi-han": StageTerm.objects.create(state="received", working_days=5).pk,
        "co-quan-xac-minh": ClearanceBody.objects.get().pk,
        "quyet-dinh": decision.pk,
        "lan-khen-thuong": line.pk,
        "nguoi-duoc-ton-vinh": line.honoree_id,
        "de-xuat-nhap": proposal.pk,
        "dong-y": agreed.pk,
        "xin-dong-y": consent.ask(honoree=other, scopes=["photo"], actor=desk.person(E)).request.pk,
        "dot-xet": desk.round.pk,
        "danh-sach": filed_list(desk).pk,
        "sang-kien": initiative.pk,
        "yeu-cau-cong-chung": asked.pk,
        "bo-ho-so": confirmed_package(desk).pk,
        "goi-y": suggestions.receive(
            kind="individual", full_name="Lê Thị Mơ", place="Khoa Nhi", words="Ở lại ngoài ca trực."
        ).pk,
        "danh-hieu": desk.award.pk,
        "tham-quyen": desk.director.pk,
        "quyen-quyet-dinh": DecisionPower.objects.get().pk,
        "tham-quyen-da-du": ClosedPowers.objects.get().pk,
        "dieu-kien": rule.pk,
        "thay-doi-dieu-kien": rules.propose(
            actor=desk.person(S),
            rule=rule,
            kind="other",
            text="Khác",
            starts_on=date(2030, 1, 1),
            reason="Luật",
        ).pk,
        "bang-diem": ScoreSheet.objects.create(title="Bảng điểm").pk,
        "can-cu-phap-ly": LegalInstrument.objects.get().pk,
        "don-vi": desk.hospital.pk,
        "tai-khoan": desk.first.pk,
        "vai-tro": Membership.objects.first().pk,
        "nhat-ky": Event.objects.first().pk,
    }
    from campaigns.models import Campaign, Registration

    campaign = Campaign.objects.create(title="Phong trào", kind="thematic")
    found["phong-trao-thi-dua"] = campaign.pk
    found["dang-ky-thi-dua"] = Registration.objects.create(
        unit=desk.hospital, year=2026, award=desk.award, kind="individual", full_name="Trần Văn Bình"
    ).pk
    return found


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_exactly_its_screens(desk, role):
    ids = rows(desk)
    client = desk.client(role)
    wrong = []
    for name, viewset in screens().items():
        seen, adds, changes, exports = EXPECTED[name]
        asked = {
            (reverse(f"{name}:index"), role in seen),
            (reverse(f"{name}:inspect", args=[ids[name]]), role in seen),
            (reverse(f"{name}:index") + "?q=a", role in seen),
            (reverse(f"{name}:index") + "?export=xlsx", role in exports),
        }
        if viewset.has_history:
            asked.add((reverse(f"{name}:history", args=[ids[name]]), role in seen))
        if viewset.can_add:
            asked.add((reverse(f"{name}:add"), role in adds))
        if viewset.can_change:
            asked.add((reverse(f"{name}:edit", args=[ids[name]]), role in changes))
        assert viewset.can_add == bool(adds)
        assert viewset.can_change == bool(changes)
        for act, who in EXPECTED_ACTS.get(name, {}).items():
            # Whoever does not see the row cannot act on it either.
            allowed = role in who and role in seen
            asked.add((reverse(f"{name}:{act}", args=[ids[name]]), allowed))
        for url, allowed in sorted(asked):
            status = client.get(url, headers=XHR).status_code
            good = status == 200 if allowed else status in {403, 404}
            if not good:
                wrong.append((url, status, "allowed" if allowed else "denied"))
    assert wrong == []


def test_a_stranger_is_sent_to_the_sign_in_page(desk, client):
    ids = rows(desk)
    for name in EXPECTED:
        for url in (reverse(f"{name}:index"), reverse(f"{name}:inspect", args=[ids[name]])):
            response = client.get(url)
            assert response.status_code == 302
            assert response["Location"].startswith(reverse("wagtailadmin_login"))


def test_a_superuser_without_a_role_has_no_more_than_anybody(desk):
    root = User.objects.create_superuser("root", "root@example.org", "x")
    client = desk.client(root)
    for name in EXPECTED:
        assert client.get(reverse(f"{name}:index"), headers=XHR).status_code == 403


def test_a_role_held_in_one_unit_sees_only_rows_of_that_unit(desk):
    dossier = desk.confirmed()
    near = desk.client(S, desk.hospital)
    far = desk.client(S, desk.station)
    url = reverse("ho-so:inspect", args=[dossier.pk])
    assert near.get(url, headers=XHR).status_code == 200
    assert far.get(url, headers=XHR).status_code == 404
    assert far.get(reverse("ho-so:receive", args=[dossier.pk]), headers=XHR).status_code == 404
    assert "Nguyễn Thị Hoa" not in far.get(reverse("ho-so:index")).content.decode()
    assert far.get(reverse("don-vi:edit", args=[desk.hospital.pk]), headers=XHR).status_code == 404


def test_a_draft_that_never_left_its_unit_is_not_at_the_desk(desk):
    dossier = desk.draft()
    client = desk.client(S)
    assert client.get(reverse("ho-so:inspect", args=[dossier.pk])).status_code == 404
    assert "Nguyễn Thị Hoa" not in client.get(reverse("ho-so:index")).content.decode()


def test_a_role_that_ended_yesterday_opens_nothing(desk):
    user = desk.person(K)
    Membership.objects.filter(user=user).update(valid_until=timezone.localdate() - timedelta(days=1))
    assert desk.client(user).get(reverse("quyet-dinh:index"), headers=XHR).status_code == 403


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_list_costs_the_same_with_one_row_and_with_three(desk, name):
    ids = rows(desk)
    role = next(role for role in (S, K, A, D) if role in EXPECTED[name][0])
    client = desk.client(role)
    url = reverse(f"{name}:index")
    for _time in range(2):  # what a process remembers between requests is kept from the second one on
        client.get(url)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    before = cost()
    more_of(name, desk, ids)
    after = cost()
    assert before == after
    assert after <= 15


def more_of(name: str, desk: Desk, ids: dict[str, int]) -> None:
    """Two more rows on the screen of that name."""
    from campaigns.models import Campaign, Registration

    decision = desk.decision("99/QĐ-SYT")
    for number in range(2):
        unit = Unit.objects.create(code=f"K{number}", name=f"Khoa {number}", parent=desk.hospital)
        law = LegalInstrument.objects.create(
            code=f"L{number}", kind="law", title=f"Luật {number}", replaced_by_id=ids["can-cu-phap-ly"]
        )
        office = Office.objects.create(
            code=f"O{number}", name=f"Thẩm quyền {number}", level="base", unit=unit
        )
        award = Award.objects.create(
            code=f"A{number}",
            name=f"Danh hiệu {number}",
            category="title",
            subject="both",
            level="base",
            legal_basis=law,
        )
        DecisionPower.objects.create(office=office, award=award, legal_basis=law)
        ClosedPowers.objects.create(office=office, legal_basis=law)
        more = AwardRule.objects.create(
            code=f"R{number}", award=award, kind="other", text="Điều kiện", legal_basis=law
        )
        rules.propose(
            actor=desk.person(S),
            rule=more,
            kind="other",
            text="Khác",
            starts_on=date(2030, 1, 1),
            reason="Luật",
        )
        ScoreSheet.objects.create(title=f"Bảng điểm {number}", legal_basis=law)
        Initiative.objects.create(title=f"Sáng kiến {number}", level="base", unit=unit)
        round_ = Round.objects.create(
            title=f"Đợt {number}",
            unit=unit,
            opens_at=timezone.now(),
            deadline=timezone.now() + timedelta(days=1),
        )
        assert round_.pk
        desk.confirmed(f"Lê Thị {number}")
        asked_body(desk, appraised(desk, f"Phan Thị {number}"))
        recused(desk, f"Đinh Thị {number}", who=f"-kin{number}")
        ReturnReason.objects.create(code=f"ly-do-{number}", text=f"Lý do {number}")
        StageTerm.objects.create(state=["appraisal", "council"][number], working_days=5)
        ClearanceBody.objects.create(name=f"Cơ quan {number}", question="Có gì không?")
        desk.decision(f"{number}/QĐ-UBND", office=desk.province)
        line = desk.line(decision, f"Phạm Văn {number}")
        other = Honoree.objects.create(kind="individual", full_name=f"Phạm Văn {number}", unit=unit)
        MergeProposal.objects.create(honoree=line.honoree, existing=other)
        consent.record_consent(
            honoree=line.honoree,
            scope="photo",
            text_version="2026-01",
            given_at=timezone.now() - timedelta(days=1),
            actor=desk.person(E),
        )
        account = User.objects.create(username=f"user{number}")
        roles.grant(user=account, role=Role.FOCAL_POINT, unit=unit)
        campaign = Campaign.objects.create(title=f"Phong trào {number}", kind="thematic", unit=unit)
        Registration.objects.create(
            unit=unit, campaign=campaign, year=2026, award=award, kind="individual", full_name=f"Lê {number}"
        )


def test_an_export_is_a_workbook_without_formulas_and_is_recorded(desk):
    decision = desk.decision()
    desk.line(decision, '=HYPERLINK("http://x","y")')
    client = desk.client(D)
    response = client.get(reverse("lan-khen-thuong:index") + "?export=xlsx")
    assert response.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    headings = [cell.value for cell in sheet[1]]
    assert "Họ tên ghi trong quyết định" in headings
    cell = sheet.cell(2, headings.index("Họ tên ghi trong quyết định") + 1)
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x","y")')
    csv = client.get(reverse("lan-khen-thuong:index") + "?export=csv").content.decode("utf-8-sig")
    assert "\"'=HYPERLINK(" in csv
    recorded = Event.objects.filter(act="export").order_by("pk")
    assert [event.payload.data["table"] for event in recorded] == ["recognition.conferral"] * 2
    assert {event.actor for event in recorded} == {desk.person(D)}


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        ("don-vi", "tram y te", "Trạm Y tế xã Cư Lâm"),
        ("nguoi-duoc-ton-vinh", "tran van binh", "Trần Văn Bình"),
        ("lan-khen-thuong", "57/QĐ", "Trần Văn Bình"),
        ("danh-hieu", "GK", "Giấy khen của Giám đốc Sở Y tế"),
    ],
)
def test_a_list_is_searched_without_accents(desk, name, typed, found):
    desk.line(desk.decision())
    client = desk.client(S)
    assert found in client.get(reverse(f"{name}:index"), {"q": typed}).content.decode()
    assert found not in client.get(reverse(f"{name}:index"), {"q": "zzzz"}).content.decode()


def test_lists_are_filtered(desk):
    desk.confirmed()
    client = desk.client(S)
    url = reverse("ho-so:index")
    assert "Nguyễn Thị Hoa" in client.get(url, {"state": "confirmed"}).content.decode()
    assert "Nguyễn Thị Hoa" not in client.get(url, {"state": "council"}).content.decode()


def test_the_year_of_birth_is_on_no_screen_and_in_no_export(desk):
    from recognition.models import HonoreeIdentity

    line = desk.line(desk.decision())
    HonoreeIdentity.objects.create(honoree=line.honoree, birth_year=1967)
    client = desk.client(S)
    for name, pk in (("nguoi-duoc-ton-vinh", line.honoree_id), ("lan-khen-thuong", line.pk)):
        assert "1967" not in client.get(reverse(f"{name}:inspect", args=[pk])).content.decode()
        sheet = openpyxl.load_workbook(
            io.BytesIO(client.get(reverse(f"{name}:index") + "?export=xlsx").content)
        ).active
        assert all(cell.value != 1967 for row in sheet for cell in row)


def test_the_menu_and_the_first_page_are_in_vietnamese_and_show_what_waits(desk):
    desk.confirmed()
    desk.decision()
    page = desk.client(desk.second).get(reverse("wagtailadmin_home")).content.decode()
    for words in ("Khen thưởng", "Danh mục", "Chờ tôi xử lý", "Đơn vị xác nhận", "Quyết định chờ kiểm tra"):
        assert words in page or json.dumps(words)[1:-1] in page
    assert "Chờ tôi xử lý" not in desk.client(A).get(reverse("wagtailadmin_home")).content.decode()


def test_empty_lists_and_forms_with_mistakes_speak_vietnamese_too(desk):
    """What Wagtail says by itself there: its own catalogue leaves these sentences in English."""
    clerk = desk.client(S)
    empty = clerk.get(reverse("danh-sach:index")).content.decode()
    assert "Chưa có danh sách đề nghị nào." in empty
    assert "There are no" not in empty
    searched = clerk.get(reverse("quyet-dinh:index"), {"q": "zzzz"}).content.decode()
    assert "Không có quyết định nào hợp với điều tìm." in searched
    wrong = clerk.post(reverse("quyet-dinh:add"), {}).content.decode()
    for words in (
        "Chưa thêm được quyết định: có ô phải sửa.",
        "Đến ô đầu tiên phải sửa",
        "nội dung chưa lưu",
    ):
        assert words in wrong
    for words in ("could not be", "first error", "unsaved edits"):
        assert words not in wrong
    scripts = clerk.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    assert json.dumps("Gập hết")[1:-1] in scripts


def test_wagtails_own_screens_of_users_and_groups_stay_closed(desk):
    for role in (A, S, P):
        client = desk.client(role)
        for address in ("wagtailusers_users:index", "wagtailusers_users:add", "wagtailusers_groups:index"):
            assert client.get(reverse(address), headers=XHR).status_code == 403


def says_reason(run: Any) -> bool:
    """Whether an act, or a function made beside it, looks at the answer called ``reason``."""
    codes = [run.__code__]
    while codes:
        code = codes.pop()
        if "reason" in code.co_consts:
            return True
        named = [run.__globals__.get(name) for name in code.co_names]
        codes += [
            one.__code__ for one in named if inspect.isfunction(one) and one.__module__ == run.__module__
        ]
        codes += [one for one in code.co_consts if inspect.iscode(one)]
    return False


def test_nothing_on_a_screen_or_in_an_export_is_called_by_its_name_in_the_code():
    nameless = {
        f"{name}: {one}"
        for name, screen in screens().items()
        for names in (screen.inspect_view_fields, screen.list_export, screen.list_display)
        for one in (names if isinstance(names, list | tuple) else ())
        if isinstance(one, str)
        and not one.startswith("__")
        and heading_of(screen.model, one).casefold() == one.split(".")[-1].replace("_", " ")
    }
    assert nameless == set()


def test_the_lists_say_so_too(desk):
    desk.line(desk.decision())
    events = desk.client(K).get(reverse("nhat-ky:index")).content.decode()
    for words in ("Mã của đối tượng", "Loại đối tượng", "Lần khen thưởng"):
        assert words in events
    assert "recognition.conferral</td>" not in events
    act = Event.objects.get(act="confer")
    page = desk.client(K).get(reverse("nhat-ky:inspect", args=[act.pk])).content.decode()
    for words in ("Mã băm của việc trước", "Thường trực Hội đồng", "Đã ghi nhận"):
        assert words in page


def test_every_icon_of_the_desk_is_drawn():
    drawn = get_icons()
    named = {screen.icon for screen in screens().values()}
    named |= {act.icon for screen in screens().values() for act in screen.acts}
    assert sorted(name for name in named if f'id="icon-{name}"' not in drawn) == []


def test_every_note_that_an_act_asks_for_is_handed_on():
    asking = [
        (name, act)
        for name, screen in screens().items()
        for act in screen.acts
        if "reason" in act.form.base_fields
    ]
    assert len(asking) > 20
    assert [f"{name}:{act.address}" for name, act in asking if not says_reason(act.run)] == []
