from __future__ import annotations

import unicodedata
from datetime import date

from portal.home.demo.province import BY_CODE, UNITS, body_on, full_name_on, name_on


def test_there_are_at_least_sixty_units_with_codes_of_their_own() -> None:
    assert len(UNITS) >= 60
    assert len(BY_CODE) == len(UNITS)


def test_every_unit_that_is_named_exists_and_the_tree_has_no_cycle() -> None:
    for unit in UNITS:
        named = [unit.parent_code, unit.successor_code, unit.managing_code, unit.professional_code]
        named += [body.code for body in unit.bodies]
        assert all(code in BY_CODE for code in named if code is not None), unit.code
        seen = set()
        here = unit
        while here.parent_code is not None:
            assert here.code not in seen
            seen.add(here.code)
            here = BY_CODE[here.parent_code]


def test_parents_stand_before_their_children() -> None:
    seen: set[str] = set()
    for unit in UNITS:
        assert unit.parent_code is None or unit.parent_code in seen, unit.code
        seen.add(unit.code)


def test_what_ended_has_a_successor_that_still_works() -> None:
    ended = [unit for unit in UNITS if unit.ended_on]
    assert len(ended) >= 10
    for unit in ended:
        assert unit.successor_code is not None
        assert BY_CODE[unit.successor_code].ended_on is None


def test_a_station_is_managed_by_its_commune_since_2026_and_led_by_the_department() -> None:
    assert body_on("TYT-VLD", "managing", date(2025, 6, 30)) == "TTH-TC"
    assert body_on("TYT-VLD", "managing", date(2025, 12, 31)) == "TTKV-TCT"
    assert body_on("TYT-VLD", "managing", date(2026, 1, 1)) == "UBND-VLD"
    assert body_on("TYT-VLD", "professional", date(2026, 1, 1)) == "SYT"


def test_a_unit_bears_the_name_of_its_day() -> None:
    assert name_on("TYT-VLD", date(2017, 2, 24)) == "Trạm Y tế xã Vĩnh Lộc"
    assert name_on("TYT-VLD", date(2026, 2, 10)) == "Trạm Y tế xã Vĩnh Lộc Đông"
    assert full_name_on("BVSD-HSTC", date(2024, 2, 2)) == (
        "Khoa Hồi sức tích cực – Chống độc, Bệnh viện Đa khoa huyện Sông Đào"
    )


def test_names_are_composed_and_official_names_are_not_shared_inside_a_parent() -> None:
    for unit in UNITS:
        for text in (unit.name, *unit.short_names, *(name for name, _ in unit.former)):
            assert unicodedata.is_normalized("NFC", text)
            assert text == text.strip()
            assert len(text) <= 255
    assert len({(unit.parent_code, unit.name) for unit in UNITS}) == len(UNITS)
