"""Appraisal (A5): a second person's verdict on each criterion, with a reference; against the explainer with a reason.

A sheet is filled over days and then signed. What is signed is never changed: another look is the next version of the sheet,
with a reason. Whoever received the dossier, or worked on it at the unit, does not appraise it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from portal.core.vietnamese import normalize
from recognition.domain import events, explainer, nominations
from recognition.domain.errors import (
    DomainError,
    IllegalMove,
    Incomplete,
    NotAllowed,
    ReasonMissing,
    SamePerson,
    StaleVersion,
)
from recognition.domain.explainer import Criterion, Explanation
from recognition.domain.roles import grants
from recognition.enums import AppraisalState, Finding, NominationState, Role, Verdict
from recognition.models import AppraisalSheet, CriterionVerdict, Nomination

APPRAISED_IN: Final = frozenset(
    {NominationState.APPRAISAL, NominationState.CLEARANCE, NominationState.PUBLIC_COMMENT}
)
"""States in which the second person works on the sheet."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the appraiser says of one criterion; ``verdict`` empty is not yet said."""

    verdict: str = ""
    reference: str = ""
    reason: str = ""


def criteria_of(explanation: Explanation) -> tuple[Criterion, ...]:
    """Return the criteria that need a verdict: eligibility and authority, not the steps that come later."""
    return explanation.eligibility


def why_not(nomination: Nomination, user: User) -> str:
    """Return why this person may not appraise this dossier now, nothing when they may."""
    if not grants(user).has(Role.STANDING_BODY, nomination.unit_id):
        return _("Chỉ thường trực Hội đồng thẩm định hồ sơ.")
    if user.pk == nomination.received_by_id:
        return _("Người tiếp nhận không thẩm định hồ sơ ấy. Cần người thứ hai thẩm định.")
    if user.pk in _worked_on(nomination):
        return _("Người lập, gửi hoặc xác nhận hồ sơ không thẩm định hồ sơ ấy.")
    if nomination.state not in APPRAISED_IN:
        return _("Hồ sơ đang ở bước “%(state)s”, không ở bước thẩm định.") % {
            "state": nomination.get_state_display()
        }
    return ""


def _worked_on(nomination: Nomination) -> set[int]:
    """Return who received the dossier here, or made, filed or confirmed it at the unit."""
    people = (
        nomination.received_by_id,
        nomination.created_by_id,
        nomination.filed_by_id,
        nomination.confirmed_by_id,
    )
    return {pk for pk in people if pk is not None}


def latest(nomination: Nomination) -> AppraisalSheet | None:
    """Return the newest sheet of a dossier, open or signed."""
    return (
        AppraisalSheet.objects.filter(nomination=nomination)
        .select_related("opened_by", "signed_by")
        .order_by("-number")
        .first()
    )


@transaction.atomic
def open_sheet(*, nomination: Nomination, actor: User, why_again: str = "") -> AppraisalSheet:
    """Return the open sheet of the dossier, made when there is none; after a signed one the next version, with a reason.

    The next version begins with the verdicts of the last. Raises ``SamePerson``, ``NotAllowed`` and ``ReasonMissing``.
    """
    locked = _locked(nomination, actor)
    present = latest(locked)
    if present is not None and present.state == AppraisalState.OPEN:
        return present
    if present is not None and not why_again.strip():
        raise ReasonMissing(_("Phiếu đã ký. Hãy ghi vì sao thẩm định lại."))
    sheet = AppraisalSheet.objects.create(
        nomination=locked,
        number=present.number + 1 if present else 1,
        why_again=why_again.strip() if present else "",
        remark=present.remark if present else "",
        opened_by=actor,
    )
    if present is not None:
        for old in present.verdicts.all():
            old.pk = None
            old.sheet = sheet
            old.save(force_insert=True)
    events.record(
        subject=locked,
        act="open_appraisal",
        actor=actor,
        role=Role.STANDING_BODY,
        reason=why_again.strip() if present else "",
        data={"sheet": sheet.public_id, "number": sheet.number},
    )
    return sheet


def _locked(nomination: Nomination, actor: User) -> Nomination:
    locked = (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("round", "unit", "award", "honoree")
        .get(pk=nomination.pk)
    )
    words = why_not(locked, actor)
    if words and actor.pk in _worked_on(locked):
        raise SamePerson(words)
    if not nominations.at_desk(actor).filter(pk=locked.pk).exists():
        raise NotAllowed(words or _("Bạn không được xem hồ sơ này."))
    if words:
        raise IllegalMove(words)
    return locked


def problems(criterion: Criterion, given: Given) -> list[str]:
    """Return what is wrong with a verdict on a criterion, in sentences."""
    found = []
    if given.verdict not in Verdict.values:
        return [_("Hãy chọn một ý kiến.")] if given.verdict else []
    if not given.reference.strip():
        found.append(_("Hãy ghi căn cứ: số văn bản, tệp, trang đã đối chiếu."))
    against = criterion.finding not in {Finding.UNKNOWN, given.verdict}
    if against and not given.reason.strip():
        found.append(
            _("Phần đối chiếu tự động cho là “%(finding)s”. Hãy ghi lý do có ý kiến khác.")
            % {"finding": Finding(criterion.finding).label}
        )
    return found


