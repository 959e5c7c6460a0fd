"""Orders, days, places to go on from, facets by need, and what a hit shows."""

from __future__ import annotations

import base64
import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.outbox import Ref
from search import dictionary, pins, service
from search.documents import FACETS, SORTS, Query
from search.engines import engine
from search.engines.base import Place
from search.finding import DEEPEST, LARGEST_PAGE, read_place, write_place
from tests.search.conftest import book
from tests.search.test_parsing import NASTY

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(source):
    made = [
        book("an", kind="honoree", title="Lê Văn An", date=date(2024, 3, 1), facets={"year": ("2024",), "award": ("gk",)}),
        book("binh", kind="honoree", title="Trần Văn Bình", date=date(2025, 3, 1), facets={"year": ("2025",)}),
        book("cuong", kind="story", title="Văn Cường, điều dưỡng", date=date(2023, 3, 1), facets={"year": ("2023",)}),
        book("dung", kind="honoree", title="Đỗ Văn Dũng", facets={"year": ("2022",)}),
        book("old", kind="honoree", title="Văn Cũ", cancelled=True, numbers=("9/QĐ-SYT",), date=date(2024, 1, 1)),
    ]  # fmt: skip
    for document in made:
        source.books[document.key] = [document]
    assert service.refresh(source.refs()) == {}
    return source


def found(text: str = "van", **values) -> list[str]:
    return [hit.key for hit in service.find(Query(text=text, **values)).hits]


# Orders and days ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("relevance", ["binh", "an", "dung", "cuong"]),
        ("newest", ["binh", "an", "cuong", "dung"]),
        ("name", ["an", "binh", "dung", "cuong"]),
        ("nonsense", ["binh", "an", "dung", "cuong"]),
    ],
)
def test_results_come_in_the_order_that_was_chosen(shelf, sort, expected):
    assert found(sort=sort) == expected
    assert found("", sort=sort) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({"since": date(2024, 3, 1)}, ["binh", "an"]),
        ({"until": date(2024, 3, 1)}, ["an", "cuong"]),
        ({"since": date(2024, 3, 1), "until": date(2024, 3, 1)}, ["an"]),
        ({"since": date(2025, 1, 1), "until": date(2024, 1, 1)}, []),
    ],
)
def test_days_are_both_included_and_bound_facets_too(shelf, days, expected):
    assert found(**days) == expected
    results = service.find(Query(text="van", **days))
    assert sum(value.count for value in results.facet("kind").values) == len(expected)


# Places to go on from ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("text", ["", "van", "văn", "van an"])
def test_going_on_from_place_to_place_gives_every_result_once(shelf, sort, text):
    whole = found(text, sort=sort)
    walked: list[str] = []
    after = ""
    for _step in range(10):
        results = service.find(Query(text=text, sort=sort, size=1, after=after))
        assert (results.total, results.invalid_after) == (len(whole), False)
        walked += [hit.key for hit in results.hits]
        after = results.next
        if not after:
            break
    assert walked == whole


def test_a_page_tells_where_to_go_on_and_the_last_one_does_not(shelf):
    first = service.find(Query(text="van", size=3))
    assert first.next
    assert found(size=3, after=first.next) == ["cuong"]
    assert service.find(Query(text="van", size=3, page=2)).next == ""
    assert service.find(Query(text="van", size=4)).next == ""
    assert service.find(Query(text="vangmat")).next == ""


def test_a_place_goes_on_where_new_results_came_in_between(shelf):
    first = service.find(Query(text="van", size=2))
    shelf.books["new"] = [book("new", kind="honoree", title="Ngô Văn Mới", date=date(2026, 1, 1))]
    service.refresh(shelf.refs())
    assert found(size=10, after=first.next) == ["dung", "cuong"]


PLACES = [Place("name2", 5, 7), Place("", 0, 0), Place("exact", 2**63 - 1, 2**63 - 1)]


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_read_as_it_was_written(place):
    assert read_place(write_place(place, "relevance"), "relevance") == place
    assert read_place(write_place(place, "newest"), "newest") == place
    assert read_place(write_place(place, "newest"), "relevance") is None
    named = Place("name2", "2a01 honoree đạt", 7)
    assert read_place(write_place(named, "name"), "name") == named
    assert read_place(write_place(named, "name"), "newest") is None


def coded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


