"""A plan as one search request, and its answer as rows and counts.

Rows that answer get the score of their first tier, a small whole number, and nothing else scores; so the cluster
sorts by score and ``order`` exactly as the embedded engine does tier after tier, on however many shards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import elasticsearch.dsl.query as es
from elasticsearch.dsl import A, Search
from elasticsearch.dsl.aggs import Filters, Terms

from search.engines.base import (
    DAY_FIELD,
    ORDER_FIELDS,
    AllOf,
    AtLeast,
    Expression,
    Found,
    Phrase,
    Plan,
    Prefix,
    Row,
    Term,
    union,
)

# At least as many as a facet has values: then the counts are exact on several shards. 65,535 buckets a request at most.
MOST_VALUES = 8_000
MOST_SPELLINGS = 64
DEEPEST = 10_000  # rows that one request may reach; what lies deeper is reached in steps
_WILD = re.compile(r"([\\*?])")
_LITERAL = re.compile(r"\\(.)")
_SPECIAL = re.compile(r"([.?+*|{}\[\]()\"\\#@&<>~^$-])")  # to a regular expression of Lucene


class Asking:
    """One plan; what was translated once is used again."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._made: dict[Expression, es.Query] = {}
        # One tier needs no score, which saves the cluster half of the work when everything is browsed.
        self._scored = len(plan.tiers) > 1
        self._own = frozenset(name for name in plan.filters if name in plan.facets)

    # Requests ----------------------------------------------------------------------------------------------------

    def page(self, after: Sequence[Any] | None) -> dict[str, Any]:
        """The body of the request for the page, its facets and total; ``after`` as the sort values of a row."""
        plan = self.plan
        search = self._rows(after, size=plan.limit, start=0 if after else plan.offset)
        search = search.extra(track_total_hits=plan.total)
        if self._own:
            search = search.post_filter(es.Bool(filter=self._chosen(only=self._own)))
        for name in plan.facets:
            counted: Any = A("terms", field=f"facet_{name}", size=MOST_VALUES)
            if others := self._own - {name}:
                search.aggs.bucket(name, "filter", filter=es.Bool(filter=self._chosen(only=others))).bucket(
                    "values", counted
                )
            else:
                search.aggs.bucket(name, counted)
        body: dict[str, Any] = search.to_dict()
        return body

    def step(self, after: Sequence[Any] | None, size: int) -> dict[str, Any]:
        """The body of a request for nothing but the sort values of rows, on the way to a deep page."""
        search = self._rows(after, size=size, start=0).extra(track_total_hits=False)
        if self._own:
            search = search.post_filter(es.Bool(filter=self._chosen(only=self._own)))
        body: dict[str, Any] = search.to_dict()
        return body

    def counts(self, expressions: Sequence[Expression]) -> dict[str, Any]:
        search = Search().query(es.Bool(filter=self._bounds(self.plan.filters)))
        filters = {str(index): self.query(expression) for index, expression in enumerate(expressions)}
        search.aggs.bucket("each", Filters(filters=filters))
        body: dict[str, Any] = search.extra(size=0, track_total_hits=False).to_dict()
        return body

    def spellings(self, fold: str) -> dict[str, Any]:
        within = [self.query(union(self.plan.tiers)), *self._bounds(self.plan.filters)]
        search = Search().query(es.Bool(filter=within))
        search.aggs.bucket(
            "each",
            Terms(
                field="spelling",
                size=MOST_SPELLINGS,
                shard_size=MOST_VALUES,
                include=_escaped(_SPECIAL, fold) + r"\|.*",
            ),
        )
        body: dict[str, Any] = search.extra(size=0, track_total_hits=False).to_dict()
        return body

    def _rows(self, after: Sequence[Any] | None, *, size: int, start: int) -> Search:
        plan = self.plan
        bounds = self._bounds([name for name in plan.filters if name not in self._own])
        if self._scored:
            tiers = es.DisMax(
                queries=[
                    es.ConstantScore(
                        filter=self.query(tier.expression), boost=float(len(plan.tiers) - position)
                    )
                    for position, tier in enumerate(plan.tiers)
                ]
            )
            search = Search().query(es.Bool(must=[tiers], filter=bounds))
        else:
            search = Search().query(es.Bool(filter=[self.query(plan.tiers[0].expression), *bounds]))
        field = ORDER_FIELDS[plan.sort]
        if self._by_tier:
            search = search.sort("_score", field, "entry")  # the score descending
        else:
            search = search.sort(field, "entry").extra(track_scores=self._scored)
        extra: dict[str, Any] = {"_source": False, "size": size}
        if after:
            extra["search_after"] = list(after)
        elif start:
            extra["from"] = start
        return search.extra(**extra)

    @property
    def _by_tier(self) -> bool:
        return self._scored and self.plan.sort == "relevance"

    def place(self) -> list[Any] | None:
        """The sort values of ``plan.after``. A tier that this plan has not stands before all."""
        after = self.plan.after
        if after is None:
            return None
        values: list[Any] = [after.value, after.entry]
        if not self._by_tier:
            return values
        names = [tier.name for tier in self.plan.tiers]
        position = names.index(after.tier) if after.tier in names else -1
        return [float(len(names) - position), *values]

    def _bounds(self, filters: Iterable[str]) -> list[es.Query]:
        """Language, days and these filters."""
        plan = self.plan
        bounds: list[es.Query] = [es.Term("language", {"value": plan.language}), *self._chosen(only=filters)]
        days = {}
        if plan.since:
            days["gte"] = plan.since.toordinal()
        if plan.until:
            days["lte"] = plan.until.toordinal()
        if days:
            bounds.append(es.Range(DAY_FIELD, days))
        return bounds

    def _chosen(self, *, only: Iterable[str]) -> list[es.Query]:
        return [es.Terms(f"facet_{name}", list(self.plan.filters[name])) for name in sorted(only)]

    # Answers -----------------------------------------------------------------------------------------------------

    def found(self, answer: Mapping[str, Any]) -> Found:
        hits = answer["hits"]["hits"]
        at_least = self.plan.offset + len(hits) if hits else 0
        total = answer["hits"]["total"]["value"] if self.plan.total else at_least
        facets = {}
        for name in self.plan.facets:
            counted = answer["aggregations"][name]
            facets[name] = buckets(counted.get("values", counted))
        return Found(total, tuple(self._row(hit) for hit in hits), facets)

    def _row(self, hit: Mapping[str, Any]) -> Row:
        tiers = self.plan.tiers
        *_score, value, number = hit["sort"]
        score = (hit["_score"] if not self._by_tier else hit["sort"][0]) if self._scored else 1
        return Row(number, tiers[len(tiers) - int(score)].name, value)

    # Expressions -------------------------------------------------------------------------------------------------

    def query(self, expression: Expression) -> es.Query:
        made = self._made.get(expression)
        if made is None:
            made = self._made[expression] = self._translated(expression)
        return made

    def _translated(self, expression: Expression) -> es.Query:
        if isinstance(expression, Term):
            return es.Term(expression.field, {"value": expression.value})
        if isinstance(expression, Prefix):
            return _beginning(expression)
        if isinstance(expression, Phrase):
            return _phrase(expression)
        parts = [self.query(part) for part in expression.parts]
        if not parts:
            return es.MatchNone()
        if isinstance(expression, AllOf):
            return es.Bool(filter=parts)
        needed = expression.count if isinstance(expression, AtLeast) else 1
        return es.Bool(should=parts, minimum_should_match=needed)


