"""Files of a dossier after they were taken: scanned, joined, looked at, found twice, recorded."""

from __future__ import annotations

import io
import socket
from html import unescape
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader, PdfWriter

from portal.core.private_files import address
from recognition.domain import nominations
from recognition.enums import EvidenceState, ScanState
from recognition.intake import previews, scanning, uploads
from recognition.models import Event, Evidence, RequiredDocument
from recognition.private_files import EVIDENCE
from tests.recognition.intake import clamd
from tests.recognition.intake.conftest import fetch, pdf_bytes, picture_bytes, upload

HEIC = Path(__file__).parent / "files" / "anh.heic"


@pytest.fixture
def scanner(settings):
    with clamd.running() as server:
        settings.CLAMD_URL = server.url
        yield server


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def send(client, dossier, *files, **more):
    return client.post(reverse("intake:evidence", args=[dossier.public_id]), {"files": list(files), **more})


def acts(dossier) -> list[str]:
    return list(
        Event.objects.filter(subject_key=dossier.public_id).order_by("sequence").values_list("act", flat=True)
    )


def infected_pdf() -> bytes:
    writer, target = PdfWriter(io.BytesIO(pdf_bytes())), io.BytesIO()
    writer.add_metadata({"/Title": clamd.TEST_VIRUS.decode()})
    writer.write(target)
    writer.close()
    return target.getvalue()


@pytest.fixture
def dossier(organization):
    return organization.draft(complete=False)


@pytest.fixture
def clerk(organization, signed_in):
    return signed_in(organization.clerk)


# Pictures of phones ---------------------------------------------------------------------------------------------------


def test_a_heic_picture_becomes_a_jpeg_without_its_place():
    assert b"Phone of ours" in HEIC.read_bytes()
    checked = uploads.check(upload("IMG_0001.HEIC", HEIC.read_bytes()))
    data = checked.content.read()
    assert (checked.name, checked.media_type) == ("IMG_0001.jpg", "image/jpeg")
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (64, 48)
        assert dict(picture.getexif()) == {}
        red, _green, blue = picture.convert("RGB").getpixel((8, 8))
        assert red > 200
        assert blue < 90
    assert b"Phone of ours" not in data


@pytest.mark.parametrize("cut", [40, 300, 700])
def test_a_broken_heic_picture_is_refused_with_a_sentence(cut):
    with pytest.raises(uploads.Refused, match="Ảnh bị hỏng"):
        uploads.check(upload("anh.heic", HEIC.read_bytes()[:cut]))


# The scanner ----------------------------------------------------------------------------------------------------------


def test_without_a_scanner_the_state_says_that_nobody_scanned(dossier, clerk):
    send(clerk, dossier, upload("a.pdf", pdf_bytes()))
    assert Evidence.objects.get().scan == ScanState.NONE
    page = clerk.get(reverse("intake:evidence", args=[dossier.public_id]))
    assert "Chưa quét vi-rút" in unescape(page.content.decode())


def test_the_scanner_is_shown_what_came_and_its_verdict_is_kept(dossier, clerk, scanner):
    came = picture_bytes(size=(900, 900))
    send(clerk, dossier, upload("a.jpg", came))
    assert scanner.scanned == [came]
    file = Evidence.objects.get()
    assert file.scan == ScanState.CLEAN
    assert file.scanned_at is not None


def test_an_infected_file_is_refused_with_the_name_of_what_it_has(dossier, clerk, scanner):
    infected = infected_pdf()
    page = send(clerk, dossier, upload("a.pdf", infected), upload("b.pdf", pdf_bytes()))
    assert "a.pdf: Tệp có vi-rút (Thu-Virus-1) nên không nhận" in unescape(page.content.decode())
    assert list(Evidence.objects.values_list("name", flat=True)) == ["b.pdf"]


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"nonsense"])
def test_a_scanner_that_does_not_judge_lets_the_file_wait(dossier, clerk, scanner, answer):
    scanner.answer = answer
    send(clerk, dossier, upload("a.pdf", pdf_bytes()))
    assert Evidence.objects.get().scan == ScanState.WAITING


def test_what_came_while_the_scanner_was_away_is_scanned_later(dossier, clerk, settings):
    settings.CLAMD_URL = f"tcp://127.0.0.1:{closed_port()}"
    send(clerk, dossier, upload("a.pdf", pdf_bytes()), upload("b.jpg", picture_bytes()))
    assert set(Evidence.objects.values_list("scan", flat=True)) == {ScanState.WAITING}
    assert scanning.scan_waiting() == 0
    with clamd.running() as server:
        settings.CLAMD_URL = server.url
        assert scanning.scan_waiting() == 2
        assert scanning.scan_waiting() == 0
    assert set(Evidence.objects.values_list("scan", flat=True)) == {ScanState.CLEAN}
    assert acts(dossier).count("scan") == 2


