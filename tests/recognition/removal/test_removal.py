"""Whoever is removed is gone from every address a stranger ever knew, with every file, before the act is over.

Before each act a stranger follows every link there is; after it every old address is asked again, through the store,
and whatever links are new. No name, no text, no picture, no paper may come back.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone
from PIL import Image

from campaigns.models import CampaignConferral, CampaignStory
from portal.core import outbox
from portal.core.models import PortalImage
from portal.core.rendered import store
from portal.home.models import CollectionPage, HomePage
from recognition.domain import conferrals, consent, erasure, papers, publication
from recognition.domain.errors import IllegalMove
from recognition.enums import ConsentScope, Role
from recognition.models import Decision, Honoree, MergeProposal, StoryPage
from tests import factories
from tests.recognition.removal.stranger import STARTS, Stranger

pytestmark = pytest.mark.django_db

NAME, SLUG = "Quách Thị Xuyênly", "xuyenly"
MERGED = "Quách Thị Xuyênli"
OTHER = "Hồ Văn Ngườikhác"
POSITION, CITATION = "Zqđiều dưỡng", "Zqthành tích"
BIOGRAPHY, QUOTE = "zqtiểusử", "zqlờikể"
STORY, STORY_TEXT, STORY_QUOTE = "Zqchuyện", "zqkểchuyện", "zqtríchlời"
COPY = b"%PDF-1.4 zqbanche"


def picture(colour: tuple[int, int, int]) -> PortalImage:
    target = io.BytesIO()
    Image.new("RGB", (640, 800), colour).save(target, "JPEG")
    return PortalImage.objects.create(
        title="Ảnh", description="Ảnh", file=ContentFile(target.getvalue(), f"anh-{colour[0]}.jpg")
    )


@dataclass
class World:
    published: Any
    row: Any
    honoree: Honoree
    story: StoryPage
    portrait: PortalImage
    in_text: PortalImage
    in_story: PortalImage
    root: Path
    consents: dict[str, Any] = field(default_factory=dict)

    def files(self, image: PortalImage) -> set[str]:
        rows = type(image).get_rendition_model().objects.filter(image=image)
        return {f"/media/{name}" for name in rows.values_list("file", flat=True)}

    def cards(self, folder: str) -> set[str]:
        found = (self.root / "public" / "cards").glob(f"*/*/{folder}/*")
        return {f"/media/{path.relative_to(self.root / 'public').as_posix()}" for path in found}

    def copy(self) -> set[str]:
        decision = Decision.objects.get(pk=self.published.decision.pk)
        return {f"/media/{decision.published_copy.name}"} if decision.published_copy else set()


@pytest.fixture
def world(settings, media_root, tmp_path, visitor, published, monkeypatch) -> World:
    settings.SHARE_CARDS = True
    # Bound when the models were loaded, before this test had a folder of its own.
    monkeypatch.setattr(Decision._meta.get_field("published_copy"), "storage", storages["default"])
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    row = factories.conferral(
        on=published.decision, of=published.award, name=NAME, at=published.hospital, position=POSITION,
        citation=CITATION,
    )  # fmt: skip
    factories.conferral(on=published.decision, of=published.award, name=OTHER, at=published.hospital)
    factories.publish(published.decision)
    row.refresh_from_db()
    honoree = row.honoree
    consents = {scope: factories.agree(honoree, scope) for scope in ConsentScope}
    portrait, in_text, in_story = picture((200, 30, 30)), picture((30, 200, 30)), picture((30, 30, 200))
    page = factories.page_of(honoree)
    page.portrait, page.lead = portrait, f"Câu {BIOGRAPHY}"
    page.body = [
        ("prose", f"<p>{BIOGRAPHY}</p>"),
        ("quote", {"quote": QUOTE, "speaker": "", "role": ""}),
        ("picture", {"image": in_text, "caption": "", "credit": ""}),
    ]
    page.save_revision().publish()
    story = factories.story(
        STORY, about=(honoree,), image=in_story, lead=STORY_TEXT, slug="zqbai",
        body=[("prose", f"<p>{STORY_TEXT}</p>"), ("quote", {"quote": STORY_QUOTE, "speaker": "", "role": ""})],
    )  # fmt: skip
    factories.story("Chuyện khác", about=(), slug="chuyen-khac")
    campaign = factories.campaign(deadline=timezone.now() + timedelta(days=10))
    CampaignConferral.objects.create(campaign=campaign, conferral=row)
    CampaignStory.objects.create(campaign=campaign, story=story)
    Decision.objects.filter(pk=published.decision.pk).update(entered_by=None)
    desk = factories.person(Role.STANDING_BODY)
    papers.keep_files(decision=published.decision, actor=desk, public_copy=ContentFile(COPY, "ban.pdf"))
    conferrals.check_public_copy(decision=published.decision, actor=desk)
    settle()
    return World(
        published,
        row,
        honoree,
        story,
        portrait,
        in_text,
        in_story,
        media_root,
        {str(k): v for k, v in consents.items()},
    )


def settle() -> None:
    """What happens after a commit and at the worker's: everybody who was told acts."""
    for _round in range(3):
        outbox.deliver()
    for callback in list(connection.run_on_commit):
        connection.run_on_commit.remove(callback)
        if "Wake" not in repr(callback[1]) and getattr(callback[1], "__name__", "") != "_wake":
            callback[1]()


