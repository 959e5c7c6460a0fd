"""What no head confirmed is nobody's outside the unit: not the desk's, not the auditor's, whatever became of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import openpyxl
import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from portal.core import private_files
from recognition.domain import messages, nominations, suggestions
from recognition.domain.errors import IllegalMove
from recognition.enums import NominationState, Role
from recognition.models import Nomination, NomineeList, Round
from recognition.private_files import EVIDENCE
from tests.recognition.desk.conftest import XHR, Desk
from tests.recognition.desk.test_inbox import doors
from tests.recognition.desk.test_rounds import filed as filed_list

NAME = "Phan Thị Kín"


def move(desk: Desk, row: Nomination, name: str, role: Role, reason: str = "") -> Nomination:
    return nominations.move(nomination=row, name=name, actor=desk.person(role), reason=reason)


def drafted(desk: Desk) -> Nomination:
    return desk.draft(NAME)


def suggested(desk: Desk) -> Nomination:
    told = suggestions.receive(
        kind="individual", full_name=NAME, place=desk.hospital.name, words="Ở lại ngoài ca trực."
    )
    return suggestions.accept(
        suggestion=told,
        round=desk.round,
        award=desk.award,
        unit=desk.hospital,
        actor=desk.person(Role.FOCAL_POINT),
    )


def withdrawn(desk: Desk) -> Nomination:
    return move(desk, drafted(desk), "withdraw", Role.FOCAL_POINT, "Chọn người khác.")


def filed(desk: Desk) -> Nomination:
    return move(desk, drafted(desk), "file", Role.FOCAL_POINT)


def sent_back(desk: Desk) -> Nomination:
    return move(desk, filed(desk), "send_back", Role.UNIT_HEAD, "Thiếu số liệu.")


def withdrawn_from_the_head(desk: Desk) -> Nomination:
    return move(desk, filed(desk), "withdraw", Role.FOCAL_POINT, "Chọn người khác.")


def late(make: Callable[[Desk], Nomination]) -> Callable[[Desk], Nomination]:
    def expired(desk: Desk) -> Nomination:
        row = make(desk)
        Round.objects.update(deadline=timezone.now() - timedelta(minutes=1))
        assert nominations.expire_overdue() == 1
        row.refresh_from_db()
        assert row.state == NominationState.OVERDUE
        return row

    expired.__name__ = f"late_{make.__name__}"
    return expired


@pytest.mark.parametrize(
    "make",
    [drafted, suggested, withdrawn, filed, sent_back, withdrawn_from_the_head, late(drafted), late(filed)],
    ids=lambda make: make.__name__,
)
@pytest.mark.parametrize("role", [Role.STANDING_BODY, Role.AUDITOR])
def test_nobody_outside_the_unit_reads_what_its_head_never_confirmed(
    desk: Desk, make: Callable[[Desk], Nomination], role: Role
) -> None:
    row = make(desk)
    client = desk.client(role)
    assert not nominations.may_view(desk.person(role), row)
    addresses = doors(row) if row.evidence.exists() else {"inspect": reverse("ho-so:inspect", args=[row.pk])}
    for name, url in addresses.items():
        # An auditor has no act at all, and is refused before any row is looked for.
        assert client.get(url, headers=XHR).status_code in (
            {404} if role == Role.STANDING_BODY else {403, 404}
        ), name
    index = reverse("ho-so:index")
    for query in ("", "?q=phan+thi", f"?state={row.state}"):
        assert NAME not in client.get(index + query).content.decode(), query
    if role == Role.STANDING_BODY:
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"{index}?export=xlsx").content)).active
        assert book is not None
        assert book.max_row == 1
    own = desk.client(Role.FOCAL_POINT)
    assert own.get(reverse("intake:dossier", args=[row.public_id])).status_code == 200


def test_from_the_confirmation_on_the_desk_reads_it_through_return_and_end(desk: Desk) -> None:
    row = desk.confirmed(NAME)
    first = row.left_at
    assert first is not None
    client = desk.client(Role.STANDING_BODY)
    file = private_files.address(EVIDENCE, row.evidence.get().public_id)

    def is_read() -> bool:
        page, evidence = client.get(reverse("ho-so:inspect", args=[row.pk])), client.get(file)
        return page.status_code == evidence.status_code == 200 and b"".join(evidence.streaming_content) != b""

    assert is_read()
    for name, role in (
        ("return_", Role.STANDING_BODY),
        ("file", Role.FOCAL_POINT),
        ("send_back", Role.UNIT_HEAD),
        ("file", Role.FOCAL_POINT),
        ("confirm", Role.UNIT_HEAD),
        ("withdraw", Role.FOCAL_POINT),
    ):
        row = move(desk, row, name, role, "Thiếu số liệu.")
        assert is_read(), name
        assert row.left_at == first


def test_a_unit_writes_to_the_desk_once_the_desk_can_read(desk: Desk) -> None:
    row = filed(desk)
    clerk = desk.person(Role.FOCAL_POINT)
    url = reverse("intake:dossier", args=[row.public_id])
    talk = f'action="{reverse("intake:talk", args=[row.public_id])}"'
    assert talk not in desk.client(clerk).get(url).content.decode()
    with pytest.raises(IllegalMove, match="chưa gửi"):
        messages.reply(nomination=row, text="Đã gửi ạ", actor=clerk)
    row = move(desk, row, "confirm", Role.UNIT_HEAD)
    assert talk in desk.client(clerk).get(url).content.decode()
    assert messages.reply(nomination=row, text="Đã gửi ạ", actor=clerk).text == "Đã gửi ạ"


def test_rows_from_before_the_column_are_told_from_their_acts(desk: Desk) -> None:
    """The data migration: the first confirmation since the dossier is in a round of the Sở, else what the state proves."""
    confirmed, waiting, gone = desk.confirmed("Lê An"), filed(desk), withdrawn(desk)
    back = move(desk, desk.confirmed("Lê Bình"), "return_", Role.STANDING_BODY, "Thiếu số liệu.")
    names = filed_list(desk)
    unwritten = Nomination.objects.create(
        round=desk.round,
        unit=desk.hospital,
        award=desk.award,
        kind="individual",
        full_name="Lê Chi",
        state=NominationState.RECEIVED,
        received_at=timezone.now(),
    )
    known = {row.pk: row.left_at for row in (confirmed, back)}
    assert None not in known.values()
    for model in (Nomination, NomineeList):
        model.objects.update(left_at=None)
    import_module("recognition.migrations.0015_left_the_unit").fill(apps, None)
    found = dict(Nomination.objects.values_list("pk", "left_at"))
    assert {pk: found[pk] for pk in known} == known
    assert (found[waiting.pk], found[gone.pk]) == (None, None)
    assert found[unwritten.pk] == unwritten.received_at
    assert NomineeList.objects.get().left_at == names.left_at
