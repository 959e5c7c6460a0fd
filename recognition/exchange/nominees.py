"""Names of a list (xét theo danh sách) in and out: a workbook, or lines pasted from one; a workbook of the list as filed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from portal.core.tables import write_xlsx
from portal.core.vietnamese import fold, normalize
from recognition.domain import lists
from recognition.domain.errors import DomainError
from recognition.exchange.decisions import FIELDS as DECISION_FIELDS
from recognition.exchange.decisions import is_legacy
from recognition.exchange.sheets import Line, Source, Vocabulary, read
from recognition.models import Nominee, NomineeList

LONGEST_PASTE: Final = 400_000


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "order": DECISION_FIELDS["order"],
    "name": DECISION_FIELDS["name"],
    "family": DECISION_FIELDS["family"],
    "given": DECISION_FIELDS["given"],
    "position": DECISION_FIELDS["position"],
    "titles": DECISION_FIELDS["titles"],
    "workplace": DECISION_FIELDS["ward"]
    | DECISION_FIELDS["unit"]
    | _phrases("khoa phong tram|khoa phong don vi"),
    "years": _phrases(
        "so nam cong tac|so nam|tham nien|nam cong tac|thoi gian cong tac|so nam cong tac trong nganh|so nam trong nganh"
        "|tham nien cong tac|thoi gian cong tac trong nganh|years"
    ),
    "note": DECISION_FIELDS["note"],
    "passed_over": DECISION_FIELDS["passed_over"] | DECISION_FIELDS["birth"] | DECISION_FIELDS["sex"],
}
"""Birth and sex may stand in a list that is sent; they are never read."""
VOCABULARY: Final = Vocabulary(
    key="name",
    fields=FIELDS,
    family="family",
    given="given",
    whole=frozenset({"tap the", "ca nhan", "don vi"}),
)


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that cannot be kept at all: where it stands and why."""

    place: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a workbook or pasted text held. ``again`` is what was pasted of the refused lines, to be mended where it stands."""

    lines: tuple[lists.Line, ...]
    refused: tuple[Refused, ...]
    passed_over: tuple[str, ...] = ()
    again: str = ""


class _Fault(Exception):
    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field
        self.text = text


def read_workbook(file: Source) -> Reading:
    """Return the names of a workbook. Raises ``Unreadable`` when it is none."""
    sheets = read(file, VOCABULARY)
    taken, refused = [], []
    for line in sheets.lines:
        try:
            taken.append(_of_sheet(line))
        except _Fault as fault:
            column = line.columns.get(fault.field, "")
            refused.append(
                Refused(f"{line.sheet}, {column}{line.row}", line.cells.get("name", ""), fault.text)
            )
    return Reading(tuple(taken), tuple(refused), sheets.passed_over)


def _of_sheet(line: Line) -> lists.Line:
    for name, fault in line.faults.items():
        if name in {"name", "position", "workplace", "years"}:
            raise _Fault(
                name,
                _("Ô này là công thức chưa có kết quả. Hãy dán lại dưới dạng giá trị.")
                if fault == "formula"
                else _("Ô này báo lỗi của Excel. Hãy sửa rồi gửi lại."),
            )
    cells = line.cells
    heading = line.headings[-1] if line.headings else ""
    return _checked(
        lists.Line(
            full_name=cells.get("name", ""),
            position=cells.get("position", ""),
            workplace=cells.get("workplace", "") or heading,
            years=cells.get("years", ""),
            titles=cells.get("titles", ""),
        )
    )


def _checked(line: lists.Line) -> lists.Line:
    for name, text in (("name", line.full_name), ("position", line.position), ("workplace", line.workplace)):
        if is_legacy(text):
            raise _Fault(
                name, _("Chữ viết bằng bảng mã cũ (TCVN3, VNI). Hãy chuyển sang Unicode rồi gửi lại.")
            )
        if len(text) > 255:
            raise _Fault(name, _("Ô này dài quá 255 ký tự."))
    try:
        lists.years_of(line.years)
    except DomainError as error:
        raise _Fault("years", error.message) from error
    return line


_HEADER_WORDS: Final = FIELDS["name"]


def read_pasted(text: str) -> Reading:
    """Return the names of pasted lines: cells parted by tabs (as a spreadsheet gives them) or by semicolons.

    The columns are name, position, khoa or phòng, years, unless the first line names them in words; a number in front is
    passed over, so is an empty line.
    """
    rows = [
        (number, _cells(line), line)
        for number, line in enumerate(
            text[:LONGEST_PASTE].replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1
        )
        if line.strip()
    ]
    columns: Sequence[str] = ("name", "position", "workplace", "years")
    start = 0
    if rows:
        named = [VOCABULARY.field_of(cell) or "" for cell in rows[0][1]]
        if any(fold(cell) in _HEADER_WORDS for cell in rows[0][1]) and "name" in named:
            columns, start = named, 1
    taken, refused = [], []
    again = [line for _number, _named, line in rows[:start]]
    for number, cells, line in rows[start:]:
        numbered = not start and len(cells) > 1 and re.fullmatch(r"\d{1,5}[.)]?", cells[0])
        values = dict(zip(columns, cells[1:] if numbered else cells, strict=False))
        try:
            taken.append(
                _checked(
                    lists.Line(
                        full_name=re.sub(r"^\d{1,5}\s*[.)]\s*", "", values.get("name", "")),
                        position=values.get("position", ""),
                        workplace=values.get("workplace", ""),
                        years=values.get("years", ""),
                        titles=values.get("titles", ""),
                    )
                )
            )
        except _Fault as fault:
            refused.append(
                Refused(_("dòng %(number)d") % {"number": number}, values.get("name", "")[:80], fault.text)
            )
            again.append(line)
    return Reading(tuple(taken), tuple(refused), again="\n".join(again) if refused else "")


def _cells(line: str) -> list[str]:
    separator = "\t" if "\t" in line else ";"
    return [normalize(cell) for cell in line.split(separator)]


def workbook(row: NomineeList, nominees: Sequence[Nominee]) -> bytes:
    """Return the list as a workbook in the order of its lines."""
    return write_xlsx(
        row.award.code,
        ("STT", "Họ và tên", "Học hàm, học vị", "Chức vụ", "Khoa, phòng, trạm", "Số năm công tác"),
        [
            (number, one.full_name, one.titles, one.position, one.workplace, one.years)
            for number, one in enumerate(nominees, 1)
        ],
    )


def template() -> bytes:
    """Return the workbook to fill in, with two sample lines."""
    return write_xlsx(
        "Danh sách",
        ("STT", "Họ và tên", "Chức vụ", "Khoa, phòng, trạm", "Số năm công tác"),
        [
            (1, "BSCKI Nguyễn Văn Mẫu", "Trưởng khoa", "Khoa Nội", 21),
            (2, "Trần Thị Ví Dụ", "Điều dưỡng", "Khoa Ngoại", 9),
        ],
    )
