"""From a verified decision to public pages, and back when law or a person asks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Locale, Revision, Site

from portal.core import outbox
from portal.core.aliases import ensure_aliases
from portal.core.models import User
from portal.core.share_cards.keeping import withdraw as withdraw_cards
from portal.core.vietnamese import normalize
from recognition.domain import events, papers, pictures, recusal
from recognition.domain.conferrals import OPERATOR
from recognition.domain.errors import DomainError, Duplicate, IllegalMove, NotAllowed, ReasonMissing
from recognition.domain.lifecycle import PUBLICATION_MOVES, find
from recognition.domain.roles import grants
from recognition.enums import (
    HONOREE_CARDS,
    PUBLIC_STATES,
    STORY_CARDS,
    UNPUBLISHED_STATES,
    AuthorityCheck,
    DecisionState,
    MergeState,
    PublicationState,
    Role,
    Visibility,
)
from recognition.models import (
    Conferral,
    Consent,
    ConsentRequest,
    Decision,
    Honoree,
    HonoreeIndexPage,
    HonoreePage,
    Initiative,
    Kinship,
    MergeProposal,
    Nomination,
    ScheduledPublication,
    StoryPage,
    StoryPerson,
)
from recognition.signals import acting

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Report:
    """What a batch did: each item in its own transaction, failures collected with their sentence."""

    done: list[Any] = field(default_factory=list)
    failed: list[tuple[Any, str]] = field(default_factory=list)


def visibility_of(honoree: Honoree) -> Visibility:
    """Answer the one gate for an honoree: public with a public conferral, cancelled with only cancelled ones."""
    if honoree.merged_into_id is not None:
        return Visibility.HIDDEN
    if honoree.is_public:
        return Visibility.PUBLIC
    if Conferral.objects.cancelled().filter(honoree=honoree).exists():
        return Visibility.CANCELLED
    return Visibility.HIDDEN


def refresh_honoree(honoree: Honoree) -> None:
    """Bring the stored answer of the gate (``is_public``, ``latest_conferral``) up to date, and tell the outbox.

    Call inside the transaction that changed a conferral.
    """
    latest = (
        Conferral.objects.public()
        .filter(honoree_id=honoree.pk)
        .order_by(F("decision__dated").desc(nulls_last=True), "-award__rank", "-id")
        .first()
    )
    changes: dict[str, Any] = {"is_public": latest is not None, "latest_conferral": latest}
    if latest is not None and latest.unit_id:
        changes["unit_id"] = latest.unit_id
    Honoree.objects.filter(pk=honoree.pk).update(**changes)
    for name, value in changes.items():
        setattr(honoree, name, value)
    stories = list(StoryPage.objects.filter(people__honoree_id=honoree.pk).distinct())
    if latest is None:  # the files go before the act counts as done
        withdraw_cards(HONOREE_CARDS, honoree.public_id)
        for key in {story.translation_key.hex for story in stories}:
            withdraw_cards(STORY_CARDS, key)
        pictures.withdraw(pictures.pages_about(honoree))
    else:
        pictures.restore_of(honoree)
    outbox.record(honoree, *stories)  # a story goes and comes with its people


def _hold_person(conferral: Conferral) -> None:
    """Lock whom the line is of, before the line, in the order of erasing: either sees what the other did.

    Also where a line leaves the public: of two lines of one person that are hidden at once, the second sees the first
    gone, and takes the page with it.
    """
    whose = Conferral.objects.filter(pk=conferral.pk).values("honoree")
    list(Honoree.objects.select_for_update().filter(pk__in=whose).values_list("pk"))


def _move(
    conferral: Conferral,
    name: str,
    *,
    actor: User | None,
    role: str,
    reason: str = "",
    data: dict[str, Any] | None = None,
    **changes: Any,
) -> Conferral:
    """Make one move of ``PUBLICATION_MOVES`` on a locked conferral; the caller has checked the role."""
    step = find(PUBLICATION_MOVES, name)
    if step.needs_reason and not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do."))
    _hold_person(conferral)
    locked = (
        Conferral.objects.select_for_update(of=("self",))
        .select_related("honoree", "decision", "award")
        .get(pk=conferral.pk)
    )
    if step.target in PUBLIC_STATES:
        _require_kept(locked)
    if not step.starts_from(locked.state):
        raise IllegalMove(
            _("Lần khen thưởng này đang ở bước “%(state)s” nên không thể “%(move)s”.")
            % {"state": locked.get_state_display(), "move": step.label}
        )
    changed = Conferral.objects.filter(pk=locked.pk, state=locked.state).update(state=step.target, **changes)
    if not changed:
        raise IllegalMove(_("Một người khác vừa xử lý lần khen thưởng này. Hãy tải lại trang."))
    events.record(
        subject=locked,
        act=name,
        actor=actor,
        role=role,
        source=locked.state,
        target=step.target,
        reason=reason,
        data=data,
    )
    locked.state = step.target
    for key, value in changes.items():
        setattr(locked, key, value)
    outbox.record(locked.decision)
    return locked


def _role_for(name: str, actor: User) -> str:
    role = grants(actor).first(find(PUBLICATION_MOVES, name).roles)
    if role is None:
        raise NotAllowed(_("Bạn không có vai trò được làm việc này."))
    return role.value


# Pages ---------------------------------------------------------------------------------------------------------------


def index_page(language: str) -> HonoreeIndexPage:
    """Return the page under which honorees stand in a language. Raises ``DomainError`` where the site lacks it."""
    page: HonoreeIndexPage | None = HonoreeIndexPage.objects.filter(locale__language_code=language).first()
    if page is None:
        raise DomainError(_("Trang “Người được tôn vinh” chưa có. Hãy tạo trang này trước."))
    return page


def page_title(honoree: Honoree) -> str:
    return honoree.full_name[:255]


def page_of(honoree: Honoree) -> HonoreePage | None:
    """Return the Vietnamese page of the honoree, None where there is none yet."""
    page: HonoreePage | None = HonoreePage.objects.filter(
        honoree=honoree, language=settings.LANGUAGE_CODE
    ).first()
    return page


def ensure_page(honoree: Honoree, *, actor: User | None = None) -> HonoreePage:
    """Return the Vietnamese page of the honoree, drafting it, with an alias in every other language, when missing.

    One page per honoree and language; the address is the honoree's own. Call inside a transaction.
    """
    page = page_of(honoree)
    if page is None:
        page = _new_page(honoree, actor=actor, live=False)
        page.save_revision(user=actor)
    elif page.title != page_title(honoree):
        page.title = page.draft_title = page_title(honoree)
        page.save()
    return page


def _new_page(honoree: Honoree, *, actor: User | None, live: bool) -> HonoreePage:
    parent = index_page(settings.LANGUAGE_CODE)
    moment = timezone.now() if live else None
    page = HonoreePage(
        title=page_title(honoree),
        slug=honoree.slug,
        honoree=honoree,
        language=settings.LANGUAGE_CODE,
        live=live,
        first_published_at=moment,
        last_published_at=moment,
        owner=actor,
        locale=parent.locale,
    )
    parent.add_child(instance=page)
    ensure_aliases(page)
    return page


@transaction.atomic
def draft_page(*, conferral: Conferral, actor: User) -> HonoreePage:
    """Draft (or find) the page of one conferral's honoree; the conferral waits for the editor."""
    role = _role_for("draft_page", actor)
    _require_publishable(conferral)
    page = ensure_page(conferral.honoree, actor=actor)
    _move(conferral, "draft_page", actor=actor, role=role)
    return page


