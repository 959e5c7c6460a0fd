"""Expressions as Tantivy queries. What the dictionary of terms shows to match nothing is left out before asking."""

from __future__ import annotations

import re
from itertools import product

import tantivy

from search.engines.base import AllOf, AnyOf, AtLeast, Expression, Phrase, Prefix, Term
from search.engines.embedded.schema import SCHEMA

NOTHING = AnyOf(())
MOST_PHRASES = 64  # ways to write a phrase that are asked one by one
MOST_WALKED = 4_096  # words looked at for the ways to write one word of a phrase
_ALTERNATIVES = re.compile(r"(?<!\\)\|")
_ESCAPED = re.compile(r"\\(.)")
_FREE = re.compile(r"(?<!\\)[\[?.*+(]")
_HEAD = re.compile(r"(?:\[([^\]]+)\]|\\(.)|([^\[\\?|.*+(]))(?!\?)")
_MANY = 12  # terms of one field that are looked up as a set


class Expressions:
    """Expressions over the vocabulary of one searcher; what was worked out once is used again."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        # By identity, which costs no walk through the whole expression; each is held so that its identity stays its own.
        self._lean: dict[int, tuple[Expression, Expression]] = {}
        self._made: dict[Expression, tantivy.Query] = {}
        self._held: dict[Term, int] = {}

    def lean(self, expression: Expression) -> Expression:
        """The same rows said with terms and phrases that the index knows; ``NOTHING`` when there are none."""
        found = self._lean.get(id(expression))
        if found is None:
            found = self._lean[id(expression)] = (expression, self._leaned(expression))
        return found[1]

    def query(self, expression: Expression) -> tantivy.Query:
        """The query for an expression that :meth:`lean` gave."""
        made = self._made.get(expression)
        if made is None:
            made = self._made[expression] = self._query(expression)
        return made

    def held(self, term: Term) -> int:
        """How many rows hold a term, those deleted of late included."""
        count = self._held.get(term)
        if count is None:
            count = self._held[term] = self._searcher.doc_freq(term.field, term.value)
        return count

    def most(self, expression: Expression) -> int:
        """A number of rows that an expression does not exceed."""
        if isinstance(expression, Term):
            return self.held(expression)
        if isinstance(expression, AllOf):
            return min(self.most(part) for part in expression.parts)
        if isinstance(expression, AnyOf):
            return sum(self.most(part) for part in expression.parts)
        if isinstance(expression, AtLeast):
            sizes = sorted(self.most(part) for part in expression.parts)
            return sum(sizes[: len(sizes) - expression.count + 1])
        return self._searcher.num_docs

    # Leaving out what is not there --------------------------------------------------------------------------------

    def _leaned(self, expression: Expression) -> Expression:
        if isinstance(expression, Term):
            return expression if self.held(expression) else NOTHING
        if isinstance(expression, Prefix):
            return self._beginning(expression)
        if isinstance(expression, Phrase):
            return self._phrase(expression)
        if isinstance(expression, AllOf):
            return all_of([self.lean(part) for part in expression.parts])
        if isinstance(expression, AnyOf):
            return any_of([self.lean(part) for part in expression.parts])
        return self._at_least(expression.count, [self.lean(part) for part in expression.parts])

    def _beginning(self, prefix: Prefix) -> Expression:
        """The words that begin so, named one by one; a regular expression costs half a millisecond to compile."""
        return any_of(
            [
                self._known(Term(prefix.field, term), count)
                for term, count in self._searcher.terms_with_prefix(prefix.field, prefix.start)
                if term.endswith(prefix.end) and len(term) >= len(prefix.start) + len(prefix.end)
            ]
        )

    def _known(self, term: Term, count: int) -> Term:
        self._held[term] = count
        return term

    def _phrase(self, phrase: Phrase) -> Expression:
        """A phrase whose words are written in few ways as these phrases; another one beside its words, which part
        most rows from it before their positions are read.
        """
        ways: list[list[str]] = []
        for pattern in phrase.patterns:
            words = self._ways(phrase.field, pattern)
            if words is None:
                return phrase
            if not words:
                return NOTHING
            ways.append(words)
        number = 1
        for words in ways:
            number *= len(words)
        if number <= MOST_PHRASES:
            return any_of(
                [Phrase(phrase.field, tuple(re.escape(word) for word in words)) for words in product(*ways)]
            )
        return all_of([any_of([Term(phrase.field, word) for word in words]) for words in ways] + [phrase])

    def _ways(self, field: str, pattern: str) -> list[str] | None:
        """The words of the index that a pattern matches; ``None`` when too many would have to be looked at."""
        found: dict[str, None] = {}
        for way in _ALTERNATIVES.split(pattern):
            if not _FREE.search(way):
                word = _ESCAPED.sub(r"\1", way)
                if self.held(Term(field, word)):
                    found[word] = None
                continue
            heads = _heads(way)
            whole = re.compile(way)
            walked = 0
            for head in heads:
                for term, count in self._searcher.terms_with_prefix(field, head):
                    walked += 1
                    if whole.fullmatch(term):
                        self._known(Term(field, term), count)
                        found[term] = None
            if walked > MOST_WALKED:
                return None
        return list(found)

    def _at_least(self, count: int, parts: list[Expression]) -> Expression:
        parts = [part for part in parts if part != NOTHING]
        if count <= 0 or len(parts) < count:
            return NOTHING
        if count == 1:
            return any_of(parts)
        if count == len(parts):
            return all_of(parts)
        # All but one, of which the rarest lead: cheap when some are rare, dearer than counting when all are common.
        sizes = sorted(self.most(part) for part in parts)
        if count == len(parts) - 1 and 2 * (count * sizes[0] + sizes[1]) < sum(sizes):
            return any_of([all_of(parts[:left] + parts[left + 1 :]) for left in range(len(parts))])
        return AtLeast(count, tuple(parts))

    # Queries -----------------------------------------------------------------------------------------------------

    def _query(self, expression: Expression) -> tantivy.Query:
        query = tantivy.Query
        if isinstance(expression, Term):
            return query.term_query(SCHEMA, expression.field, expression.value, index_option="basic")
        if isinstance(expression, Phrase):
            if any(_FREE.search(pattern) or _ALTERNATIVES.search(pattern) for pattern in expression.patterns):
                return query.regex_phrase_query(SCHEMA, expression.field, list(expression.patterns))
            words: list[str | tuple[int, str]] = [
                _ESCAPED.sub(r"\1", pattern) for pattern in expression.patterns
            ]
            return query.phrase_query(SCHEMA, expression.field, words)
        if isinstance(expression, AllOf):
            return query.boolean_query([(tantivy.Occur.Must, self.query(part)) for part in expression.parts])
        if isinstance(expression, AtLeast):
            return query.boolean_query(
                [(tantivy.Occur.Should, self.query(part)) for part in expression.parts],
                minimum_number_should_match=expression.count,
            )
        if isinstance(expression, AnyOf):
            return self._any(expression)
        raise TypeError(expression)

    def _any(self, expression: AnyOf) -> tantivy.Query:
        """Many terms of one field are read into one set of rows, which is cheaper than a queue of lists."""
        if not expression.parts:
            return tantivy.Query.empty_query()
        by_field: dict[str, list[str]] = {}
        others: list[tantivy.Query] = []
        for part in expression.parts:
            if isinstance(part, Term):
                by_field.setdefault(part.field, []).append(part.value)
            else:
                others.append(self.query(part))
        for field, values in by_field.items():
            if len(values) > _MANY:
                others.append(tantivy.Query.term_set_query(SCHEMA, field, values))
            else:
                others += [self.query(Term(field, value)) for value in values]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, other) for other in others])


def all_of(parts: list[Expression]) -> Expression:
    """All of these, flat, each once."""
    flat: dict[Expression, None] = {}
    for part in parts:
        if part == NOTHING:
            return NOTHING
        flat.update(dict.fromkeys(part.parts if isinstance(part, AllOf) else (part,)))
    return next(iter(flat)) if len(flat) == 1 else AllOf(tuple(flat))


def any_of(parts: list[Expression]) -> Expression:
    """Any of these, flat, each once."""
    flat: dict[Expression, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts if isinstance(part, AnyOf) else (part,)))
    return next(iter(flat)) if len(flat) == 1 else AnyOf(tuple(flat))


def _heads(pattern: str) -> list[str]:
    """The ways in which words that match a pattern begin, by its first two letters that must be there."""
    heads = [""]
    position = 0
    for _letter in range(2):
        match = _HEAD.match(pattern, position)
        if match is None:
            break
        signs = match[1] or match[2] or match[3]
        heads = [head + sign for head in heads for sign in signs]
        position = match.end()
    return heads