def test_a_file_found_infected_later_is_taken_away_and_its_record_stays(
    dossier, clerk, settings, django_capture_on_commit_callbacks
):
    infected = infected_pdf()
    send(clerk, dossier, upload("a.pdf", infected))
    file = Evidence.objects.get()
    with clamd.running() as server, django_capture_on_commit_callbacks(execute=True):
        settings.CLAMD_URL = server.url
        assert scanning.scan_waiting() == 1
    file.refresh_from_db()
    assert (file.state, file.scan) == (EvidenceState.INFECTED, ScanState.INFECTED)
    assert not file.file.storage.exists(file.file.name)
    assert fetch(clerk, address(EVIDENCE, file.public_id))[0] == 404
    assert "ít nhất một tệp minh chứng" in nominations.missing(dossier)
    page = clerk.get(reverse("intake:evidence", args=[dossier.public_id]))
    assert "Có tệp bị gỡ vì có vi-rút" in unescape(page.content.decode())
    event = Event.objects.filter(act="scan").select_related("payload").get()
    assert "Thu-Virus-1" in event.payload.reason


def test_a_scanner_on_a_unix_socket_is_asked_too(settings, tmp_path):
    settings.CLAMD_URL = f"unix://{tmp_path}/none.ctl"
    assert scanning.scan(b"x").state == ScanState.WAITING


# Joining --------------------------------------------------------------------------------------------------------------