def draft_words(honoree: Honoree) -> tuple[str, list[str]]:
    """Return the draft of the page as its honoree is shown it: the lead, and the text of each block."""
    page = page_of(honoree)
    revision = page.get_latest_revision() if page else None
    if page is None or revision is None:
        return "", []
    draft = revision.as_object()
    texts = (" ".join(strip_tags(str(block.render())).split()) for block in draft.body)
    return draft.lead, [unescape(text) for text in texts if text]


@transaction.atomic
def await_consent(*, conferral: Conferral, actor: User) -> Conferral:
    """The honoree was asked (``consent.ask``): the conferral waits for the answer, with the minimal page drafted."""
    return _move(conferral, "ask_consent", actor=actor, role=_role_for("ask_consent", actor))


@transaction.atomic
def begin_editing(*, page: HonoreePage, actor: User) -> int:
    """An editor saved the prose of a drafted page; its waiting conferrals are being edited. Return how many moved."""
    role = grants(actor).first(find(PUBLICATION_MOVES, "edit").roles)
    if role is None:
        return 0
    rows = list(
        Conferral.objects.filter(
            honoree_id=page.honoree_id, state__in=find(PUBLICATION_MOVES, "edit").sources
        )
    )
    for row in rows:
        _move(row, "edit", actor=actor, role=role)
    return len(rows)


