"""The door: finding, suggesting, refreshing, forgetting, rebuilding, checking."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core import outbox
from portal.core.outbox import Ref
from search import service
from search.documents import Document, Query
from search.engines import engine
from search.models import Entry
from tests.search.conftest import book
from tests.search.test_parsing import NASTY

pytestmark = pytest.mark.django_db


def put(source, *documents: Document) -> None:
    for document in documents:
        source.books[document.key] = [document]
    assert service.refresh([Ref("library.book", document.key) for document in documents]) == {}


def found(text: str, **values) -> list[str]:
    return [hit.plain_title for hit in service.find(Query(text=text, **values)).hits]


def test_what_changed_is_found_and_what_is_gone_is_not(source):
    put(source, book("a", title="Lược sử Lam Giang"))
    assert found("lam giang") == ["Lược sử Lam Giang"]
    put(source, book("a", title="Địa chí Hòa An"))
    assert found("lam giang") == []
    assert found("hoa an") == ["Địa chí Hòa An"]
    source.books.clear()
    service.refresh([Ref("library.book", "a")])
    assert found("hoa an") == []
    assert not Entry.objects.exists()


def test_refreshing_again_changes_nothing(source):
    put(source, book("a", title="Một"), book("b", title="Hai"))
    before = list(Entry.objects.order_by("pk").values())
    put(source, book("a", title="Một"), book("b", title="Hai"))
    assert list(Entry.objects.order_by("pk").values()) == before
    assert service.check().clean


def test_one_call_reads_the_documents_of_many_refs(source):
    for number in range(30):
        source.books[str(number)] = [book(str(number), title=f"Sách {number}")]
    service.refresh(source.refs())
    assert source.calls == 1
    assert Entry.objects.count() == 30


def test_a_source_that_does_not_name_refs_is_asked_one_by_one(source):
    for number in range(3):
        source.books[str(number)] = [book(str(number), title=f"Sách {number}", ref=None)]
    service.refresh(source.refs())
    assert source.calls == 4
    assert sorted(Entry.objects.values_list("source_key", flat=True)) == ["0", "1", "2"]


def test_a_poisoned_ref_fails_alone_and_keeps_what_it_had(source):
    put(source, *(book(str(number), title=f"Sách {number}") for number in range(5)))
    source.books["3"] = [None]  # no document at all
    source.books["4"] = [book("4", title="Sách mới")]
    failed = service.refresh(source.refs())
    assert list(failed) == [Ref("library.book", "3")]
    assert found("sach moi") == ["Sách mới"]
    assert Entry.objects.get(key="3").title == "Sách 3"


def test_a_ref_of_a_kind_nobody_reads_is_forgotten_quietly(source):
    assert service.refresh([Ref("nobody.thing", "1")]) == {}


def test_forgetting_takes_out_what_still_exists(source):
    put(source, book("a", title="Lược sử"))
    service.forget([Ref("library.book", "a")])
    assert found("lược sử") == []
    assert not Entry.objects.exists()


def test_a_document_whose_row_died_before_the_index_was_told_is_dropped_by_its_ref(source):
    put(source, book("a", title="Lược sử"))
    Entry.objects.all().delete()  # as if the process was killed between the two commits
    source.books.clear()
    service.refresh([Ref("library.book", "a")])
    assert dict(engine().digests()) == {}


def test_the_outbox_brings_changes_in(source, settings):
    source.books["a"] = [book("a", title="Lược sử")]
    with transaction.atomic():
        outbox.record(Ref("library.book", "a"))
    report = outbox.deliver("search")
    assert (report.delivered, report.failed) == (1, 0)
    assert found("lược sử") == ["Lược sử"]


def test_rebuilding_from_entries_and_from_sources(source):
    put(source, book("a", title="Một"), book("b", title="Hai"))
    del source.books["b"]
    source.books["c"] = [book("c", title="Ba")]
    done: list[tuple[int, int]] = []
    assert service.rebuild(progress=lambda number, total: done.append((number, total))) == 2
    assert done[-1] == (2, 2)
    assert found("hai") == ["Hai"]
    assert service.rebuild(sources=True) == 2
    assert found("hai") == []
    assert found("ba") == ["Ba"]
    assert service.check().clean


def test_check_tells_every_difference_and_repair_mends_it(source):
    put(source, book("a", title="Một"), book("b", title="Hai"), book("c", title="Ba"))
    one, two, three = Entry.objects.order_by("key")
    with engine().writing() as writer:
        writer.remove([one.pk])
    Entry.objects.filter(pk=two.pk).update(digest=two.digest ^ 1)
    Entry.objects.filter(pk=three.pk).delete()
    difference = service.check()
    assert (difference.missing, difference.extra, difference.changed) == ((one.pk,), (three.pk,), (two.pk,))
    assert service.repair() == difference
    assert service.check().clean
    assert found("một") == ["Một"]


def test_suggestions_are_grouped_and_every_kind_has_its_share(source):
    put(
        source,
        *(book(f"h{number}", kind="honoree", title=f"Hoa {number}", prefix="BS") for number in range(9)),
        book("u", kind="unit", title="Trạm Y tế Hòa An"),
        book("s", kind="story", title="Chuyện chị Hoa"),
    )
    suggested = service.suggest("ho", "vi")
    assert [item.kind for item in suggested] == ["honoree"] * 6 + ["unit", "story"]
    assert suggested[0].text.startswith("BS Hoa")
    assert service.suggest("", "vi") == ()
    assert service.suggest("khong co", "vi") == ()


def test_spellings_of_a_bare_name_are_told_with_their_numbers(source):
    put(
        source,
        *(book(f"a{number}", title="Nguyễn Thị Hoa") for number in range(3)),
        *(book(f"b{number}", title="Nguyễn Thị Hòa") for number in range(2)),
        book("c", title="Nguyễn Thị Hoà"),
        book("d", title="Trần Văn Hóa"),
    )
    results = service.find(Query(text="nguyen thi hoa"))
    assert {(item.text, item.count) for item in results.spellings} == {
        ("nguyen thi Hoa", 3),
        ("nguyen thi Hòa", 3),
    }
    assert results.bare
    assert service.find(Query(text="Nguyễn Thị Hoa")).spellings == ()


def test_hits_show_what_answered(source):
    put(
        source,
        book(
            "a", kind="story", title="Bữa cơm của chị Hoa", body="mở đầu. Điều dưỡng Nguyễn Thị Hoa dậy sớm.",
            summary="Gương điển hình", date=date(2025, 10, 18), facets={"award": ("gk",)},
        ),
    )  # fmt: skip
    [hit] = service.find(Query(text="nguyễn thị hoa")).hits
    assert [piece.text for piece in hit.passage if piece.marked] == ["Nguyễn Thị Hoa"]
    assert [piece.text for piece in hit.title if piece.marked] == ["Hoa"]
    assert hit.awards == ("Giấy khen của Giám đốc Sở Y tế",)
    assert hit.tier == "body2"


def test_a_hit_whose_row_has_gone_is_left_out(source):
    put(source, book("a", title="Lược sử"))
    Entry.objects.all().delete()
    assert found("lược sử") == []


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_gets_an_answer(source, text):
    put(source, book("a", title="Nguyễn Văn Hai"))
    results = service.find(
        Query(text=text, filters={"year": (text,), "unit": (text, "\0")}, page=10**9, size=-5)
    )
    assert results.total >= 0
    assert service.suggest(text, text) is not None


@given(st.text(max_size=120), st.text(max_size=20), st.integers())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_filter_and_page_gets_an_answer(source, text, value, page):
    put(source, book("a", title="Nguyễn Văn Hai"))
    assert service.find(Query(text=text, filters={"award": (value,), text: (value,)}, page=page)).total >= 0


def test_a_query_of_signs_alone_finds_nothing_and_no_query_finds_all(source):
    put(source, book("a", title="Một"))
    assert service.find(Query(text="?!")).total == 0
    assert service.find(Query(text="  ")).total == 1


def test_finding_costs_two_queries_however_many_hits(source, django_assert_num_queries):
    put(source, book("a", title="Sách một"))
    with django_assert_num_queries(2):  # the edition of the dictionary, the rows
        service.find(Query(text="sach"))
    put(source, book("b", title="Sách hai"), book("c", title="Sách ba"))
    with django_assert_num_queries(2):
        assert service.find(Query(text="sach")).total == 3


def test_nothing_of_the_texts_lies_in_the_index_but_keys(source, index_folder):
    put(source, book("a", title="Một", summary="Tóm tắt", url="/bi-mat/duong-dan-rieng/"))
    written = b"".join(path.read_bytes() for path in index_folder.rglob("*") if path.is_file())
    assert b"duong-dan-rieng" not in written
