"""The fields of the index, and Tantivy's failures as ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import tantivy

from search.documents import FACETS
from search.engines.base import DAY_FIELD, TEXT_FIELDS, VALUE_FIELDS, EngineBusy, EngineError

# Raise when a field, or the meaning of what is in one, changes: an index of another version is not looked at.
SCHEMA_VERSION = 4
# Rows whose ``order`` begins alike (kind and month) share a band, a word that sorts as ``order`` does. Where
# many rows match, the first of them are looked for in the first bands only.
BAND_FIELD = "band"
_BAND_BITS = 47


def band(order: int) -> str:
    return f"{order >> _BAND_BITS:04x}"


# Values of a facet are counted in columns, the first value of a row in the first and so on, what is beyond them in the
# last. Columns of one value a row are counted more than twice as fast as one of many.
COLUMNS = 4


@cache
def columns(facet: str) -> tuple[str, ...]:
    return (*(f"{facet}_{number}" for number in range(1, COLUMNS + 1)), f"{facet}_more")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in VALUE_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name == "language")
    for name in FACETS:
        builder.add_text_field(f"facet_{name}", tokenizer_name="raw", index_option="basic")
        for column in columns(name):
            builder.add_text_field(column, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("entry", indexed=True, fast=True)
    builder.add_unsigned_field("order", fast=True)
    builder.add_unsigned_field("newest", fast=True)
    builder.add_text_field("by_name", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field(DAY_FIELD, indexed=True, fast=True)
    builder.add_unsigned_field("digest", fast=True)
    builder.add_text_field(BAND_FIELD, tokenizer_name="raw", index_option="basic")
    return builder.build()


SCHEMA = _schema()


LEFT_BEHIND = "FileAlreadyExists"


@contextmanager
def guarded() -> Iterator[None]:
    """Turns whatever Tantivy raises, its panics included (they are no ``Exception``), into ``EngineError``.

    A file that the next commit wants to write may have been left by a writer that was killed. That is ``EngineBusy``,
    no fault of the rows: the file is swept away before the next try (``Folder.sweep``).
    """
    try:
        yield
    except (EngineError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except Exception as error:
        if LEFT_BEHIND in str(error):
            raise EngineBusy(f"a writer that died left a file behind: {error}") from error
        raise EngineError(f"{type(error).__name__}: {error}") from error
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise EngineError(f"Tantivy panicked: {error}") from error
