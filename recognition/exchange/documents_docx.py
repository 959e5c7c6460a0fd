"""Papers of a package as DOCX in the layout of Nghị định 30/2020/NĐ-CP: tờ trình, biên bản, danh sách, báo cáo thành tích.

They are drafts to be checked, printed, signed and sealed; nothing in them is cut, whatever its length. Words are always
Vietnamese: they are papers of a Vietnamese office.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import override
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from recognition.domain import forms
from recognition.domain.packages import Contents
from recognition.enums import SubjectKind
from recognition.models import Nomination, Package

DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT: Final = "Times New Roman"
BODY: Final = Pt(14)
STATE: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
CONFIRMATION: Final = "XÁC NHẬN CỦA THỦ TRƯỞNG ĐƠN VỊ"
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LINE: Final = "_"


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of a package."""

    name: str
    title: str
    content: bytes


def papers(package: Package, held: Contents) -> list[Paper]:
    """Return every paper of the package, in the order in which it is put together."""
    found = [
        Paper("to-trinh.docx", "Tờ trình", petition(package, held)),
        Paper("bien-ban-hop.docx", "Biên bản họp Hội đồng", minutes(package, held)),
        Paper("danh-sach.docx", "Danh sách đề nghị", roll(package, held)),
    ]
    found += [
        Paper(report_name(row), f"Báo cáo thành tích: {_named(row)}", report(package, row))
        for row in held.dossiers
    ]
    return found


def report_name(row: Nomination) -> str:
    """Return the name of the file with the report of a dossier."""
    return f"bao-cao-{row.public_id}.docx"


def bundle(found: Iterable[Paper]) -> bytes:
    """Return all papers as one ZIP."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, paper in enumerate(found, 1):
            archive.writestr(f"{number:02d}-{paper.name}", paper.content)
    return target.getvalue()


# The papers ----------------------------------------------------------------------------------------------------------


def petition(package: Package, held: Contents) -> bytes:
    """Return the tờ trình: what the unit asks for, with what it sends."""
    document = _document()
    _head(document, package, number=package.number, day=package.dated)
    _title(document, "TỜ TRÌNH", f"Về việc đề nghị khen thưởng {_of_round(package)}")
    addressed = _text(document, "", align=WD_ALIGN_PARAGRAPH.CENTER, indent=False)
    _run(addressed, f"Kính gửi: {package.recipient}")
    _text(
        document,
        f"Thực hiện {package.round.title}, {package.unit.name} đã tổ chức xét đề nghị khen thưởng. {_council(package)}",
    )
    _text(
        document,
        f"{package.unit.name} kính trình {package.recipient} xem xét, khen thưởng hoặc trình cấp có thẩm quyền khen thưởng {_counted(held)}, cụ thể:",
    )
    for award, rows in _by_award(held.dossiers):
        _text(document, f"- {award}: {_numbers(rows)};")
    for one in held.lists:
        _text(
            document, f"- {one.award.name} năm {one.year}: {one.nominees.count():02d} người, theo danh sách;"
        )
    _text(document, "(Có danh sách kèm theo.)")
    _text(
        document,
        f"{package.unit.name} chịu trách nhiệm về tính chính xác, trung thực của hồ sơ và kính đề nghị {package.recipient} xem xét./.",
    )
    _text(
        document,
        "Hồ sơ gửi kèm: biên bản họp Hội đồng thi đua - khen thưởng; danh sách đề nghị; báo cáo thành tích của từng tập thể, cá nhân.",
    )
    _signature(document, package, recipients=("Như trên", "Lưu: VT, TĐKT."))
    return _saved(document)


def minutes(package: Package, held: Contents) -> bytes:
    """Return the minutes of the unit's council; what was said is left to be written by hand."""
    document = _document()
    _head(document, package, number=package.council_number, day=package.council_date)
    _title(
        document,
        "BIÊN BẢN",
        "Họp Hội đồng thi đua - khen thưởng xét đề nghị khen thưởng " + _of_round(package),
    )
    _text(document, f"Thời gian: {_day(package.council_date)}.")
    _text(document, f"Địa điểm: {package.unit.name}.")
    _text(document, f"Chủ trì: {package.council_chair or '…'}. Thư ký: {package.council_secretary or '…'}.")
    _text(
        document,
        f"Thành viên dự họp: {_number(package.council_present)} trên tổng số {_number(package.council_members)} thành viên Hội đồng.",
    )
    _heading(document, "1. Nội dung")
    _text(
        document,
        "Hội đồng xem xét thành tích, điều kiện, tiêu chuẩn của các tập thể, cá nhân được đề nghị và biểu quyết (bỏ phiếu kín nếu quy chế yêu cầu).",
    )
    _heading(document, "2. Kết quả")
    rows = [
        [str(number), _named(row), row.position or row.workplace, row.award.name, ""]
        for number, row in enumerate(held.dossiers, 1)
    ]
    rows += [
        [
            str(number),
            f"Danh sách {len(one.nominees.all()):02d} người",
            "",
            f"{one.award.name} năm {one.year}",
            "",
        ]
        for number, one in enumerate(held.lists, len(rows) + 1)
    ]
    _table(
        document,
        ("STT", "Tập thể, cá nhân", "Chức vụ, đơn vị", "Danh hiệu, hình thức", "Số phiếu đồng ý"),
        rows,
        widths=(12, 46, 42, 40, 20),
    )
    _text(document, "Biên bản được thông qua và lập thành 02 bản có giá trị như nhau./.")
    _two_signatures(
        document,
        ("THƯ KÝ", "", package.council_secretary),
        ("CHỦ TRÌ", "(Ký, ghi rõ họ tên và đóng dấu)", package.council_chair),
    )
    return _saved(document)


