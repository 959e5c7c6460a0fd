"""The package of a unit: what it holds, the papers to print, the signed paper, the head's confirmation."""

from __future__ import annotations

import io
import threading
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from docx import Document
from docx.shared import Pt
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

from portal.core.private_files import address
from recognition.domain import events, lists, nominations, packages
from recognition.domain.errors import (
    DomainError,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    PaperMissing,
    SamePerson,
)
from recognition.domain.lists import Line
from recognition.enums import NominationState, PackageState, SubjectKind
from recognition.exchange import documents_docx as documents
from recognition.models import Award, Event, Nomination, NomineeList, Package
from tests.racing import race
from tests.recognition.intake.conftest import (
    Organization,
    drawn,
    fetch,
    pdf_bytes,
    picture_bytes,
    upload,
)

pytestmark = pytest.mark.django_db

LONG = "Nguyễn Phúc Hoàng Thị Công Tằng Tôn Nữ Bích Thủy Diễm Quỳnh " * 4
FACTS = {
    "number": "125/TTr-BVĐK",
    "dated": date(2026, 2, 5),
    "place": "Lam Giang",
    "recipient": "Sở Y tế tỉnh Lam Giang",
    "signer_name": "Trần Thị Bích Thủy",
    "signer_position": "Phó Giám đốc",
    "signs_for": "Giám đốc",
    "council_number": "07/BB-HĐTĐKT",
    "council_date": date(2026, 2, 1),
    "council_members": 9,
    "council_present": 8,
    "council_chair": "Lê Văn Sơn",
    "council_secretary": "Phạm Thị Mai",
}


def filed(organization: Organization, name: str = "Nguyễn Thị Hoa", award: Award | None = None) -> Nomination:
    row = organization.draft(name)
    if award is not None:
        Nomination.objects.filter(pk=row.pk).update(award=award)
        row.refresh_from_db()
    return nominations.move(nomination=row, name="file", actor=organization.clerk)


@pytest.fixture
def province(organization: Organization) -> Award:
    """An award that another authority, above the Sở, decides."""
    award = Award.objects.create(
        code="T-BKT",
        name="Bằng khen của Chủ tịch UBND tỉnh",
        category="form",
        subject="both",
        level="province",
        rank=50,
    )
    organization.round.awards.add(award)
    organization.round.individual_quota = 20
    organization.round.save()
    return award


def started(organization: Organization) -> Package:
    return packages.start(round=organization.round, unit=organization.hospital, actor=organization.clerk)


def written(organization: Organization) -> Package:
    package = started(organization)
    dossiers, names = packages.candidates(package)
    return packages.describe(
        package=package,
        facts=FACTS,
        dossiers=[row.pk for row in dossiers],
        names=[row.pk for row in names],
        actor=organization.clerk,
    )


def printed(organization: Organization) -> Package:
    return packages.move(package=written(organization), name="finish", actor=organization.clerk)


def signed(
    organization: Organization, package: Package | None = None, data: bytes = b"%PDF-1.4 ky"
) -> Package:
    return packages.keep_paper(
        package=package or printed(organization),
        file=ContentFile(data),
        name="ban-ky.pdf",
        media_type="application/pdf",
        size=len(data),
        sha256="a" * 64,
        actor=organization.clerk,
    )


def names_listed(organization: Organization, *people: str) -> NomineeList:
    award = Award.objects.create(
        code="T-LDTT",
        name="Lao động tiên tiến",
        category="title",
        subject="individual",
        level="base",
        by_list=True,
    )
    organization.round.awards.add(award)
    row = lists.start(
        round=organization.round, unit=organization.hospital, award=award, year=2025, actor=organization.clerk
    )
    lists.add(row=row, lines=[Line(name, "Hộ sinh", "Khoa Sản") for name in people], actor=organization.clerk)
    return lists.move(row=row, name="file", actor=organization.clerk, checked=True)


# Above the Sở a click is never enough --------------------------------------------------------------------------------