BROKEN = [
    "x", "1", "=", "====", "đ", "\ud800", "\0", "a" * 5_000, coded(None), coded([]), coded({}), coded("relevance"), coded(1),
    coded(["relevance", "all", 1]), coded(["relevance", "all", 1, 2, 3]), coded(["relevance", "all", "1", 2]),
    coded(["relevance", "all", 1, "2"]), coded(["relevance", 1, 1, 2]), coded(["relevance", "all", 1.5, 2]),
    coded(["relevance", "all", True, 2]), coded(["relevance", "all", -1, 2]), coded(["relevance", "all", 2**63, 2]),
    coded(["relevance", "all", 1, -2]), coded(["relevance", "all", 1, 2**64]), coded(["newest", "all", 1, 2]),
    coded(["name", "all", "\ud800", 1]), coded(["name", "all", "x" * 3_000, 1]), coded(["name", "all", "a\0", 1]),
    base64.urlsafe_b64encode(b"[" * 2_000).decode(), base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    coded(["relevance", "nonsense", 1, 2]), coded(["relevance", "number", 1, 2]), coded(["relevance", "start ", 1, 2]),
    coded(["relevance", "all", int("9" * 400), 2]),
]  # fmt: skip


@pytest.mark.parametrize("after", BROKEN)
@pytest.mark.parametrize("sort", SORTS)
def test_what_is_no_place_gives_the_first_page_and_says_so(shelf, after, sort):
    if sort != "relevance" and read_place(after, sort):
        return  # a place of this order that has other tiers
    results = service.find(Query(text="van", after=after, sort=sort, page=2))
    assert results.invalid_after
    assert [hit.key for hit in results.hits] == found(sort=sort)


def test_pages_beyond_the_deepest_are_the_deepest(shelf):
    results = service.find(Query(text="van", page=10**9, size=10**9))
    assert (results.hits, results.total) == ((), 4)
    assert len(service.find(Query(text="van", page=-5, size=-5)).hits) == 1
    assert DEEPEST % LARGEST_PAGE == 0


# Facets ------------------------------------------------------------------------------------------------------------


def test_only_facets_that_are_needed_are_counted(shelf):
    assert [facet.name for facet in service.find(Query(text="van")).facets] == ["kind", "year", "award"]
    assert [facet.name for facet in service.find(Query(text="van", counted=("year",))).facets] == ["year"]
    none = service.find(Query(text="van", counted=(), filters={"year": ("2024",)}))
    assert (none.facets, none.total) == ((), 1)
    assert service.find(Query(text="van", counted=("nonsense", "kind"))).facet("kind").values


# What a hit shows --------------------------------------------------------------------------------------------------


def shown(text: str) -> str:
    [hit] = service.find(Query(text=text)).hits
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in hit.passage)


@pytest.fixture
def nurse(source):
    source.books["n"] = [
        book(
            "n", kind="honoree", title="Nguyễn Thị Hoa", prefix="ĐD", summary="Khoa Ngoại, Bệnh viện Đa khoa tỉnh",
            names=("Nguyễn Thị Kim Hoa",), numbers=("57/QĐ-SYT",),
            words="Giấy khen của Giám đốc Sở Y tế Trạm Y tế xã M'Drắk có nhiều sáng kiến <b>cứu</b> người",
            body="Chị dậy từ bốn giờ sáng. " * 20 + "Hoa sữa nở. " + "Chị về lúc tối. " * 20,
            facets={"award": ("gk",), "year": ("2024",)},
        )
    ]  # fmt: skip
    assert service.refresh(source.refs()) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("giấy khen", "[Giấy khen] của Giám đốc"),
        ("gk", "[Giấy khen] của Giám đốc"),
        ("hoa sáng kiến", "nhiều [sáng kiến] <b>cứu</b>"),
        ("trạm y tế mdrak", "Sở [Y tế Trạm Y tế] xã [M'Drắk] có"),
        ("cứu người", "<b>[cứu]</b> [người]"),
        ("qd 57 syt", "[57/QĐ-SYT]"),
        ("kim hoa", "Nguyễn Thị [Kim Hoa]"),
        ("bốn giờ sáng", "dậy từ [bốn giờ sáng]."),
        ("nguyen thi hoa", "[Hoa] sữa nở."),
        ("bvdk", ""),
        ("khoa ngoại", ""),
    ],
)
def test_a_hit_shows_what_answered_and_its_title_does_not(nurse, text, expected):
    assert expected in shown(text)
    if not expected:
        assert shown(text) == ""


def test_a_cancelled_hit_shows_its_number_and_nothing_else(shelf):
    [hit] = service.find(Query(text="9/qđ-syt")).hits
    assert (hit.cancelled, [piece.text for piece in hit.passage]) == (True, ["9/QĐ-SYT"])


