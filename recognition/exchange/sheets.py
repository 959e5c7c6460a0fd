"""Read the lists people send: any workbook, safely, as lines whose cells are known by the words of their header.

What is known of such lists: titles stand above the header, the header may have two rows and merged cells, columns come
in any order, parts ("I. TẬP THỂ", "II. CÁ NHÂN", a unit, an award) stand between the lines, totals and signatures
below them. Nothing of a file is run: values only, no macros, no formulas, no entities, with limits on what is unpacked.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final
from zlib import error as ZlibError  # noqa: N812 - an exception with a lower-case name

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import coordinate_to_tuple, get_column_letter

from portal.core.vietnamese import fold, normalize

LARGEST_FILE: Final = 20 * 1024 * 1024
LARGEST_UNPACKED: Final = 256 * 1024 * 1024
LARGEST_STRINGS: Final = 96 * 1024 * 1024  # shared strings are held in memory
MOST_PARTS: Final = 4_000
HIGHEST_RATIO: Final = 400  # bytes out for one byte in, for parts over a megabyte; real sheets stay under 60
MOST_ROWS: Final = 1_048_576  # what Excel has
MOST_LINES: Final = 50_000
MOST_COLUMNS: Final = 60
MOST_MERGES: Final = 100_000
LONGEST_TEXT: Final = 2_000

LONGEST_HEADER: Final = 90
EXTRA_WORDS: Final = 5  # how many words a header may add to a known phrase ("chức vụ hiện nay")


class Unreadable(Exception):
    """The file cannot be read as a list. ``code`` for machines, ``message`` for the person who sent it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words by which a kind of list is known.

    ``fields`` maps a field to its header phrases, folded, blanks for punctuation. ``key`` is the field no list can do
    without. ``parts`` maps a second header row's words under a first one to fields ("nam", "nu" under "nam sinh").
    ``mark`` says whether an unknown header names a column of crosses; ``heading`` names what a text between the lines
    speaks of ("kind", "award", "unit"), or None.
    """

    key: str
    fields: Mapping[str, frozenset[str]]
    family: str = ""  # the first part of a name that is split over two columns
    given: str = ""  # its second part
    order: str = "order"
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    whole: frozenset[str] = (
        frozenset()
    )  # phrases that are a header only alone ("tap the", but not "tap the khoa noi")
    ends: bool = True  # totals and signatures end the list
    mark: Callable[[str], bool] = lambda _text: False
    heading: Callable[[str], str | None] = lambda _text: None

    def field_of(self, text: str, *, under: str = "") -> str | None:
        """Return the field a header cell names, or None. ``under`` is the field of the cell above it."""
        words = header_words(text)
        if not words or len(text) > LONGEST_HEADER:
            return None
        if under and words in self.parts.get(under, frozenset()):
            return under
        for candidate in (words, header_words(re.sub(r"\([^)]*\)", " ", text))):
            for name, phrases in self.fields.items():
                if candidate in phrases:
                    return name
        best: tuple[int, str] | None = None
        for name, phrases in self.fields.items():
            for phrase in phrases:
                length = phrase.count(" ") + 1
                if (
                    length > 1
                    and phrase not in self.whole
                    and words.startswith(f"{phrase} ")
                    and words.count(" ") + 1 - length <= EXTRA_WORDS
                    and (best is None or length > best[0])
                ):
                    best = (length, name)
        return best[1] if best else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list. ``row`` counts from 1 as Excel does.

    ``cells`` maps fields to text (a field over several columns is joined), ``columns`` fields to the letter of their
    first column, ``headers`` to the words above it, ``faults`` fields to ``formula`` (no stored value) or ``error`` (#N/A and the like). ``headings`` are
    the parts it stands in, outermost first; ``titles`` the words above its header; ``marks`` the headers of the columns
    where it has a cross.
    """

    sheet: str
    row: int
    cells: Mapping[str, str]
    columns: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    headings: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheets:
    """What a workbook held: its lines in order, the fields any header named, the sheets that hold no list."""

    lines: tuple[Line, ...]
    fields: frozenset[str]
    passed_over: tuple[str, ...] = ()


# Opening ---------------------------------------------------------------------------------------------------------


Source = Path | str | bytes | IO[bytes]


