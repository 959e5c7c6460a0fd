"""Films and sound: what is taken in, what is published, and how a player gets it."""

from __future__ import annotations

import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from portal.core import outbox, page_index, recordings
from portal.core.blocks.media import AudioBlock, VideoBlock
from portal.core.models import PortalDocument
from portal.home.demo import recordings as demo
from recognition.domain import publication
from recognition.domain.errors import DomainError
from recognition.enums import PublicationState, Role
from tests import factories

CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:03.500\nThuyền ra lúc bốn giờ.\n".encode()
FILM = demo.webm([(0, b"frame one"), (5_000, b"frame two")], (16, 9), duration=6_000)


@pytest.fixture
def keep(db):
    """Return a function that keeps a document as an upload would be kept."""

    def kept(name: str, data: bytes) -> PortalDocument:
        made = PortalDocument(title=name, file=ContentFile(data, name=name))
        made.full_clean(exclude=["file_hash", "file_size"])
        made.save()
        return made

    return kept


@pytest.fixture
def film_story(keep):
    """A published story with a film that has captions and a transcript."""
    film, captions = keep("phim.webm", FILM), keep("phu-de.vtt", CAPTIONS)
    page = factories.story()
    page.body = page.body.stream_block.to_python([video(film, captions)])
    page.save_revision().publish()
    page_index.index([outbox.Ref("recognition.storypage", str(page.pk))])
    return page, film, captions


def video(film, captions=None, *, transcript="Thuyền ra lúc bốn giờ.", speech=True):
    value = {
        "title": "Một buổi tiêm",
        "video": film.pk if film else None,
        "has_speech": speech,
        "captions": captions.pk if captions else None,
        "poster": None,
        "transcript": transcript,
        "credit": "",
    }
    return {"type": "video", "value": value, "id": "1"}


class TestUpload:
    @pytest.mark.parametrize("name", ["phim.mp4", "phim.webm", "bai.mp3", "bai.m4a", "bai.ogg", "bai.wav"])
    def test_a_file_that_is_not_what_its_name_says_is_refused(self, keep, name):
        with pytest.raises(ValidationError) as refused:
            keep(name, b"<html>a page that calls itself a film</html>")
        assert list(refused.value.message_dict) == ["file"]
        assert name[-3:].upper() in refused.value.messages[0]

    @pytest.mark.parametrize(
        ("name", "head"),
        [
            ("phim.mp4", b"\x00\x00\x00\x18ftypmp42"),
            ("phim.webm", b"\x1a\x45\xdf\xa3\x01"),
            ("bai.mp3", b"ID3\x04\x00"),
            ("bai.m4a", b"\x00\x00\x00\x18ftypM4A "),
            ("bai.ogg", b"OggS\x00"),
            ("bai.wav", b"RIFF\x24\x00\x00\x00WAVE"),
        ],
    )
    def test_a_file_that_is_what_its_name_says_is_kept_whole(self, keep, name, head):
        data = head + bytes(range(256)) * 20
        kept = keep(name, data)
        with kept.file.storage.open(kept.file.name) as file:
            assert file.read() == data

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"1\n00:00:01,000 --> 00:00:02,000\nSRT", "WEBVTT"),
            ("WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nDấu phẩy".encode(), "Dòng 3"),
            ("WEBVTT\n\n00:05.000 --> 00:02.000\nNgược".encode(), "sau thời gian bắt đầu"),
            ("WEBVTT\n\nNOTE không có câu nào\n".encode(), "chưa có câu nào"),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\nChào".encode("utf-16"), "UTF-8"),
        ],
    )
    def test_captions_that_a_browser_would_not_show_are_refused_with_the_line(self, keep, data, said):
        with pytest.raises(ValidationError) as refused:
            keep("phu-de.vtt", data)
        assert said in refused.value.messages[0]

    def test_a_document_is_held_to_the_old_limit_while_a_film_may_be_larger(self, keep, settings):
        settings.DOCUMENT_MAX_SIZE = 1_000
        with pytest.raises(ValidationError, match="chỉ phim và âm thanh được lớn hơn"):
            keep("ke-hoach.pdf", b"%PDF-1.7" + bytes(1_000))
        assert keep("phim.webm", b"\x1a\x45\xdf\xa3" + bytes(2_000)).pk

    def test_the_upload_form_of_the_admin_says_it_too(self, client, db):
        from portal.core.models import User

        client.force_login(User.objects.create_superuser("quan-tri", password="mot-mat-khau-dai"))
        upload = io.BytesIO(b"not captions")
        upload.name = "phu-de.vtt"
        answer = client.post(
            reverse("wagtaildocs:add"),
            {"title": "Phụ đề", "file": upload, "collection": Collection.get_first_root_node().pk},
            follow=True,
        )
        assert not PortalDocument.objects.exists()
        assert "WEBVTT" in answer.content.decode()


