"""Addresses that are themselves a secret, Vietnamese and English: whoever holds one may use it, so no log writes one whole."""

from __future__ import annotations

from typing import Final

from portal.core import log_lines

INVITATION: Final = ("nhan-tai-khoan/<str:token>/", "accept-account/<str:token>/")
CONSENT: Final = ("dong-y/<str:token>/", "consent/<str:token>/")


def register() -> None:
    log_lines.hide(*(path.partition("<")[0] for path in (*INVITATION, *CONSENT)))