def draft_pages(*, decision: Decision, actor: User) -> Report:
    """Draft the pages of a whole decision, one transaction a page. Running it again drafts only what is missing."""
    waiting = (
        decision.conferrals.unpublished()
        .filter(state=PublicationState.RECORDED)
        .select_related("honoree", "decision", "award")
    )
    return _each(waiting, lambda row: draft_page(conferral=row, actor=actor))


def _require_kept(conferral: Conferral) -> None:
    if conferral.honoree.erased_at is not None:
        raise IllegalMove(_("Mục này đã xóa vĩnh viễn theo yêu cầu nên không công bố lại được."))


def _require_publishable(conferral: Conferral) -> None:
    _require_kept(conferral)
    if conferral.decision.state != DecisionState.VERIFIED:
        raise DomainError(_("Quyết định chưa được người thứ hai kiểm tra."))
    if conferral.authority == AuthorityCheck.HELD:
        raise DomainError(_("Lần khen thưởng này cần kiểm tra thẩm quyền trước khi công bố."))
    now = timezone.now()
    if (conferral.embargo_until and conferral.embargo_until > now) or _open_schedules(
        conferral.decision_id
    ).filter(
        at__gt=now  # also for a line that was entered after the moment was set
    ).exists():
        raise DomainError(_("Chưa đến giờ được công bố."))


def _open_schedules(decision_id: int) -> models.QuerySet[ScheduledPublication]:
    return ScheduledPublication.objects.filter(
        decision=decision_id, done_at__isnull=True, withdrawn_at__isnull=True
    )


def _require_in_force(schedule: ScheduledPublication) -> None:
    """Lock the schedule for the transaction of one line: whoever withdraws it waits for that line, and stops the next."""
    if not list(_open_schedules(schedule.decision_id).select_for_update().filter(pk=schedule.pk)):
        raise IllegalMove(_("Giờ hẹn này đã được thực hiện hoặc đã hủy."))


def _each(rows: Iterable[Conferral], act: Callable[[Conferral], Any]) -> Report:
    report = Report()
    with outbox.held():
        for row in rows:
            try:
                with transaction.atomic():
                    report.done.append(act(row))
            except DomainError as error:
                report.failed.append((row, error.message))
            except Exception as error:  # one of many must not stop the rest; logged and reported
                logger.exception("Conferral %s failed", row.public_id)
                report.failed.append((row, f"{type(error).__name__}: {error}"))
    return report


def conferrals_published_with(page: HonoreePage, *, actor: User | None, role: str = "") -> list[Conferral]:
    """A page went live: what waited on it is public from now on. Called inside the transaction of the publication.

    Conferrals that are held, unverified or under embargo stay back; all of them where the page comes back by an act of
    somebody who may not publish (``show_again``, ``merge``): they wait for an approver.
    """
    if role and role != OPERATOR and role not in find(PUBLICATION_MOVES, "publish").roles:
        refresh_honoree(page.honoree)
        return []
    held_role = role or (grants(actor).first(frozenset({Role.APPROVER})) or "" if actor else OPERATOR)
    published = []
    for row in (
        Conferral.objects.unpublished()
        .filter(honoree_id=page.honoree_id)
        .select_related("honoree", "decision", "award")
        .order_by("id")
    ):
        try:
            _require_publishable(row)
        except DomainError:
            continue
        published.append(
            _move(
                row,
                "publish",
                actor=actor,
                role=str(held_role),
                published_at=row.published_at or timezone.now(),
            )
        )
    refresh_honoree(page.honoree)
    return published


