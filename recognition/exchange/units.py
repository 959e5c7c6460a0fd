"""Import the register of units: parents in any order, former and short names, twice changes nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.models import User
from portal.core.vietnamese import fold, normalize, parse_date
from recognition.domain import units
from recognition.domain.errors import DomainError
from recognition.enums import UnitNameKind
from recognition.exchange.decisions import (
    ACCEPTED,
    BATCH,
    NEW,
    NONE,
    REFUSED,
    Progress,
    Refusal,
    bulk,
    is_legacy,
)
from recognition.exchange.matching import key_of
from recognition.exchange.sheets import Line, Source, Vocabulary, read
from recognition.models import Unit

CHANGED: Final = "changed"
LONGEST_CODE: Final = 40
LONGEST_NAME: Final = 255


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "order": _phrases("stt|tt|so tt|so thu tu"),
    "code": _phrases("ma|ma don vi|ma so|code|ma dv"),
    "former": _phrases("ten cu|ten truoc day|ten don vi cu|ten goi cu|cac ten cu|ten truoc sap nhap"),
    "until": _phrases("dung den ngay|den ngay|su dung den ngay|ten cu dung den ngay|ngay doi ten"),
    "short": _phrases("ten viet tat|viet tat|ten goi tat|ten ngan|ten goi khac|short name"),
    "parent": _phrases("don vi cap tren|cap tren|truc thuoc|don vi chu quan|co quan chu quan|thuoc|parent"),
    "name": _phrases(
        "ten don vi|ten|don vi|ten hien nay|ten don vi hien nay|name|ten co quan|ten co quan don vi"
    ),
    "note": _phrases("ghi chu"),
}

VOCABULARY: Final = Vocabulary(key="name", fields=FIELDS, whole=frozenset({"don vi", "ten"}), ends=False)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of the register, read but not yet tied to its parent."""

    sheet: str
    row: int
    code: str = ""
    name: str = ""
    former: tuple[tuple[str, date | None], ...] = ()
    short: tuple[str, ...] = ()
    parent_text: str = ""
    columns: Mapping[str, str] | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class UnitOutcome:
    """What became of one line: ``accepted`` with ``new``, ``changed`` or ``none``, or ``refused``."""

    sheet: str
    row: int
    outcome: str
    change: str = ""
    reason: str = ""
    column: str = ""
    text: str = ""
    code: str = ""
    name: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class UnitReport:
    """The whole of one import of units."""

    dry_run: bool
    rows: tuple[UnitOutcome, ...]
    passed_over: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def counts(self) -> dict[str, int]:
        outcomes = Counter(row.outcome for row in self.rows)
        changes = Counter(row.change for row in self.rows)
        return {
            "accepted": outcomes[ACCEPTED],
            "refused": outcomes[REFUSED],
            "new": changes[NEW],
            "changed": changes[CHANGED],
            "none": changes[NONE],
        }

    @property
    def exit_status(self) -> int:
        """0 when no line was refused, else 1."""
        return 1 if any(row.outcome == REFUSED for row in self.rows) else 0

    def as_json(self) -> dict[str, Any]:
        return {
            "dry_run": self.dry_run,
            "sheets_without_a_list": list(self.passed_over),
            "counts": self.counts,
            "seconds": round(self.seconds, 2),
            "rows": [asdict(row) for row in self.rows],
        }


# Reading ---------------------------------------------------------------------------------------------------------


def read_units(file: Source) -> tuple[list[UnitRow], tuple[str, ...]]:
    """Return the lines of a register and the sheets without one. Raises ``Unreadable``; writes nothing."""
    sheets = read(file, VOCABULARY)
    return [_row_of(line) for line in sheets.lines], sheets.passed_over


def _values(text: str) -> list[str]:
    return [value for part in text.replace("\n", ";").split(";") if (value := normalize(part))]


