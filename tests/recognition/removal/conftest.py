"""The store switched on, as in its own tests: a stranger asks through it."""

from __future__ import annotations

from tests.portal.core.rendered.conftest import _connected, _one_connection, switched_on, visitor
from tests.recognition.views.conftest import published

__all__ = ["_connected", "_one_connection", "published", "switched_on", "visitor"]
