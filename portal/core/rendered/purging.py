"""Tell the network in front what is no longer so, through Wagtail's frontend cache (``WAGTAILFRONTENDCACHE``)."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.contrib.frontend_cache.tasks import purge_urls_from_cache_task

logger = logging.getLogger(__name__)

AT_ONCE = 500
FIRST = 90  # before pictures and mail: until it is done, the network shows what is no longer so


def purge(addresses: Iterable[str]) -> None:
    """Have the worker purge public addresses (``host/path/``) before all its other work.

    Not here: a network that hangs must not hold up whoever publishes. A failure to hand it over is logged; pages
    that end by themselves end, and ``Release.purge_again`` asks a second time.
    """
    scheme = urlsplit(settings.PUBLIC_URL).scheme
    urls = list(dict.fromkeys(f"{scheme}://{address}" for address in addresses))
    try:
        for start in range(0, len(urls), AT_ONCE):
            purge_urls_from_cache_task.using(priority=FIRST).enqueue(urls[start : start + AT_ONCE])
    except Exception:  # backends of tasks raise what their libraries raise
        logger.exception("The network in front could not be told of %s addresses", len(urls))
