"""A text tried out in the admin."""

from __future__ import annotations

import re
import shutil

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from search import dictionary, pins
from search.models import DailyQuery, Equivalence

URL = "thu-tim-kiem:index"


def shown(client, text: str, language: str = "vi") -> str:
    answer = client.get(reverse(URL), {"q": text, "language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_text_is_taken_apart_and_each_step_is_counted(editor, library):
    library(a="Nguyễn Thị Hoa", b="Nguyễn Thị Hòa", c="Trần Văn Bình")
    page = shown(editor, "BS nguyen thi hoa")
    assert "Chức danh được bỏ qua" in page
    assert "<strong>nguyen</strong>" in page
    steps = {
        name: int(count)
        for name, count in re.findall(r'data-tier="(\w+)">.*?<td>(\d+)</td>\s*</tr>', page, re.DOTALL)
        if name
    }
    assert steps["exact"] == 2
    assert sum(steps.values()) == 2
    assert 'href="/sach/a/"' in page
    assert 'href="/sach/c/"' not in page


def test_a_way_to_write_says_where_it_comes_from(editor, library):
    library(a="Phòng khám đa khoa")
    row = dictionary.add(forms="pkđk\nphòng khám đa khoa")
    page = shown(editor, "pkđk")
    assert "do biên tập viên thêm:" in page
    assert reverse("tu-dien-tim-kiem:edit", args=[row.pk]) in page
    assert "phong kham da khoa" in page
    assert "theo từ điển:" in shown(editor, "bvđk")


def test_numbers_years_decoding_and_pins_are_told(editor, library):
    library(a="Nguyễn Thị Hoa", b="Khác hẳn")
    assert "Số văn bản" in shown(editor, "57/QĐ-SYT")
    assert "<dd>2024</dd>" in shown(editor, "giấy khen 2024")
    page = shown(editor, "Nguyeenx Thij Hoa")
    assert "Gõ thô Telex hoặc VNI: “Nguyễn Thị Hoa”" in page
    assert "Đã tìm thay" in page
    pins.pin(text="hoa", language="vi", kind="book", key="b")
    page = shown(editor, "hoa")
    assert "Được ghim lên đầu" in page
    assert "Khác hẳn" in page


def test_nothing_typed_asks_nothing_and_trials_are_not_counted(editor, library):
    library(a="Hoa")
    assert "Máy hiểu thế nào" not in shown(editor, "  ")
    shown(editor, "hoa")
    assert not DailyQuery.objects.exists()


def test_odd_texts_get_an_answer(editor, library):
    library(a="Hoa")
    for text in ("!!!", "\x00", '"', "x" * 5000, "<script>alert(1)</script>", "a " * 300, "🎗", "' OR 1=1 --"):
        page = shown(editor, text, "xx")
        assert "<script>alert(1)" not in page
    assert "phần cuối không được tìm" in shown(editor, "một " * 100)


def test_without_an_engine_it_says_so(editor, library, index_folder):
    library(a="Hoa")
    shutil.rmtree(index_folder)
    page = shown(editor, "hoa")
    assert "chưa trả lời được" in page or "Máy hiểu thế nào" in page


def test_who_may_only_look_gets_no_address_to_change(client_of, library, django_user_model):
    library(a="Phòng khám đa khoa")
    row = dictionary.add(forms="pkđk\nphòng khám đa khoa")
    assert Equivalence.objects.count() == 1
    person = django_user_model.objects.create_user("chi-xem")
    person.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_equivalence"]))
    client = Client()
    client.force_login(person)
    page = shown(client, "pkđk")
    assert "pkđk = phòng khám đa khoa" in page
    assert reverse("tu-dien-tim-kiem:edit", args=[row.pk]) not in page
    assert reverse("ket-qua-ghim:edit") not in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_site_is_tried_for_itself(editor, library, language):
    library(a="Hoa")
    assert 'href="/sach/a/"' in shown(editor, "hoa", language)
