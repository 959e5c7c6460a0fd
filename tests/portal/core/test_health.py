from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.core import health
from portal.core.models import OutboxRow


@pytest.fixture(autouse=True)
def _kernel_only(monkeypatch):
    kernel = {name: health._probes[name] for name in ("database", "media", "outbox")}
    monkeypatch.setattr(health, "_probes", kernel)


def fail() -> None:
    raise ConnectionError("secret-host refused")


@pytest.mark.django_db
class TestHealth:
    def test_all_is_well(self, client, media_root):
        response = client.get("/healthz")
        assert response.status_code == 200
        assert response.json() == {"status": "ok", "database": "ok", "media": "ok", "outbox": "ok"}
        assert "no-store" in response["Cache-Control"]

    def test_a_part_that_is_not_essential_degrades_and_tells_strangers_nothing(self, client, media_root):
        health.register("search", fail)
        response = client.get("/healthz")
        assert (response.status_code, response.json()["search"], response.json()["status"]) == (
            200,
            "degraded",
            "degraded",
        )
        assert "secret-host" not in response.text

    def test_media_that_cannot_be_written_is_a_failure(self, client, media_root):
        (media_root / "private").rmdir()
        response = client.get("/healthz")
        assert (response.status_code, response.json()["media"], response.json()["database"]) == (
            503,
            "failed",
            "ok",
        )

    def test_a_database_that_does_not_answer_is_a_failure(self, client, media_root):
        health.register("database", fail, essential=True)
        response = client.get("/healthz")
        assert (response.status_code, response.json()["status"]) == (503, "failed")

    def test_nothing_is_left_in_the_media_folders(self, client, media_root):
        client.get("/healthz")
        assert list(media_root.glob("*/*")) == []

    @pytest.mark.parametrize(
        "row", [{"parked": True, "attempts": 8}, {"created": timezone.now() - timedelta(minutes=11)}]
    )
    def test_an_outbox_that_nobody_serves_is_told(self, client, media_root, row):
        OutboxRow.objects.create(consumer="search", kind="trial.thing", key="1", **row)
        response = client.get("/healthz")
        assert (response.status_code, response.json()["outbox"]) == (200, "degraded")
