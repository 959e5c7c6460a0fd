"""The allocation table of a round (bảng phân bổ số lượng): how many individuals and collectives each unit may propose.

Read from a workbook line by line, shown with row and column before anything is kept, and written by ``domain.rounds.allot``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.core import signing
from django.utils.translation import gettext as _

from portal.core.models import User
from portal.core.tables import write_xlsx
from portal.core.vietnamese import fold
from recognition.domain import rounds
from recognition.enums import AwardSubject, SubjectKind
from recognition.exchange.decisions import is_legacy
from recognition.exchange.matching import UnitIndex
from recognition.exchange.sheets import Line, Source, Vocabulary, read
from recognition.models import Round, RoundQuota, Unit

MOST_PLACES: Final = 9999
SALT: Final = "recognition.allocation"
PREVIEW_LASTS: Final = 24 * 3600  # seconds in which a preview may be confirmed


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "order": _phrases("stt|tt|so tt|so thu tu"),
    "code": _phrases("ma|ma don vi|ma so|ma dv|code"),
    "unit": _phrases(
        "don vi|ten don vi|ten co quan|co quan|co quan don vi|don vi truc thuoc|khoa phong|khoa phong tram|unit|ten khoa phong"
    ),
    "individual": _phrases(
        "ca nhan|so ca nhan|so luong ca nhan|ca nhan duoc de nghi|so luong phan bo ca nhan|individuals|chi tieu ca nhan"
    ),
    "collective": _phrases(
        "tap the|so tap the|so luong tap the|tap the duoc de nghi|so luong phan bo tap the|collectives|chi tieu tap the"
    ),
    "note": _phrases("ghi chu"),
}
VOCABULARY: Final = Vocabulary(
    key="unit", fields=FIELDS, whole=frozenset({"don vi", "ca nhan", "tap the"}), ends=True
)
COLUMNS: Final = {
    "individual": SubjectKind.INDIVIDUAL.value,
    "collective": SubjectKind.COLLECTIVE.value,
}


@dataclass(frozen=True, slots=True)
class AllocationRow:
    """One line: the unit it names and its numbers, before and after. ``fault`` (with ``column``) when it is not taken."""

    sheet: str
    row: int
    text: str
    unit: Unit | None = None
    individual: int | None = None
    collective: int | None = None
    individual_before: int | None = None
    collective_before: int | None = None
    fault: str = ""
    column: str = ""

    @property
    def place(self) -> str:
        """The cell (or row) as Excel names it."""
        return f"{self.column}{self.row}"

    @property
    def changes(self) -> bool:
        return not self.fault and (self.individual, self.collective) != (
            self.individual_before,
            self.collective_before,
        )


@dataclass(frozen=True, slots=True)
class AllocationPreview:
    """A table that was read and not kept. ``ticket`` is what ``keep`` takes; empty when no line can be taken."""

    rows: tuple[AllocationRow, ...]
    passed_over: tuple[str, ...]
    ticket: str

    @property
    def refused(self) -> tuple[AllocationRow, ...]:
        return tuple(row for row in self.rows if row.fault)

    @property
    def taken(self) -> tuple[AllocationRow, ...]:
        return tuple(row for row in self.rows if not row.fault)

    @property
    def changed(self) -> tuple[AllocationRow, ...]:
        return tuple(row for row in self.rows if row.changes)


class _Fault(Exception):
    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field
        self.text = text


def preview(*, round: Round, file: Source, actor: User) -> AllocationPreview:  # noqa: A002 - the glossary's word
    """Read a table for ``round`` and say line by line what it would change. Raises ``Unreadable``; writes nothing."""
    sheets = read(file, VOCABULARY)
    index = UnitIndex()
    codes = {fold(unit.code): unit for unit in index.units.values()}
    own = {(row.unit_id, row.kind): row.places for row in RoundQuota.objects.filter(round=round)}
    used = rounds.used_places(round=round)
    below = (
        rounds.ancestors(list(index.units)) if round.parent_id is not None else dict[int, frozenset[int]]()
    )
    seen: dict[int, int] = {}
    rows = []
    for line in sheets.lines:
        try:
            row = _row(line, round, index, codes, own, used, below)
            unit = row.unit
            assert unit is not None
            if unit.pk in seen:
                raise _Fault(
                    "unit",
                    _("“%(unit)s” đã có ở dòng %(row)d.") % {"unit": unit.name, "row": seen[unit.pk]},
                )
            seen[unit.pk] = line.row
        except _Fault as fault:
            column = line.columns.get(fault.field, "") or line.columns.get("unit", "")
            row = AllocationRow(
                line.sheet,
                line.row,
                line.cells.get("unit", "") or line.cells.get("code", ""),
                fault=fault.text,
                column=column,
            )
        rows.append(row)
    places = [
        [row.unit.pk, kind, getattr(row, name)]
        for row in rows
        if row.unit is not None and not row.fault
        for name, kind in COLUMNS.items()
        if name in sheets.fields
    ]
    ticket = (
        signing.dumps({"round": round.pk, "user": actor.pk, "places": places}, salt=SALT, compress=True)
        if places
        else ""
    )
    return AllocationPreview(tuple(rows), sheets.passed_over, ticket)


def _row(
    line: Line,
    round_: Round,
    index: UnitIndex,
    codes: Mapping[str, Unit],
    own: Mapping[tuple[int, str], int],
    used: Mapping[tuple[int, str], int],
    below: Mapping[int, frozenset[int]],
) -> AllocationRow:
    for name, fault in line.faults.items():
        if name in {"order", "note"}:
            continue
        raise _Fault(
            name,
            _("Ô này là công thức chưa có kết quả. Hãy dán lại dưới dạng giá trị.")
            if fault == "formula"
            else _("Ô này báo lỗi của Excel. Hãy sửa rồi gửi lại."),
        )
    unit = _unit(line, round_, index, codes)
    if round_.parent_id is not None and unit.pk != round_.unit_id and round_.unit_id not in below[unit.pk]:
        raise _Fault(
            "unit",
            _("“%(unit)s” không thuộc “%(parent)s”.") % {"unit": unit.name, "parent": round_.unit.name},
        )
    numbers: dict[str, int | None] = {}
    for name, kind in COLUMNS.items():
        before = own.get((unit.pk, kind))
        number = _number(line, name) if name in line.columns else before
        if number is not None and not AwardSubject(round_.subject).admits(kind):
            if name in line.columns and number:
                raise _Fault(name, _("Đợt xét này không xét đối tượng của cột này."))
            number = before
        if number is not None and number < used.get((unit.pk, kind), 0):
            raise _Fault(
                name,
                _("Đơn vị đã gửi %(used)d hồ sơ nên không giảm xuống %(number)d được.")
                % {"used": used[unit.pk, kind], "number": number},
            )
        numbers[name] = number
    return AllocationRow(
        line.sheet,
        line.row,
        unit.name,
        unit,
        numbers["individual"],
        numbers["collective"],
        own.get((unit.pk, SubjectKind.INDIVIDUAL.value)),
        own.get((unit.pk, SubjectKind.COLLECTIVE.value)),
    )


def _unit(line: Line, round_: Round, index: UnitIndex, codes: Mapping[str, Unit]) -> Unit:
    code, text = line.cells.get("code", "").strip(), line.cells.get("unit", "")
    if code:
        found = codes.get(fold(code))
        if found is None:
            raise _Fault("code", _("Không có đơn vị mang mã “%(code)s”.") % {"code": code[:40]})
        return found
    if not text:
        raise _Fault("unit", _("Thiếu tên đơn vị."))
    if is_legacy(text):
        raise _Fault("unit", _("Chữ viết bằng bảng mã cũ (TCVN3, VNI). Hãy chuyển sang Unicode rồi gửi lại."))
    match = index.match(text, on=None, within=round_.unit)
    if match.how == "ambiguous":
        raise _Fault(
            "unit",
            _("Nhiều đơn vị có tên này: %(names)s. Hãy ghi mã đơn vị hoặc tên đầy đủ.")
            % {"names": "; ".join(match.candidates[:4])},
        )
    if match.unit is None or match.how == "part":
        raise _Fault("unit", _("Không tìm thấy đơn vị “%(text)s” trong danh mục.") % {"text": text[:80]})
    return match.unit


def _number(line: Line, name: str) -> int | None:
    text = line.cells.get(name, "").strip()
    if text in {"", "-", "–"}:
        return None
    found = re.fullmatch(r"0*(\d{1,5})(?:[.,]0+)?", text)
    if found is None:
        raise _Fault(name, _("“%(text)s” không phải số nguyên không âm.") % {"text": text[:40]})
    number = int(found[1])
    if number > MOST_PLACES:
        raise _Fault(name, _("Số lượng lớn nhất là %(limit)d.") % {"limit": MOST_PLACES})
    return number


def keep(*, round: Round, ticket: str, actor: User) -> int:  # noqa: A002
    """Write what a preview showed. Returns how many numbers changed. Raises ``signing.BadSignature`` for a foreign ticket.

    Everything is checked again by the domain, because the world may have moved since.
    """
    held = signing.loads(ticket, salt=SALT, max_age=PREVIEW_LASTS)
    if held["round"] != round.pk or held["user"] != actor.pk:
        raise signing.BadSignature("another round or person")
    places = {(int(unit), str(kind)): number for unit, kind, number in held["places"]}
    return rounds.allot(round=round, places=places, actor=actor)


def workbook(*, round: Round, units: list[Unit]) -> bytes:  # noqa: A002
    """Return the table of ``round`` as a workbook: the numbers there are, a line for each of ``units``, to fill in."""
    own = {(row.unit_id, row.kind): row.places for row in RoundQuota.objects.filter(round=round)}
    return write_xlsx(
        "Phân bổ",
        ("STT", "Mã đơn vị", "Tên đơn vị", "Cá nhân", "Tập thể"),
        [
            (
                number,
                unit.code,
                unit.name,
                own.get((unit.pk, SubjectKind.INDIVIDUAL.value)),
                own.get((unit.pk, SubjectKind.COLLECTIVE.value)),
            )
            for number, unit in enumerate(units, 1)
        ],
    )
