"""Cards come with publication, change with the facts and are gone before a withdrawal counts as done."""

from __future__ import annotations

import io
import itertools
from datetime import date
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import translation
from PIL import Image

from portal.core import outbox
from portal.core.models.images import PortalImage
from portal.core.share_cards import keeping
from portal.core.share_cards.content import DOWNLOADS, LINK, PORTRAIT
from recognition.cards import DecisionCards, HonoreeCards, StoryCards
from recognition.domain import publication
from recognition.enums import ConsentScope, Role, SubjectKind
from recognition.models import Conferral, Honoree, MergeProposal
from tests import factories

pytestmark = pytest.mark.django_db

PICTURE = (119, 30, 153)


@pytest.fixture(autouse=True)
def cards_on(settings, media_root):
    settings.SHARE_CARDS = True
    return media_root


def files(root: Path, place: str = "") -> list[str]:
    """Return the names of the cards that lie under a place, without their digests."""
    found = (root / "public" / "cards" / place).glob("**/*.*")
    return sorted("-".join(path.name.split("-")[:2]) for path in found)


def names(root: Path) -> set[str]:
    return {path.name for path in (root / "public" / "cards").glob("**/*.*")}


def picture() -> PortalImage:
    target = io.BytesIO()
    Image.new("RGB", (900, 1200), PICTURE).save(target, "JPEG")
    return PortalImage.objects.create(
        title="Chân dung", description="Chân dung", file=ContentFile(target.getvalue(), "chan-dung.jpg")
    )


def has_colour(root: Path, url: str) -> bool:
    """Whether the ground of ``picture()`` is somewhere on a card."""
    with Image.open(root / "public" / url.removeprefix("/media/")) as card:
        colours = card.convert("RGB").getcolors(1 << 20)
    return any(
        count > 10_000 and max(abs(a - b) for a, b in zip(rgb, PICTURE, strict=True)) < 12
        for count, rgb in colours
    )


def test_publication_draws_a_card_in_each_language_for_person_and_decision(published, media_root):
    published.add(1)
    assert files(media_root) == []
    outbox.deliver(keeping.CONSUMER)
    assert files(media_root, "ton-vinh") == ["en-1200x630", "vi-1200x630"]
    assert files(media_root, "quyet-dinh") == ["en-1200x630", "vi-1200x630"]


def test_a_card_lies_under_the_public_id_and_its_digest_and_a_page_finds_it_without_a_query(
    published, media_root, django_assert_num_queries
):
    published.add(1)
    honoree = published.rows[0].honoree
    with django_assert_num_queries(0):
        assert keeping.look("ton-vinh", honoree.public_id, "vi") is None
    outbox.deliver(keeping.CONSUMER)
    subject = HonoreeCards().subjects([str(honoree.pk)])[str(honoree.pk)]
    with django_assert_num_queries(0):
        kept = keeping.look("ton-vinh", honoree.public_id, "vi")
    assert kept == keeping.Kept(
        f"/media/cards/ton-vinh/{honoree.public_id[:2]}/{honoree.public_id}/vi-1200x630-{subject.cards['vi'].digest}.png",
        1200,
        630,
    )


def test_what_stands_on_a_card_is_what_the_page_says(published):
    published.add(1)
    honoree = published.rows[0].honoree
    cards = HonoreeCards().subjects([str(honoree.pk)])[str(honoree.pk)].cards
    vietnamese, english = cards["vi"], cards["en"]
    assert (vietnamese.name, vietnamese.given, vietnamese.award, vietnamese.facts, vietnamese.stamp.rows) == (
        "Nguyễn Thị Hoa",
        "Hoa",
        "Giấy khen của Giám đốc Sở Y tế, 2025",
        ("Điều dưỡng 0, Bệnh viện Đa khoa tỉnh",),
        (("Số", "57/QĐ-SYT"), ("Ngày", "20/02/2025")),
    )
    assert vietnamese.alt == (
        "Nguyễn Thị Hoa: Giấy khen của Giám đốc Sở Y tế, 2025. Quyết định số 57/QĐ-SYT."
    )
    assert (english.language, english.owner, english.address) == (
        "en",
        "Department of Health",
        f"http://testserver/en/honorees/{honoree.slug}/",
    )
    assert english.digest != vietnamese.digest


def test_delivering_again_draws_nothing_again(published, media_root):
    published.add(1)
    outbox.deliver(keeping.CONSUMER)
    before = {path: path.stat().st_mtime_ns for path in media_root.glob("public/cards/**/*.*")}
    keeping.consume([outbox.ref_to(published.rows[0].honoree)])
    assert {path: path.stat().st_mtime_ns for path in media_root.glob("public/cards/**/*.*")} == before
    assert keeping.draw_missing.func("ton-vinh", [str(published.rows[0].honoree_id)]) == 0


