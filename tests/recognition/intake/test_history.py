"""What a unit reads of the life of its dossier, and what of the desk's work it never reads."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from recognition.domain import acts, appraisal, events, nominations, scores, selection
from recognition.domain.appraisal import Given
from recognition.enums import RuleKind
from recognition.models import AwardRule, Nomination, ScoreCriterion, ScoreSheet
from tests.recognition.domain.test_internal_rounds import centre
from tests.recognition.intake.test_path import text_of

__all__ = ["centre"]

pytestmark = pytest.mark.django_db


def judged(organization) -> Nomination:
    """A dossier that a second person appraised: verdicts, points, signature, then on to the council."""
    AwardRule.objects.create(
        code="R", award=organization.award, kind=RuleKind.RATING, text="Xếp loại", parameters={"at_least": "good"},
        verified=True,
    )  # fmt: skip
    sheet = ScoreSheet.objects.create(title="Bảng điểm", drafted_by=organization.desk)
    criterion = ScoreCriterion.objects.create(sheet=sheet, text="Sáng kiến", maximum=40)
    scores.carry(
        round=organization.round,
        sheet=scores.adopt(sheet=sheet, actor=organization.second),
        actor=organization.desk,
    )
    dossier = organization.draft()
    scores.score_own(
        nomination=dossier, criterion=criterion, points=Decimal(35), note="", actor=organization.clerk
    )
    for name, actor in (
        ("file", organization.clerk),
        ("confirm", organization.head),
        ("receive", organization.desk),
        ("appraise", organization.second),
    ):
        dossier = nominations.move(nomination=dossier, name=name, actor=actor)
    kept = appraisal.open_sheet(nomination=dossier, actor=organization.second)
    given = Given("met", "Thông báo 3/TB-BV", "")
    kept = appraisal.save(
        sheet=kept, given={"R": given, "authority": given}, actor=organization.second, version=kept.version
    )
    scores.score(
        nomination=dossier, criterion=criterion, points=Decimal(30), reason="Thiếu giấy", actor=organization.second
    )  # fmt: skip
    appraisal.sign(sheet=kept, conclusion="met", actor=organization.second, version=kept.version)
    return nominations.move(nomination=dossier, name="to_council", actor=organization.second)


def test_the_unit_reads_the_steps_and_neither_who_judged_nor_how(organization, signed_in):
    judge = organization.second
    judge.display_name = "Người Thẩm Định Kín"
    judge.save()
    dossier = judged(organization)
    page = text_of(signed_in(organization.clerk).get(reverse("intake:history", args=[dossier.public_id])))
    for words in ("Tự chấm điểm", "Tiếp nhận hồ sơ", "Thẩm định", "Đưa ra Hội đồng", "Thường trực Hội đồng"):
        assert words in page
    assert str(organization.clerk) in page
    assert str(organization.desk) in page, "who took the dossier in is named"
    assert str(organization.second) == "Người Thẩm Định Kín"
    assert "Người Thẩm Định Kín" not in page
    done = {event.act for event in events.history(dossier)}
    assert {"open_appraisal", "give_verdicts", "score", "sign_appraisal"} <= done
    for act in done:
        assert act not in page
        if act not in acts.UNIT_READS:
            assert acts.label(act) not in page
    assert "Thiếu giấy" not in page


def test_choices_of_an_internal_round_stand_in_words_with_the_reason(centre, signed_in):
    dossier = centre.filed(0, "Nguyễn Thị Hoa")
    selection.keep_at_unit(nomination=dossier, actor=centre.head, reason="Hết chỗ năm nay")
    selection.select(nomination=dossier, actor=centre.head)
    dossier.refresh_from_db()
    page = text_of(signed_in(centre.ward_clerk(0)).get(reverse("intake:history", args=[dossier.public_id])))
    assert "Giữ lại ở đơn vị, không gửi lên" in page
    assert "Hết chỗ năm nay" in page
    assert "Chọn gửi lên từ đợt xét cấp cơ sở" in page
    assert "keep_at_unit" not in page
