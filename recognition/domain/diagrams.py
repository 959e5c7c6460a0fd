"""The tables of moves as Mermaid state diagrams and as tables, for the documentation."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from recognition.domain.lifecycle import NOMINATION_MOVES, PUBLICATION_MOVES, Move
from recognition.enums import NominationState, PublicationState


def diagram(table: Sequence[Move], states: type[models.TextChoices]) -> str:
    """Return ``stateDiagram-v2`` text: one line a source of a move, labelled with the move's name."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.value}: {state.label}" for state in states]
    for move in table:
        lines += [f"    {source} --> {move.target}: {move.name}" for source in sorted(move.sources)]
    return "\n".join(lines)


def listing(table: Sequence[Move], states: type[models.TextChoices]) -> str:
    """Return a Markdown table of the moves: who, from where, to where, with a reason or not."""
    rows = ["| Move | Vietnamese | From | To | Who | Reason |", "|---|---|---|---|---|---|"]
    for move in table:
        sources = ", ".join(str(states(source).label) for source in sorted(move.sources))
        roles = ", ".join(str(role.label) for role in sorted(move.roles)) or "the clock"
        rows.append(
            f"| `{move.name}` | {move.label} | {sources} | {states(move.target).label} | {roles} "
            f"| {'yes' if move.needs_reason else ''} |"
        )
    return "\n".join(rows)


def chapters() -> dict[str, str]:
    """Return the generated parts of ``docs/nomination-lifecycle.md`` by the name of their marker."""
    return {
        "nomination": f"```mermaid\n{diagram(NOMINATION_MOVES, NominationState)}\n```\n\n"
        f"{listing(NOMINATION_MOVES, NominationState)}",
        "publication": f"```mermaid\n{diagram(PUBLICATION_MOVES, PublicationState)}\n```\n\n"
        f"{listing(PUBLICATION_MOVES, PublicationState)}",
    }


def filled(document: str) -> str:
    """Return ``document`` with what stands between ``<!-- NAME -->`` and ``<!-- /NAME -->`` made anew."""
    for name, text in chapters().items():
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, _, rest = document.partition(start)
        _, _, after = rest.partition(end)
        document = f"{before}{start}\n{text}\n{end}{after}"
    return document
