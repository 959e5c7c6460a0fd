"""The report forms: what is kept, what blocks, what only advises, and which form a dossier keeps."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from recognition.domain import forms, nominations, rounds
from recognition.domain.errors import DomainError, IllegalMove, NotAllowed
from recognition.domain.forms import FormField
from recognition.models import Event, Round

TEXT = FormField("a", "A", "text", words=5, advised_words=3)
SHARE = FormField("s", "S", "share", part="Số người hài lòng", whole="Số người được hỏi")
PAIRS = FormField("p", "P", "pairs", rows=2)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("87,5", "87.5"),
        ("1.234", "1234"),
        ("1.234,5", "1234.5"),
        ("87.5", "87.5"),
        ("-3", "-3"),
        ("12.34.56", None),
        ("NaN", None),
        ("Infinity", None),
        ("1e5", None),
        ("", None),
        ("mười", None),
    ],
)
def test_numbers_are_read_as_vietnamese_writes_them(typed, value):
    assert forms.number(typed) == (Decimal(value) if value else None)


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        (TEXT, "một hai ba bốn năm", None),
        (TEXT, "một", None),  # a minimum only advises
        (TEXT, "một hai ba bốn năm sáu", "tối đa 5 từ, đang có 6"),
        (FormField("l", "L", "line", limit=3), "abcd", "tối đa 3 ký tự, đang có 4"),
        (FormField("n", "N", "number", minimum=0, maximum=100), "87,5", None),
        (FormField("n", "N", "number", minimum=0, maximum=100), "101", "không được quá 100"),
        (FormField("n", "N", "number", minimum=0), "-1", "phải từ 0 trở lên"),
        (FormField("n", "N", "number", whole_number=True), "2,5", "số nguyên"),
        (FormField("n", "N", "number"), "nhiều", "Hãy ghi một số"),
        (FormField("n", "N", "percent"), "84,8%", None),
        (FormField("n", "N", "percent"), "100,1", "không được quá 100"),
        (FormField("d", "D", "day"), "05/09/1986", None),
        (FormField("d", "D", "day"), "31/02/1986", "ngày/tháng/năm"),
        (FormField("c", "C", "choice", choices=(("x", "X"),)), "x", None),
        (FormField("c", "C", "choice", choices=(("x", "X"),)), "y", "chọn một trong"),
        (SHARE, {"part": "200", "whole": "200"}, None),
        (SHARE, {"part": "1.200", "whole": "2.000"}, None),
        (
            SHARE,
            {"part": "212", "whole": "200"},
            r"Số người hài lòng \(212\) không được lớn hơn số người được hỏi \(200\)",
        ),
        (SHARE, {"part": "0", "whole": "0"}, "phải lớn hơn 0"),
        (SHARE, {"part": "5", "whole": ""}, "Còn thiếu: Số người được hỏi"),
        (SHARE, {"part": "2,5", "whole": "5"}, "số nguyên"),
        (SHARE, {"part": "-1", "whole": "5"}, "số nguyên"),
        (PAIRS, [{"what": "Chờ khám", "unit": "phút", "before": "90", "after": "40,5"}], None),
        (PAIRS, [{"what": "", "unit": "", "before": "90", "after": "40"}], "Dòng 1: hãy ghi tên"),
        (
            PAIRS,
            [{"what": "Chờ", "unit": "", "before": "lâu", "after": "40"}],
            "Dòng 1: trước và sau đều là số",
        ),
        (PAIRS, [{"what": "Chờ", "unit": "", "before": "1", "after": "2"}] * 3, "tối đa 2 dòng"),
        (PAIRS, [{"what": "C" * 201, "unit": "", "before": "1", "after": "2"}], "mỗi ô tối đa 200"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_reason(question, answer, reason):
    why = forms.problem(question, answer)
    if reason is None:
        assert why is None
    else:
        assert why is not None
        assert re.search(reason, why), why


@pytest.mark.parametrize(
    ("question", "answer", "text"),
    [
        (SHARE, {"part": "212", "whole": "250"}, "212/250 (84,8%)"),
        (SHARE, {"part": "250", "whole": "250"}, "250/250 (100%)"),
        (SHARE, {"part": "1", "whole": "3"}, "1/3 (33,3%)"),
        (
            PAIRS,
            [{"what": "Chờ khám", "unit": "phút", "before": "90", "after": "40"}],
            "Chờ khám (phút): 90 → 40",
        ),
        (FormField("n", "N", "percent"), "84,8", "84,8%"),
        (FormField("n", "N", "number", unit="điểm"), "87,5", "87,5 điểm"),
        (FormField("c", "C", "choice", choices=(("x", "Cấp cơ sở"),)), "x", "Cấp cơ sở"),
        (SHARE, "", ""),
    ],
)
def test_answers_are_read_as_people_read_them(question, answer, text):
    assert forms.text_of(question, answer) == text


def test_empty_rows_go_and_text_is_of_one_kind():
    blank = dict.fromkeys(forms.PAIR_PARTS, " ")
    row = {"what": " Chờ  khám ", "unit": "", "before": "90", "after": "40"}
    assert forms.cleaned(PAIRS, [blank, row]) == [
        {"what": "Chờ khám", "unit": "", "before": "90", "after": "40"}
    ]
    assert forms.cleaned(PAIRS, [blank]) == ""
    assert forms.cleaned(SHARE, {"part": "", "whole": " "}) == ""
    assert forms.cleaned(TEXT, "a\u0301\r\nb\x00") == "á\nb"


def test_a_dossier_keeps_the_form_it_was_started_with(organization):
    dossier = organization.draft(complete=False)
    assert (dossier.form_code, dossier.form_version) == ("individual", "2026-12")
    assert forms.form_of(dossier).section("figures") is not None
    dossier.form_code = dossier.form_version = ""  # from before forms had versions
    assert forms.form_of(dossier).version == "2026-11"
    assert forms.form_of(dossier).section("figures") is None


def test_a_round_chooses_the_form_of_its_dossiers_and_those_begun_before_keep_theirs(organization):
    before = organization.draft("Nguyễn Thị Hoa", complete=False)
    chosen = forms.form_for("individual", "CSTDCS")
    round_ = organization.round
    round_.individual_form = chosen.key
    rounds.keep(row=round_, actor=organization.desk, fields=["individual_form"])
    after = organization.draft("Nguyễn Thị Huệ", complete=False)
    before.refresh_from_db()
    assert (before.form_code, after.form_code) == ("individual", "individual-emulation")
    assert forms.form_of(after).key == chosen.key
    assert forms.titles_in(round_, [organization.award]) == [
        chosen.label,
        forms.form_for("collective").label,
    ]
    assert Event.objects.filter(subject_key=round_.public_id).latest("sequence").payload.data["fields"] == [
        "individual_form"
    ]


def test_an_internal_round_takes_the_form_of_the_round_above_it(organization):
    chosen = forms.form_for("individual", "CSTDCS")
    Round.objects.filter(pk=organization.round.pk).update(individual_form=chosen.key)
    above = Round.objects.get(pk=organization.round.pk)
    internal = Round(parent=above, unit=organization.hospital)
    assert forms.form_in(internal, "individual", organization.award.code) == chosen
    assert forms.form_in(internal, "collective", organization.award.code) == forms.form_for("collective")


@pytest.mark.parametrize("key", ["collective 2026-12", "individual 1999-01", "khong-co"])
def test_a_form_that_is_none_for_the_subject_is_not_chosen(organization, key):
    organization.round.individual_form = key
    with pytest.raises(DomainError, match="mẫu báo cáo"):
        rounds.keep(row=organization.round, actor=organization.desk, fields=["individual_form"])
    assert Round.objects.get(pk=organization.round.pk).individual_form == ""


def test_an_award_may_have_a_form_of_its_own():
    emulation = forms.form_for("individual", "CSTDCS")
    assert emulation.code == "individual-emulation"
    required = {each.code for each in emulation.fields if each.required}
    assert required - {
        each.code for each in forms.form_for("individual", "GKSYT").fields if each.required
    } == {"initiative"}


def test_a_question_for_leaders_is_asked_of_leaders_only(organization):
    dossier = organization.draft(complete=False)
    asked = {each.code for each in forms.form_of(dossier).fields}
    dossier.report = {"position_group": "leader"}
    assert {each.code for each in forms.form_of(dossier).fields} - asked == {"leadership"}


HEAD = """
[[forms]]
code = "a"
version = "1"
kind = "x"
title = "t"
[[forms.sections]]
code = "s"
title = "s"
"""
DERIVED = """
[[forms]]
code = "b"
version = "1"
kind = "x"
base = "a"
require = ["z"]
"""
QUESTION = '{code = "q", label = "q", kind = "text"}'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (HEAD + 'fields = [{code = "q", label = "q", kind = "dance"}]', "unknown kind"),
        (HEAD + f"fields = [{QUESTION}, {QUESTION}]", "stands twice"),
        (HEAD + f"fields = [{QUESTION}]" + DERIVED, "requires z"),
    ],
)
def test_data_that_make_no_sense_are_refused(text, fault):
    with pytest.raises(ValueError, match=fault):
        forms.parse(text)


def test_what_may_become_public_is_only_what_the_law_lets_be_shown():
    for form in forms.all_forms():
        public = {each.code for each in form.fields if each.publish}
        assert public <= {"full_name", "titles", "position", "workplace", "citation"}, form.code


# Saving answers one by one --------------------------------------------------------------------------------------------


def test_an_answer_somebody_else_changed_is_not_overwritten_and_the_others_are_kept(organization):
    dossier = organization.draft(complete=False)
    blank = forms.mark("")
    first = nominations.save_fields(
        nomination=dossier, answers={"conduct": "Một"}, seen={"conduct": blank}, actor=organization.clerk
    )
    assert (first.changed, first.conflicts, first.problems) == (("conduct",), (), {})
    second = nominations.save_fields(
        nomination=dossier,
        answers={"conduct": "Hai", "result": "Ba", "survey": {"part": "9", "whole": "3"}, "khong-co": "x"},
        seen={"conduct": blank, "result": blank, "survey": blank},
        actor=organization.clerk,
    )
    assert (second.changed, second.conflicts) == (("result",), ("conduct",))
    assert list(second.problems) == ["survey"]
    dossier.refresh_from_db()
    assert dossier.report == {"conduct": "Một", "result": "Ba"}
    same = nominations.save_fields(
        nomination=dossier, answers={"conduct": "Một"}, seen={"conduct": blank}, actor=organization.clerk
    )
    assert (same.changed, same.conflicts) == ((), ())  # two who write the same do not differ
    saves = Event.objects.filter(subject_key=dossier.public_id, act="save").order_by("sequence")
    assert [event.payload.data["fields"] for event in saves] == [["conduct"], ["result"]]


def test_a_name_is_never_emptied_and_its_key_follows_it(organization):
    dossier = organization.draft("Nguyễn Thị Hoa", complete=False)
    seen = {"full_name": forms.mark("Nguyễn Thị Hoa")}
    done = nominations.save_fields(
        nomination=dossier, answers={"full_name": " "}, seen=seen, actor=organization.clerk
    )
    assert list(done.problems) == ["full_name"]
    nominations.save_fields(
        nomination=dossier, answers={"full_name": "Đỗ Thị Ngọc Ánh"}, seen=seen, actor=organization.clerk
    )
    dossier.refresh_from_db()
    assert (dossier.full_name, dossier.name_key) == ("Đỗ Thị Ngọc Ánh", "do thi ngoc anh")


def test_only_the_units_focal_point_saves_and_only_at_the_unit(organization):
    dossier = organization.draft()
    for person in (organization.stranger, organization.head, organization.desk):
        with pytest.raises(NotAllowed):
            nominations.save_fields(nomination=dossier, answers={"conduct": "x"}, seen={}, actor=person)
    nominations.move(nomination=dossier, name="file", actor=organization.clerk)
    with pytest.raises(IllegalMove):
        nominations.save_fields(
            nomination=dossier, answers={"conduct": "x"}, seen={}, actor=organization.clerk
        )