def test_a_dossier_above_the_department_is_not_confirmed_by_a_click(organization, province):
    row = filed(organization, award=province)
    with pytest.raises(PaperMissing) as refused:
        nominations.move(nomination=row, name="confirm", actor=organization.head)
    assert "bộ hồ sơ" in refused.value.message
    row.refresh_from_db()
    assert row.state == NominationState.AWAITING_HEAD


def test_a_package_without_its_paper_confirms_nothing(organization, province):
    row = filed(organization, award=province)
    package = printed(organization)
    with pytest.raises(Incomplete):
        packages.move(package=package, name="confirm", actor=organization.head)
    with pytest.raises(PaperMissing):
        nominations.move(nomination=row, name="confirm", actor=organization.head)


def test_with_the_paper_the_head_confirms_the_package_and_all_in_it(organization, province):
    above, below = filed(organization, award=province), filed(organization, "Trần Văn Bình")
    names = names_listed(organization, "Phạm Thị Mai")
    package = packages.move(package=signed(organization), name="confirm", actor=organization.head)
    assert (package.state, package.confirmed_by) == (PackageState.CONFIRMED, organization.head)
    for row in (above, below):
        row.refresh_from_db()
        assert (row.state, row.confirmed_by) == (NominationState.CONFIRMED, organization.head)
    names.refresh_from_db()
    assert names.state == "confirmed"
    assert [event.act for event in events.history(package)] == [
        "start_package",
        "describe_package",
        "finish_package",
        "keep_paper",
        "confirm_package",
    ]


def test_a_paper_older_than_what_it_confirms_is_not_enough(organization, province):
    row = filed(organization, award=province)
    signed(organization)
    nominations.move(nomination=row, name="send_back", actor=organization.head, reason="Sửa số liệu")
    nominations.move(nomination=row, name="file", actor=organization.clerk)
    with pytest.raises(PaperMissing):
        nominations.move(nomination=row, name="confirm", actor=organization.head)


def test_the_departments_own_awards_are_still_confirmed_by_the_head_alone(organization):
    row = filed(organization)
    assert nominations.move(nomination=row, name="confirm", actor=organization.head).state == "confirmed"


def test_nothing_is_asked_about_consent(organization, province):
    filed(organization, award=province)
    package = packages.move(package=signed(organization), name="confirm", actor=organization.head)
    assert package.state == PackageState.CONFIRMED


# Moves ---------------------------------------------------------------------------------------------------------------


def test_a_unit_has_one_open_package_in_a_round_and_only_its_focal_point_opens_it(organization):
    filed(organization)
    package = started(organization)
    assert [row.full_name for row in package.dossiers.all()] == ["Nguyễn Thị Hoa"]
    with pytest.raises(Duplicate):
        started(organization)
    for actor in (organization.head, organization.stranger, organization.desk):
        with pytest.raises(NotAllowed):
            packages.start(round=organization.round, unit=organization.hospital, actor=actor)


def test_what_lacks_is_named_before_printing(organization):
    package = started(organization)
    with pytest.raises(Incomplete) as refused:
        packages.move(package=package, name="finish", actor=organization.clerk)
    assert {"số, ký hiệu tờ trình", "ít nhất một hồ sơ hoặc một danh sách"} <= set(refused.value.missing)


def test_more_present_than_members_is_refused(organization):
    package = started(organization)
    with pytest.raises(DomainError):
        packages.describe(
            package=package,
            facts={**FACTS, "council_present": 10},
            dossiers=[],
            names=[],
            actor=organization.clerk,
        )


def test_drafts_and_dossiers_of_others_cannot_be_put_in(organization):
    draft, package = organization.draft("Lê Lai"), started(organization)
    with pytest.raises(DomainError):
        packages.describe(
            package=package, facts=FACTS, dossiers=[draft.pk], names=[], actor=organization.clerk
        )


