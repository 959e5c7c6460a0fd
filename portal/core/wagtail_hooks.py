"""What the kernel adds to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from portal.core.outbox_admin import ParkedViewSet
from portal.core.views.documents import lead_to_our_address

# Wagtail's own hook of this name asks the collection; ours comes after it.
hooks.register("before_serve_document", lead_to_our_address, order=100)


@hooks.register("register_admin_viewset")
def register_kernel_screens() -> list[Any]:
    return [ParkedViewSet()]
