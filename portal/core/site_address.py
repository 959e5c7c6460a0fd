"""Keep Wagtail's Site row at ``PUBLIC_URL``, which is the only source of absolute addresses."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Site


def follow_public_url() -> bool:
    """Give the default site the host and port of ``PUBLIC_URL``; return whether anything changed."""
    parts = urlsplit(settings.PUBLIC_URL)
    host, port = parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80)
    with transaction.atomic():
        changed = (
            Site.objects.filter(is_default_site=True)
            .exclude(hostname=host, port=port)
            .update(hostname=host, port=port)
        )
    if changed:
        Site.clear_site_root_paths_cache()
    return bool(changed)
