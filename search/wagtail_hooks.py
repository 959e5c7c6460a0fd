"""What search adds to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from search.desk.menu import SearchGroup


@hooks.register("register_admin_viewset")
def register_search_screens() -> list[Any]:
    return [SearchGroup()]
