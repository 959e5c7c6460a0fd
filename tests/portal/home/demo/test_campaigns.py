"""Expectations of the records are written by hand from the five papers in ``seeds``."""

# ruff: noqa: DTZ001, PT018

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import portal.home.demo
from portal.home.demo.campaigns import ALL, CAMPAIGNS, UNIT_PLANS
from portal.home.demo.people import is_signer
from portal.home.demo.pictures import SCENES
from portal.home.demo.province import BY_CODE
from portal.home.demo.records import RECORDS

BY_RECORD = {one.code: one for one in RECORDS}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))


def test_the_plan_of_m_drak_has_its_dates_titles_and_bases_and_no_number() -> None:
    one = BY_RECORD["TL-2021-MDRAK"]
    assert (one.plan_number, one.plan_date, one.plan_date_text) == ("", None, "tháng 01 năm 2021")
    assert "19/KH-SYT ngày 18/01/2021" in one.parent_reference
    assert "trước ngày 01/02/2021" in one.deadline_text
    assert set(one.award_codes) == {"TTLDTT", "TTLDXS", "COTINH", "COCP", "LDTT", "CSTDCS", "CSTDT", "CSTDTQ"}
    bases = " ".join(one.bases_text)
    for text in (
        "26/11/2003",
        "91/2017/NĐ-CP ngày 31/7/2017",
        "12/2019/TT-BNV ngày 04/11/2019",
        "34-CT/TW ngày 07/4/2014",
    ):
        assert text in bases
    assert any("Lao động tiên tiến" in text and "lưu tại" in text for text in one.measures)
    assert "hai lần" in one.note


def test_the_plan_of_sa_dec_has_quota_threshold_and_deadline_and_names_its_contradiction() -> None:
    one = BY_RECORD["TL-2022-SADEC"]
    assert (one.plan_number, one.plan_date) == ("102/KH-TTYT", date(2022, 6, 17))
    assert one.parent_reference == "Kế hoạch số 57/KH-SYT ngày 08/6/2022 của Sở Y tế Đồng Tháp"
    assert any("31/KH-SYT ngày 19/02/2020" in text for text in one.bases_text)
    assert (one.collective_quota, one.individual_quota) == (1, 2)
    assert [c.threshold for c in one.criteria if "cải cách hành chính" in c.text] == [85]
    assert len([c for c in one.criteria if c.kind == "collective"]) == 8
    assert len([c for c in one.criteria if c.kind == "individual"]) == 5
    assert "02/12/2022" in one.deadline_text
    assert one.deadline is not None
    assert one.deadline < datetime(2022, 12, 2)
    assert "85" in one.note
    assert "80" in one.note


def test_the_plan_of_ha_nam_keeps_1955_and_names_the_slip() -> None:
    one = BY_RECORD["TL-2014-HANAM"]
    assert one.issuer == "Sở Y tế Hà Nam"
    assert one.plan_number == ""
    assert one.plan_date is None
    assert "345/KH-BYT ngày 24/4/2014" in one.parent_reference
    assert "27/02/1955 – 27/02/2015" in one.title
    assert "27/02/2055" in one.note
    assert "2055" not in " ".join(_texts(dataclasses.replace(one, note="")))
    assert one.ends_on == date(2015, 2, 27)


def test_the_plan_of_2018_has_peak_weeks_and_two_deadlines_and_no_invented_province() -> None:
    one = BY_RECORD["TL-2018-THIDUA"]
    assert (one.starts_on, one.ends_on) == (date(2018, 1, 1), date(2018, 6, 30))
    assert "trước ngày 05/7/2018" in one.deadline_text
    assert [m.is_peak for m in one.milestones].count(True) == 1
    assert "không rõ tên tỉnh" in one.issuer
    assert "giữa câu" in one.note
    assert any("73 năm" in text and "63 năm" in text for text in one.content)


