"""Two people who answer the same question at the same moment, over HTTP: one answer counts, the other hears why not."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState

from portal.core.models import User
from recognition.domain import conferrals, publication
from recognition.enums import Role
from recognition.models import HonoreePage
from tests import deciding
from tests.recognition.desk.conftest import Desk

pytestmark = pytest.mark.django_db(transaction=True)

PAIRS = 50


@pytest.fixture
def drafted(desk: Desk) -> HonoreePage:
    deciding.site_tree()
    decision = desk.decision()
    line = desk.line(decision)
    conferrals.verify_decision(decision=decision, actor=desk.second)
    assert not publication.draft_pages(decision=decision, actor=desk.person(Role.EDITOR)).failed
    return HonoreePage.objects.get(honoree=line.honoree, language="vi")


def approvers(desk: Desk):
    return desk.person(Role.APPROVER), desk.person(Role.APPROVER, suffix="-2")


class Meanwhile:
    """Lets the second approver return the page after our middleware has looked and before Wagtail's view begins."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, _view, _args, options):
        state = TaskState.objects.get(pk=options["task_state_id"])
        second = User.objects.get(memberships__role=Role.APPROVER, username__endswith="-2")
        state.task.specific.on_action(state.specific, second, "reject", comment="Thiếu ảnh")


def test_whoever_comes_second_in_the_smallest_gap_is_told_once_by_whom_it_was_answered(
    desk, drafted, settings
):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Meanwhile"]
    first, second = approvers(desk)
    drafted.save_revision(user=desk.person(Role.EDITOR))
    step = drafted.get_workflow().start(drafted, desk.person(Role.EDITOR)).current_task_state
    client = Client()
    client.force_login(first)
    answer = client.post(reverse("wagtailadmin_pages:workflow_action", args=[drafted.pk, "approve", step.pk]))
    step.refresh_from_db()
    assert step.status == TaskState.STATUS_REJECTED
    assert answer.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[drafted.pk])
    (told,) = deciding.told_in(answer.cookies["messages"].value)
    assert f"{second} đã trả lại bài này" in told
    assert "Trả lời của bạn không được tính" in told


def test_of_approving_and_returning_at_once_exactly_one_happens(desk, drafted, live_server):
    tally = deciding.pages(live_server.url, drafted, desk.person(Role.EDITOR), approvers(desk), rounds=PAIRS)
    assert (tally.pairs, tally.contradictory, tally.untold) == (PAIRS, [], [])


def test_approving_twice_at_once_is_one_approval(desk, drafted, live_server):
    tally = deciding.pages(
        live_server.url,
        drafted,
        desk.person(Role.EDITOR),
        approvers(desk),
        rounds=5,
        actions=("approve", "approve"),
    )
    assert (tally.outcomes, tally.contradictory, tally.untold) == ({"approved": 5}, [], [])


def test_of_merging_and_keeping_apart_at_once_exactly_one_happens(desk, live_server):
    tally = deciding.proposals(live_server.url, (desk.first, desk.second), rounds=PAIRS)
    assert (tally.pairs, tally.contradictory, tally.untold) == (PAIRS, [], [])
