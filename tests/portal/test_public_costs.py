"""Every public page rendered without the store costs at most eight queries, whatever stands on it (issue 5, goal 5) and
whatever the process knows: it has just shown the page, it has never been asked for this person, something was published,
or it has only just started.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import CampaignPage
from portal.core import routing
from portal.core.aliases import ensure_aliases
from portal.core.models import PortalDocument, SiteSettings
from portal.core.remembered import forget
from portal.home.models import CollectionIndexPage, CollectionPage, HomePage
from recognition.models import Conferral, Decision, Honoree, Initiative, StoryPage, Unit
from tests import factories
from tests.portal.core.rendered.world import World

MOST = 8
FIRST = {
    "honoree": 5,
    "unit": 2,
    "award": 6,
    "verify": 2,
    "story": 3,
    "campaign": 5,
    "decision": 4,
}
"""What the first visit of an object costs where the process knows what stands around it."""


@pytest.fixture
def world(client, media_root):
    made = World(7)
    SiteSettings.load()  # the row is made when it is first asked for
    people = list(Honoree.objects.order_by("pk"))
    made.do_agree()
    for person in people[:3]:
        page = factories.page_of(person)
        page.portrait = made.picture()
        page.save_revision().publish()
    Initiative.objects.create(title="Giường gấp", level="base").honorees.add(people[0])
    collection(people)
    yield made
    made.stop()


def collection(people: list[Honoree]) -> None:
    """Publish a collection with one block of every kind."""
    home = HomePage.objects.get(locale__language_code="vi")
    index = home.add_child(instance=CollectionIndexPage(title="Chuyên trang", slug="chuyen-trang"))
    made = CollectionPage(title="Giữ trạm", slug="giu-tram")
    story = StoryPage.objects.filter(locale__language_code="vi").first()
    chosen = {
        "people": [factories.page_of(person) for person in people[:4]],
        "stories": [story],
    }
    body = [
        {"type": kind, "id": kind, "value": {"title": "", "pages": [page.pk for page in pages]}}
        for kind, pages in chosen.items()
    ]
    rule = {"title": "", "award": "", "year": None, "kind": "individual", "limit": 6}
    body.append({"type": "found_people", "id": "rule", "value": rule})
    made.body = made.body.stream_block.to_python(body)
    index.add_child(instance=made)
    made.save_revision().publish()
    ensure_aliases(index)
    ensure_aliases(made)


def grow(world: World, people: int, *, first: int = 0) -> None:
    """Publish a decision of so many people, with units, decisions, stories and campaigns beside it, numbered on."""
    unit = Unit.objects.order_by("pk")[1]
    decision = factories.decision(by=world.office, dated=date(2025, 6, 2), number_text=f"{77 + first}/QĐ-SYT")
    for number in range(people):
        factories.conferral(
            on=decision, of=world.awards[number % 2], name=world.name(), at=unit, list_position=number + 1
        )
    factories.publish(decision)
    for number in range(first, first + people // 8):
        factories.unit(f"Trạm Y tế {number}", parent=unit)
        factories.story(f"Bài {number}")
        factories.campaign(f"Phong trào {number}")
        other = factories.decision(by=world.office, dated=date(2024, 7, 1), number_text=f"8{number}/QĐ-SYT")
        factories.conferral(on=other, of=world.awards[0], name=world.name(), at=unit)
        factories.publish(other)


def addresses(world: World) -> list[str]:
    row = Conferral.objects.public().first()
    decision = Decision.objects.order_by("pk")[0]
    more = [
        "/ton-vinh/?trang=1", "/ton-vinh/?chu=H", f"/ton-vinh/?nhom=individual&danh-hieu={world.awards[0].code}",
        "/en/honorees/?nam=2025", "/chuyen-trang/", "/chuyen-trang/giu-tram/", "/en/chuyen-trang/", "/en/chuyen-trang/giu-tram/",
        "/so-do-trang/", "/en/site-map/", f"/xac-minh/{row.public_id}", f"/en/verify/{decision.public_id}",
        "/quyet-dinh/?nam=2025",
    ]  # fmt: skip
    return [*world.addresses(), *more]


def cost(client, address: str) -> int | None:
    """How many queries an address costs, None where no page stands (each page has not both languages)."""
    with CaptureQueriesContext(connection) as seen:
        response = client.get(address)
    assert response.status_code in {200, 301, 404, 410}, (address, response.status_code)
    return len(seen) if response.status_code == 200 else None


def each(client, wanted: list[str], before: Callable[[], object]) -> dict[str, int]:
    """What each address that answers costs right after ``before``."""
    found = {}
    for address in wanted:
        before()
        number = cost(client, address)
        if number is not None:
            found[address] = number
    assert len(found) > len(wanted) * 0.8
    return found


def costs(client, wanted: list[str]) -> dict[str, int]:
    """What the addresses cost a process that has just shown them."""
    for _time in range(2):
        for address in wanted:
            client.get(address)
    return each(client, wanted, lambda: None)


@pytest.mark.django_db
def test_no_public_page_costs_more_than_eight_queries_with_few_and_with_many(client, world):
    wanted = addresses(world)
    few = costs(client, wanted)
    assert too_much(few) == {}
    grow(world, 40)
    many = costs(client, wanted)
    assert too_much(many) == {}
    grown = {address: (few[address], many[address]) for address in few if many[address] > few[address]}
    assert grown == {}


def too_much(found: dict[str, int]) -> dict[str, int]:
    return {address: number for address, number in found.items() if number > MOST}


def cold_costs(client, wanted: list[str]) -> dict[str, int]:
    """What the addresses cost a process that remembers nothing of public facts."""
    client.get("/")
    return each(client, wanted, forget)


@pytest.mark.django_db
def test_a_process_that_remembers_nothing_asks_no_more_than_eight_and_no_more_of_many_than_of_few(
    client, world
):
    grow(world, 40)  # so many that every list has a second page, every block its most
    wanted = addresses(world)
    few = cold_costs(client, wanted)
    assert too_much(few) == {}
    grow(world, 24, first=5)
    many = cold_costs(client, wanted)
    grown = {address: (few[address], many[address]) for address in few if many[address] > few[address]}
    assert grown == {}


def body(world: World, count: int) -> list[dict[str, object]]:
    """One block of every kind that shows files, with so many pictures and files in each that may have several."""

    def picture() -> dict[str, object]:
        return {"image": world.picture().pk, "caption": "Trạm", "credit": ""}

    def file(ending: str) -> int:
        return PortalDocument.objects.create(title="Tệp", file=f"documents/{next(world.numbers)}.{ending}").pk

    listed = [{"document": file("pdf"), "title": ""} for _place in range(count)]
    film = {"title": "Phim", "video": file("mp4"), "captions": file("vtt"), "poster": world.picture().pk}
    values = [
        *(("picture", picture()) for _place in range(count)),
        *(("gallery", {"title": "", "pictures": [picture() for _place in range(count)]}) for _turn in range(2)),
        *(("documents", {"title": "", "documents": listed}) for _turn in range(2)),
        ("video", {**film, "has_speech": True, "transcript": "Lời", "credit": ""}),
        ("audio", {"title": "Âm", "audio": file("mp3"), "transcript": "Lời", "credit": ""}),
        ("quote", {"quote": "Lời", "speaker": "", "role": ""}),
    ]  # fmt: skip
    return [{"type": kind, "id": str(place), "value": value} for place, (kind, value) in enumerate(values)]


@pytest.mark.django_db
def test_a_body_of_many_pictures_and_files_costs_no_more_than_one_of_few(client, world):
    honoree = Honoree.objects.public().order_by("pk")[0]
    campaign = CampaignPage.objects.filter(language="vi")[0]
    for scope in ("biography", "words", "photo"):
        factories.agree(honoree, scope)
    story = factories.story("Nhiều ảnh", about=(honoree,))
    shown = [
        story,
        factories.page_of(honoree),
        campaign,
        CollectionPage.objects.filter(locale__language_code="vi")[0],
    ]
    found = []
    for count in (2, 12):
        for page in shown:
            page.refresh_from_db()
            page.body = page.body.stream_block.to_python(body(world, count))
            page.save_revision().publish()
        places = [f"/ton-vinh/{honoree.slug}/" if page is shown[1] else page.url for page in shown]
        for place in places:
            assert client.get(place).content.decode().count("<figcaption") >= 3 * count
        cold, warm = cold_costs(client, places), costs(client, places)
        assert too_much(cold) == too_much(warm) == {}
        found.append((cold, warm))
    assert found[0] == found[1]


@pytest.mark.django_db
def test_right_after_a_publication_no_page_costs_more_than_eight(client, world):
    grow(world, 12)
    decision = Decision.objects.get(number="77/QĐ-SYT")
    unit = Unit.objects.order_by("pk")[1]

    def publish() -> None:
        factories.conferral(on=decision, of=world.awards[0], name=world.name(), at=unit)
        factories.publish(decision)

    wanted = addresses(world)
    for address in wanted:
        client.get(address)
    found = each(client, wanted, publish)
    assert too_much(found) == {}, found
    assert sum(found.values()) > 3 * len(found)  # something was asked again


@pytest.mark.django_db
def test_the_first_answer_of_a_process_costs_no_more_than_eight(client, world):
    client.get("/")

    def start() -> None:
        forget()
        routing.forget()

    found = each(client, addresses(world), start)
    assert too_much(found) == {}, found


@pytest.mark.django_db
def test_the_first_visit_of_one_of_many_is_bounded_too(client, world):
    grow(world, 12)
    costs(client, addresses(world))  # other people, other units, other decisions
    fresh = {
        "honoree": [f"/ton-vinh/{row.slug}/" for row in Honoree.objects.public().order_by("-pk")[:5]],
        "unit": [f"/don-vi/{Unit.objects.order_by('-pk').first().slug}/"],
        "award": [f"/danh-hieu/{world.awards[1].code}/"],
        "verify": [f"/xac-minh/{row.public_id}" for row in Conferral.objects.public().order_by("-pk")[:2]],
        "story": [
            page.url for page in StoryPage.objects.filter(locale__language_code="vi").order_by("-pk")[:2]
        ],
        "campaign": [page.url for page in CampaignPage.objects.filter(language="vi").order_by("-pk")[:2]],
    }
    decision = Decision.objects.get(number="77/QĐ-SYT")
    fresh["decision"] = [f"/quyet-dinh/{decision.address_year}/{decision.address_slug}/"]
    found = {kind: max(cost(client, address) for address in places) for kind, places in fresh.items()}
    assert found == FIRST