@transaction.atomic
def save(
    *, sheet: AppraisalSheet, given: Mapping[str, Given], actor: User, version: int, remark: str = ""
) -> AppraisalSheet:
    """Keep verdicts of an open sheet, each with its reference; one that is empty is taken back.

    Raises ``StaleVersion`` when somebody saved after ``version``, ``DomainError`` with the first thing that is wrong.
    """
    locked = _locked(sheet.nomination, actor)
    explained = explainer.explain(locked, at=timezone.now())
    known = {one.code: one for one in criteria_of(explained)}
    for code, one in given.items():
        if code not in known:
            raise DomainError(_("Hồ sơ này không có điều kiện “%(code)s”.") % {"code": code})
        if wrong := problems(known[code], one):
            raise DomainError(f"{known[code].text}: {wrong[0]}")
    _advance(sheet, version, remark=remark.strip())
    present = {row.code: row for row in CriterionVerdict.objects.filter(sheet=sheet)}
    changed: dict[str, str] = {}
    for code, one in given.items():
        criterion = known[code]
        values = {
            "text": criterion.text[:600],
            "explained": str(criterion.finding),
            "verdict": one.verdict,
            "reference": normalize(one.reference)[:500],
            "reason": one.reason.strip(),
        }
        row = present.get(code)
        if not one.verdict:
            if row is not None:
                row.delete()
                changed[code] = ""
        elif row is None:
            CriterionVerdict.objects.create(sheet=sheet, code=code, **values)
            changed[code] = one.verdict
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
            changed[code] = one.verdict
    if changed:
        events.record(
            subject=locked,
            act="give_verdicts",
            actor=actor,
            role=Role.STANDING_BODY,
            data={"sheet": sheet.public_id, "verdicts": changed},
        )
    sheet.refresh_from_db()
    return sheet


def _advance(sheet: AppraisalSheet, version: int, **values: str) -> None:
    changed = AppraisalSheet.objects.filter(pk=sheet.pk, state=AppraisalState.OPEN, version=version).update(
        version=F("version") + 1, **values
    )
    if changed:
        return
    now = AppraisalSheet.objects.get(pk=sheet.pk)
    if now.state != AppraisalState.OPEN:
        raise IllegalMove(_("Phiếu thẩm định đã ký nên không sửa được. Hãy mở phiếu mới."))
    raise StaleVersion(
        _("Người khác vừa lưu phiếu này. Hãy đối chiếu hai bản rồi lưu lại."), current=now.version
    )


@transaction.atomic
def sign(
    *, sheet: AppraisalSheet, conclusion: str, actor: User, version: int, remark: str = ""
) -> AppraisalSheet:
    """Close a sheet: every criterion has a verdict that still agrees with what the explainer says now, or a reason.

    Raises ``Incomplete`` naming the criteria that lack one. From now on the sheet does not change: what was found and the
    points of both sides are kept with it.
    """
    from recognition.domain import scores  # which asks this module who may judge

    locked = _locked(sheet.nomination, actor)
    if conclusion not in {Verdict.MET, Verdict.NOT_MET}:
        raise DomainError(_("Hãy chọn kết luận: đạt hoặc không đạt."))
    explained = explainer.explain(locked, at=timezone.now())
    rows = {row.code: row for row in sheet.verdicts.all()}
    lacking = []
    for one in criteria_of(explained):
        row = rows.get(one.code)
        if row is None or problems(one, Given(row.verdict, row.reference, row.reason)):
            lacking.append(one.text)
    if lacking:
        raise Incomplete(lacking)
    failed = [row.text for row in rows.values() if row.verdict == Verdict.NOT_MET]
    if conclusion == Verdict.MET and failed and not remark.strip():
        raise ReasonMissing(
            _("Có điều kiện không đạt mà kết luận là đạt. Hãy ghi lý do ở phần nhận xét chung.")
        )
    for one in criteria_of(explained):
        rows[one.code].explained = str(one.finding)
        rows[one.code].save(update_fields=["explained"])
    _advance(sheet, version, remark=remark.strip())
    scored = scores.of_dossier(locked)
    AppraisalSheet.objects.filter(pk=sheet.pk, state=AppraisalState.OPEN).update(
        state=AppraisalState.SIGNED,
        conclusion=conclusion,
        explained={**explained.as_json(), "scores": scored.as_json() if scored else None},
        signed_by=actor,
        signed_at=timezone.now(),
    )
    events.record(
        subject=locked,
        act="sign_appraisal",
        actor=actor,
        role=Role.STANDING_BODY,
        reason=remark.strip(),
        data={
            "sheet": sheet.public_id,
            "number": sheet.number,
            "conclusion": conclusion,
            "verdicts": {row.code: row.verdict for row in rows.values()},
            "against": sorted(
                row.code for row in rows.values() if row.explained not in {Finding.UNKNOWN, row.verdict}
            ),
        },
    )
    sheet.refresh_from_db()
    return sheet
