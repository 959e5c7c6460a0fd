"""What a stranger reads on pages of lists: each once, nothing where there is nothing, in the words of the language."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest

from recognition.domain import queries
from recognition.enums import SubjectKind
from tests import factories

pytestmark = pytest.mark.django_db


def page(client, path: str, status: int = 200):
    response = client.get(path)
    assert response.status_code == status, path
    return lxml.html.fromstring(response.content.decode())


def words(tree, query: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in tree.xpath(query)]


def test_who_received_an_award_twice_in_a_year_is_named_once_and_counted_once(client, published):
    published.add(1)
    person = published.rows[0].honoree
    again = factories.decision(by=published.office, dated=date(2025, 11, 3), number_text="99/QĐ-SYT")
    factories.public_conferral(on=again, of=published.award, honoree=person, at=published.hospital)
    year = published.decision.year
    assert again.year == year
    names = words(page(client, f"/theo-nam/{year}/"), '//main//*[@class="year"]//a')
    assert names.count(person.full_name) == 1
    (block,) = queries.year_blocks([one for one in queries.years() if one.year == year], limit=60)
    assert [(len(group.names), group.more) for group in block.groups] == [(1, 0)]


def test_an_award_page_shows_each_person_with_this_award_and_not_the_latest(client, published):
    published.add(1)
    person = published.rows[0].honoree
    other = factories.award("Bằng khen của Bộ trưởng", by=published.office)
    later = factories.decision(by=published.office, dated=date(2026, 1, 9), number_text="4/QĐ-SYT")
    factories.public_conferral(on=later, of=other, honoree=person, at=published.hospital)
    (shown,) = words(page(client, f"/danh-hieu/{published.award.code}/"), '//*[@class="card__award"]')
    assert shown.startswith(published.award.name)


def test_units_without_anybody_stand_together_and_an_empty_unit_has_no_sentence_with_nought(
    client, published
):
    published.add(1)
    alone = factories.unit("Ủy ban nhân dân xã Nam Thuận", parent=None)
    heads = words(page(client, "/don-vi/"), "//main//h2")
    assert alone.name not in heads
    assert heads[-1] == "Cơ quan, đơn vị chưa có lượt khen thưởng trong sổ"
    assert alone.name in words(page(client, "/don-vi/"), "//main//section[last()]//a")
    tree = page(client, f"/don-vi/{alone.slug}/")
    assert words(tree, '//main//p[@class="lead"]') == []
    assert "Lọc danh sách" not in words(tree, "//main//a")
    assert alone.name not in words(page(client, "/so-do-trang/"), "//main//a")


def test_the_crumb_of_a_verified_code_is_the_code_and_not_the_page_again(client, published):
    published.add(1)
    code = published.rows[0].public_id
    (here,) = words(
        page(client, f"/xac-minh/{code}"),
        '//*[@aria-current="page"][ancestor::*[contains(@class, "breadcrumb")]]',
    )
    assert here == queries.shown_code(code)
    (here,) = words(
        page(client, "/xac-minh/"), '//*[@aria-current="page"][ancestor::*[contains(@class, "breadcrumb")]]'
    )
    assert here == "Xác minh quyết định"


def test_english_lists_and_laws_are_named_in_english(client, published):
    published.add(1)
    crumbs = words(
        page(client, f"/en/awards/{published.award.code}/"), '//*[contains(@class, "breadcrumb")]//a'
    )
    assert crumbs == ["Home", "Titles and commendation forms"]
    factories.campaign("Giảm bước, giảm giấy", title_en="Fewer steps, less paper")
    assert "Fewer steps, less paper" in words(page(client, "/en/site-map/"), "//main//a")


@pytest.mark.parametrize(
    ("name", "shown"), [("Y Nam Ktla", "Y Nam"), ("H'Lan Êban", "H’Lan"), ("Nguyễn Thị Hoa", "Hoa")]
)
def test_a_portrait_without_a_stored_calling_name_shows_the_one_the_person_is_called_by(name, shown):
    from portal.core.templatetags.portal_tags import portrait

    assert portrait(name)["shown"] == shown
    assert portrait(name, kind=SubjectKind.COLLECTIVE)["shown"] == name.replace("'", "’")
