"""Import the name list of a decision: every line ends as accepted, matched or refused, and twice changes nothing.

A file only proposes; facts are written by ``domain.conferrals.confer`` alone, so that a list obeys the rules a form
obeys. Lines of one import are the same by award, name, unit and position, as the domain sees it, or when their unit
is the same row of the register though spelled otherwise.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core import outbox
from portal.core.models import User
from portal.core.page_index import references_off
from portal.core.vietnamese import fold, normalize, parse_date, split_titles, title_case
from recognition.domain import conferrals, publication
from recognition.domain.errors import AuthorityRefused, DomainError
from recognition.enums import AuthorityCheck, DecisionState, MergeState, MeritKind, SubjectKind
from recognition.exchange.matching import AwardIndex, UnitIndex, UnitMatch, find_award, key_of
from recognition.exchange.sheets import Line, Sheets, Source, Unreadable, Vocabulary, header_words, read
from recognition.models import Award, Conferral, Decision, MergeProposal, Office, Unit

BATCH: Final = 200  # lines in one transaction: others may write in between
EARLIEST_YEAR: Final = 1945
LONGEST_LIFE: Final = 120
YOUNGEST: Final = 15

ACCEPTED, MATCHED, REFUSED = "accepted", "matched", "refused"
NEW, NONE = "new", "none"


# Words of a list -------------------------------------------------------------------------------------------------


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.split("|") if phrase.strip())


FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "order": _phrases("stt|so tt|tt|so thu tu|thu tu|no|s t t|stt stt"),
    "birth": _phrases(
        "nam sinh|ngay sinh|ngay thang nam sinh|ngay thang sinh|sinh ngay|sinh nam|ngay nam sinh|ns|nam sinh nam nu"
        "|ngay thang nam sinh nam nu|date of birth|year of birth"
    ),
    "sex": _phrases("gioi tinh|nam nu|phai|gioi|nu"),
    "place": _phrases(
        "chuc vu don vi|chuc vu don vi cong tac|chuc vu noi cong tac|chuc vu va don vi cong tac|chuc vu va noi cong tac"
        "|chuc vu va don vi|chuc danh don vi|chuc danh don vi cong tac|chuc vu chuc danh don vi cong tac"
        "|chuc vu chuc danh don vi|chuc vu co quan|chuc vu co quan don vi|don vi chuc vu|don vi cong tac chuc vu"
        "|noi cong tac chuc vu|chuc vu khoa phong|chuc vu khoa phong don vi|chuc danh chuc vu don vi"
        "|chuc danh chuc vu don vi cong tac|chuc vu co quan cong tac|chuc vu hien nay don vi cong tac"
    ),
    "name": _phrases(
        "ho va ten|ho ten|ho va ten ca nhan|ho ten ca nhan|ten ca nhan|ten tap the|ten ca nhan tap the|ten tap the ca nhan"
        "|ca nhan tap the|tap the ca nhan|ho va ten ten tap the|ho ten ten tap the|ten don vi ca nhan|ten don vi tap the"
        "|ten tap the don vi|ho va ten tap the|ho ten tap the|tap the|ca nhan|hoten|full name|name|nguoi duoc khen thuong"
        "|ho va ten nguoi duoc khen thuong|ten nguoi duoc khen thuong|ten ca nhan tap the duoc khen thuong"
        "|ten tap the ca nhan duoc khen thuong|doi tuong duoc khen thuong|doi tuong khen thuong|don vi ca nhan"
        "|ho va ten ten don vi|ten goi|ho va ten chu dem va ten|ten ca nhan don vi|tap the ca nhan duoc khen thuong"
    ),
    "family": _phrases(
        "ho va|ho dem|ho va dem|ho lot|ho va chu dem|ho va ten dem|ho va chu lot|ho chu dem|ho dem va|ho"
    ),
    "given": _phrases("ten"),
    "ward": _phrases(
        "khoa phong|khoa|phong|phong ban|bo phan|khoa phong tram|khoa phong to|to|khoa phong bo phan|phong khoa"
    ),
    "unit": _phrases(
        "don vi|don vi cong tac|noi cong tac|co quan|co quan don vi|co quan don vi cong tac|co quan cong tac|thuoc don vi"
        "|ten don vi|don vi truc thuoc|noi lam viec|don vi lam viec|truc thuoc|don vi noi cong tac|unit|workplace|ten co quan"
        "|don vi de nghi|ten co quan don vi|noi cong tac hien nay"
    ),
    "position": _phrases(
        "chuc vu|chuc danh|chuc vu chuc danh|chuc danh chuc vu|vi tri viec lam|vi tri cong tac|cong viec|chuc danh nghe nghiep"
        "|chuc vu hien nay|nghe nghiep|position|chuc vu cong tac|chuc vu nghe nghiep"
    ),
    "titles": _phrases(
        "hoc ham|hoc vi|hoc ham hoc vi|trinh do|trinh do chuyen mon|chuyen mon|chuc danh khoa hoc|danh xung"
    ),
    "award": _phrases(
        "danh hieu|danh hieu thi dua|hinh thuc|hinh thuc khen thuong|danh hieu hinh thuc|danh hieu hinh thuc khen thuong"
        "|danh hieu thi dua hinh thuc khen thuong|hinh thuc khen|danh hieu khen thuong|khen thuong|award|muc khen thuong"
        "|danh hieu dat duoc|danh hieu dat|hinh thuc danh hieu|danh hieu de nghi|danh hieu va hinh thuc khen thuong"
    ),
    "year": _phrases(
        "nam|nam thanh tich|nam cong tac|nam khen thuong|nam hoc|nam xet|nam dat|nien do|giai doan|thoi gian|nam dat danh hieu"
        "|thoi gian thanh tich|thanh tich nam|year|giai doan khen thuong|nam thi dua|nam cong tac thanh tich|giai doan thanh tich"
    ),
    "from": _phrases("tu nam|tu"),
    "until": _phrases("den nam|den"),
    "kind": _phrases(
        "doi tuong|loai doi tuong|phan loai|loai|ca nhan hay tap the|doi tuong khen|loai hinh doi tuong"
    ),
    "merit_kind": _phrases("loai hinh|loai hinh khen thuong"),
    "citation": _phrases(
        "thanh tich|ly do|ly do khen thuong|noi dung|noi dung thanh tich|thanh tich dat duoc|da co thanh tich|tom tat thanh tich"
        "|noi dung khen thuong|thanh tich khen thuong"
    ),
    "number": _phrases("so quyet dinh|so qd|quyet dinh|quyet dinh so|so quyet dinh khen thuong"),
    "date": _phrases("ngay quyet dinh|ngay qd|ngay ban hanh|ngay ky|ngay thang quyet dinh"),
    "note": _phrases("ghi chu|note|chu thich"),
    "passed_over": _phrases(
        "so tien|tien thuong|muc thuong|muc tien thuong|tien|ky nhan|ky ten|so so vang|don vi tinh|so luong"
    ),
}
"""Header phrases, folded, of each field. ``birth`` only tells people apart; ``sex`` and money are not read at all."""

_MARKED = re.compile(r"^(?:I{1,3}|IV|V|VI{1,3}|IX|X|[A-HĐ]|\d{1,2})\s*[.)\-/:]+\s*")
_KIND: Final = re.compile(
    r"^(?:phan )?(?:danh sach )?(?:doi voi )?(?:cac )?(?P<kind>tap the|ca nhan)(?: tieu bieu| xuat sac)?"
    r"(?: (?:gom|co|la))?(?: \d+.*)?(?: duoc (?:khen thuong|tang).*| (?:dat|co) .*| tang .*)?$"
)
_COLLECTIVE_START: Final = (
    "tập thể", "khoa", "phòng", "trạm", "bệnh viện", "trung tâm", "tổ", "đội", "ban", "chi cục", "công đoàn", "đơn vị",
    "trường", "sở", "ủy ban", "uỷ ban", "chi bộ", "đảng bộ", "đoàn thanh niên", "hội", "văn phòng", "bộ phận", "nhà thuốc",
    "công ty", "cán bộ, ", "nhân dân", "cụm", "khối", "bộ môn", "ttyt", "bv", "bvđk", "tyt", "cdc", "viện", "nhóm", "kíp",
)  # fmt: skip


def speaks_of_kind(text: str) -> str | None:
    """Return ``collective`` or ``individual`` when words between lines open that part ("I. TẬP THỂ: 05"), or None."""
    found = _KIND.match(header_words(_MARKED.sub("", text)))
    if not found:
        return None
    return SubjectKind.COLLECTIVE.value if found["kind"] == "tap the" else SubjectKind.INDIVIDUAL.value


def vocabulary_of(awards: AwardIndex, units: UnitIndex, on: date) -> Vocabulary:
    """Return the vocabulary of a decision's list with the awards and units that are known."""

    def heading(text: str) -> str | None:
        if speaks_of_kind(text):
            return "kind"
        if awards.match(text).fault != "unknown":
            return "award"
        return "unit" if units.match(text, on=on).how in {"name", "former", "short", "ambiguous"} else None

    return Vocabulary(
        key="name",
        fields=FIELDS,
        family="family",
        given="given",
        parts={"birth": frozenset({"nam", "nu"}), "sex": frozenset({"nam", "nu"})},
        whole=frozenset({"tap the", "ca nhan", "don vi ca nhan"}),
        mark=lambda text: awards.match(text).award is not None,
        heading=heading,
    )


