import datetime as dt
import unicodedata

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from portal.core import querystring
from portal.core.templatetags import portal_tags

NBSP = "\u00a0"


def draw(source, request=None, **context):
    return Template("{% load portal_tags %}" + source).render(Context({**context, "request": request}))


def asked(query):
    return RequestFactory().get("/ton-vinh/" + query)


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0, "0", "0"),
        (2184, "2.184", "2,184"),
        (1234567, "1.234.567", "1,234,567"),
        (1234.5, "1.234,5", "1,234.5"),
        ("98.25", "98,25", "98.25"),
        (-1500, "-1.500", "-1,500"),
        ("148 lượt", "148 lượt", "148 lượt"),
        ("", "", ""),
    ],
)
def test_numbers_are_grouped_as_the_language_does(value, vi, en):
    with translation.override("vi"):
        assert portal_tags.number(value) == vi
    with translation.override("en"):
        assert portal_tags.number(value) == en


def test_a_number_may_ask_for_decimals():
    assert portal_tags.number(2, 1) == "2,0"
    assert portal_tags.number("0.25", 1) == "0,3"


@pytest.mark.parametrize(
    ("value", "expected"), [(1, "01"), (9, "09"), (10, "10"), (1200, "1.200"), ("ba", "ba")]
)
def test_small_counts_are_padded_as_in_documents(value, expected):
    assert portal_tags.padded(value) == expected


def test_dates_are_day_first_and_moments_local():
    late = dt.datetime(2026, 2, 24, 18, 30, tzinfo=dt.UTC)
    assert portal_tags.day(dt.date(2026, 2, 3)) == "03/02/2026"
    assert portal_tags.day(late) == "25/02/2026"
    assert portal_tags.day(None) == ""
    assert portal_tags.day("năm 1976") == "năm 1976"
    assert portal_tags.clock(late) == f"1{NBSP}giờ{NBSP}30"
    assert portal_tags.moment(late) == f"1{NBSP}giờ{NBSP}30 ngày{NBSP}25/02/2026"
    with translation.override("en"):
        assert portal_tags.moment(late) == f"01:30 on{NBSP}25/02/2026"
    assert timezone.get_current_timezone_name() == "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(
    ("size", "expected"),
    [(1, "1 KB"), (421_888, "412 KB"), (1_258_291, "1,2 MB"), (2_097_152, "2 MB"), (None, ""), ("x", "")],
)
def test_sizes_of_files(size, expected):
    assert portal_tags.filesize(size) == expected.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("còn 10 ngày", "còn 10~ngày"),
        ("sau 17 giờ 00 ngày 02/12/2026", "sau 17~giờ~00 ngày~02/12/2026"),
        ("Kế hoạch số 57/KH-SYT", "Kế hoạch số~57/KH-SYT"),
        ("năm 2026, tăng 98 %", "năm~2026, tăng 98~%"),
        ("năm nay", "năm nay"),
    ],
)
def test_numbers_stay_with_what_they_count(text, expected):
    assert portal_tags.nbsp(text) == expected.replace("~", NBSP)


def test_a_mail_address_breaks_before_its_sign_and_nowhere_in_a_word():
    assert portal_tags.mail_address("van<phong@syt.example") == "van&lt;phong<wbr>@syt.example"
    assert portal_tags.mail_address("") == "<wbr>"


def test_a_card_does_not_say_its_title_twice():
    station = "{% include 'components/card.html' with url='/x/' title='Trạm Y tế xã Đá Bàn' text=text only %}"
    assert draw(station, text="Trạm Y tế xã Đá Bàn").count("Đá Bàn") == 1
    assert "<p>Bệnh viện Mắt</p>" in draw(station, text="Bệnh viện Mắt")


def test_the_ground_of_a_portrait_comes_from_the_full_name_and_never_changes():
    assert portal_tags.weave_and_tone("Trần Thị Bích Thủy") == (1, 4)
    assert portal_tags.weave_and_tone("Nguyễn Tấn Đạt") == (3, 3)
    decomposed = unicodedata.normalize("NFD", "Trần Thị Bích Thủy")
    assert portal_tags.weave_and_tone(decomposed) == (1, 4)


def test_all_weaves_and_tones_are_used():
    pairs = {portal_tags.weave_and_tone(f"Nguyễn Văn {number}") for number in range(400)}
    assert pairs == {(weave, tone) for weave in range(1, 6) for tone in range(1, 5)}


@pytest.mark.parametrize(
    ("name", "given", "kind", "expected"),
    [
        ("Trần Thị Bích Thủy", "", "individual", ">Thủy<"),
        ("H'Lan Êban", "H'Lan", "individual", ">H’Lan<"),
        ("Lê Văn Nghiêng", "", "individual", '"portrait__name">Nghiêng<'),
        ("H'Hương Êban", "H'Hương", "individual", 'data-long="name">H’Hương<'),
        ("Ka Hương Giang", "Ka Hương Giang", "individual", 'data-long="name">Ka Hương Giang<'),
        ("Khoa Nhi", "", "collective", 'data-long="">Khoa Nhi<'),
    ],
)
def test_a_portrait_without_a_picture_shows_the_name_one_is_called_by(name, given, kind, expected):
    html = draw("{% portrait name given kind %}", name=name, given=given, kind=kind)
    assert expected in html
    assert 'aria-hidden="true"' in html


