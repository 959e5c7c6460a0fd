"""What recognition adds to the Wagtail admin; each part registers its own hooks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from recognition.desk import (  # noqa: F401
    appraisal,
    choosers,
    files,
    imports,
    menu,
    notices,
    pages,
    panels,
    reports,
    rounds,
)

menu.register_policies()
files.register()


@hooks.register("register_admin_viewset")
def register_desk() -> list[Any]:
    return [*(group() for group in menu.GROUPS), choosers.honorees, choosers.decisions]


@hooks.register("construct_homepage_panels")
def add_what_waits(request: HttpRequest, found: list[Any]) -> None:
    shown = [
        panel for kind in (*panels.PANELS, rounds.RoundsPanel) if (panel := kind()).is_shown(request.user)
    ]
    found[:] = [*shown, *filter(panels.is_of_use, found)]


@hooks.register("construct_homepage_summary_items", order=1000)
def leave_out_what_only_counts(_request: HttpRequest, items: list[Any]) -> None:
    items[:] = filter(panels.is_of_use, items)


@hooks.register("construct_main_menu")
def leave_out_what_roles_replace(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail's help speaks to builders of sites, not to the people of an office."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name != "help"]
