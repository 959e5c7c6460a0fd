"""Hostile and honest files."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from portal.core.private_files import address
from recognition.intake import uploads
from recognition.models import Evidence
from tests.recognition.intake.conftest import fetch, pdf_bytes, picture_bytes, upload

CONTENT_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'


def docx_bytes() -> bytes:
    document, target = docx.Document(), BytesIO()
    document.add_paragraph("Báo cáo thành tích")
    document.save(target)
    return target.getvalue()


def xlsx_bytes() -> bytes:
    book, target = openpyxl.Workbook(), BytesIO()
    book.active["A1"] = 87.5
    book.save(target)
    return target.getvalue()


def zip_bytes(entries: dict[str, bytes], *, base: bytes = b"", level: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = BytesIO(base)
    with zipfile.ZipFile(target, "a" if base else "w", level) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return target.getvalue()


def word(**entries: bytes) -> bytes:
    return zip_bytes(
        {"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": b"<w/>"}
        | {name.replace("__", "/").replace("_dot_", "."): data for name, data in entries.items()}
    )


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(uploads.Refused) as caught:
        uploads.check(upload(name, data))
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "data", "media_type", "stored"),
    [
        ("báo cáo.pdf", pdf_bytes(), uploads.PDF, "báo cáo.pdf"),
        ("anh.jpeg", picture_bytes(), uploads.JPEG, "anh.jpg"),
        ("don.docx", docx_bytes(), uploads.DOCX, "don.docx"),
        ("so lieu.xlsx", xlsx_bytes(), uploads.XLSX, "so lieu.xlsx"),
        ("virus.exe", pdf_bytes(), uploads.PDF, "virus.pdf"),
        ("../../etc/passwd.pdf", pdf_bytes(), uploads.PDF, "passwd.pdf"),
        ("anh\u202efdp.jpg", picture_bytes(), uploads.JPEG, "anh_fdp.jpg"),
    ],
)
def test_honest_files_are_taken_under_a_name_that_fits_their_content(name, data, media_type, stored):
    checked = uploads.check(upload(name, data))
    assert (checked.media_type, checked.name) == (media_type, stored)
    assert checked.size == len(checked.content.read())
    assert len(checked.sha256) == 64


def test_a_png_is_taken_as_a_picture_written_anew():
    checked = uploads.check(upload("so do.png", picture_bytes("PNG")))
    assert checked.media_type in {"image/png", "image/webp"}
    assert Image.open(checked.content).size == (40, 30)


def test_pictures_lose_place_and_camera():
    exif = Image.Exif()
    exif[0x010F] = "Canon of Hoa"
    exif[0x8825] = {1: "N", 2: (12.0, 40.0, 0.0)}
    data = picture_bytes(exif=exif.tobytes())
    assert b"Canon of" in data
    kept = uploads.check(upload("anh.jpg", data)).content.read()
    assert b"Canon of" not in kept
    assert not Image.open(BytesIO(kept)).getexif()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "rỗng"),
        (b"MZ\x90\x00" + bytes(100), "Không nhận loại tệp"),
        (b"<html><script>alert(1)</script>", "Không nhận loại tệp"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Không nhận loại tệp"),
        (b"GIF89a" + bytes(50), "Không nhận loại tệp"),
        (uploads.OLE + bytes(600), "mật khẩu"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "Ảnh bị hỏng"),
        (b"%PDF-1.7\nhello", "cắt cụt"),
        (b"%PDF-1.7\nhello\n%%EOF", "bị hỏng"),
        (b"PK\x03\x04" + bytes(100), "bị hỏng"),
    ],
)
def test_what_is_none_of_the_five_kinds_is_refused_whatever_its_name(data, why):
    for name in ("a.pdf", "a.jpg", "a.docx"):
        assert why in refusal(name, data)


def test_a_file_over_the_limit_is_refused():
    assert "15 MB" in refusal("a.pdf", pdf_bytes() + bytes(uploads.MAX_SIZE))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pdf_bytes(javascript="app.alert(1)"), "JavaScript"),
        (pdf_bytes(attachment=b"x"), "đính kèm"),
        (pdf_bytes(password="bí mật"), "mật khẩu"),
        (
            pdf_bytes().replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /Launch /F (a) >>"),
            "mở chương trình",
        ),
        (
            pdf_bytes().replace(
                b"/Type /Catalog", b"/Type /Catalog /AA << /O << /S /J#61vaScript /J#53 (x) >> >>"
            ),
            "JavaScript",
        ),
        (pdf_bytes() + picture_bytes(), "dữ liệu lạ"),
    ],
)
def test_a_pdf_that_can_act_or_hide_is_refused(data, why):
    assert why in refusal("a.pdf", data)


def test_a_script_inside_a_compressed_stream_of_objects_is_found():
    inner = b"1 0 << /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"
    first = inner.index(b"<<")
    packed = zlib.compress(inner)
    parts = [b"%PDF-1.7\n"]
    offsets = {}

    def add(number: int, body: bytes) -> None:
        offsets[number] = sum(map(len, parts))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    add(2, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
    add(3, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
    add(
        4,
        b"<< /Type /ObjStm /N 1 /First %d /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (first, len(packed), packed),
    )
    start = sum(map(len, parts))
    rows = b"".join(
        struct.pack(">BHB", *row)
        for row in (
            (0, 0, 255),
            (2, 4, 0),
            (1, offsets[2], 0),
            (1, offsets[3], 0),
            (1, offsets[4], 0),
            (1, start, 0),
        )
    )
    parts.append(
        b"5 0 obj\n<< /Type /XRef /Size 6 /W [1 2 1] /Root 1 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        b"startxref\n%d\n%%%%EOF" % (len(rows), rows, start)
    )
    assert "JavaScript" in refusal("a.pdf", b"".join(parts))


def test_polyglots_are_refused():
    assert "hai định dạng" in refusal("a.jpg", zip_bytes({"evil.txt": b"x"}, base=picture_bytes()))
    assert "hai định dạng" in refusal("a.pdf", zip_bytes({"evil.txt": b"x"}, base=pdf_bytes()))
    assert "hai định dạng" in refusal("a.docx", docx_bytes() + b"\x00" * 10 + b"tail")
    assert "hai định dạng" in refusal(
        "a.png", picture_bytes("PNG")[:8] + b"%PDF-1.4" + picture_bytes("PNG")[8:]
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (word(word__vbaProject_dot_bin=b"x"), "macro"),
        (word(WORD__VBAPROJECT_dot_BIN=b"x"), "macro"),
        (word(word__embeddings__oleObject1_dot_bin=b"x"), "nhúng"),
        (word(word__run_dot_exe=b"MZ"), "macro"),
        (word(word__x_dot_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "XML"),
        (word(word__x_dot_xml='<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")), "XML"),
        (
            word(
                word___rels__settings_dot_xml_dot_rels=b'<Relationship Type="x/attachedTemplate" Target="http://evil.example/a.dotm" TargetMode="External"/>'
            ),
            "từ nơi khác",
        ),
        (word(xl__workbook_dot_xml=b"<x/>"), "hai định dạng"),
        (word(big_dot_xml=bytes(20 * 1024 * 1024)), "phình"),
        (zip_bytes({f"{number}": b"" for number in range(3100)}), "phình"),
        (zip_bytes({"a.txt": b"x"}), "Không nhận tệp nén"),
        (
            zip_bytes(
                {
                    "[Content_Types].xml": CONTENT_TYPES.replace(b"></Types>", b">macroEnabled</Types>"),
                    "word/document.xml": b"<w/>",
                }
            ),
            "macro",
        ),
        (
            zip_bytes({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": b"<w/>", "../../x": b"x"}),
            "đường dẫn lạ",
        ),
    ],
)
def test_archives_with_stowaways_are_refused(data, why):
    assert why in refusal("a.docx", data)


def test_an_archive_that_lies_about_its_size_is_refused():
    data = bytearray(word(word__x_dot_xml=b"A" * 100_000))
    place = data.rfind(b"word/x.xml") - 46 + 24  # the size in the directory
    data[place : place + 4] = struct.pack("<I", 10)
    assert "bị hỏng" in refusal("a.docx", bytes(data))


def test_a_picture_of_too_many_points_is_refused():
    data = bytearray(picture_bytes("PNG"))
    data[16:24] = struct.pack(">II", 60_000, 60_000)
    data[29:33] = struct.pack(">I", zlib.crc32(bytes(data[12:29])))
    assert refusal("a.png", bytes(data))


# On the screen -------------------------------------------------------------------------------------------------------


@pytest.fixture
def dossier(organization):
    return organization.draft(complete=False)


@pytest.fixture
def page(dossier):
    return reverse("intake:evidence", args=[dossier.public_id])


def test_bad_files_are_named_with_a_reason_and_good_ones_kept(organization, signed_in, page):
    clerk = signed_in(organization.clerk)
    files = [
        upload("tot.pdf", pdf_bytes()),
        upload("lenh.pdf", pdf_bytes(javascript="x")),
        upload("chuong trinh.pdf", b"MZ" + bytes(99)),
    ]
    shown = clerk.post(page, {"files": files}).content.decode()
    assert "lenh.pdf: Tệp PDF có mã lệnh" in shown
    assert "chuong trinh.pdf: Không nhận loại tệp" in shown
    assert list(Evidence.objects.values_list("name", flat=True)) == ["tot.pdf"]


def test_a_file_over_the_limit_is_not_even_written_and_the_others_are_kept(organization, signed_in, page):
    clerk = signed_in(organization.clerk)
    huge = SimpleUploadedFile("to.pdf", bytes(uploads.MAX_SIZE + 100_000))
    shown = clerk.post(page, {"files": [huge, upload("tot.pdf", pdf_bytes())]}).content.decode()
    assert "to.pdf: Tệp lớn hơn 15 MB" in shown
    assert list(Evidence.objects.values_list("name", flat=True)) == ["tot.pdf"]


def test_the_same_file_is_taken_once(organization, signed_in, page):
    clerk = signed_in(organization.clerk)
    same = pdf_bytes()
    clerk.post(page, {"files": [upload("a.pdf", same)]})
    assert (
        "Tệp này đã có trong hồ sơ" in clerk.post(page, {"files": [upload("b.pdf", same)]}).content.decode()
    )
    assert Evidence.objects.count() == 1


def test_a_dossier_holds_at_most_thirty_files(organization, signed_in, page, monkeypatch):
    monkeypatch.setattr("recognition.intake.views.evidence.MAX_FILES", 1)
    clerk = signed_in(organization.clerk)
    files = [upload("a.pdf", pdf_bytes()), upload("b.jpg", picture_bytes())]
    assert "Hồ sơ đã đủ 1 tệp" in clerk.post(page, {"files": files}).content.decode()
    assert Evidence.objects.count() == 1


def test_a_file_is_removed_and_then_unreachable(organization, signed_in, page):
    clerk = signed_in(organization.clerk)
    clerk.post(page, {"files": [upload("a.pdf", pdf_bytes())]})
    evidence = Evidence.objects.get()
    url = address("minh-chung", evidence.public_id)
    assert fetch(clerk, url)[0] == 200
    clerk.post(page, {"remove": evidence.public_id})
    assert clerk.get(url).status_code == 404
    assert (
        "đã được xóa trước đó"
        in clerk.post(page, {"remove": evidence.public_id}, follow=True).content.decode()
    )


def test_an_upload_without_the_token_is_refused(organization, page):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(organization.clerk, backend="portal.core.authentication.PortalBackend")
    assert client.post(page, {"files": [upload("a.pdf", pdf_bytes())]}).status_code == 403
    assert not Evidence.objects.exists()


def test_no_file_is_an_error_and_not_a_silence(organization, signed_in, page):
    assert "Chưa chọn tệp nào" in signed_in(organization.clerk).post(page, {}).content.decode()