def test_a_portrait_with_a_picture_shows_the_picture():
    picture = {"url": "/media/a.jpg", "width": 288, "height": 360, "alt": 'Bác sĩ "An"'}
    html = draw('{% portrait "Lê Hoàng An" image=picture %}', picture=picture)
    assert 'alt="Bác sĩ &quot;An&quot;"' in html
    assert 'loading="lazy"' in html
    assert "portrait__name" not in html


def test_a_picture_with_sources_offers_them_and_the_first_is_eager():
    picture = {"url": "/a.jpg", "width": 4, "height": 5, "alt": "", "sources": [("image/avif", "/a.avif 4w")]}
    assert draw('{% img picture eager=True sizes="50vw" %}', picture=picture) == (
        '<picture><source type="image/avif" srcset="/a.avif 4w" sizes="50vw">'
        '<img src="/a.jpg" alt="" width="4" height="5" sizes="50vw" fetchpriority="high"></picture>'
    )


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("Trần Thị Bích Thủy", "", "<span>Trần Thị Bích</span> <b>Thủy</b>"),
        ("Ngô Thị Phượng", "Phượng", "<span>Ngô Thị</span> <b data-long>Phượng</b>"),
        ("H'Lan Êban", "H'Lan", "<b>H’Lan</b> <span>Êban</span>"),
        ("Y Moan Êñuôl", "Y Moan", "<b data-long>Y Moan</b> <span>Êñuôl</span>"),
        ("Ẩn", "", "<b>Ẩn</b>"),
        ("Lê Văn An", "Tám", "<span>Lê Văn</span> <b>An</b>"),
        ("<i>x</i> An", "", "<span>&lt;i&gt;x&lt;/i&gt;</span> <b>An</b>"),
    ],
)
def test_the_given_name_is_set_largest_wherever_it_stands(name, given, expected):
    html = draw("{% given_name name given %}", name=name, given=given)
    assert html.strip().endswith(f'<h1 class="given-name">{expected}</h1>')


def test_a_qr_code_is_one_path_that_a_reader_can_name():
    html = draw('{% qr "https://tonvinh.example/xac-minh/TV-2026-1187-03" %}')
    assert html.startswith('<svg role="img" aria-label="Mã QR mở trang xác minh"')
    assert html.count("<path") == 1
    assert "M0 0.5h7" in html


def test_a_filter_is_added_and_taken_out_and_leads_to_page_one():
    request = asked("?nam=2025&nam=2026&q=hoa&trang=3")
    assert draw('{% query_toggle "nam" 2024 %}', request) == "?nam=2025&amp;nam=2026&amp;nam=2024&amp;q=hoa"
    assert draw('{% query_toggle "nam" 2025 %}', request) == "?nam=2026&amp;q=hoa"
    assert draw('{% query_replace nam=None sap="ten" %}', request) == "?q=hoa&amp;sap=ten"
    assert querystring.replaced(asked("?q=a").GET, q=None) == "?"


def test_pagination_keeps_the_query_and_names_the_page():
    page = Paginator(range(100), 10).page(5)
    html = draw("{% pagination page %}", asked("?nam=2026&trang=5"), page=page)
    assert '<a href="?nam=2026&amp;trang=5" aria-current="page">' in html
    assert '<a href="?nam=2026&amp;trang=4" rel="prev">' in html
    assert '<a href="?nam=2026"><span class="hidden">Trang </span>1</a>' in html
    assert html.count("…") == 2


def test_one_page_needs_no_pagination():
    assert draw("{% pagination page %}", asked(""), page=Paginator([1], 10).page(1)).strip() == ""


def test_a_component_sees_its_parameters_and_nothing_else():
    html = draw(
        '{% component "notice" title="T" %}<p>{{ text }}</p>{% endcomponent %}', text="a < b", state="error"
    )
    assert "<p>a &lt; b</p>" in html
    assert "data-state" not in html


def test_a_block_is_repeated_in_an_attribute_with_its_quotes_escaped():
    base = Template(
        '{% load portal_tags %}{% block title %}{% endblock %}|{% repeat_block "title" fallback %}'
    )
    child = Template('{% extends base %}{% block title %}A "b" {{ c }}{% endblock %}')
    assert child.render(Context({"base": base, "c": "<"})) == 'A "b" &lt;|A &quot;b&quot; &lt;'
    empty = Template("{% extends base %}")
    assert empty.render(Context({"base": base, "fallback": "<x>"})) == "|&lt;x&gt;"