def searches(words: str) -> list[str]:
    return [
        f"{place}?q={quote(words)}"
        for place in ("/tim-kiem/", "/en/search/", "/api/v1/search", "/api/v1/suggest")
    ]


# The acts ------------------------------------------------------------------------------------------------------------


def hide(world: World) -> None:
    factories.hide(world.row)


def cancel(world: World) -> None:
    by = factories.decision(by=world.published.office, dated=date(2026, 1, 5), number_text="9/QĐ-SYT")
    factories.cancel(world.row, by=by)


def correct(world: World) -> None:
    publication.correct(
        conferral=world.row, actor=factories.person(Role.APPROVER), reason="ghi sai họ tên",
        changes={"name_then": "Quách Thị Đúng", "position_then": "Y sĩ", "citation": ""}, full_name="Quách Thị Đúng",
    )  # fmt: skip


def merge(world: World) -> None:
    """The person is the new entry of two and becomes one with another, whose name is written otherwise."""
    kept = factories.public_conferral(
        on=factories.decision(by=world.published.office, dated=date(2024, 2, 20)), of=world.published.award,
        name=MERGED, at=world.published.hospital,
    ).honoree  # fmt: skip
    proposal = MergeProposal.objects.get_or_create(
        honoree=world.honoree, existing=kept, defaults={"evidence": {}}
    )[0]
    publication.merge(proposal=proposal, actor=factories.person(Role.STANDING_BODY))


def withdraw(scope: ConsentScope) -> Callable[[World], None]:
    def act(world: World) -> None:
        consent.withdraw_consent(
            consent=world.consents[str(scope)], actor=factories.person(Role.EDITOR), reason="đổi ý"
        )

    return act


def erase(world: World) -> None:
    erasure.erase(honoree=world.honoree, actor=factories.person(Role.DATA_OFFICER), reason="theo yêu cầu")


def unpublish_page(world: World) -> None:
    factories.page_of(world.honoree).unpublish()


def unpublish_story(world: World) -> None:
    StoryPage.objects.get(pk=world.story.pk).unpublish()


def delete_story(world: World) -> None:
    StoryPage.objects.get(pk=world.story.pk).delete()


PERSON = (NAME, SLUG, POSITION, CITATION, BIOGRAPHY, QUOTE)
STORIES = (STORY, STORY_TEXT, STORY_QUOTE)
ALL_FILES = ("portrait", "in_text", "in_story", "person_card", "story_card")


@dataclass(frozen=True)
class Case:
    """An act; the words and files that are nowhere afterwards; words that stay; what the old page answers."""

    act: Callable[[World], None]
    words: tuple[str, ...]
    files: tuple[str, ...]
    kept: tuple[str, ...] = (OTHER,)
    person: int = 200
    story: int = 200
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()