def page_left_public(page: HonoreePage) -> None:
    """A page was unpublished in the admin: its conferrals are hidden with it, and recorded so."""
    for row in Conferral.objects.public().filter(honoree_id=page.honoree_id):
        _move(row, "hide", actor=None, role="page", reason=str(_("Trang được gỡ khỏi công bố.")))
        papers.block_public_copy(decision=row.decision, actor=None, role="page")
    refresh_honoree(page.honoree)


def publish_facts(*, decision: Decision, actor: User | None, reason: str, operator: bool = False) -> Report:
    """Publish the facts of a decision, and nothing but facts, one transaction a page (``import_decision --publish``).

    An approver, or with ``operator`` whoever runs the server: then held conferrals are released by this act too.
    Running it again publishes only what is not public yet.
    """
    if not operator and (actor is None or not grants(actor).has(Role.APPROVER)):
        raise NotAllowed(_("Chỉ người duyệt đăng được công bố."))
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do."))
    return _publish_facts(decision, actor=actor, reason=reason, operator=operator)


def _publish_facts(
    decision: Decision,
    *,
    actor: User | None,
    reason: str,
    operator: bool,
    schedule: ScheduledPublication | None = None,
) -> Report:
    from recognition.domain.conferrals import release

    role = OPERATOR if operator else Role.APPROVER.value

    def publish(row: Conferral) -> Conferral:
        if schedule is not None:
            _require_in_force(schedule)
        # Whoever hides another line of the person takes the page off before it is read here, or once it is live.
        _hold_person(row)
        if operator and row.authority == AuthorityCheck.HELD:
            release(conferral=row, actor=actor, reason=reason, operator=True)
            row.authority = AuthorityCheck.RELEASED
        _require_publishable(row)
        page = page_of(row.honoree)
        if page is None:
            with acting(actor, role):  # facts alone need no revision: the page is made live at once
                page = _new_page(row.honoree, actor=actor, live=True)
            log(instance=page, action="wagtail.publish", user=actor)
        elif page.live:
            _move(row, "publish", actor=actor, role=role, reason=reason, published_at=timezone.now())
            refresh_honoree(row.honoree)
            page.save()
        else:
            _publish_page_of_facts(page, actor=actor, role=role)
        row.refresh_from_db()
        return row

    waiting = decision.conferrals.unpublished().select_related("honoree", "decision", "award")
    return _each(list(waiting), publish)


def _publish_page_of_facts(page: HonoreePage, *, actor: User | None, role: str) -> None:
    """Publish a drafted page without the prose nobody has approved; what the editor wrote stays the draft."""
    if page.workflow_in_progress:
        raise DomainError(_("Bài về người, tập thể này đang chờ duyệt: hãy duyệt hoặc trả lại bài ấy."))
    draft = page.get_latest_revision()
    written = draft.as_object() if draft else page
    if not (written.lead or written.body or written.portrait_id):
        publish_revision(page, actor=actor, role=role)
        return
    facts = draft.as_object() if draft else page
    facts.lead, facts.body, facts.portrait, facts.share_image = "", [], None, None
    facts.search_description = ""
    _publish_beside(page, shown=facts, written=written, draft=draft, actor=actor, role=role)


def _publish_again(page: HonoreePage, *, actor: User | None, role: str) -> None:
    """Publish a page that left the public as it stood then; what was written since stays the draft and waits for an
    approver.
    """
    stood = HonoreePage.objects.get(pk=page.pk)
    draft = page.get_latest_revision()
    if stood.first_published_at is None:
        _publish_page_of_facts(page, actor=actor, role=role)
        return
    if draft is None or draft.created_at <= (stood.last_published_at or draft.created_at):
        publish_revision(page, actor=actor, role=role)
        return
    if page.workflow_in_progress:
        raise DomainError(_("Bài về người, tập thể này đang chờ duyệt: hãy duyệt hoặc trả lại bài ấy."))
    _publish_beside(page, shown=stood, written=draft.as_object(), draft=draft, actor=actor, role=role)