def test_the_focal_point_who_made_it_does_not_confirm_and_the_head_does_not_edit(organization):
    filed(organization)
    package = signed(organization)
    with pytest.raises(NotAllowed):
        packages.move(package=package, name="confirm", actor=organization.clerk)
    with pytest.raises(NotAllowed):
        packages.move(package=package, name="discard", actor=organization.head)
    both = organization.person("kiem-nhiem", "unit_head", organization.hospital)
    Package.objects.filter(pk=package.pk).update(created_by=both)
    with pytest.raises(SamePerson):
        packages.move(package=package, name="confirm", actor=both)


def test_reopening_takes_the_paper_away(organization, django_capture_on_commit_callbacks):
    filed(organization)
    package = signed(organization)
    storage, name = package.file.storage, package.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        package = packages.move(package=package, name="reopen", actor=organization.head)
    assert (package.state, package.file.name, package.sha256) == (PackageState.DRAFT, "", "")
    assert not storage.exists(name)
    with pytest.raises(IllegalMove):
        signed(organization, package)


def test_what_was_sent_back_meanwhile_stops_the_whole_package_and_is_named(organization):
    first, second = filed(organization), filed(organization, "Trần Văn Bình")
    package = signed(organization)
    nominations.move(nomination=second, name="send_back", actor=organization.head, reason="Sửa")
    with pytest.raises(IllegalMove) as refused:
        packages.move(package=package, name="confirm", actor=organization.head)
    assert "Trần Văn Bình" in refused.value.message
    first.refresh_from_db()
    package.refresh_from_db()
    assert (first.state, package.state) == (NominationState.AWAITING_HEAD, PackageState.PAPERS)


@pytest.mark.django_db(transaction=True)
def test_two_heads_confirm_once(organization):
    filed(organization)
    package = signed(organization)
    heads = [organization.person(f"truong-{number}", "unit_head", organization.hospital) for number in (1, 2)]
    results = race(
        [lambda head=head: packages.move(package=package, name="confirm", actor=head) for head in heads]
    )
    assert sum(isinstance(result, IllegalMove) for result in results) == 1
    assert Event.objects.filter(act="confirm_package").count() == 1
    assert Event.objects.filter(act="confirm").count() == 1


@pytest.mark.django_db(transaction=True)
def test_confirming_and_sending_back_at_once_leave_one_truth(organization, province):
    row = filed(organization, award=province)
    package = signed(organization)
    head, other = organization.head, organization.person("truong-2", "unit_head", organization.hospital)
    race(
        [
            lambda: packages.move(package=package, name="confirm", actor=head),
            lambda: nominations.move(nomination=row, name="send_back", actor=other, reason="Sửa"),
        ]
    )
    row.refresh_from_db()
    package.refresh_from_db()
    assert (row.state, package.state) in {("confirmed", "confirmed"), ("draft", "papers")}


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_back_between_the_look_at_what_is_confirmed_and_the_confirmation(
    organization, province, monkeypatch
):
    row = filed(organization, award=province)
    package = signed(organization)
    other = organization.person("truong-2", "unit_head", organization.hospital)
    outcome: list[object] = []

    def send_back() -> None:
        try:
            outcome.append(nominations.move(nomination=row, name="send_back", actor=other, reason="Sửa"))
        except DomainError as error:
            outcome.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=send_back)
    look = packages._require_carried

    def look_then_wait(*args: object) -> None:
        look(*args)
        thread.start()
        thread.join(1)  # it waits for the row, or it is through

    monkeypatch.setattr(packages, "_require_carried", look_then_wait)
    packages.move(package=package, name="confirm", actor=organization.head)
    thread.join(60)
    row.refresh_from_db()
    package.refresh_from_db()
    assert (row.state, package.state) == (NominationState.CONFIRMED, PackageState.CONFIRMED)
    assert [type(one) for one in outcome] == [IllegalMove]


# The papers ------------------------------------------------------------------------------------------------------------


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    tables = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join(paragraph.text for paragraph in document.paragraphs) + "\n" + tables


