"""The page of a consent behind the store of rendered pages: nothing of it is kept, and every visit is Django's answer."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from recognition.domain import consent
from recognition.enums import Role
from tests.portal.core.rendered.conftest import (  # noqa: F401 - fixtures
    _connected,
    _one_connection,
    switched_on,
    visitor,
)


def test_no_stored_page_holds_a_token_or_a_word_of_it(desk, visitor):  # noqa: F811
    line = desk.line(desk.decision())
    asked = consent.ask(honoree=line.honoree, scopes=["photo"], actor=desk.person(Role.EDITOR))
    address = f"/dong-y/{asked.token}/"
    visitor.settle()
    for _visit in range(2):
        answer = visitor.get(address)
        assert answer.status == 200
        assert line.honoree.full_name in answer.text
        assert answer.headers["referrer-policy"] == "strict-origin"
        assert "no-store" in answer.headers["cache-control"]
    consent.recall(request=asked.request, actor=desk.person(Role.EDITOR))
    assert visitor.get(address).status == 404
    visitor.get("/gui-yeu-cau/")
    visitor.get("/quyet-dinh/")
    kept = [path for path in Path(settings.VAR_DIR).rglob("*") if path.is_file()]
    assert any(b"quyet-dinh" in path.read_bytes() for path in kept)  # what may be kept is
    assert all(asked.token.encode() not in path.read_bytes() for path in kept)
