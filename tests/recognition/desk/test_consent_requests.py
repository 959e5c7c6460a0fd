"""A person is asked by a paper of their own: answers once, each item by itself, takes it back by the same paper."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from recognition.domain import conferrals, consent, erasure, events, publication
from recognition.domain.errors import DomainError, IllegalMove, NotAllowed
from recognition.enums import AuthorityCheck, ConsentRequestState, ConsentScope, PublicationState, Role
from recognition.models import Conferral, Consent, ConsentRequest, Decision, HonoreePage
from tests.recognition.desk.conftest import Desk
from tests.recognition.intake import clamd
from tests.recognition.intake.test_evidence import closed_port

ALL = list(ConsentScope.values)


@pytest.fixture(autouse=True)
def _nobody_was_here():
    cache.clear()


@pytest.fixture
def line(desk: Desk) -> Conferral:
    decision = desk.decision()
    row = desk.line(decision)
    conferrals.verify_decision(decision=decision, actor=desk.second)
    assert not publication.draft_pages(decision=decision, actor=desk.person(Role.EDITOR)).failed
    return row


@pytest.fixture
def asked(desk: Desk, line: Conferral) -> consent.Asked:
    return consent.ask(honoree=line.honoree, scopes=ALL, actor=desk.person(Role.EDITOR))


def page_of(asked: consent.Asked, language: str = "vi") -> str:
    return f"/en/consent/{asked.token}/" if language == "en" else f"/dong-y/{asked.token}/"


def said(photo: str = "yes", biography: str = "no", words: str = "no") -> dict[str, str]:
    return {"photo": photo, "biography": biography, "words": words}


def test_the_token_is_not_kept_and_the_conferral_waits_for_the_answer(asked, line):
    row = asked.request
    assert asked.token not in " ".join(
        map(str, ConsentRequest.objects.filter(pk=row.pk).values().get().values())
    )
    line.refresh_from_db()
    assert line.state == PublicationState.CONSENT
    assert row.state == ConsentRequestState.WAITING
    assert consent.scopes_in_force(line.honoree) == frozenset()
    assert events.verify_chain("recognition.honoree", line.honoree.public_id) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_stranger_with_the_paper_answers_each_item_once_and_the_rest_stays_out(
    client, asked, line, language
):
    here = page_of(asked, language)
    shown = client.get(here)
    assert shown.status_code == 200
    assert line.honoree.full_name in shown.content.decode()
    assert not Consent.objects.exists()  # a messenger that looks at the link has answered nothing
    answer = client.post(here, said(), follow=True)
    assert answer.status_code == 200
    assert consent.scopes_in_force(line.honoree) == {"photo"}
    row = ConsentRequest.objects.get(pk=asked.request.pk)
    assert (row.agreed, row.refused, row.on_paper) == (["photo"], ["biography", "words"], False)
    kept = Consent.objects.get()
    assert (kept.recorded_by, kept.request, kept.text_version) == (None, row, consent.TEXT_VERSION)
    again = client.post(here, said("no", "yes", "yes"))
    assert again.status_code == 409
    assert consent.scopes_in_force(line.honoree) == {"photo"}
    assert 'role="alert"' in again.content.decode()


def test_nothing_is_chosen_beforehand_and_an_item_without_an_answer_is_asked_again(client, asked):
    here = page_of(asked)
    assert " checked" not in client.get(here).content.decode()
    missing = client.post(here, {"photo": "yes"})
    assert missing.status_code == 422
    assert "Hãy chọn đồng ý hay không." in missing.content.decode()
    assert (
        'role="alert" tabindex="-1" autofocus' in missing.content.decode()
    )  # the form stands two screens down a phone
    assert not Consent.objects.exists()


def test_the_same_paper_takes_back_what_it_agreed_to_even_after_its_term(client, asked, line):
    here = page_of(asked)
    client.post(here, said("yes", "yes", "yes"))
    ConsentRequest.objects.update(expires_at=timezone.now() - timedelta(days=1))
    client.post(here, {"act": "withdraw", "scope": ["photo", "words"]})
    assert consent.scopes_in_force(line.honoree) == {"biography"}
    text = client.get(here).content.decode()
    assert "Đã rút lại, không đăng nữa" in text
    assert client.post(here, {"act": "withdraw", "scope": ["photo"]}).status_code == 409
    assert events.verify_chain("recognition.honoree", line.honoree.public_id) == []


def test_no_answer_within_the_term_is_no_consent(client, asked, line):
    ConsentRequest.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    here = page_of(asked)
    assert "Chỉ nội dung tối thiểu được đăng" in client.get(here).content.decode()
    assert client.post(here, said("yes", "yes", "yes")).status_code == 409
    assert not Consent.objects.exists()
    assert ConsentRequest.objects.get().state == ConsentRequestState.SILENT


def test_the_address_is_told_to_nobody(client, asked):
    response = client.get(page_of(asked))
    assert response["Referrer-Policy"] == "strict-origin"
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    text = response.content.decode()
    head = text.split("</head>")[0]
    assert 'content="noindex' in head
    assert asked.token not in head
    assert "og:" not in head
    outside = [
        url for url in re.findall(r'(?:href|src|action)="(https?:[^"]+)"', text) if "tonvinh" not in url
    ]
    assert all(asked.token not in url for url in outside)


def test_a_wrong_or_recalled_token_is_nothing_and_many_tries_are_stopped(client, desk, asked):
    consent.recall(request=asked.request, actor=desk.person(Role.EDITOR))
    assert client.get(page_of(asked)).status_code == 404
    assert client.post(page_of(asked), said()).status_code == 404
    codes = {client.get(f"/dong-y/{number:032d}/").status_code for number in range(60)}
    assert codes == {404, 429}
    assert client.get("/dong-y/x/").status_code == 429


def test_asking_anew_recalls_the_earlier_link_and_what_is_agreed_is_not_asked_again(
    client, desk, asked, line
):
    editor = desk.person(Role.EDITOR)
    second = consent.ask(honoree=line.honoree, scopes=["photo"], actor=editor)
    assert client.get(page_of(asked)).status_code == 404
    client.post(page_of(second), {"photo": "yes"})
    with pytest.raises(DomainError):
        consent.ask(honoree=line.honoree, scopes=["photo"], actor=editor)
    assert [str(one) for one in consent.scopes_to_ask(line.honoree)] == ["biography", "words"]
    with pytest.raises(NotAllowed):
        consent.ask(honoree=line.honoree, scopes=["words"], actor=desk.person(Role.AUDITOR))


def picture() -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(target, "JPEG")
    return SimpleUploadedFile("ban-ky.jpg", target.getvalue(), content_type="image/jpeg")


def test_the_signed_paper_is_recorded_with_its_scan_also_after_the_term(desk, asked, line):
    ConsentRequest.objects.update(expires_at=timezone.now() - timedelta(days=1))
    response = desk.client(Role.EDITOR).post(
        reverse("xin-dong-y:record-signed", args=[asked.request.pk]),
        {"agreed": ["photo", "words"], "given_at": "2025-06-01 08:00", "proof": picture()},
    )
    assert response.status_code == 302
    assert consent.scopes_in_force(line.honoree) == {"photo", "words"}
    assert all(row.proof and row.recorded_by for row in Consent.objects.all())
    row = ConsentRequest.objects.get()
    assert row.on_paper
    with pytest.raises(IllegalMove):
        consent.record_signed(
            request=row,
            agreed=[],
            proof=ContentFile(b"x", "x.pdf"),
            given_at=timezone.now(),
            actor=desk.person(Role.EDITOR),
        )


def test_a_scan_that_is_no_scan_is_refused_in_words(desk, asked):
    response = desk.client(Role.EDITOR).post(
        reverse("xin-dong-y:record-signed", args=[asked.request.pk]),
        {
            "agreed": ["photo"],
            "given_at": "2025-06-01 08:00",
            "proof": SimpleUploadedFile("ban-ky.pdf", b"MZ not a paper"),
        },
    )
    assert response.status_code == 422
    assert not Consent.objects.exists()


def test_a_signed_paper_waits_for_a_scanner_that_is_away(desk, asked, line, settings):
    settings.CLAMD_URL = f"tcp://127.0.0.1:{closed_port()}"
    editor = desk.client(Role.EDITOR)
    response = editor.post(
        reverse("xin-dong-y:record-signed", args=[asked.request.pk]),
        {"agreed": ["photo"], "given_at": "2025-06-01 08:00", "proof": picture()},
    )
    assert response.status_code == 422
    assert "Máy quét vi-rút không trả lời" in response.content.decode()
    recorded = {
        "honoree": line.honoree_id,
        "scope": "photo",
        "text_version": "1",
        "given_at": "2025-06-01 08:00",
    }
    response = editor.post(reverse("dong-y:add"), {**recorded, "proof": picture()})
    assert "Máy quét vi-rút không trả lời" in response.content.decode()
    assert not Consent.objects.exists()
    with clamd.running() as server:
        settings.CLAMD_URL = server.url
        editor.post(reverse("dong-y:add"), {**recorded, "proof": picture()})
        assert len(server.scanned) == 1
    assert Consent.objects.get().proof


def test_a_proof_that_is_no_paper_is_refused_where_a_consent_is_recorded(desk, line):
    response = desk.client(Role.EDITOR).post(
        reverse("dong-y:add"),
        {
            "honoree": line.honoree_id,
            "scope": "photo",
            "text_version": "1",
            "given_at": "2025-06-01 08:00",
            "proof": SimpleUploadedFile("ban-ky.pdf", b"MZ not a paper"),
        },
    )
    assert "Không nhận loại tệp này" in response.content.decode()
    assert not Consent.objects.exists()


def test_the_desk_sees_the_link_once_as_text_and_code_and_it_opens_the_page(desk, client, line):
    editor = desk.client(Role.EDITOR)
    response = editor.post(
        reverse("nguoi-duoc-ton-vinh:ask-consent", args=[line.honoree_id]), {"scopes": ALL}
    )
    text = unescape(response.content.decode())
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    token = re.search(r"/dong-y/([\w-]+)/", text).group(1)  # type: ignore[union-attr]
    assert "<svg" in text
    assert client.get(f"/dong-y/{token}/").status_code == 200
    later = editor.get(reverse("nguoi-duoc-ton-vinh:inspect", args=[line.honoree_id])).content.decode()
    assert token not in later
    assert "Chỉ đăng nội dung tối thiểu" in later


def test_what_was_refused_or_not_asked_stays_off_the_public_page(client, desk, asked, line):
    page = HonoreePage.objects.get(honoree=line.honoree, language="vi")
    page.lead = "Hai mươi năm ở trạm y tế."
    page.save_revision(user=desk.person(Role.EDITOR)).publish()
    client.post(page_of(asked), said("no", "no", "no"))
    assert page.lead not in client.get(page.get_url()).content.decode()
    second = consent.ask(honoree=line.honoree, scopes=["biography"], actor=desk.person(Role.EDITOR))
    client.post(page_of(second), {"biography": "yes"})
    assert page.lead in client.get(page.get_url()).content.decode()
    client.post(page_of(second), {"act": "withdraw", "scope": "biography"})
    assert page.lead not in client.get(page.get_url()).content.decode()


def test_whoever_is_erased_is_asked_no_more(client, desk, asked, line):
    erasure.erase(honoree=line.honoree, actor=desk.person(Role.DATA_OFFICER), reason="Theo yêu cầu")
    assert client.get(page_of(asked)).status_code == 404


LEAD = "Hai mươi năm ở trạm y tế vùng cao."
BLOCK = "Chị đi bộ tới từng bản."


def drafted(desk: Desk, line: Conferral) -> HonoreePage:
    page = HonoreePage.objects.get(honoree=line.honoree, language="vi")
    page.lead = LEAD
    page.body = [("prose", f"<p>{BLOCK}</p>")]
    page.save_revision(user=desk.person(Role.EDITOR))
    return page


@pytest.mark.parametrize("end", ["answered", "term over", "taken back"])
def test_the_draft_is_read_by_the_link_only_while_the_answer_is_awaited(client, desk, asked, line, end):
    drafted(desk, line)
    here = page_of(asked)
    before = client.get(here).content.decode()
    assert LEAD in before
    assert BLOCK in before
    assert line.decision.number in before
    if end == "term over":
        ConsentRequest.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    else:
        client.post(here, said("yes", "no", "no"))
    after = client.get(here).content.decode()
    if end == "answered":
        assert "Rút lại mục đã chọn" in after
    elif end == "taken back":
        after = client.post(here, {"act": "withdraw", "scope": ["photo"]}, follow=True).content.decode()
        assert "Đã rút lại, không đăng nữa" in after
    refused = client.post(here, said("no", "yes", "yes")).content.decode()
    for text in (after, refused):
        assert LEAD not in text
        assert BLOCK not in text
        assert line.decision.number not in text


def test_the_page_and_the_paper_tell_of_no_conferral_that_is_hidden_held_or_not_verified(client, desk, line):
    hidden, unverified, held = "91/QĐ-SYT", "92/QĐ-SYT", "93/QĐ-SYT"

    def confer(decision: Decision) -> Conferral:
        return conferrals.confer(
            decision=decision,
            award=desk.award,
            kind=line.honoree.kind,
            full_name=line.honoree.full_name,
            honoree=line.honoree,
            actor=desk.first,
        ).conferral

    for number in (hidden, held):
        decision = desk.decision(number)
        row = confer(decision)
        conferrals.verify_decision(decision=decision, actor=desk.second)
        if number == held:
            Conferral.objects.filter(pk=row.pk).update(authority=AuthorityCheck.HELD)
            continue
        told = publication.publish_facts(
            decision=decision, actor=desk.person(Role.APPROVER), reason="Đăng quyết định"
        )
        assert not told.failed
        row.refresh_from_db()
        publication.hide(conferral=row, actor=desk.person(Role.DATA_OFFICER), reason="Theo yêu cầu")
    confer(desk.decision(unverified))
    assert Conferral.objects.filter(honoree=line.honoree).count() == 4
    paper = desk.client(Role.EDITOR).post(
        reverse("nguoi-duoc-ton-vinh:ask-consent", args=[line.honoree_id]), {"scopes": ALL}
    )
    token = re.search(r"/dong-y/([\w-]+)/", unescape(paper.content.decode())).group(1)  # type: ignore[union-attr]
    for shown in (paper, client.get(f"/dong-y/{token}/")):
        text = shown.content.decode()
        assert line.decision.number in text
        assert not [number for number in (hidden, unverified, held) if number in text]