def test_the_petition_has_the_layout_of_the_decree(organization, province):
    filed(organization, award=province)
    package = printed(organization)
    content = documents.petition(package, packages.contents(package))
    document = Document(io.BytesIO(content))
    section = document.sections[0]
    measured = [
        length.mm
        for length in (
            section.page_width,
            section.page_height,
            section.left_margin,
            section.right_margin,
            section.top_margin,
            section.bottom_margin,
        )
    ]
    assert measured == pytest.approx([210, 297, 30, 15, 20, 20], abs=0.1)
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size == Pt(14)
    left, right = document.tables[0].rows[0].cells
    assert [line.text for line in right.paragraphs][:2] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert [run.font.size for run in right.paragraphs[0].runs] == [Pt(13)]
    assert right.paragraphs[0].runs[0].bold
    assert right.paragraphs[-1].text == "Lam Giang, ngày 05 tháng 02 năm 2026"
    assert right.paragraphs[-1].runs[0].italic
    assert [line.text for line in left.paragraphs if line.text.strip("_")] == [
        "SỞ Y TẾ",
        "BỆNH VIỆN ĐA KHOA TỈNH",
        "Số: 125/TTr-BVĐK",
    ]
    titles = [line.text for line in document.paragraphs if line.style.name == "Title"]
    assert titles == ["TỜ TRÌNH"]
    recipients, signer = document.tables[-1].rows[0].cells
    assert recipients.paragraphs[0].text == "Nơi nhận:"
    assert recipients.paragraphs[0].runs[0].font.size == Pt(12)
    assert [line.text for line in signer.paragraphs if line.text] == [
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Trần Thị Bích Thủy",
    ]
    assert "Kính gửi: Sở Y tế tỉnh Lam Giang" in text_of(content)
    assert "Bằng khen của Chủ tịch UBND tỉnh: 01 cá nhân" in text_of(content)


def test_who_signs_for_nobody_signs_alone(organization):
    filed(organization)
    package = printed(organization)
    package.signs_for, package.signer_position = "", "Giám đốc"
    document = Document(io.BytesIO(documents.petition(package, packages.contents(package))))
    assert document.tables[-1].rows[0].cells[1].paragraphs[0].text == "GIÁM ĐỐC"


def test_the_report_has_the_forms_headings_the_answers_whole_and_the_block_of_the_head(organization):
    row = filed(organization)
    package = printed(organization)
    document = Document(io.BytesIO(documents.report(package, row)))
    headings = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]
    assert headings
    assert [heading.split(". ")[0] for heading in headings] == ["I", "II", "III", "IV", "V"][: len(headings)]
    text = text_of(documents.report(package, row))
    assert "BÁO CÁO THÀNH TÍCH" in text
    assert "Đề nghị tặng Giấy khen của Giám đốc Sở Y tế" in text
    assert "Giảm thời gian chờ khám từ 90 phút còn 40 phút." in text
    assert row.receipt_number in text
    left, right = document.tables[-1].rows[0].cells
    assert left.paragraphs[0].text == "XÁC NHẬN CỦA THỦ TRƯỞNG ĐƠN VỊ"
    assert "Nguyễn Thị Hoa" in right.text


def test_the_roll_names_everybody_whole_collectives_before_individuals(organization, province):
    name = " ".join(LONG.split())[:250]
    filed(organization, name)
    group = nominations.start(
        round=organization.round,
        unit=organization.hospital,
        award=organization.award,
        kind=SubjectKind.COLLECTIVE,
        full_name="Khoa Nhi",
        actor=organization.clerk,
    )
    Nomination.objects.filter(pk=group.pk).update(
        state=NominationState.AWAITING_HEAD, filed_at=timezone.now(), filed_by=organization.clerk
    )
    names_listed(organization, *(f"Phạm Thị Mai {chr(65 + number)}" for number in range(26)))
    package = printed(organization)
    content = documents.roll(package, packages.contents(package))
    document = Document(io.BytesIO(content))
    headings = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]
    assert headings[:2] == ["I. Tập thể", "II. Cá nhân"]
    assert headings[2].startswith("III. Lao động tiên tiến năm 2025")
    grids = [table for table in document.tables if table.style.name == "Table Grid"]
    assert [cell.text for cell in grids[1].rows[1].cells][:2] == ["1", name]
    assert [row.cells[1].text for row in grids[2].rows[1:]] == [
        f"Phạm Thị Mai {chr(65 + number)}" for number in range(26)
    ]
    assert all(row.height is None for table in grids for row in table.rows)
    for table in grids:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)
    assert "01 tập thể và 01 cá nhân, 26 người theo danh sách" in text_of(content)


