"""The two engines give the same rows in the same order and the same counts, whatever is asked: 5,000 entries, thousands
of questions by a seed, on one shard and on three.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from search import parsing, ranking
from search.documents import FACETS
from search.engines import engine
from search.engines.base import AtLeast, Engine, Found, Place, Plan, Tier
from search.models import Entry
from tests.search.engines.conftest import elastic_site
from tests.search.engines.shelves import entries, questions

pytestmark = pytest.mark.any_database
ENTRIES = 5_000
QUESTIONS = 2_000
SHARDS = (1, 3)


@pytest.fixture(scope="module")
def rivals(
    elasticsearch_url, tmp_path_factory, django_db_setup, django_db_blocker
) -> Iterator[dict[str, Engine]]:
    """The embedded engine and Elasticsearch with each number of shards, all built from the same rows."""
    made: dict[str, Engine] = {}
    with django_db_blocker.unblock():
        Entry.objects.bulk_create(entries(ENTRIES, 20_260_601), batch_size=100)
        try:
            with override_settings(
                SEARCH_ENGINE="embedded", SEARCH_INDEX_DIR=tmp_path_factory.mktemp("search")
            ):
                made["embedded"] = engine()
            with (
                elastic_site(elasticsearch_url, ELASTICSEARCH_SHARDS=SHARDS[0]) as one,
                elastic_site(elasticsearch_url, ELASTICSEARCH_SHARDS=SHARDS[1]) as three,
            ):
                for shards, values in zip(SHARDS, (one, three), strict=True):
                    with override_settings(**values):
                        made[f"elasticsearch on {shards}"] = engine()
                for each in made.values():
                    assert each.rebuild() == ENTRIES
                yield made
        finally:
            Entry.objects.all().delete()


def plans(seed: int) -> Iterator[Plan]:
    """Each question by each of its readings; some without a total, some with partial matches instead."""
    draw = random.Random(seed)
    for question in questions(QUESTIONS, seed):
        understood = parsing.understand(question.text)
        reading = draw.choice(understood)
        tiers = ranking.tiers(reading)
        if len(reading.parts) > 2 and draw.random() < 0.2:
            parts = tuple(
                ranking._part(part, ("name", "word", "body"), ranking.UNMARKED) for part in reading.parts
            )
            tiers = tuple(
                Tier(f"part{count}", "part", AtLeast(count, parts)) for count in range(len(parts) - 1, 0, -1)
            )
        yield Plan(tiers=tiers, **question.values)


def told(found: Found, *, total: bool = True) -> tuple[Any, ...]:
    return (
        found.rows,
        found.total if total else None,
        {name: dict(counts) for name, counts in found.facets.items()},
    )


def test_thousands_of_questions_have_the_same_answers(rivals, db):
    asked = answered = behind = 0
    for number, plan in enumerate(plans(4)):
        answers = {name: each.search(plan) for name, each in rivals.items()}
        expected = told(answers["embedded"])
        for name, answer in answers.items():
            assert told(answer) == expected, f"question {number} on {name}: {plan}"
        asked += 1
        answered += bool(expected[0])
        rows = answers["embedded"].rows
        if len(rows) > 3 and number % 4 == 0:
            middle = rows[len(rows) // 2]
            place = Place(middle.tier, middle.value, middle.number)
            further = Plan(
                tiers=plan.tiers, language=plan.language, filters=plan.filters, limit=plan.limit, sort=plan.sort,
                since=plan.since, until=plan.until, after=place, total=False,
            )  # fmt: skip
            pages = {name: each.search(further).rows for name, each in rivals.items()}
            assert pages["embedded"][: len(rows) - len(rows) // 2 - 1] == rows[len(rows) // 2 + 1 :]
            for name, page in pages.items():
                assert page == pages["embedded"], f"question {number} on {name}, behind {place}: {plan}"
            behind += 1
    assert asked == QUESTIONS
    assert answered > QUESTIONS // 4
    assert behind > QUESTIONS // 20


def test_counts_spellings_and_known_words_are_the_same(rivals, db):
    words: set[str] = set()
    for number, plan in enumerate(plans(5)):
        if number % 10:
            continue
        expressions = [tier.expression for tier in plan.tiers]
        counts = {name: each.counts(plan, expressions) for name, each in rivals.items()}
        for name, count in counts.items():
            assert count == counts["embedded"], f"question {number} on {name}: {plan}"
        for fold in ("hoa", "thuy"):
            spellings = {name: dict(each.spellings(plan, fold)) for name, each in rivals.items()}
            for name, spelled in spellings.items():
                assert spelled == spellings["embedded"], f"question {number} on {name}, {fold}: {plan}"
    for question in questions(300, 6):
        words.update(key.fold for reading in parsing.understand(question.text) for key in reading.name)
    asked = sorted(words | {f"{word}x" for word in words} | {word[:-1] for word in words})
    known = {name: each.known(asked) for name, each in rivals.items()}
    assert known["embedded"]
    for name, found in known.items():
        assert found == known["embedded"], name


def test_the_rows_are_the_same(rivals, db):
    expected = dict(Entry.objects.values_list("pk", "digest"))
    for name, each in rivals.items():
        assert dict(each.digests()) == expected, name


def test_facets_with_many_values_are_exact_on_several_shards(rivals, db):
    plan = Plan(tiers=ranking.EVERYTHING, language="vi", filters={}, facets=FACETS)
    counted: Counter[str] = Counter()
    for entry in Entry.objects.filter(language="vi", cancelled=False):
        counted.update(entry.facets.get("campaign", ()))
    assert len(counted) == 300
    for name, each in rivals.items():
        assert each.search(plan).facets["campaign"] == dict(counted), name