def test_a_correction_makes_the_card_anew_and_removes_the_old_one(published, media_root):
    published.add(1)
    outbox.deliver(keeping.CONSUMER)
    before = names(media_root)
    row = published.rows[0]
    Honoree.objects.filter(pk=row.honoree_id).update(full_name="Nguyễn Thị Hoà")
    publication.correct(conferral=row, actor=factories.person(Role.APPROVER), reason="sai dấu")
    outbox.deliver(keeping.CONSUMER)
    after = names(media_root)
    assert len(after) == len(before) == 4
    assert len(after & before) == 2  # the decision's: nothing on it changed


def test_a_decision_that_is_corrected_changes_the_stamp_on_every_card_of_its_list(published, media_root):
    published.add(2)
    outbox.deliver(keeping.CONSUMER)
    before = names(media_root)
    published.decision.number = "58/QĐ-SYT"
    published.decision.save()
    keeping.consume([outbox.ref_to(published.decision)])
    assert len(names(media_root)) == len(before) == 6
    assert not names(media_root) & before


def test_hiding_removes_the_files_before_the_act_is_done_and_without_the_outbox(published, media_root):
    published.add(2)
    outbox.deliver(keeping.CONSUMER)
    factories.hide(published.rows[0])
    left = {path.parent.name for path in media_root.glob("public/cards/ton-vinh/*/*/*.*")}
    assert left == {published.rows[1].honoree.public_id}
    assert files(media_root, "ton-vinh") == ["en-1200x630", "vi-1200x630"]


def test_a_file_that_cannot_be_removed_undoes_the_withdrawal(published, media_root, monkeypatch):
    published.add(1)
    outbox.deliver(keeping.CONSUMER)

    def refuse(_path):
        raise PermissionError("read-only")

    monkeypatch.setattr("shutil.rmtree", refuse)
    with pytest.raises(PermissionError):
        factories.hide(published.rows[0])
    assert Conferral.objects.public().filter(pk=published.rows[0].pk).exists()


def test_cancelling_the_last_conferral_removes_card_of_person_and_decision(published, media_root):
    published.add(1)
    outbox.deliver(keeping.CONSUMER)
    cancelling = factories.decision(by=published.office, dated=date(2025, 6, 18), number_text="902/QĐ-SYT")
    factories.cancel(published.rows[0], by=cancelling)
    assert files(media_root, "ton-vinh") == []
    outbox.deliver(keeping.CONSUMER)
    assert files(media_root) == []


def test_a_merged_entry_leaves_no_card(published, media_root):
    published.add(2)
    outbox.deliver(keeping.CONSUMER)
    first, second = (row.honoree for row in published.rows)
    proposal = MergeProposal.objects.create(honoree=second, existing=first)
    publication.merge(proposal=proposal, actor=factories.person(Role.STANDING_BODY))
    assert keeping.look("ton-vinh", second.public_id, "vi") is None
    outbox.deliver(keeping.CONSUMER)
    assert keeping.look("ton-vinh", second.public_id, "vi") is None
    assert keeping.look("ton-vinh", first.public_id, "vi") is not None


def test_a_card_drawn_while_its_person_is_withdrawn_does_not_stay(published, media_root, monkeypatch):
    published.add(1)
    row = published.rows[0]
    from portal.core.share_cards import drawing

    real = drawing.draw

    def meanwhile(card, size, photo=None):
        data = real(card, size, photo)
        if Conferral.objects.public().filter(pk=row.pk).exists():
            factories.hide(row)
        return data

    monkeypatch.setattr(drawing, "draw", meanwhile)
    assert keeping.draw_missing.func("ton-vinh", [str(row.honoree_id)]) == 0
    assert files(media_root, "ton-vinh") == []


def test_a_photograph_stands_on_the_card_only_while_the_consent_holds(published, media_root):
    published.add(1)
    honoree = published.rows[0].honoree
    page = factories.page_of(honoree)
    page.portrait = picture()
    page.save()
    key = str(honoree.pk)
    assert HonoreeCards().subjects([key])[key].cards["vi"].photo is None
    consent = factories.agree(honoree, ConsentScope.PHOTO)
    outbox.deliver(keeping.CONSUMER)
    with_photo = keeping.look("ton-vinh", honoree.public_id, "vi")
    assert with_photo is not None
    assert has_colour(media_root, with_photo.url)
    from recognition.domain.consent import withdraw_consent

    withdraw_consent(consent=consent, actor=factories.person(Role.EDITOR), reason="theo yêu cầu")
    assert keeping.look("ton-vinh", honoree.public_id, "vi") is None
    outbox.deliver(keeping.CONSUMER)
    without = keeping.look("ton-vinh", honoree.public_id, "vi")
    assert without is not None
    assert not has_colour(media_root, without.url)