def read(source: Source, vocabulary: Vocabulary) -> Sheets:
    """Return the lines of a workbook. Raises ``Unreadable`` with the reason when it is none, or holds no list."""
    data = _bytes_of(source)
    _check_container(data)
    try:
        return _read_workbook(data, vocabulary)
    except Unreadable:
        raise
    except (MemoryError, RecursionError) as error:
        raise Unreadable(
            "too_large", _("Tệp quá lớn khi mở ra. Hãy chia danh sách thành nhiều tệp.")
        ) from error
    except (
        Exception
    ) as error:  # openpyxl raises whatever its XML readers raise; the file is at fault, and is named so
        raise Unreadable(
            "damaged", _("Tệp bị hỏng hoặc không đúng cấu trúc XLSX. Hãy mở bằng Excel và lưu lại rồi gửi.")
        ) from error


def _bytes_of(source: Source) -> bytes:
    if isinstance(source, bytes):
        data = source
    elif isinstance(source, str | Path):
        path = Path(source)
        if path.is_dir() or not path.exists():
            raise Unreadable("missing", _("Không tìm thấy tệp “%(name)s”.") % {"name": path.name})
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise _too_large()
            data = path.read_bytes()
        except OSError as error:
            raise Unreadable("missing", _("Không mở được tệp “%(name)s”.") % {"name": path.name}) from error
    else:
        source.seek(0)
        data = source.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise _too_large()
    if not data.strip(b"\0 \r\n\t"):
        raise Unreadable("empty_file", _("Tệp rỗng."))
    return data


