"""Stored pages that this process has read lately, so that the next reader costs a look at the disk instead of two files."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

if TYPE_CHECKING:
    from portal.core.rendered.store import Page

Key = tuple[object, str]

MOST_PAGES: Final = 200
"""Each holds a file open."""
MOST_BYTES: Final = 16 * 1024 * 1024


class _Read(NamedTuple):
    page: Page
    place: str
    description: BinaryIO
    number: int


class Recent:
    """Pages by address and encoding, each for as long as its description is the very file it was read from.

    A writer takes the description of a page away before anything else and gives the next one a file of its own. The
    description stays open here, so its number (inode) is given to no other file meanwhile: the same number at the same
    place is the same page, whichever process may have changed what.
    """

    def __init__(self) -> None:
        self._pages: dict[Key, _Read] = {}
        self._bytes = 0
        self._guard = threading.Lock()

    def get(self, key: Key) -> Page | None:
        """Return the page if it is here and still kept on the disk; whether its moment has passed is asked by others."""
        read = self._pages.get(key)
        if read is None:
            return None
        try:
            same = os.stat(read.place).st_ino == read.number  # noqa: PTH116 - a Path costs more than the look
        except OSError:
            same = False
        if same and self._pages.get(key) is read:  # so the description was open while the disk was asked
            return read.page
        self._forget(key, read)
        return None

    def keep(self, key: Key, page: Page, place: str, description: BinaryIO) -> None:
        """Keep a page that was read, and the open file of its description, which is closed when the page goes."""
        read = _Read(page, place, description, os.fstat(description.fileno()).st_ino)
        with self._guard:
            self._remove(key)
            self._pages[key] = read
            self._bytes += len(page.body)
            while len(self._pages) > MOST_PAGES or self._bytes > MOST_BYTES:
                self._remove(next(iter(self._pages)))

    def __del__(self) -> None:
        for read in self._pages.values():
            read.description.close()

    def _forget(self, key: Key, read: _Read) -> None:
        with self._guard:
            if self._pages.get(key) is read:
                self._remove(key)

    def _remove(self, key: Key) -> None:
        read = self._pages.pop(key, None)
        if read is not None:
            self._bytes -= len(read.page.body)
            read.description.close()
