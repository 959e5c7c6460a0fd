"""The list of stories by kind, unit and theme."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/guong-dien-hinh/"


@pytest.fixture
def told(published):
    """Three stories: two of a hospital (one of them of its ward), one of another unit."""
    ward = factories.unit("Khoa Cấp cứu", parent=published.hospital, code="BVDK-CC")
    other = factories.unit("Trạm Y tế xã Bến Sỏi", code="TYT-BS")
    made = {}
    for title, unit, theme, kind in (
        ("Ca trực ba giờ sáng", ward, "Cấp cứu", "exemplar"),
        ("Hai số một bệnh viện", published.hospital, "Hài lòng người bệnh", "model"),
        ("Chuyến xuồng đầu ngày", other, "Cấp cứu", "exemplar"),
    ):
        page = factories.story(title)
        page.unit, page.theme, page.kind = unit, theme, kind
        page.save()
        made[title] = page
    return made


def shown(client, address: str = LIST) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


def titles(page: BeautifulSoup) -> set[str]:
    return {link.get_text(" ", strip=True).split("  ")[-1] for link in page.select("main .card h3 a")}


def choices(page: BeautifulSoup) -> dict[str, tuple[str, int]]:
    """Address and count by label."""
    found = {}
    for link in page.select(".facets__list a"):
        count = link.small.extract().get_text(" ", strip=True).split()[0]
        found[link.get_text(" ", strip=True)] = (LIST + link["href"], int(count))
    return found


def test_every_count_is_what_a_click_gives(client, told):
    offered = choices(shown(client))
    assert {label: count for label, (_address, count) in offered.items()} == {
        "Cấp cứu": 2,
        "Hài lòng người bệnh": 1,
        "Bệnh viện Đa khoa tỉnh": 2,
        "Khoa Cấp cứu": 1,
        "Trạm Y tế xã Bến Sỏi": 1,
    }
    for label, (address, count) in offered.items():
        assert len(shown(client, address).select("main .card")) == count, label


def test_unit_theme_and_kind_narrow_each_other(client, told):
    hospital = told["Hai số một bệnh viện"].unit.slug
    page = shown(client, f"{LIST}?don-vi={hospital}&chu-de=Cấp cứu&loai=exemplar")
    assert len(page.select("main .card")) == 1
    assert "Ca trực ba giờ sáng" in page.select_one("main .card").get_text()
    chips = page.select(".chips a")
    assert [chip.get_text(" ", strip=True).split(": ")[-1] for chip in chips] == [
        "Cấp cứu",
        "Bệnh viện Đa khoa tỉnh",
    ]
    without_theme = shown(client, LIST + chips[0]["href"])
    assert len(without_theme.select("main .card")) == 1
    assert page.select_one('meta[name="robots"][content="noindex"]')


def test_what_is_not_there_says_so_and_leads_back(client, told):
    for query in ("don-vi=khong-co", "chu-de=Không có", "don-vi=%00", "chu-de=" + "x" * 5_000):
        page = shown(client, f"{LIST}?{query}")
        if query != "don-vi=%00":
            assert "Chưa có bài nào như vậy" in page.select_one("main").get_text(), query
            assert page.select_one(f'main a[href="{LIST}"], main a[href="?"]') is not None


def test_a_story_that_left_the_public_is_not_counted(client, told):
    told["Hai số một bệnh viện"].unpublish()
    assert "Hài lòng người bệnh" not in choices(shown(client))
