"""People of each role at the screens of search, and a library whose books are found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from portal.core.models import User
from portal.core.outbox import Ref
from recognition.domain import roles
from recognition.domain.setup import ensure_groups
from recognition.enums import UNIT_ROLES, Role, UnitKind
from recognition.models import Unit
from search import service
from tests.search.conftest import book

XHR = {"x-requested-with": "XMLHttpRequest"}
"""Wagtail answers a refused browser by a redirect to the first page; a script gets the plain 403."""


def login(role: Role | None) -> Client:
    user = User.objects.create_user(f"nguoi-{role}")
    if role is not None:
        unit = None
        if role in UNIT_ROLES:
            unit = Unit.objects.create(code="BV", name="Bệnh viện", kind=UnitKind.HOSPITAL)
        roles.grant(user=user, role=role, unit=unit)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


@pytest.fixture
def client_of(db) -> Callable[[Role | None], Client]:
    ensure_groups()
    return login


@pytest.fixture
def editor(client_of) -> Client:
    return client_of(Role.EDITOR)


@pytest.fixture
def library(source, db):
    """Put books (key: title) in and make them findable; a book whose title begins with ``†`` is cancelled."""

    def fill(**titles: str) -> None:
        refs = []
        for key, title in titles.items():
            ref = Ref("library.book", key)
            source.books[key] = (
                [
                    book(key=key, title=title.lstrip("†"), cancelled=title.startswith("†"), language=language)
                    for language in ("vi", "en")
                ]
                if title
                else []
            )
            refs.append(ref)
        assert service.refresh(refs) == {}

    return fill
