"""Files that units send in: what they are is read from their bytes, never from their name.

Pictures are written anew (those of phones as JPEG), whatever comes is shown to a scanner of viruses where there is one; documents that could act (macros, scripts, attachments), hide (polyglots), swell (bombs)
or cannot be read by the desk (passwords) are refused, each with a sentence for its sender.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

import filetype
import pi_heif
from django.core.files.base import ContentFile, File
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from portal.core import imaging
from portal.core.private_files import safe_filename
from recognition.enums import ScanState
from recognition.intake import scanning

logger = logging.getLogger(__name__)

MEGABYTE: Final = 1024 * 1024
MAX_SIZE: Final = 15 * MEGABYTE
MAX_ENTRIES: Final = 3000
MAX_UNPACKED: Final = 150 * MEGABYTE
MAX_RATIO: Final = 200
RATIO_FROM: Final = 4 * MEGABYTE
MAX_OBJECTS: Final = 200_000
CHUNK: Final = 64 * 1024

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
HEIC: Final = frozenset({"image/heic", "image/heif"})
PICTURES: Final = frozenset({JPEG, PNG, "image/webp"})
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES: Final = {JPEG: "jpg", PNG: "png", "image/webp": "webp", PDF: "pdf", DOCX: "docx", XLSX: "xlsx"}
PILLOW_FORMATS: Final = {JPEG: ("JPEG", "MPO"), PNG: ("PNG",)}
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

ACCEPT: Final = ".jpg,.jpeg,.png,.heic,.heif,.pdf,.docx,.xlsx"
PAGE: Final = (1240, 1754)
"""A4 at 150 dots to the inch."""
PAGE_DPI: Final = 150
MAX_JOINED: Final = 30


class Refused(ValueError):
    """The file is not taken. The sentence is for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept, with what is kept of it."""

    content: ContentFile[bytes]
    name: str
    media_type: str
    size: int
    sha256: str
    scan: ScanState = ScanState.NONE


class SizeLimit(FileUploadHandler):
    """Stops writing a file that is over the limit while it comes in; the other files of the request go on."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.refused: list[str] = []
        self._received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's signature
        self._received += len(raw_data)
        if self._received > MAX_SIZE:
            self.refused.append(str(self.file_name or ""))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 - Django's signature
        return None


def too_big() -> str:
    """Return the sentence about a file over the limit."""
    return _("Tệp lớn hơn %(limit)d MB. Hãy giảm độ phân giải hoặc tách tệp rồi tải lại.") % {
        "limit": MAX_SIZE // MEGABYTE
    }


def check(file: File[Any]) -> Checked:
    """Return what may be kept of an uploaded file. Raises ``Refused``."""
    if (file.size or 0) > MAX_SIZE:
        raise Refused(too_big())
    file.seek(0)
    data = file.read(MAX_SIZE + 1)
    if not data:
        raise Refused(_("Tệp rỗng, không có nội dung."))
    if len(data) > MAX_SIZE:
        raise Refused(too_big())
    media_type = _type_of(data)
    verdict = scanning.scan(data)
    if verdict.state == ScanState.INFECTED:
        raise Refused(
            _("Tệp có vi-rút (%(name)s) nên không nhận. Hãy quét vi-rút máy tính rồi tải tệp khác.")
            % {"name": verdict.name}
        )
    if media_type in HEIC:
        data, media_type = _from_heic(data), JPEG
    elif media_type in PILLOW_FORMATS:
        data, media_type = _clean_picture(data, media_type)
    elif media_type == PDF:
        _check_pdf(data)
    else:
        media_type = _check_office(data)
    return Checked(
        content=ContentFile(data),
        name=_name_of(str(file.name or ""), media_type),
        media_type=media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        scan=verdict.state,
    )


