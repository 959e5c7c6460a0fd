"""What the outbox gave up, in the admin: who sees it, what it says, what its buttons do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.core import outbox
from portal.core.models import OutboxRow, User
from recognition.domain import roles
from recognition.domain.setup import ensure_groups
from recognition.enums import UNIT_ROLES, Role, UnitKind
from recognition.models import Unit

XHR = {"x-requested-with": "XMLHttpRequest"}
CONSUMER = "thu-nghiem"


def client_of(role: Role | None) -> Client:
    user = User.objects.create_user(f"nguoi-{role}")
    if role is not None:
        unit = None
        if role in UNIT_ROLES:
            unit = Unit.objects.create(code="BV", name="Bệnh viện", kind=UnitKind.HOSPITAL)
        roles.grant(user=user, role=role, unit=unit)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


@pytest.fixture
def groups(db):
    ensure_groups()


@pytest.fixture
def administrator(groups) -> Client:
    return client_of(Role.ADMINISTRATOR)


class Poisoned:
    """A consumer that refuses some keys for a reason and takes the others."""

    def __init__(self) -> None:
        self.refused: dict[str, str] = {}
        self.taken: list[str] = []

    def consume(self, refs: Sequence[outbox.Ref]) -> Mapping[outbox.Ref, str]:
        self.taken += [ref.key for ref in refs if ref.key not in self.refused]
        return {ref: self.refused[ref.key] for ref in refs if ref.key in self.refused}


@pytest.fixture
def consumer():
    made = Poisoned()
    outbox.register(CONSUMER, made.consume, kinds=["core.user"])
    yield made
    outbox.unregister(CONSUMER)


def parked(key: str, reason: str = "ValueError: hỏng", **values) -> OutboxRow:
    given = {"consumer": CONSUMER, "kind": "core.user", "key": key, "attempts": 8, "parked": True}
    return OutboxRow.objects.create(**{**given, "error": reason, **values})


@pytest.mark.parametrize("role", [None, *Role])
def test_only_administrators_pass_each_door(groups, role):
    row = parked("1")
    client = client_of(role)
    allowed = role == Role.ADMINISTRATOR
    answers = {
        name: client.get(reverse(f"viec-bi-gac-lai:{name}"), headers=XHR).status_code
        for name in ("index", "index_results")
    }
    answers["retry"] = client.post(
        reverse("viec-bi-gac-lai:retry"), {"what": str(row.pk)}, headers=XHR
    ).status_code
    wanted = {"index": 200, "index_results": 200, "retry": 302} if allowed else dict.fromkeys(answers, 403)
    assert answers == wanted
    assert OutboxRow.objects.filter(parked=True).exists() is not allowed


def test_a_stranger_is_sent_to_the_sign_in_page(groups, client):
    row = parked("1")
    for answer in (
        client.get(reverse("viec-bi-gac-lai:index")),
        client.post(reverse("viec-bi-gac-lai:retry"), {"what": str(row.pk)}),
    ):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("wagtailadmin_login"))
    assert OutboxRow.objects.filter(parked=True).exists()


def test_the_menu_shows_the_screen_to_administrators_alone(groups):
    url = reverse("viec-bi-gac-lai:index")
    assert url in client_of(Role.ADMINISTRATOR).get(reverse("wagtailadmin_home")).content.decode()
    assert url not in client_of(Role.EDITOR).get(reverse("wagtailadmin_home")).content.decode()


def test_the_list_says_what_why_and_how_often(administrator):
    parked("17", "ValueError: không đọc được <b>")
    parked("18", "dài " * 200)
    OutboxRow.objects.create(consumer=CONSUMER, kind="core.user", key="waiting", attempts=3, error="tạm")
    page = administrator.get(reverse("viec-bi-gac-lai:index")).content.decode()
    assert "ValueError: không đọc được &lt;b&gt;" in page
    assert "Tài khoản" in page
    assert ">17<" in page.replace(" ", "").replace("\n", "")
    assert ">8<" in page.replace(" ", "").replace("\n", "")
    assert "waiting" not in page


def test_a_list_costs_the_same_queries_however_long(administrator):
    url = reverse("viec-bi-gac-lai:index_results")
    parked("0")
    for _turn in range(2):  # what a process remembers is asked once
        administrator.get(url)
    with CaptureQueriesContext(connection) as with_one:
        administrator.get(url)
    parked("1")
    parked("2")
    with CaptureQueriesContext(connection) as with_three:
        administrator.get(url)
    assert len(with_three) == len(with_one)


@pytest.mark.parametrize(
    "typed", ["khong doc duoc", "Không đọc được", "tai khoan", "17", "user", "THU-NGHIEM"]
)
def test_the_list_is_searched_without_accents(administrator, typed):
    parked("17", "ValueError: không đọc được")
    parked("99", "khác", kind="no.such", consumer="other")
    page = administrator.get(reverse("viec-bi-gac-lai:index_results"), {"q": typed}).content.decode()
    assert "không đọc được" in page
    assert "no.such" not in page


def test_one_row_is_tried_again(administrator, consumer, django_capture_on_commit_callbacks):
    one, other = parked("1"), parked("2")
    with django_capture_on_commit_callbacks(execute=True):
        answer = administrator.post(
            reverse("viec-bi-gac-lai:retry"), {"what": str(one.pk), "chosen": [str(other.pk)]}, follow=True
        )
    assert "Đang thử lại 1 việc" in answer.content.decode()
    assert consumer.taken == ["1"]
    assert list(OutboxRow.objects.values_list("key", "parked")) == [("2", True)]


def test_the_chosen_rows_are_tried_again(administrator, consumer, django_capture_on_commit_callbacks):
    rows = [parked(str(number)) for number in range(3)]
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post(
            reverse("viec-bi-gac-lai:retry"),
            {"what": "chosen", "chosen": [str(row.pk) for row in rows[:2]] + ["x", "", "9" * 40, "٣"]},
        )
    assert consumer.taken == ["0", "1"]
    assert list(OutboxRow.objects.values_list("key", "parked")) == [("2", True)]


def test_all_are_tried_again_and_what_still_fails_waits_anew(
    administrator, consumer, django_capture_on_commit_callbacks
):
    for number in range(3):
        parked(str(number))
    consumer.refused = {"1": "ValueError: vẫn hỏng"}
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post(reverse("viec-bi-gac-lai:retry"), {"what": "all"})
    assert consumer.taken == ["0", "2"]
    assert list(OutboxRow.objects.values_list("key", "parked", "attempts", "error")) == [
        ("1", False, 1, "ValueError: vẫn hỏng")
    ]


@pytest.mark.parametrize(
    "what", ["", "chosen", "1; DROP TABLE", "-1", "99999999999999999999999", "x" * 10_000]
)
def test_odd_requests_change_nothing(administrator, what):
    parked("1")
    answer = administrator.post(reverse("viec-bi-gac-lai:retry"), {"what": what}, follow=True)
    assert answer.status_code == 200
    assert OutboxRow.objects.filter(parked=True).count() == 1


def test_a_row_that_is_not_parked_is_not_touched(administrator):
    row = parked("1", parked=False, attempts=3)
    administrator.post(reverse("viec-bi-gac-lai:retry"), {"what": str(row.pk)})
    row.refresh_from_db()
    assert row.attempts == 3


def test_the_button_answers_only_to_post(administrator):
    assert administrator.get(reverse("viec-bi-gac-lai:retry")).status_code == 405


def test_parked_rows_never_block_others(administrator, consumer, db):
    """A thousand parked rows stand in front; what comes after them is delivered in one call."""
    OutboxRow.objects.bulk_create(
        OutboxRow(consumer=CONSUMER, kind="core.user", key=f"old{number}", parked=True, attempts=8)
        for number in range(1000)
    )
    consumer.refused = {"poison": "ValueError: hỏng"}
    OutboxRow.objects.create(consumer=CONSUMER, kind="core.user", key="poison", attempts=7)
    OutboxRow.objects.create(consumer=CONSUMER, kind="core.user", key="good")
    report = outbox.deliver(CONSUMER)
    assert consumer.taken == ["good"]
    assert (report.delivered, report.failed, report.parked) == (1, 1, 1)
    OutboxRow.objects.create(consumer=CONSUMER, kind="core.user", key="later")
    assert outbox.deliver(CONSUMER).delivered == 1
    page = administrator.get(reverse("viec-bi-gac-lai:index")).content.decode()
    assert "ValueError: hỏng" in page
