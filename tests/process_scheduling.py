"""How several test processes (``pytest -n 2``) share the tests."""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadScopeScheduling


class FileByFile(LoadScopeScheduling):
    """Gives each process a file's tests together, in the order in which they were collected.

    pytest-django collects the tests that empty the database after all others; so a file that has both kinds is given
    out twice, and no process comes back from an emptied database to tests that count on what migrations wrote.
    """

    def __init__(self, config: Any, log: Any = None) -> None:
        config.option.loadscopereorder = False  # the largest first would undo that order
        super().__init__(config, log)
        self.parts: dict[str, str] = {}

    def schedule(self) -> None:
        if self.collection is None:
            file, part = "", 0
            for nodeid in next(iter(self.registered_collections.values())):
                if nodeid.split("::", 1)[0] != file:
                    file, part = nodeid.split("::", 1)[0], part + 1
                self.parts[nodeid] = f"{part} {file}"
        super().schedule()

    def _split_scope(self, nodeid: str) -> str:
        return self.parts[nodeid]
