"""Rules, scores and appraisals of the demo, made through the doors everybody uses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone

from portal.core.models import User
from recognition.domain import appraisal, explainer, rules, scores
from recognition.domain.appraisal import Given
from recognition.enums import Finding, PositionGroup, Verdict
from recognition.models import AwardRule, Nomination, Round, ScoreCriterion, ScoreSheet

LINES = (
    ("Kết quả thực hiện nhiệm vụ chuyên môn trong năm", 40, 24, "Thông báo xếp loại của đơn vị", "", ""),
    ("Sáng kiến, mô hình, cách làm hay đã áp dụng", 25, None, "Giấy công nhận sáng kiến", "", ""),
    ("Sự hài lòng của người bệnh, của đồng nghiệp", 20, None, "Kết quả khảo sát", "", ""),
    ("Điều hành, chăm lo đội ngũ", 15, None, "Báo cáo của đơn vị", "individual", PositionGroup.LEADER),
    (
        "Trực tiếp phục vụ người bệnh",
        15,
        None,
        "Bảng phân công, lịch trực",
        "individual",
        PositionGroup.STAFF,
    ),
    ("Nội bộ đoàn kết, không có đơn thư", 15, None, "Xác nhận của công đoàn", "collective", ""),
)


def prepare(opened: Round, *, drafts: User, adopts: User) -> ScoreSheet:
    """Let the open round carry a score sheet, and leave one change of a rule waiting for its second person."""
    sheet = scores.keep(
        sheet=ScoreSheet(title="Bảng điểm xét khen thưởng cuối năm", pass_mark=Decimal(70)),
        actor=drafts,
        fields=["title", "pass_mark"],
    )
    for place, (text, maximum, minimum, evidence, kind, group) in enumerate(LINES):
        ScoreCriterion.objects.create(
            sheet=sheet,
            text=text,
            maximum=maximum,
            minimum=minimum,
            evidence=evidence,
            kind=kind,
            position_group=group,
            sort_order=place,
        )
    sheet = scores.adopt(sheet=sheet, actor=adopts)
    scores.carry(round=opened, sheet=sheet, actor=drafts)
    rule = AwardRule.objects.filter(code="CSTDCS-ty-le").first()
    if rule is not None:
        rules.propose(
            actor=drafts,
            rule=rule,
            kind=rule.kind,
            text="Không quá 20% số người đạt Lao động tiên tiến của đơn vị (ví dụ của trang trình diễn).",
            parameters={"of_award": "LDTT", "at_most_percent": 20},
            starts_on=date(timezone.localdate().year + 1, 1, 1),
            reason="Dữ liệu trình diễn: một đề nghị thay đổi chờ người thứ hai duyệt.",
        )
    return sheet


def score_itself(dossier: Nomination, *, actor: User) -> None:
    """The unit's own points, where the round carries a sheet."""
    scored = scores.of_dossier(dossier)
    for line in scored.lines if scored else ():
        share = Decimal("0.9") if dossier.pk % 2 else Decimal("0.8")
        scores.score_own(
            nomination=dossier,
            criterion=line.criterion,
            points=(line.criterion.maximum * share).quantize(Decimal("0.5")),
            note=line.criterion.evidence,
            actor=actor,
        )


def judge(dossier: Nomination, *, actor: User) -> None:
    """The second person's sheet: a verdict on every criterion, points, a signature."""
    sheet = appraisal.open_sheet(nomination=dossier, actor=actor)
    explained = explainer.explain(dossier, at=timezone.now())
    given = {}
    for one in appraisal.criteria_of(explained):
        known = one.finding != Finding.UNKNOWN
        given[one.code] = Given(
            verdict=str(one.finding) if known else Verdict.MET.value,
            reference="bao-cao-thanh-tich.docx" if known else "Thông báo xếp loại, biên bản họp của đơn vị",
        )
    sheet = appraisal.save(sheet=sheet, given=given, actor=actor, version=sheet.version)
    scored = scores.of_dossier(dossier)
    for place, line in enumerate(scored.lines if scored else ()):
        less = place == 1 and line.own is not None
        scores.score(
            nomination=dossier,
            criterion=line.criterion,
            points=(line.own - 2 if less and line.own else line.own or line.criterion.maximum),
            reason="Sáng kiến mới áp dụng ở một khoa." if less else "",
            actor=actor,
        )
    appraisal.sign(
        sheet=sheet,
        conclusion=Verdict.MET.value,
        actor=actor,
        version=sheet.version,
        remark="Hồ sơ đủ giấy tờ; các điều kiện đã đối chiếu với bản gốc.",
    )