CASES = {
    "hide": Case(hide, (*PERSON, *STORIES), (*ALL_FILES, "copy"), person=410, story=410),
    "cancel": Case(
        cancel, (BIOGRAPHY, QUOTE, *STORIES), (*ALL_FILES, "copy"), kept=(OTHER, NAME), story=410
    ),
    "correct": Case(
        correct, (NAME, SLUG, POSITION, CITATION), ("person_card", "copy"),
        kept=(OTHER, "Quách Thị Đúng", BIOGRAPHY, STORY), person=301,
    ),
    "merge": Case(
        merge, (SLUG, BIOGRAPHY, QUOTE), ("portrait", "in_text", "person_card"),
        kept=(OTHER, MERGED, STORY), person=301,
    ),
    "withdraw the photo": Case(
        withdraw(ConsentScope.PHOTO), (), ("portrait", "in_text", "in_story", "person_card", "story_card"),
        kept=(OTHER, NAME, BIOGRAPHY, STORY),
    ),
    "withdraw the biography": Case(
        withdraw(ConsentScope.BIOGRAPHY), (BIOGRAPHY, QUOTE, *STORIES), ("in_story", "story_card"),
        kept=(OTHER, NAME), story=410,
    ),
    "withdraw the words": Case(
        withdraw(ConsentScope.WORDS), (QUOTE, STORY_QUOTE), (), kept=(OTHER, NAME, BIOGRAPHY, STORY)
    ),
    "erase": Case(erase, (*PERSON, *STORIES), (*ALL_FILES, "copy"), person=410, story=410),
    "unpublish the page": Case(
        unpublish_page, (*PERSON, *STORIES), (*ALL_FILES, "copy"), person=410, story=410
    ),
    "unpublish the story": Case(
        unpublish_story, STORIES, ("in_story", "story_card"), kept=(OTHER, NAME, BIOGRAPHY), story=410
    ),
    "delete the story": Case(
        delete_story, STORIES, ("in_story", "story_card"), kept=(OTHER, NAME, BIOGRAPHY), story=404
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_after_the_act_no_old_address_gives_a_word_or_a_file_back(world, visitor, name):
    case = CASES[name]
    asked = [*STARTS, *searches(POSITION), *searches("zq"), *searches(SLUG)]
    before = Stranger(visitor).crawl(asked)
    person, story = f"/ton-vinh/{world.honoree.slug}/", "/guong-dien-hinh/zqbai/"
    files = {
        "portrait": world.files(world.portrait), "in_text": world.files(world.in_text),
        "in_story": world.files(world.in_story), "person_card": world.cards(world.honoree.public_id),
        "story_card": world.cards(world.story.translation_key.hex), "copy": world.copy(),
    }  # fmt: skip
    for words in case.words:
        assert before.where(words), f"{words} was nowhere: the test would prove nothing"
    for group, addresses in files.items():
        assert addresses & set(before.answers), f"no address of {group} was found by a stranger"
        assert all(before.ask(address).status == 200 for address in addresses), group
    bodies = {address: before.ask(address).body for group in case.files for address in files[group]}
    assert person in before.answers
    assert story in before.answers

    case.act(world)

    left = [
        address for address in bodies if (world.root / "public" / address.removeprefix("/media/")).exists()
    ]
    assert left == [], "files that are there when the act counts as done"
    settle()
    after = Stranger(visitor).crawl([*asked, *before.answers, *bodies])
    for words in case.words:
        echoes = {address for address in after.answers if words.casefold() in unquote(address).casefold()}
        assert after.where(words) - echoes == set(), words
    for address, body in bodies.items():
        assert after.answers[address].status in {404, 410}, address
        assert after.with_bytes(body) == set(), address
    for words in case.kept:
        assert after.where(words), f"{words} should have stayed"
    for address, status in ((person, case.person), (story, case.story)):
        answer = after.answers[address]
        assert answer.status == status, address
        if status in {404, 410}:
            told = after.reading(address)
            # Where nothing is known of an address any more, it is repeated as it was asked.
            untold = (NAME, STORY) if status == 404 else (NAME, STORY, SLUG, "zqbai")
            assert not [words for words in untold if words.casefold() in told]
    assert any("testserver/" in address for address in store.current().addresses())


@pytest.mark.parametrize(
    "name", ["hide", "cancel", "merge", "withdraw the photo", "erase", "unpublish the page"]
)
def test_pictures_that_were_replaced_before_go_with_those_of_now(world, name):
    page = factories.page_of(world.honoree)
    page.portrait = picture((200, 200, 30))
    page.body = [("prose", f"<p>{BIOGRAPHY}</p>")]
    page.save_revision().publish()
    story = StoryPage.objects.get(pk=world.story.pk)
    story.image = picture((30, 200, 200))
    story.save_revision().publish()
    settle()
    replaced = {"portrait": world.portrait, "in_text": world.in_text, "in_story": world.in_story}
    gone = [group for group in replaced if group in CASES[name].files]
    files = [address for group in gone for address in world.files(replaced[group])]
    assert len(files) >= 20 * len(gone) > 0
    CASES[name].act(world)
    assert not [
        address for address in files if (world.root / "public" / address.removeprefix("/media/")).exists()
    ]


def test_a_blocked_copy_is_served_again_only_when_it_was_replaced(world):
    factories.hide(world.row)
    decision = Decision.objects.get(pk=world.published.decision.pk)
    desk = factories.person(Role.STANDING_BODY)
    assert decision.copy_blocked_at is not None
    with pytest.raises(IllegalMove):
        conferrals.check_public_copy(decision=decision, actor=desk)
    papers.keep_files(decision=decision, actor=desk, public_copy=ContentFile(b"%PDF-1.4 moi", "ban.pdf"))
    checked = conferrals.check_public_copy(decision=decision, actor=desk)
    assert checked.copy_blocked_at is None
    with checked.published_copy.open() as file:
        assert file.read() == b"%PDF-1.4 moi"


def test_whoever_comes_back_comes_back_with_pictures(world, visitor):
    old = world.files(world.portrait)
    factories.hide(world.row)
    settle()
    assert world.files(world.portrait) == set()
    publication.show_again(conferral=world.row, actor=factories.person(Role.DATA_OFFICER), reason="đã rõ")
    settle()
    again = world.files(world.portrait)
    assert len(again) == len(old)
    assert not again & old
    assert all(
        address in Stranger(visitor).crawl([f"/ton-vinh/{world.honoree.slug}/"]).answers
        for address in again
        if "portrait" in address
    )


def test_a_picture_that_was_withheld_is_made_again_for_any_other_page_but_no_portrait_taken_back(world):
    withdraw(ConsentScope.PHOTO)(world)
    settle()
    assert not any(map(world.files, (world.portrait, world.in_text)))
    home = HomePage.objects.get(locale__language_code="vi")
    pages = []
    for number, image in enumerate((world.portrait, world.in_text)):
        page = CollectionPage(title=f"Trang {number}", slug=f"trang-{number}", picture=image, live=False)
        home.add_child(instance=page)
        pages.append(page)
    settle()
    assert not any(map(world.files, (world.portrait, world.in_text))), "a draft shows nothing"
    for page in pages:
        page.save_revision().publish()
    settle()
    assert world.files(world.in_text)
    assert world.files(world.portrait) == set()
    factories.agree(world.honoree, ConsentScope.PHOTO)
    settle()
    assert world.files(world.portrait)


def test_a_worker_that_comes_too_late_makes_no_picture_of_whoever_left(world):
    from portal.core import imaging

    late = PortalImage.objects.get(pk=world.portrait.pk)
    factories.hide(world.row)
    assert imaging.make_renditions(late) == 0
    assert imaging.make_renditions(PortalImage.objects.get(pk=world.portrait.pk)) == 0
    left = [path.name for path in (world.root / "public" / "images").glob("*") if "portrait" in path.name]
    assert left == []