def _publish_beside(
    page: HonoreePage,
    *,
    shown: HonoreePage,
    written: HonoreePage,
    draft: Revision | None,
    actor: User | None,
    role: str,
) -> None:
    """Publish ``shown`` and keep ``written`` as the draft after it."""
    shown.save_revision(user=actor)
    publish_revision(shown, actor=actor, role=role)
    page.refresh_from_db()
    written.live_revision, written.live = page.live_revision, True
    written.first_published_at, written.last_published_at = page.first_published_at, page.last_published_at
    written.save_revision(user=draft.user if draft else None)


def publish_revision(page: HonoreePage, *, actor: User | None, role: str) -> None:
    """Publish the page's latest revision through Wagtail, so that log, aliases and schedule agree.

    Raises ``DomainError`` for what may not be published yet: a film without its words.
    """
    with acting(actor, role):
        revision = page.get_latest_revision() or page.save_revision(user=actor)
        try:
            revision.publish(user=actor, skip_permission_checks=True, log_action=True)
        except ValidationError as error:
            raise DomainError(" ".join(error.messages)) from error


# At the ceremony -----------------------------------------------------------------------------------------------------


@transaction.atomic
def schedule_facts(*, decision: Decision, at: datetime, reason: str, actor: User) -> ScheduledPublication:
    """An approver says that the facts of a decision go public at a moment, and not before (the ceremony).

    Until then every unpublished line is under embargo, whatever else is published, also what is entered later. Raises ``DomainError`` for a
    moment that has passed, ``IllegalMove`` when a moment is set already.
    """
    if not grants(actor).has(Role.APPROVER):
        raise NotAllowed(_("Chỉ người duyệt đăng được công bố."))
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do."))
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    if locked.state != DecisionState.VERIFIED:
        raise DomainError(_("Quyết định chưa được người thứ hai kiểm tra."))
    if at <= timezone.now():
        raise DomainError(_("Giờ hẹn đã qua. Hãy chọn một giờ sau lúc này."))
    waiting = locked.conferrals.unpublished()
    if not waiting.exists():
        raise DomainError(_("Không còn lần khen thưởng nào chờ công bố."))
    try:
        with transaction.atomic():
            row = ScheduledPublication.objects.create(
                decision=locked, at=at, reason=reason.strip(), approved_by=actor
            )
    except IntegrityError as error:
        raise IllegalMove(
            _("Quyết định này đã có giờ hẹn công bố. Hãy hủy giờ hẹn ấy trước khi đặt giờ khác.")
        ) from error
    waiting.update(embargo_until=at)
    events.record(
        subject=locked,
        act="schedule_publication",
        actor=actor,
        role=Role.APPROVER,
        reason=reason,
        data={"at": at.isoformat(), "schedule": row.public_id},
    )
    return row


@transaction.atomic
def withdraw_schedule(*, schedule: ScheduledPublication, reason: str, actor: User) -> ScheduledPublication:
    """Nothing goes public at that moment; the embargo is lifted, and an approver publishes another way."""
    if not grants(actor).has(Role.APPROVER):
        raise NotAllowed(_("Chỉ người duyệt đăng được công bố."))
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do."))
    changed = ScheduledPublication.objects.filter(
        pk=schedule.pk, done_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=timezone.now())
    if not changed:
        raise IllegalMove(_("Giờ hẹn này đã được thực hiện hoặc đã hủy."))
    schedule.decision.conferrals.filter(state__in=UNPUBLISHED_STATES, embargo_until=schedule.at).update(
        embargo_until=None
    )
    events.record(
        # Locked last, as hiding locks it: the schedule, the lines, the decision.
        subject=Decision.objects.select_for_update().get(pk=schedule.decision_id),
        act="withdraw_schedule",
        actor=actor,
        role=Role.APPROVER,
        reason=reason,
        data={"schedule": schedule.public_id},
    )
    schedule.refresh_from_db()
    return schedule


