"""What the tests of views and of what they share begin with."""

from __future__ import annotations

from tests.recognition.views.conftest import published

__all__ = ["published"]