def test_captions_are_read_with_times_in_both_forms_and_settings():
    data = (
        "\ufeffWEBVTT - Một buổi tiêm\r\n\r\nSTYLE\r\n::cue { color: white }\r\n\r\n1\r\n"
        "00:01.000 --> 00:03.500 line:80%\r\nThuyền ra\r\nlúc bốn giờ.\r\n\r\n"
        "01:00:00.000 --> 01:00:02.250\r\nHết.\r\n"
    ).encode()
    assert recordings.read_captions(data) == [
        recordings.Cue(1.0, 3.5, "Thuyền ra lúc bốn giờ."),
        recordings.Cue(3600.0, 3602.25, "Hết."),
    ]


class TestPublication:
    @pytest.mark.parametrize(
        ("captions", "transcript", "speech", "fields"),
        [
            (True, "Lời.", True, set()),
            (False, "Lời.", True, {"captions"}),
            (True, "  ", True, {"transcript"}),
            (False, "", True, {"captions", "transcript"}),
            (False, "", False, {"transcript"}),
            (False, "Điều phim cho thấy.", False, set()),
        ],
    )
    def test_a_film_needs_captions_where_people_speak_and_its_content_in_words(
        self, keep, captions, transcript, speech, fields
    ):
        film = keep("phim.webm", FILM)
        words = keep("phu-de.vtt", CAPTIONS) if captions else None
        block = VideoBlock()
        value = block.to_python(video(film, words, transcript=transcript, speech=speech)["value"])
        assert set(block.faults(value)) == fields
        if fields:
            with pytest.raises(ValidationError):
                block.clean(value)
        else:
            assert block.clean(value)["title"] == "Một buổi tiêm"
        assert block.clean_deferred(value)["video"] == film, "a draft may be unfinished"

    def test_sound_needs_its_content_in_words(self, keep):
        sound = keep("bai.wav", b"RIFF\x24\x00\x00\x00WAVE")
        block = AudioBlock()
        for transcript, fields in (("", {"transcript"}), ("Chiêng lớn.", set())):
            value = block.to_python({"title": "Bài", "audio": sound.pk, "transcript": transcript})
            assert set(block.faults(value)) == fields

    def test_a_picture_is_no_film_and_a_film_no_captions(self, keep):
        paper, film = keep("ke-hoach.pdf", b"%PDF-1.7"), keep("phim.webm", FILM)
        value = VideoBlock().to_python(video(paper, film)["value"])
        assert set(VideoBlock().faults(value)) == {"video", "captions"}

    def test_no_door_publishes_a_film_without_its_words(self, keep):
        page = factories.story()
        page.refresh_from_db()
        before = page.live_revision_id
        page.body = page.body.stream_block.to_python([video(keep("phim.webm", FILM), transcript="")])
        revision = page.save_revision()
        with pytest.raises(ValidationError) as refused:
            revision.publish()
        assert len(refused.value.messages) == 2
        assert all(words.startswith("Một buổi tiêm: ") for words in refused.value.messages)
        page.refresh_from_db()
        assert page.live_revision_id == before

    def test_whoever_is_shown_again_is_so_as_before_and_an_unfinished_film_stays_in_the_draft(self, keep):
        office = factories.office(unit=factories.unit())
        row = factories.public_conferral(
            on=factories.decision(by=office, dated=date(2026, 2, 20)), of=factories.award(by=office)
        )
        factories.hide(row)
        page = factories.page_of(row.honoree)
        page.body = page.body.stream_block.to_python([video(keep("phim.webm", FILM), transcript="")])
        page.save_revision()
        publication.show_again(conferral=row, actor=factories.person(Role.DATA_OFFICER), reason="đã rõ")
        row.refresh_from_db()
        page.refresh_from_db()
        assert row.state == PublicationState.PUBLISHED
        assert (page.live, len(page.body), page.has_unpublished_changes) == (True, 0, True)
        draft = page.get_latest_revision()
        assert len(draft.as_object().body) == 1
        with pytest.raises(ValidationError):
            draft.publish()

    def test_an_act_of_ours_that_would_publish_an_unfinished_film_is_refused_in_words(self, keep):
        office = factories.office(unit=factories.unit())
        row = factories.public_conferral(
            on=factories.decision(by=office, dated=date(2026, 2, 20)), of=factories.award(by=office)
        )
        page = factories.page_of(row.honoree)
        page.body = page.body.stream_block.to_python([video(keep("phim.webm", FILM), transcript="")])
        page.save_revision()
        with pytest.raises(DomainError, match="Một buổi tiêm: "):
            publication.publish_revision(page, actor=None, role="operator")


