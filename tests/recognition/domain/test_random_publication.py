"""Random people publish, hide, correct and cancel lines of decisions, in turn and at once: what strangers see always agrees."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from portal.core import remembered
from portal.core.models import User
from recognition.domain import anchors, conferrals, consent, events, publication, roles
from recognition.domain.errors import DomainError, IllegalMove
from recognition.domain.lifecycle import PUBLICATION_MOVES, find
from recognition.domain.queries.honorees import honoree_path
from recognition.enums import (
    PUBLIC_STATES,
    AuthorityCheck,
    ConsentScope,
    PublicationState,
    Role,
    Visibility,
)
from recognition.models import (
    Conferral,
    Consent,
    Decision,
    Event,
    Honoree,
    HonoreePage,
    Office,
    ScheduledPublication,
)
from tests import deciding, factories
from tests.racing import race

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
WALKS = int(os.environ.get("PUBLICATION_WALKS", "6"))
STEPS = 22
LOOKED_AT = {9, STEPS - 1}
HOA, AN, BAO = "Nguyễn Thị Hoa", "Lê Hoàng An", "Đinh Quốc Bảo"
MOVES = {move.name for move in PUBLICATION_MOVES}
ROLES = {move.name: {role.value for role in move.roles} for move in PUBLICATION_MOVES}
BEYOND_ROLES = {
    conferrals.OPERATOR,
    "page",
}  # whoever runs the server; the page that left the public in the admin


class Lines:
    """Two verified decisions with four lines of three people (one stands in both; one line is held), and a third that
    cancels.
    """

    def __init__(self) -> None:
        self.office: Office = factories.office()
        self.award = factories.award(by=self.office)
        unruled = factories.award("Bằng khen chưa rõ thẩm quyền")
        self.first = factories.decision(by=self.office, dated=date(2025, 2, 20), number_text="57/QĐ-SYT")
        self.other = factories.decision(by=self.office, dated=date(2025, 11, 20), number_text="58/QĐ-SYT")
        self.cancelling = factories.decision(by=self.office, dated=date(2026, 1, 5), number_text="9/QĐ-SYT")
        self.unverified = conferrals.enter_decision(
            office=self.office,
            number="10/QĐ-SYT",
            dated=date(2026, 1, 6),
            title="Về việc hủy bỏ",
            actor=factories.person(Role.STANDING_BODY),
        )
        hoa = factories.conferral(on=self.first, of=self.award, name=HOA)
        factories.conferral(on=self.first, of=self.award, name=AN)
        factories.conferral(on=self.other, of=self.award, name=HOA, honoree=hoa.honoree)
        factories.conferral(on=self.other, of=unruled, name=BAO)
        self.hoa = hoa.honoree
        self.second = User.objects.create(username="thuong-truc-2", display_name="Người thứ hai")
        roles.grant(user=self.second, role=Role.STANDING_BODY)

    def late(self) -> Conferral:
        """Return one more line of the person in both decisions, entered when the page is public already."""
        return factories.conferral(
            on=self.other, of=self.award, name=HOA, honoree=self.hoa, position="Điều dưỡng trưởng"
        )

    def of(self, honoree: Honoree) -> list[Conferral]:
        return list(Conferral.objects.filter(honoree=honoree).order_by("pk"))


class Walk(Lines):
    """Acts chosen by chance; each ``do_`` method tries one."""

    def __init__(self, seed: int, traveller: Any) -> None:
        super().__init__()
        self.chance = random.Random(seed)
        self.traveller = traveller

    def by(self, role: Role) -> User:
        """Return a person of that role, now and then of another one."""
        if self.chance.random() < 0.15:
            role = self.chance.choice(
                [Role.EDITOR, Role.APPROVER, Role.DATA_OFFICER, Role.STANDING_BODY, Role.ADMINISTRATOR]
            )
        return factories.person(role)

    @property
    def reason(self) -> str:
        return "" if self.chance.random() < 0.05 else "lý do"

    def line(self, *states: str) -> Conferral:
        """Return a line in one of the states, now and then in any."""
        rows = list(Conferral.objects.order_by("pk"))
        fitting = [row for row in rows if row.state in states]
        return self.chance.choice(fitting if fitting and self.chance.random() < 0.8 else rows)

    def decision(self) -> Decision:
        return self.chance.choice([self.first, self.other])

    def do_draft_pages(self) -> Any:
        return publication.draft_pages(decision=self.decision(), actor=self.by(Role.EDITOR))

    def do_draft_a_page(self) -> Any:
        return publication.draft_page(
            conferral=self.line(PublicationState.RECORDED), actor=self.by(Role.EDITOR)
        )

    def do_ask(self) -> Any:
        honoree = self.line(PublicationState.DRAFTED).honoree
        return consent.ask(honoree=honoree, scopes=[ConsentScope.PHOTO], actor=self.by(Role.EDITOR))

    def do_edit(self) -> Any:
        page = HonoreePage.objects.filter(language="vi").order_by("?").first()
        return page and publication.begin_editing(page=page, actor=self.by(Role.EDITOR))

    def do_publish(self) -> Any:
        return publication.publish_facts(
            decision=self.decision(), actor=self.by(Role.APPROVER), reason=self.reason
        )

    do_publish_more = do_publish

    def do_schedule(self) -> Any:
        return publication.schedule_facts(
            decision=self.decision(),
            at=timezone.now() + timedelta(hours=self.chance.choice([-1, 1, 5])),
            reason=self.reason,
            actor=self.by(Role.APPROVER),
        )

    def do_withdraw_the_schedule(self) -> Any:
        schedules = list(ScheduledPublication.objects.order_by("-pk")[:2])
        return schedules and publication.withdraw_schedule(
            schedule=self.chance.choice(schedules), reason=self.reason, actor=self.by(Role.APPROVER)
        )

    def do_let_the_clock_run(self) -> Any:
        self.traveller.shift(timedelta(hours=self.chance.choice([0, 2])))
        return publication.publish_due()

    def do_hide(self) -> Any:
        return publication.hide(
            conferral=self.line(*PUBLIC_STATES), actor=self.by(Role.DATA_OFFICER), reason=self.reason
        )

    do_hide_more = do_hide

    def do_show_again(self) -> Any:
        return publication.show_again(
            conferral=self.line(PublicationState.HIDDEN), actor=self.by(Role.DATA_OFFICER), reason=self.reason
        )

    do_show_again_more = do_show_again

    def do_correct(self) -> Any:
        return publication.correct(
            conferral=self.line(*PUBLIC_STATES),
            actor=self.by(Role.APPROVER),
            reason=self.reason,
            changes={"position_then": f"Điều dưỡng {self.chance.randrange(1000)}"},
        )

    def do_cancel(self) -> Any:
        if self.chance.random() < 0.5:  # or nothing would be left to walk with
            return None
        return publication.cancel(
            conferral=self.line(*PUBLIC_STATES, PublicationState.HIDDEN),
            by=self.chance.choice([self.cancelling, self.cancelling, self.unverified, self.first]),
            actor=self.by(Role.STANDING_BODY),
            reason=self.reason,
        )

    def do_agree(self) -> Any:
        return consent.record_consent(
            honoree=self.line().honoree,
            scope=self.chance.choice(ConsentScope.values),
            text_version="2026-01",
            given_at=timezone.now(),
            actor=self.by(Role.EDITOR),
        )

    def do_take_back(self) -> Any:
        given = list(Consent.objects.order_by("pk"))
        return given and consent.withdraw_consent(
            consent=self.chance.choice(given), actor=self.by(Role.EDITOR), reason="đổi ý"
        )

    def do_release(self) -> Any:
        """Whoever entered the decision may not; the second person may."""
        held = Conferral.objects.get(name_then=BAO)
        return conferrals.release(
            conferral=held,
            actor=self.chance.choice([factories.person(Role.STANDING_BODY), self.second]),
            reason=self.reason,
        )

    def do_verify_what_one_entered(self) -> Any:
        return conferrals.verify_decision(
            decision=self.unverified, actor=factories.person(Role.STANDING_BODY)
        )

    def act(self) -> str:
        """Try one act; what the domain refuses has changed nothing."""
        name = self.chance.choice([one for one in dir(self) if one.startswith("do_")])
        before = everything()
        try:
            with transaction.atomic():
                getattr(self, name)()
        except DomainError as error:
            assert everything() == before, name
            return f"{name} (refused: {error})"
        return name


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=True) as traveller:
        yield traveller


def everything() -> list[Any]:
    """Return all that an act of publication could change."""
    return [
        list(Conferral.objects.order_by("pk").values()),
        list(Honoree.objects.order_by("pk").values()),
        list(HonoreePage.objects.order_by("pk").values("pk", "live", "title", "slug", "latest_revision")),
        list(ScheduledPublication.objects.order_by("pk").values()),
        list(Consent.objects.order_by("pk").values()),
        list(Decision.objects.order_by("pk").values("pk", "state", "copy_blocked_at")),
        Event.objects.count(),
    ]


def assert_makes_sense() -> None:
    """What rows, the stored answers of the gate, pages and the record say of every line and person is the same."""
    for row in Conferral.objects.select_related("honoree", "decision"):
        state = PublicationState.RECORDED.value
        for event in events.history(row):
            if event.act not in MOVES:
                continue
            move = find(PUBLICATION_MOVES, event.act)
            assert event.source == state
            assert move.starts_from(event.source), (event.act, event.source)
            assert event.target == move.target
            assert event.role in ROLES[event.act] | BEYOND_ROLES, (event.act, event.role)
            assert event.payload.reason or not move.needs_reason
            state = event.target
        assert row.state == state
        assert row.state not in PUBLIC_STATES or row.authority != AuthorityCheck.HELD
    for honoree in Honoree.objects.all():
        public = set(Conferral.objects.public().filter(honoree=honoree).values_list("pk", flat=True))
        assert honoree.is_public == bool(public)
        assert (honoree.latest_conferral_id in public) if public else (honoree.latest_conferral_id is None)
        shown = publication.visibility_of(honoree) is not Visibility.HIDDEN
        assert shown == Conferral.objects.visible().filter(honoree=honoree).exists()
        pages = dict(HonoreePage.objects.filter(honoree=honoree).values_list("language", "live"))
        assert pages in ([{"vi": True, "en": True}] if shown else [{}, {"vi": False, "en": False}])
    hidden_once = Conferral.objects.filter(
        public_id__in=Event.objects.filter(act="cancel", source=PublicationState.HIDDEN).values("subject_key")
    )
    assert not Conferral.objects.visible().filter(pk__in=hidden_once).exists()
    for schedule in ScheduledPublication.objects.all():
        until = min(schedule.at, schedule.withdrawn_at or schedule.at)
        lines = schedule.decision.conferrals.values("public_id")
        early = Event.objects.filter(
            act="publish", subject_key__in=lines, at__gt=schedule.approved_at, at__lt=until
        )
        assert not early.exists()


def assert_strangers_see_so(client: Client) -> None:
    """The public addresses say what the gate says: pages of people, wall, decisions and the interface for machines."""
    assert anchors.verify().faults == ()
    cache.clear()
    remembered.forget()
    wall = client.get("/ton-vinh/").content.decode()
    machines = client.get("/api/v1/honorees").json()["items"]
    for honoree in Honoree.objects.all():
        shown = publication.visibility_of(honoree) is not Visibility.HIDDEN
        once = HonoreePage.objects.filter(honoree=honoree, first_published_at__isnull=False).exists()
        path = honoree_path(honoree)
        for address in (path, path.replace("/ton-vinh/", "/en/honorees/")):
            response = client.get(address)
            assert response.status_code == (200 if shown else 410 if once else 404), address
            assert shown or honoree.full_name not in response.content.decode()
        assert (honoree.full_name in wall) == honoree.is_public
        assert (honoree.public_id in {one["id"] for one in machines}) == honoree.is_public
        one = client.get(f"/api/v1/honorees/{honoree.public_id}")
        assert one.status_code == (200 if shown else 404)
    for decision in Decision.objects.filter(conferrals__isnull=False).distinct():
        page = client.get(f"/quyet-dinh/{decision.address_year}/{decision.address_slug}/")
        visible = Conferral.objects.visible().filter(decision=decision)
        assert page.status_code == (200 if visible.exists() else 404)
        text = page.content.decode()
        for name in set(decision.conferrals.values_list("name_then", flat=True)):
            assert (name in text) == visible.filter(name_then=name).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(WALKS))
def test_no_sequence_of_acts_shows_what_the_gate_does_not(client, clock, seed: int) -> None:
    walk = Walk(seed, clock)
    done: list[str] = []
    for number in range(STEPS):
        done.append(walk.act())
        try:
            assert_makes_sense()
            if number in LOOKED_AT:
                assert_strangers_see_so(client)
        except AssertionError as error:
            raise AssertionError("\n".join(done)) from error


# At once ---------------------------------------------------------------------------------------------------------------


def outcomes_of(acts: list[Any]) -> list[Any]:
    """Run the acts at once; each is done or refused by the domain, nothing breaks."""
    results = race(acts)
    assert all(result is not None for result in results)
    return results


@pytest.fixture
def lines(transactional_db) -> Lines:
    deciding.site_tree()
    made = Lines()
    for role in (Role.APPROVER, Role.DATA_OFFICER, Role.STANDING_BODY, Role.EDITOR):
        factories.person(role)
    return made


@pytest.mark.parametrize("attempt", range(2))
def test_one_line_hidden_cancelled_and_published_at_once_ends_as_the_record_says(
    client, lines: Lines, attempt: int
) -> None:
    if attempt:
        factories.publish(lines.first)
    row = lines.of(lines.hoa)[0]
    officer, approver = factories.person(Role.DATA_OFFICER), factories.person(Role.APPROVER)
    outcomes_of(
        [
            lambda: publication.hide(conferral=row, actor=officer, reason="theo yêu cầu"),
            lambda: publication.publish_facts(decision=lines.first, actor=approver, reason="lễ"),
            lambda: factories.cancel(row, by=lines.cancelling),
            lambda: publication.correct(
                conferral=row, actor=approver, reason="sai", changes={"citation": "x"}
            ),
        ]
    )
    row.refresh_from_db()
    assert row.state == PublicationState.CANCELLED  # from every state but this, so it is never refused
    assert_makes_sense()
    assert_strangers_see_so(client)


@pytest.mark.parametrize("attempt", range(2))
def test_two_lines_of_one_person_hidden_at_once_take_the_page_with_them(
    client, lines: Lines, attempt: int
) -> None:
    factories.publish(lines.first)
    factories.publish(lines.other)
    officer = factories.person(Role.DATA_OFFICER)
    results = outcomes_of(
        [
            lambda row=row: publication.hide(conferral=row, actor=officer, reason="theo yêu cầu")
            for row in lines.of(lines.hoa)
        ]
    )
    assert {row.state for row in results} == {PublicationState.HIDDEN}
    lines.hoa.refresh_from_db()
    assert not lines.hoa.is_public
    assert_makes_sense()
    assert_strangers_see_so(client)


@pytest.mark.parametrize("attempt", range(2))
def test_one_line_hidden_while_the_other_is_published_leaves_a_page_in_both_languages(
    client, lines: Lines, attempt: int
) -> None:
    row = lines.of(lines.hoa)[1]
    factories.cancel(row, by=lines.cancelling)
    factories.publish(lines.first)
    shown, waiting = lines.of(lines.hoa)[0], lines.late()
    officer, approver = factories.person(Role.DATA_OFFICER), factories.person(Role.APPROVER)
    _hidden, report = outcomes_of(
        [
            lambda: publication.hide(conferral=shown, actor=officer, reason="theo yêu cầu"),
            lambda: publication.publish_facts(decision=lines.other, actor=approver, reason="lễ"),
        ]
    )
    assert not isinstance(report, DomainError)
    waiting.refresh_from_db()
    assert waiting.state == PublicationState.PUBLISHED
    assert_makes_sense()
    assert_strangers_see_so(client)


@pytest.mark.parametrize("attempt", range(2))
def test_a_moment_withdrawn_as_it_comes_is_withdrawn_or_done_and_its_lines_agree(
    client, lines: Lines, attempt: int
) -> None:
    approver = factories.person(Role.APPROVER)
    schedule = publication.schedule_facts(
        decision=lines.first, at=timezone.now() + timedelta(hours=1), reason="lễ", actor=approver
    )
    past = timezone.now() - timedelta(seconds=1)
    ScheduledPublication.objects.update(at=past)
    Conferral.objects.filter(embargo_until__isnull=False).update(embargo_until=past)
    schedule.refresh_from_db()
    withdrawn, published = outcomes_of(
        [
            lambda: publication.withdraw_schedule(schedule=schedule, reason="hoãn", actor=approver),
            publication.publish_due,
        ]
    )
    schedule.refresh_from_db()
    assert bool(schedule.withdrawn_at) != bool(schedule.done_at)
    assert isinstance(withdrawn, IllegalMove) == (schedule.withdrawn_at is None)
    public = lines.first.conferrals.filter(state__in=PUBLIC_STATES)
    assert published == public.count()
    if schedule.done_at:
        assert (schedule.published, schedule.failures) == (2, [])
        assert published == 2
    acts = [event.act for event in events.history(lines.first)]
    assert ("withdraw_schedule" in acts) != ("publish_scheduled" in acts)
    assert not publication.publish_due()
    assert_makes_sense()
    assert_strangers_see_so(client)


# What the walks found --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_was_hidden_is_not_named_again_when_the_decision_is_cancelled(client) -> None:
    lines = Lines()
    factories.publish(lines.first)
    row = Conferral.objects.get(name_then=AN)
    factories.hide(row)
    factories.cancel(row, by=lines.cancelling)
    assert publication.visibility_of(row.honoree) is Visibility.HIDDEN
    assert_makes_sense()
    assert_strangers_see_so(client)


@pytest.mark.django_db
def test_to_show_a_line_again_publishes_no_other_that_waits_for_the_approver() -> None:
    lines = Lines()
    factories.publish(lines.first)
    waiting = lines.late()
    hidden, other = lines.of(lines.hoa)[:2]
    factories.hide(other)
    factories.hide(hidden)
    publication.show_again(conferral=hidden, actor=factories.person(Role.DATA_OFFICER), reason="đã rõ")
    waiting.refresh_from_db()
    assert waiting.state == PublicationState.RECORDED
    assert_makes_sense()
    factories.publish(lines.other)
    waiting.refresh_from_db()
    assert waiting.state == PublicationState.PUBLISHED
    assert_makes_sense()


@pytest.mark.django_db
def test_to_show_a_line_again_publishes_no_prose_that_nobody_approved() -> None:
    lines = Lines()
    factories.publish(lines.first)
    hidden = lines.of(lines.hoa)[0]
    page = HonoreePage.objects.get(honoree=hidden.honoree, language="vi")
    page.lead = "Hai mươi năm ở trạm."
    page.save_revision().publish()
    for line in lines.of(lines.hoa):
        if line.state in PUBLIC_STATES:
            factories.hide(line)
    page = HonoreePage.objects.get(pk=page.pk)
    assert not page.live
    page.lead = "Chưa ai duyệt câu này."
    page.save_revision()
    publication.show_again(conferral=hidden, actor=factories.person(Role.DATA_OFFICER), reason="đã rõ")
    page.refresh_from_db()
    assert (page.live, page.lead) == (True, "Hai mươi năm ở trạm.")
    assert page.get_latest_revision().as_object().lead == "Chưa ai duyệt câu này."
    assert page.has_unpublished_changes