def colour_of_page(data: bytes, number: int) -> tuple[int, int, int]:
    with Image.open(io.BytesIO(previews._drawn(data, number))) as page:
        return page.convert("RGB").getpixel((page.width // 2, page.height // 2))


def coloured(colour: str, size: tuple[int, int] = (300, 400)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, "JPEG")
    return target.getvalue()


def test_pictures_of_one_upload_become_one_pdf_in_their_order(dossier, clerk):
    files = [
        upload("1.jpg", coloured("red")),
        upload("x.pdf", pdf_bytes()),
        upload("2.jpg", coloured("blue")),
    ]
    send(clerk, dossier, *files, join="on")
    joined = Evidence.objects.get(name__startswith="Ảnh ghép")
    data = joined.file.read()
    joined.file.close()
    assert (Evidence.objects.count(), joined.media_type, len(PdfReader(io.BytesIO(data)).pages)) == (
        2,
        uploads.PDF,
        2,
    )
    assert uploads.check(upload("lai.pdf", data)).media_type == uploads.PDF  # what we write we would take
    first, second = colour_of_page(data, 1), colour_of_page(data, 2)
    assert first[0] > 200 > first[2]
    assert second[2] > 200 > second[0]


def test_kept_pictures_are_joined_in_the_order_that_was_typed_and_give_way(dossier, clerk):
    send(clerk, dossier, *(upload(f"{name}.jpg", coloured(name)) for name in ("red", "lime", "blue")))
    red, lime, blue = Evidence.objects.order_by("pk")
    url = reverse("intake:evidence", args=[dossier.public_id])
    assert "Ghép ảnh đã nhận" in unescape(clerk.get(url).content.decode())
    refused = clerk.post(url, {"join_kept": "1", f"place_{red.public_id}": "1"})
    assert "ít nhất hai ảnh" in unescape(refused.content.decode())
    places = {f"place_{blue.public_id}": "1", f"place_{red.public_id}": "2", f"place_{lime.public_id}": ""}
    assert clerk.post(url, {"join_kept": "1", **places}).status_code == 302
    kept = Evidence.objects.filter(state=EvidenceState.RECEIVED).order_by("pk")
    assert kept[0].name == "lime.jpg"
    assert len(kept) == 2
    data = kept[1].file.read()
    kept[1].file.close()
    assert colour_of_page(data, 1)[2] > 200
    assert colour_of_page(data, 2)[0] > 200


# Looking and downloading ----------------------------------------------------------------------------------------------


def test_pages_are_shown_as_pictures_of_ours_that_cannot_act(dossier, clerk, signed_in, organization):
    send(clerk, dossier, upload("a.pdf", pdf_bytes()))
    file = Evidence.objects.get()
    page = clerk.get(reverse("intake:preview", args=[dossier.public_id, file.public_id]))
    picture = reverse("intake:evidence_picture", args=[file.public_id, 1])
    assert picture in page.content.decode()
    status, headers, body = fetch(clerk, picture)
    assert (status, headers["Content-Type"], body[:2]) == (200, "image/jpeg", b"\xff\xd8")
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in headers["Cache-Control"]
    assert fetch(clerk, reverse("intake:evidence_picture", args=[file.public_id, 2]))[0] == 404
    stranger = signed_in(organization.stranger)
    assert stranger.get(picture).status_code == 404
    assert (
        stranger.get(reverse("intake:preview", args=[dossier.public_id, file.public_id])).status_code == 404
    )
    assert acts(dossier).count("preview") == 1


def test_a_document_of_word_is_offered_for_download_only(dossier, clerk):
    from tests.recognition.intake.test_uploads import docx_bytes

    send(clerk, dossier, upload("a.docx", docx_bytes()))
    file = Evidence.objects.get()
    page = clerk.get(reverse("intake:preview", args=[dossier.public_id, file.public_id]))
    assert "không xem trước được" in unescape(page.content.decode())
    assert fetch(clerk, reverse("intake:evidence_picture", args=[file.public_id, 1]))[0] == 404


def test_every_download_is_recorded_with_who_and_what(dossier, clerk, organization):
    send(clerk, dossier, upload("a.pdf", pdf_bytes()))
    file = Evidence.objects.get()
    for _time in range(2):
        assert fetch(clerk, address(EVIDENCE, file.public_id))[0] == 200
    asked = clerk.head(address(EVIDENCE, file.public_id))
    assert asked.status_code == 200
    assert b"".join(asked.streaming_content) == b""
    events = Event.objects.filter(act="download").select_related("payload", "actor")
    assert [(event.actor, event.role, event.payload.data["sha256"]) for event in events] == [
        (organization.clerk, "focal_point", file.sha256)
    ] * 2


# The same file twice --------------------------------------------------------------------------------------------------


def test_the_same_file_in_another_dossier_of_the_unit_is_pointed_out(organization, clerk, dossier):
    other = organization.draft("Trần Văn An", complete=False)
    data = pdf_bytes()
    send(clerk, other, upload("a.pdf", data))
    send(clerk, dossier, upload("b.pdf", data))
    page = clerk.get(reverse("intake:evidence", args=[dossier.public_id]))
    assert f"trùng với tệp của hồ sơ {other.public_id.upper()} (Trần Văn An)" in unescape(
        page.content.decode()
    )


# One file at a time, for the script -----------------------------------------------------------------------------------


def test_a_script_is_answered_per_file_in_json(dossier, clerk, client):
    url = reverse("intake:evidence", args=[dossier.public_id])
    taken = clerk.post(url, {"files": [upload("a.pdf", pdf_bytes())]}, headers={"accept": "application/json"})
    assert taken.json()["refused"] == []
    assert "a.pdf" in taken.json()["list"]
    refused = clerk.post(
        url, {"files": [upload("b.exe", b"MZ" * 50)]}, headers={"accept": "application/json"}
    )
    assert refused.json()["refused"][0]["name"] == "b.exe"
    assert "Không nhận loại tệp này" in refused.json()["refused"][0]["why"]
    nobody = client.post(url, {"files": [upload("a.pdf", b"x")]}, headers={"accept": "application/json"})
    assert nobody.status_code == 401


# Papers the round asks for --------------------------------------------------------------------------------------------


def test_a_paper_that_the_round_asks_for_is_on_a_checklist_and_holds_the_filing_back(
    organization, dossier, clerk
):
    RequiredDocument.objects.create(round=organization.round, code="bien-ban", name="Biên bản họp xét")
    assert "Biên bản họp xét" in nominations.missing(dossier)
    send(clerk, dossier, upload("a.pdf", pdf_bytes()), document="khong-co")
    assert "Biên bản họp xét" in nominations.missing(dossier)
    hub = clerk.get(reverse("intake:dossier", args=[dossier.public_id]))
    assert "Đã có 0 trong số 1 giấy tờ bắt buộc" in unescape(hub.content.decode())
    send(clerk, dossier, upload("b.jpg", picture_bytes()), document="bien-ban")
    assert "Biên bản họp xét" not in nominations.missing(dossier)
    page = unescape(clerk.get(reverse("intake:evidence", args=[dossier.public_id])).content.decode())
    assert "Đã có" in page