def test_the_plan_of_the_union_has_four_goals_and_thirty_four_addressees() -> None:
    one = BY_RECORD["TL-2020-DONGNAI"]
    assert (one.plan_number, one.plan_date) == ("36/KH-CĐN", date(2020, 3, 20))
    assert "94/KH-LĐ ngày 10/3/2020" in one.parent_reference
    assert len(one.goals) == 4
    assert sum("100 %" in text for text in one.goals) == 3
    assert "34 công đoàn cơ sở" in one.recipients
    assert "trước ngày 18/11/2020" in one.deadline_text
    assert any("bố trí 01 cán bộ" in text for text in one.measures)


def test_records_are_five_closed_and_stand_outside_the_province() -> None:
    assert len(RECORDS) == 5
    for one in RECORDS:
        assert one.is_record
        assert one.unit_code is None
        assert not one.rounds
        assert one.note
        assert one.ends_on is not None
        assert one.ends_on < date(2026, 1, 1)


def test_nothing_private_of_the_papers_is_in_the_data() -> None:
    folder = Path(portal.home.demo.__file__).parent
    modules = ("announcements", "campaigns", "merits", "people", "province", "records", "stories")
    for path in [*(folder / f"{name}.py" for name in modules), *folder.rglob("*.md")]:
        text = path.read_text(encoding="utf-8")
        assert "gmail" not in text.casefold() and not re.search(r"[\w.]+@[\w]+\.\w", text), path.name
        assert not re.search(r"\b0\d{3}[. ]?\d{3}[. ]?\d{3,4}\b|0351", text), path.name
        words = re.findall(r"[^\W\d_]+", text)
        for size in (2, 3, 4):
            assert not any(is_signer(" ".join(words[i : i + size])) for i in range(len(words))), path.name


def test_one_campaign_of_the_department_takes_files_until_the_second_of_december() -> None:
    today = datetime(2026, 11, 24, 12, 0)
    takes = [one for one in CAMPAIGNS for r in one.rounds if r.opens_at <= today <= r.deadline]
    assert [one.plan_number for one in takes] == ["57/KH-SYT"]
    assert takes[0].deadline == datetime(2026, 12, 2, 17, 0)
    assert (takes[0].collective_quota, takes[0].individual_quota) == (1, 2)
    for kind in ("collective", "individual"):
        assert sum(c.points or 0 for c in takes[0].criteria if c.kind == kind) == 100


def test_plans_of_units_stand_under_a_campaign_and_end_earlier() -> None:
    parents = {one.code: one for one in CAMPAIGNS}
    for one in UNIT_PLANS:
        parent = parents[one.parent_code or ""]
        assert one.deadline is not None
        assert parent.deadline is not None
        assert one.deadline < parent.deadline
        assert one.plan_date is not None
        assert parent.plan_date is not None
        assert parent.plan_date <= one.plan_date


def test_campaigns_are_complete_dated_on_working_days_and_fit_the_fields() -> None:
    codes = {one.code for one in ALL}
    assert len(codes) == len(ALL) >= 12
    for one in (*ALL, *RECORDS):
        assert one.title
        assert one.title_en
        assert one.summary
        assert one.summary_en
        assert one.purpose
        assert one.content
        assert one.subjects
        assert one.measures
        assert one.recipients
        assert one.scene in SCENES
        assert one.starts_on is None or one.ends_on is None or one.starts_on <= one.ends_on
        assert one.parent_code is None or one.parent_code in codes
        assert one.unit_code is None or one.unit_code in BY_CODE
        assert one.is_record or (one.plan_date is not None and one.plan_date.weekday() < 5)
        for text in _texts(one):
            assert unicodedata.is_normalized("NFC", text)
        for name, limit in {
            "title": 300,
            "title_en": 300,
            "slogan": 300,
            "issuer": 200,
            "plan_number": 80,
            "parent_reference": 300,
            "summary": 500,
            "summary_en": 500,
            "subjects": 400,
            "contact": 255,
            "quota_note": 400,
            "awards_note": 400,
        }.items():
            assert len(getattr(one, name)) <= limit, (one.code, name)