def join(pictures: Iterable[bytes], name: str, *, scan: ScanState = ScanState.NONE) -> Checked:
    """Return pictures that were checked before as one PDF, a page of A4 each, in their order. Raises ``Refused``."""
    writer = PdfWriter()
    for picture in pictures:
        writer.append(io.BytesIO(_page_of(picture)))
    if not len(writer.pages):
        raise Refused(_("Chưa chọn ảnh nào để ghép."))
    target = io.BytesIO()
    writer.write(target)
    writer.close()
    data = target.getvalue()
    if len(data) > MAX_SIZE:
        raise Refused(
            _("Tệp PDF ghép được lớn hơn %(limit)d MB. Hãy ghép ít ảnh hơn.")
            % {"limit": MAX_SIZE // MEGABYTE}
        )
    return Checked(
        content=ContentFile(data),
        name=_name_of(name, PDF),
        media_type=PDF,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        scan=scan,
    )


def _page_of(picture: bytes) -> bytes:
    """Return a PDF of one page of A4, upright or across as the picture is."""
    with Image.open(io.BytesIO(picture), formats=("JPEG", "PNG", "WEBP")) as opened:
        shown = opened.convert("RGBA")
    size = PAGE if shown.height >= shown.width else PAGE[::-1]
    shown.thumbnail(size, Image.Resampling.LANCZOS)
    page = Image.new("RGB", size, "white")
    page.paste(shown, ((size[0] - shown.width) // 2, (size[1] - shown.height) // 2), shown)
    target = io.BytesIO()
    page.save(target, "PDF", resolution=PAGE_DPI, quality=85)
    return target.getvalue()


def _type_of(data: bytes) -> str:
    """Return the media type by content; ``application/zip`` for what may be an office document."""
    if data.startswith(OLE):
        raise Refused(
            _(
                "Tệp Word, Excel kiểu cũ (.doc, .xls) hoặc có đặt mật khẩu. "
                "Hãy bỏ mật khẩu, lưu lại thành DOCX, XLSX hoặc PDF rồi tải lên."
            )
        )
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return "application/zip"
    kind = filetype.guess_mime(data[:8192])
    if kind in PILLOW_FORMATS:
        return str(kind)
    if kind in HEIC:
        return str(kind)
    raise Refused(
        _(
            "Không nhận loại tệp này (xét theo nội dung, không theo tên tệp). Chỉ nhận JPG, PNG, HEIC, PDF, DOCX, XLSX."
        )
    )


def _name_of(given: str, media_type: str) -> str:
    """Return a safe name that ends as the content demands."""
    stem = PurePath(safe_filename(given.replace("\\", "/").rsplit("/", 1)[-1])).stem or "tep"
    return safe_filename(f"{stem[:120]}.{SUFFIXES[media_type]}")


# Pictures ------------------------------------------------------------------------------------------------------------


def _clean_picture(data: bytes, media_type: str) -> tuple[bytes, str]:
    _refuse_second_nature(data, media_type)
    try:
        with Image.open(io.BytesIO(data), formats=PILLOW_FORMATS[media_type]) as opened:
            opened.verify()
        cleaned = imaging.clean(File(io.BytesIO(data), name="anh"))
    except imaging.UnusablePicture as error:
        raise Refused(str(error)) from error
    except Exception as error:  # Pillow raises many kinds for hostile files
        raise Refused(_("Ảnh bị hỏng, không mở được. Hãy chụp hoặc lưu lại rồi tải lên.")) from error
    written = cleaned.read()
    return written, str(filetype.guess_mime(written))


def _from_heic(data: bytes) -> bytes:
    """Return a picture of a phone as JPEG: upright, 8 bits a colour, without place and camera."""
    _refuse_second_nature(data, "image/heic")
    try:
        opened = pi_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
        if opened.size[0] * opened.size[1] > imaging.MAX_PIXELS:
            raise Refused(_("Ảnh quá lớn: tối đa 100 triệu điểm ảnh."))
        picture = opened.to_pillow().convert("RGB")  # libheif has already turned it upright
    except Refused:
        raise
    except Exception as error:  # libheif raises many kinds for hostile files
        raise Refused(_("Ảnh bị hỏng, không mở được. Hãy chụp hoặc lưu lại rồi tải lên.")) from error
    picture.thumbnail((imaging.ORIGINAL_EDGE, imaging.ORIGINAL_EDGE))
    picture.info.clear()
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=92, optimize=True)
    return target.getvalue()


def _refuse_second_nature(data: bytes, media_type: str) -> None:
    """Refuse a file that is also something else: an archive at its end, a document in its first bytes, a page."""
    head = data[:1024]
    if (
        zipfile.is_zipfile(io.BytesIO(data))
        or (media_type != PDF and b"%PDF-" in head)
        or re.search(rb"<(?:script|html|!doctype|\?php|svg)\b", head, re.IGNORECASE)
    ):
        raise Refused(
            _("Tệp này mang hai định dạng cùng lúc nên không an toàn. Hãy xuất lại từ phần mềm gốc.")
        )


# PDF -----------------------------------------------------------------------------------------------------------------

_ACTIVE_KEYS: Final = {
    "/JS": "script",
    "/JavaScript": "script",
    "/EmbeddedFiles": "attachment",
    "/EmbeddedFile": "attachment",
    "/RichMediaContent": "attachment",
    "/XFA": "script",
}
_ACTIVE_NAMES: Final = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/ImportData": "launch",
    "/GoToE": "attachment",
    "/EmbeddedFile": "attachment",
    "/RichMedia": "attachment",
}
_RAW: Final = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia)(?=[\s/<>\[\]()])")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")


