"""Decisions and what they confer: entered by one, verified by another, checked against the rules of their day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
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
    PublicationState,
    Role,
    SubjectKind,
)
from recognition.models import (
    Award,
    ClosedPowers,
    Conferral,
    Decision,
    DecisionPower,
    Event,
    Honoree,
    HonoreeIdentity,
    MergeProposal,
    Nomination,
    Office,
    Unit,
)
from recognition.models.conferrals import erased_key, row_key
from recognition.querysets import in_force
from recognition.signals import dossier_decided

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
    """What ``confer`` did: ``change`` is ``new``, ``linked`` (the line was there, without its dossier) or ``none``; open
    proposals to merge the honoree with another.
    """

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
    confirmed: bool = False,
) -> Conferred:
    """Enter one line of a decision. A line is the same by decision, award, normalized name, unit and position.

    A decision that a second person has compared with its paper takes no line that nobody but its writer has seen:
    ``confirmed`` says that the line stands in a list which another person confirmed, or is the server's operator's.
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
        if nomination is None or known.nomination_id is not None or known.honoree.erased_at is not None:
            return Conferred(known, "none", tuple(_open_proposals(known.honoree)))
        linked = link(conferral=known, nomination=nomination, actor=actor)
        return Conferred(linked, "linked", tuple(_open_proposals(linked.honoree)))
    if actor is not None and not confirmed:
        _require_unverified(decision)
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


def _require_unverified(decision: Decision) -> None:
    """Lock the decision, so that a line and the check of the second person come one after the other."""
    if Decision.objects.select_for_update().get(pk=decision.pk).state != DecisionState.ENTERED:
        raise DomainError(
            _(
                "Quyết định đã được người thứ hai đối chiếu với bản đã ký nên không thêm từng dòng nữa. Dòng còn thiếu thì "
                "nhập bằng tệp danh sách, do một người tải lên và một người khác xác nhận."
            )
        )


def lines_like(nomination: Nomination) -> QuerySet[Conferral]:
    """Return the lines of decisions that may be of this dossier and have none: of that name, or of that unit and time.

    Proposals for a person who compares them; nothing is linked by them alone (DOMAIN 6, rule 6).
    """
    same = Q(honoree__name_key=nomination.name_key)
    if nomination.council_date is not None:
        same |= Q(unit=nomination.unit_id, decision__dated__gte=nomination.council_date)
    return (
        Conferral.objects.filter(
            same,
            award=nomination.award_id,
            honoree__kind=nomination.kind,
            honoree__erased_at__isnull=True,
            nomination__isnull=True,
        )
        .exclude(state=PublicationState.CANCELLED)
        .exclude(decision__state=DecisionState.CANCELLED)
        .select_related("decision", "decision__office", "award", "honoree")
        .order_by("-decision__dated", "list_position", "pk")
    )


@transaction.atomic
def link(*, conferral: Conferral, nomination: Nomination, actor: User | None) -> Conferral:
    """Say that a line which was entered without its dossier (with the list of the decision) is what became of this one.

    The line stays as it is; the dossier becomes decided. Where the dossier names another entry of the register than the
    line, a proposal to merge both is made. Raises ``NotAllowed``, ``IllegalMove`` and ``DomainError``.
    """
    if actor is not None and not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Chỉ thường trực Hội đồng được nhập quyết định."))
    locked = (
        Conferral.objects.select_for_update(of=("self",))
        .select_related("decision", "award", "honoree")
        .get(pk=conferral.pk)
    )
    if locked.nomination_id is not None:
        raise IllegalMove(_("Dòng này của quyết định đã gắn với một hồ sơ khác."))
    if locked.honoree.erased_at is not None or locked.state == PublicationState.CANCELLED:
        raise IllegalMove(_("Dòng này của quyết định đã bị hủy hoặc đã xóa nên không gắn hồ sơ được."))
    if locked.honoree.kind != nomination.kind:
        raise DomainError(_("Dòng này của quyết định không cùng loại đối tượng với hồ sơ."))
    _decide_nomination(nomination, locked, actor)
    Conferral.objects.filter(pk=locked.pk, nomination__isnull=True).update(nomination=nomination)
    locked.nomination = nomination
    events.record(
        subject=locked,
        act="link_dossier",
        actor=actor,
        role=Role.STANDING_BODY if actor else OPERATOR,
        data={"nomination": nomination.public_id},
    )
    theirs = nomination.honoree
    if theirs is not None and theirs.pk != locked.honoree_id and theirs.merged_into_id is None:
        MergeProposal.objects.create(
            honoree=locked.honoree,
            existing=theirs,
            evidence={"same_unit": theirs.unit_id is not None and theirs.unit_id == locked.honoree.unit_id},
        )
    return locked


def _decide_nomination(nomination: Nomination, conferral: Conferral, actor: User | None) -> None:
    from recognition.domain import nominations

    if nomination.state != NominationState.SUBMITTED or nomination.award_id != conferral.award_id:
        raise IllegalMove(_("Hồ sơ chưa được trình quyết định cho danh hiệu, hình thức này."))
    nominations.move(
        nomination=nomination, name="decide", actor=actor, data={"decision": conferral.decision.public_id}
    )
    dossier_decided.send(Conferral, conferral=conferral, round=nomination.round)


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


def writers(decision: Decision) -> frozenset[int]:
    """Return who typed what the second person compares with the paper: the entry, a correction of it, a line.

    A line made of a dossier was written by its unit and judged on the way; whoever attached it typed nothing.
    """
    typed = decision.conferrals.filter(
        Q(nomination__isnull=True)
        | Q(
            public_id__in=Event.objects.filter(
                subject_kind=Conferral._meta.label_lower, act="link_dossier"
            ).values("subject_key")
        )
    )
    found = Event.objects.filter(
        Q(subject_kind=Decision._meta.label_lower, subject_key=decision.public_id, act="change")
        | Q(
            subject_kind=Conferral._meta.label_lower, subject_key__in=typed.values("public_id"), act="confer"
        ),
        actor__isnull=False,
    ).values_list("actor", flat=True)
    people = {*found, decision.entered_by_id}
    return frozenset(pk for pk in people if pk is not None)


def may_release(conferral: Conferral, user: User) -> bool:
    """Whether ``user`` is a second person for a line that is held: neither entered its decision nor typed it."""
    if user.pk == conferral.decision.entered_by_id:
        return False
    if conferral.nomination_id is not None:
        return True
    return not Event.objects.filter(
        subject_kind=Conferral._meta.label_lower,
        subject_key=conferral.public_id,
        act="confer",
        actor=user,
    ).exists()


@transaction.atomic
def verify_decision(
    *, decision: Decision, actor: User | None, reason: str = "", operator: bool = False
) -> Decision:
    """A second person confirms that the entry agrees with the paper. ``operator``: an act of the server's operator.

    Raises ``SamePerson`` for whoever entered it, corrected it or typed a line of it, ``IllegalMove`` when it was verified
    already.
    """
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    if not operator:
        if actor is None or not grants(actor).has(Role.STANDING_BODY):
            raise NotAllowed(_("Chỉ thường trực Hội đồng được kiểm tra quyết định."))
        if actor.pk == locked.entered_by_id:
            raise SamePerson(_("Người nhập quyết định không tự kiểm tra. Cần người thứ hai."))
        if actor.pk in writers(locked):
            raise SamePerson(
                _("Bạn đã sửa quyết định này hoặc nhập dòng của danh sách. Cần một người khác kiểm tra.")
            )
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
        if not may_release(locked, actor):
            raise SamePerson(_("Người nhập dòng này không tự cho phép. Cần người thứ hai."))
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
