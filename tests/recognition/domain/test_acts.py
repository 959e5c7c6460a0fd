"""Every act that the source records has words, and the unit's history is a list of what it may read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from recognition.domain import acts
from recognition.domain.lifecycle import NOMINATION_MOVES, PUBLICATION_MOVES
from recognition.domain.lists import LIST_MOVES
from recognition.domain.packages import PACKAGE_MOVES
from recognition.enums import RequestState, SuggestionState

SOURCES = tuple(Path(settings.BASE_DIR) / name for name in ("recognition", "campaigns"))

# Acts whose name is not written where they are recorded: (file, expression) → the names it can have.
BY_TABLE = {
    ("domain/nominations.py", "name"): {move.name for move in NOMINATION_MOVES},
    ("domain/publication.py", "name"): {move.name for move in PUBLICATION_MOVES},
    ("domain/lists.py", "name"): {move.name for move in LIST_MOVES},
    ("domain/packages.py", "f'{step.name}_package'"): {f"{move.name}_package" for move in PACKAGE_MOVES},
    ("domain/requests.py", "f'{state.value}_request'"): {
        f"{state.value}_request" for state in RequestState if state != RequestState.NEW
    },
    ("domain/suggestions.py", "f'{state.value}_suggestion'"): {
        f"{state.value}_suggestion" for state in SuggestionState if state != SuggestionState.NEW
    },
    # Handed on by a function whose callers are walked too.
    ("domain/events.py", "act"): set(),
    ("domain/page_approvals.py", "act"): set(),
    ("domain/evidence.py", "act"): set(),
    ("domain/packages.py", "act"): set(),
    ("domain/lists.py", "act"): set(),
}
RECORDS = {"record", "compose", "record_reading"}
KINDS = {"domain/lists.py": "recognition.nomineelist", "exchange/confirmation.py": "recognition.importfile"}


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def named(node: ast.expr, file: str) -> set[str]:
    match node:
        case ast.Constant(value=str(act)):
            return {act}
        case ast.IfExp(body=body, orelse=other):
            return named(body, file) | named(other, file)
    assert (file, ast.unparse(node)) in BY_TABLE, f"{file}:{node.lineno}: which acts can this be?"
    return BY_TABLE[file, ast.unparse(node)]


def recorded() -> Iterator[tuple[str, str]]:
    """Yield (file, act) for every act that the source records."""
    for source in SOURCES:
        for path in sorted(source.rglob("*.py")):
            yield from recorded_in(path, path.relative_to(source).as_posix())


def recorded_in(path: Path, file: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        if called(node) in RECORDS:
            for word in node.keywords:
                if word.arg == "act":
                    yield from ((file, act) for act in named(word.value, file))
        elif called(node) == "_changed" and file == "domain/lists.py":
            yield from ((file, act) for act in named(node.args[2], file))


@pytest.fixture(scope="module")
def found() -> list[tuple[str, str]]:
    return list(recorded())


def test_the_walk_finds_what_is_recorded(found):
    assert {"start", "claim", "export", "return_", "confirm_package", "declined_request", "gather"} <= {
        act for _file, act in found
    }
    assert len({act for _file, act in found}) > 90


def test_every_act_that_is_recorded_has_words(found):
    assert [(file, act) for file, act in found if acts.label(act, KINDS.get(file, "")) in {act, ""}] == []


def test_no_words_stand_for_an_act_that_nothing_records(found):
    moves = {move.name for move in (*NOMINATION_MOVES, *PUBLICATION_MOVES, *LIST_MOVES)}
    assert set(acts.ACTS) - {act for _file, act in found} - moves == set()


def test_what_the_unit_reads_is_recorded_of_dossiers_and_holds_no_act_of_judging():
    assert set(acts.ACTS) >= acts.UNIT_READS >= acts.NAMED_TO_UNIT
    assert acts.UNIT_READS >= acts.TOLD_REASONS
    assert not acts.UNIT_READS & {
        "open_appraisal", "give_verdicts", "sign_appraisal", "score", "claim", "assign", "release_claim", "note",
        "recuse", "lift_recusal", "ask_more_clearance", "answer_clearance", "recall_clearance",
        "clearance_silence", "download", "preview",
    }  # fmt: skip


def test_an_act_is_called_by_what_it_was_done_to():
    assert acts.label("confirm", "recognition.nomination") == "Xác nhận và gửi Sở Y tế"
    assert acts.label("confirm", "recognition.nomineelist") == "Xác nhận danh sách"
    assert acts.label("confirm", "recognition.importfile") == "Xác nhận danh sách đã tải lên"
    assert acts.state_label("draft", "recognition.scoresheet") == "Đang soạn"
    assert acts.state_label("new", "recognition.publicrequest") == "Chờ trả lời"
    assert acts.state_label("standing_body", "core.user") == "Thường trực Hội đồng"