def publish_due() -> int:
    """Publish what approvers set a moment for, once it has come; each line by itself. Return how many went public.

    The word was given by an approver at its time; whoever has left since has not taken it back. A run that died in
    the middle is finished by the next. Lines that failed are kept with their reasons.
    """
    published = 0
    due = ScheduledPublication.objects.filter(
        at__lte=timezone.now(), done_at__isnull=True, withdrawn_at__isnull=True
    ).select_related("decision", "approved_by")
    for schedule in due:
        report = _publish_facts(
            schedule.decision,
            actor=schedule.approved_by,
            reason=schedule.reason,
            operator=False,
            schedule=schedule,
        )
        published += len(report.done)
        with transaction.atomic():
            changed = ScheduledPublication.objects.filter(
                pk=schedule.pk, done_at__isnull=True, withdrawn_at__isnull=True
            ).update(
                done_at=timezone.now(),
                published=len(report.done),
                failures=[{"row": row.public_id, "reason": why} for row, why in report.failed],
            )
            if changed:
                events.record(
                    subject=Decision.objects.select_for_update().get(pk=schedule.decision_id),
                    act="publish_scheduled",
                    actor=None,
                    role="clock",
                    data={
                        "schedule": schedule.public_id,
                        "published": len(report.done),
                        "failed": len(report.failed),
                    },
                )
    return published


# Corrections and removals --------------------------------------------------------------------------------------------


@transaction.atomic
def hide(*, conferral: Conferral, actor: User, reason: str) -> Conferral:
    """Take a conferral off the public at a person's request; the page goes when nothing is left on it."""
    row = _move(conferral, "hide", actor=actor, role=_role_for("hide", actor), reason=reason)
    papers.block_public_copy(decision=row.decision, actor=actor)
    _withdraw_page_without_facts(row.honoree, actor)
    refresh_honoree(row.honoree)
    return row


@transaction.atomic
def show_again(*, conferral: Conferral, actor: User, reason: str) -> Conferral:
    """Undo ``hide``."""
    row = _move(conferral, "show_again", actor=actor, role=_role_for("show_again", actor), reason=reason)
    refresh_honoree(row.honoree)
    page = ensure_page(row.honoree, actor=actor)
    if not page.live:
        _publish_again(page, actor=actor, role=Role.DATA_OFFICER)
    return row


@transaction.atomic
def cancel(*, conferral: Conferral, by: Decision, actor: User, reason: str) -> Conferral:
    """Cancel by another, verified decision (DOMAIN 6, rule 8). A conferral never public leaves no public trace.

    Nor does one that was hidden: who asked to be taken off is not named again because the decision fell.
    """
    if Decision.objects.values_list("state", flat=True).get(pk=by.pk) != DecisionState.VERIFIED:
        raise DomainError(_("Quyết định hủy bỏ chưa được người thứ hai kiểm tra."))
    if by.pk == conferral.decision_id:
        raise DomainError(_("Một quyết định không tự hủy bỏ."))
    _hold_person(conferral)
    hidden = Conferral.objects.filter(pk=conferral.pk, state=PublicationState.HIDDEN).exists()
    row = _move(
        conferral,
        "cancel",
        actor=actor,
        role=_role_for("cancel", actor),
        reason=reason,
        data={"by": by.public_id},
        cancelled_by=by,
        **({"published_at": None} if hidden else {}),
    )
    outbox.record(by)
    _say_changed(row.honoree)
    papers.block_public_copy(decision=row.decision, actor=actor)
    refresh_honoree(row.honoree)
    return row


CORRECTABLE: Final = (
    "name_then",
    "titles_then",
    "position_then",
    "unit_then",
    "merit_from",
    "merit_until",
    "citation",
    "posthumous",
    "gold_book_number",
)
"""Columns of a public line that a correction may change: what was written down wrongly, never what was decided."""


