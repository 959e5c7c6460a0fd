"""The organization of the domain's tests, and ways to be a person of it in a browser."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from portal.core.models import User
from tests.recognition.domain.conftest import Organization, organization

__all__ = ["Organization", "organization"]

BACKEND = "portal.core.authentication.PortalBackend"


def pdf_bytes(*, javascript: str = "", attachment: bytes = b"", password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if javascript:
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(javascript)}
        )
    if attachment:
        writer.add_attachment("kem.txt", attachment)
    if password:
        writer.encrypt(password)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def picture_bytes(kind: str = "JPEG", *, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, "teal").save(target, kind, **options)
    return target.getvalue()


def upload(name: str, data: bytes, media_type: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=media_type)


def fetch(client: Client, url: str) -> tuple[int, Mapping[str, str], bytes]:
    """Return status, headers and body of an answer; reading a streamed one to its end closes its file."""
    answer = client.get(url)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, answer.headers, body


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """Return a browser in which a person has signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    return sign_in


def drawn(answer: Any) -> dict[str, str]:
    """What the page remembers of what it was drawn with, as a browser sends it back."""
    found = re.search(r'name="seen" value="([^"]*)"', answer.content.decode())
    assert found is not None, "the page does not say what it was drawn with"
    return {"seen": html.unescape(found[1])}