class TestPlaying:
    def test_the_page_carries_the_browsers_own_player_with_captions_and_words(self, client, film_story):
        page, film, captions = film_story
        shown = BeautifulSoup(client.get(f"/guong-dien-hinh/{page.slug}/").content, "html.parser")
        player = shown.select_one("figure.video video[controls]")
        assert player.select_one("source")["src"] == film.url == f"/tai-lieu/{film.public_id}/{film.filename}"
        assert player.select_one("source")["type"] == "video/webm"
        track = player.select_one("track[kind=captions][srclang=vi][default]")
        assert track["src"] == captions.url
        assert "autoplay" not in player.attrs
        assert "Thuyền ra lúc bốn giờ." in shown.select_one("figure.video details").get_text()

    @pytest.mark.parametrize(
        ("asked", "status", "piece"),
        [
            ("bytes=0-", 206, slice(0, None)),
            ("bytes=0-9", 206, slice(0, 10)),
            ("bytes=20-29", 206, slice(20, 30)),
            ("bytes=-5", 206, slice(-5, None)),
            ("bytes=10-999999999", 206, slice(10, None)),
            ("bytes=9-3", 200, slice(0, None)),
            ("bytes=0-1,5-6", 200, slice(0, None)),
            ("lines=1-2", 200, slice(0, None)),
            ("bytes=-", 200, slice(0, None)),
            ("bytes=²-³", 200, slice(0, None)),
        ],
    )
    def test_a_player_gets_the_piece_it_asks_for(self, client, film_story, asked, status, piece):
        _page, film, _captions = film_story
        answer = client.get(film.url, headers={"range": asked})
        assert (answer.status_code, b"".join(answer.streaming_content)) == (status, FILM[piece])
        assert int(answer["Content-Length"]) == len(FILM[piece])
        if status == 206:
            start, end = range(len(FILM))[piece][0], range(len(FILM))[piece][-1]
            assert answer["Content-Range"] == f"bytes {start}-{end}/{len(FILM)}"

    @pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=-0"])
    def test_a_piece_outside_the_file_is_refused_with_its_size(self, client, film_story, asked):
        answer = client.get(film_story[1].url, headers={"range": asked})
        assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(FILM)}")

    def test_a_piece_of_a_file_that_has_changed_is_the_whole_file(self, client, film_story):
        film = film_story[1]
        tag = client.get(film.url)["ETag"]
        same = client.get(film.url, headers={"range": "bytes=0-9", "if-range": tag})
        other = client.get(film.url, headers={"range": "bytes=0-9", "if-range": '"another"'})
        assert (same.status_code, other.status_code) == (206, 200)
        assert client.get(film.url, headers={"if-none-match": tag}).status_code == 304

    def test_the_answer_is_played_in_place_and_runs_nothing(self, client, film_story):
        _page, film, captions = film_story
        for document, kind in ((film, "video/webm"), (captions, "text/vtt; charset=utf-8")):
            answer: HttpResponse = client.get(document.url)
            assert answer["Content-Type"] == kind
            assert answer["Content-Disposition"].startswith("inline")
            assert answer["Accept-Ranges"] == "bytes"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
            assert "private" in answer["Cache-Control"]
        head = client.head(film.url)
        assert (head.status_code, int(head["Content-Length"])) == (200, len(FILM))

    def test_nginx_is_told_where_the_file_lies(self, client, film_story, settings):
        settings.PRIVATE_ACCEL_PREFIX = "/noi-bo/"
        answer = client.get(film_story[1].url)
        assert answer["X-Accel-Redirect"] == f"/noi-bo/{film_story[1].file.name}"

    def test_who_withdraws_a_story_withdraws_the_film(self, client, film_story):
        page, film, captions = film_story
        assert client.get(film.url).status_code == 200
        page.unpublish()
        for document in (film, captions):
            assert client.get(document.url).status_code == 404

    def test_wagtails_own_address_leads_to_ours(self, client, film_story, keep):
        for document in (*film_story[1:], keep("ke-hoach.pdf", b"%PDF-1.7")):
            stock = reverse("wagtaildocs_serve", args=[document.pk, document.filename])
            answer = client.get(stock)
            assert (answer.status_code, answer["Location"]) == (302, document.url)

    def test_a_document_is_given_to_be_kept(self, client, keep):
        paper = keep("ke-hoach.pdf", b"%PDF-1.7")
        answer = client.get(paper.url)
        assert b"".join(answer.streaming_content) == b"%PDF-1.7"
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment")

    def test_a_film_that_no_page_shows_yet_is_seen_by_editors_alone(self, client, keep):
        film = keep("phim.webm", FILM)
        assert client.get(film.url).status_code == 404
        client.force_login(factories.person(Role.EDITOR))
        assert client.get(film.url).status_code == 200

    def test_a_private_collection_stays_private(self, client, film_story):
        film = film_story[1]
        private = Collection.get_first_root_node().add_child(name="Nội bộ")
        CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
        film.collection = private
        film.save()
        assert client.get(film.url).status_code == 302

    def test_another_name_or_number_is_no_address(self, client, film_story):
        film = film_story[1]
        assert client.get(f"/tai-lieu/{film.public_id}/khac.webm").status_code == 404
        assert client.get("/tai-lieu/zzzzzzzz/phim.webm").status_code == 404