@transaction.atomic
def correct(
    *,
    conferral: Conferral,
    actor: User,
    reason: str,
    changes: Mapping[str, Any] | None = None,
    full_name: str = "",
) -> Conferral:
    """Correct a public line, and with ``full_name`` the name of the honoree and the address made of it.

    Columns the caller saved itself in this transaction need no ``changes``. The public copy of the decision may say
    the same wrong thing: it is blocked until it is replaced. Raises ``DomainError`` for what no correction may change.
    """
    wanted = {
        name: normalize(value) if isinstance(value, str) else value for name, value in (changes or {}).items()
    }
    if not set(wanted) <= set(CORRECTABLE):
        raise DomainError(_("Đính chính không đổi được nội dung này."))
    if "name_then" in wanted and not wanted["name_then"]:
        raise DomainError(_("Họ tên không được để trống."))
    before = Conferral.objects.get(pk=conferral.pk)
    changed = {name: value for name, value in wanted.items() if getattr(before, name) != value}
    row = _move(
        conferral,
        "correct",
        actor=actor,
        role=_role_for("correct", actor),
        reason=reason,
        data={"before": {name: getattr(before, name) for name in changed}} if changed else None,
    )
    if changed:
        for name, value in changed.items():
            setattr(row, name, value)
        try:
            with transaction.atomic():
                row.save(update_fields=[*changed, "row_key"])
        except IntegrityError as error:
            raise Duplicate(_("Quyết định đã có một dòng như vậy.")) from error
    if full_name:
        _rename(row.honoree, normalize(full_name))
    _say_changed(row.honoree)
    papers.block_public_copy(decision=row.decision, actor=actor)
    refresh_honoree(row.honoree)
    return row


def _say_changed(honoree: Honoree) -> None:
    """Facts of a page changed, its text did not: sitemaps and readers are told the day all the same."""
    HonoreePage.objects.filter(honoree=honoree, live=True).update(last_published_at=timezone.now())


def _rename(honoree: Honoree, full_name: str) -> None:
    """Give an honoree another name, on pages and in their address; the old address leads to the new one."""
    if not full_name or full_name == honoree.full_name:
        return
    honoree.full_name = full_name
    honoree.given = ""
    honoree.save()
    _retitle(honoree)
    withdraw_cards(HONOREE_CARDS, honoree.public_id)
    for story in StoryPage.objects.filter(people__honoree_id=honoree.pk).distinct():
        withdraw_cards(STORY_CARDS, story.translation_key.hex)


def _retitle(honoree: Honoree) -> None:
    """Carry the name of an honoree to its pages, and to their drafts, which would bring the old one back."""
    title, slug = page_title(honoree), honoree.slug
    for page in HonoreePage.objects.filter(honoree=honoree):
        page.title, page.draft_title, page.slug = title, title, slug
        page.save()
        for revision in page.revisions.all():
            revision.content.update(title=title, draft_title=title, slug=slug, url_path=page.url_path)
            revision.object_str = title
            revision.save(update_fields=["content", "object_str"])


def _withdraw_page_without_facts(honoree: Honoree, actor: User | None) -> None:
    if Conferral.objects.visible().filter(honoree=honoree).exists():
        return
    for page in HonoreePage.objects.filter(honoree=honoree, live=True, alias_of__isnull=True):
        _unpublish(page, actor)


def _unpublish(page: HonoreePage, actor: User | None) -> None:
    """Take a page and its aliases off; the domain has asked the roles, Wagtail's permissions are not asked again."""
    UnpublishPageAction(page, user=actor, include_descendants=False).execute(skip_permission_checks=True)


