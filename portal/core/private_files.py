"""How a private file is given to a person who may have it.

The kernel does not know who may read what. An app registers an owner for its kind of file; the view asks it, every
time, and gives the file in a form in which a browser neither runs nor keeps it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from portal.core.storage import private_storage

logger = logging.getLogger(__name__)

POLICY = "sandbox; default-src 'none'"
NAME_LIMIT, ENDING_LIMIT = 150, 10
FORBIDDEN_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


@dataclass(frozen=True, slots=True)
class PrivateFile:
    """A file in the private storage: its name there, and the name and type a person gets.

    ``given`` is called when a person is given it (not when only asked whether it is there): a place for a record.
    """

    stored: str
    filename: str
    content_type: str = "application/octet-stream"
    given: Callable[[], None] | None = None


Owner = Callable[[AbstractBaseUser | AnonymousUser, str], PrivateFile | None]

_owners: dict[str, Owner] = {}


def register(kind: str, owner: Owner) -> None:
    """Let ``owner`` decide about files of ``kind`` (a word for addresses, such as ``minh-chung``).

    It is called with the user (perhaps nobody) and the key from the address, and returns the file, or None both when
    there is none and when this user may not have it.
    """
    _owners[kind] = owner


def address(kind: str, key: str) -> str:
    """Return the address of a private file; whoever follows it is asked for permission."""
    return reverse("private_file", args=[kind, key])


@require_safe
def show(request: HttpRequest, kind: str, key: str) -> HttpResponseBase:
    """Give the file to a person who may have it; ask a stranger to sign in; say to all others that there is none.

    A stranger is sent to the same sign-in page whether or not the file exists.
    """
    owner = _owners.get(kind)
    file = owner(request.user, key) if owner else None
    if file is None:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404
    response = respond(file)
    if file.given and request.method == "GET":
        file.given()
    return response


def respond(file: PrivateFile) -> HttpResponseBase:
    """Return the answer that carries ``file``, for views that have already asked. Raises ``Http404`` if it is gone."""
    storage = private_storage()
    response: HttpResponseBase
    prefix = settings.PRIVATE_ACCEL_PREFIX
    try:
        if prefix:
            storage.size(file.stored)  # raises when it is gone
            response = HttpResponse()
            response["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{quote(file.stored)}"
        else:
            response = FileResponse(storage.open(file.stored, "rb"))
    except (FileNotFoundError, IsADirectoryError, SuspiciousOperation, ValueError) as error:
        logger.exception("Private file %r cannot be read", file.stored)
        raise Http404 from error
    response["Content-Type"] = file.content_type
    response["Content-Disposition"] = (
        content_disposition_header(True, safe_filename(file.filename)) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def safe_filename(name: str) -> str:
    """Return a name that every system can store: no path, no control or direction characters, not too long."""
    clean = FORBIDDEN_IN_NAMES.sub("_", name).strip(" .") or "tep"
    if len(clean) <= NAME_LIMIT:
        return clean
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > ENDING_LIMIT:
        return clean[:NAME_LIMIT]
    return f"{stem[: NAME_LIMIT - len(ending) - 1]}.{ending}"
