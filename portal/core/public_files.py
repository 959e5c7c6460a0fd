"""Take published files off: anybody who kept the address of a file asks for it without asking us."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import Storage
from django.db import transaction


def take_away(storage: Storage, names: Collection[str]) -> None:
    """Remove public files now, again right after the commit, and then from the network in front.

    Call inside the transaction that withdraws what they show, as late in it as possible: a file that cannot be
    removed raises ``OSError`` and undoes the act. What a worker wrote between now and the commit goes after it.
    """
    wanted = sorted({name for name in names if name})
    if not wanted:
        return
    for name in wanted:
        storage.delete(name)
    transaction.on_commit(partial(_again, storage, wanted), robust=True)


def _again(storage: Storage, names: Collection[str]) -> None:
    for name in names:
        storage.delete(name)
    tell_the_network(storage.url(name) for name in names)


def tell_the_network(paths: Iterable[str]) -> None:
    """Purge paths of ours (``/media/…``) from the network in front, where there is one."""
    if not settings.RENDERED_CDN:
        return
    from portal.core.rendered.purging import purge

    host = urlsplit(settings.PUBLIC_URL).netloc
    purge(f"{host}{path}" for path in paths)