def test_a_story_has_a_card_while_it_is_public(published, media_root):
    published.add(1)
    honoree = published.rows[0].honoree
    story = factories.story(about=(honoree,))
    outbox.deliver(keeping.CONSUMER)
    assert "vi-1200x630" in files(media_root, "guong-dien-hinh")
    factories.hide(published.rows[0])
    assert files(media_root, "guong-dien-hinh") == []
    outbox.deliver(keeping.CONSUMER)
    assert files(media_root, "guong-dien-hinh") == []
    assert story.live


def test_unpublishing_or_deleting_a_story_removes_its_card_at_once(media_root):
    first, second = factories.story(), factories.story()
    outbox.deliver(keeping.CONSUMER)
    both = files(media_root, "guong-dien-hinh")
    assert both.count("vi-1200x630") == 2
    first.unpublish()
    assert files(media_root, "guong-dien-hinh").count("vi-1200x630") == 1
    second.delete()
    assert files(media_root, "guong-dien-hinh") == []


def test_a_download_is_drawn_by_the_worker_when_somebody_asks_and_ends_after_a_month(published, media_root):
    import os
    import time

    published.add(1)
    source, key = HonoreeCards(), str(published.rows[0].honoree_id)
    subject = source.subjects([key])[key]
    kept = keeping.ask(source, key, subject, "vi", PORTRAIT)
    assert kept is not None
    path = media_root / "public" / kept.url.removeprefix("/media/")
    with Image.open(path) as drawn:
        assert drawn.size == (1080, 1350)
    old = time.time() - keeping.DOWNLOAD_LIFE.total_seconds() - 60
    os.utime(path, (old, old))
    keeping.run_over_all(draw=False)
    assert not path.exists()


def test_the_command_draws_what_is_missing_once_and_removes_what_is_nobodys(published, media_root, capsys):
    published.add(1)
    stray = media_root / "public/cards/ton-vinh/zz/zzzzzzzz"
    stray.mkdir(parents=True)
    (stray / "vi-1200x630-0123456789.png").write_bytes(b"x")
    call_command("draw_share_cards")
    assert not stray.exists()
    assert files(media_root) == ["en-1200x630"] * 2 + ["vi-1200x630"] * 2
    assert "ton-vinh: 1/1" in capsys.readouterr().out
    call_command("draw_share_cards")
    assert "Đã vẽ 0, bỏ 0" in capsys.readouterr().out


def test_once_a_day_the_worker_compares_everything(published, media_root, settings):
    published.add(1)
    keeping.tend()
    assert len(files(media_root)) == 4
    Conferral.objects.update(state="hidden")  # past every door
    Honoree.objects.update(is_public=False, latest_conferral=None)
    keeping.tend()
    assert files(media_root) == []
    settings.SHARE_CARDS = False
    keeping.tend()
    assert files(media_root) == []


def test_no_more_cards_are_drawn_than_there_is_room_for(published, media_root, settings):
    settings.SHARE_CARDS_MAX_MB = 0
    published.add(1)
    outbox.deliver(keeping.CONSUMER)
    assert files(media_root) == []


@pytest.mark.parametrize("source", [HonoreeCards(), DecisionCards(), StoryCards()], ids=lambda s: s.name)
def test_contents_cost_the_same_queries_for_one_and_for_ten(published, source, django_assert_max_num_queries):
    # One of them is for the marks of tables.
    wanted = {"ton-vinh": 11, "quyet-dinh": 10, "guong-dien-hinh": 16}[source.name]
    for more in (1, 9):
        published.add(more)
        factories.story(about=(published.rows[-1].honoree,))
        with django_assert_max_num_queries(wanted):
            source.subjects(list(source.keys()))


def test_a_folder_that_is_none_is_no_address_of_a_card():
    for folder in ("../../etc", "", "a" * 50, "BCDF", "bc/df"):
        assert keeping.look("ton-vinh", folder, "vi") is None


def test_collectives_wear_their_name_and_the_unit_above_them(published):
    row = factories.public_conferral(
        on=published.decision,
        of=published.award,
        name="Khoa Nhi",
        kind=SubjectKind.COLLECTIVE,
        at=published.hospital,
    )
    card = HonoreeCards().subjects([str(row.honoree_id)])[str(row.honoree_id)].cards["vi"]
    assert (card.kind, card.name, card.given, card.eyebrow, card.facts) == (
        "collective",
        "Khoa Nhi",
        "",
        "Tập thể",
        ("Bệnh viện Đa khoa tỉnh",),
    )


def test_every_size_has_its_own_name():
    sizes = [LINK, *DOWNLOADS]
    assert all(a.name != b.name for a, b in itertools.combinations(sizes, 2))
    with translation.override("en"):
        assert keeping.site_card().url.endswith("share-en.png")