def test_a_cancelled_one_is_found_by_its_exact_name_or_number_only(shelf):
    for text in ("Văn Cũ", "van cu", "qd 9 syt", "quyết định số 9/QĐ-SYT"):
        [hit, *_rest] = service.find(Query(text=text)).hits
        assert (hit.key, hit.cancelled) == ("old", True)
    for text in (
        "cũ",
        "Cũ Văn",
        "van cu nua",
        "Văn Cú",
        "9",
        "văn c",
        '"cũ"',
        "",
        "van",
        "qd 9",
        "số 9",
    ):
        hits = service.find(Query(text=text)).hits
        assert all(not hit.cancelled for hit in hits), text
        assert "/sach/old/" not in [item.url for item in service.suggest(text, "vi")]
    for text in ("Văn Cũ", "van cu", "9/QĐ-SYT"):
        assert [item for item in service.suggest(text, "vi") if "Cũ" in item.text] == []


# Readings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "quyết định số 57/QĐ-SYT", "Quyết định 57 Sở Y tế", "số 57/QĐ-SYT", "QĐ số 57", "57 qd-syt", "QĐ 57/QĐ-SYT",
        "quyet dinh 57/qd syt", "57/QĐ-SYT ngày 20/02/2025", "５７/QĐ-SYT", "57\u00a0/\u00a0QĐ\u2011SYT",
    ],
)  # fmt: skip
def test_a_decision_is_found_however_its_number_is_said(source, text):
    source.books["d"] = [
        book("d", kind="decision", title="57/QĐ-SYT ngày 20/02/2025", numbers=("57/QĐ-SYT",))
    ]
    source.books["e"] = [
        book("e", kind="decision", title="58/QĐ-SYT ngày 20/02/2025", numbers=("58/QĐ-SYT",))
    ]
    service.refresh(source.refs())
    assert found(text, literal=True) == ["d"]


def test_the_name_with_the_given_name_first_stands_before_longer_names(source):
    for key, title, day in (
        ("a", "Nguyễn Thị Hoa", 2001),
        ("b", "Nguyễn Thị Kim Hoa", 2026),
        ("c", "Hoa Nguyễn Thị", 2000),
    ):
        source.books[key] = [book(key, kind="honoree", title=title, date=date(day, 1, 1))]
    service.refresh(source.refs())
    for text in ("hoa nguyen thi", "Hoa Nguyễn Thị"):
        hits = service.find(Query(text=text)).hits
        assert [(hit.key, hit.tier) for hit in hits][:2] == [("c", "exact"), ("a", "turned")]
        assert len(hits) == 3
    assert found("nguyen hoa") == ["b", "a", "c"]


# Any input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_is_explained_suggested_and_found(shelf, text):
    for literal in (False, True):
        assert service.find(Query(text=text, literal=literal, after=text, sort=text)).total >= 0
    assert service.explain(text, text).results.total >= 0
    assert service.suggest(text, text, limit=-1) is not None


@given(
    st.text(max_size=80) | st.lists(st.sampled_from('van an binhh bvđk qđ 57 tt hoaf "lê văn" ttưt nguyeenx zzz'.split()), max_size=12).map(" ".join),
    st.sampled_from(SORTS),
    st.text(max_size=30) | st.sampled_from(BROKEN),
    st.integers(),
    st.dictionaries(st.sampled_from(FACETS), st.lists(st.text(max_size=10) | st.sampled_from(["2024", "honoree"]), max_size=3), max_size=3),
    st.none() | st.dates(),
    st.none() | st.dates(),
)  # fmt: skip
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_query_gets_an_answer(shelf, text, sort, after, page, filters, since, until):
    chosen = {name: tuple(values) for name, values in filters.items()}
    results = service.find(
        Query(
            text=text, sort=sort, after=after, page=page, size=page, filters=chosen, since=since, until=until
        )
    )
    assert results.total >= len(results.hits)
    assert not results.left_out or results.hits or page > 1
    assert len(service.suggest(text, "vi", page)) <= 8


# Explaining --------------------------------------------------------------------------------------------------------


def test_an_explanation_tells_every_step(shelf):
    row = dictionary.add(forms="trạm y tế xã\ntytx")
    pins.pin(text="BS tytx văn", language="vi", kind="story", key="cuong")
    told = service.explain("BS  tytx văn", "vi")
    assert (told.text, told.cut, told.decoded, told.pinned) == (
        "BS tytx văn",
        False,
        "",
        ("Văn Cường, điều dưỡng",),
    )
    [reading] = told.readings
    assert reading.titles == ("BS",)
    assert [(part.kind, part.text, part.ways) for part in reading.parts] == [
        ("group", "tytx", ("tram y te xa",)), ("word", "văn", ()),
    ]  # fmt: skip
    assert [(origin.row, origin.text) for origin in reading.parts[0].origins] == [
        (row.pk, "trạm y tế xã = tytx")
    ]
    assert reading.total == 0
    assert [hit.key for hit in told.results.hits] == ["cuong"]


