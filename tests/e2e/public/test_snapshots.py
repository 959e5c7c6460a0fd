"""The living page against what is kept of it: sizes, letters and colours of every component (see docs/design.md).

``make snapshots`` keeps it anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.public.walking import DESK, HEIGHT, PHONE, SCHEMES, open_page

pytestmark = pytest.mark.browser
KEPT = Path(__file__).with_name("snapshots.json")
SCRIPT = (
    Path(__file__)
    .with_name("snapshots.js")
    .read_text(encoding="utf-8")
    .split("\n", 1)[1]
    .rstrip()
    .rstrip(";")
)
PIXELS, SHARE = 3, 0.03
"""Browsers of other versions set lines and fields a little higher or wider: so much is the same."""


@pytest.fixture(scope="module")
def seen(browser, site) -> dict[str, Any]:
    """Return, by component, its elements with boxes by width and colours by scheme."""
    context, page = open_page(browser, site)
    shown: dict[tuple[int, str], dict[str, list[dict[str, Any]]]] = {}
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.goto("/_thanh-phan/")
        page.evaluate("document.fonts.ready")
        page.reload()  # now the fonts are there from the first line
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            shown[width, scheme] = page.evaluate(SCRIPT)
    context.close()
    first = shown[DESK, "light"]
    return {
        component: [
            {
                "name": row["name"],
                "letters": row["letters"],
                **{
                    f"box at {width}": _at(shown, width, "light", component, place)["box"]
                    for width in (PHONE, DESK)
                },
                **{scheme: _at(shown, DESK, scheme, component, place)["colours"] for scheme in SCHEMES},
            }
            for place, row in enumerate(rows)
        ]
        for component, rows in first.items()
    }


def _at(shown: dict[Any, Any], width: int, scheme: str, component: str, place: int) -> dict[str, Any]:
    rows = shown[width, scheme].get(component, [])
    return rows[place] if place < len(rows) else {"box": None, "colours": None}


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= max(PIXELS, SHARE * abs(other))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other)


def _differences(now: dict[str, Any], before: dict[str, Any]) -> list[str]:
    found = [f"{name}: new" for name in now.keys() - before.keys()]
    found += [f"{name}: gone" for name in before.keys() - now.keys()]
    for component in sorted(now.keys() & before.keys()):
        rows, kept = now[component], before[component]
        if len(rows) != len(kept):
            found.append(f"{component}: {len(kept)} elements became {len(rows)}")
            continue
        found += [
            f"{component} {row['name']} #{place}, {what}: {old[what]} became {row[what]}"
            for place, (row, old) in enumerate(zip(rows, kept, strict=True))
            for what in row
            if not _alike(row[what], old.get(what))
        ]
    return found


def test_no_component_has_changed_its_looks_unnoticed(seen):
    if os.environ.get("REMAKE_SNAPSHOTS"):
        lines = [
            f" {json.dumps(name)}: {json.dumps(rows, ensure_ascii=False)}"
            for name, rows in sorted(seen.items())
        ]
        KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    found = _differences(seen, json.loads(KEPT.read_text(encoding="utf-8")))
    assert not found, "If this is meant: make snapshots\n" + "\n".join(found[:60])


def test_a_change_of_colour_size_or_number_is_noticed(seen):
    changed = json.loads(json.dumps(seen))
    changed["button"][0]["dark"][0] = "rgb(1, 2, 3)"
    changed["tag"][0]["box at 360"][0] += 40
    changed["stamp"].pop()
    changed["card"][0]["letters"][2] += 4
    found = "\n".join(_differences(seen, changed))
    assert all(word in found for word in ("button", "tag", "stamp", "card"))
    assert len(found.splitlines()) == 4
