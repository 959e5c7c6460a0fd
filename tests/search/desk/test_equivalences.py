"""The dictionary in the admin: what is written there holds with the next search."""

from __future__ import annotations

import pytest
from django.urls import reverse

from search import dictionary, service
from search.documents import Query
from search.models import Equivalence

INDEX, ADD = "tu-dien-tim-kiem:index", "tu-dien-tim-kiem:add"


def found(text: str) -> set[str]:
    return {hit.plain_title for hit in service.find(Query(text=text)).hits}


def test_what_an_editor_adds_changes_switches_off_and_deletes_holds_with_the_next_search(editor, library):
    library(mot="Phòng khám bác sĩ gia đình", hai="Trạm lưu động")
    assert found("pkbsgđ") == set()
    answer = editor.post(
        reverse(ADD), {"forms": "pkbsgđ\r\nphòng khám bác sĩ gia đình", "active": "on"}, follow=True
    )
    assert "Đã thêm “pkbsgđ = phòng khám bác sĩ gia đình”" in answer.content.decode()
    assert found("pkbsgđ") == {"Phòng khám bác sĩ gia đình"}

    edit = reverse("tu-dien-tim-kiem:edit", args=[Equivalence.objects.get().pk])
    editor.post(edit, {"forms": "pkbsgđ\r\ntrạm lưu động", "active": "on"})
    assert found("pkbsgđ") == {"Trạm lưu động"}

    editor.post(edit, {"forms": "pkbsgđ\r\ntrạm lưu động"})  # the box "Đang dùng" not ticked
    assert found("pkbsgđ") == set()
    editor.post(edit, {"forms": "pkbsgđ\r\ntrạm lưu động", "active": "on"})
    assert found("pkbsgđ") == {"Trạm lưu động"}

    delete = reverse("tu-dien-tim-kiem:delete", args=[Equivalence.objects.get().pk])
    assert "Xóa cách viết này khỏi từ điển?" in editor.get(delete).content.decode()
    editor.post(delete)
    assert found("pkbsgđ") == set()
    assert not Equivalence.objects.exists()


def test_an_ambiguous_form_counts_only_beside_its_neighbour(editor, library):
    library(mot="Phòng tổ chức Sở Y tế")
    editor.post(
        reverse(ADD),
        {"forms": "phòng\r\np", "ambiguous": "p", "after": "tổ", "active": "on", "note": "viết tắt"},
    )
    assert found("p tổ chức") == {"Phòng tổ chức Sở Y tế"}
    page = editor.get(reverse(INDEX)).content.decode()
    assert "p chỉ tính khi đứng trước: tổ" in page


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"forms": ""}, "Hãy điền hoặc chọn mục này"),
        ({"forms": "một"}, "Hãy ghi ít nhất hai cách viết khác nhau, mỗi cách một dòng."),
        ({"forms": "một\nMỘT"}, "Hãy ghi ít nhất hai cách viết khác nhau, mỗi cách một dòng."),
        ({"forms": "một\nhai\n!!!"}, "“!!!” không có chữ hay số nào."),
        ({"forms": "một\n" + "dài " * 30}, "quá dài"),
        ({"forms": "một\nhai", "ambiguous": "ba"}, "“ba” không có trong các cách viết ở trên."),
        ({"forms": "một\nhai", "ambiguous": "một"}, "Hãy ghi từ đứng ngay trước hoặc ngay sau"),
        ({"forms": "quyết định\nqđ"}, "Các cách viết này đã có sẵn trong từ điển."),
        ({"forms": "một\nhai", "note": "x" * 300}, "200"),
        ({"forms": "<script>alert(1)</script>\n"}, "Hãy ghi ít nhất hai cách viết"),
    ],
)
def test_what_makes_no_sense_is_refused_in_plain_words_and_what_was_typed_stays(editor, values, message):
    answer = editor.post(reverse(ADD), {"active": "on", **values})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert message in page
    assert "Chưa thêm được vì có chỗ chưa đúng." in page
    assert "<script>alert(1)" not in page
    assert not Equivalence.objects.exists()


def test_an_edit_that_is_refused_changes_nothing(editor, db):
    row = dictionary.add(forms="bvx\nbệnh viện x")
    dictionary.add(forms="bvy\nbệnh viện y")
    answer = editor.post(
        reverse("tu-dien-tim-kiem:edit", args=[row.pk]), {"forms": "bvy\nbệnh viện y", "active": "on"}
    )
    assert "Các cách viết này đã có ở mục" in answer.content.decode()
    row.refresh_from_db()
    assert row.forms == "bvx\nbệnh viện x"


@pytest.mark.parametrize("typed", ["benh vien", "Bệnh viện", "BVX", "ghi chu", "bvx benh"])
def test_the_list_is_searched_without_accents(editor, typed):
    dictionary.add(forms="bvx\nbệnh viện x", note="ghi chú")
    dictionary.add(forms="cách khác\nlối khác")
    page = editor.get(reverse("tu-dien-tim-kiem:index_results"), {"q": typed}).content.decode()
    assert "bvx = bệnh viện x" in page
    assert "lối khác" not in page


def test_the_built_in_ones_stand_below_to_read_and_answer_the_same_search(editor, db):
    page = editor.get(reverse(INDEX)).content.decode()
    assert "Có sẵn trong phần mềm (chỉ xem)" in page
    assert "quyết định = qđ" in page
    page = editor.get(reverse(INDEX), {"q": "thanh pho"}).content.decode()
    assert "thành phố = tp" in page
    assert "quyết định = qđ" not in page
    page = editor.get(reverse(INDEX), {"q": "không có gì như vậy"}).content.decode()
    assert "Không có cách viết có sẵn nào khớp với nội dung tìm." in page


def test_the_report_hands_a_text_over(editor, db):
    page = editor.get(reverse(ADD), {"forms": "bvdk <b>"}).content.decode()
    assert "bvdk &lt;b&gt;" in page


def test_a_row_that_is_gone_is_not_found(editor, db):
    for name in ("edit", "delete"):
        assert editor.get(reverse(f"tu-dien-tim-kiem:{name}", args=[999])).status_code == 404