def _too_large() -> Unreadable:
    return Unreadable(
        "too_large",
        _("Tệp lớn hơn %(limit)s MB. Hãy bỏ hình ảnh hoặc chia thành nhiều tệp.")
        % {"limit": LARGEST_FILE // 1024**2},
    )


def _check_container(data: bytes) -> None:
    """Refuse, with the reason, what is not a plain XLSX, before any library opens it."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable("password", _("Tệp được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."))
        raise Unreadable(
            "old_format", _("Tệp theo định dạng Excel cũ (.xls). Hãy mở bằng Excel và lưu thành .xlsx.")
        )
    if not data.startswith(b"PK"):
        raise Unreadable("not_xlsx", _not_xlsx(data))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_parts(archive)
    except (zipfile.BadZipFile, ZlibError, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable("damaged", _("Tệp bị hỏng hoặc tải lên chưa đủ. Hãy gửi lại tệp gốc.")) from error


def _not_xlsx(data: bytes) -> str:
    if data.startswith(b"%PDF"):
        return _("Đây là tệp PDF. Hãy gửi danh sách dạng bảng tính .xlsx.")
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml)", data[:400], re.IGNORECASE):
        return _("Đây là trang HTML hoặc XML đổi tên, không phải bảng tính. Hãy lưu thành .xlsx bằng Excel.")
    if b"\0" not in data[:4096]:
        return _("Đây là tệp văn bản (CSV). Hãy mở bằng Excel và lưu thành .xlsx.")
    return _("Tệp không phải bảng tính .xlsx.")


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unreadable("password", _("Tệp được đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."))
    if len(parts) > MOST_PARTS or len(names) != len(parts):
        raise Unreadable("unsafe", _("Tệp có cấu trúc bất thường nên không được mở."))
    total = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > 1024**2 and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    strings = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    if total > LARGEST_UNPACKED or swollen or strings > LARGEST_STRINGS:
        raise Unreadable(
            "too_large", _("Tệp phình ra quá lớn khi mở nên không được đọc. Hãy chia thành nhiều tệp.")
        )
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in {
        name.lower().lstrip("/") for name in names
    }:
        if "xl/workbook.bin" in names:
            raise Unreadable(
                "old_format", _("Tệp theo định dạng .xlsb. Hãy mở bằng Excel và lưu thành .xlsx.")
            )
        raise Unreadable("not_xlsx", _("Tệp không phải bảng tính .xlsx (có thể là Word, ODS hoặc tệp nén)."))
    types = archive.read("[Content_Types].xml")
    if b"macroenabled" in types.lower() or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable("macros", _("Tệp có chứa macro. Hãy lưu thành .xlsx (không có macro) rồi gửi lại."))
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                start = stream.read(4096).replace(b"\0", b"").lower()
            if b"<!doctype" in start or b"<!entity" in start:
                raise Unreadable("unsafe", _("Tệp có khai báo XML không an toàn nên không được mở."))


def _read_workbook(data: bytes, vocabulary: Vocabulary) -> Sheets:
    workbook = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    formulas: Any = None
    lines: list[Line] = []
    fields: set[str] = set()
    passed_over: list[str] = []
    try:
        for sheet in workbook.worksheets:
            if not hasattr(sheet, "reset_dimensions"):
                continue  # a chart
            if sheet.sheet_state != "visible":
                passed_over.append(sheet.title)
                continue
            with sheet._get_source() as stream:
                merges, has_formulas = _scan(stream)
            formula_sheet = None
            if has_formulas:
                formulas = formulas or load_workbook(BytesIO(data), read_only=True, keep_links=False)
                formula_sheet = formulas[sheet.title]
            reader = _SheetReader(sheet.title, vocabulary, merges, room=MOST_LINES - len(lines))
            found = reader.read(_rows(sheet, formula_sheet))
            fields |= reader.fields
            lines.extend(found)
            if not reader.had_header and reader.had_content:
                passed_over.append(sheet.title)
    finally:
        workbook.close()
        if formulas is not None:
            formulas.close()
    if not fields:
        raise Unreadable(
            "no_header",
            _("Không tìm thấy dòng tiêu đề. Danh sách cần một dòng có cột “%(column)s”.")
            % {"column": _("Họ và tên") if vocabulary.family else _("Tên đơn vị")},
        )
    if not lines:
        raise Unreadable("no_rows", _("Có dòng tiêu đề nhưng không có dòng dữ liệu nào."))
    return Sheets(tuple(lines), frozenset(fields), tuple(passed_over))


_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]{0,200}?ref\s*=\s*[\"']([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})[\"']"
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


@dataclass(frozen=True, slots=True)
class _Merge:
    top: int
    left: int
    bottom: int
    right: int


def _scan(stream: IO[bytes]) -> tuple[list[_Merge], bool]:
    """Return the merged ranges of a sheet, by first row, and whether it has formulas; openpyxl's reader of big files
    tells neither.
    """
    merges: list[_Merge] = []
    has_formulas = False
    tail = b""
    while chunk := stream.read(1 << 20):
        text = tail + chunk
        has_formulas = has_formulas or _FORMULA.search(text) is not None
        last = 0
        for found in _MERGE.finditer(text):
            top, left = coordinate_to_tuple(found[1].decode())
            bottom, right = coordinate_to_tuple(found[2].decode())
            merges.append(_Merge(top, left, bottom, right))
            last = found.end()
            if len(merges) > MOST_MERGES:
                raise Unreadable("unsafe", _("Tệp có quá nhiều ô gộp nên không được mở."))
        tail = text[max(last, len(text) - 400) :]
    return sorted(merges, key=lambda merge: merge.top), has_formulas


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str = ""
    fault: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.fault)


_BLANK: Final = _Cell()
_ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#GETTING_DATA"}
)


def _rows(sheet: Any, formula_sheet: Any) -> Iterator[tuple[int, list[_Cell]]]:
    """Yield the rows that hold anything, with their number, trailing blanks cut."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    if formula_sheet is None:
        for number, values in enumerate(rows, 1):
            if number > MOST_ROWS:
                raise Unreadable("too_large", _("Bảng tính có quá nhiều dòng."))
            if any(value is not None for value in values):
                yield number, [_cell_of(value) for value in values]
        return
    formula_sheet.reset_dimensions()
    formula_rows = formula_sheet.iter_rows(max_col=MOST_COLUMNS)
    for number, (values, sources) in enumerate(zip(rows, formula_rows, strict=False), 1):
        if number > MOST_ROWS:
            raise Unreadable("too_large", _("Bảng tính có quá nhiều dòng."))
        cells = [
            _Cell(fault="formula")
            if value is None and getattr(source, "data_type", "n") == "f" and source.value is not None
            else _cell_of(value)
            for value, source in zip(values, sources, strict=False)
        ]
        if any(cells):
            yield number, cells


def _cell_of(value: object) -> _Cell:
    if value is None:
        return _BLANK
    if isinstance(value, str):
        text = value.strip()
        if text in _ERRORS:
            return _Cell(text, "error")
        return _Cell(clean(text))
    return _Cell(_written(value))


def _written(value: object) -> str:
    """Return a number or date as a person reads it in the cell; a boolean as its mark."""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, time | timedelta):
        return str(value)
    return clean(str(value))