def _row_of(line: Line) -> UnitRow:
    cells = line.cells
    found = UnitRow(
        line.sheet,
        line.row,
        code=cells.get("code", "").strip(),
        name=cells.get("name", ""),
        short=tuple(dict.fromkeys(_values(cells.get("short", "")))),
        parent_text=cells.get("parent", ""),
        columns=line.columns,
    )

    def refused(reason: str, field_name: str, text: str) -> UnitRow:
        return replace(found, refusal=Refusal(reason, line.columns.get(field_name, ""), text))

    for name, fault in line.faults.items():
        if name not in {"order", "note"}:
            return (
                refused(
                    "formula", name, _("Ô này là công thức chưa có kết quả. Hãy dán lại dưới dạng giá trị.")
                )
                if fault == "formula"
                else refused("cell_error", name, _("Ô này báo lỗi của Excel. Hãy sửa rồi gửi lại."))
            )
    for name in ("name", "former", "short", "parent"):
        text = cells.get(name, "")
        if is_legacy(text):
            return refused(
                "legacy_encoding",
                name,
                _("Chữ viết bằng bảng mã cũ (TCVN3, VNI). Hãy chuyển sang Unicode rồi gửi lại."),
            )
        if any(sign in text for sign in "<>{}\\^"):
            return refused("invalid_text", name, _("Ô này có ký tự không dùng trong tên đơn vị (<, >, { })."))
    if not found.code:
        return refused("code_missing", "code", _("Thiếu mã đơn vị."))
    if len(found.code) > LONGEST_CODE or not any(char.isalnum() for char in found.code):
        return refused("code_invalid", "code", _("Mã đơn vị cần có chữ hoặc số và không quá 40 ký tự."))
    if not any(char.isalpha() for char in found.name):
        return refused("name_missing", "name", _("Thiếu tên đơn vị."))
    former = _values(cells.get("former", ""))
    if any(len(name) > LONGEST_NAME for name in (found.name, *former, *found.short)):
        return refused("too_long", "name", _("Tên đơn vị dài quá 255 ký tự."))
    texts = _values(cells.get("until", ""))
    if len(texts) > len(former):
        return refused(
            "dates_without_names",
            "until",
            _("Có %(dates)s ngày cho %(names)s tên cũ.") % {"dates": len(texts), "names": len(former)},
        )
    dates: list[date | None] = []
    for text in texts:
        try:
            dates.append(parse_date(text))
        except ValueError:
            return refused(
                "date_impossible",
                "until",
                _("Ngày “%(text)s” không có thật hoặc không theo dạng ngày/tháng/năm.") % {"text": text[:40]},
            )
    dates += [None] * (len(former) - len(dates))
    return replace(found, former=tuple(zip(former, dates, strict=True)))


# Importing -------------------------------------------------------------------------------------------------------


class _DryRun(Exception):
    pass


