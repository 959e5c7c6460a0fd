"""What the kernel adds to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static

from portal.core.outbox_admin import ParkedViewSet
from portal.core.views.documents import lead_to_our_address

# Wagtail's own hook of this name asks the collection; ours comes after it.
hooks.register("before_serve_document", lead_to_our_address, order=100)


@hooks.register("register_admin_viewset")
def register_kernel_screens() -> list[Any]:
    return [ParkedViewSet()]


@hooks.register("insert_global_admin_css")
def style_of_every_screen() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("portal/admin/everywhere.css"))
