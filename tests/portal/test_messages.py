"""The English catalogue is whole and English; public pages in English show no Vietnamese of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import lxml.html
import polib
import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Locale

from portal.core.catalogues import gaps
from portal.home.models import HomePage
from recognition.enums import ConsentScope, SubjectKind
from recognition.models import Round
from tests import factories

ENGLISH = Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.po"
OVERLAY = Path(settings.LOCALE_PATHS[1]) / "vi" / "LC_MESSAGES" / "django.po"

# "%%" stands for a percent sign; "%(seconds).1f" and "%(count)s" are different placeholders.
PLACEHOLDER = re.compile(r"%\(\w+\)[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]|%[sdif]|\{\w*\}")
ELEMENT = re.compile(r"</?[a-z]+[^>]*>")
VIETNAMESE = re.compile(
    "[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
# What stays Vietnamese in English: the portal's name, examples of what is typed in Vietnamese, headings of columns that
# a file of names must have, and grades and titles as papers write them.
NAMES = (
    "Tôn vinh",
    "Trần Thị Bích Thủy",
    "57/QĐ-SYT",
    "Giám đốc Sở Y tế",
    "KT. GIÁM ĐỐC, TM. ỦY BAN NHÂN DÂN",
    "125/TTr-BVĐK",
    "…/QĐ-SYT",
    "“Tên đơn vị”",
    "“Mã đơn vị”",
    "“Cá nhân”",
    "“Tập thể”",
    "“Họ và tên”",
    "“Không”",
    "“Hoàn thành xuất sắc nhiệm vụ”",
    "“Lao động tiên tiến”",
)

FOREIGN = (
    "Xem thêm", "Tìm kiếm", "Tiếp theo", "Trang trước", "Trang sau", "Trang chủ", "Gửi đi", "Không có kết quả",
    "Không tìm thấy", "Bỏ qua đến nội dung", "Đăng nhập", "Đăng xuất", "Bắt buộc", "Lọc", "Sắp xếp", "Tải về",
    "Chia sẻ", "Tháng",
)  # fmt: skip
FOREIGN_WORDS = [
    re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE if " " in word else 0) for word in FOREIGN
]
SHOWN_ATTRIBUTES = ("alt", "title", "placeholder", "aria-label")


def entries(place: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(place)) if not entry.obsolete]


def sides(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Return each original text with its translation."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    forms = entry.msgstr_plural
    return [(entry.msgid if form == 0 else entry.msgid_plural, text) for form, text in forms.items()]


def test_no_message_is_untranslated_or_doubtful():
    assert gaps(*settings.LOCALE_PATHS) == []


@pytest.mark.parametrize(("place", "forms"), [(ENGLISH, 2), (OVERLAY, 1)])
def test_a_catalogue_says_its_language_and_its_plural_forms(place, forms):
    catalogue = polib.pofile(str(place))
    assert catalogue.metadata["Language"] == place.parent.parent.name
    assert f"nplurals={forms};" in catalogue.metadata["Plural-Forms"]
    assert not catalogue.metadata_is_fuzzy
    for entry in entries(place):
        if entry.msgid_plural:
            assert sorted(entry.msgstr_plural) == list(range(forms)), entry.msgid


@pytest.mark.parametrize("place", [ENGLISH, OVERLAY])
def test_both_sides_have_the_same_placeholders_elements_and_ends(place):
    unlike = [
        (original, text)
        for entry in entries(place)
        for original, text in sides(entry)
        if sorted(PLACEHOLDER.findall(original.replace("%%", "")))
        != sorted(PLACEHOLDER.findall(text.replace("%%", "")))
        or sorted(ELEMENT.findall(original)) != sorted(ELEMENT.findall(text))
        or (original[:1].isspace(), original[-1:].isspace()) != (text[:1].isspace(), text[-1:].isspace())
    ]
    assert unlike == []


def test_the_english_is_written_without_vietnamese_letters():
    found = []
    for entry in entries(ENGLISH):
        for _, text in sides(entry):
            rest = text
            for name in NAMES:
                rest = rest.replace(name, "")
            if VIETNAMESE.search(rest):
                found.append(text)
    assert found == []


def shown(element: lxml.html.HtmlElement, language: str) -> Iterator[tuple[str, str]]:
    """Yield each text a reader of the page meets, with its language."""
    if not isinstance(element.tag, str) or element.tag in {"script", "style", "template", "noscript"}:
        return
    language = element.get("lang") or language
    for name in SHOWN_ATTRIBUTES:
        if element.get(name):
            yield element.get(name), language
    if element.text:
        yield " ".join(element.text.split()), language
    for child in element:
        yield from shown(child, language)
        if child.tail:
            yield " ".join(child.tail.split()), language


def vietnamese_in(html: str) -> list[str]:
    page = lxml.html.document_fromstring(html)
    assert page.get("lang") == "en"
    return [
        text
        for text, language in shown(page, "en")
        if language == "en" and any(word.search(text) for word in FOREIGN_WORDS)
    ]


@pytest.fixture
def addresses(db: None) -> list[str]:
    """English addresses of a site that has one of each thing."""
    cache.clear()
    department = factories.unit("Sở Y tế", kind="department")
    hospital = factories.unit("Bệnh viện Đa khoa tỉnh", parent=department)
    office = factories.office(unit=department)
    award = factories.award(by=office)
    decision = factories.decision(by=office, dated=date(2025, 2, 20), number_text="57/QĐ-SYT")
    row = factories.public_conferral(on=decision, of=award, at=hospital, titles="BSCKI")
    collective = factories.public_conferral(
        on=decision, of=award, name="Khoa Cấp cứu", kind=SubjectKind.COLLECTIVE, at=hospital
    )
    cancelled = factories.public_conferral(on=decision, of=award, name="Lê Hoàng An", at=hospital)
    factories.cancel(cancelled, by=factories.decision(by=office, dated=date(2025, 6, 1)))
    factories.agree(row.honoree, ConsentScope.BIOGRAPHY)
    story = factories.story(about=(row.honoree,))
    now = timezone.now()
    campaign = factories.campaign(
        plan_number="57/KH-SYT", deadline=now + timedelta(days=10), individual_quota=2, issuer="Sở Y tế"
    )
    Round.objects.create(
        title="Đợt xét năm 2026",
        unit=department,
        opens_at=now - timedelta(days=1),
        deadline=now + timedelta(days=9),
        is_draft=False,
    )
    home = HomePage.objects.get(locale=Locale.objects.get(language_code="en"))
    return [
        home.url,
        "/en/honorees/",
        f"/en/honorees/?don-vi={hospital.slug}",
        f"/en/honorees/{row.honoree.slug}/",
        f"/en/honorees/{collective.honoree.slug}/",
        f"/en/honorees/{cancelled.honoree.slug}/",
        "/en/decisions/",
        "/en/decisions/?q=khong-co",
        "/en/decisions/2025/57-qd-syt/",
        "/en/units/",
        f"/en/units/{hospital.slug}/",
        "/en/awards/",
        f"/en/awards/{award.code}/",
        "/en/years/",
        "/en/years/2025/",
        "/en/verify/",
        f"/en/verify/{row.public_id}",
        f"/en/verify/{cancelled.public_id}",
        "/en/verify/khong-co",
        "/en/stories/",
        f"/en/stories/{story.slug}/",
        "/en/campaigns/",
        f"/en/campaigns/{campaign.slug}/",
        "/en/search/",
        "/en/search/?q=nguyen+thi+hoa",
        "/en/search/?q=zzzz",
        "/en/nominate/sign-in/",
        "/en/nothing-is-here/",
    ]


EMPTY = (
    "/en/", "/en/honorees/", "/en/stories/", "/en/campaigns/", "/en/decisions/", "/en/units/", "/en/awards/",
    "/en/years/", "/en/verify/", "/en/search/",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("address", EMPTY)
def test_an_empty_site_is_english_in_english(client, address):
    cache.clear()
    response = client.get(address)
    assert response.status_code == 200
    assert vietnamese_in(response.content.decode()) == []


def test_every_kind_of_public_page_is_english_in_english(client, addresses):
    found = {}
    for address in addresses:
        response = client.get(address, follow=True)
        assert response.status_code in {200, 404}, address
        found[address] = vietnamese_in(response.content.decode())
    assert {address: texts for address, texts in found.items() if texts} == {}


def test_every_word_of_the_report_forms_is_collected() -> None:
    from recognition.domain.form_words import WORDS
    from recognition.domain.forms import words

    assert words() == WORDS