# What comes out --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a line that was taken all the same."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, understood: what is given to the domain. ``birth_year`` is private."""

    sheet: str
    row: int
    name: str = ""
    kind: str = ""
    titles: str = ""
    position: str = ""
    unit_text: str = ""
    unit: Unit | None = None
    award: Award | None = None
    merit_from: int | None = None
    merit_until: int | None = None
    merit_kind: str = MeritKind.ROUTINE.value
    citation: str = ""
    posthumous: bool = False
    birth_year: int | None = None
    notes: tuple[Note, ...] = ()
    refusal: Refusal | None = None
    name_column: str = ""
    award_column: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a line is not taken: a code for machines, the column's letter (or ""), a sentence for the person."""

    reason: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one line. Public keys only; ``honoree`` and ``conferral`` are empty in a dry run of new lines."""

    sheet: str
    row: int
    outcome: str
    change: str = ""
    reason: str = ""
    column: str = ""
    text: str = ""
    name: str = ""
    kind: str = ""
    unit: str = ""
    award: str = ""
    honoree: str = ""
    conferral: str = ""
    held: bool = False
    proposals: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The whole of one import. ``counts`` has accepted, matched, refused, new, none, held."""

    number: str
    dated: date
    issuer: str
    public_id: str
    dry_run: bool
    published: int
    rows: tuple[RowOutcome, ...]
    unpublished: tuple[str, ...] = ()  # sentences on what could not be published
    passed_over: tuple[str, ...] = ()  # sheets without a list
    seconds: float = 0.0
    batches: tuple[tuple[int, float], ...] = field(
        default=(), compare=False
    )  # lines and seconds, batch by batch

    @property
    def counts(self) -> dict[str, int]:
        outcomes = Counter(row.outcome for row in self.rows)
        changes = Counter(row.change for row in self.rows)
        return {
            "accepted": outcomes[ACCEPTED],
            "matched": outcomes[MATCHED],
            "refused": outcomes[REFUSED],
            "new": changes[NEW],
            "none": changes[NONE],
            "held": sum(row.held for row in self.rows),
        }

    @property
    def exit_status(self) -> int:
        """0 when no line was refused, else 1."""
        return 1 if any(row.outcome == REFUSED for row in self.rows) else 0

    def as_json(self) -> dict[str, Any]:
        """Return the report for a file or a JSON column."""
        return {
            "decision": {
                "number": self.number,
                "date": self.dated.isoformat(),
                "issuer": self.issuer,
                "public_id": self.public_id,
            },
            "dry_run": self.dry_run,
            "published": self.published,
            "unpublished": list(self.unpublished),
            "sheets_without_a_list": list(self.passed_over),
            "counts": self.counts,
            "seconds": round(self.seconds, 2),
            "rows": [
                {
                    **asdict(row),
                    "proposals": list(row.proposals),
                    "notes": [asdict(note) for note in row.notes],
                }
                for row in self.rows
            ],
        }


# Reading ---------------------------------------------------------------------------------------------------------


