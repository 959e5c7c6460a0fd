"""What can be found. Every app that has something public registers a source in its ``search_sources.py``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from portal.core.outbox import Ref

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from search.documents import Document


class Source(Protocol):
    """One kind of document. ``documents`` reads the present state: a ref without public documents gives none."""

    @property
    def kind(self) -> str: ...

    @property
    def outbox_kinds(self) -> frozenset[str]: ...

    @property
    def naming(self) -> frozenset[str]:
        """The kinds of refs whose rows ``facet_labels`` reads: once one was brought in, labels are asked for anew."""
        ...

    def documents(self, refs: Sequence[Ref]) -> Iterable[Document]: ...

    def refs(self) -> Iterable[Ref]:
        """Everything that may be public; a rebuild asks for the documents of these."""
        ...

    def facet_labels(self, facet: str, values: Collection[str], language: str) -> Mapping[str, str]:
        """Words for the values of a facet, as far as this source knows them; an unknown facet gives ``{}``."""
        ...


@dataclass(frozen=True, slots=True)
class ModelSource:
    """The documents of one model, for apps that need no more.

    ``public`` gives the rows that may be found; ``declare`` the documents of one row, one for each language it has,
    without their ``ref``. ``label`` names the kind. Whatever changes a row calls ``outbox.record(row)`` in the same
    transaction.
    """

    kind: str
    public: Callable[[], QuerySet[Any]]
    declare: Callable[[Any], Iterable[Document]]
    label: str = ""

    @property
    def outbox_kinds(self) -> frozenset[str]:
        return frozenset({self._model_kind})

    @property
    def naming(self) -> frozenset[str]:
        return frozenset()  # its label is no row

    @property
    def _model_kind(self) -> str:
        label: str = self.public().model._meta.label_lower
        return label

    def refs(self) -> Iterator[Ref]:
        kind = self._model_kind
        for pk in self.public().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2_000):
            yield Ref(kind, str(pk))

    def documents(self, refs: Sequence[Ref]) -> Iterator[Document]:
        for row in self.public().filter(pk__in=[ref.key for ref in refs]):
            for document in self.declare(row):
                yield replace(document, ref=Ref(self._model_kind, str(row.pk)))

    def facet_labels(self, facet: str, values: Collection[str], _language: str) -> Mapping[str, str]:
        known = facet == "kind" and self.kind in values and self.label
        return {self.kind: str(self.label)} if known else {}


Added = Callable[[Sequence[Ref]], Mapping[Ref, Mapping[str, tuple[str, ...]]]]
"""What another app knows of the documents of these refs: values of facets, by ref."""

_sources: dict[str, Source] = {}
_added: dict[str, list[Added]] = {}
_listeners: list[Callable[[], None]] = []


def register(source: Source) -> None:
    """Makes a kind searchable. Raises ``ValueError`` when another source already has the kind."""
    present = _sources.get(source.kind)
    if present is not None and type(present) is not type(source):
        raise ValueError(f"{source.kind!r} is already registered by {type(present).__qualname__}")
    _sources[source.kind] = source
    _tell()


def add_facets(kind: str, added: Added) -> None:
    """Adds values of facets to the documents of a kind whose source does not know them: apps higher up do.

    Whatever changes them calls ``outbox.record`` for the rows whose documents they stand on.
    """
    if added not in _added.setdefault(kind, []):
        _added[kind].append(added)


def documents_of(source: Source, refs: Sequence[Ref]) -> list[Document]:
    """The documents of a source, with the values of facets that others add."""
    documents = list(source.documents(refs))
    for added in _added.get(source.kind, ()):
        values = added(refs) if documents else {}
        documents = [
            replace(document, facets={**document.facets, **more})
            if (more := values.get(document.ref or refs[0]))
            else document
            for document in documents
        ]
    return documents


def unregister(kind: str) -> None:
    _sources.pop(kind, None)
    _tell()


def _tell() -> None:
    for listener in _listeners:
        listener()


def sources() -> tuple[Source, ...]:
    return tuple(_sources.values())


def source(kind: str) -> Source | None:
    return _sources.get(kind)


def outbox_kinds() -> frozenset[str]:
    """The kinds of refs that some source reads."""
    return frozenset(kind for item in _sources.values() for kind in item.outbox_kinds)


def naming() -> frozenset[str]:
    """The kinds of refs whose rows name values of facets."""
    return frozenset(kind for item in _sources.values() for kind in item.naming)


def subscribe(listener: Callable[[], None]) -> None:
    """Calls ``listener`` whenever a source was added or taken out: apps register after search was loaded."""
    if listener not in _listeners:
        _listeners.append(listener)


def labels(facet: str, values: Collection[str], language: str) -> dict[str, str]:
    """Labels for the values; a value that no source knows is its own label."""
    wanted = [value for value in values if value]
    found: dict[str, str] = {}
    for item in _sources.values():
        rest = [value for value in wanted if value not in found]
        if not rest:
            break
        found.update({value: str(label) for value, label in item.facet_labels(facet, rest, language).items()})
    return {value: found.get(value) or value for value in wanted}
