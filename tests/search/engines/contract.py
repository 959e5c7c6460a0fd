"""What every engine must answer: ``test_contract.py`` runs it on each of them, with nothing left out.

The rows of the first part are the tables of VIETNAMESE.md, written by hand, asked through the service; the others are
the promises of ``search.engines.base``, asked of the engine itself.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

import pytest
from django.db import connection

from portal.core.outbox import Ref
from search import parsing, ranking, service
from search.documents import FACETS, Document, Query
from search.engines import engine
from search.engines.base import (
    ORDER_FIELDS,
    AllOf,
    AnyOf,
    AtLeast,
    EngineBusy,
    EngineError,
    Expression,
    Found,
    Phrase,
    Place,
    Plan,
    Prefix,
    Term,
    Tier,
)
from search.models import Entry
from search.projection import digest, project
from search.projection import indexed as as_indexed
from tests.search.conftest import book

PEOPLE = [
    "Nguyễn Đức Đạt", "Nguyễn Thị Hoa", "Nguyễn Thị Hòa", "Nguyễn Thị Hóa", "Đặng Văn Ninh", "Trần Thị Thủy",
    "Trần Thị Thuỷ", "Lê Thị Thúy", "Lê Thị Thuý", "Phạm Văn Thúi", "Phạm Thị Khỏe", "Võ Văn Khoẻ", "Vũ Văn Khoe",
    "Bùi Văn Quý", "Bùi Thị Qúy", "Đường Văn Bình", "Dương Văn Bảy", "Đương Văn Tám", "Lý Thị Mỹ", "Lí Thị Mĩ",
    "Hồ Văn Tay", "Hồ Văn Tai", "H'Hen Niê", "Y Moan Êñuôl", "Nguyễn Thị Hoàng Oanh", "Trần Hòa Bình",
    "Trần Hoà Bình", "Trần Hoa Bình", "Nguyễn Văn Hai", "Mai Khanh", "Mai Khánh",
]  # fmt: skip

PLACES = [
    ("tyt-mdrak", "Trạm Y tế xã M'Drắk"),
    ("tyt-mdrak2", "Phân trạm M’Drắk"),
    ("dl1", "Bệnh viện vùng Đắk Lắk"),
    ("dl2", "Bệnh viện vùng Đăk Lăk"),
    ("dl3", "Bệnh viện vùng Đắc Lắc"),
    ("dl4", "Bệnh viện vùng Daklak"),
    ("bvdk", "Bệnh viện Đa khoa tỉnh"),
    ("bvdk2", "BVĐK khu vực"),
    ("sd1", "Trung tâm Y tế TP Sa Đéc"),
]

AWARDS = [
    ("cstdcs", "Chiến sĩ thi đua cơ sở"),
    ("cstdcs2", "Chiến sỹ thi đua cơ sở (kế hoạch 2021)"),
    ("ttut", "Thầy thuốc Ưu tú"),
    ("ttut2", "Danh sách TTƯT đợt 15"),
    ("gk", "Giấy khen của Giám đốc Sở Y tế"),
]


def documents() -> list[Document]:
    made = [
        book(
            f"p{number}",
            kind="honoree",
            title=name,
            date=date(2024, 1, 1),
            ref=Ref("library.book", f"p{number}"),
        )
        for number, name in enumerate(PEOPLE)
    ]
    made += [book(key, kind="unit", title=name) for key, name in PLACES]
    made += [
        book(
            "sd2",
            kind="unit",
            title="Trung tâm Y tế khu vực phía Nam",
            names=("Trung tâm Y tế thành phố Sa Đéc",),
        )
    ]
    made += [book(key, kind="award", title=name) for key, name in AWARDS]
    made += [
        book("kh102", kind="campaign", title="Phong trào thi đua năm 2021", numbers=("Số: 102/KH-TTYT",)),
        book("qd57", kind="decision", title="57/QĐ-SYT ngày 20/02/2025", numbers=("57/QĐ-SYT",)),
        book("qd31", kind="decision", title="31/QĐ-SYT ngày 01/02/2025", numbers=("31/QĐ-SYT",)),
        book("ngan", kind="honoree", title="Tạ Kim Ngân", numbers=("31/QĐ-SYT",)),
        book("cuc", kind="honoree", title="Tạ Kim Cúc", numbers=("31/QĐ-BYT", "32/QĐ-SYT")),
        book("lan", kind="honoree", title="Tạ Kim Lan", numbers=("12/2022/TT-BYT",)),
        book("lien", kind="honoree", title="Tạ Kim Liên", numbers=("41/QĐ-BYT", "42/QĐ-SYT")),
        book("qd75", kind="decision", title="75/QĐ-SYT ngày 21/02/2025", numbers=("75/QĐ-SYT",)),
    ]
    return made


class Shelf:
    """A class of tests that only read one set of documents, put in once for each engine."""

    documents: ClassVar[list[Document]] = []

    @pytest.fixture(autouse=True)
    def _chosen(self, shelf, index_folder, settings, db) -> None:
        """The engine that was filled, and not the empty folder of this test."""
        for name, value in shelf.items():
            setattr(settings, name, value)


class MatchingContract(Shelf):
    """Which documents answer a text, and in which order."""

    documents = documents()

    def titles(self, text: str, **values) -> list[str]:
        return [hit.plain_title for hit in service.find(Query(text=text, size=100, **values)).hits]

    # Accents -----------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("nguyen duc dat", {"Nguyễn Đức Đạt"}),
            ("Đặng", {"Đặng Văn Ninh"}),
            ("Ðặng", {"Đặng Văn Ninh"}),
            ("Đa\u0323\u0306ng", {"Đặng Văn Ninh"}),
            ("thuy", {"Trần Thị Thủy", "Trần Thị Thuỷ", "Lê Thị Thúy", "Lê Thị Thuý"}),
            ("Thuỷ", {"Trần Thị Thủy", "Trần Thị Thuỷ"}),
            ("Thúy", {"Lê Thị Thúy", "Lê Thị Thuý"}),
            ("quý", {"Bùi Văn Quý", "Bùi Thị Qúy"}),
            ("duong", {"Đường Văn Bình", "Dương Văn Bảy", "Đương Văn Tám"}),
            ("đường", {"Đường Văn Bình"}),
            ("ly thi my", {"Lý Thị Mỹ", "Lí Thị Mĩ"}),
            ("tay", {"Hồ Văn Tay"}),
            ("tai", {"Hồ Văn Tai"}),
            ("h'hen", {"H'Hen Niê"}),
            ("h’hen", {"H'Hen Niê"}),
            ("hhen", {"H'Hen Niê"}),
            ("enuol", {"Y Moan Êñuôl"}),
            ("khánh", {"Mai Khánh", "Mai Khanh"}),
        ],
    )
    def test_names_are_found_as_the_table_says(self, text, expected):
        assert set(self.titles(text)) == expected

    def test_a_marked_word_finds_unmarked_words_last_and_other_marks_never(self):
        assert self.titles("khoẻ") == ["Phạm Thị Khỏe", "Võ Văn Khoẻ", "Vũ Văn Khoe"] or self.titles(
            "khoẻ"
        ) == [
            "Võ Văn Khoẻ",
            "Phạm Thị Khỏe",
            "Vũ Văn Khoe",
        ]
        found = self.titles("hoà bình")
        assert set(found[:2]) == {"Trần Hòa Bình", "Trần Hoà Bình"}
        assert found[2:] == ["Trần Hoa Bình"]

    def test_marks_typed_elsewhere_in_the_query_put_the_bare_word_first(self):
        found = service.find(Query(text="Nguyễn Thị Hoa"))
        assert [hit.plain_title for hit in found.hits][:1] == ["Nguyễn Thị Hoa"]
        tiers = {hit.plain_title: hit.tier for hit in found.hits}
        assert tiers["Nguyễn Thị Hoa"] == "exact"
        assert tiers["Nguyễn Thị Hòa"] == tiers["Nguyễn Thị Hóa"] == "name2"
        assert tiers["Nguyễn Thị Hoàng Oanh"] == "start"

    def test_a_query_without_marks_treats_marked_and_unmarked_names_alike(self):
        tiers = {hit.plain_title: hit.tier for hit in service.find(Query(text="nguyen thi hoa")).hits}
        assert tiers["Nguyễn Thị Hoa"] == tiers["Nguyễn Thị Hòa"] == tiers["Nguyễn Thị Hóa"] == "exact"

    def test_tone_position_never_matters_to_the_tier(self):
        tiers = {hit.plain_title: hit.tier for hit in service.find(Query(text="Thuỷ")).hits}
        assert tiers == {"Trần Thị Thủy": "name3", "Trần Thị Thuỷ": "name3"}

    # Words with several spellings --------------------------------------------------------------------------------

    @pytest.mark.parametrize("text", ["m'drak", "mdrak", "m drak", "M’DRẮK", "M'Drăk"])
    def test_an_apostrophe_may_be_typed_or_not(self, text):
        expected = set() if text == "M'Drăk" else {"Trạm Y tế xã M'Drắk", "Phân trạm M'Drắk"}
        assert set(self.titles(text)) == expected

    @pytest.mark.parametrize("text", ["dak lak", "Đắk Lắk", "đăk lăk", "đắc lắc", "daklak"])
    def test_place_names_are_found_by_any_alias(self, text):
        assert set(self.titles(text)) == {
            "Bệnh viện vùng Đắk Lắk",
            "Bệnh viện vùng Đăk Lăk",
            "Bệnh viện vùng Đắc Lắc",
            "Bệnh viện vùng Daklak",
        }

    @pytest.mark.parametrize(
        "text",
        [
            "chiến sĩ thi đua",
            "chiến sỹ thi đua",
            "cstd co so",
            "cstđcs",
            "CSTĐ cơ sở",
            "chien si thi dua co so",
        ],
    )
    def test_emulation_titles_are_found_by_abbreviation_and_by_either_spelling(self, text):
        assert set(self.titles(text)) == {"Chiến sĩ thi đua cơ sở", "Chiến sỹ thi đua cơ sở (kế hoạch 2021)"}

    @pytest.mark.parametrize("text", ["ttut", "TTƯT", "thầy thuốc ưu tú", "thay thuoc uu tu"])
    def test_an_honour_is_found_written_out_and_short(self, text):
        assert set(self.titles(text)) == {"Thầy thuốc Ưu tú", "Danh sách TTƯT đợt 15"}

    @pytest.mark.parametrize("text", ["bv da khoa", "BVĐK", "bệnh viện đa khoa"])
    def test_hospitals_are_found_written_out_and_short(self, text):
        assert set(self.titles(text)) == {"Bệnh viện Đa khoa tỉnh", "BVĐK khu vực"}

    def test_a_professional_title_is_no_part_of_the_name(self):
        assert self.titles("bs hai") == ["Nguyễn Văn Hai"]

    def test_a_successor_is_found_by_the_former_name(self):
        assert set(self.titles("sa dec")) == {"Trung tâm Y tế TP Sa Đéc", "Trung tâm Y tế khu vực phía Nam"}

    # Numbers -----------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("text", ["102/kh-ttyt", "102 kh ttyt", "102", "Số: 102/KH-TTYT", "kh 102"])
    def test_a_plan_is_found_by_its_number(self, text):
        assert self.titles(text) == ["Phong trào thi đua năm 2021"]

    @pytest.mark.parametrize(
        "text", ["qd 57 syt", "57 qd syt", "qđ 57", "57/QĐ-SYT", "57qd-syt", "so 57/qd-syt", "057/QĐ-SYT"]
    )
    def test_a_decision_is_found_by_its_number_in_any_spelling(self, text):
        assert self.titles(text) == ["57/QĐ-SYT ngày 20/02/2025"]

    @pytest.mark.parametrize(
        "text",
        [
            "31/QĐ-SYT",
            "31 qd syt",
            "31qdsyt",
            "qđ 31 syt",
            "so 31 qd-syt",
            "quyết định 31 Sở Y tế",
            "syt qd 31",
        ],
    )
    def test_a_number_is_one_thing_and_not_parts_of_two(self, text):
        found = service.find(Query(text=text))
        assert {hit.plain_title for hit in found.hits} == {"31/QĐ-SYT ngày 01/02/2025", "Tạ Kim Ngân"}
        assert not found.scattered

    @pytest.mark.parametrize(
        "text", ["41 qd syt", "41qdsyt", "41/QĐ-SYT", "số 41/qđ-syt", "quyết định 41 của Sở Y tế"]
    )
    def test_a_number_that_stands_nowhere_is_searched_by_its_parts_and_said_to_be(self, text):
        found = service.find(Query(text=text))
        assert [hit.plain_title for hit in found.hits] == ["Tạ Kim Liên"]
        assert found.scattered == ("của" not in text)

    @pytest.mark.parametrize("text", ["12 tt byt", "12/2022/TT-BYT", "tt 12 byt", "12 2022 tt byt"])
    def test_the_year_in_a_number_may_be_left_out(self, text):
        found = service.find(Query(text=text))
        assert ([hit.plain_title for hit in found.hits], found.scattered) == (["Tạ Kim Lan"], False)

    def test_a_number_half_typed_is_found_by_its_beginning(self):
        decision = "31/QĐ-SYT ngày 01/02/2025"
        assert self.titles("31/qd-s")[0] == decision
        for text in ("31/qd-s", "31qdsyt", "31 qd syt"):
            assert decision in {one.text for one in service.suggest(text, "vi")}, text

    # Order, phrases, beginnings ----------------------------------------------------------------------------------

    def test_a_name_may_be_typed_given_name_first_or_without_its_middle(self):
        assert self.titles("đạt nguyễn đức") == ["Nguyễn Đức Đạt"]
        assert self.titles("nguyen dat") == ["Nguyễn Đức Đạt"]

    def test_a_quoted_phrase_stands_together_in_its_order(self):
        assert self.titles('"đức đạt"') == ["Nguyễn Đức Đạt"]
        assert self.titles('"duc dat"') == ["Nguyễn Đức Đạt"]
        assert self.titles('"đạt đức"') == []
        assert self.titles('"nguyễn đạt"') == []
        assert set(self.titles('"chiến sĩ thi đua"')) == {
            "Chiến sĩ thi đua cơ sở",
            "Chiến sỹ thi đua cơ sở (kế hoạch 2021)",
        }

    def test_the_last_word_may_be_unfinished_and_its_marks_still_count(self):
        assert self.titles("nguyen duc da") == ["Nguyễn Đức Đạt"]
        assert self.titles("Nguyễn Đức Đạ") == ["Nguyễn Đức Đạt"]
        assert self.titles("Nguyễn Đức Đá", literal=True) == []
        assert "Nguyễn Đức Đạt" in self.titles("nguyê")
        assert self.titles("da nguyen duc x", literal=True) == []

    @pytest.mark.parametrize("text", ["Nguyeenx Thij Hoaf", "Nguye6n4 Thi5 Hoa2"])
    def test_raw_telex_or_vni_is_decoded_when_it_finds_nothing_and_told(self, text):
        results = service.find(Query(text=text))
        assert results.hits[0].plain_title == "Nguyễn Thị Hòa"
        assert results.decoded
        assert results.searched == "Nguyễn Thị Hòa"
        assert service.find(Query(text=text, literal=True)).total == 0
        assert not service.find(Query(text="nguyen thi hoa")).decoded

    def test_words_are_left_out_only_when_no_entry_has_all_and_never_of_a_literal_search(self):
        assert self.titles("nguyen duc dat khong co", literal=True) == []
        results = service.find(Query(text="nguyen duc dat khong co"))
        assert [hit.plain_title for hit in results.hits] == ["Nguyễn Đức Đạt"]
        assert results.left_out == ("khong", "co")


FACETED = [
    book(
        "a",
        kind="honoree",
        title="An Văn Một",
        facets={"year": ("2024",), "award": ("gk",), "unit": ("syt", "bv")},
    ),
    book(
        "b",
        kind="honoree",
        title="An Văn Hai",
        facets={"year": ("2023", "2024"), "award": ("bk",), "unit": ("syt",)},
    ),
    book(
        "c",
        kind="honoree",
        title="An Văn Ba",
        facets={"year": ("2022",), "award": ("gk",), "unit": ("syt", "tt")},
    ),
    book("d", kind="story", title="Chuyện của An", facets={"year": ("2024",)}),
    book(
        "e",
        kind="honoree",
        title="An Văn Bốn",
        facets={"year": ("2024",)},
        cancelled=True,
        numbers=("9/QĐ-SYT",),
    ),
    book(
        "f",
        kind="honoree",
        title="An Văn Một",
        language="en",
        facets={"year": ("2024",)},
        ref=Ref("library.book", "f"),
    ),
]


class FacetContract(Shelf):
    documents = FACETED

    def counts(self, text: str = "an", **filters) -> dict[str, dict[str, int]]:
        found = service.find(Query(text=text, filters=filters))
        return {facet.name: {value.value: value.count for value in facet.values} for facet in found.facets}

    def test_facets_count_what_was_found(self):
        assert self.counts() == {
            "kind": {"honoree": 3, "story": 1},
            "year": {"2024": 3, "2023": 1, "2022": 1},
            "award": {"gk": 2, "bk": 1},
            "unit": {"syt": 3, "bv": 1, "tt": 1},
        }

    def test_a_facet_ignores_its_own_choice_and_heeds_those_of_others(self):
        assert self.counts(year=("2024",)) == {
            "kind": {"honoree": 2, "story": 1},
            "year": {"2024": 3, "2023": 1, "2022": 1},
            "award": {"gk": 1, "bk": 1},
            "unit": {"syt": 2, "bv": 1},
        }

    def test_values_of_one_facet_widen_and_facets_narrow(self):
        def total(**filters):
            return service.find(Query(text="an", filters=filters)).total

        assert total() == 4
        assert total(year=("2022",)) == 1
        assert total(year=("2022", "2023")) == 2
        assert total(year=("2022", "2023"), award=("gk",)) == 1
        assert total(year=("1999",)) == 0

    def test_a_chosen_value_without_results_stays_shown(self):
        assert self.counts(year=("1999",))["year"] == {"2024": 3, "2023": 1, "2022": 1, "1999": 0}

    def test_no_words_browse_everything_that_is_not_cancelled(self):
        found = service.find(Query())
        assert found.total == 4
        assert self.counts(text="")["kind"] == {"honoree": 3, "story": 1}

    def test_a_cancelled_one_is_found_by_exact_name_or_number_only(self):
        def keys(text):
            return [(hit.key, hit.cancelled) for hit in service.find(Query(text=text, literal=True)).hits]

        assert (
            keys("An Văn Bốn") == keys("an van bon") == keys("9/QĐ-SYT") == keys("qd 9 syt") == [("e", True)]
        )
        assert keys("bốn") == keys("van bon") == keys("An Văn Bố") == keys("9") == []

    def test_each_language_has_its_own_entries(self):
        assert [hit.key for hit in service.find(Query(text="an van mot", language="en")).hits] == ["f"]

    def test_pages_follow_each_other_without_gap_or_repetition(self):
        whole = [hit.key for hit in service.find(Query(text="an", size=100)).hits]
        paged = [
            hit.key for page in (1, 2, 3) for hit in service.find(Query(text="an", size=2, page=page)).hits
        ]
        assert len(whole) == 4
        assert paged == whole


# Orders -------------------------------------------------------------------------------------------------------------

ALPHABETS = {
    "tones": "ma mà mả mã má mạ".split(),
    "letters": "An Anh Ánh Ăn Ân Dung Dũng Đạt Em Ý Yến".split(),
    "people": ["Đinh Văn An", "Nguyễn Thị An", "Nguyễn Văn An", "Trần Văn An"],
    "given names": [
        "Đỗ Hồng Anh", "Trần Thị Ánh", "Phạm Thị Ân", "Lê Dung", "Trần Văn Dũng", "Đặng Thị Đào", "Lê Thị Thủy",
        "Nguyễn Như Ý", "Hoàng Yến",
    ],
    "highlands": ["Nguyễn Văn Hai", "H'Hen Niê", "Y Moan Êñuôl"],
}  # fmt: skip


class AlphabetContract(Shelf):
    """Names stand in the Vietnamese order of names."""

    documents: ClassVar = [
        book(f"{alphabet} {name}", title=name, facets={"campaign": (alphabet,)})
        for alphabet, names in ALPHABETS.items()
        for name in sorted(names)
    ]

    @pytest.mark.parametrize("alphabet", ALPHABETS)
    def test_names_stand_in_the_order_of_the_table(self, alphabet):
        plan = plan_for("", sort="name", filters={"campaign": (alphabet,)}, limit=100)
        assert titles(engine().search(plan)) == ALPHABETS[alphabet]


# Plans --------------------------------------------------------------------------------------------------------------


def plan_for(text: str = "", **values: Any) -> Plan:
    tiers = ranking.tiers(parsing.understand(text)[0])
    return Plan(**{"tiers": tiers, "language": "vi", "filters": {}, **values})


def plan_of(expression: Expression, **values: Any) -> Plan:
    return plan_for(tiers=(Tier("all", "all", expression),), **values)


def keys(found: Found) -> list[str]:
    by_number = dict(Entry.objects.values_list("pk", "key"))
    return [by_number[row.number] for row in found.rows]


def titles(found: Found) -> list[str]:
    by_number = dict(Entry.objects.values_list("pk", "title"))
    return [by_number[row.number] for row in found.rows]


def number_of(key: str) -> int:
    return int(Entry.objects.get(key=key, language="vi").pk)


PLANNED = [
    book("hoa", kind="honoree", title="Lê Thị Hoa", date=date(2021, 5, 1), facets={"year": ("2021",)}),
    book("hoà", kind="honoree", title="Lê Thị Hoà", date=date(2023, 5, 1), facets={"year": ("2023",)}),
    book("hóa", kind="honoree", title="Lê Thị Hóa", date=date(2022, 5, 1), facets={"year": ("2022", "2023")}),
    book("hoàng", kind="honoree", title="Lê Thị Hoàng", date=date(2024, 2, 29), facets={"year": ("2024",)}),
    book("bv", kind="unit", title="Bệnh viện Hoa Sen", words="Lê Thị Nga", facets={"unit": ("bv", "syt")}),
    book("tram", kind="unit", title="Trạm Hoa Sen", facets={"unit": ("tram", "syt")}),
    book("story", kind="story", title="Chuyện nghề", body="Lê Thị Hoa đi rừng", date=date(2023, 5, 1)),
    book("old", kind="honoree", title="Trần Văn Cũ", cancelled=True, numbers=("9/QĐ-SYT",)),
    book("en", kind="honoree", title="Blossom Le", language="en", date=date(2023, 5, 1)),
]


class PlanContract(Shelf):
    """The promises of ``search.engines.base.Plan``."""

    documents = PLANNED

    # Order

    def test_rows_come_tier_by_tier_and_by_order_inside_a_tier(self):
        found = engine().search(plan_for("lê thị hoa"))
        assert [(row.tier, key) for row, key in zip(found.rows, keys(found), strict=True)] == [
            ("exact", "hoa"),
            ("name2", "hoà"),
            ("name2", "hóa"),
            ("start", "hoàng"),
            ("words2", "bv"),
            ("body2", "story"),
        ]
        stored = {entry.pk: json.loads(entry.indexed) for entry in Entry.objects.all()}
        assert [row.value for row in found.rows] == [stored[row.number]["order"] for row in found.rows]

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("newest", [("hoàng", "start"), ("hoà", "name2"), ("story", "body2"), ("hóa", "name2"), ("hoa", "exact"), ("bv", "words2")]),
            ("name", [("hoa", "exact"), ("hoà", "name2"), ("hóa", "name2"), ("hoàng", "start"), ("story", "body2"), ("bv", "words2")]),
        ],
    )  # fmt: skip
    def test_another_order_stands_above_the_tiers_which_are_still_told(self, sort, expected):
        found = engine().search(plan_for("lê thị hoa", sort=sort))
        assert [(key, row.tier) for row, key in zip(found.rows, keys(found), strict=True)] == expected
        stored = {entry.pk: json.loads(entry.indexed) for entry in Entry.objects.all()}
        assert [row.value for row in found.rows] == [
            stored[row.number][ORDER_FIELDS[sort]] for row in found.rows
        ]

    def test_rows_without_a_day_come_last_among_the_newest(self):
        found = keys(engine().search(plan_for("", sort="newest")))
        assert found[:1] == ["hoàng"]
        assert set(found[-2:]) == {"bv", "tram"}

    # Days

    @pytest.mark.parametrize(
        ("since", "until", "expected"),
        [
            (date(2022, 5, 1), None, ["hoà", "hóa", "hoàng", "story"]),
            (None, date(2022, 5, 1), ["hoa", "hóa"]),
            (date(2022, 5, 1), date(2023, 5, 1), ["hoà", "hóa", "story"]),
            (date(2024, 2, 29), date(2024, 2, 29), ["hoàng"]),
            (date(2024, 3, 1), None, []),
            (date(2023, 1, 1), date(2022, 1, 1), []),
            (date.min, date.max, ["hoa", "hoà", "hóa", "hoàng", "story"]),
        ],
    )
    def test_days_bound_rows_total_and_facets_and_include_both_ends(self, since, until, expected):
        found = engine().search(plan_for("le thi", since=since, until=until, facets=("kind",)))
        assert sorted(keys(found)) == sorted(expected)
        assert found.total == len(expected)
        assert sum(found.facets["kind"].values()) == len(expected)

    def test_days_bound_an_answer_without_words_too(self):
        plan = plan_for("", since=date(2023, 5, 1), until=date(2023, 5, 1), facets=("kind",))
        found = engine().search(plan)
        assert set(keys(found)) == {"hoà", "story"}
        assert found.facets == {"kind": {"honoree": 1, "story": 1}}

    # Pages and places

    @pytest.mark.parametrize("sort", ORDER_FIELDS)
    @pytest.mark.parametrize("text", ["", "lê thị hoa", "hoa"])
    @pytest.mark.parametrize("size", [1, 2, 3])
    def test_going_on_from_a_place_gives_every_row_once_in_the_same_order(self, sort, text, size):
        whole = engine().search(plan_for(text, sort=sort, limit=100))
        rows: list[Any] = []
        place: Place | None = None
        for _page in range(len(whole.rows) + 1):
            found = engine().search(plan_for(text, sort=sort, limit=size, after=place, total=False))
            rows += found.rows
            if not found.rows:
                break
            last = found.rows[-1]
            place = Place(last.tier, last.value, last.number)
        assert rows == list(whole.rows)

    @pytest.mark.parametrize("sort", ORDER_FIELDS)
    def test_offset_and_limit_cut_the_whole_answer(self, sort):
        whole = engine().search(plan_for("lê thị hoa", sort=sort, limit=100)).rows
        for offset in range(len(whole) + 2):
            for limit in (0, 1, 3):
                found = engine().search(plan_for("lê thị hoa", sort=sort, offset=offset, limit=limit))
                assert found.rows == whole[offset : offset + limit]
                assert found.total == len(whole)

    def test_a_place_may_be_that_of_a_row_which_is_gone(self):
        whole = engine().search(plan_for("hoa", limit=100)).rows
        first = whole[0]
        assert isinstance(first.value, int)
        gone = Place(first.tier, first.value + 1, 10**9)
        assert engine().search(plan_for("hoa", limit=100, after=gone)).rows == whole[1:]

    def test_a_place_stands_instead_of_an_offset(self):
        whole = engine().search(plan_for("", limit=100)).rows
        place = Place(whole[1].tier, whole[1].value, whole[1].number)
        assert engine().search(plan_for("", after=place, offset=5)).rows == whole[2:]

    def test_total_and_facets_are_those_of_the_whole_answer_behind_any_place(self):
        first = engine().search(plan_for("lê thị hoa", limit=1, facets=("kind",)))
        row = first.rows[0]
        behind = Place(row.tier, row.value, row.number)
        found = engine().search(plan_for("lê thị hoa", limit=1, facets=("kind",), after=behind))
        assert (found.total, found.facets) == (6, {"kind": {"honoree": 4, "unit": 1, "story": 1}})

    def test_behind_the_last_row_there_is_nothing_and_the_total_is_still_told(self):
        found = engine().search(plan_for("lê thị hoa", offset=20_000, facets=("kind",)))
        assert (found.rows, found.total) == ((), 6)
        assert found.facets == {"kind": {"honoree": 4, "unit": 1, "story": 1}}

    def test_without_a_total_the_rows_are_the_same(self):
        whole = engine().search(plan_for("lê thị hoa"))
        found = engine().search(plan_for("lê thị hoa", total=False))
        assert found.rows == whole.rows
        assert found.total <= whole.total

    def test_without_tiers_nothing_is_found(self):
        found = engine().search(plan_for(tiers=(), facets=("kind",)))
        assert (found.total, found.rows, dict(found.facets)) == (0, (), {"kind": {}})

    # Filters and facets

    def test_facets_are_counted_without_their_own_choice_and_with_those_of_others(self):
        plan = plan_for(
            "le", filters={"kind": ("honoree",), "year": ("2023",)}, facets=("kind", "year", "unit")
        )
        found = engine().search(plan)
        assert sorted(keys(found)) == ["hoà", "hóa"]
        assert found.total == 2
        assert found.facets == {
            "kind": {"honoree": 2},
            "year": {"2021": 1, "2022": 1, "2023": 2, "2024": 1},
            "unit": {},
        }

    def test_a_choice_in_a_facet_that_is_not_counted_bounds_all_that_are(self):
        plan = plan_for("le", filters={"year": ("2022", "2024")}, facets=("kind",))
        assert engine().search(plan).facets == {"kind": {"honoree": 2}}

    def test_facets_are_counted_though_no_row_and_no_total_is_wanted(self):
        found = engine().search(plan_for("", limit=0, total=False, facets=("unit",)))
        assert found.facets == {"unit": {"syt": 2, "bv": 1, "tram": 1}}
        assert found.rows == ()

    def test_a_value_that_no_row_has_finds_nothing(self):
        for value in ("nowhere", "", " ", "a\u0000b", "*", "x" * 200, "\\", '"'):
            assert engine().search(plan_for("", filters={"unit": (value,)})).total == 0

    # Expressions

    @pytest.mark.parametrize(
        ("expression", "expected"),
        [
            (Term("name_fold", "hoa"), {"hoa", "hoà", "hóa", "bv", "tram"}),
            (Term("name_tone", "hoa1"), {"hoà"}),
            (Term("exact", "f le thi hoang"), {"hoàng"}),
            (Prefix("name_fold", "hoa"), {"hoa", "hoà", "hóa", "hoàng", "bv", "tram"}),
            (Prefix("name_fold", "hoan"), {"hoàng"}),
            (Prefix("name_tone", "hoa", "1"), {"hoà", "hoàng"}),
            (Prefix("name_tone", "h", "5"), set()),
            (Prefix("name_fold", "x*"), set()),
            (Prefix("name_fold", "h?a"), set()),
            (Prefix("name_tone", "?", "1"), set()),
            (Phrase("name_tone", ("thi5", "hoa[1-5]?")), {"hoa", "hoà", "hóa"}),
            (Phrase("name_tone", ("le", "hoa")), set()),
            (Phrase("name_tone", ("hoa", "thi5")), set()),
            (Phrase("name_tone", ("l[eê]", "thi5", "hoa1|hoa4")), {"hoà", "hóa"}),
            (Phrase("body_tone", ("hoa", "[dđ]i", "r[uư]ng[1-5]?")), {"story"}),
            (AllOf((Term("name_fold", "hoa"), Term("name_fold", "sen"))), {"bv", "tram"}),
            (AnyOf((Term("name_fold", "sen"), Term("name_fold", "hoang"))), {"bv", "tram", "hoàng"}),
            (
                AtLeast(2, (Term("name_fold", "le"), Term("name_fold", "hoa"), Term("name_fold", "tram"))),
                {"hoa", "hoà", "hóa", "tram"},
            ),
            (AtLeast(1, (Term("name_fold", "sen"), Term("name_fold", "no"))), {"bv", "tram"}),
            (AtLeast(2, (Term("name_fold", "sen"), Term("name_fold", "no"))), set()),
            (AtLeast(2, (AnyOf((Term("word_fold", "le"), Term("name_fold", "le"))), Term("word_fold", "nga"))), {"bv"}),
        ],
    )  # fmt: skip
    def test_an_expression_finds_what_its_class_says(self, expression, expected):
        found = engine().search(plan_of(expression, limit=100))
        assert set(keys(found)) == expected
        assert found.total == len(expected)

    def test_a_phrase_does_not_run_from_one_text_into_the_next(self):
        # "Trạm Hoa Sen" and its year of merit or other words are texts of their own.
        assert engine().search(plan_for('"hoa sen le"')).total == 0

    # Counts

    def test_counts_are_those_of_searches_for_each_expression(self):
        expressions = (
            Term("name_fold", "hoa"),
            Term("name_fold", "nobody"),
            AllOf((Term("name_fold", "le"), Term("live", "1"))),
            Term("exact", "f tran van cu"),
        )
        assert engine().counts(plan_for(""), expressions) == (5, 0, 4, 1)
        assert engine().counts(plan_for("", filters={"kind": ("unit",)}), expressions) == (2, 0, 0, 0)
        assert engine().counts(plan_for("", since=date(2023, 1, 1)), expressions) == (1, 0, 2, 0)
        assert engine().counts(plan_for("", language="en"), expressions) == (0, 0, 1, 0)
        assert engine().counts(plan_for(""), ()) == ()

    def test_hundreds_of_expressions_are_counted_in_their_order(self):
        expressions = [Term("name_fold", "hoa" if number % 7 == 0 else f"x{number}") for number in range(700)]
        assert engine().counts(plan_for(""), expressions) == tuple(
            5 if number % 7 == 0 else 0 for number in range(700)
        )

    # Known words and spellings

    def test_known_words_are_whole_tokens_of_names_and_other_words_in_any_language(self):
        asked = ["hoa", "hoan", "hoang", "nga", "blossom", "rung", "cu", "sen", "", "*", "h?a", "zzz"]
        assert engine().known(asked) == {"hoa", "hoang", "nga", "blossom", "sen"}
        assert engine().known([]) == frozenset()
        assert engine().known([f"x{number}" for number in range(1_200)] + ["hoa"]) == {"hoa"}

    def test_spellings_of_a_bare_word_are_counted_under_words_filters_and_days(self):
        assert engine().spellings(names_only("le thi hoa"), "hoa") == {"Hoa": 1, "Hoà": 1, "Hóa": 1}
        assert engine().spellings(names_only("hoa", filters={"kind": ("unit",)}), "hoa") == {"Hoa": 2}
        assert engine().spellings(names_only("hoa", since=date(2023, 1, 1)), "hoa") == {"Hoà": 1}
        assert engine().spellings(names_only("hoa"), "h") == {}
        assert engine().spellings(names_only("hoa"), "ho.*") == {}

    # Cancelled rows and languages

    def test_a_cancelled_row_is_found_by_exact_values_alone_and_never_browsed(self):
        assert keys(engine().search(plan_for("Trần Văn Cũ"))) == ["old"]
        assert keys(engine().search(plan_for("9/qđ-syt"))) == ["old"]
        assert keys(engine().search(plan_for("trần văn"))) == []
        assert "old" not in keys(engine().search(plan_for("", limit=100)))

    def test_each_language_has_its_own_rows(self):
        assert keys(engine().search(plan_for("", language="en"))) == ["en"]
        assert keys(engine().search(plan_for("blossom"))) == []

    @pytest.mark.parametrize(
        "text",
        [
            "*", "?", "\\", '"', '" "', "a*b", "[", "(", "~", "/", "AND OR NOT", "name_fold:hoa", "{}", "\ud800",
            "\x00", "#", "@", "<1-9>", "&&", "'", "’’’", "0" * 100, "a " * 200, "ho" * 100, '"' + "a b " * 50 + '"',
            "%", "_", "$", "^", "|", "😀", "ﷺ", "İ", "ß", "\u202e", "١٢٣", '"a|b c?d"', '"[a-z] .*"',
        ],
    )  # fmt: skip
    def test_any_text_gets_an_answer(self, text):
        for reading in parsing.understand(text):
            tiers = ranking.tiers(reading)
            found = engine().search(plan_for(tiers=tiers, facets=FACETS))
            assert found.total == len(found.rows)

    def test_the_engine_says_that_it_can_answer(self):
        engine().check()
        assert dict(engine().digests()) == dict(Entry.objects.values_list("pk", "digest"))


def names_only(text: str, **values: Any) -> Plan:
    plan = plan_for(text, **values)
    return replace(plan, tiers=tuple(tier for tier in plan.tiers if tier.chain == "name"))


# Writing ------------------------------------------------------------------------------------------------------------


def stored(key: str, title: str, **values: Any) -> Entry:
    """A row of the table as ``service.refresh`` writes it, unknown to the engine."""
    entry = project(book(key, title=title, **values), values.get("ref") or Ref("library.book", key))
    entry.save()
    return entry


def indexed(text: str = "") -> list[str]:
    return titles(engine().search(plan_for(text, limit=100)))


class WritingContract:
    """The promises of ``Writer``, ``rebuild``, ``digests`` and ``check``."""

    @pytest.fixture(autouse=True)
    def _empty(self, each_engine, db, source):
        self.source = source

    def put(self, *documents: Document) -> None:
        for document in documents:
            self.source.books[document.key] = [document]
        assert service.refresh([Ref("library.book", document.key) for document in documents]) == {}

    def test_a_new_site_answers_with_nothing(self):
        engine().check()
        assert indexed() == []
        assert list(engine().digests()) == []
        assert engine().known(["a"]) == frozenset()
        assert engine().counts(plan_for(""), [Term("live", "1")]) == (0,)
        assert engine().rebuild() == 0

    def test_what_is_written_is_seen_at_the_end_of_the_block_and_not_before(self):
        self.put(book("a", title="Một"))
        entry = stored("b", "Hai")
        with engine().writing() as writer:
            writer.replace([entry.source_ref], [entry])
            assert indexed() == ["Một"]
        assert sorted(indexed()) == ["Hai", "Một"]

    def test_a_ref_takes_out_what_came_from_it_and_a_number_what_had_it(self):
        one, two = stored("a", "Một"), stored("b", "Hai", ref=Ref("library.book", "a"))
        with engine().writing() as writer:
            writer.replace([one.source_ref], [one, two])
        Entry.objects.filter(pk=two.pk).delete()
        with engine().writing() as writer:
            writer.replace([one.source_ref], [one])
        assert [number for number, _digest in engine().digests()] == [one.pk]
        changed = project(book("a", title="Ba"), Ref("library.book", "a"))
        changed.pk = one.pk
        changed.save()
        with engine().writing() as writer:
            writer.replace([], [changed])
        assert indexed() == ["Ba"]
        assert list(engine().digests()) == [(one.pk, changed.digest)]

    def test_repeating_a_block_changes_nothing(self):
        entries = [stored(str(number), f"Sách {number}") for number in range(30)]
        for _time in range(2):
            with engine().writing() as writer:
                writer.replace([entry.source_ref for entry in entries], entries)
            assert sorted(engine().digests()) == sorted((entry.pk, entry.digest) for entry in entries)

    def test_one_block_may_write_and_take_out_the_same(self):
        one, two = stored("a", "Một"), stored("b", "Hai", ref=Ref("library.book", "a"))
        with engine().writing() as writer:
            writer.replace([one.source_ref], [one])
            writer.replace([one.source_ref], [two])
            writer.remove([])
        assert [number for number, _digest in engine().digests()] == [two.pk]
        with engine().writing() as writer:
            writer.replace([one.source_ref], [one, two])
            writer.remove([one.pk, two.pk, 10**9])
        assert list(engine().digests()) == []

    def test_a_block_that_fails_changes_nothing(self):
        self.put(book("a", title="Một"))
        entry = stored("b", "Hai")
        with pytest.raises(RuntimeError), engine().writing() as writer:
            writer.replace([Ref("library.book", "a").kind + ":a"], [entry])
            raise RuntimeError
        assert indexed() == ["Một"]

    def test_rows_that_share_a_value_come_by_number(self):
        entries = [stored(str(number), "Sách") for number in range(9)]
        for entry in entries:
            values = json.loads(entry.indexed) | {"order": 7, "newest": 7, "by_name": "7"}
            entry.indexed = as_indexed(values)
            entry.digest = digest(entry.indexed)
            entry.save()
        with engine().writing() as writer:
            writer.replace([], reversed(entries))
        numbers = sorted(entry.pk for entry in entries)
        for sort in ORDER_FIELDS:
            for text in ("", "sách"):
                found = engine().search(plan_for(text, sort=sort))
                assert [row.number for row in found.rows] == numbers
                place = Place(found.rows[3].tier, found.rows[3].value, found.rows[3].number)
                rest = engine().search(plan_for(text, sort=sort, after=place))
                assert [row.number for row in rest.rows] == numbers[4:]

    def test_a_second_writer_is_told_to_come_later(self, monkeypatch):
        self.put(book("a", title="Một"))
        module = __import__(type(engine()).__module__, fromlist=["WAIT"])
        monkeypatch.setattr(module, "WAIT", 0.05)
        if connection.vendor == "postgresql":  # the lock is of the session, which may take it twice
            return
        with engine().writing(), pytest.raises(EngineBusy), engine().writing():
            pass
        assert indexed() == ["Một"]

    def test_digests_tell_what_differs_and_repair_mends_it(self):
        self.put(*(book(str(number), title=f"Sách {number}") for number in range(6)))
        lost, changed = Entry.objects.get(key="1"), Entry.objects.get(key="2")
        with engine().writing() as writer:
            writer.remove([lost.pk])
        changed.digest += 1
        changed.save()
        extra = number_of("3")
        Entry.objects.filter(pk=extra).delete()
        found = service.check()
        assert (found.missing, found.changed, found.extra) == ((lost.pk,), (changed.pk,), (extra,))
        service.repair()
        assert service.check().clean
        assert len(indexed()) == 5

    def test_a_rebuild_makes_the_index_what_the_table_is(self):
        self.put(*(book(str(number), title=f"Sách {number}") for number in range(6)))
        with engine().writing() as writer:
            writer.remove([number_of("1")])
        stored("9", "Mới")
        Entry.objects.filter(key="2").delete()
        told: list[tuple[int, int]] = []
        assert engine().rebuild(lambda done, total: told.append((done, total))) == 6
        assert told[-1] == (6, 6)
        assert service.check().clean
        assert sorted(indexed()) == ["Mới", "Sách 0", "Sách 1", "Sách 3", "Sách 4", "Sách 5"]
        assert engine().rebuild() == 6

    def test_what_is_written_during_a_rebuild_is_not_lost_and_searches_go_on(self):
        self.put(*(book(key, title=f"Sách {key}") for key in "abc"))
        done = False

        def meanwhile(_number: int, _total: int) -> None:
            nonlocal done
            if done:
                return
            done = True
            self.put(book("d", title="Sách d"), book("b", title="Khác"))
            del self.source.books["a"]
            service.refresh([Ref("library.book", "a")])
            assert sorted(indexed()) == ["Khác", "Sách c", "Sách d"]

        engine().rebuild(meanwhile)
        assert done
        assert sorted(indexed()) == ["Khác", "Sách c", "Sách d"]
        assert service.check().clean

    def test_only_one_rebuilds_at_a_time(self):
        self.put(book("a", title="Một"))
        if connection.vendor == "postgresql":  # see above
            return

        def meanwhile(_number: int, _total: int) -> None:
            with pytest.raises(EngineBusy):
                engine().rebuild()

        engine().rebuild(meanwhile)
        assert indexed() == ["Một"]

    def test_a_rebuild_that_fails_leaves_the_live_index_as_it_was(self):
        self.put(book("a", title="Một"))

        def meanwhile(_number: int, _total: int) -> None:
            raise EngineError("no space")

        with pytest.raises(EngineError):
            engine().rebuild(meanwhile)
        assert indexed() == ["Một"]
        assert engine().rebuild() == 1

    def test_more_rows_than_one_batch_holds_are_written_counted_and_walked(self):
        self.put(*(book(str(number), title=f"Sách {number}") for number in range(2_300)))
        assert engine().search(plan_for("sach")).total == 2_300
        assert service.check().clean
        assert engine().rebuild() == 2_300
        found = engine().search(plan_for("sach", offset=2_295, limit=100))
        assert len(found.rows) == 5
        service.forget(self.source.refs())
        assert list(engine().digests()) == []


# Through the service ------------------------------------------------------------------------------------------------


class ServiceContract(Shelf):
    """What a page of results is made of, over the same documents as ``PlanContract``."""

    documents = PLANNED

    def keys(self, text: str, **values: Any) -> list[str]:
        return [hit.key for hit in service.find(Query(text=text, size=100, **values)).hits]

    def test_results_stand_in_the_order_that_was_chosen(self):
        assert self.keys("lê thị hoa") == ["hoa", "hoà", "hóa", "hoàng", "bv", "story"]
        assert self.keys("lê thị hoa", sort="newest") == ["hoàng", "hoà", "story", "hóa", "hoa", "bv"]
        assert self.keys("lê thị hoa", sort="name") == ["hoa", "hoà", "hóa", "hoàng", "story", "bv"]
        assert self.keys("lê thị hoa", sort="nonsense") == self.keys("lê thị hoa")

    def test_days_and_filters_bound_results_and_facets(self):
        found = service.find(Query(text="le thi", since=date(2022, 5, 1), until=date(2023, 5, 1)))
        assert {hit.key for hit in found.hits} == {"hoà", "hóa", "story"}
        assert {value.value: value.count for value in found.facet("kind").values} == {
            "honoree": 2,
            "story": 1,
        }
        assert self.keys("le thi", filters={"year": ("2023",)}, until=date(2022, 12, 31)) == ["hóa"]

    @pytest.mark.parametrize("sort", ORDER_FIELDS)
    @pytest.mark.parametrize("text", ["", "lê thị hoa", "hoa", "2023"])
    def test_what_is_next_gives_every_result_once(self, text, sort):
        whole = self.keys(text, sort=sort)
        walked: list[str] = []
        after = ""
        for _page in range(len(whole) + 1):
            found = service.find(Query(text=text, sort=sort, size=2, after=after))
            assert not found.invalid_after
            walked += [hit.key for hit in found.hits]
            after = found.next
            if not after:
                break
        assert walked == whole

    @pytest.mark.parametrize("after", ["x", "e30", "\ud800", "A" * 5_000, "bnVsbA", "W10"])
    def test_a_place_that_cannot_be_read_is_told_and_the_first_page_given(self, after):
        found = service.find(Query(text="hoa", after=after))
        assert found.invalid_after
        assert [hit.key for hit in found.hits] == self.keys("hoa")

    def test_suggestions_come_in_groups(self):
        suggested = [(item.kind, item.text) for item in service.suggest("hoa", "vi")]
        assert [kind for kind, _text in suggested] == sorted(
            (kind for kind, _text in suggested), key=["honoree", "unit", "story"].index
        )
        assert ("honoree", "Lê Thị Hoàng") in suggested
        assert ("unit", "Trạm Hoa Sen") in suggested

    def test_a_word_that_nothing_has_is_left_out_and_told(self):
        found = service.find(Query(text="lê thị hoàng zzzz"))
        assert found.partial
        assert found.hits[0].key == "hoàng"

    def test_one_typing_error_is_mended_or_offered(self):
        found = service.find(Query(text="blosom", language="en"))
        assert found.corrected or found.offered