class _Refused(Exception):
    def __init__(self, reason: str, field_name: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason
        self.field_name = field_name
        self.text = text


def decision_number(text: str) -> str:
    """Return a number as it is stored ("Số: 57/QĐ-SYT" → "57/QĐ-SYT"). Raises ``ValueError`` when it is left blank."""
    number = re.sub(r"^(?:quyết định\s*)?(?:số|so)\s*[:.]?\s*", "", normalize(text), flags=re.IGNORECASE)
    number = re.sub(r"\s*([/\-])\s*", r"\1", number)
    if (
        not re.match(r"^[^/]*\d", number)
        or len(number) > 80
        or re.search(r"[<>\x00-\x1f…]|\.{2,}|_{2,}", number)
    ):
        raise ValueError(
            _("Số quyết định “%(number)s” còn để trống. Hãy ghi đủ số và ký hiệu, ví dụ 57/QĐ-SYT.")
            % {"number": text}
        )
    return number


class ListReader:
    """Understands the lines of one decision's list. Everything it looks up is in memory."""

    def __init__(self, *, office: Office, number: str, dated: date, award: Award | None = None) -> None:
        self.number = number
        self.dated = dated
        self.award = award
        self.awards = AwardIndex(office=office, on=dated)
        self.units = UnitIndex()

    def sheets(self, file: Source) -> Sheets:
        """Return the lines of a file. Raises ``Unreadable``."""
        return read(file, vocabulary_of(self.awards, self.units, self.dated))

    def row_of(self, line: Line) -> Row:
        """Return what a line says; with ``refusal`` when it cannot be taken."""
        found = Row(
            line.sheet,
            line.row,
            name=line.cells.get("name", "")[:255],
            name_column=line.columns.get("name", ""),
            award_column=line.columns.get("award") or line.columns.get("marks", ""),
        )
        try:
            return self._understand(line, found)
        except _Refused as refused:
            column = line.columns.get(refused.field_name, "")
            return replace(found, refusal=Refusal(refused.reason, column, refused.text))

    def _understand(self, line: Line, found: Row) -> Row:
        notes: list[Note] = []
        self._check_cells(line)
        self._check_decision(line)
        text = line.cells.get("name", "")
        if not text:
            raise _Refused("name_missing", "name", _("Thiếu họ và tên hoặc tên tập thể."))
        kind = self._stated_kind(line, text) or self._evident_kind(line, text)
        award = self._award(line, kind, text)
        if not kind:
            kind = award.subject if award.subject != "both" else self._likely_kind(line, text)
        name, titles = self._name(line, text, kind, notes)
        position, unit_text, unit = self._place(
            line, notes, collective=name if kind == SubjectKind.COLLECTIVE else ""
        )
        merit_from, merit_until = self._merit(line)
        remarks = f"{line.cells.get('note', '')} {line.cells.get('award', '')} {' '.join(line.headings)}"
        return replace(
            found,
            name=name,
            kind=kind,
            titles=titles,
            position=position,
            unit_text=unit_text,
            unit=unit,
            award=award,
            merit_from=merit_from,
            merit_until=merit_until,
            merit_kind=_merit_kind(
                " ".join((line.cells.get("merit_kind", ""), *line.headings, *line.titles))
            ),
            citation=line.cells.get("citation", ""),
            posthumous=bool(re.search(r"\btruy tang\b", header_words(remarks))),
            birth_year=self._birth_year(line),
            notes=tuple(notes),
        )

    # Cells

    def _check_cells(self, line: Line) -> None:
        for name, fault in line.faults.items():
            if name in {"sex", "order", "passed_over", "note"}:
                continue
            if fault == "formula":
                raise _Refused(
                    "formula",
                    name,
                    _("Ô này là công thức chưa có kết quả. Hãy dán lại dưới dạng giá trị (Paste Values)."),
                )
            raise _Refused("cell_error", name, _("Ô này báo lỗi của Excel. Hãy sửa rồi gửi lại."))
        for name in ("name", "unit", "ward", "position", "place", "award", "citation"):
            text = line.cells.get(name, "")
            if is_legacy(text):
                raise _Refused(
                    "legacy_encoding",
                    name,
                    _("Chữ viết bằng bảng mã cũ (TCVN3, VNI). Hãy chuyển sang Unicode rồi gửi lại."),
                )
            if re.search(r"[<>{}\\^]|^[=@]", text):
                raise _Refused(
                    "invalid_text", name, _("Ô này có ký tự không dùng trong danh sách (<, >, { }, = ở đầu).")
                )
        if len(line.cells.get("name", "")) > 255:
            raise _Refused("too_long", "name", _("Họ tên dài quá 255 ký tự."))

    def _check_decision(self, line: Line) -> None:
        """A list that names its decision line by line must name this one."""
        stated = line.cells.get("number", "")
        if stated:
            try:
                number = decision_number(stated)
            except ValueError as error:
                raise _Refused("number_blank", "number", str(error)) from error
            if fold(number).replace(" ", "") != fold(self.number).replace(" ", ""):
                raise _Refused(
                    "other_decision",
                    "number",
                    _("Dòng này ghi quyết định %(stated)s, không phải %(number)s.")
                    % {"stated": number, "number": self.number},
                )
        stated = line.cells.get("date", "")
        if stated:
            try:
                dated = parse_date(stated)
            except ValueError as error:
                raise _Refused(
                    "date_impossible",
                    "date",
                    _("Ngày “%(text)s” không có thật hoặc không theo dạng ngày/tháng/năm.")
                    % {"text": stated},
                ) from error
            if dated != self.dated:
                raise _Refused(
                    "other_decision",
                    "date",
                    _("Dòng này ghi ngày %(stated)s, quyết định đang nhập ngày %(dated)s.")
                    % {"stated": dated.strftime("%d/%m/%Y"), "dated": self.dated.strftime("%d/%m/%Y")},
                )

    # Kind and award

    def _stated_kind(self, line: Line, name: str) -> str:
        """What the line, its part or its header says of the subject, in this order; "" when nothing does."""
        cell = header_words(line.cells.get("kind", ""))
        if cell:
            if re.search(r"\btap the\b|\btt\b|\bdon vi\b", cell):
                return SubjectKind.COLLECTIVE.value
            if re.search(r"\bca nhan\b|\bcn\b", cell):
                return SubjectKind.INDIVIDUAL.value
        for heading in reversed(line.headings):
            kind = speaks_of_kind(heading)
            if kind:
                return kind
        for words in (header_words(line.headers.get("name", "")), header_words(line.sheet)):
            if "tap the" in words and not re.search(r"\bca nhan\b|\bho (?:va )?ten\b", words):
                return SubjectKind.COLLECTIVE.value
            if "ca nhan" in words and "tap the" not in words:
                return SubjectKind.INDIVIDUAL.value
        if name.casefold().startswith("tập thể "):
            return SubjectKind.COLLECTIVE.value
        return ""

    def _evident_kind(self, line: Line, name: str) -> str:
        """What the words of the name leave no doubt of: "Khoa …" is no person, "ThS.BS Nguyễn …" no collective."""
        person = bool(line.cells.get("birth") or split_titles(name).titles)
        if starts_as_collective(name) and not person:
            return SubjectKind.COLLECTIVE.value
        words = split_titles(name).name.split()
        if person or (2 <= len(words) <= 5 and words[0].casefold() in _FAMILY_NAMES and "," not in name):
            return SubjectKind.INDIVIDUAL.value
        return ""

    def _likely_kind(self, line: Line, name: str) -> str:
        for title in reversed(line.titles):
            words = header_words(title)
            if "tap the" in words and "ca nhan" not in words:
                return SubjectKind.COLLECTIVE.value
        return (
            SubjectKind.COLLECTIVE.value
            if starts_as_collective(name) and not line.cells.get("birth") and not split_titles(name).titles
            else SubjectKind.INDIVIDUAL.value
        )

    def _award(self, line: Line, kind: str, name: str) -> Award:
        likely = kind or self._likely_kind(line, name)
        text = line.cells.get("award", "")
        source = "award"
        if not text and line.marks:
            source = "marks"
            if len(line.marks) > 1:
                raise _Refused(
                    "award_several",
                    source,
                    _("Dòng này đánh dấu nhiều danh hiệu, hình thức. Hãy ghi mỗi danh hiệu một dòng."),
                )
            text = line.marks[0]
        if text:
            return self._named_award(text, kind, likely, source)
        if self.award is not None:
            self._check_subject(self.award, kind, "award")
            return self.award
        for heading in (*reversed(line.headings), *reversed(line.titles), line.sheet):
            match = self.awards.match(_award_part(heading), kind=likely)
            if match.award is None:
                match = self.awards.match(_award_part(heading), kind=kind)
            if match.award is not None:
                self._check_subject(match.award, kind, "award")
                return match.award
        raise _Refused(
            "award_missing",
            "award",
            _(
                "Thiếu danh hiệu, hình thức khen thưởng. Hãy thêm cột “Danh hiệu, hình thức” hoặc chọn một danh hiệu cho cả danh sách."
            ),
        )

    def _named_award(self, text: str, kind: str, likely: str, source: str) -> Award:
        match = self.awards.match(text, kind=likely)
        if match.award is None and not kind:
            match = self.awards.match(text)
        if match.award is not None:
            return match.award
        if match.fault == "several":
            raise _Refused(
                "award_several",
                source,
                _("Dòng này ghi nhiều danh hiệu, hình thức. Hãy ghi mỗi danh hiệu một dòng."),
            )
        if match.fault == "ambiguous":
            raise _Refused(
                "award_ambiguous",
                source,
                _("“%(text)s” có thể là: %(candidates)s. Hãy ghi đủ tên.")
                % {"text": text, "candidates": "; ".join(match.candidates)},
            )
        if match.fault == "subject":
            raise _Refused("award_subject", source, _not_for(match.candidates[0], kind or likely))
        raise _Refused(
            "award_unknown",
            source,
            _("Không có danh hiệu, hình thức “%(text)s” trong danh mục.") % {"text": text[:120]},
        )

    def _check_subject(self, award: Award, kind: str, source: str) -> None:
        if kind and award.subject not in {kind, "both"}:
            raise _Refused("award_subject", source, _not_for(award.name, kind))

    # Name

    def _name(self, line: Line, text: str, kind: str, notes: list[Note]) -> tuple[str, str]:
        """Return the name in normal case and the titles that stood before it."""
        if kind == SubjectKind.COLLECTIVE:
            return self._collective_name(text), ""
        titled = split_titles(text)
        name = titled.name
        titles = titled.titles
        column = line.cells.get("titles", "")
        if column and not titles:
            again = split_titles(f"{column} {name}")
            if again.name == name:
                titles = again.titles
        letters = re.sub(r"[^\w]", "", name)
        if not letters or re.search(r"[\d=@#$%&*+|~\[\]\"?!:;_]", name):
            raise _Refused(
                "name_invalid",
                "name",
                _("“%(text)s” không phải họ tên người. Hãy kiểm tra cột họ và tên.") % {"text": text[:80]},
            )
        name = in_normal_case(name)
        words = name.split()
        if len(words) == 1:
            notes.append(Note("name_short", _("Họ tên chỉ có một từ. Hãy đối chiếu với bản gốc.")))
        if words[0].casefold() in _UNMARKED_FAMILY_NAMES:
            notes.append(
                Note(
                    "marks_missing",
                    _("Họ “%(name)s” viết không dấu. Hãy đối chiếu với bản gốc.") % {"name": words[0]},
                )
            )
        return name, ".".join(titles)[:120]

    def _collective_name(self, text: str) -> str:
        rest = re.sub(r"^tập\s+thể\s*[:\-]?\s+", "", text, flags=re.IGNORECASE)
        if rest != text and starts_as_collective(rest):
            text = rest
        if not re.search(r"\w", text):
            raise _Refused(
                "name_invalid", "name", _("“%(text)s” không phải tên tập thể.") % {"text": text[:80]}
            )
        if _is_all_caps(text):
            match = self.units.match(text, on=self.dated)
            if match.unit is not None and match.how in {"name", "former"}:
                named = self.units.name_on(match.unit, self.dated)
                if key_of(named) == key_of(text):
                    return named
                if key_of(match.unit.name) == key_of(text):
                    return match.unit.name
            return title_case(text)
        return text[:1].upper() + text[1:]

    # Position and unit

    def _place(self, line: Line, notes: list[Note], *, collective: str) -> tuple[str, str, Unit | None]:
        """Return position, the unit's text as the list has it, and the unit of the register or None."""
        position = line.cells.get("position", "")
        text = line.cells.get("unit", "")
        ward = line.cells.get("ward", "")
        if line.cells.get("place"):
            one, two = self._split_place(line.cells["place"], line.headers.get("place", ""))
            position = position or one
            text = text or two
        heading_unit, heading_text = self._unit_of_headings(line)
        if ward:
            text = f"{ward}, {text}" if text else ward
        if len(position) > 255 or len(text) > 255:
            raise _Refused(
                "too_long",
                "position" if len(position) > 255 else "unit",
                _("Chức vụ hoặc tên đơn vị dài quá 255 ký tự."),
            )
        if not text and collective:
            match = self.units.match(collective, on=self.dated, within=heading_unit)
            if match.unit is not None:
                return position, heading_text, match.unit
            return position, heading_text, heading_unit
        if not text:
            if heading_text:
                return position, heading_text, heading_unit
            notes.append(Note("unit_missing", _("Không ghi đơn vị.")))
            return position, "", None
        match = self.units.match(text, on=self.dated, within=heading_unit)
        if match.how == "unknown" and heading_unit is not None:
            # "Khoa Nội" under the heading of its hospital: the part is unknown, the hospital is not.
            text = f"{text}, {heading_text}"
            match = UnitMatch(heading_unit, "part")
        if collective and match.unit is not None:
            own = self.units.match(collective, on=self.dated, within=match.unit)
            if own.unit is not None and self.units.is_below(own.unit, match.unit):
                return position, self._unit_text(text, match, notes), own.unit
        return position, self._unit_text(text, match, notes), match.unit

    def _unit_text(self, text: str, match: UnitMatch, notes: list[Note]) -> str:
        if match.how == "unknown":
            notes.append(
                Note(
                    "unit_unknown",
                    _("Chưa có đơn vị “%(text)s” trong danh mục; tên được giữ nguyên.")
                    % {"text": text[:120]},
                )
            )
        elif match.how == "ambiguous":
            notes.append(
                Note(
                    "unit_ambiguous",
                    _("“%(text)s” có thể là: %(candidates)s. Chưa gắn với đơn vị nào.")
                    % {"text": text[:120], "candidates": "; ".join(match.candidates)},
                )
            )
        elif match.how == "part":
            notes.append(
                Note(
                    "unit_part",
                    _("Chỉ gắn được với “%(unit)s”.") % {"unit": match.unit.name if match.unit else ""},
                )
            )
        elif match.how == "short" and match.unit is not None:
            return self.units.name_on(match.unit, self.dated)
        return text

    def _unit_of_headings(self, line: Line) -> tuple[Unit | None, str]:
        for heading in reversed(line.headings):
            text = re.sub(r"\s*(?:\(\s*\d+[^)]*\)|[:\-–]\s*\d+.*)$", "", _MARKED.sub("", heading))
            if speaks_of_kind(text) or self.awards.match(text).fault != "unknown":
                continue
            match = self.units.match(text, on=self.dated)
            if match.unit is not None and match.how != "part":
                return match.unit, self.units.name_on(match.unit, self.dated)
        return None, ""

    def _split_place(self, text: str, header: str) -> tuple[str, str]:
        """Split "Trưởng khoa Nội, Bệnh viện X" into position and unit; a header that names the unit first turns it."""
        joints = list(re.finditer(r"\s*[,;\n]\s*|\s+[-–—]\s+", text))
        reversed_order = header_words(header).startswith(("don vi", "noi cong tac"))
        pairs = [(text[: joint.start()].strip(), text[joint.end() :].strip()) for joint in joints]
        if reversed_order:
            for unit, position in reversed(pairs):
                if self._is_unit(unit):
                    return position, unit
            return (pairs[0][1], pairs[0][0]) if pairs else ("", text)
        if self._is_unit(text):
            return "", text
        for position, unit in pairs:
            if self._is_unit(unit):
                return position, unit
        for position, unit in pairs:
            if starts_as_collective(unit):
                return position, unit
        if starts_as_collective(text) and not pairs:
            return "", text
        position, unit = self.units.longest_suffix(text, on=self.dated)
        return (position, unit) if unit or not pairs else pairs[0]

    def _is_unit(self, text: str) -> bool:
        match = self.units.match(text, on=self.dated)
        if match.how in {"name", "former", "short", "ambiguous"}:
            return True
        return match.how == "part" and starts_as_collective(text)

    # Years

    def _merit(self, line: Line) -> tuple[int | None, int | None]:
        cells = line.cells
        if cells.get("from") or cells.get("until"):
            first = self._period(cells.get("from", ""), "from") or (None, None)
            last = self._period(cells.get("until", ""), "until") or (None, None)
            return self._in_order(first[0] or last[0], last[1] or first[1], "until")
        if cells.get("year"):
            return self._period(cells["year"], "year") or (None, None)
        if cells.get("award"):
            years = _years(cells["award"])
            if years:
                return self._checked(years, "award")
        for text in (*reversed(line.headings), *reversed(line.titles)):
            words = header_words(text)
            if re.search(r"\bquyet dinh\b|\bke hoach\b|\bto trinh\b|\bngay\b|\bso\b", words):
                continue
            years = _years(text)
            if years and re.search(r"\bnam\b|\bgiai doan\b", words):
                return self._checked(years, "year")
        return None, None

    def _period(self, text: str, field_name: str) -> tuple[int, int] | None:
        if not text.strip():
            return None
        for found in re.finditer(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b", text):
            try:
                parse_date("/".join(found.groups()))
            except ValueError as error:
                raise _Refused(
                    "date_impossible", field_name, _("Ngày “%(text)s” không có thật.") % {"text": found[0]}
                ) from error
        years = _years(text)
        if not years:
            raise _Refused(
                "year_unread",
                field_name,
                _("Không đọc được năm thành tích trong “%(text)s”. Hãy ghi như 2024 hoặc 2021-2025.")
                % {"text": text[:80]},
            )
        return self._checked(years, field_name)

    def _checked(self, years: Sequence[int], field_name: str) -> tuple[int, int]:
        for year in years:
            if not EARLIEST_YEAR <= year <= self.dated.year:
                raise _Refused(
                    "year_impossible",
                    field_name,
                    _("Năm thành tích %(year)s không hợp lý với quyết định ngày %(dated)s.")
                    % {"year": year, "dated": self.dated.strftime("%d/%m/%Y")},
                )
        first, last = self._in_order(years[0], years[-1], field_name)
        assert first is not None and last is not None  # noqa: PT018 - one fact
        return first, last

    def _in_order(
        self, first: int | None, last: int | None, field_name: str
    ) -> tuple[int | None, int | None]:
        if first is not None and last is not None and first > last:
            raise _Refused(
                "period_impossible",
                field_name,
                _("Giai đoạn %(first)s – %(last)s bị ngược.") % {"first": first, "last": last},
            )
        return first, last

    def _birth_year(self, line: Line) -> int | None:
        """Read the year of birth, and never repeat it in a message: it is private."""
        text = line.cells.get("birth", "").strip(" .-–…")
        if not text or fold(text) == "x":
            return None
        years = [int(found) for found in re.findall(r"(?<!\d)(\d{4})(?!\d)", text)]
        refused = _Refused("birth_impossible", "birth", _("Năm sinh không đọc được hoặc không có thật."))
        if len(years) != 1 or not self.dated.year - LONGEST_LIFE <= years[0] <= self.dated.year - YOUNGEST:
            raise refused
        if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}", text):
            try:
                parse_date(text.replace(".", "/").replace("-", "/"))
            except ValueError as error:
                raise refused from error
        return years[0]


def _not_for(award: str, kind: str) -> str:
    if kind == SubjectKind.COLLECTIVE:
        return _("“%(award)s” không dành cho tập thể.") % {"award": award}
    return _("“%(award)s” không dành cho cá nhân.") % {"award": award}


def _award_part(text: str) -> str:
    """Return of a title or heading what may name an award ("DANH SÁCH CÁ NHÂN ĐẠT DANH HIỆU X NĂM 2024" → "X NĂM 2024")."""
    text = _MARKED.sub("", text)
    found = re.search(r"(?:danh\s+hiệu|hình\s+thức|tặng(?:\s+thưởng)?|đạt)\s+(.+)$", text, re.IGNORECASE)
    part = (
        found[1]
        if found and re.match(r"(?i)^\s*(?:danh\s+sách|\d|các|tặng|công nhận|đề nghị)", text)
        else text
    )
    return re.sub(r"^(?:danh\s+hiệu|hình\s+thức|thưởng)\s+", "", part, flags=re.IGNORECASE)


def _years(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"(?<!\d)((?:19|20|21)\d{2})(?!\d)", text)]


