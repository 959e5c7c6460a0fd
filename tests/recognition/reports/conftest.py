"""The province of the desk's tests."""

from __future__ import annotations

from tests.recognition.desk.conftest import desk

__all__ = ["desk"]
