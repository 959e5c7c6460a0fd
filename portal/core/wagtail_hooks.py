"""What the kernel adds to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from portal.core.outbox_admin import ParkedViewSet


@hooks.register("register_admin_viewset")
def register_kernel_screens() -> list[Any]:
    return [ParkedViewSet()]
