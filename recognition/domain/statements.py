"""What the unit says of a criterion: which parts a rule asks for, whether an answer makes sense, and its one door.

One table (``asked``) drives the form of the unit, the check of what it typed and what the explainer reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.models import User
from portal.core.vietnamese import normalize
from recognition.domain import events
from recognition.domain.errors import DomainError, IllegalMove, NotAllowed, StaleVersion
from recognition.domain.roles import grants
from recognition.domain.rules import Rule
from recognition.enums import EDITABLE_BY_UNIT, Rating, Role, RuleKind
from recognition.models import CriterionStatement, Nomination

CLAIM: Final = "claim"
SHARE: Final = "share"
RATING: Final = "rating"
NUMBER: Final = "number"
LONGEST_NOTE: Final = 500
MOST: Final = 100_000
LARGEST_NUMBER: Final = Decimal(9999999999)


@dataclass(frozen=True, slots=True)
class Statement:
    """What the unit said: yes or no (``claim``), ``count`` of ``of`` people, a rating, a number; and by which paper."""

    claim: bool | None = None
    count: int | None = None
    of: int | None = None
    rating: str = ""
    number: Decimal | None = None
    note: str = ""
    version: int = 0

    @property
    def is_empty(self) -> bool:
        return self == Statement(version=self.version)


def asked(rule: Rule) -> tuple[str, ...]:
    """Return which parts of a statement this rule asks the unit for; none where the portal or a later step knows."""
    if rule.is_procedure:
        return ()
    match rule.kind:
        case RuleKind.RATIO:
            return (SHARE,)
        case RuleKind.RATING:
            return (RATING, SHARE) if "members_done_percent" in rule.parameters else (RATING,)
        case RuleKind.INTERVAL:
            return ()
        case RuleKind.PREREQUISITE | RuleKind.INITIATIVE:
            return (CLAIM,)
    if "threshold" in rule.parameters:
        return () if rule.parameters.get("question") else (NUMBER,)
    if "years_men" in rule.parameters or "years_women" in rule.parameters:
        return (NUMBER,)
    return (CLAIM,)


def read(row: CriterionStatement | None) -> Statement:
    """Return a stored statement; what cannot be read is as if it were not said."""
    if row is None:
        return Statement()
    answer = row.answer if isinstance(row.answer, dict) else {}
    count, of, claim = answer.get("count"), answer.get("of"), answer.get("claim")
    return Statement(
        claim=claim if isinstance(claim, bool) else None,
        count=count if _is_number_of_people(count) else None,
        of=of if _is_number_of_people(of) else None,
        rating=str(answer.get("rating") or "") if answer.get("rating") in Rating.values else "",
        number=number_in(answer.get("number")),
        note=row.note,
        version=row.version,
    )


def _is_number_of_people(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST


def number_in(value: object) -> Decimal | None:
    """Return the number a person typed (87,5 or 87.5 or 1.250,5), None where there is none."""
    text = str(value if value is not None else "").strip().replace("\u00a0", "").replace(" ", "")
    if not text:
        return None
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) <= LARGEST_NUMBER else None


def problem(rule: Rule, said: Statement) -> str | None:
    """Return why a statement cannot be kept, None when it can."""
    parts = asked(rule)
    if SHARE in parts:
        if (said.count is None) != (said.of is None):
            return _("Hãy ghi cả hai số: bao nhiêu người, trong tổng số bao nhiêu người.")
        if said.count is not None and said.of is not None:
            if said.of == 0:
                return _("Tổng số người phải lớn hơn 0.")
            if said.count > said.of:
                return _("Số người (%(count)d) không thể lớn hơn tổng số (%(of)d).") % {
                    "count": said.count,
                    "of": said.of,
                }
    if NUMBER in parts and said.number is not None and said.number < 0:
        return _("Số này không thể nhỏ hơn 0.")
    if CLAIM in parts and said.claim and not said.note and rule.kind in _NEED_A_PAPER:
        return _("Hãy ghi số quyết định, giấy công nhận và năm.")
    if len(said.note) > LONGEST_NOTE:
        return _("Giấy tờ chứng minh dài quá: tối đa %(limit)d ký tự.") % {"limit": LONGEST_NOTE}
    return None


_NEED_A_PAPER: Final = frozenset({RuleKind.PREREQUISITE, RuleKind.INITIATIVE})


def of_dossier(nomination: Nomination) -> dict[str, Statement]:
    """Return what the unit said, by code of criterion. One query."""
    return {row.code: read(row) for row in CriterionStatement.objects.filter(nomination=nomination)}


@transaction.atomic
def state(
    *, nomination: Nomination, rule: Rule, said: Statement, actor: User, version: int
) -> CriterionStatement | None:
    """Keep what the unit says of one criterion, empty to take it back; ``version`` is that of what the person saw (0: none).

    Raises ``NotAllowed``, ``IllegalMove`` (the dossier is not with the unit), ``StaleVersion`` (a colleague said something
    else meanwhile) and ``DomainError`` with what is wrong. None when there was nothing to keep.
    """
    locked = Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
    if not grants(actor).has(Role.FOCAL_POINT, locked.unit_id):
        raise NotAllowed(_("Chỉ đầu mối của đơn vị được khai điều kiện."))
    if locked.state not in EDITABLE_BY_UNIT:
        raise IllegalMove(_("Hồ sơ không còn ở bước soạn thảo nên không khai điều kiện được."))
    clean = _only_asked(rule, said)
    if why := problem(rule, clean):
        raise DomainError(why)
    present = CriterionStatement.objects.filter(nomination=locked, code=rule.code).first()
    if (present.version if present else 0) != version:
        raise StaleVersion(
            _("Người khác vừa khai điều kiện này. Hãy đối chiếu hai bản rồi lưu lại."),
            current=present.version if present else 0,
        )
    answer = _as_json(clean)
    if present is None:
        if clean.is_empty:
            return None
        present = CriterionStatement.objects.create(
            nomination=locked, code=rule.code, answer=answer, note=clean.note, said_by=actor
        )
    else:
        if (present.answer, present.note) == (answer, clean.note):
            return present
        present.answer, present.note, present.said_by = answer, clean.note, actor
        present.version += 1
        present.save()
    events.record(
        subject=locked,
        act="state_criterion",
        actor=actor,
        role=Role.FOCAL_POINT,
        data={"criterion": rule.code, **answer, "note": clean.note},
    )
    return present


def _only_asked(rule: Rule, said: Statement) -> Statement:
    parts = asked(rule)
    return Statement(
        claim=said.claim if CLAIM in parts else None,
        count=said.count if SHARE in parts else None,
        of=said.of if SHARE in parts else None,
        rating=said.rating if RATING in parts and said.rating in Rating.values else "",
        number=said.number if NUMBER in parts else None,
        note=normalize(said.note) if parts else "",
    )


def _as_json(said: Statement) -> dict[str, Any]:
    parts: Mapping[str, Any] = {
        "claim": said.claim,
        "count": said.count,
        "of": said.of,
        "rating": said.rating or None,
        "number": str(said.number) if said.number is not None else None,
    }
    return {name: value for name, value in parts.items() if value is not None}
