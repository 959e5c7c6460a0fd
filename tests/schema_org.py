"""Whether what a page says to machines is in the vocabulary of schema.org, of which ``schema_org.toml`` is a part."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html

_TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
TYPES = {name: line for name, line in _TABLE.items() if isinstance(line, dict)}
KEYWORDS = frozenset({"@type", "@id", "@context", "@graph"})
INPUT = "query-input"
"""The annotation of an action's parameter (schema.org, "Potential Actions": ``<property>-input``)."""
OF_A_PERSON = frozenset({"name", "url", "image", "award", "honorificPrefix", "jobTitle", "worksFor"})
"""All that may be said of a person (DOMAIN 6, rule 7): never birth, sex, address, telephone, family, nationality."""
ADDRESSES = frozenset({"url", "item", "@id", "image", "mainEntityOfPage", "serviceUrl"})


def properties(kind: str) -> frozenset[str]:
    """Return the properties of a type, its own and those of what it is a kind of."""
    line = TYPES[kind]
    return frozenset(line["has"]).union(*(properties(parent) for parent in line["is"]))


def graph(html: str) -> list[dict[str, Any]]:
    """Return the nodes a page says, none where it says nothing."""
    blocks = lxml.html.fromstring(html).xpath('//script[@type="application/ld+json"]')
    assert len(blocks) < 2, "one block a page"
    if not blocks:
        return []
    data = json.loads(blocks[0].text)
    assert data["@context"] == "https://schema.org"
    return list(data["@graph"])


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for item in value.values():
            yield from nodes(item)
    elif isinstance(value, list):
        for item in value:
            yield from nodes(item)


def faults(html: str, base: str) -> list[str]:
    """Return what the vocabulary does not know, what is private of a person, and addresses that are not ours."""
    found = []
    for node in nodes(graph(html)):
        kind = node["@type"]
        if kind not in TYPES:
            found.append(kind)
            continue
        known = properties(kind) | KEYWORDS | ({INPUT} if kind == "SearchAction" else set())
        found += [f"{kind}.{name}" for name in node if name not in known]
        if kind == "Person":
            found += [f"private: {name}" for name in node if name not in OF_A_PERSON | KEYWORDS]
        found += [
            f"{kind}.{name}: {node[name]}"
            for name in ADDRESSES & set(node)
            if isinstance(node[name], str) and not node[name].startswith(f"{base}/")
        ]
    return found
