"""The page of an award says what holds today: who decides and what is demanded, by which law and since when."""

from __future__ import annotations

from datetime import UTC, date, datetime

import lxml.html
import pytest
import time_machine
from django.utils import timezone

from portal.core.rendered.reading import collect
from recognition.domain import queries
from recognition.models import AwardRule, DecisionPower, LegalInstrument
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 11, 26, 5, tzinfo=UTC)


@pytest.fixture
def law(published) -> LegalInstrument:
    made = LegalInstrument.objects.create(
        code="TT-LM", kind="circular", number="15/2014/TT-BYT", title="Thông tư"
    )
    add_power(published, "Giám đốc Sở Y tế cũ", made, until=date(2023, 12, 31), article="Điều 9")
    add_power(published, "Chủ tịch tỉnh", made, start=date(2024, 1, 1), article="Điều 74")
    add_power(published, "Hội đồng mai sau", made, start=date(2026, 12, 1))
    add_rule(published, "cu", "Có ba sáng kiến", made, until=date(2023, 12, 31))
    add_rule(published, "bo-phieu", "Được 80% phiếu", made, parameters={"vote_percent": 80})
    add_rule(
        published, "nay", "Có một sáng kiến", made, start=date(2024, 1, 1), article="Điều 24", verified=True
    )
    add_rule(published, "sau", "Có hai sáng kiến", made, start=date(2026, 12, 1))
    return made


def add_power(published, office: str, law: LegalInstrument, *, start=None, until=None, article="") -> None:
    DecisionPower.objects.create(
        office=factories.office(office), award=published.award, legal_basis=law, article=article,
        valid_from=start, valid_until=until,
    )  # fmt: skip


def add_rule(published, code, text, law, *, start=None, until=None, article="", **fields) -> None:
    AwardRule.objects.create(
        code=code, award=published.award, kind="other", text=text, legal_basis=law, article=article,
        valid_from=start, valid_until=until, **fields,
    )  # fmt: skip


def tables(client, path: str) -> list[list[list[str]]]:
    """The tables of the page, row by row, cell by cell, with the words a reader sees."""
    tree = lxml.html.fromstring(client.get(path).content.decode())
    return [
        [[" ".join(cell.text_content().split()) for cell in row] for row in table.xpath("./tbody/tr")]
        for table in tree.xpath('//table[@class="register"]')
    ]


def test_what_holds_today_stands_with_its_law_and_its_day_and_what_has_ended_stands_apart(
    client, published, law
):
    with time_machine.travel(TODAY):
        powers, rules, former = tables(client, f"/danh-hieu/{published.award.code}/")
    assert [
        "Chủ tịch tỉnh",
        "Điều 74, Thông tư số 15/2014/TT-BYT",
        "từ ngày 01/01/2024",
        "Chưa đối chiếu văn bản",
    ] in powers
    assert [row[:3] for row in rules] == [
        ["Có một sáng kiến", "Điều 24, Thông tư số 15/2014/TT-BYT", "từ ngày 01/01/2024"],
        ["Được 80% phiếu", "Thông tư số 15/2014/TT-BYT", "chưa ghi"],
    ]
    assert [row[3] for row in rules] == ["Đã đối chiếu văn bản", "Chưa đối chiếu văn bản"]
    assert [row[:3] for row in former] == [
        ["Giám đốc Sở Y tế cũ", "Điều 9, Thông tư số 15/2014/TT-BYT", "đến ngày 31/12/2023"]
    ]
    assert "Hội đồng mai sau" not in {row[0] for row in (*powers, *former)}


def test_in_english_the_words_of_law_are_marked_as_vietnamese(client, published, law):
    tree = lxml.html.fromstring(client.get(f"/en/awards/{published.award.code}/").content.decode())
    assert tree.xpath('//th[@lang="vi"]/text()') == ["Có một sáng kiến", "Được 80% phiếu"]
    tree = lxml.html.fromstring(client.get(f"/danh-hieu/{published.award.code}/").content.decode())
    assert tree.xpath("//main//*[@lang]") == []


def test_the_stored_page_holds_until_the_law_changes_and_then_says_the_new_one(client, published, law):
    with time_machine.travel(TODAY), collect() as seen:
        queries.award_detail(published.award.code)
    assert timezone.localtime(seen.until).isoformat() == "2026-12-01T00:00:00+07:00"
    with time_machine.travel(datetime(2026, 11, 30, 17, tzinfo=UTC)):
        powers, rules, _former = tables(client, f"/danh-hieu/{published.award.code}/")
    assert "Hội đồng mai sau" in {row[0] for row in powers}
    assert "Có hai sáng kiến" in {row[0] for row in rules}


def test_an_award_of_which_no_law_is_entered_has_no_empty_tables(client, published):
    DecisionPower.objects.filter(award=published.award).delete()
    page = client.get(f"/danh-hieu/{published.award.code}/").content.decode()
    assert tables(client, f"/danh-hieu/{published.award.code}/") == []
    for title in ("Điều kiện đang áp dụng", "Trước đây ai quyết định", "Ai quyết định, theo văn bản nào"):
        assert title not in page
