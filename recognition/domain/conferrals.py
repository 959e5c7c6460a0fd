"""Decisions and what they confer: entered by one, verified by another, checked against the rules of their day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core import outbox
from portal.core.models import User
from portal.core.public_id import new_public_id
from portal.core.vietnamese import fold, normalize
from recognition.domain import events
from recognition.domain.errors import (
    AuthorityRefused,
    DomainError,
    Duplicate,
    IllegalMove,
    NotAllowed,
    ReasonMissing,
    SamePerson,
)
from recognition.domain.roles import grants
from recognition.enums import (
    AuthorityCheck,
    AwardSubject,
    DecisionState,
    MergeState,
    MeritKind,
    NominationState,
    Role,
    SubjectKind,
)
from recognition.models import (
    Award,
    ClosedPowers,
    Conferral,
    Decision,
    DecisionPower,
    Honoree,
    HonoreeIdentity,
    MergeProposal,
    Nomination,
    Office,
    Unit,
)
from recognition.models.conferrals import erased_key, row_key
from recognition.querysets import in_force

OPERATOR = "operator"
"""The role written into events for acts of whoever runs the server."""


@dataclass(frozen=True, slots=True)
class AuthorityAnswer:
    """Whether an office may decide an award on a day. ``refused`` only by a verified rule."""

    check: AuthorityCheck
    refused: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Conferred:
    """What ``confer`` did: ``change`` is ``new`` or ``none``; open proposals to merge the honoree with another."""

    conferral: Conferral
    change: str
    proposals: tuple[MergeProposal, ...] = ()


def check_authority(*, office: Office, award: Award, on: date | None) -> AuthorityAnswer:
    """Answer by the rules in force on the day (DOMAIN 6, rule 1). An unknown day is judged by no rule: held."""
    if on is None:
        return AuthorityAnswer(
            AuthorityCheck.HELD, note=_("Quyết định không rõ ngày nên chưa đối chiếu được thẩm quyền.")
        )
    powers = list(DecisionPower.objects.filter(in_force(on), office=office, award=award))
    if any(power.verified for power in powers):
        return AuthorityAnswer(AuthorityCheck.ALLOWED)
    closed = (
        ClosedPowers.objects.filter(in_force(on), office=office, verified=True)
        .select_related("legal_basis")
        .first()
    )
    if closed is not None and not powers:
        basis = f" ({closed.article}, {closed.legal_basis})" if closed.legal_basis else ""
        return AuthorityAnswer(
            AuthorityCheck.HELD,
            refused=True,
            note=_("%(office)s không có thẩm quyền quyết định “%(award)s”%(basis)s.")
            % {"office": office.name, "award": award.name, "basis": basis},
        )
    note = (
        _("Quy định về thẩm quyền chưa được xác minh.")
        if powers
        else _("Chưa có quy định về thẩm quyền này trong danh mục.")
    )
    return AuthorityAnswer(AuthorityCheck.HELD, note=note)


@transaction.atomic
def find_or_enter_decision(
    *,
    office: Office,
    number: str,
    dated: date | None,
    title: str,
    actor: User | None,
    year: int | None = None,
    signer: str = "",
    signing_capacity: str = "",
) -> tuple[Decision, bool]:
    """Return the decision of that office, year and number, entering it when it is not there. The flag says new."""
    key = fold(normalize(number)).replace(" ", "")[:80]
    decided_in = dated.year if dated else year
    if key:
        known = Decision.objects.filter(office=office, year=decided_in, number_key=key).first()
        if known is not None:
            return known, False
    return (
        enter_decision(
            office=office,
            number=number,
            dated=dated,
            title=title,
            actor=actor,
            year=year,
            signer=signer,
            signing_capacity=signing_capacity,
        ),
        True,
    )


@transaction.atomic
def enter_decision(
    *,
    office: Office,
    number: str,
    dated: date | None,
    title: str,
    actor: User | None,
    year: int | None = None,
    signer: str = "",
    signing_capacity: str = "",
) -> Decision:
    """Enter a decision. ``actor`` None is the server's operator. It counts once a second person verified it.

    Raises ``Duplicate`` when the office has this number in this year, ``DomainError`` for a date to come.
    """
    if actor is not None and not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Chỉ thường trực Hội đồng được nhập quyết định."))
    if dated and dated > timezone.localdate():
        raise DomainError(_("Ngày ban hành quyết định ở tương lai. Hãy kiểm tra lại ngày."))
    decision = Decision(
        office=office,
        number=normalize(number),
        dated=dated,
        year=dated.year if dated else year,
        title=normalize(title) or str(_("Quyết định khen thưởng")),
        signer=normalize(signer),
        signing_capacity=normalize(signing_capacity),
        entered_by=actor,
    )
    try:
        with transaction.atomic():
            decision.save()
    except IntegrityError as error:
        raise Duplicate(
            _("Quyết định số %(number)s năm %(year)s của %(office)s đã có trong sổ.")
            % {"number": decision.number, "year": decision.year, "office": office.name}
        ) from error
    events.record(
        subject=decision,
        act="enter",
        actor=actor,
        role=Role.STANDING_BODY if actor else OPERATOR,
        target=DecisionState.ENTERED,
    )
    return decision


@transaction.atomic
def confer(
    *,
    decision: Decision,
    award: Award,
    kind: str,
    full_name: str,
    actor: User | None,
    unit: Unit | None = None,
    unit_name: str = "",
    position: str = "",
    titles: str = "",
    merit_from: int | None = None,
    merit_until: int | None = None,
    merit_kind: str = MeritKind.ROUTINE,
    citation: str = "",
    posthumous: bool = False,
    birth_year: int | None = None,
    nomination: Nomination | None = None,
    honoree: Honoree | None = None,
    given: str = "",
    list_position: int = 0,
) -> Conferred:
    """Enter one line of a decision. A line is the same by decision, award, normalized name, unit and position.

    Without ``honoree`` the line is taken for a new one; whoever may be the same gets an open proposal to merge,
    and is never merged silently. ``nomination`` must be submitted for this award; it becomes decided.
    A line that was erased is known again and stays erased; what is conferred later on somebody who was erased is of a
    new entry, for nothing says any more who that was.
    Raises ``AuthorityRefused``, ``NotAllowed``, ``DomainError``.
    """
    if actor is not None and not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Chỉ thường trực Hội đồng được nhập quyết định."))
    if not AwardSubject(award.subject).admits(kind):
        raise DomainError(_("“%(award)s” không dành cho đối tượng này.") % {"award": award.name})
    name = normalize(full_name)
    if not name:
        raise DomainError(_("Thiếu họ và tên hoặc tên tập thể."))
    unit_text = normalize(unit_name) or (unit.name if unit else "")
    key = row_key(full_name=name, unit_name=unit_text, position=normalize(position))
    known = (
        Conferral.objects.filter(decision=decision, award=award, row_key__in=(key, erased_key(key)))
        .select_related("honoree", "decision", "award")
        .first()
    )
    if known is not None:
        return Conferred(known, "none", tuple(_open_proposals(known.honoree)))
    answer = check_authority(office=decision.office, award=award, on=decision.dated)
    if answer.refused:
        raise AuthorityRefused(answer.note)
    proposals: list[MergeProposal] = []
    if honoree is None or Honoree.objects.filter(pk=honoree.pk, erased_at__isnull=False).exists():
        honoree = Honoree(kind=kind, full_name=name, given=given, unit=unit)
        honoree.save()
        if birth_year:
            HonoreeIdentity.objects.create(honoree=honoree, birth_year=birth_year)
        proposals = _propose_merges(
            honoree, position=normalize(position), birth_year=birth_year, decision=decision, award=award
        )
    conferral = Conferral(
        decision=decision,
        award=award,
        honoree=honoree,
        unit=unit,
        name_then=name,
        titles_then=normalize(titles),
        position_then=normalize(position),
        unit_then=unit_text,
        merit_from=merit_from,
        merit_until=merit_until,
        merit_kind=merit_kind,
        citation=citation.strip(),
        posthumous=posthumous,
        list_position=list_position,
        nomination=nomination,
        authority=answer.check,
        authority_note=answer.note,
    )
    conferral.save()
    events.record(
        subject=conferral,
        act="confer",
        actor=actor,
        role=Role.STANDING_BODY if actor else OPERATOR,
        target=conferral.state,
        data={"decision": decision.public_id, "honoree": honoree.public_id, "authority": answer.check},
    )
    if nomination is not None:
        _decide_nomination(nomination, conferral, actor)
    return Conferred(conferral, "new", tuple(proposals))


def _decide_nomination(nomination: Nomination, conferral: Conferral, actor: User | None) -> None:
    from recognition.domain import nominations

    if nomination.state != NominationState.SUBMITTED or nomination.award_id != conferral.award_id:
        raise IllegalMove(_("Hồ sơ chưa được trình quyết định cho danh hiệu, hình thức này."))
    nominations.move(
        nomination=nomination, name="decide", actor=actor, data={"decision": conferral.decision.public_id}
    )


def _open_proposals(honoree: Honoree) -> list[MergeProposal]:
    return list(MergeProposal.objects.filter(honoree=honoree, state=MergeState.OPEN))


def _propose_merges(
    honoree: Honoree, *, position: str, birth_year: int | None, decision: Decision, award: Award
) -> list[MergeProposal]:
    """Propose entries that may be the same: same full name with marks, and the same unit (or its predecessor or
    successor), position or year of birth. A name alone proposes nothing; years of birth that differ forbid it.
    """
    proposals = []
    units = {honoree.unit_id}
    if honoree.unit is not None:
        units |= {honoree.unit.successor_id, *honoree.unit.predecessors.values_list("pk", flat=True)}
    units.discard(None)
    candidates = (
        Honoree.objects.filter(name_key=honoree.name_key, kind=honoree.kind, merged_into__isnull=True)
        .exclude(pk=honoree.pk)
        .exclude(pk__in=Conferral.objects.filter(decision=decision, award=award).values("honoree_id"))
        .select_related("identity", "unit")
        .prefetch_related("conferrals")
        .distinct()[:20]
    )
    for other in candidates:
        if normalize(other.full_name).casefold() != normalize(honoree.full_name).casefold():
            continue
        other_year = other.identity.birth_year if hasattr(other, "identity") else None
        if birth_year and other_year and birth_year != other_year:
            continue
        earlier = list(other.conferrals.all())
        evidence = {
            "same_unit": bool(units & ({other.unit_id} | {row.unit_id for row in earlier})),
            "same_position": bool(position)
            and any(fold(row.position_then) == fold(position) for row in earlier),
            "same_birth_year": bool(birth_year and other_year == birth_year),
            "decisions": sorted({row.decision_id for row in earlier}),
        }
        if (
            evidence["same_unit"]
            or evidence["same_birth_year"]
            or (honoree.unit_id is None and evidence["same_position"])
        ):
            proposals.append(MergeProposal.objects.create(honoree=honoree, existing=other, evidence=evidence))
    return proposals


@transaction.atomic
def verify_decision(
    *, decision: Decision, actor: User | None, reason: str = "", operator: bool = False
) -> Decision:
    """A second person confirms that the entry agrees with the paper. ``operator``: an act of the server's operator.

    Raises ``SamePerson`` for whoever entered it, ``IllegalMove`` when it was verified already.
    """
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    if not operator:
        if actor is None or not grants(actor).has(Role.STANDING_BODY):
            raise NotAllowed(_("Chỉ thường trực Hội đồng được kiểm tra quyết định."))
        if actor.pk == locked.entered_by_id:
            raise SamePerson(_("Người nhập quyết định không tự kiểm tra. Cần người thứ hai."))
    changed = Decision.objects.filter(pk=locked.pk, state=DecisionState.ENTERED).update(
        state=DecisionState.VERIFIED, verified_by=actor, verified_at=timezone.now()
    )
    if not changed:
        raise IllegalMove(_("Quyết định này đã được kiểm tra."))
    events.record(
        subject=locked,
        act="verify",
        actor=actor,
        role=OPERATOR if operator else Role.STANDING_BODY,
        source=DecisionState.ENTERED,
        target=DecisionState.VERIFIED,
        reason=reason,
    )
    outbox.record(locked)
    locked.refresh_from_db()
    return locked


@transaction.atomic
def release(*, conferral: Conferral, actor: User | None, reason: str, operator: bool = False) -> Conferral:
    """A second person takes a conferral out of "Cần kiểm tra thẩm quyền", with a reason (DOMAIN 6, rule 1)."""
    locked = Conferral.objects.select_for_update(of=("self",)).select_related("decision").get(pk=conferral.pk)
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do cho phép công bố."))
    if not operator:
        if actor is None or not grants(actor).has(Role.STANDING_BODY):
            raise NotAllowed(_("Chỉ thường trực Hội đồng được kiểm tra thẩm quyền."))
        if actor.pk == locked.decision.entered_by_id:
            raise SamePerson(_("Người nhập quyết định không tự cho phép. Cần người thứ hai."))
    changed = Conferral.objects.filter(pk=locked.pk, authority=AuthorityCheck.HELD).update(
        authority=AuthorityCheck.RELEASED
    )
    if not changed:
        raise IllegalMove(_("Lần khen thưởng này không còn chờ kiểm tra thẩm quyền."))
    events.record(
        subject=locked,
        act="release",
        actor=actor,
        role=OPERATOR if operator else Role.STANDING_BODY,
        source=AuthorityCheck.HELD,
        target=AuthorityCheck.RELEASED,
        reason=reason,
    )
    locked.refresh_from_db()
    return locked


@transaction.atomic
def check_public_copy(*, decision: Decision, actor: User) -> Decision:
    """A person other than the one who entered it has looked through the public copy: from now on it is served.

    The file moves from the private to the public store under a name that tells nothing.
    """
    if not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Chỉ thường trực Hội đồng được kiểm tra bản công bố."))
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    if not locked.public_copy:
        raise DomainError(_("Chưa có bản công bố để kiểm tra."))
    if locked.copy_blocked_at is not None:
        raise IllegalMove(
            _(
                "Bản công bố này nêu người đã được gỡ hoặc đính chính. Hãy thay bằng bản khác rồi kiểm tra lại."
            )
        )
    if actor.pk == locked.entered_by_id:
        raise SamePerson(_("Người nhập quyết định không tự kiểm tra bản công bố. Cần người thứ hai."))
    with locked.public_copy.open("rb") as source:
        suffix = str(locked.public_copy.name).rsplit(".", 1)[-1].lower()
        # A name of its own for each copy: the address of one that was taken off never leads to the next.
        locked.published_copy.save(f"{locked.public_id}-{new_public_id()}.{suffix}", source, save=False)
    locked.public_copy_checked_by = actor
    locked.public_copy_checked_at = timezone.now()
    locked.save()
    events.record(subject=locked, act="check_public_copy", actor=actor, role=Role.STANDING_BODY)
    outbox.record(locked)
    return locked


def subject_kind_label(kind: str) -> str:
    """Return the word for a kind of subject in the language of the request."""
    return str(SubjectKind(kind).label)