def _merit_kind(text: str) -> str:
    words = header_words(text)
    for phrase, kind in (
        ("dot xuat", MeritKind.SUDDEN),
        ("chuyen de", MeritKind.THEMATIC),
        ("cong hien", MeritKind.DEVOTION),
        ("nien han", MeritKind.SENIORITY),
        ("doi ngoai", MeritKind.FOREIGN),
    ):
        if re.search(rf"\b{phrase}\b", words):
            return kind.value
    return MeritKind.ROUTINE.value


def starts_as_collective(text: str) -> bool:
    """Whether a text begins with the word of an organization ("Khoa", "Trạm", "Tổ", never "Tô")."""
    plain = f"{text.strip().casefold()} "
    return any(plain.startswith(start if start.endswith(" ") else f"{start} ") for start in _COLLECTIVE_START)


def _is_all_caps(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 3 and all(char.isupper() for char in letters)


def in_normal_case(name: str) -> str:
    """Return a name in normal case: only names in capitals or in small letters throughout are changed."""
    letters = [char for char in name if char.isalpha()]
    if len(letters) > 1 and (
        all(char.isupper() for char in letters) or all(char.islower() for char in letters)
    ):
        return title_case(name.upper())
    return name


# TCVN3 and VNI put Vietnamese letters on signs that Unicode Vietnamese does not use, or on pairs of vowels it never has.
_TCVN3: Final = re.compile(
    r"[µ¸¶·¹¨¾¼½Æ©Ç®ÎÏª¬ØÞß¦£¥¡¢]|(?<=\w)[ÊËÌÐÑÒÓÔÕÖÙÚÛÜÝ](?=[a-z]|\b)(?<![A-ZĐÀ-Ỹ].)|(?<=[a-z])[äåæëîïöø÷ûüþ]"
)
_VNI: Final = re.compile(r"[aA][âêàáãûïåäëéèúüøÂÊÀÁÃÛÏÅÄËÉÈÚÜØ]|[eE][âãûïåäùøõÂÃÛÏÅÄÙØÕ]|[oO][âûïùøÂÛÏÙØ]|[uU][ûïùøõÛÏÙØÕ]|ö[ôûïùøõ]?|Ö[ÔÛÏÙØÕ]?|[ôÔ][ùøûõïÙØÛÕÏ]")  # fmt: skip


def is_legacy(text: str) -> bool:
    """Whether a text was typed in TCVN3 (ABC) or VNI, whose letters are not Unicode ("NguyÔn V¨n H¶i", "Nguyeãn Vaên Haûi")."""
    return bool(_TCVN3.search(text) or _VNI.search(text))


_FAMILY_NAMES: Final = frozenset(
    [
        "nguyễn",
        "trần",
        "lê",
        "phạm",
        "hoàng",
        "huỳnh",
        "phan",
        "vũ",
        "võ",
        "đặng",
        "bùi",
        "đỗ",
        "hồ",
        "ngô",
        "dương",
        "lý",
        "đinh",
        "trịnh",
        "lương",
        "lưu",
        "tạ",
        "thái",
        "triệu",
        "đàm",
        "mạc",
        "phùng",
        "quách",
        "tôn",
        "tống",
        "lâm",
        "mai",
        "cao",
        "hà",
        "vương",
        "đào",
        "trương",
        "châu",
        "tô",
        "từ",
        "kiều",
    ]
)
"""Families whose name at the head of two to five words shows a person."""

_UNMARKED_FAMILY_NAMES: Final = frozenset(
    [
        "nguyen",
        "tran",
        "pham",
        "hoang",
        "huynh",
        "vu",
        "vo",
        "dang",
        "bui",
        "do",
        "ho",
        "ngo",
        "duong",
        "ly",
        "dam",
        "dinh",
        "trinh",
        "luong",
        "luu",
        "ta",
        "thai",
        "trieu",
        "lai",
        "dau",
        "mac",
        "la",
        "phung",
        "quach",
        "ton",
        "tong",
        "doan",
        "lam",
    ]
) - {"ho", "thai", "mac", "la", "ta", "do", "lai", "vu", "ly"}
"""Families whose name always bears a mark: without one it was typed or scanned carelessly ("Dam" for "Đàm")."""


# Importing -------------------------------------------------------------------------------------------------------


Progress = Callable[[int, int], None]


@contextmanager
def bulk() -> Iterator[None]:
    """One wake-up of the outbox and no indexing page by page while many rows are written."""
    with outbox.held(), references_off():
        yield


def read_list(
    file: Source, *, office: Office, number: str, dated: date, award: Award | None = None
) -> list[Row]:
    """Return the lines of a decision's list, understood. Raises ``Unreadable``; writes nothing."""
    reader = ListReader(office=office, number=decision_number(number), dated=dated, award=award)
    return [reader.row_of(line) for line in reader.sheets(file).lines]


def import_decision(
    *,
    file: Source,
    number: str,
    dated: date,
    office: Office,
    award: Award | str | None = None,
    actor: User | None = None,
    title: str = "",
    dry_run: bool = False,
    publish: bool = False,
    file_name: str = "",
    progress: Progress | None = None,
) -> ImportReport:
    """Import a decision's list; ``actor`` None is the server's operator.

    ``publish`` is an act of the server's operator: the decision is verified, what is held is released, facts are
    published, each with this act as the reason. ``dry_run`` does everything, batch by batch, and takes it back.
    ``progress`` is called with lines done and lines in all.
    Raises ``Unreadable`` when the file is no list; ``ValueError`` for a blank number or an unknown award;
    ``DomainError`` when the decision cannot be entered (a date to come, a cancelled decision, a missing role).
    """
    started = time.monotonic()
    number = decision_number(number)
    if isinstance(award, str):
        found = find_award(award)
        if found is None:
            raise ValueError(_("Không có danh hiệu, hình thức mã “%(code)s”.") % {"code": award})
        award = found
    reader = ListReader(office=office, number=number, dated=dated, award=award)
    sheets = reader.sheets(file)
    importer = _Importer(
        reader=reader, office=office, number=number, dated=dated, title=title, actor=actor, dry_run=dry_run
    )
    with bulk():
        rows = importer.run(sheets.lines, progress)
        published: list[str] = []
        unpublished: list[str] = []
        if publish and not dry_run and importer.decision is not None:
            published, unpublished = _publish(importer, rows, file_name=file_name)
    if published or unpublished:
        rows = _with_present_state(rows)
    return ImportReport(
        number=number,
        dated=dated,
        issuer=office.name,
        public_id=importer.public_id,
        dry_run=dry_run,
        published=len(published),
        rows=tuple(rows),
        unpublished=tuple(unpublished),
        passed_over=sheets.passed_over,
        seconds=time.monotonic() - started,
        batches=tuple(importer.batches),
    )


class _DryRun(Exception):
    pass


class _Importer:
    """Writes the understood lines, batch by batch; knows what this decision held before and what this file brought."""

    def __init__(
        self,
        *,
        reader: ListReader,
        office: Office,
        number: str,
        dated: date,
        title: str,
        actor: User | None,
        dry_run: bool,
    ) -> None:
        self.reader = reader
        self.office = office
        self.number = number
        self.dated = dated
        self.title = title
        self.actor = actor
        self.dry_run = dry_run
        self.decision: Decision | None = None
        self.public_id = ""
        self.batches: list[tuple[int, float]] = []
        self._entered_now = False
        self._known: dict[tuple[int, str, str], list[tuple[int | None, str]]] = {}
        self._seen: dict[tuple[int, str, str], list[tuple[int | None, str, int, str]]] = {}

    def run(self, lines: Sequence[Line], progress: Progress | None) -> list[RowOutcome]:
        with transaction.atomic():
            decision = self._enter()
            self.public_id = "" if self.dry_run and self._entered_now else decision.public_id
            if decision.state == DecisionState.CANCELLED:
                raise DomainError(_("Quyết định này đã bị hủy bỏ nên không nhập thêm danh sách."))
            self._remember(decision)
            if self.dry_run:
                transaction.set_rollback(True)
        rows: list[RowOutcome] = []
        for start in range(0, len(lines), BATCH):
            batch = lines[start : start + BATCH]
            began = time.monotonic()
            understood = [self.reader.row_of(line) for line in batch]
            rows += self._write(understood, first=start + 1)
            self.batches.append((len(batch), time.monotonic() - began))
            if progress is not None:
                progress(start + len(batch), len(lines))
        return rows

    def _enter(self) -> Decision:
        self.decision, self._entered_now = conferrals.find_or_enter_decision(
            office=self.office, number=self.number, dated=self.dated, title=self.title, actor=self.actor
        )
        if self.decision.dated != self.dated:
            raise DomainError(
                _("Quyết định số %(number)s đã có trong sổ với ngày %(known)s. Hãy kiểm tra lại ngày.")
                % {
                    "number": self.number,
                    "known": self.decision.dated.strftime("%d/%m/%Y")
                    if self.decision.dated
                    else _("không rõ"),
                }
            )
        return self.decision

    def _remember(self, decision: Decision) -> None:
        """Read once which lines the decision has, so that finding them again costs nothing per line."""
        for award_id, name, position, unit_id, unit_text in decision.conferrals.values_list(
            "award_id", "name_then", "position_then", "unit_id", "unit_then"
        ):
            self._known.setdefault((award_id, _key(name), _key(position)), []).append((unit_id, unit_text))

    def _write(self, batch: Sequence[Row], *, first: int) -> list[RowOutcome]:
        outcomes: list[RowOutcome] = []
        try:
            with transaction.atomic():
                # A dry run took the decision back with the batch before; it is entered again for this one.
                decision = self._enter() if self.dry_run or self.decision is None else self.decision
                for index, row in enumerate(batch):
                    outcomes.append(self._take(row, decision, first + index))
                if self.dry_run:
                    raise _DryRun
        except _DryRun:
            pass
        return outcomes

    def _take(self, row: Row, decision: Decision, position: int) -> RowOutcome:
        outcome = RowOutcome(
            sheet=row.sheet,
            row=row.row,
            outcome=REFUSED,
            name=row.name,
            kind=row.kind,
            unit=row.unit_text or (row.unit.name if row.unit else ""),
            award=row.award.code if row.award else "",
            notes=row.notes,
        )
        if row.refusal is not None or row.award is None:
            refusal = row.refusal or Refusal(
                "award_missing", "", _("Thiếu danh hiệu, hình thức khen thưởng.")
            )
            return replace(outcome, reason=refusal.reason, column=refusal.column, text=refusal.text)
        twin = self._twin(row)
        if twin is not None:
            sheet, number = twin
            where = (
                _("Dòng này trùng với dòng %(row)s.") % {"row": number}
                if sheet == row.sheet
                else _("Dòng này trùng với dòng %(row)s của trang “%(sheet)s”.")
                % {"row": number, "sheet": sheet}
            )
            return replace(outcome, reason="duplicate", column=row.name_column, text=where)
        unit_text = self._known_spelling(row)
        try:
            done = conferrals.confer(
                decision=decision,
                award=row.award,
                kind=row.kind,
                full_name=row.name,
                actor=self.actor,
                unit=row.unit,
                unit_name=unit_text,
                position=row.position,
                titles=row.titles,
                merit_from=row.merit_from,
                merit_until=row.merit_until,
                merit_kind=row.merit_kind,
                citation=row.citation,
                posthumous=row.posthumous,
                birth_year=row.birth_year,
                list_position=position,
                confirmed=True,
            )
        except AuthorityRefused as error:
            return replace(outcome, reason="authority", column=row.award_column, text=error.message)
        except DomainError as error:
            return replace(outcome, reason=_code_of(error), text=error.message)
        self._see(row)
        return self._taken(outcome, done)

    def _taken(self, outcome: RowOutcome, done: conferrals.Conferred) -> RowOutcome:
        conferral = done.conferral
        held = conferral.authority == AuthorityCheck.HELD
        taken_back = self.dry_run and done.change == NEW
        notes = outcome.notes
        if held:
            notes = (*notes, Note("held", conferral.authority_note or str(AuthorityCheck.HELD.label)))
        return replace(
            outcome,
            outcome=MATCHED if done.change == NEW and done.proposals else ACCEPTED,
            change=done.change,
            honoree="" if taken_back else conferral.honoree.public_id,
            conferral="" if taken_back else conferral.public_id,
            held=held,
            proposals=tuple(dict.fromkeys(proposal.existing.public_id for proposal in done.proposals)),
            notes=notes,
        )

    def _see(self, row: Row) -> None:
        assert row.award is not None
        self._seen.setdefault((row.award.pk, _key(row.name), _key(row.position)), []).append(
            (row.unit.pk if row.unit else None, _key(row.unit_text), row.row, row.sheet)
        )

    def _twin(self, row: Row) -> tuple[str, int] | None:
        """Return where in this file the same line was taken before."""
        assert row.award is not None
        unit_id = row.unit.pk if row.unit else None
        for other_id, text, number, sheet in self._seen.get(
            (row.award.pk, _key(row.name), _key(row.position)), ()
        ):
            if text == _key(row.unit_text) or (
                unit_id is not None and other_id == unit_id and not self._apart(row, text)
            ):
                return sheet, number
        return None

    def _apart(self, row: Row, other_text: str) -> bool:
        """Two lines of one unit whose texts name different parts of it ("Khoa Nội, BV" and "Khoa Ngoại, BV")."""
        return any(note.code == "unit_part" for note in row.notes) and other_text != _key(row.unit_text)

    def _known_spelling(self, row: Row) -> str:
        """Return the unit's text under which the decision holds this line already, else the line's own."""
        assert row.award is not None
        own = row.unit_text or (row.unit.name if row.unit else "")
        entries = self._known.get((row.award.pk, _key(row.name), _key(row.position)), ())
        for _unit_id, text in entries:
            if _key(text) == _key(own):
                return text
        for unit_id, text in entries:
            if row.unit is not None and unit_id == row.unit.pk and not self._apart(row, _key(text)):
                return text
        return own


def _key(text: str) -> str:
    return " ".join(fold(text).split())


def _code_of(error: DomainError) -> str:
    return (
        re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()
        if type(error) is not DomainError
        else "rule"
    )


# Publishing ------------------------------------------------------------------------------------------------------


def _publish(
    importer: _Importer, rows: Sequence[RowOutcome], *, file_name: str
) -> tuple[list[str], list[str]]:
    """Verify the decision and publish its facts as the server's operator; return what was and what was not."""
    decision = importer.decision
    assert decision is not None
    reason = _("Người quản trị máy chủ nhập danh sách của quyết định %(number)s và công bố (%(file)s).") % {
        "number": importer.number,
        "file": file_name or "import_decision --publish",
    }
    if not any(row.conferral for row in rows):
        return [], []
    decision.refresh_from_db()
    if decision.state == DecisionState.ENTERED:
        conferrals.verify_decision(decision=decision, actor=importer.actor, reason=reason, operator=True)
        decision.refresh_from_db()
    report = publication.publish_facts(decision=decision, actor=importer.actor, reason=reason, operator=True)
    return (
        [row.public_id for row in report.done],
        [f"{row.name_then}: {sentence}" for row, sentence in report.failed],
    )


def _with_present_state(rows: Sequence[RowOutcome]) -> list[RowOutcome]:
    """Return the rows with ``held`` as it is after the publication released what it released."""
    held = set(
        Conferral.objects.filter(
            public_id__in=[row.conferral for row in rows if row.held], authority=AuthorityCheck.HELD
        ).values_list("public_id", flat=True)
        if len(rows) <= 500
        else Conferral.objects.filter(authority=AuthorityCheck.HELD).values_list("public_id", flat=True)
    )
    return [
        replace(
            row,
            held=row.conferral in held,
            notes=tuple(
                replace(note, code="released") if note.code == "held" and row.conferral not in held else note
                for note in row.notes
            ),
        )
        if row.held
        else row
        for row in rows
    ]


def open_proposals(report: ImportReport) -> int:
    """Return how many proposals to merge the lines of a report have open now."""
    keys = [row.honoree for row in report.rows if row.honoree]
    return MergeProposal.objects.filter(honoree__public_id__in=keys, state=MergeState.OPEN).count()


__all__ = [
    "ImportReport",
    "Row",
    "RowOutcome",
    "Unreadable",
    "decision_number",
    "import_decision",
    "read_list",
]