def roll(package: Package, held: Contents) -> bytes:
    """Return the lists: collectives, individuals, names of awards that go by list. Across the page, for long names."""
    document = _document(across=True)
    _head(document, package, number=package.number, day=package.dated)
    _title(document, "DANH SÁCH", f"Tập thể, cá nhân đề nghị khen thưởng {_of_round(package)}")
    attached = _text(document, "", align=WD_ALIGN_PARAGRAPH.CENTER, indent=False)
    _run(
        attached,
        f"(Kèm theo Tờ trình số {package.number or '…'} ngày {_slashed(package.dated)} của {package.unit.name})",
        italic=True,
    )
    parts = [
        (
            "Tập thể",
            held.collectives,
            ("STT", "Tên tập thể", "Danh hiệu, hình thức đề nghị", "Thành tích từ năm đến năm", "Mã hồ sơ"),
        ),
        (
            "Cá nhân",
            held.individuals,
            (
                "STT",
                "Họ và tên",
                "Chức vụ, nơi công tác",
                "Danh hiệu, hình thức đề nghị",
                "Thành tích từ năm đến năm",
                "Mã hồ sơ",
            ),
        ),
    ]
    place = 0
    for label, rows, headings in parts:
        if not rows:
            continue
        place += 1
        _heading(document, f"{_roman(place)}. {label}")
        collective = label == "Tập thể"
        _table(
            document,
            headings,
            [
                [
                    str(number),
                    _named(row),
                    *([] if collective else [", ".join(filter(None, (row.position, row.workplace)))]),
                    row.award.name,
                    _years(row),
                    row.receipt_number,
                ]
                for number, row in enumerate(rows, 1)
            ],
            widths=(12, 80, 80, 35, 45) if collective else (12, 60, 65, 55, 25, 35),
        )
    for one in held.lists:
        place += 1
        _heading(document, f"{_roman(place)}. {one.award.name} năm {one.year} ({one.receipt_number})")
        _table(
            document,
            ("STT", "Họ và tên", "Chức vụ", "Khoa, phòng, trạm"),
            [
                [
                    str(number),
                    " ".join(filter(None, (each.titles, each.full_name))),
                    each.position,
                    each.workplace,
                ]
                for number, each in enumerate(one.nominees.all(), 1)
            ],
            widths=(12, 90, 75, 75),
        )
    _text(document, f"Danh sách có {_counted(held)}./.")
    _two_signatures(
        document,
        ("NGƯỜI LẬP DANH SÁCH", "(Ký, ghi rõ họ tên)", ""),
        (CONFIRMATION, "(Ký tên, đóng dấu)", package.signer_name),
    )
    return _saved(document)


