"""Pictures and documents that an editor chose for a body: asked for at once, however many blocks name them."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from portal.core.imaging import renditions
from portal.core.rendered.together import Plan, Stage, question, side_by_side


@question
def _chosen(model: Any, keys: tuple[int, ...]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(pk__in=keys)
    return rows


class Choice(blocks.ChooserBlock):
    """A chooser whose rows may be asked for together with others. Stands before a chooser of Wagtail's, which it is in
    migrations.
    """

    known_as: str
    """The chooser of Wagtail's, as migrations name it."""

    def plan(self, keys: tuple[int, ...]) -> Plan:
        """Return what ``found`` asks."""
        return [[_chosen(self.model_class, keys)]] if keys else ()

    def found(self, keys: tuple[int, ...]) -> dict[int, Any]:
        """Return the rows that are there, by key."""
        return {row.pk: row for row in _chosen(self.model_class, keys)} if keys else {}

    def bulk_to_python(self, values: Iterable[int | None]) -> list[Any]:
        """Return a row of its own for each key, None for one that is gone."""
        wanted = list(values)
        found = self.found(keys_of(wanted))
        return [copy.copy(found[value]) if value in found else None for value in wanted]

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return what a migration writes."""
        _path, args, kwargs = super().deconstruct()
        return self.known_as, args, kwargs


class ImageChoice(Choice, ImageChooserBlock):
    known_as = "wagtail.images.blocks.ImageChooserBlock"


class DocumentChoice(Choice, DocumentChooserBlock):
    known_as = "wagtail.documents.blocks.DocumentChooserBlock"


class Pictured:
    """A block that shows each picture chosen in it in the sizes of ``purpose``."""

    purpose: str


def keys_of(values: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(value for value in values if value is not None)


def plan_of_body(body: blocks.StreamValue) -> Plan:
    """Return what the blocks of a body ask to be shown: what was chosen for them, and the sizes of its pictures."""
    plans: list[Plan] = []
    for name, block in body.stream_block.child_blocks.items():
        values = [raw["value"] for raw in body.raw_data if raw["type"] == name]
        plans += [choice.plan(keys_of(keys)) for choice, keys in _choices(block, values)]
        if isinstance(block, Pictured):
            plans += [[_sizes(block, value)] for value in values]
    return side_by_side(*plans)


def _sizes(block: Pictured, value: Any) -> Stage:
    """Return what a block looks its pictures up by, of its value as it is stored."""
    chosen = [keys_of(keys) for choice, keys in _choices(block, [value]) if isinstance(choice, ImageChoice)]
    keys = sorted({key for some in chosen for key in some})
    return [renditions(keys, block.purpose)] if keys else ()


def _choices(block: Any, values: list[Any]) -> Iterator[tuple[Choice, list[Any]]]:
    """Yield the choosers in a block with the keys they will be given at once, as Wagtail gathers them."""
    if not values:
        return
    if isinstance(block, Choice):
        yield block, values
    elif isinstance(block, blocks.ListBlock):
        items = [item for value in values for item in value or ()]
        kept = [item["value"] if block._item_is_in_block_format(item) else item for item in items]
        yield from _choices(block.child_block, kept)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _choices(child, [value[name] for value in values if name in value])