def test_the_steps_of_an_explanation_count_each_result_once(shelf):
    told = service.explain("văn b", "vi")
    counts = {tier.name: tier.count for tier in told.readings[0].tiers if tier.count}
    assert counts == {"start": 1}
    told = service.explain("lê văn an", "vi")
    assert {tier.name: tier.count for tier in told.readings[0].tiers if tier.count} == {"exact": 1}
    assert service.explain("Vawn Dungx", "vi").decoded == "Văn Dũng"
    assert [reading.total for reading in service.explain("Vawn Dungx", "vi").decoded_readings] == [1]


def _marks(hit) -> dict[str, str]:
    pieces = {"prefix": hit.prefix_pieces, "title": hit.title, "summary": hit.summary, "passage": hit.passage}
    marked = {
        name: "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in told)
        for name, told in pieces.items()
    }
    return {name: text for name, text in marked.items() if "[" in text}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bscki", {"prefix": "[BSCKI]"}),
        ("2023", {"passage": "Năm công tác: [2023], 2021"}),
        ("ttyt", {"summary": "[Trung tâm] Truyền thông [y tế]"}),
        ("tiê", {"passage": "Lao động [tiên tiến]."}),
        ("lo", {"title": "Lê [Lợi]"}),
        ("lợ", {"title": "Lê [Lợi]"}),
        ("loi giay kh", {"title": "Lê [Lợi]", "passage": "[Giấy khen]"}),
    ],
)
def test_every_hit_shows_what_answered_wherever_that_stands(source, text, expected):
    source.books["a"] = [
        book(
            "a", title="Lê Lợi", prefix="BSCKI", summary="Trung tâm Truyền thông y tế", names=("Giấy khen",),
            words="Lao động tiên tiến.", facets={"year": ("2021", "2023"), "decision_year": ("2024",)},
        )
    ]  # fmt: skip
    assert service.refresh(source.refs()) == {}
    (hit,) = service.find(Query(text=text)).hits
    assert _marks(hit) == expected


# Costs -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["van", "vangmat", "Vawn Dungx", "van vangmat", "vann", ""])
def test_finding_costs_at_most_two_queries(shelf, django_assert_max_num_queries, text):
    service.find(Query(text=text))
    with django_assert_max_num_queries(2):
        service.find(Query(text=text))


def test_the_engine_is_asked_few_questions(shelf, monkeypatch):
    """Not a mock: the engine itself answers, and is counted."""
    asked: list[str] = []
    for name in ("search", "counts", "known", "spellings"):
        own = getattr(type(engine()), name)
        monkeypatch.setattr(
            type(engine()),
            name,
            lambda self, *given, own=own, name=name: (asked.append(name), own(self, *given))[1],
        )
    service.find(Query(text="Lê Văn An"))
    assert asked == ["search"]
    asked.clear()
    service.find(Query(text="zz yy xx ww vv uu tt ss rr qq pp oo"))
    assert len(asked) <= 8
    asked.clear()
    service.suggest("va", "vi")
    assert len(asked) == 3


def shelve(source, document):
    source.books[document.key] = [document]
    assert service.refresh([Ref("library.book", document.key)]) == {}


def award_label(found):
    return next(value.label for facet in found.facets if facet.name == "award" for value in facet.values)


def test_labels_are_remembered_until_what_names_them_is_brought_in(source):
    source.naming = frozenset({"library.award"})
    shelve(source, book("a", title="Một", facets={"award": ("gk",)}))
    service.refresh([Ref("library.award", "gk")])
    assert (
        award_label(service.find(Query(text="một", counted=("award",)))) == "Giấy khen của Giám đốc Sở Y tế"
    )
    asked = source.asked
    assert service.find(Query(text="", counted=("award",))).hits[0].awards == (
        "Giấy khen của Giám đốc Sở Y tế",
    )
    assert source.asked == asked
    source.awards = {"gk": "Giấy khen"}
    service.refresh([Ref("library.award", "gk")])
    assert award_label(service.find(Query(text="một", counted=("award",)))) == "Giấy khen"


def test_labels_are_not_remembered_where_nothing_was_brought_in(source):
    shelve(source, book("a", title="Một", facets={"award": ("gk",)}))
    service.find(Query(text="một", counted=("award",)))
    source.awards = {"gk": "Giấy khen"}
    assert award_label(service.find(Query(text="một", counted=("award",)))) == "Giấy khen"


def test_values_that_nobody_names_are_not_remembered(source):
    source.naming = frozenset({"library.award"})
    shelve(source, book("a", title="Một", facets={"award": ("mới",)}))
    service.refresh([Ref("library.award", "mới")])
    assert award_label(service.find(Query(text="một", counted=("award",)))) == "mới"
    source.awards = {"mới": "Giải mới"}
    assert award_label(service.find(Query(text="một", counted=("award",)))) == "Giải mới"
