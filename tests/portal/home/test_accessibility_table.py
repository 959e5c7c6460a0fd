"""The table of duties names tests that exist, and the statement for readers agrees with it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.home.demo.prose import PAGES, Words

ROOT = Path(settings.BASE_DIR)
PAGE = ROOT / "docs" / "accessibility.md"


def duties() -> dict[str, list[str]]:
    """The tests of each duty, as the table names them."""
    found = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and cells[0] != "Duty" and not cells[0].startswith("---"):
            found[cells[0]] = re.findall(r"`(tests/[^`]+)`", cells[3])
    return found


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def statement(language: str) -> Words:
    return next(pair[0 if language == "vi" else 1] for pair in PAGES if pair[0].slug == "ho-tro-tiep-can")


@pytest.mark.parametrize("duty", duties())
def test_every_duty_names_tests_that_exist(duty):
    named = duties()[duty]
    assert named, "no test checks it"
    for name in named:
        file, _, test = name.partition("::")
        assert (ROOT / file).is_file(), file
        assert test in names_in(ROOT / file), name


def test_the_duties_of_both_texts_are_in_the_table():
    text = PAGE.read_text(encoding="utf-8")
    assert len(duties()) >= 15
    for wanted in ("Print each article", "Save each article", "Search, complete", "English", "Text size"):
        assert any(duty.startswith(wanted) for duty in duties()), wanted
    for source in ("NĐ 42/2022 Điều 7", "TT 26/2020", "TCVN 6909:2001"):
        assert source in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_statement_for_readers_claims_what_the_table_checks(language):
    words = statement(language)
    text = " ".join((words.lead, *words.paragraphs))
    # WCAG's version and level, the circular, and every ability that a line of the table checks.
    promised = {
        "vi": ("WCAG 2.2", "AA", "26/2020/TT-BTTTT", "cỡ chữ", "tương phản", "bàn phím", "JavaScript", "in mọi trang", "phụ đề", "bằng chữ", "200%", "320"),
        "en": ("WCAG", "2.2", "AA", "26/2020/TT-BTTTT", "text size", "contrast", "keyboard", "JavaScript", "print every page", "captions", "transcript", "200%", "320"),
    }[language]  # fmt: skip
    assert [one for one in promised if one not in text] == []
    # What falls short is said to readers too.
    assert "PDF" in text
    assert "scan" in text.lower() or "quét" in text
    assert words.office, "the way to reach the office stands on the page"