def _active(kind: str) -> Refused:
    match kind:
        case "script":
            return Refused(
                _("Tệp PDF có mã lệnh (JavaScript). Hãy in ra PDF mới (Print to PDF) rồi tải lên.")
            )
        case "launch":
            return Refused(
                _("Tệp PDF có lệnh mở chương trình khác. Hãy in ra PDF mới (Print to PDF) rồi tải lên.")
            )
        case _:
            return Refused(_("Tệp PDF có tệp khác đính kèm bên trong. Hãy tải riêng từng tệp."))


def _check_pdf(data: bytes) -> None:
    _refuse_second_nature(data, PDF)
    end = data.rfind(b"%%EOF")
    if end < 0 or data[end + 5 :].strip(b"\x00\r\n\t ") != b"":
        raise Refused(_("Tệp PDF bị cắt cụt hoặc có dữ liệu lạ ở cuối. Hãy xuất lại từ phần mềm gốc."))
    names = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), data)
    for raw in (data, names):
        if found := _RAW.search(raw):
            word = found[1]
            raise _active(
                "script" if word == b"JavaScript" else "launch" if word == b"Launch" else "attachment"
            )
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        encrypted = reader.is_encrypted
        kind = None if encrypted else _activity_in(reader)
        pages = 0 if encrypted else len(reader.pages)
    except Refused:
        raise
    except Exception as error:  # pypdf raises many kinds for hostile files
        logger.info("A PDF could not be read: %s", error)
        raise Refused(_("Tệp PDF bị hỏng, không đọc được. Hãy xuất lại từ phần mềm gốc.")) from error
    if encrypted:
        raise Refused(_("Tệp PDF có mật khẩu hoặc bị khóa. Hãy bỏ mật khẩu rồi tải lên."))
    if kind:
        raise _active(kind)
    if pages == 0:
        raise Refused(_("Tệp PDF không có trang nào."))


def _activity_in(reader: PdfReader) -> str | None:
    """Return what kind of activity any object of the file holds, in streams of objects too; None where there is none."""
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MAX_OBJECTS:
        raise Refused(_("Tệp PDF quá phức tạp. Hãy in ra PDF mới (Print to PDF) rồi tải lên."))
    pending: list[Any] = [reader.trailer]
    for number, generation in sorted(numbers):
        if number == 0:
            continue
        pending.append(reader.get_object(IndirectObject(number, generation, reader)))
        if kind := _activity_of(pending):
            return kind
    return _activity_of(pending)


def _activity_of(pending: list[Any]) -> str | None:
    while pending:
        value = pending.pop()
        if isinstance(value, DictionaryObject):
            for key in value:
                inner = value.raw_get(key)
                if key in _ACTIVE_KEYS:
                    return _ACTIVE_KEYS[key]
                if (
                    key in {"/S", "/Subtype", "/Type"}
                    and isinstance(inner, NameObject)
                    and inner in _ACTIVE_NAMES
                ):
                    return _ACTIVE_NAMES[inner]
                if isinstance(inner, (DictionaryObject, ArrayObject)):
                    pending.append(inner)
            if "/EF" in value and ("/F" in value or "/UF" in value):
                return "attachment"
        elif isinstance(value, ArrayObject):
            pending.extend(inner for inner in value if isinstance(inner, (DictionaryObject, ArrayObject)))
    return None


# Office documents ------------------------------------------------------------------------------------------------------

