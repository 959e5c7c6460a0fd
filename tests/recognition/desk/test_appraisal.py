"""The sheet of appraisal in the admin: who opens it, what it says, what is kept, what is printed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recognition.domain import nominations, rules, scores
from recognition.enums import Role, RuleKind
from recognition.models import (
    AppraisalSheet,
    AwardRule,
    CriterionVerdict,
    Event,
    Nomination,
    RuleChange,
    Score,
    ScoreCriterion,
    ScoreSheet,
)
from tests.recognition.desk.conftest import XHR, Desk


@pytest.fixture
def rule(desk: Desk) -> AwardRule:
    return AwardRule.objects.create(
        code="R",
        award=desk.award,
        kind=RuleKind.RATING,
        text="Xếp loại tốt trở lên",
        parameters={"at_least": "good"},
    )


def appraised(desk: Desk) -> Nomination:
    dossier = nominations.move(nomination=desk.confirmed(), name="receive", actor=desk.first)
    return nominations.move(nomination=dossier, name="appraise", actor=desk.second)


def url(dossier: Nomination, name: str = "sheet", *more: object) -> str:
    return reverse(f"appraisals:{name}", args=[dossier.public_id, *more])


def filled(client: Client, dossier: Nomination, **changes: str) -> dict[str, str]:
    """The form as the page offers it, with a verdict on both criteria."""
    page = client.get(url(dossier))
    context = page.context
    data = {"version": str(context["sheet"].version), "remark": "", "conclusion": "met", "then": "save"}
    for one in context["judged"]:
        data[one.form.add_prefix("verdict")] = "met"
        data[one.form.add_prefix("reference")] = "Thông báo 3/TB-BV"
        data[one.form.add_prefix("reason")] = ""
    return {**data, **changes}


@pytest.mark.parametrize("role", list(Role))
def test_only_who_judges_or_audits_opens_the_sheet(desk, role):
    dossier = appraised(desk)
    client = desk.client(role)
    for address in (url(dossier), url(dossier, "print", 1)):
        status = client.get(address, headers=XHR).status_code
        if role in {Role.STANDING_BODY, Role.AUDITOR}:
            assert status == (200 if address == url(dossier) else 404)
        else:
            assert status in {302, 403, 404}
    assert client.post(url(dossier, "begin"), headers=XHR).status_code in {302, 403, 404}
    assert AppraisalSheet.objects.exists() == (role == Role.STANDING_BODY and desk.person(role) != desk.first)


def test_a_dossier_of_another_unit_is_not_there(desk):
    dossier = appraised(desk)
    far = desk.client(Role.STANDING_BODY, desk.station)
    assert far.get(url(dossier), headers=XHR).status_code == 404


def test_the_second_person_fills_signs_and_prints(desk, rule):
    dossier = appraised(desk)
    client = desk.client(desk.second)
    assert "Hồ sơ chưa có phiếu thẩm định." in client.get(url(dossier)).content.decode()
    client.post(url(dossier, "begin"))
    page = client.get(url(dossier)).content.decode()
    assert "Xếp loại tốt trở lên" in page
    assert "Xếp loại “Hoàn thành xuất sắc nhiệm vụ” theo đơn vị khai." in page
    answer = client.post(url(dossier), filled(client, dossier), follow=True)
    assert "Đã lưu phiếu thẩm định." in answer.content.decode()
    answer = client.post(url(dossier), filled(client, dossier, then="sign"), follow=True)
    assert "Đã ký phiếu thẩm định." in answer.content.decode()
    printed = client.get(url(dossier, "print", 1)).content.decode()
    for words in ("Phiếu thẩm định hồ sơ", "Thông báo 3/TB-BV", "Xếp loại tốt trở lên", "Kết luận"):
        assert words in printed
    auditor = desk.client(Role.AUDITOR)
    assert "Thông báo 3/TB-BV" in auditor.get(url(dossier)).content.decode()
    assert 'name="then"' not in auditor.get(url(dossier)).content.decode()


def test_mistakes_are_shown_at_the_criterion_and_nothing_is_kept(desk, rule):
    dossier = appraised(desk)
    client = desk.client(desk.second)
    client.post(url(dossier, "begin"))
    data = filled(client, dossier)
    data["c0-verdict"], data["c1-reference"] = "not_met", ""
    answer = client.post(url(dossier), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Hãy ghi lý do có ý kiến khác." in page
    assert "Hãy ghi căn cứ" in page
    assert "Thông báo 3/TB-BV" in page
    assert not CriterionVerdict.objects.exists()
    assert "Chưa lưu: còn 2 chỗ phải sửa." in page
    for place, of in (("id_c0-reason", "Xếp loại tốt trở lên"), ("id_c1-reference", "")):
        assert f'<a href="#{place}">{of}' in page
        assert f'id="{place}"' in page


def test_in_appraisal_the_sheet_is_the_first_thing_to_do_on_the_dossiers_page(desk):
    dossier = nominations.move(nomination=desk.confirmed(), name="receive", actor=desk.first)
    client = desk.client(desk.second)

    def acts() -> list[str]:
        page = client.get(reverse("ho-so:inspect", args=[dossier.pk])).content.decode()
        offered = page.split('class="desk-acts"')[1].split("</nav>")[0]
        assert page.count(url(dossier)) == 1
        return re.findall(r'<a class="button[^"]*" href="([^"]*)"', offered)

    assert url(dossier) not in acts()
    nominations.move(nomination=dossier, name="appraise", actor=desk.second)
    assert acts()[0] == url(dossier)


def test_a_window_of_before_is_told_and_shown_what_is_stored(desk, rule):
    dossier = appraised(desk)
    client = desk.client(desk.second)
    client.post(url(dossier, "begin"))
    old = filled(client, dossier)
    newer = {**old, "c0-reference": "Bản thứ nhất"}
    client.post(url(dossier), newer)
    answer = client.post(url(dossier), {**old, "c0-reference": "Bản thứ hai"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Người khác vừa lưu phiếu này." in page
    assert "Bản thứ nhất" in page
    assert "Bản thứ hai" in page
    assert CriterionVerdict.objects.get(code="R").reference == "Bản thứ nhất"


def test_who_received_the_dossier_reads_and_is_told_why_no_more(desk, rule):
    dossier = appraised(desk)
    desk.client(desk.second).post(url(dossier, "begin"))
    client = desk.client(desk.first)
    page = client.get(url(dossier)).content.decode()
    assert "Người tiếp nhận không thẩm định hồ sơ ấy." in page
    assert 'name="then"' not in page
    assert client.post(url(dossier), {"version": "1"}).status_code == 422
    assert not CriterionVerdict.objects.exists()


def test_points_of_both_sides_stand_side_by_side(desk, rule):
    sheet = ScoreSheet.objects.create(title="Bảng điểm", drafted_by=desk.first)
    criterion = ScoreCriterion.objects.create(sheet=sheet, text="Sáng kiến", maximum=40)
    scores.carry(round=desk.round, sheet=scores.adopt(sheet=sheet, actor=desk.second), actor=desk.first)
    dossier = appraised(desk)
    Score.objects.create(nomination=dossier, criterion=criterion, own_points=35, own_note="Giấy số 3")
    client = desk.client(desk.second)
    client.post(url(dossier, "begin"))
    data = filled(client, dossier)
    points, reason = f"p{criterion.pk}-points", f"p{criterion.pk}-reason"
    answer = client.post(url(dossier), {**data, points: "30"})
    assert "Hãy ghi lý do chấm khác." in answer.content.decode()
    assert not CriterionVerdict.objects.exists(), "what is refused at its end is not kept half"
    assert 'value="Thông báo 3/TB-BV"' in answer.content.decode()
    client.post(url(dossier), {**filled(client, dossier), points: "30,5", reason: "Thiếu giấy"})
    page = client.get(url(dossier)).content.decode()
    assert "Giấy số 3" in page
    assert "30,5" in page
    assert "Thiếu giấy" in client.get(url(dossier, "print", 1)).content.decode()


def test_a_signed_sheet_prints_the_points_that_were_signed(desk, rule):
    sheet = ScoreSheet.objects.create(title="Bảng điểm", drafted_by=desk.first)
    criterion = ScoreCriterion.objects.create(sheet=sheet, text="Sáng kiến", maximum=40)
    scores.carry(round=desk.round, sheet=scores.adopt(sheet=sheet, actor=desk.second), actor=desk.first)
    dossier = appraised(desk)
    Score.objects.create(nomination=dossier, criterion=criterion, own_points=35, own_note="Giấy số 3")
    client = desk.client(desk.second)
    client.post(url(dossier, "begin"))
    given = {f"p{criterion.pk}-points": "30,5", f"p{criterion.pk}-reason": "Thiếu giấy", "then": "sign"}
    client.post(url(dossier), filled(client, dossier, **given))
    nominations.move(nomination=dossier, name="return_", actor=desk.second, reason="Bổ sung giấy")
    clerk = desk.person(Role.FOCAL_POINT)
    scores.score_own(nomination=dossier, criterion=criterion, points=Decimal(21), note="", actor=clerk)
    assert Score.objects.get().points is None
    printed = client.get(url(dossier, "print", 1)).content.decode()
    for words in ("Sáng kiến", "35", "30,5", "Thiếu giấy", "Bảng điểm"):
        assert words in printed
    assert ">35<" in printed
    assert ">21<" not in printed


def test_the_sheet_costs_the_same_with_two_criteria_and_with_ten(desk, rule):
    dossier = appraised(desk)
    client = desk.client(desk.second)
    client.post(url(dossier, "begin"))
    client.get(url(dossier))

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(dossier)).status_code == 200
        return len(captured)

    before = cost()
    kept = dossier.rule_snapshot
    kept.rules = [{**kept.rules[0], "code": f"R{number}"} for number in range(9)]
    kept.save()
    assert cost() == before


def test_a_rule_changes_by_two_people_on_the_screens(desk, rule):
    AwardRule.objects.filter(pk=rule.pk).update(valid_from=date(2024, 1, 1))
    first, second = desk.client(desk.first), desk.client(desk.second)
    answer = first.post(
        reverse("dieu-kien:propose-change", args=[rule.pk]),
        {
            "text": "Xếp loại xuất sắc",
            "parameters": '{"at_least": "excellent"}',
            "starts_on": "2026-10-01",
            "reason": "Luật 06/2026/QH16",
        },
        follow=True,
    )
    assert "Người thứ hai của thường trực Hội đồng sẽ duyệt." in answer.content.decode()
    change = RuleChange.objects.get()
    assert (
        "Bạn đã đề nghị thay đổi này"
        in first.get(reverse("thay-doi-dieu-kien:inspect", args=[change.pk])).content.decode()
    )
    refused = first.post(reverse("thay-doi-dieu-kien:approve", args=[change.pk]), {})
    assert "Người đề nghị không tự duyệt." in refused.content.decode()
    second.post(reverse("thay-doi-dieu-kien:approve", args=[change.pk]), {"verified": "on"}, follow=True)
    change.refresh_from_db()
    assert change.state == "approved"
    for day, words in (("2026-09-30", "Xếp loại tốt trở lên"), ("2026-10-01", "Xếp loại xuất sắc")):
        page = desk.client(Role.LEADER).get(reverse("rules_by_date"), {"ngay": day}).content.decode()
        assert words in page
    page = desk.client(Role.LEADER).get(reverse("rules_by_date"), {"ngay": "hôm nay"}).content.decode()
    assert "Ngày không đúng" in page


def test_a_new_rule_is_proposed_on_its_screen(desk):
    client = desk.client(desk.first)
    data = {
        "award": desk.banner.pk,
        "kind": "other",
        "text": "Dẫn đầu khối thi đua",
        "parameters": "{}",
        "legal_basis": "",
        "article": "Điều 26",
        "starts_on": "2026-10-01",
        "reason": "Luật",
    }
    wrong = client.post(reverse("thay-doi-dieu-kien:add"), {**data, "parameters": '{"x": 1}'})
    assert "không có tham số" in wrong.content.decode()
    client.post(reverse("thay-doi-dieu-kien:add"), data)
    change = RuleChange.objects.get()
    assert (change.text, change.state, change.proposed_by) == ("Dẫn đầu khối thi đua", "proposed", desk.first)
    assert not rules.in_force_on(desk.banner, date(2026, 12, 1))


def test_a_score_sheet_is_drafted_adopted_and_carried_on_its_screens(desk):
    first, second = desk.client(desk.first), desk.client(desk.second)
    data = {
        "title": "Bảng điểm phong trào",
        "pass_mark": "60",
        "scorecriterion-TOTAL_FORMS": "1",
        "scorecriterion-INITIAL_FORMS": "0",
        "scorecriterion-0-text": "Sáng kiến",
        "scorecriterion-0-maximum": "100",
        "scorecriterion-0-sort_order": "0",
    }
    first.post(reverse("bang-diem:add"), data)
    sheet = ScoreSheet.objects.get()
    assert (sheet.drafted_by, sheet.criteria.get().text) == (desk.first, "Sáng kiến")
    second.post(reverse("bang-diem:adopt", args=[sheet.pk]), {})
    sheet.refresh_from_db()
    assert (sheet.state, sheet.adopted_by) == ("in_use", desk.second)
    first.post(
        reverse("bang-diem:carry", args=[sheet.pk]), {"round": desk.round.pk, "reason": "Theo kết luận họp"}
    )
    assert desk.round.score_sheet_link.sheet == sheet
    carried = Event.objects.select_related("payload").get(act="carry_score_sheet")
    assert carried.payload.reason == "Theo kết luận họp"
    # Adopted, it is changed by nobody; the form says so.
    answer = first.post(reverse("bang-diem:edit", args=[sheet.pk]), data)
    assert "Bảng điểm đã được duyệt nên không sửa." in answer.content.decode()
    first.post(reverse("bang-diem:revise", args=[sheet.pk]), {})
    assert list(ScoreSheet.objects.order_by("version").values_list("version", "state")) == [
        (1, "in_use"),
        (2, "draft"),
    ]
