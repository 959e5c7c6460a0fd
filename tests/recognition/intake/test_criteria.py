"""The unit before filing: each criterion explained, what only the unit knows stated, its own points."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import CampaignCriterion, CampaignRound
from recognition.domain import forms, scores
from recognition.enums import RuleKind, SubjectKind
from recognition.models import (
    AwardRule,
    CriterionStatement,
    Nomination,
    Score,
    ScoreCriterion,
    ScoreSheet,
)
from tests import factories
from tests.recognition.domain.conftest import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(organization: Organization) -> AwardRule:
    return AwardRule.objects.create(
        code="R",
        award=organization.award,
        kind=RuleKind.RATIO,
        text="Ít nhất 70% số người đạt Lao động tiên tiến.",
        parameters={"of_award": "LDTT", "at_least_percent": 70},
        article="Điều 27",
        verified=True,
    )


def url(dossier: Nomination) -> str:
    return reverse("intake:criteria", args=[dossier.public_id])


def posted(client: Client, dossier: Nomination, **changes: str) -> dict[str, str]:
    """What the form of the page holds, as a browser would send it."""
    context = client.get(url(dossier)).context
    data: dict[str, str] = {}
    for one in [item.form for item in context["said"] if item.form] + list(context["points"]):
        for field in one:
            value = field.value()
            data[field.html_name] = "" if value is None else str(value)
    return {**data, **changes}


def test_every_criterion_is_explained_on_hub_review_and_its_own_page(organization, rule, signed_in):
    dossier = organization.draft()
    client = signed_in(organization.clerk)
    hub = client.get(reverse("intake:dossier", args=[dossier.public_id])).content.decode()
    review = client.get(reverse("intake:review", args=[dossier.public_id])).content.decode()
    own = client.get(url(dossier)).content.decode()
    for page in (hub, review, own):
        assert "Ít nhất 70% số người đạt Lao động tiên tiến." in page
        assert "Chưa rõ: 1" in page
        assert url(dossier) in page or page is own
    for page in (review, own):
        assert "Điều 27" in page
        assert "đã đối chiếu với văn bản" in page
        assert "Khai số người và tổng số người." in page
    assert re.search(r'<li data-finding="unknown" id="dieu-kien-r">', own)


def test_the_unit_states_numbers_and_is_told_what_they_come_to(organization, rule, signed_in):
    dossier = organization.draft()
    client = signed_in(organization.clerk)
    data = posted(client, dossier, **{"c0-count": "27", "c0-of": "40", "c0-note": "Danh sách số 3"})
    page = client.post(url(dossier), data, follow=True).content.decode()
    assert "Đã lưu." in page
    assert "27 trên 40 người, đạt 67,5%" in page
    assert "Cần ít nhất 28 trên 40 người." in page
    statement = CriterionStatement.objects.get()
    assert (statement.answer, statement.note, statement.said_by) == (
        {"count": 27, "of": 40},
        "Danh sách số 3",
        organization.clerk,
    )
    # It blocks nothing: the dossier is filed with a criterion that is not met.
    answer = client.post(reverse("intake:act", args=[dossier.public_id, "file"]), follow=True)
    assert "Đã gửi hồ sơ" in answer.content.decode()


def test_one_threshold_drives_the_public_page_the_round_the_form_and_the_check(organization, signed_in):
    campaign = factories.campaign()
    CampaignRound.objects.create(campaign=campaign, round=organization.round)
    row = CampaignCriterion.objects.create(
        campaign=campaign,
        kind=SubjectKind.COLLECTIVE,
        text="Chỉ số cải cách hành chính đạt từ ngưỡng trở lên.",
        threshold=Decimal("85.50"),
        unit_of_measure="điểm",
        question="reform_index",
    )
    dossier = Nomination.objects.create(
        round=organization.round,
        unit=organization.hospital,
        award=organization.award,
        kind=SubjectKind.COLLECTIVE,
        full_name="Khoa Nhi",
        report={"reform_index": "88"},
    )
    client = signed_in(organization.clerk)
    section = next(
        one.code
        for one in forms.form_of(dossier).sections
        if any(field.code == "reform_index" for field in one.fields)
    )

    def told() -> dict[str, str]:
        pages = {
            "campaign": campaign.pages.get(language="vi").url,
            "round": reverse("intake:round", args=[organization.round.public_id]),
            "form": reverse("intake:section", args=[dossier.public_id, section]),
            "check": url(dossier),
        }
        return {name: client.get(address).content.decode() for name, address in pages.items()}

    pages = told()
    assert "85,5 điểm" in pages["campaign"]
    assert "từ 85,5 điểm trở lên" in pages["round"]
    assert "<b>Ngưỡng xét: từ 85,5 điểm trở lên.</b>" in pages["form"]
    assert "88 điểm, ngưỡng 85,5 điểm." in pages["check"]
    row.threshold = Decimal(90)
    row.save()
    pages = told()
    assert "90 điểm" in pages["campaign"]
    assert "từ 90 điểm trở lên" in pages["round"]
    assert "<b>Ngưỡng xét: từ 90 điểm trở lên.</b>" in pages["form"]
    assert "88 điểm, thấp hơn ngưỡng 90 điểm." in pages["check"]
    row.at_most = True
    row.save()
    pages = told()
    for name in ("campaign", "round", "form"):
        assert "không quá 90 điểm" in pages[name]
    assert "88 điểm, ngưỡng 90 điểm." in pages["check"]
    # What is not this kind of subject is not told of it.
    individual = organization.draft()
    form = client.get(reverse("intake:section", args=[individual.public_id, "rating"])).content.decode()
    assert "Ngưỡng xét" not in form


def test_what_is_wrong_with_one_criterion_loses_no_other(organization, rule, signed_in):
    AwardRule.objects.create(code="S", award=organization.award, kind=RuleKind.OTHER, text="Nội bộ đoàn kết.")
    dossier = organization.draft()
    client = signed_in(organization.clerk)
    data = posted(
        client, dossier, **{"c0-count": "50", "c0-of": "40", "c1-claim": "yes", "c1-note": "Biên bản 3"}
    )
    page = client.post(url(dossier), data).content.decode()
    assert "Có mục chưa lưu được" in page
    assert "không thể lớn hơn tổng số" in page
    assert 'value="50"' in page
    assert list(CriterionStatement.objects.values_list("code", "note")) == [("S", "Biên bản 3")]


def test_a_colleague_who_stated_first_is_shown_and_nothing_is_lost(organization, rule, signed_in):
    dossier = organization.draft()
    client = signed_in(organization.clerk)
    first = posted(client, dossier, **{"c0-count": "30", "c0-of": "40"})
    second = posted(client, dossier, **{"c0-count": "31", "c0-of": "40"})
    client.post(url(dossier), first)
    page = client.post(url(dossier), second).content.decode()
    assert "Người khác vừa khai: 30 trên 40 người." in page
    assert 'value="31"' in page
    assert CriterionStatement.objects.get().answer == {"count": 30, "of": 40}
    version = re.search(r'name="c0-version" value="(\d+)"', page)
    assert version is not None
    client.post(url(dossier), {**second, "c0-version": version.group(1)})
    assert CriterionStatement.objects.get().answer == {"count": 31, "of": 40}


def test_the_head_reads_and_another_unit_finds_nothing(organization, rule, signed_in):
    dossier = organization.draft()
    head = signed_in(organization.head)
    page = head.get(url(dossier)).content.decode()
    assert "Ít nhất 70%" in page
    assert 'name="c0-count"' not in page
    answer = head.post(url(dossier), {"c0-count": "1", "c0-of": "1"}, follow=True)
    assert "nên chỉ xem được" in answer.content.decode()
    assert signed_in(organization.stranger).get(url(dossier)).status_code == 404
    assert Client().get(url(dossier)).status_code == 302
    assert not CriterionStatement.objects.exists()


def test_the_unit_scores_itself_against_the_one_threshold(organization, signed_in):
    sheet = ScoreSheet.objects.create(title="Bảng điểm", drafted_by=organization.desk, pass_mark=60)
    criterion = ScoreCriterion.objects.create(sheet=sheet, text="Sáng kiến", maximum=100, minimum=20)
    scores.carry(
        round=organization.round,
        sheet=scores.adopt(sheet=sheet, actor=organization.second),
        actor=organization.desk,
    )
    dossier = organization.draft()
    client = signed_in(organization.clerk)
    points = f"p{criterion.pk}-points"
    page = client.post(url(dossier), posted(client, dossier, **{points: "101"})).content.decode()
    assert "Nhiều nhất 100 điểm." in page
    assert not Score.objects.exists()
    page = client.post(
        url(dossier), posted(client, dossier, **{points: "18,5"}), follow=True
    ).content.decode()
    assert "Sáng kiến: 18,5 điểm, phải đạt 20." in page
    assert "Tổng 18,5 điểm, phải đạt 60." in page
    assert 'value="18,5"' in page


def test_points_that_a_colleague_typed_meanwhile_are_kept_and_told(organization, signed_in):
    sheet = ScoreSheet.objects.create(title="Bảng điểm", drafted_by=organization.desk)
    one, two = (
        ScoreCriterion.objects.create(sheet=sheet, text=text, maximum=100, sort_order=place)
        for place, text in enumerate(("Sáng kiến", "Kỷ luật"))
    )
    scores.carry(
        round=organization.round,
        sheet=scores.adopt(sheet=sheet, actor=organization.second),
        actor=organization.desk,
    )
    dossier = organization.draft()
    client = signed_in(organization.clerk)
    first, second = f"p{one.pk}-points", f"p{two.pk}-points"
    early = posted(client, dossier)
    client.post(url(dossier), {**early, first: "18,5"})
    # A page drawn before, in which only the other line was touched, takes nothing back.
    client.post(url(dossier), {**early, second: "7"})
    points = dict(Score.objects.values_list("criterion_id", "own_points"))
    assert points == {one.pk: Decimal("18.5"), two.pk: 7}
    answer = client.post(url(dossier), {**early, first: "20", second: "7"})
    page = answer.content.decode()
    assert "Đồng nghiệp vừa lưu: 18,5." in page
    assert 'value="20"' in page
    assert Score.objects.get(criterion=one).own_points == Decimal("18.5")
    again = {**early, first: "20", second: "7"}
    for form in answer.context["points"]:
        again[form["seen"].html_name] = form["seen"].value()
    client.post(url(dossier), again)
    assert Score.objects.get(criterion=one).own_points == 20


def test_the_page_costs_the_same_with_two_rules_and_with_six(organization, rule, signed_in):
    dossier = organization.draft()
    client = signed_in(organization.clerk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(dossier)).status_code == 200
        return len(captured)

    AwardRule.objects.create(code="S", award=organization.award, kind=RuleKind.OTHER, text="Đoàn kết.")
    cost()
    before = cost()
    for number in range(4):
        AwardRule.objects.create(
            code=f"S{number}", award=organization.award, kind=RuleKind.OTHER, text="Đoàn kết."
        )
    assert cost() == before
