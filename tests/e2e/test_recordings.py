"""A browser plays what the demo makes, from our own files."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from portal.core import outbox, page_index
from portal.core.models import PortalDocument
from portal.home.demo import recordings as demo
from tests import factories
from tests.portal.core.test_recordings import video


def test_a_browser_plays_the_demos_film_and_sound_and_jumps(browser, tmp_path, live_server, keep_for_browser):
    """Chromium decodes what the demo makes, shows its captions and seeks through our pieces."""
    film, captions, sound = keep_for_browser
    page = browser.new_page()
    page.goto(f"{live_server.url}/xac-minh/")
    played = page.evaluate(
        """async ([film, captions, sound]) => {
            const ready = (element, name) => new Promise((done, failed) => {
                element.addEventListener(name, done, {once: true});
                element.addEventListener('error', () => failed(element.error.message), {once: true});
            });
            const video = document.createElement('video'), audio = document.createElement('audio');
            const track = Object.assign(document.createElement('track'), {kind: 'captions', src: captions, default: true});
            video.muted = true; video.append(track); video.src = film; audio.src = sound;
            document.body.append(video, audio);
            track.track.mode = 'showing';
            await Promise.all([ready(video, 'loadeddata'), ready(audio, 'loadedmetadata'), ready(track, 'load')]);
            video.currentTime = 11;
            await ready(video, 'seeked');
            return [video.duration, video.videoWidth, video.currentTime, audio.duration,
                [...track.track.activeCues].map(cue => cue.text)];
        }""",
        [film.url, captions.url, sound.url],
    )
    page.close()
    assert played == [19.5, 960, 11, 40, [demo.FILM.shots[2].words]]


@pytest.fixture
def keep_for_browser(site_tree):
    """The demo's film, captions and sound on a live page, for a browser of a stranger."""
    made = []
    for name, data in (("phim.webm", demo.film()), ("phu-de.vtt", demo.captions()), ("bai.wav", demo.gong())):
        row = PortalDocument(title=name, file=ContentFile(data, name=name))
        row.full_clean(exclude=["file_hash", "file_size"])
        row.save()
        made.append(row)
    page = factories.story()
    sound = {"title": "Bài", "audio": made[2].pk, "transcript": "Chiêng.", "credit": ""}
    page.body = page.body.stream_block.to_python(
        [video(made[0], made[1]), {"type": "audio", "value": sound, "id": "2"}]
    )
    page.save_revision().publish()
    page_index.index([outbox.Ref("recognition.storypage", str(page.pk))])
    return made
