"""Whether any page stands behind a restriction: where none does, nobody has to ask for those of each page."""

from __future__ import annotations

from typing import Any

from wagtail.models import PageViewRestriction

from portal.core.remembered import remembered


@remembered(limit=4)
def is_anything_restricted() -> bool:
    """Whether any page of the site stands behind a restriction."""
    return bool(PageViewRestriction.objects.exists())


def unrestricted(rows: Any) -> Any:
    """Return ``rows.public()`` of pages, without asking for all restrictions where there are none."""
    return rows.public() if is_anything_restricted() else rows
