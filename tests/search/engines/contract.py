"""What every engine must answer. A test class of an engine inherits ``EngineContract`` and names the engine.

The rows are the tables of VIETNAMESE.md, written by hand.
"""

from __future__ import annotations

from datetime import date

import pytest

from portal.core.outbox import Ref
from search import service
from search.documents import Document, Query
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
        book("qd75", kind="decision", title="75/QĐ-SYT ngày 21/02/2025", numbers=("75/QĐ-SYT",)),
    ]
    return made


class EngineContract:
    """Inherit, set the engine by a fixture ``engine_settings`` where it is not the default one."""

    @pytest.fixture(autouse=True)
    def _filled(self, db, source, request):
        for document in request.getfixturevalue("contract_documents"):
            source.books[document.key] = [document]
        assert service.refresh(source.refs()) == {}

    @pytest.fixture
    def contract_documents(self):
        return documents()

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
        assert self.titles("Nguyễn Đức Đá") == []
        assert "Nguyễn Đức Đạt" in self.titles("nguyê")
        assert self.titles("da nguyen duc x") == []

    @pytest.mark.parametrize("text", ["Nguyeenx Thij Hoaf", "Nguye6n4 Thi5 Hoa2"])
    def test_raw_telex_or_vni_is_decoded_when_it_finds_nothing_and_told(self, text):
        results = service.find(Query(text=text))
        assert results.hits[0].plain_title == "Nguyễn Thị Hòa"
        assert results.decoded
        assert results.searched == "Nguyễn Thị Hòa"
        assert service.find(Query(text=text, literal=True)).total == 0
        assert not service.find(Query(text="nguyen thi hoa")).decoded

    def test_nothing_of_the_words_is_optional(self):
        assert self.titles("nguyen duc dat khong co") == []


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


class FacetContract:
    @pytest.fixture(autouse=True)
    def _filled(self, db, source):
        for document in FACETED:
            source.books[document.key] = [document]
        assert service.refresh(source.refs()) == {}

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
            return [(hit.key, hit.cancelled) for hit in service.find(Query(text=text)).hits]

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