def report(package: Package, row: Nomination) -> bytes:
    """Return the report of achievement: the form's own headings, the answers whole, the block of the head below."""
    document = _document()
    _head(document, package, number="", day=package.dated)
    _title(document, "BÁO CÁO THÀNH TÍCH", f"Đề nghị tặng {row.award.name}")
    lines = [("Tên tập thể" if row.kind == SubjectKind.COLLECTIVE else "Họ và tên", _named(row))]
    if row.position:
        lines.append(("Chức vụ", row.position))
    lines += [
        ("Nơi công tác", row.workplace),
        ("Thành tích từ năm đến năm", _years(row)),
        ("Mã hồ sơ", row.receipt_number),
    ]
    for label, value in lines:
        if value:
            paragraph = _text(document, "", indent=False)
            _run(paragraph, f"{label}: ")
            _run(paragraph, value, bold=label in {"Họ và tên", "Tên tập thể"})
    with override("vi"):
        answered = list(forms.answered(row))
    place = 0
    for section, answers in answered:
        told = [(question, text) for question, text in answers if text and question.kind != "column"]
        if not told:
            continue
        place += 1
        _heading(document, f"{_roman(place)}. {section.title}")
        for question, text in told:
            if len(told) > 1 or question.label != section.title:
                _run(_text(document, "", indent=False), f"{question.label}:", italic=True)
            for part in text.splitlines():
                if part.strip():
                    _text(document, part.strip())
    _two_signatures(
        document,
        (CONFIRMATION, "(Ký tên, đóng dấu)", package.signer_name),
        (
            "NGƯỜI BÁO CÁO" if row.kind == SubjectKind.INDIVIDUAL else "ĐẠI DIỆN TẬP THỂ",
            "(Ký, ghi rõ họ tên)",
            row.full_name if row.kind == SubjectKind.INDIVIDUAL else "",
        ),
    )
    return _saved(document)


# Words ---------------------------------------------------------------------------------------------------------------


def _named(row: Nomination) -> str:
    return " ".join(filter(None, (row.titles, row.full_name)))


def _years(row: Nomination) -> str:
    if row.merit_from and row.merit_until and row.merit_from != row.merit_until:
        return f"{row.merit_from} - {row.merit_until}"
    return str(row.merit_until or row.merit_from or "")


def _of_round(package: Package) -> str:
    title = package.round.title
    return f"({title})"


def _number(value: int | None) -> str:
    return "…" if value is None else f"{value:02d}"


def _day(day: date | None) -> str:
    """Return a day as papers write it: a zero before days under 10 and before January and February."""
    if day is None:
        return "ngày … tháng … năm …"
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _slashed(day: date | None) -> str:
    return (
        "…"
        if day is None
        else f"{day.day:02d}/{day.month}/{day.year}"
        if day.month > 2
        else day.strftime("%d/%m/%Y")
    )


def _numbers(rows: Sequence[Nomination]) -> str:
    collectives = sum(row.kind == SubjectKind.COLLECTIVE for row in rows)
    individuals = len(rows) - collectives
    parts = [f"{collectives:02d} tập thể"] if collectives else []
    return " và ".join([*parts, f"{individuals:02d} cá nhân"] if individuals else parts)


def _counted(held: Contents) -> str:
    names = sum(len(one.nominees.all()) for one in held.lists)
    parts = [_numbers(held.dossiers)] if held.dossiers else []
    if names:
        parts.append(f"{names:02d} người theo danh sách")
    return ", ".join(parts)


def _council(package: Package) -> str:
    if package.council_date is None:
        return ""
    number = f" (Biên bản số {package.council_number})" if package.council_number else ""
    return f"Hội đồng thi đua - khen thưởng của đơn vị đã họp {_day(package.council_date)}{number}."


def _by_award(rows: Sequence[Nomination]) -> list[tuple[str, list[Nomination]]]:
    found: dict[str, list[Nomination]] = {}
    for row in rows:
        found.setdefault(row.award.name, []).append(row)
    return list(found.items())


def _roman(number: int) -> str:
    found = ""
    for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            found, number = found + sign, number - value
    return found


# The layout of the decree --------------------------------------------------------------------------------------------


def _document(*, across: bool = False) -> Any:
    """Return an empty A4 document: margins 20, 20, 30, 15 mm, Times New Roman 14, page numbers on top from page 2."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    _style(normal, BODY)
    heading = document.styles["Heading 1"]
    _style(heading, BODY, bold=True)
    title = document.styles["Title"]
    _style(title, BODY, bold=True)
    for border in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(border)
    _page_number(section.header.paragraphs[0])
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.language = "vi-VN"
    return document


def _style(style: Any, size: Any, *, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, size, bold
    style.font.italic = False
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(kind), None)
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), FONT)
    style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.space_after = Pt(6)
    style.paragraph_format.line_spacing = 1.0


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(13)
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        else:
            made.text = words
        run._r.append(made)


def _run(paragraph: Any, text: str, *, size: Any = None, bold: bool = False, italic: bool = False) -> Any:
    run = paragraph.add_run(_CONTROL.sub("", text))
    run.bold, run.italic = bold or None, italic or None
    if size is not None:
        run.font.size = size
    return run


def _text(document: Any, text: str, *, align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY, indent: bool = True) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(10)
    if text:
        _run(paragraph, text)
    return paragraph


def _heading(document: Any, text: str) -> None:
    paragraph = document.add_paragraph(style="Heading 1")
    paragraph.paragraph_format.keep_with_next = True
    _run(paragraph, text, bold=True)


def _title(document: Any, kind: str, about: str) -> None:
    """The name of the kind of paper, what it is about, and the line under both."""
    first = document.add_paragraph(style="Title")
    first.alignment = WD_ALIGN_PARAGRAPH.CENTER
    first.paragraph_format.space_before, first.paragraph_format.space_after = Pt(12), Pt(0)
    _run(first, kind, bold=True)
    second = document.add_paragraph()
    second.alignment = WD_ALIGN_PARAGRAPH.CENTER
    second.paragraph_format.space_after = Pt(0)
    _run(second, about, bold=True)
    _rule(document.add_paragraph(), 12)


def _rule(paragraph: Any, length: int) -> None:
    """A line in the middle of the column, as long as so many signs."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(6)
    paragraph.paragraph_format.line_spacing = 0.6
    _run(paragraph, LINE * length, size=Pt(10), bold=True)