def known(words: Sequence[str]) -> dict[str, Any]:
    """Whether a row has a word, asked field by field: a lone term is answered from the dictionary of terms."""
    search = Search()
    filters: dict[str, es.Query] = {}
    for index, word in enumerate(words):
        for field in ("name_fold", "word_fold"):
            filters[f"{index} {field}"] = es.Term(field, {"value": word})
    search.aggs.bucket("each", Filters(filters=filters))
    body: dict[str, Any] = search.extra(size=0, track_total_hits=False).to_dict()
    return body


def buckets(answer: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: int(bucket["doc_count"]) for bucket in answer["buckets"]}


def _beginning(prefix: Prefix) -> es.Query:
    if not prefix.end:
        return es.Prefix(prefix.field, {"value": prefix.start})
    wild = f"{_escaped(_WILD, prefix.start)}*{_escaped(_WILD, prefix.end)}"
    return es.Wildcard(prefix.field, {"value": wild})


def _escaped(special: re.Pattern[str], text: str) -> str:
    return special.sub(r"\\\1", text)


def _phrase(phrase: Phrase) -> es.Query:
    words = [_word(phrase.field, pattern) for pattern in phrase.patterns]
    return es.SpanNear(clauses=words, slop=0, in_order=True)


def _word(field: str, pattern: str) -> dict[str, Any]:
    """One word of a phrase. The ways of a pattern that are plain text are looked up as they are."""
    ways: list[dict[str, Any]] = []
    for way in re.split(r"(?<!\\)\|", pattern):
        if re.search(r"(?<!\\)[\[?]", way):
            matching = es.Regexp(field, {"value": way, "flags": "NONE"})
            ways.append(es.SpanMulti(match=matching).to_dict())
        else:
            ways.append(es.SpanTerm(field, {"value": _LITERAL.sub(r"\1", way)}).to_dict())
    return ways[0] if len(ways) == 1 else es.SpanOr(clauses=ways).to_dict()
