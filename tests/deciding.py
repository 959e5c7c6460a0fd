"""Two people who press contradicting buttons at the same moment, over HTTP: what each was told and what is left."""

from __future__ import annotations

import http.client
import importlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from wagtail.models import (
    GroupApprovalTask,
    Locale,
    Page,
    PageLogEntry,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from portal.core.models import User
from recognition.domain.setup import ensure_groups
from recognition.enums import MergeState
from recognition.models import Event, Honoree, HonoreeIndexPage, HonoreePage, MergeProposal

TOKEN = "a" * 32


def site_tree() -> None:
    """Make the pages that migrations made, where a test before this one has emptied the database."""
    if HonoreeIndexPage.objects.exists():
        return
    locales = [Locale.objects.get_or_create(language_code=code)[0] for code in ("vi", "en")]
    Page.add_root(instance=Page(title="Root", slug="root", locale=locales[0]))
    importlib.import_module("portal.home.migrations.0003_site_tree").make_tree(apps, None)
    ensure_groups()


SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What a browser got."""

    status: int
    location: str
    told: tuple[str, ...]


def told_in(cookie: str) -> list[str]:
    """Return the messages that a cookie of Django's carries to the next page."""
    return [str(one).strip() for one in CookieStorage(HttpRequest())._decode(cookie) or ()]


class Browser:
    """A signed-in person with a connection of their own."""

    def __init__(self, server: str, user: User) -> None:
        self.host = urlsplit(server).netloc
        client = Client()
        client.force_login(user)
        self.session = client.cookies["sessionid"].value

    def post(self, address: str, **fields: str) -> Answer:
        connection = http.client.HTTPConnection(self.host, timeout=SECONDS)
        try:
            connection.request(
                "POST",
                address,
                urlencode(fields),
                {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
                    "X-CSRFToken": TOKEN,
                },
            )
            response = connection.getresponse()
            response.read()
            told: list[str] = []
            for header in response.headers.get_all("Set-Cookie") or ():
                cookie = SimpleCookie(header).get("messages")
                if cookie is not None and cookie.value:
                    told += told_in(cookie.value)
            return Answer(response.status, response.headers.get("Location", ""), tuple(told))
        finally:
            connection.close()


def together(*acts: Callable[[], Answer]) -> list[Answer]:
    """Let all press at the same moment; return their answers in order."""
    barrier = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def press(place: int) -> None:
        barrier.wait()
        answers[place] = acts[place]()

    threads = [threading.Thread(target=press, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    return answers


@dataclass
class Tally:
    """How many pairs ended how; ``contradictory`` and ``untold`` are the faults."""

    pairs: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    contradictory: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.pairs} pairs, outcomes {self.outcomes}, {len(self.contradictory)} contradictory, "
            f"{len(self.untold)} losers without a message"
        )


def pages(
    server: str,
    page: HonoreePage,
    author: User,
    approvers: tuple[User, User],
    *,
    rounds: int,
    actions: tuple[str, str] = ("approve", "reject"),
    words: str = "Trả lời của bạn không được tính",
) -> Tally:
    """Two approvers answer the same step of Wagtail's workflow at once, ``rounds`` times."""
    browsers = [Browser(server, user) for user in approvers]
    tally = Tally()
    for number in range(rounds):
        page = HonoreePage.objects.get(pk=page.pk)
        page.lead = f"Bản {number}"
        revision = page.save_revision(user=author)
        step: TaskState = page.get_workflow().start(page, author).current_task_state
        addresses = [
            reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, step.pk])
            for action in actions
        ]
        answers = together(
            *(
                lambda browser=browser, address=address: browser.post(address, comment="Lý do")
                for browser, address in zip(browsers, addresses, strict=True)
            )
        )
        step.refresh_from_db()
        live = HonoreePage.objects.values_list("live_revision", flat=True).get(pk=page.pk)
        acts = list(
            PageLogEntry.objects.filter(
                page=page.pk,
                action__in=("wagtail.workflow.approve", "wagtail.workflow.reject"),
                data__workflow__task_state_id=step.pk,
            ).values_list("action", flat=True)
        )
        tally.pairs += 1
        tally.outcomes[step.status] = tally.outcomes.get(step.status, 0) + 1
        agrees = (step.status == TaskState.STATUS_APPROVED) == (live == revision.pk)
        if len(acts) != 1 or not agrees or step.status == TaskState.STATUS_IN_PROGRESS:
            tally.contradictory.append(f"{number}: {step.status}, {acts}, live {live == revision.pk}")
        losers = [one for one in answers if any(words in text for text in one.told)]
        if len(losers) != 1 or any(one.status != 302 for one in answers):
            tally.untold.append(f"{number}: {answers}")
        WorkflowState.objects.filter(status__in=("in_progress", "needs_changes")).update(status="cancelled")
    return tally


def proposals(server: str, people: tuple[User, User], *, rounds: int) -> Tally:
    """One of the desk merges two entries, another keeps them apart, at once, ``rounds`` times."""
    first, second = (Browser(server, user) for user in people)
    tally = Tally()
    for number in range(rounds):
        pair = [Honoree(kind="individual", full_name=f"Lê Thị {number}") for _one in range(2)]
        for one in pair:
            one.save()
        row = MergeProposal.objects.create(honoree=pair[0], existing=pair[1])
        answers = together(
            lambda pk=row.pk: first.post(reverse("de-xuat-nhap:merge", args=[pk]), reason=""),
            lambda pk=row.pk: second.post(reverse("de-xuat-nhap:dismiss", args=[pk]), reason=""),
        )
        row.refresh_from_db()
        merged = Honoree.objects.filter(pk=pair[0].pk, merged_into=pair[1]).exists()
        acts = Event.objects.filter(subject_key=pair[0].public_id, act__in=("merge", "dismiss_merge")).count()
        tally.pairs += 1
        tally.outcomes[row.state] = tally.outcomes.get(row.state, 0) + 1
        if acts != 1 or merged != (row.state == MergeState.MERGED) or row.state == MergeState.OPEN:
            tally.contradictory.append(f"{number}: {row.state}, {acts} acts, merged {merged}")
        losers = [one for one in answers if "Đề xuất này đã được xem xét." in one.told]
        if len(losers) != 1 or any(one.status != 302 for one in answers):
            tally.untold.append(f"{number}: {answers}")
    return tally


@contextmanager
def stock_workflow(approvers: tuple[User, User]) -> Iterator[None]:
    """Let pages pass Wagtail's own task instead of ours, for comparison."""
    group = Group.objects.create(name="stock")
    for user in approvers:
        user.groups.add(group)
    task = GroupApprovalTask.objects.create(name="stock")
    task.groups.add(group)
    workflow = Workflow.objects.create(name="stock")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    before = dict(WorkflowPage.objects.values_list("page_id", "workflow_id"))
    WorkflowPage.objects.update(workflow=workflow)
    try:
        yield
    finally:
        for page, kept in before.items():
            WorkflowPage.objects.filter(page_id=page).update(workflow=kept)