def _grid(document: Any, left: int, right: int) -> tuple[Any, Any]:
    """Return two cells side by side without borders, so many millimetres wide."""
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    cells = table.rows[0].cells
    cells[0].width, cells[1].width = Mm(left), Mm(right)
    _whole_row(table.rows[0])
    return cells[0], cells[1]


def _line_of(cell: Any, text: str, *, first: bool = False, **looks: Any) -> Any:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, text, **looks)
    return paragraph


def _head(document: Any, package: Package, *, number: str, day: date | None) -> None:
    """Issuer, number and sign on the left; the state, its motto, place and day on the right."""
    wide = document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    left, right = _grid(document, *((110, 140) if wide else (70, 95)))
    above = package.unit.parent
    first = True
    if above is not None:
        _line_of(left, above.name.upper(), first=True, size=Pt(13))
        first = False
    _line_of(left, package.unit.name.upper(), first=first, size=Pt(13), bold=True)
    _rule(left.add_paragraph(), 8)
    if number:
        _line_of(left, f"Số: {number}", size=Pt(13))
    _line_of(right, STATE, first=True, size=Pt(13), bold=True)
    _line_of(right, MOTTO, size=Pt(14), bold=True)
    _rule(right.add_paragraph(), 24)
    _line_of(right, f"{package.place or '…'}, {_day(day)}", size=Pt(14), italic=True)


def _signature(document: Any, package: Package, *, recipients: Sequence[str]) -> None:
    """To whom it goes on the left, who signs on the right, with room for signature and seal."""
    left, right = _grid(document, 75, 90)
    paragraph = left.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, "Nơi nhận:", size=Pt(12), bold=True, italic=True)
    for number, each in enumerate(recipients, 1):
        line = left.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        _run(line, f"- {each}{'' if number == len(recipients) else ';'}", size=Pt(11))
    position = (package.signer_position or "THỦ TRƯỞNG ĐƠN VỊ").upper()
    if package.signs_for:
        _line_of(right, f"KT. {package.signs_for.upper()}", first=True, size=BODY, bold=True)
        _line_of(right, position, size=BODY, bold=True)
    else:
        _line_of(right, position, first=True, size=BODY, bold=True)
    _room(right)
    _line_of(right, package.signer_name, size=BODY, bold=True)


def _two_signatures(document: Any, left: tuple[str, str, str], right: tuple[str, str, str]) -> None:
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    wide = document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    for cell, (who, how, name) in zip(
        _grid(document, *((125, 125) if wide else (85, 80))), (left, right), strict=True
    ):
        _line_of(cell, who, first=True, size=BODY, bold=True)
        if how:
            _line_of(cell, how, size=Pt(13), italic=True)
        _room(cell)
        _line_of(cell, name, size=BODY, bold=True)


def _room(cell: Any) -> None:
    for _line in range(4):
        cell.add_paragraph().paragraph_format.space_after = Pt(0)


def _table(
    document: Any, headings: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[int]
) -> None:
    """A table with lines; its head is repeated on each page, no row is broken over two, no text is cut."""
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _repeated(table.rows[0])
    for cell, words in zip(table.rows[0].cells, headings, strict=True):
        _line_of(cell, words, first=True, size=Pt(12), bold=True)
    for row in rows:
        added = table.add_row()
        _whole_row(added)
        for place, (cell, words) in enumerate(zip(added.cells, row, strict=True)):
            paragraph = _line_of(cell, words, first=True, size=Pt(12))
            if place:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _repeated(row: Any) -> None:
    _whole_row(row)
    made = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(made)


def _whole_row(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _saved(document: Any) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


__all__ = ["DOCX_TYPE", "Paper", "bundle", "minutes", "papers", "petition", "report", "report_name", "roll"]
