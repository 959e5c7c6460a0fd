"""Registering sources."""

from __future__ import annotations

import pytest

from portal.core import outbox
from search import registry


def test_a_kind_belongs_to_one_source(source):
    class Other(type(source)):
        pass

    registry.register(source)
    with pytest.raises(ValueError, match="book"):
        registry.register(Other())


def test_the_outbox_learns_of_a_source_that_registers_late(source):
    assert registry.outbox_kinds() == {"library.book"}
    assert outbox._consumers["search"].kinds == {"library.book"}
    registry.unregister("book")
    assert outbox._consumers["search"].kinds == frozenset()
    registry.register(source)


def test_a_value_that_no_source_knows_is_its_own_label(source):
    assert registry.labels("award", ["gk", "xyz", ""], "vi") == {
        "gk": "Giấy khen của Giám đốc Sở Y tế",
        "xyz": "xyz",
    }
    assert registry.labels("kind", ["book"], "en") == {"book": "Books"}
