"""One plan put to one searcher."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import tantivy

from search.engines.base import DAY_FIELD, ORDER_FIELDS, Expression, Found, Place, Plan, Row, Term, union
from search.engines.embedded.expressions import NOTHING, Expressions, any_of
from search.engines.embedded.schema import BAND_FIELD, SCHEMA, band, columns

MOST_VALUES = 10_000  # of one facet; more would be counted wrongly
MOST_SPELLINGS = 64
MOST_SHARING = 10_000  # rows looked at where several share the value they are ordered by
_LARGEST = 2**64 - 1
_MANY_ROWS = 5_000  # fewer are sorted as quickly as bands are chosen
_TIMES_NEEDED = 20
_LARGEST_SHARE = 0.3  # of the rows, beyond which looking at all is cheaper
MOST_REMEMBERED = 512
_HEAD = re.compile(r"[0-9a-z]+")
_MUST, _NOT, _SHOULD = tantivy.Occur.Must, tantivy.Occur.MustNot, tantivy.Occur.Should

Counted = tuple[Mapping[str, Mapping[str, int]], int | None]  # facets, and the total
Clause = tuple[tantivy.Occur, tantivy.Query]
Pair = tuple[Any, int]  # a row's value of the ordering field, and its number


@dataclass(frozen=True, slots=True)
class _Stage:
    """A tier that can hold rows, with its position in the plan."""

    position: int
    name: str
    chain: str
    expression: Expression


class Remembered:
    """What was counted lately in one state of the index, so that a second page, the way back, and what many ask are not
    counted again.
    """

    def __init__(self) -> None:
        self._counted: OrderedDict[Hashable, Counted] = OrderedDict()
        self._filled: dict[str, bool] = {}
        self._mutex = Lock()

    def filled(self, column: str, searcher: tantivy.Searcher) -> bool:
        """Whether any row has a value in a column of a facet."""
        found = self._filled.get(column)
        if found is None:
            found = self._filled[column] = bool(searcher.terms_with_prefix(column, "", None, 1))
        return found

    def get(self, key: Hashable) -> Counted | None:
        with self._mutex:
            if key in self._counted:
                self._counted.move_to_end(key)
            return self._counted.get(key)

    def keep(self, key: Hashable, counted: Counted) -> Counted:
        with self._mutex:
            self._counted[key] = counted
            if len(self._counted) > MOST_REMEMBERED:
                self._counted.popitem(last=False)
        return counted


class Asking:
    """One question to one searcher; what was translated once is used again."""

    def __init__(
        self,
        index: tantivy.Index,
        searcher: tantivy.Searcher,
        plan: Plan,
        remembered: Remembered | None = None,
    ) -> None:
        self.index = index
        self.searcher = searcher
        self.plan = plan
        self.remembered = Remembered() if remembered is None else remembered
        self.total: int | None = None  # of rows, once it is known
        self.field = ORDER_FIELDS[plan.sort]
        self.expressions = Expressions(searcher)

    def found(self) -> Found:
        plan = self.plan
        whole = self.expressions.lean(union(plan.tiers))
        if whole == NOTHING:
            return Found(0, (), {name: {} for name in plan.facets})
        facets, self.total = self._counted(whole)
        rows = self._by_tier() if plan.sort == "relevance" else self._by_field(whole)
        at_least = plan.offset + len(rows) if rows else 0
        return Found(at_least if self.total is None else self.total, tuple(rows), facets)

    def counts(self, expressions: Sequence[Expression]) -> tuple[int, ...]:
        return tuple(self._count(self.expressions.lean(expression)) for expression in expressions)

    def spellings(self, fold: str) -> dict[str, int]:
        start = f"{fold}|"
        within = self._within(self.expressions.lean(union(self.plan.tiers)))
        counted = self.searcher.terms_with_prefix("spelling", start, within, MOST_SPELLINGS)
        return {term[len(start) :]: number for term, number in counted}

    # Counting ----------------------------------------------------------------------------------------------------

    def _counted(self, whole: Expression) -> Counted:
        """Counts of the asked facets, each without its own filter, and the number of rows under all filters."""
        plan = self.plan
        filters = tuple(sorted(plan.filters.items()))
        key = (whole, plan.language, filters, plan.since, plan.until, plan.facets, plan.total)
        known = self.remembered.get(key)
        if known is not None:
            return known
        free = [name for name in plan.facets if name not in plan.filters]
        asked = self._columns(free)
        if plan.total:
            asked["total"] = {"value_count": {"field": "entry"}}
        answer = self.searcher.aggregate(self._within(whole), asked) if asked else {}
        counts = {name: _buckets(name, answer) for name in free}
        for name in plan.facets:
            own = self._columns([name]) if name in plan.filters else {}
            if own:
                counts[name] = _buckets(name, self.searcher.aggregate(self._within(whole, but=name), own))
            elif name in plan.filters:
                counts[name] = {}
        return self.remembered.keep(key, (counts, int(answer["total"]["value"]) if plan.total else None))

    def _columns(self, facets: Iterable[str]) -> dict[str, Any]:
        """What to ask for the counts of facets, without columns that hold nothing."""
        return {
            column: {"terms": {"field": column, "size": MOST_VALUES}}
            for name in facets
            for column in columns(name)
            if self.remembered.filled(column, self.searcher)
        }

    def _count(self, lean: Expression, *clauses: Clause) -> int:
        if lean == NOTHING:
            return 0
        asked = {"total": {"value_count": {"field": "entry"}}}
        return int(self.searcher.aggregate(self._within(lean, *clauses), asked)["total"]["value"])

    # Rows --------------------------------------------------------------------------------------------------------

    def _by_tier(self) -> list[Row]:
        """Tier after tier, each without the rows of those before, until the page is full or nothing is left."""
        plan = self.plan
        start, place = self._start()
        skip = 0 if plan.after else plan.offset
        want = plan.limit
        if self.total is not None:
            want = min(want, max(0, self.total - skip))
        # From the beginning, the rows of earlier tiers all stand on this page and are known by number; otherwise they
        # have to be asked away.
        first = not start and not skip and place is None
        rows: list[Row] = []
        passed: dict[str, Expression] = {}  # of each chain the last; it contains the others
        for stage in self._stages():
            if stage.position >= start and want > 0:
                known = frozenset(row.number for row in rows) if first else frozenset()
                without = [] if first else list(passed.values())
                after = place if stage.position == start else None
                pairs, matched = self._ordered(stage.expression, without, known, skip, want, after)
                rows += [Row(number, stage.name, value) for value, number in pairs]
                skip = max(0, skip - matched)
                want -= len(pairs)
            passed[stage.chain] = stage.expression
        return rows

    def _by_field(self, whole: Expression) -> list[Row]:
        plan = self.plan
        skip = 0 if plan.after else plan.offset
        want = plan.limit if self.total is None else min(plan.limit, max(0, self.total - skip))
        if want <= 0:
            return []
        pairs, _matched = self._ordered(whole, [], frozenset(), skip, want, plan.after)
        names = self._names([number for _value, number in pairs])
        return [Row(number, names[number], value) for value, number in pairs]

    def _names(self, numbers: Sequence[int]) -> dict[int, str]:
        """The first tier that holds each of these rows."""
        stages = self._stages()
        names: dict[int, str] = {}
        for stage in stages:
            left = [number for number in numbers if number not in names]
            if not left:
                break
            if stage is stages[-1]:
                names.update(dict.fromkeys(left, stage.name))
                break
            query = tantivy.Query.boolean_query(
                [
                    (_MUST, tantivy.Query.term_set_query(SCHEMA, "entry", left)),
                    (_MUST, self.expressions.query(stage.expression)),
                ]
            )
            names.update(dict.fromkeys(self._numbers(query, len(left)), stage.name))
        return names

    def _stages(self) -> list[_Stage]:
        """What is left of the tiers, without those that can add no row to the ones before."""
        stages: list[_Stage] = []
        for position, tier in enumerate(self.plan.tiers):
            lean = self.expressions.lean(tier.expression)
            if lean != NOTHING and all(lean != stage.expression for stage in stages):
                stages.append(_Stage(position, tier.name, tier.chain, lean))
        return stages

    def _start(self) -> tuple[int, Place | None]:
        """The position of the tier to go on in, and the place in it. A tier that this plan has not stands before
        all; where there is one tier only its name does not matter.
        """
        after = self.plan.after
        names = [tier.name for tier in self.plan.tiers]
        if after is None:
            return 0, None
        if len(names) == 1:
            return 0, after
        return (names.index(after.tier), after) if after.tier in names else (0, None)

    def _ordered(
        self,
        lean: Expression,
        without: Iterable[Expression],
        known: frozenset[int],
        skip: int,
        want: int,
        after: Place | None,
    ) -> tuple[list[Pair], int]:
        """Rows by value, then by number, ``known`` ones left out, and how many there are at all (which is exact only
        when rows are to be skipped).
        """
        clauses = [(_NOT, self.expressions.query(passed)) for passed in without]
        if after is not None and self.field == "by_name":
            return self._named_after(lean, clauses, want, after)
        if after is not None:
            clauses.append((_MUST, self._behind(after)))
        # One more on each side shows whether a value is shared across the edge of the page.
        lead = min(skip, 1)
        size = want + len(known) + lead + 1
        pairs = self._leading(lean, clauses, size, skip - lead, after)
        matched = 0
        if pairs is None:
            query = self._within(lean, *clauses)
            pairs, matched = self._sorted(query, size, skip - lead, count=bool(skip))
        edge = lead + want + len(known)
        shared = (lead and len(pairs) > 1 and pairs[0][0] == pairs[1][0]) or (
            len(pairs) > edge and pairs[edge][0] == pairs[edge - 1][0]
        )
        if shared:
            pairs = self._shared(lean, clauses, pairs[lead][0], pairs[-1][0], skip)
            lead = 0
        chosen = [pair for pair in pairs[lead:] if pair[1] not in known][:want]
        return chosen, matched

    def _leading(
        self, lean: Expression, clauses: Sequence[Clause], size: int, skip: int, after: Place | None
    ) -> list[Pair] | None:
        """The same from the first bands alone, where so many rows match that these should have enough; ``None`` when
        they have not.
        """
        if self.field != "order":
            return None
        matching = self.expressions.most(lean)
        if self.total is not None:
            matching = min(matching, self.total)
        need = size + skip
        if matching < max(_MANY_ROWS, _TIMES_NEEDED * need):
            return None
        bands = sorted(self.searcher.terms_with_prefix(BAND_FIELD, ""))
        if after is not None:
            first = band(min(max(int(after.value), 0), 2**63 - 1))
            bands = [(name, count) for name, count in bands if name >= first]
        rows = sum(count for _name, count in bands)
        share = 4 * need / matching  # of the rows, should those that match be spread evenly
        while share < _LARGEST_SHARE:
            chosen: list[Expression] = []
            seen = 0
            for name, count in bands:
                chosen.append(Term(BAND_FIELD, name))
                seen += count
                if seen >= share * rows:
                    break
            within = (_MUST, self.expressions.query(any_of(chosen)))
            pairs, _matched = self._sorted(self._within(lean, *clauses, within), size, skip)
            if len(pairs) == size:
                return pairs
            share = 8 * seen / rows
        return None

    def _shared(
        self, lean: Expression, clauses: Sequence[Clause], first: Any, last: Any, skip: int
    ) -> list[Pair]:
        """The rows behind ``skip`` where rows share a value across the edge of a page."""
        if self.field == "by_name":  # no range of texts: all from the start
            pairs, _matched = self._sorted(self._within(lean, *clauses), skip + MOST_SHARING, 0)
            return sorted(pairs)[skip:]
        span = (_MUST, self._range(self.field, first, last))
        pairs, _matched = self._sorted(self._within(lean, *clauses, span), MOST_SHARING, 0)
        before = self._count(lean, *clauses, (_MUST, self._range(self.field, 0, first - 1))) if first else 0
        return sorted(pairs)[skip - before :]

    def _named_after(
        self, lean: Expression, clauses: Sequence[Clause], want: int, after: Place
    ) -> tuple[list[Pair], int]:
        """Rows behind a place in the order of names. Tantivy has ranges of texts in its parser only, which takes words
        without spaces; so the rows begin at the sort key, which names alike share, and those before the place are
        left out here.
        """
        head = _HEAD.match(str(after.value))
        more = list(clauses)
        if head:
            more.append((_MUST, self.index.parse_query(f"by_name:[{head.group()} TO *]", ["by_name"])))
        query = self._within(lean, *more)
        size = want + 64
        while True:
            pairs, _matched = self._sorted(query, size, 0)
            behind = [pair for pair in pairs if pair > (str(after.value), after.entry)]
            # The last value may be shared with rows not seen yet.
            if len(pairs) < size:
                return behind[:want], 0
            whole = [pair for pair in behind if pair[0] != pairs[-1][0]]
            if len(whole) >= want:
                return whole[:want], 0
            size *= 4

    def _sorted(
        self, query: tantivy.Query, size: int, skip: int, *, count: bool = False
    ) -> tuple[list[Pair], int]:
        found = self.searcher.search(
            query,
            size,
            count=count,
            offset=skip,
            order_by_field=self.field,
            order=tantivy.Order.Asc,
        )
        hits = found.hits
        addresses = [address for _value, address in hits]
        numbers = self.searcher.fast_field_values("entry", addresses) if addresses else []
        pairs = [(value, int(number or 0)) for (value, _address), number in zip(hits, numbers, strict=True)]
        pairs.sort()
        return pairs, int(found.count or 0) if count else 0  # type: ignore[attr-defined]  # not in its stub

    def _numbers(self, query: tantivy.Query, most: int) -> list[int]:
        hits = self.searcher.search(
            query, most, count=False, order_by_field="entry", order=tantivy.Order.Asc
        ).hits
        return [int(value) for value, _address in hits]

    # Queries -----------------------------------------------------------------------------------------------------

    def _within(self, lean: Expression, *clauses: Clause, but: str = "") -> tantivy.Query:
        """The rows of an expression in the language, between the days, under the filters (but one)."""
        plan = self.plan
        language = Term("language", plan.language)
        bounds = [(_MUST, self.expressions.query(lean)), (_MUST, self.expressions.query(language))]
        for name, values in plan.filters.items():
            if name != but:
                chosen = any_of([Term(f"facet_{name}", value) for value in values])
                bounds.append((_MUST, self.expressions.query(chosen)))
        if plan.since or plan.until:
            first = plan.since.toordinal() if plan.since else 0
            last = plan.until.toordinal() if plan.until else _LARGEST
            bounds.append((_MUST, self._range(DAY_FIELD, first, last)))
        return tantivy.Query.boolean_query([*bounds, *clauses])

    def _behind(self, place: Place) -> tantivy.Query:
        """The rows behind a place in the order of a field of numbers."""
        value = min(max(int(place.value), -1), _LARGEST)
        number = min(max(place.entry, -1), _LARGEST)
        ways: list[Clause] = []
        if value < _LARGEST:
            ways.append((_SHOULD, self._range(self.field, value + 1, _LARGEST)))
        if value >= 0 and number < _LARGEST:
            alike = [
                (_MUST, self._range(self.field, value, value)),
                (_MUST, self._range("entry", number + 1, _LARGEST)),
            ]
            ways.append((_SHOULD, tantivy.Query.boolean_query(alike)))
        return tantivy.Query.boolean_query(ways) if ways else tantivy.Query.empty_query()

    def _range(self, field: str, first: int, last: int) -> tantivy.Query:
        return tantivy.Query.range_query(
            SCHEMA, field, tantivy.FieldType.Unsigned, lower_bound=first, upper_bound=last
        )


def known_words(searcher: tantivy.Searcher, words: Sequence[str]) -> frozenset[str]:
    """See ``search.engines.base.Engine.known``."""
    return frozenset(
        word for word in words if any(searcher.doc_freq(f"{group}_fold", word) for group in ("name", "word"))
    )


def _buckets(facet: str, answer: Mapping[str, Any]) -> dict[str, int]:
    """The counts of a facet, which a row never has twice, from those of its columns."""
    counts: dict[str, int] = {}
    for column in columns(facet):
        for bucket in answer[column]["buckets"] if column in answer else ():
            counts[bucket["key"]] = counts.get(bucket["key"], 0) + int(bucket["doc_count"])
    return counts