_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """Return text in NFC on one line without what cannot be seen (direction marks can make a name read as another)."""
    return normalize(_INVISIBLE.sub("", text[:LONGEST_TEXT].replace("_x000D_", " ")))


def header_words(text: str) -> str:
    """Return the words of a header: folded, punctuation as blanks ("Họ và tên (IN HOA)" → "ho va ten in hoa")."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(text)).split())


# Reading a sheet -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Header:
    row: int
    fields: dict[int, str]  # column → field
    marks: dict[int, str]  # column → header text
    last_row: int
    texts: dict[str, str]  # field → header text


_NUMBERED: Final = re.compile(r"^\(?\d{1,5}[.)]?$")
_COLUMN_NUMBER: Final = re.compile(r"^(?:\(?\d{1,2}\)?|\(?[A-ZĐ]\)?)$")
_ROMAN: Final = r"(?=[IVXL])X{0,4}L?X{0,3}(?:IX|IV|V?I{0,3})"
_MARKER: Final = re.compile(
    rf"^(?P<marker>{_ROMAN}|[A-HĐ]|\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}|[a-hđ])\s*[.)\-/:]+\s*(?P<text>\D.*)$"
)
_BARE_MARKER: Final = re.compile(rf"^(?P<marker>{_ROMAN}|[A-HĐ])[.)\-/:]*$")

_TOTAL: Final = re.compile(r"^(?:tong (?:so|cong)\b|cong(?:\s*[:\d].*)?$|tong\s*[:\d])")
_END: Final = re.compile(
    r"^(?:danh sach (?:nay|tren|gom|co|an dinh)\b|an dinh danh sach|noi nhan\b|(?:da )?ky(?: ten| ten dong dau)?$"
    r"|\(?(?:da )?ky\b.*\)$|(?:kt|tm|tuq|tl|q)\b\.?\s*(?:giam doc|chu tich|thu truong|truong|bo truong|uy ban|ban|hoi dong)"
    r"|(?:pho )?giam doc$|(?:pho )?chu tich$|(?:thu truong|nguoi dung dau)(?: co quan)?(?: don vi)?$|xac nhan cua\b"
    r"|nguoi lap\b|lap bang$|[^\d]{0,60},?\s*ngay\s*[\d .…]{0,8}\s*thang\s*[\d .…]{0,8}\s*nam\b)"
)


class _SheetReader:
    """Walks down one sheet and makes lines of it."""

    def __init__(self, title: str, vocabulary: Vocabulary, merges: Sequence[_Merge], *, room: int) -> None:
        self.title = title
        self.vocabulary = vocabulary
        self.merges = merges
        self.room = room
        self.fields: set[str] = set()
        self.had_header = False
        self.had_content = False
        self._lines: list[Line] = []
        self._header: _Header | None = None
        self._headings: list[tuple[int, str, str]] = []  # depth, kind of marker, text
        self._depths: dict[str, int] = {}
        self._titles: list[str] = []
        self._ended = False
        self._next_merge = 0
        self._open_merges: list[tuple[_Merge, _Cell]] = []

    def read(self, rows: Iterator[tuple[int, list[_Cell]]]) -> list[Line]:
        """Return the lines. The row after a header is looked at before the header is settled, hence the pairs."""
        pending = next(rows, None)
        while pending is not None:
            following = next(rows, None)
            number, cells = pending
            self.had_content = True
            taken = self._take(number, cells, following)
            if taken:
                following = next(rows, None)
            pending = following
        return self._lines

    def _take(self, number: int, cells: list[_Cell], following: tuple[int, list[_Cell]] | None) -> bool:
        """Handle one row; return whether the following row was used up as the second row of a header."""
        horizontal = self._horizontal(number)
        header = self._header_at(number, cells, horizontal)
        if header is not None:
            used = following is not None and self._second_row(header, cells, following, horizontal)
            self._start(header)
            if following is not None:
                self._fill(number, cells)
                if used:
                    self._fill(*following)
            return used
        filled = self._fill(number, cells)
        if self._header is None:
            self._keep_title(cells)
            return False
        if number <= self._header.last_row + 2 and self._is_column_numbers(cells):
            return False
        self._take_row(number, cells, filled, horizontal)
        return False

    # Merged cells

    def _horizontal(self, number: int) -> list[_Merge]:
        """The merges over several columns that begin in this row (merges are sorted by their first row)."""
        index = self._next_merge
        while index < len(self.merges) and self.merges[index].top < number:
            index += 1
        found = []
        while index < len(self.merges) and self.merges[index].top == number:
            if self.merges[index].right > self.merges[index].left:
                found.append(self.merges[index])
            index += 1
        return found

    def _fill(self, number: int, cells: list[_Cell]) -> list[_Cell]:
        """Return the row with what cells merged from rows above hold written into it."""
        self._open_merges = [entry for entry in self._open_merges if entry[0].bottom >= number]
        filled = list(cells)
        for merge, value in self._open_merges:
            for column in range(merge.left - 1, min(merge.right, len(filled))):
                filled[column] = filled[column] or (value if column == merge.left - 1 else _BLANK)
        while self._next_merge < len(self.merges) and self.merges[self._next_merge].top <= number:
            merge = self.merges[self._next_merge]
            self._next_merge += 1
            if (
                merge.top == number
                and merge.bottom > number
                and merge.left <= len(cells)
                and cells[merge.left - 1]
            ):
                self._open_merges.append((merge, cells[merge.left - 1]))
        return filled

    # Headers

    def _header_at(self, number: int, cells: list[_Cell], horizontal: Sequence[_Merge]) -> _Header | None:
        """Return the header this row is: it names the key column and one more, or the key column alone."""
        named = self._named_columns(cells)
        if named is None:
            return None
        fields, marks, others = named
        if not self._names_the_key(fields) or not self._is_enough(cells, fields, marks, others, horizontal):
            return None
        for merge in horizontal:
            name = fields.get(merge.left - 1)
            if name is not None:
                for column in range(merge.left, min(merge.right, len(cells))):
                    fields.setdefault(column, name)
        last = max((merge.bottom for merge in self.merges_at(number)), default=number)
        texts: dict[str, str] = {}
        for column, name in fields.items():
            if column < len(cells) and cells[column].text:
                texts.setdefault(name, cells[column].text)
        return _Header(number, fields, marks, min(last, number + 3), texts)

    def _named_columns(self, cells: Sequence[_Cell]) -> tuple[dict[int, str], dict[int, str], int] | None:
        """Return the columns with a field, those of crosses, and how many texts are neither; None beside a number."""
        fields: dict[int, str] = {}
        marks: dict[int, str] = {}
        others = 0
        for column, cell in enumerate(cells):
            if not cell.text:
                continue
            if _NUMBERED.match(cell.text):
                return None
            name = self.vocabulary.field_of(cell.text)
            if name is not None:
                fields[column] = name
            elif self.vocabulary.mark(cell.text):
                marks[column] = cell.text
            else:
                others += 1
        return fields, marks, others

    def _names_the_key(self, fields: dict[int, str]) -> bool:
        """Whether the key column is among the fields, whole or in two parts. "Tên" without "Họ và" becomes the key."""
        vocabulary = self.vocabulary
        names = set(fields.values())
        if vocabulary.key in names or (vocabulary.family and {vocabulary.family, vocabulary.given} <= names):
            return True
        given = [column for column, name in fields.items() if name == vocabulary.given]
        if not given or len(names) < 2:
            return False
        fields[given[0]] = vocabulary.key
        return True

    def _is_enough(
        self,
        cells: Sequence[_Cell],
        fields: Mapping[int, str],
        marks: Mapping[int, str],
        others: int,
        horizontal: Sequence[_Merge],
    ) -> bool:
        """Whether the words that are known outweigh what else stands in the row."""
        known = len(fields) + len(marks)
        if len(fields) == 1 and (marks or others):
            words = header_words(cells[next(iter(fields))].text)
            if words in self.vocabulary.whole:
                return False  # a line of a table of awards ("Lao động tiên tiến", "Cá nhân")
        if known == 1:
            wide = any(merge.right - merge.left >= 2 for merge in horizontal)
            # Below a header, one such word is a name or a part.
            return self._header is None and not others and not wide
        return others <= known

    def merges_at(self, number: int) -> list[_Merge]:
        """The merges that begin in a row."""
        return [merge for merge in self.merges[self._next_merge :] if merge.top == number]

    def _second_row(
        self,
        header: _Header,
        cells: list[_Cell],
        following: tuple[int, list[_Cell]],
        horizontal: Sequence[_Merge],
    ) -> bool:
        """Whether the next row only divides columns of the header ("Năm sinh": "Nam", "Nữ"); then refine the header."""
        number, below = following
        if number != header.row + 1:
            return False
        grouped = {column for merge in horizontal for column in range(merge.left - 1, merge.right)}
        found: dict[int, str] = {}
        marks: dict[int, str] = {}
        for column, cell in enumerate(below):
            if not cell.text:
                continue
            over = header.fields.get(column, "")
            if cells[column].text and column not in grouped:
                return False  # a value under a header of its own: a line
            name = self.vocabulary.field_of(cell.text, under=over)
            if name is None and over and column in grouped:
                name = (
                    over if len(cell.text) <= 20 and not any(char.isdigit() for char in cell.text) else None
                )
            if name is None and self.vocabulary.mark(cell.text):
                marks[column] = cell.text
                continue
            if name is None:
                return False
            found[column] = name
        if not found and not marks:
            return False
        header.fields.update(found)
        for column in marks:
            header.fields.pop(column, None)
        header.marks.update(marks)
        header.last_row = max(header.last_row, number)
        return True

    def _start(self, header: _Header) -> None:
        self._header = header
        self.had_header = True
        self.fields |= set(header.fields.values())
        self._ended = False

    def _keep_title(self, cells: list[_Cell]) -> None:
        text = " ".join(cell.text for cell in cells if cell.text)
        if text:
            self._titles.append(text)

    def _is_column_numbers(self, cells: list[_Cell]) -> bool:
        texts = [cell.text for cell in cells if cell]
        return len(texts) > 1 and all(_COLUMN_NUMBER.match(text) for text in texts)

    # Rows

    def _take_row(
        self, number: int, cells: list[_Cell], filled: list[_Cell], horizontal: Sequence[_Merge]
    ) -> None:
        header = self._header
        if header is None:
            return
        names = header.fields
        own = [(column, cell.text) for column, cell in enumerate(cells) if cell.text]
        order = [column for column, name in names.items() if name == self.vocabulary.order]
        numbered = any(_NUMBERED.match(cells[column].text) for column in order if column < len(cells))
        if not numbered and self._is_end(own, names):
            return
        heading = self._heading(own, cells, names, order, horizontal, numbered=numbered)
        if heading is not None:
            self._enter(*heading)
            return
        content = [
            column
            for column, cell in enumerate(cells)
            if cell and names.get(column, "") not in {"", self.vocabulary.order}
        ]
        if not content:
            if own and not numbered and not self._lines_since_header():
                self._titles.extend(text for _column, text in own)
            return
        if self._ended and not numbered:
            return
        self._ended = False
        if len(self._lines) >= self.room:
            raise Unreadable(
                "too_many_rows",
                _("Danh sách có hơn %(limit)s dòng. Hãy chia thành nhiều tệp.") % {"limit": MOST_LINES},
            )
        self._lines.append(self._line(number, filled, header))

    def _lines_since_header(self) -> bool:
        return bool(self._lines) and self._header is not None and self._lines[-1].row > self._header.row

    def _is_end(self, own: Sequence[tuple[int, str]], names: Mapping[int, str]) -> bool:
        """Whether the row is a total (passed over) or begins the signatures (nothing after it is a line)."""
        if not self.vocabulary.ends:
            return False
        key_texts = [text for column, text in own if self._is_name(names.get(column))]
        candidates = key_texts or [text for _column, text in own]
        for text in candidates:
            folded = fold(text)
            if _END.match(folded):
                self._ended = True
                return True
            if _TOTAL.match(folded):
                return True
        return False

    def _is_name(self, name: str | None) -> bool:
        return name is not None and name in {
            self.vocabulary.key,
            self.vocabulary.family,
            self.vocabulary.given,
        } - {""}

    def _heading(
        self,
        own: Sequence[tuple[int, str]],
        cells: Sequence[_Cell],
        names: Mapping[int, str],
        order: Sequence[int],
        horizontal: Sequence[_Merge],
        *,
        numbered: bool,
    ) -> tuple[str, str] | None:
        """Return the marker and text of the part this row opens, or None when it is a line."""
        texts = [(column, text) for column, text in own if column not in order]
        marker = next(
            (cells[column].text for column in order if column < len(cells) and cells[column].text), ""
        )
        bare = _BARE_MARKER.match(marker)
        if not texts:
            if not marker or numbered or bare:
                return None
            return _split_marker(marker)  # the part's words stand in the column of numbers
        words = " ".join(text for _column, text in texts)
        only_name = len(texts) == 1 and (
            self._is_name(names.get(texts[0][0])) or names.get(texts[0][0]) is None
        )
        if bare and (only_name or self.vocabulary.heading(texts[0][1]) == "kind"):
            return bare["marker"], texts[0][1]
        if len(texts) > 1:
            return None
        column, text = texts[0]
        wide = any(
            merge.left - 1 <= column < merge.right and merge.right - merge.left >= 2 for merge in horizontal
        )
        speaks_of = self.vocabulary.heading(_split_marker(text)[1])
        if numbered:
            return (
                (marker.strip("().") or "1", text) if only_name and speaks_of in {"award", "kind"} else None
            )
        if wide and not marker:
            return _split_marker(words)
        if not only_name:
            return None
        if names.get(column) is None:
            # Left of the list or under no header: a part's words, never a line. Right of it: a remark.
            return _split_marker(text) if column <= min(names, default=0) or speaks_of else None
        if speaks_of in {"award", "kind"} or (speaks_of == "unit" and order):
            return _split_marker(text)
        split = _split_marker(text)
        return split if split[0] and split[0][0].isupper() else None

    def _enter(self, marker: str, text: str) -> None:
        """Open a part: it closes those of its own depth and deeper. A kind of marker gets its depth when first met."""
        kind = (
            "none"
            if not marker
            else "roman"
            if re.fullmatch(_ROMAN, marker)
            else "upper"
            if marker.isupper()
            else f"number{marker.count('.')}"
            if marker[0].isdigit()
            else "lower"
        )
        if kind == "none":
            # Words without a number: beside the last of the same subject, below anything numbered.
            kind = f"none:{self.vocabulary.heading(text) or ''}"
        if kind not in self._depths:
            self._depths[kind] = self._headings[-1][0] + 1 if self._headings else 0
        depth = self._depths[kind]
        self._headings = [entry for entry in self._headings if entry[0] < depth]
        self._headings.append((depth, kind, text))
        self._ended = False

    def _line(self, number: int, filled: Sequence[_Cell], header: _Header) -> Line:
        cells: dict[str, list[str]] = {}
        columns: dict[str, str] = {}
        faults: dict[str, str] = {}
        for column in sorted(header.fields):
            name = header.fields[column]
            columns.setdefault(name, get_column_letter(column + 1))
            cell = filled[column] if column < len(filled) else _BLANK
            if cell.fault:
                faults.setdefault(name, cell.fault)
                columns[name] = get_column_letter(column + 1)
            elif cell.text and (self._is_name(name) or cell.text not in cells.get(name, ())):
                cells.setdefault(name, []).append(cell.text)
        joined = {name: (" " if self._is_name(name) else ", ").join(parts) for name, parts in cells.items()}
        self._join_name(joined, columns, faults)
        marks = tuple(
            text
            for column, text in sorted(header.marks.items())
            if column < len(filled) and is_mark(filled[column].text)
        )
        for column in header.marks:
            columns.setdefault("marks", get_column_letter(column + 1))
        return Line(
            sheet=self.title,
            row=number,
            cells=joined,
            columns=columns,
            headers=header.texts,
            faults=faults,
            headings=tuple(text for _depth, _kind, text in self._headings),
            titles=tuple(self._titles),
            marks=marks,
        )

    def _join_name(self, cells: dict[str, str], columns: dict[str, str], faults: dict[str, str]) -> None:
        """Put a name that was split over columns together: "Họ và" + "tên"."""
        vocabulary = self.vocabulary
        if not vocabulary.family:
            return
        parts = [
            cells.pop(name, "") for name in (vocabulary.family, vocabulary.key, vocabulary.given) if name
        ]
        name = " ".join(part for part in parts if part)
        if name:
            cells[vocabulary.key] = name
        for part in (vocabulary.family, vocabulary.given):
            if part in columns:
                columns.setdefault(vocabulary.key, columns[part])
                del columns[part]
            if part in faults:
                faults.setdefault(vocabulary.key, faults.pop(part))


def _split_marker(text: str) -> tuple[str, str]:
    found = _MARKER.match(text)
    return (found["marker"], found["text"].strip()) if found else ("", text)


_MARKS: Final = frozenset({"x", "v", "✓", "✔", "√", "1", "+", "co", "dat", "đ"})


def is_mark(text: str) -> bool:
    """Whether a cell is a cross or a tick."""
    return fold(text) in _MARKS or text in _MARKS
