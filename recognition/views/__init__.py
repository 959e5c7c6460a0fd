"""Public pages of recognition: pages of Wagtail get their context here, rows get views in the same design."""

from __future__ import annotations

from recognition.views import awards, decisions, honorees, stories, units, verification, years

__all__ = ["awards", "decisions", "honorees", "stories", "units", "verification", "years"]