def import_units(
    *,
    file: Source,
    actor: User | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> UnitReport:
    """Enter or bring up to date the units of a file. A blank cell changes nothing; nothing is ever removed.

    Raises ``Unreadable`` when the file is no list.
    """
    started = time.monotonic()
    rows, passed_over = read_units(file)
    outcomes: dict[int, UnitOutcome] = {}
    importer = _Register(rows, actor)
    with bulk():
        if dry_run:
            try:
                with transaction.atomic():
                    outcomes = importer.write(importer.plan(), progress)
                    raise _DryRun
            except _DryRun:
                pass
        else:
            plan = list(importer.plan())
            done = 0
            for start in range(0, len(plan), BATCH):
                with transaction.atomic():
                    outcomes |= importer.write(iter(plan[start : start + BATCH]), None)
                done = min(start + BATCH, len(plan))
                if progress is not None:
                    progress(done, len(plan))
    return UnitReport(
        dry_run=dry_run,
        rows=tuple(outcomes[index] for index in range(len(rows))),
        passed_over=passed_over,
        seconds=time.monotonic() - started,
    )


class _Register:
    """Orders the lines so that a parent comes before what stands under it, and writes them."""

    def __init__(self, rows: Sequence[UnitRow], actor: User | None) -> None:
        self.rows = rows
        self.actor = actor
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = {}
        self._refused: dict[int, Refusal] = {}
        self._units: dict[str, Unit] = {fold(unit.code): unit for unit in Unit.objects.all()}
        self._codes: dict[int, str] = {unit.pk: code for code, unit in self._units.items()}
        self._unit_names: dict[str, list[str]] = {}
        for code, unit in self._units.items():
            self._unit_names.setdefault(key_of(unit.name), []).append(code)
        for index, row in enumerate(rows):
            if row.refusal is not None:
                self._refused[index] = row.refusal
                continue
            code = fold(row.code)
            if code in self._by_code:
                first = rows[self._by_code[code]]
                self._refuse(
                    index,
                    "duplicate",
                    "code",
                    _("Mã “%(code)s” đã có ở dòng %(row)s.") % {"code": row.code, "row": first.row},
                )
                continue
            self._by_code[code] = index
            self._by_name.setdefault(key_of(row.name), []).append(index)
        self._parents = {index: self._parent_of(index) for index in self._by_code.values()}

    def _refuse(self, index: int, reason: str, field_name: str, text: str) -> None:
        column = (self.rows[index].columns or {}).get(field_name, "")
        self._refused[index] = Refusal(reason, column, text)

    def _parent_of(self, index: int) -> str | None:
        """Return the folded code of the parent a line names, by code first and then by name, or None."""
        text = self.rows[index].parent_text
        if not text:
            return None
        code = fold(text)
        if code in self._by_code or code in self._units:
            return code
        key = key_of(text)
        found = {fold(self.rows[other].code) for other in self._by_name.get(key, ()) if other != index}
        found |= {known for known in self._unit_names.get(key, ()) if known != fold(self.rows[index].code)}
        if len(found) == 1:
            return found.pop()
        if found:
            self._refuse(
                index,
                "parent_ambiguous",
                "parent",
                _("Có nhiều đơn vị tên “%(name)s”. Hãy ghi mã đơn vị cấp trên.") % {"name": text[:80]},
            )
        else:
            self._refuse(
                index,
                "parent_unknown",
                "parent",
                _("Không có đơn vị cấp trên “%(name)s”.") % {"name": text[:80]},
            )
        return None

    def _above(self, code: str) -> str | None:
        """The parent of a unit as it would stand after the import."""
        index = self._by_code.get(code)
        if index is not None and index not in self._refused and self.rows[index].parent_text:
            return self._parents[index]
        unit = self._units.get(code)
        if unit is None or unit.parent_id is None:
            return None
        return self._codes.get(unit.parent_id)

    def plan(self) -> Iterator[int]:
        """Yield the indexes of all lines, parents first; lines of a cycle, and under a refused new one, are refused."""
        turning = [
            index
            for index in sorted(self._by_code.values())
            if index not in self._refused and self._turns(fold(self.rows[index].code))
        ]
        for index in turning:
            self._refuse(
                index, "cycle", "parent", _("Đơn vị cấp trên thành vòng: đơn vị đứng dưới chính nó.")
            )
        depths: dict[int, int] = {}
        for index in self._by_code.values():
            depth, code = 0, self._above(fold(self.rows[index].code))
            while code is not None and depth <= len(self.rows) + len(self._units):
                depth += 1
                code = self._above(code)
            depths[index] = depth
        yield from sorted(range(len(self.rows)), key=lambda index: (depths.get(index, 0), index))

    def _turns(self, code: str) -> bool:
        seen = {code}
        above = self._above(code)
        while above is not None:
            if above == code:
                return True
            if above in seen:
                return False  # a cycle further up, refused where it is
            seen.add(above)
            above = self._above(above)
        return False

    def write(
        self, plan: Iterator[int], progress: Callable[[int, int], None] | None
    ) -> dict[int, UnitOutcome]:
        """Write lines; each in its own savepoint."""
        outcomes: dict[int, UnitOutcome] = {}
        for done, index in enumerate(plan, 1):
            outcomes[index] = self._outcome(index)
            if progress is not None and (done % 50 == 0 or done == len(self.rows)):
                progress(done, len(self.rows))
        return outcomes

    def _outcome(self, index: int) -> UnitOutcome:
        row = self.rows[index]
        outcome = UnitOutcome(
            sheet=row.sheet,
            row=row.row,
            outcome=REFUSED,
            code=row.code,
            name=row.name,
            parent=row.parent_text,
        )
        if index not in self._refused:
            try:
                with transaction.atomic():
                    change = self._save(index)
            except DomainError as error:
                self._refuse(index, "rule", "name", error.message)
            else:
                if change:
                    return replace(outcome, outcome=ACCEPTED, change=change)
        refusal = self._refused[index]
        return replace(outcome, reason=refusal.reason, column=refusal.column, text=refusal.text)

    def _save(self, index: int) -> str:
        row = self.rows[index]
        parent_code = self._parents[index]
        parent = self._units.get(parent_code) if parent_code else None
        if parent_code and parent is None:
            self._refuse(
                index,
                "parent_refused",
                "parent",
                _("Đơn vị cấp trên “%(name)s” bị từ chối nên dòng này chưa nhận được.")
                % {"name": row.parent_text},
            )
            return ""
        unit = self._units.get(fold(row.code))
        created = unit is None
        changed = created
        if unit is None:
            twin = Unit.objects.filter(parent=parent, name=normalize(row.name)).first()
            if twin is not None:
                self._refuse(
                    index,
                    "same_name",
                    "name",
                    _("Đơn vị cùng tên, cùng cấp trên đã có với mã “%(code)s”.") % {"code": twin.code},
                )
                return ""
            unit = units.enter_unit(code=row.code, name=row.name, parent=parent, actor=self.actor)
        else:
            changed = units.rename_unit(unit=unit, name=row.name, actor=self.actor)
            if parent is not None:
                changed = units.move_unit(unit=unit, parent=parent, actor=self.actor) or changed
        for name, until in row.former:
            changed = (
                units.add_name(
                    unit=unit, name=name, kind=UnitNameKind.OFFICIAL, valid_until=until, actor=self.actor
                )
                or changed
            )
        for name in row.short:
            changed = (
                units.add_name(unit=unit, name=name, kind=UnitNameKind.SHORT, actor=self.actor) or changed
            )
        self._units[fold(row.code)] = unit
        return NEW if created else CHANGED if changed else NONE