def test_the_minutes_say_who_met_and_about_whom(organization):
    filed(organization)
    package = printed(organization)
    text = text_of(documents.minutes(package, packages.contents(package)))
    assert "08 trên tổng số 09 thành viên" in text
    assert "Chủ trì: Lê Văn Sơn. Thư ký: Phạm Thị Mai." in text
    assert "ngày 01 tháng 02 năm 2026" in text
    assert "Nguyễn Thị Hoa" in text


def test_signs_that_no_document_may_hold_break_no_paper(organization):
    row = filed(organization)
    row.report["achievement"] = "Một\x01hai\x00ba <w:p> & bốn"
    package = printed(organization)
    assert "Mộthaiba <w:p> & bốn" in text_of(documents.report(package, row))


# Screens ---------------------------------------------------------------------------------------------------------------


def posted(package: Package) -> dict[str, object]:
    facts = {name: value.isoformat() if isinstance(value, date) else value for name, value in FACTS.items()}
    return {**facts, "dossiers": [row.public_id for row in package.dossiers.all()]}


def stored(package: Package) -> bytes:
    with package.file.open("rb") as file:
        return file.read()


def signed_pdf() -> bytes:
    """A PDF with the dictionary that a digital signature leaves."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    ranges = ArrayObject([NumberObject(value) for value in (0, 10, 20, 30)])
    writer.root_object[NameObject("/Perms")] = DictionaryObject(
        {
            NameObject("/DocMDP"): DictionaryObject(
                {NameObject("/Type"): NameObject("/Sig"), NameObject("/ByteRange"): ranges}
            )
        }
    )
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def url(name: str, *args: object) -> str:
    return reverse(f"intake:{name}", args=args)


def test_the_whole_way_on_the_screens(organization, province, signed_in):
    row = filed(organization, award=province)
    clerk, head = signed_in(organization.clerk), signed_in(organization.head)
    round_url = url("round", organization.round.public_id)
    assert "Lập bộ hồ sơ" in clerk.get(round_url).content.decode()
    assert "Lập bộ hồ sơ" not in head.get(round_url).content.decode()
    clerk.post(url("start_package", organization.round.public_id), {"don-vi": organization.hospital.code})
    package = Package.objects.get()
    page = url("package", package.public_id)
    assert "bắt buộc có bản ký" in clerk.get(page).content.decode()
    seen = drawn(clerk.get(page))
    assert clerk.post(page, {**posted(package), **seen, "council_present": "99"}).status_code == 422
    assert clerk.post(page, {**posted(package), **seen}).status_code == 302
    clerk.post(url("package_act", package.public_id, "finish"))
    text = head.get(page).content.decode()
    assert "Chờ bản ký, đóng dấu" in text
    assert url("package_act", package.public_id, "confirm") not in text
    answer = clerk.post(
        url("package_upload", package.public_id), {"files": [upload("ban ky.pdf", pdf_bytes())]}
    )
    assert answer.status_code == 302
    package.refresh_from_db()
    assert len(package.sha256) == 64
    assert url("package_act", package.public_id, "confirm") in head.get(page).content.decode()
    assert package.public_id in head.get(round_url).content.decode()
    head.post(url("package_act", package.public_id, "confirm"), {"ban-ky": packages.mark_of_paper(package)})
    row.refresh_from_db()
    assert row.state == NominationState.CONFIRMED
    assert "Thủ trưởng đã xác nhận" in clerk.get(page).content.decode()


def test_two_who_write_a_package_at_once_lose_nothing_of_each_other(organization, signed_in):
    first, second = filed(organization), filed(organization, "Lê Văn Sáu")
    package = started(organization)
    page = url("package", package.public_id)
    clerk = signed_in(organization.clerk)
    clerk.post(page, {**posted(package), **drawn(clerk.get(page)), "dossiers": [first.public_id]})
    early = drawn(clerk.get(page))
    # A colleague names another chair and puts the other dossier in, while an early page is still open.
    theirs = {**posted(package), "council_chair": "Bà Lan", "dossiers": [first.public_id, second.public_id]}
    assert clerk.post(page, {**theirs, **early}).status_code == 302
    mine = {**posted(package), **early, "dossiers": [first.public_id], "place": "Cư Lâm"}
    assert clerk.post(page, mine).status_code == 302
    package.refresh_from_db()
    assert (package.council_chair, package.place) == ("Bà Lan", "Cư Lâm")
    assert set(package.dossiers.all()) == {first, second}
    # Both changed the chair: told, with both, and nothing written; saving again replaces it knowingly.
    answer = clerk.post(page, {**mine, "council_chair": "Ông Hùng", "number": "9/TTr"})
    assert answer.status_code == 422
    assert "Đồng nghiệp vừa lưu: Bà Lan." in answer.content.decode()
    assert 'value="Ông Hùng"' in answer.content.decode()
    package.refresh_from_db()
    assert (package.council_chair, package.number) == ("Bà Lan", FACTS["number"])
    again = {**mine, **drawn(answer), "council_chair": "Ông Hùng", "number": "9/TTr"}
    assert clerk.post(page, again).status_code == 302
    package.refresh_from_db()
    assert (package.council_chair, package.number) == ("Ông Hùng", "9/TTr")


@pytest.mark.parametrize("seen", ["", "[]", "không", '{"number": {}, "dossiers": [[1]], "names": 3}'])
def test_a_page_that_does_not_say_what_it_saw_overwrites_nothing(organization, signed_in, seen):
    filed(organization)
    package = written(organization)
    clerk = signed_in(organization.clerk)
    data = {**posted(package), "number": "1/TTr", "seen": seen}
    answer = clerk.post(url("package", package.public_id), data)
    assert answer.status_code == 422
    package.refresh_from_db()
    assert package.number == FACTS["number"]


def test_photographs_of_the_pages_become_one_pdf(organization, signed_in):
    filed(organization)
    package = printed(organization)
    clerk = signed_in(organization.clerk)
    clerk.post(
        url("package_upload", package.public_id),
        {"files": [upload("1.jpg", picture_bytes()), upload("2.jpg", picture_bytes())]},
    )
    package.refresh_from_db()
    assert package.media_type == "application/pdf"
    assert stored(package).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", pdf_bytes(javascript="app.alert(1)")),
        ("a.pdf", b"<html>"),
        ("a.pdf", b""),
    ],
)
def test_what_is_no_paper_is_refused_with_the_reason(organization, signed_in, name, data):
    filed(organization)
    package = printed(organization)
    answer = signed_in(organization.clerk).post(
        url("package_upload", package.public_id), {"files": [upload(name, data)]}
    )
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    package.refresh_from_db()
    assert not package.file


def test_a_word_file_is_no_signed_paper(organization, signed_in):
    filed(organization)
    package = printed(organization)
    word = documents.petition(package, packages.contents(package))
    answer = signed_in(organization.clerk).post(
        url("package_upload", package.public_id), {"files": [upload("to-trinh.docx", word)]}
    )
    assert answer.status_code == 422
    assert "không phải tệp Word" in answer.content.decode()


def test_a_signed_pdf_keeps_its_bytes_and_says_that_nobody_checked_the_signature(organization, signed_in):
    filed(organization)
    package = printed(organization)
    data = signed_pdf()
    clerk = signed_in(organization.clerk)
    clerk.post(url("package_upload", package.public_id), {"files": [upload("ky-so.pdf", data)]})
    package.refresh_from_db()
    assert package.carries_signature
    assert stored(package) == data
    assert "không kiểm tra chữ ký" in clerk.get(url("package", package.public_id)).content.decode()


def test_the_papers_come_one_by_one_and_all_together_and_who_took_them_is_recorded(organization, signed_in):
    row = filed(organization)
    package = written(organization)
    clerk = signed_in(organization.clerk)
    assert clerk.get(url("package_paper", package.public_id, "to-trinh.docx")).status_code == 404
    package = packages.move(package=package, name="finish", actor=organization.clerk)
    names = ["to-trinh.docx", "bien-ban-hop.docx", "danh-sach.docx", f"bao-cao-{row.public_id}.docx"]
    for name in names:
        answer = clerk.get(url("package_paper", package.public_id, name))
        assert answer.status_code == 200
        assert text_of(answer.content)
        assert "no-store" in answer.headers["Cache-Control"]
    answer = clerk.get(url("package_paper", package.public_id, "bo-ho-so.zip"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == [f"{place:02d}-{name}" for place, name in enumerate(names, 1)]
    assert Event.objects.filter(act="print_package").count() == 5
    assert clerk.get(url("package_paper", package.public_id, "khac.docx")).status_code == 404


def test_others_find_nothing(organization, signed_in, client):
    filed(organization)
    package = signed(organization)
    screens = [
        ("get", url("package", package.public_id)),
        ("get", url("package_paper", package.public_id, "to-trinh.docx")),
        ("post", url("package_upload", package.public_id)),
        ("post", url("package_act", package.public_id, "confirm")),
        ("post", url("package_act", package.public_id, "discard")),
    ]
    file = address("bo-ho-so", package.public_id)
    for user in (organization.stranger, organization.editor, organization.desk):
        other = signed_in(user)
        for method, screen in screens:
            assert getattr(other, method)(screen).status_code == 404, screen
        assert other.get(file).status_code == 404
    for method, screen in screens:
        assert getattr(client, method)(screen).status_code == 302
    assert (
        signed_in(organization.stranger)
        .post(url("start_package", organization.round.public_id), {"don-vi": organization.hospital.code})
        .status_code
        == 404
    )
    package.refresh_from_db()
    assert package.state == PackageState.PAPERS


def test_the_paper_is_read_by_the_own_unit_and_by_the_desk_once_it_is_confirmed(organization, signed_in):
    filed(organization)
    package = signed(organization)
    file = address("bo-ho-so", package.public_id)
    assert fetch(signed_in(organization.head), file)[0] == 200
    packages.move(package=package, name="confirm", actor=organization.head)
    status, headers, body = fetch(signed_in(organization.desk), file)
    assert (status, body) == (200, b"%PDF-1.4 ky")
    assert headers["Cache-Control"] == "private, no-store"
    assert Event.objects.filter(act="download", actor=organization.desk).count() == 1


def test_whoever_is_recused_from_one_dossier_does_not_see_the_package(organization, signed_in):
    from recognition.domain import recusal
    from recognition.enums import RecusalGround

    row = filed(organization)
    package = packages.move(package=signed(organization), name="confirm", actor=organization.head)
    desk = organization.desk
    assert packages.may_view(desk, package)
    row.refresh_from_db()
    recusal.declare(nomination=row, user=desk, ground=RecusalGround.KIN, reason="Em họ.", actor=desk)
    assert not packages.may_view(desk, package)
    assert packages.may_view(organization.second, package)
    assert signed_in(desk).get(address("bo-ho-so", package.public_id)).status_code == 404


def test_the_page_costs_the_same_for_one_dossier_and_for_four(
    organization, province, signed_in, django_assert_max_num_queries
):
    for number in range(4):
        filed(organization, f"Người {number}")
    package = printed(organization)
    clerk = signed_in(organization.clerk)
    clerk.get(url("package", package.public_id))
    with django_assert_max_num_queries(16):
        assert "Người 3" in clerk.get(url("package", package.public_id)).content.decode()


def test_a_late_package_is_refused_like_its_dossiers(organization):
    filed(organization)
    package = signed(organization)
    organization.round.deadline = timezone.now() - timedelta(minutes=1)
    organization.round.save()
    with pytest.raises(DomainError) as refused:
        packages.move(package=package, name="confirm", actor=organization.head)
    assert "Nguyễn Thị Hoa" in refused.value.message
