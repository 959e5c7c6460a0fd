from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.http import Http404

from portal.core import private_files
from portal.core.models import User
from portal.core.private_files import PrivateFile
from portal.core.storage import private_storage


@pytest.fixture
def owner(monkeypatch, media_root):
    """Files of the kind ``trial``: only the user named like the key may read one."""
    monkeypatch.setattr(private_files, "_owners", {})
    stored = private_storage().save("evidence/Giấy khen.pdf", ContentFile(b"%PDF-1.7 secret"))

    def decide(user, key):
        if user.get_username() != key:
            return None
        return PrivateFile(stored, "Giấy khen số 57/QĐ-SYT.pdf", "application/pdf")

    private_files.register("trial", decide)
    return stored


@pytest.mark.django_db
class TestView:
    def get(self, client, key: str, kind: str = "trial"):
        return client.get(f"/tep-rieng/{kind}/{key}/")

    def test_who_may_have_it_gets_an_attachment_that_a_browser_neither_runs_nor_keeps(self, client, owner):
        client.force_login(User.objects.create(username="an"))
        response = self.get(client, "an")
        assert b"".join(response.streaming_content) == b"%PDF-1.7 secret"
        disposition = response["Content-Disposition"]
        assert disposition.startswith("attachment; filename*=utf-8''")
        assert unquote(disposition.partition("''")[2]) == "Giấy khen số 57_QĐ-SYT.pdf"
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["Cache-Control"] == "private, no-store"

    def test_another_person_is_told_that_there_is_none(self, client, owner):
        client.force_login(User.objects.create(username="binh"))
        assert self.get(client, "an").status_code == 404
        assert self.get(client, "nobody").status_code == 404
        assert self.get(client, "an", "unknown").status_code == 404

    def test_a_stranger_is_asked_to_sign_in_whether_or_not_it_exists(self, client, owner):
        answers = [self.get(client, "an"), self.get(client, "nobody"), self.get(client, "an", "unknown")]
        assert [answer.status_code for answer in answers] == [302, 302, 302]
        assert {answer["Location"].partition("?")[0] for answer in answers} == {"/quan-tri/login/"}

    def test_it_is_read_only(self, client, owner):
        client.force_login(User.objects.create(username="an"))
        assert client.post("/tep-rieng/trial/an/").status_code == 405

    def test_a_file_that_is_gone_or_outside_is_none(self, client, owner):
        client.force_login(User.objects.create(username="an"))
        for stored in ("evidence/gone.pdf", "../../etc/passwd", "/etc/passwd", "evidence", ""):
            private_files.register("trial", lambda user, key, stored=stored: PrivateFile(stored, "x.pdf"))
            assert self.get(client, "an").status_code == 404, stored

    def test_the_web_server_in_front_may_carry_it(self, client, owner, settings):
        settings.PRIVATE_ACCEL_PREFIX = "/noi-bo/"
        client.force_login(User.objects.create(username="an"))
        response = self.get(client, "an")
        assert response["X-Accel-Redirect"] == "/noi-bo/evidence/Gi%E1%BA%A5y%20khen.pdf"
        assert response.content == b""

    def test_no_private_file_is_reachable_below_media(self, client, owner):
        for address in (
            "/media/private/" + owner,
            "/media/../private/" + owner,
            "/media/%2e%2e/private/" + owner,
            "/media/a%00b",
            "/media/" + "x" * 3000,
        ):
            assert client.get(address).status_code == 404


def test_the_private_storage_has_no_addresses(media_root):
    with pytest.raises(ValueError, match="private"):
        private_storage().url("evidence/x.pdf")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\r\nSet-Cookie: x=1.pdf", "a_Set-Cookie_ x=1.pdf"),
        ("hoá đơn\u202efdp.exe", "hoá đơn_fdp.exe"),
        ("", "tep"),
        ("...", "tep"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_hostile_file_name_is_made_safe(name, expected):
    assert private_files.safe_filename(name) == expected


def test_a_missing_file_raises_what_views_expect(media_root):
    with pytest.raises(Http404):
        private_files.respond(PrivateFile("gone.pdf", "gone.pdf"))


@pytest.mark.django_db
class TestMedia:
    def test_a_published_file_is_served_without_rights(self, client, media_root):
        (media_root / "public" / "images").mkdir()
        (media_root / "public" / "images" / "a.svg").write_text("<svg/>")
        response = client.get("/media/images/a.svg")
        assert b"".join(response.streaming_content) == b"<svg/>"
        assert response["Content-Security-Policy"].startswith("sandbox")
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_a_published_file_is_kept_by_browsers_no_longer_than_with_nginx_in_front(
        self, client, media_root, settings
    ):
        conf = (settings.BASE_DIR / "deploy/nginx/tonvinh.conf").read_text()
        for folder in ("images", "cards", "decisions"):
            (media_root / "public" / folder).mkdir()
            (media_root / "public" / folder / "a.avif").write_text("picture")
            place = "/media/cards/" if folder == "cards" else "/media/"
            there = re.search(rf'location [^{{]*{place} {{[^}}]*Cache-Control "([^"]+)"', conf)
            assert there is not None, place
            response = client.get(f"/media/{folder}/a.avif")
            assert b"".join(response.streaming_content) == b"picture"
            assert response["Cache-Control"] == there[1], folder

    def test_a_folder_is_not_listed(self, client, media_root):
        assert client.get("/media/").status_code == 404