# Identity ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def merge(*, proposal: MergeProposal, actor: User, reason: str = "") -> Honoree:
    """A person confirms that two entries are one: everything of the new one moves to the existing one.

    The address of the new one redirects, and with it those of entries merged into it before; its page leaves the public.
    """
    if not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Chỉ thường trực Hội đồng được nhập hai mục làm một."))
    _settle(proposal, MergeState.MERGED, actor)
    two = (proposal.honoree_id, proposal.existing_id)
    rows = {
        row.pk: row
        for row in Honoree.objects.select_for_update()
        .filter(models.Q(pk__in=two) | models.Q(merged_into=proposal.honoree_id))
        .order_by("pk")
    }
    gone, kept = rows[proposal.honoree_id], rows[proposal.existing_id]
    if gone.erased_at or kept.erased_at:
        raise IllegalMove(_("Một trong hai mục đã xóa vĩnh viễn theo yêu cầu nên không nhập được."))
    if gone.merged_into_id or kept.merged_into_id:
        raise IllegalMove(_("Một trong hai mục đã được nhập vào mục khác."))
    Conferral.objects.filter(honoree=gone).update(honoree=kept)
    Nomination.objects.filter(honoree=gone).update(honoree=kept)
    in_force = set(
        Consent.objects.filter(honoree=kept, withdrawn_at__isnull=True).values_list("scope", flat=True)
    )
    Consent.objects.filter(honoree=gone).exclude(withdrawn_at__isnull=True, scope__in=in_force).update(
        honoree=kept
    )
    for initiative in Initiative.objects.filter(honorees=gone):
        initiative.honorees.add(kept)
        initiative.honorees.remove(gone)
    known = StoryPerson.objects.filter(honoree=kept).values("page_id")
    StoryPerson.objects.filter(honoree=gone).exclude(page_id__in=known).update(honoree=kept)
    ConsentRequest.objects.filter(honoree=gone, answered_at__isnull=True, recalled_at__isnull=True).update(
        recalled_at=timezone.now()
    )
    ConsentRequest.objects.filter(honoree=gone).update(honoree=kept)
    identity = getattr(gone, "identity", None)
    if identity is not None and not hasattr(kept, "identity"):
        identity.honoree = kept
        identity.save()
    Honoree.objects.filter(pk=gone.pk).update(merged_into=kept, is_public=False, latest_conferral=None)
    Honoree.objects.filter(merged_into=gone).update(merged_into=kept)
    Kinship.objects.filter(honoree=gone).update(honoree=kept)
    recusal.became_one(kept)
    MergeProposal.objects.filter(
        models.Q(honoree=gone) | models.Q(existing=gone), state=MergeState.OPEN
    ).update(state=MergeState.DISMISSED, decided_by=actor, decided_at=timezone.now())
    gone.refresh_from_db()
    withdraw_cards(HONOREE_CARDS, gone.public_id)
    for page in HonoreePage.objects.filter(honoree=gone, live=True, alias_of__isnull=True):
        _unpublish(page, actor)
    refresh_honoree(kept)
    outbox.record(gone)
    if kept.is_public:
        page = ensure_page(kept, actor=actor)
        if not page.live:
            _publish_again(page, actor=actor, role=Role.STANDING_BODY)
    events.record(
        subject=gone,
        act="merge",
        actor=actor,
        role=Role.STANDING_BODY,
        reason=reason,
        data={"into": kept.public_id},
    )
    return kept


@transaction.atomic
def dismiss(*, proposal: MergeProposal, actor: User, reason: str = "") -> MergeProposal:
    """A person confirms that two entries are two."""
    if not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Chỉ thường trực Hội đồng được xem xét đề xuất này."))
    _settle(proposal, MergeState.DISMISSED, actor)
    events.record(
        subject=proposal.honoree,
        act="dismiss_merge",
        actor=actor,
        role=Role.STANDING_BODY,
        reason=reason,
        data={"existing": proposal.existing.public_id},
    )
    proposal.refresh_from_db()
    return proposal


def _settle(proposal: MergeProposal, state: MergeState, actor: User) -> None:
    changed = MergeProposal.objects.filter(pk=proposal.pk, state=MergeState.OPEN).update(
        state=state, decided_by=actor, decided_at=timezone.now()
    )
    if not changed:
        raise IllegalMove(_("Đề xuất này đã được xem xét."))


def site_root(language: str) -> Any:
    """Return the root page of the site in a language, or None."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return None
    locale = Locale.objects.filter(language_code=language).first()
    return site.root_page.get_translation_or_none(locale) if locale else None
