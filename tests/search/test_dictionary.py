"""The dictionary: built-in tables and rows of editors, in force with the next search."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from search import dictionary, edition, service
from search.documents import Query
from search.models import Edition, Equivalence
from search.parsing import Group, understand
from tests.search.conftest import book

pytestmark = pytest.mark.django_db


def ways(text: str) -> list[set[str]]:
    """The ways of each group in a text, by the dictionary in force, without marks."""
    words = dictionary.at(edition.current())
    return [
        {" ".join(key.fold for key in way) for way in part.ways}
        for part in understand(text, words)[0].parts
        if isinstance(part, Group)
    ]


def test_nothing_was_changed_on_a_new_site():
    assert edition.current() == 0
    assert not Edition.objects.exists()


def test_a_row_is_in_force_at_once_changes_at_once_and_is_gone_at_once():
    assert ways("pkđk") == []
    row = dictionary.add(forms="phòng khám đa khoa\nPKĐK")
    assert ways("pkđk") == [{"pkdk", "phong kham da khoa"}]
    dictionary.change(row, forms="phòng khám đa khoa khu vực\npkđk")
    assert ways("pkđk") == [{"pkdk", "phong kham da khoa khu vuc"}]
    dictionary.change(row, forms=row.forms, active=False)
    assert ways("pkđk") == []
    dictionary.change(row, forms=row.forms)
    assert ways("pkdk") != []
    dictionary.remove(row)
    assert ways("pkđk") == []


def test_every_change_gives_another_edition_and_keeps_the_entries():
    numbers = [edition.current()]
    row = dictionary.add(forms="một\nhai")
    numbers.append(edition.current())
    dictionary.change(row, forms="một\nba")
    numbers.append(edition.current())
    dictionary.remove(row)
    numbers.append(edition.current())
    assert numbers == sorted(set(numbers))
    assert Edition.objects.get().projection == Edition.PROJECTION


def test_what_was_rolled_back_is_not_taken_for_the_present():
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        dictionary.add(forms="phòng khám\npk")
        assert ways("pk") != []
        raise Undone
    assert ways("pk") == []
    dictionary.add(forms="tổ y tế thôn\ntytt")
    assert ways("pk") == []
    assert ways("tytt") != []


def test_an_editors_row_adds_to_what_is_built_in_for_the_same_full_form():
    dictionary.add(forms="trung tâm y tế\ntrung tâm yt")
    assert ways("trung tâm yt") == [{"trung tam yt", "trung tam y te", "ttyt", "tt y te"}]
    assert {"ttyt", "trung tam yt"} <= ways("trung tâm y tế")[0]


def test_two_things_with_one_short_form_are_both_meant_and_never_each_other():
    dictionary.add(forms="khoa học\nkh")
    assert ways("kh") == [{"kh", "ke hoach", "khoa hoc"}]
    assert ways("khoa học") == [{"khoa hoc", "kh"}]


def test_an_ambiguous_form_of_an_editor_needs_its_neighbour():
    dictionary.add(forms="đa khoa\nđk", ambiguous="ĐK", before="khoa phòng", after="# tỉnh")
    assert ways("đk") == []
    assert ways("đk tỉnh") == [{"dk", "da khoa"}]
    assert ways("phòng đk") == [{"dk", "da khoa"}]
    assert ways("đk 12") == [{"dk", "da khoa"}]
    assert ways("tỉnh đk") == []
    assert ways("đa khoa") == []


def test_origins_tell_the_row_and_the_built_in_table():
    row = dictionary.add(forms="trung tâm y tế\ntrung tâm yt")
    words = dictionary.at(edition.current())
    [group] = understand("ttyt", words)[0].parts
    assert [(origin.row, origin.text) for origin in group.origins] == [
        (0, "trung tâm y tế = ttyt"),
        (0, "trung tâm y tế = tt y tế"),
        (row.pk, "trung tâm y tế = trung tâm yt"),
    ]


def test_a_row_is_found_with_from_the_next_search_on(source):
    source.books["a"] = [book("a", title="Phòng khám Đa khoa khu vực")]
    service.refresh(source.refs())
    assert service.find(Query(text="pkđk")).total == 0
    dictionary.add(forms="phòng khám đa khoa\npkđk")
    [hit] = service.find(Query(text="pkđk")).hits
    assert [piece.text for piece in hit.title if piece.marked] == ["Phòng khám Đa khoa"]


def test_rows_are_written_clean():
    row = dictionary.add(
        forms=" Phòng\u00a0khám \r\n\r\npk\npk",
        ambiguous="PK",
        before=" khoa  khoa ",
        after="#",
        note=" ghi chú ",
    )
    assert (row.forms, row.ambiguous, row.before, row.after, row.note) == (
        "Phòng khám\npk", "pk", "khoa", "#", "ghi chú",
    )  # fmt: skip
    assert Equivalence.objects.get() == row


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"forms": ""}, {"forms"}),
        ({"forms": "một cách"}, {"forms"}),
        ({"forms": "một\nMỘT"}, {"forms"}),
        ({"forms": "một\n!!!"}, {"forms"}),
        ({"forms": "một\nhai\n?"}, {"forms"}),
        ({"forms": "\n".join(f"cách {number}" for number in range(13))}, {"forms"}),
        ({"forms": "một\n" + "x" * 81}, {"forms"}),
        ({"forms": "một\n" + "a b c d e f g h i"}, {"forms"}),
        ({"forms": "một\nx"}, {"forms"}),
        ({"forms": "sở y tế\nSYT"}, {"forms"}),
        ({"forms": "một\nhai", "ambiguous": "ba", "before": "x"}, {"ambiguous"}),
        ({"forms": "một\nhai", "ambiguous": "hai"}, {"ambiguous"}),
        ({"forms": "một\nhai", "ambiguous": "một\nhai", "before": "x"}, {"ambiguous"}),
        ({"forms": "một\nhai", "before": "x"}, {"ambiguous"}),
        ({"forms": "một\nhai", "ambiguous": "hai", "before": "#"}, {"before"}),
        ({"forms": "một\nhai", "ambiguous": "hai", "after": "!"}, {"after"}),
        ({"forms": "một\nhai", "ambiguous": "hai", "after": "ab/cd"}, {"after"}),
        ({"forms": "một\nhai", "ambiguous": "hai", "after": " ".join(map(str, range(61)))}, {"after"}),
        ({"forms": "\0", "after": "\0"}, {"forms", "ambiguous", "after"}),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(values, fields):
    with pytest.raises(ValidationError) as refused:
        dictionary.add(**values)
    assert set(refused.value.message_dict) == fields
    assert not Equivalence.objects.exists()
    assert edition.current() == 0


def test_the_same_forms_twice_are_refused_in_any_order_and_spelling():
    row = dictionary.add(forms="phòng khám\npk")
    with pytest.raises(ValidationError):
        dictionary.add(forms="PK\nPhòng Khám")
    dictionary.change(row, forms="PK\nphòng khám")


def test_rows_that_were_written_past_the_rules_do_no_harm():
    Equivalence.objects.create(forms="\n!!\n", ambiguous="?", before="# !", after="\0".replace("\0", " "))
    Equivalence.objects.create(forms="một\nhai", ambiguous="hai")
    edition.bump()
    assert ways("một") == []
    assert ways("hai") == [{"hai", "mot"}]


@pytest.mark.django_db(transaction=True)
def test_another_thread_sees_the_change_with_its_next_search():
    seen: list[list[set[str]]] = []

    def read() -> None:
        seen.append(ways("pkđk"))
        connection.close()

    for change in (lambda: None, lambda: dictionary.add(forms="phòng khám đa khoa\npkđk")):
        change()
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert seen == [[], [{"pkdk", "phong kham da khoa"}]]