_MACRO: Final = re.compile(
    r"vbaproject|vbadata|macrosheets?/|/activex/|\.(?:vbs|js|exe|dll|bat|cmd|scr|ps1|hta|jar)$"
)
_EMBEDDED: Final = re.compile(r"(?:^|/)embeddings/|oleobject")
_DECLARES: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OUTSIDE_TEMPLATE: Final = re.compile(
    rb"(?:attachedTemplate|oleObject|frame|subDocument)[^>]{0,400}TargetMode\s*=\s*[\"']External"
    rb"|TargetMode\s*=\s*[\"']External[^>]{0,400}(?:attachedTemplate|oleObject|/frame|subDocument)"
)


def _check_office(data: bytes) -> str:
    """Return the media type of a word or sheet document. Raises ``Refused``."""
    bad = _("Tệp nén hoặc tệp văn phòng bị hỏng. Chỉ nhận DOCX, XLSX lưu từ Word, Excel hoặc LibreOffice.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _refuse_hidden_data(data, archive)
            _refuse_bombs(entries)
            names = {entry.filename.lower() for entry in entries}
            media_type = _office_type(names, entries)
            _read_all(archive, entries)
    except Refused:
        raise
    except Exception as error:  # zipfile and zlib raise many kinds for hostile files
        raise Refused(bad) from error
    return media_type


def _refuse_hidden_data(data: bytes, archive: zipfile.ZipFile) -> None:
    """Refuse bytes before, between or after what the archive declares."""
    end = data.rfind(b"PK\x05\x06")
    directory_end = end + 22 + len(archive.comment)
    begins_at_once = any(entry.header_offset == 0 for entry in archive.infolist())
    if b"%PDF-" in data[:1024] or directory_end != len(data) or not begins_at_once:
        raise Refused(
            _("Tệp này mang hai định dạng cùng lúc nên không an toàn. Hãy xuất lại từ phần mềm gốc.")
        )


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    bomb = Refused(_("Tệp nén phình quá lớn khi mở ra nên không an toàn. Hãy lưu lại từ phần mềm gốc."))
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise bomb
    for entry in entries:
        if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            raise bomb
        if entry.flag_bits & 0x1:
            raise Refused(_("Tệp có đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lên."))
        path = PurePath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts:
            raise Refused(_("Tệp có đường dẫn lạ bên trong nên không an toàn. Hãy lưu lại từ phần mềm gốc."))


def _office_type(names: Iterable[str], entries: list[zipfile.ZipInfo]) -> str:
    names = set(names)
    if "[content_types].xml" not in names or not names & {"word/document.xml", "xl/workbook.xml"}:
        raise Refused(
            _("Không nhận tệp nén. Chỉ nhận JPG, PNG, HEIC, PDF, DOCX, XLSX; hãy tải riêng từng tệp.")
        )
    if len(names) != len(entries) or {"word/document.xml", "xl/workbook.xml"} <= names:
        raise Refused(
            _("Tệp này mang hai định dạng cùng lúc nên không an toàn. Hãy xuất lại từ phần mềm gốc.")
        )
    if any(_MACRO.search(f"/{name}") for name in names):
        raise Refused(_("Tệp có macro. Hãy lưu lại thành DOCX, XLSX không có macro, hoặc PDF."))
    if any(_EMBEDDED.search(name) for name in names):
        raise Refused(_("Tệp có tệp khác nhúng bên trong. Hãy bỏ phần nhúng, hoặc lưu thành PDF."))
    return DOCX if "word/document.xml" in names else XLSX


def _read_all(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Read every part to its end, so that sums are checked and declared sizes are held to, and look into the XML."""
    unpacked = 0
    for entry in entries:
        name = entry.filename.lower()
        with archive.open(entry) as part:
            first = True
            while chunk := part.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > MAX_UNPACKED:
                    raise Refused(
                        _("Tệp nén phình quá lớn khi mở ra nên không an toàn. Hãy lưu lại từ phần mềm gốc.")
                    )
                if first and name.endswith((".xml", ".rels")) and _DECLARES.search(chunk.replace(b"\0", b"")):
                    raise Refused(_("Tệp có khai báo XML không an toàn. Hãy lưu lại từ phần mềm gốc."))
                if name == "[content_types].xml" and b"macroEnabled" in chunk:
                    raise Refused(_("Tệp có macro. Hãy lưu lại thành DOCX, XLSX không có macro, hoặc PDF."))
                if name.endswith(".rels") and _OUTSIDE_TEMPLATE.search(chunk):
                    raise Refused(
                        _("Tệp tải mẫu hoặc đối tượng từ nơi khác. Hãy lưu lại thành PDF rồi tải lên.")
                    )
                first = False
