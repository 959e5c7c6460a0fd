"""Nothing private is in the rows, in the index, or in any answer to a stranger; what is withdrawn leaves all of them.

Every private text gets a word that stands nowhere else ("zqx…"). The rows are read as they are. The files of the index
are read twice: as bytes, and word by word through the dictionaries, since Tantivy parts the words of a field into an
automaton in which no word stands in one piece. A public word shows that this way of looking sees what is there.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import tantivy
from django.conf import settings as configured
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from campaigns.enums import CampaignKind
from campaigns.models import Campaign, Registration
from portal.core import outbox
from portal.core.models import User
from recognition.domain import consent, publication
from recognition.enums import ConsentScope, Role, SubjectKind
from recognition.models import (
    Conferral,
    Consent,
    Evidence,
    Honoree,
    HonoreeIdentity,
    Nomination,
    Round,
    StoryPage,
)
from recognition.models.events import EventPayload
from search import service
from search.engines.base import TEXT_FIELDS, VALUE_FIELDS
from search.engines.embedded.schema import SCHEMA
from search.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db

PUBLIC = "zqxcongkhai"
MARK = "zqx"
BIRTH_YEAR = 1907
WORD_FIELDS = (*TEXT_FIELDS, *VALUE_FIELDS, "by_name")


def mark(row: Model, *names: str) -> None:
    """Puts a word of its own into the fields, whatever the domain would say."""
    model = type(row)
    values = {name: f"{MARK}{model._meta.model_name}{name.replace('_', '')}" for name in names}
    model._base_manager.filter(pk=row.pk).update(**values)


@pytest.fixture
def portal(media_root):
    """Everything that may be private, in each state in which it is."""
    office = factories.office()
    award = factories.award(by=office)
    unit = factories.unit()
    decision = factories.decision(by=office)
    shown = factories.public_conferral(
        on=decision, of=award, name=f"Nguyễn Thị {PUBLIC.capitalize()}", at=unit
    )

    factories.hide(
        factories.public_conferral(on=factories.decision(by=office), of=award, name="Trần Văn Zqxhidden")
    )
    factories.conferral(
        on=factories.decision(by=office), of=award, name="Lê Thị Zqxdraft", citation="zqxcitation"
    )
    embargoed = factories.conferral(
        on=factories.decision(by=office, title="Zqxembargotitle", number_text="907/QĐ-ZQXEMBARGO"),
        of=award,
        name="Phạm Thị Zqxembargo",
    )
    Conferral.objects.filter(pk=embargoed.pk).update(embargo_until=timezone.now() + timedelta(days=9))
    cancelled = factories.public_conferral(
        on=decision,
        of=award,
        name="Vũ Thị Bị Hủy",
        citation="zqxcancelledcitation",
    )
    factories.cancel(cancelled, by=factories.decision(by=office))

    page = factories.page_of(shown.honoree)
    page.lead, page.body = "zqxbiographylead", [("prose", "<p>zqxbiographybody</p>")]
    page.save()  # nobody agreed to a biography
    HonoreeIdentity.objects.create(honoree=shown.honoree, birth_year=BIRTH_YEAR)
    agreed = factories.agree(shown.honoree, ConsentScope.PHOTO)
    mark(agreed, "text_version", "proof")

    factories.story("Zqxstorytitle", lead="zqxstorylead", body=[("prose", "<p>zqxstorybody</p>")]).unpublish()
    live = factories.story("Chuyện công khai", about=(shown.honoree,), byline="zqxbyline")
    live.title, live.lead = "Zqxrevisiontitle", "zqxrevisionlead"
    live.save_revision()  # a draft of something that is live
    factories.story(
        "Chuyện Zqxabouthidden", about=(Conferral.objects.get(name_then="Trần Văn Zqxhidden").honoree,)
    )

    now = timezone.now()
    round_ = Round.objects.create(
        title="Zqxroundtitle", unit=unit, subject="both", opens_at=now, deadline=now + timedelta(days=9),
        contact="zqxroundcontact", criteria="zqxroundcriteria",
    )  # fmt: skip
    user = User.objects.create(username="zqxuser", display_name="Zqxdisplay", email="zqxmail@example.org")
    nomination = Nomination.objects.create(
        round=round_, unit=unit, award=award, kind=SubjectKind.INDIVIDUAL, full_name="Zqxnominated",
        titles="Zqxtitles", position="zqxposition", workplace="zqxworkplace", report={"merit": "zqxreport"},
        return_reason="zqxreturned", council_minutes="zqxminutes", honoree=shown.honoree, created_by=user,
    )  # fmt: skip
    Evidence.objects.create(
        nomination=nomination, name="zqxevidence.pdf", file="zqxevidencefile.pdf", media_type="application/pdf",
        size=1, sha256="0" * 64,
    )  # fmt: skip
    draft = Campaign.objects.create(
        title="Zqxcampaigndraft", kind=CampaignKind.THEMATIC, summary="zqxsummary"
    )
    campaign = factories.campaign(contact="zqxcampaigncontact", note="zqxcampaignnote")
    Registration.objects.create(
        campaign=campaign, unit=unit, year=2026, award=award, kind=SubjectKind.INDIVIDUAL,
        full_name="Zqxregistered", position="zqxregisteredposition",
    )  # fmt: skip
    EventPayload.objects.update(reason="zqxreason", data={"told": "zqxeventdata"})
    assert draft.pk
    bring_in()
    return shown


def bring_in() -> None:
    outbox.deliver()
    assert outbox.pending("search") == 0
    assert not outbox.parked("search").exists()


def private(text: str) -> set[str]:
    """The private words in the text; the one public word does not count."""
    return set(re.findall(rf"{MARK}\w*", text.lower().replace(PUBLIC, "")))


def rows() -> str:
    return json.dumps(list(Entry.objects.values()), ensure_ascii=False, default=str)


def files() -> list[Path]:
    return [path for path in Path(configured.SEARCH_INDEX_DIR).rglob("*") if path.is_file()]


def raw() -> str:
    return b"\n".join(path.read_bytes() for path in files()).decode("latin-1")


def words() -> set[str]:
    """Every word that stands in a dictionary of the index, of deleted rows too."""
    [meta] = [path for path in files() if path.name == "meta.json"]
    index = tantivy.Index(SCHEMA, str(meta.parent), reuse=True)
    searcher = index.searcher()
    return {
        term for field in WORD_FIELDS for term, _count in searcher.terms_with_prefix(field, "", None, 10**6)
    }


def answers(client, text: str) -> list[str]:
    """What a stranger is answered, without the echo of what was asked."""
    found = []
    for language, path in (("vi", "/tim-kiem/"), ("en", "/en/search/")):
        api = client.get("/api/v1/search", {"q": text, "lang": language, "limit": 50})
        assert api.status_code == 200
        found.append(json.dumps([api.json()["results"], api.json()["facets"]], ensure_ascii=False))
        suggested = client.get("/api/v1/suggest", {"q": text, "lang": language})
        assert suggested.status_code == 200
        found.append(json.dumps(suggested.json()["suggestions"], ensure_ascii=False))
        page = client.get(path, {"q": text})
        assert page.status_code == 200
        found.append(page.content.decode() if not text else page.content.decode().split("data-result", 1)[-1])
    return found


MARKS = (
    "zqxhidden", "zqxdraft", "zqxcitation", "zqxembargo", "zqxembargotitle", "907/QĐ-ZQXEMBARGO", "zqxcancelledcitation",
    "zqxbiographylead", "zqxbiographybody", "zqxstorytitle", "zqxstorylead", "zqxstorybody", "zqxbyline",
    "zqxrevisiontitle", "zqxabouthidden", "zqxroundtitle", "zqxroundcontact", "zqxuser", "zqxnominated", "zqxreport",
    "zqxevidence", "zqxcampaigndraft", "zqxcampaignnote", "zqxregistered", "zqxreason", "zqxeventdata",
)  # fmt: skip


def test_nothing_private_is_in_the_rows_or_in_the_index(portal):
    assert PUBLIC in rows().lower()
    assert not private(rows())
    there = words()
    assert any(PUBLIC in word.lower() for word in there)
    assert [word for word in there if private(word)] == []
    assert [text for text in MARKS if text.lower() in raw().lower()] == []
    assert not [word for word in there if str(BIRTH_YEAR) in word]


def test_strangers_find_nothing_private(portal, client):
    assert any(PUBLIC in answer.lower() for answer in answers(client, PUBLIC))
    for answer in answers(client, ""):
        assert not private(answer)
    for text in MARKS:
        api = client.get("/api/v1/search", {"q": text, "lang": "vi"}).json()
        assert not private(json.dumps([api["results"], api["facets"]])), text
        assert not [result for result in api["results"] if text in json.dumps(result)], text
        assert client.get("/api/v1/suggest", {"q": text}).json() == {"suggestions": []}, text


def test_a_cancelled_award_is_found_by_the_exact_name_and_by_nothing_else(portal, client):
    def found(text: str) -> list[str]:
        results = client.get("/api/v1/search", {"q": text, "lang": "vi"}).json()["results"]
        return [result["title"] for result in results if result["cancelled"]]

    assert any("Vũ Thị Bị Hủy" in title for title in found("Vũ Thị Bị Hủy"))
    assert found("Bị Hủy") == []
    assert found("zqxcancelledcitation") == []


@pytest.mark.parametrize("way", ["hidden", "consent withdrawn"])
def test_what_is_withdrawn_leaves_rows_and_answers_at_once_and_the_files_with_the_next_purge(
    portal, client, way
):
    gone = PUBLIC
    if way == "hidden":
        publication.hide(conferral=portal, actor=factories.person(Role.DATA_OFFICER), reason="theo yêu cầu")
    else:
        gone = "zqxbiographybody"
        agreed = factories.agree(portal.honoree, ConsentScope.BIOGRAPHY)
        bring_in()
        assert gone in rows()
        assert gone in words()
        consent.withdraw_consent(consent=agreed, actor=factories.person(Role.EDITOR), reason="rút lại")
        assert Consent.objects.get(pk=agreed.pk).withdrawn_at
    bring_in()
    assert gone not in rows().lower()
    for answer in answers(client, gone):
        assert gone not in answer.lower().partition("</main>")[0] or "data-result" not in answer
    # Tantivy only marks the row; its words stand in the files until they are purged, every hour.
    service.purge()
    assert not [word for word in words() if gone in word.lower()]
    assert gone not in raw().lower()
    assert service.check().clean
    assert service.purge() is False  # nothing is left to do


def test_names_that_changed_leave_the_files_too(portal):
    right = "Nguyễn Thị Tên Đúng"
    Honoree.objects.filter(pk=portal.honoree_id).update(full_name=right)
    Conferral.objects.filter(pk=portal.pk).update(name_then=right)
    with transaction.atomic():
        outbox.record(portal.honoree, *StoryPage.objects.filter(people__honoree=portal.honoree))
    bring_in()
    entry = Entry.objects.get(kind="honoree", key=portal.honoree.public_id, language="vi")
    assert entry.title == right
    assert any(PUBLIC in word.lower() for word in words())
    assert service.purge()
    assert not [word for word in words() if PUBLIC in word.lower() and not entry.url.endswith(f"{word}/")]
