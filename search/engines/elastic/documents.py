"""What the index holds of an entry. Nothing is stored but keys: a row's text stays in the database.

Only the analyzer that parts words at spaces is used: the keys were made by ``search.tokens``.
"""

from __future__ import annotations

from elasticsearch.dsl import Document, Integer, Keyword, Long, MetaField, Text

# Raise when a field, or the meaning of what is in one, changes: an index of another version is not looked at.
MAPPING_VERSION = 1
LONGEST_VALUE = 8191  # characters: Lucene refuses terms of more than 32,766 bytes


def _positions() -> Text:
    return Text(analyzer="whitespace", index_options="positions", norms=False)


def _beginnings() -> Text:
    """The same, with the beginnings of words as terms of their own, so that an unfinished word costs as a whole one."""
    return Text(
        analyzer="whitespace",
        index_options="positions",
        norms=False,
        index_prefixes={"min_chars": 1, "max_chars": 6},
    )


def _value(*, counted: bool = False) -> Keyword:
    return Keyword(doc_values=counted, ignore_above=LONGEST_VALUE)


class IndexedEntry(Document):
    """An ``Entry`` as ``search.projection.indexed`` writes it."""

    name_tone = _beginnings()
    name_tone_yi = _positions()
    name_fold = _beginnings()
    name_fold_yi = _positions()
    word_tone = _beginnings()
    word_tone_yi = _positions()
    word_fold = _beginnings()
    word_fold_yi = _positions()
    body_tone = _positions()
    body_tone_yi = _positions()
    body_fold = _positions()
    body_fold_yi = _positions()

    exact = _value()
    spelling = _value(counted=True)
    ref = _value()
    language = _value()
    live = _value()

    facet_kind = _value(counted=True)
    facet_year = _value(counted=True)
    facet_decision_year = _value(counted=True)
    facet_award = _value(counted=True)
    facet_level = _value(counted=True)
    facet_unit = _value(counted=True)
    facet_subject = _value(counted=True)
    facet_campaign = _value(counted=True)

    entry = Long()
    order = Long(index=False)
    newest = Long(index=False)
    by_name = Keyword(index=False, ignore_above=LONGEST_VALUE)
    day = Integer()
    digest = Long(index=False)

    class Meta:
        dynamic = MetaField("strict")
        source = MetaField(enabled=False)
        meta = MetaField({"version": MAPPING_VERSION})
