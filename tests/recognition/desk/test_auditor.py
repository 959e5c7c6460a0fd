"""The auditor sees everything of the desk and changes nothing: every address there is, taken from the list of addresses."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from recognition.domain import events, lists, nominations
from recognition.enums import Role
from recognition.models import Event, Notice
from tests.recognition.desk.conftest import XHR, Desk
from tests.recognition.desk.test_screens import EXPECTED, EXPECTED_ACTS, appraised, filed_list, rows, screens

WRITES = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(?P<table>\w+)', re.IGNORECASE)
SESSIONS = {"django_session", "core_user", "axes_accesslog", "axes_accessattempt"}
OWN = {"recognition_notice", "recognition_savedfilter"}
"""What an auditor may write: the session, own marks of notices, own ways of looking at the inbox."""
THEIR_OWN_ADDRESSES = {
    "khai_bao", "intake:declarations", "thong_bao", "thong_bao_mo", "intake:notices", "intake:notice", "intake:login", "intake:logout",
    "intake:switch_role", "ho-so:recuse",
}  # fmt: skip
"""Addresses where anybody says something of themselves: kinship, preferences, signing in, stepping aside."""


def written(client, url: str) -> set[str]:
    """Return the tables that a POST with much of what a form could ask wrote to."""
    answers = {
        "reason": "Lý do", "text": "Lời", "name": "Tên", "title": "Tên", "state": "received", "answer": "fine",
        "full_name": "Tên", "unit": "1", "action": "confirm", "viec": "rut", "version": "1", "conduct": "x",
    }  # fmt: skip
    with CaptureQueriesContext(connection) as captured:
        client.post(url, answers, headers=XHR)
    found = (WRITES.match(query["sql"]) for query in captured.captured_queries)
    return {match["table"] for match in found if match} - SESSIONS


def addresses(namespace: str, samples: dict[str, object]) -> dict[str, str]:
    """Return every named address of a namespace, parameters filled from ``samples``."""
    resolver = get_resolver()
    prefix, inner = resolver.namespace_dict[namespace]
    found = {}
    for name in {key for key in inner.reverse_dict if isinstance(key, str)}:
        for possibilities, _pattern, _defaults, _converters in inner.reverse_dict.getlist(name):
            parameters = possibilities[0][1]
            try:
                url = reverse(f"{namespace}:{name}", kwargs={one: samples[one] for one in parameters})
            except (NoReverseMatch, KeyError) as missing:
                pytest.fail(f"{namespace}:{name} needs a sample for {parameters}: {missing}")
            found[f"{namespace}:{name}"] = url
            break
    assert prefix is not None
    return found


def desk_addresses(desk: Desk) -> dict[str, str]:
    ids = rows(desk)
    found = {}
    for name in screens():
        pk = ids[name]
        samples = {
            "pk": pk,
            "public_id": "bcdfghjk",
            "key": "bcdfghjk",
            "form": "xlsx",
            "code": "GK",
            "number": 1,
        }
        found |= addresses(name, samples)
    return found


def test_no_post_to_any_address_of_the_desk_writes_anything(desk):
    client = desk.client(Role.AUDITOR)
    client.get(reverse("bao_cao"))  # the settings of the site are written at the first request
    wrong = []
    for name, url in sorted(desk_addresses(desk).items()):
        if name in THEIR_OWN_ADDRESSES:
            continue
        if tables := written(client, url) - OWN:
            wrong.append((name, sorted(tables)))
    assert wrong == []


def test_no_post_to_any_address_of_the_units_writes_anything(desk):
    client = desk.client(Role.AUDITOR)
    client.get(reverse("intake:notices"))
    dossier = appraised(desk)
    names = filed_list(desk)
    samples = {
        "public_id": dossier.public_id,
        "round_id": desk.round.public_id,
        "list_id": names.public_id,
        "code": "conduct",
        "name": "withdraw",
        "key": dossier.evidence.get().public_id,
        "number": 1,
        "place": 1,
        "form": "docx",
        "package_id": "bcdfghjk",
        "exception_id": "bcdfghjk",
    }
    wrong = []
    for name, url in sorted(addresses("intake", samples).items()):
        if name in THEIR_OWN_ADDRESSES:
            continue
        if tables := written(client, url) - OWN:
            wrong.append((name, sorted(tables)))
    assert wrong == []


def test_the_walk_would_notice_a_write(desk):
    """The same walk by somebody who may: it writes, so the test above can fail."""
    dossier = desk.confirmed()
    client = desk.client(desk.first)
    tables = written(client, reverse("ho-so:receive", args=[dossier.pk]))
    assert {"recognition_event", "recognition_nomination"} <= tables


def test_every_screen_opens_for_the_auditor_and_shows_no_button_that_changes_anything(desk):
    ids = rows(desk)
    client = desk.client(Role.AUDITOR)
    unseen = {name for name, (seen, *_rest) in EXPECTED.items() if Role.AUDITOR not in seen}
    assert unseen == set()
    wrong = []
    for name in screens():
        page = client.get(reverse(f"{name}:index")).content.decode()
        row = client.get(reverse(f"{name}:inspect", args=[ids[name]])).content.decode()
        barred = [act for act, who in EXPECTED_ACTS.get(name, {}).items() if Role.AUDITOR not in who]
        links = [reverse(f"{name}:{act}", args=[ids[name]]) for act in barred]
        for act in ("edit", "delete"):
            try:
                links.append(reverse(f"{name}:{act}", args=[ids[name]]))
            except NoReverseMatch:
                continue
        with suppress(NoReverseMatch):
            links.append(reverse(f"{name}:add"))
        wrong += [(name, link) for link in links if f'"{link}' in page or f'"{link}' in row]
        main = row[row.index("<main") :] if "<main" in row else row
        wrong += [
            (name, "a form that posts") for form in re.findall(r"<form[^>]*>", main) if "post" in form.lower()
        ]
    assert wrong == []


def test_the_auditor_reads_the_record_of_acts(desk):
    desk.confirmed()
    page = desk.client(Role.AUDITOR).get(reverse("nhat-ky:index")).content.decode()
    assert "Xác nhận và gửi Sở Y tế" in page
    assert Notice.objects.filter(user=desk.person(Role.AUDITOR)).count() == 0


def test_reasons_written_on_a_dossier_are_read_in_the_record_only_by_who_may_read_the_dossier(desk):
    """The data officer checks the chain and reads of no dossier; the auditor reads none that is not at the desk."""
    dossier = desk.confirmed()
    nominations.move(
        nomination=dossier,
        name="return_",
        actor=desk.first,
        reason="Lời khai bị tố cáo",
    )
    kept = desk.draft("Lê Văn Ở Nhà")
    names = filed_list(desk)
    lists.move(
        row=names,
        name="return_",
        actor=desk.first,
        reason="Có tên người đang bị kiểm tra",
        due_at=timezone.now() + timedelta(days=9),
    )
    officer, auditor = desk.client(Role.DATA_OFFICER), desk.client(Role.AUDITOR)
    for row, reason in ((dossier, "Lời khai bị tố cáo"), (names, "Có tên người đang bị kiểm tra")):
        event = Event.objects.get(subject_key=row.public_id, act="return_")
        address = reverse("nhat-ky:inspect", args=[event.pk])
        of_officer, of_auditor = officer.get(address), auditor.get(address)
        assert event.digest in of_officer.content.decode(), "the chain stays to be checked"
        assert reason not in of_officer.content.decode()
        assert "nội dung hồ sơ" in of_officer.content.decode()
        assert reason in of_auditor.content.decode()
    with transaction.atomic():
        inside = events.record(subject=kept, act="message", actor=None, reason="Chuyện trong nhà")
    page = auditor.get(reverse("nhat-ky:inspect", args=[inside.pk])).content.decode()
    assert inside.digest in page
    assert "Chuyện trong nhà" not in page
    decided = desk.decision()
    with transaction.atomic():
        public = events.record(subject=decided, act="change", actor=desk.first, reason="Sửa lỗi chính tả")
    page = officer.get(reverse("nhat-ky:inspect", args=[public.pk])).content.decode()
    assert "Sửa lỗi chính tả" in page
