"""Tell the network in front what is no longer so, through Wagtail's frontend cache (``WAGTAILFRONTENDCACHE``)."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.contrib.frontend_cache.utils import PurgeBatch

logger = logging.getLogger(__name__)


def purge(addresses: Iterable[str]) -> None:
    """Purge stored addresses (``host/path/``). What fails is logged: the network's copies end by themselves."""
    scheme = urlsplit(settings.PUBLIC_URL).scheme
    batch = PurgeBatch()
    for address in addresses:
        batch.add_url(f"{scheme}://{address}")
    try:
        batch.purge()
    except Exception:  # backends raise what their libraries raise
        logger.exception("The network in front could not be told of %s addresses", len(batch.urls))
