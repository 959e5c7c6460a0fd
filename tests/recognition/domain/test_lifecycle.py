"""The tables of moves themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from recognition.domain.diagrams import filled
from recognition.domain.lifecycle import NOMINATION_MOVES, PUBLICATION_MOVES, Move
from recognition.enums import NominationState, PublicationState

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "nomination-lifecycle.md"


def test_the_documentation_shows_the_tables_as_they_are() -> None:
    with translation.override("vi"):
        text = DOCUMENT.read_text(encoding="utf-8")
        assert filled(text) == text


@pytest.mark.parametrize(
    ("table", "states"), [(NOMINATION_MOVES, NominationState), (PUBLICATION_MOVES, PublicationState)]
)
def test_every_state_is_reached_or_is_a_beginning(table: tuple[Move, ...], states: type) -> None:
    reached = {move.target for move in table}
    beginnings = {NominationState.DRAFT, PublicationState.RECORDED}
    assert {state for state in states if state not in reached} <= beginnings


def test_ends_are_final() -> None:
    for state in (
        NominationState.DECIDED,
        NominationState.NOT_MET,
        NominationState.WITHDRAWN,
        NominationState.OVERDUE,
    ):
        assert not [move for move in NOMINATION_MOVES if move.starts_from(state)]
    assert not [move for move in PUBLICATION_MOVES if move.starts_from(PublicationState.CANCELLED)]


def test_names_of_moves_are_unique() -> None:
    for table in (NOMINATION_MOVES, PUBLICATION_MOVES):
        assert len({move.name for move in table}) == len(table)
