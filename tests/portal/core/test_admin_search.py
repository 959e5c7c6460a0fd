"""Every search box of the admin finds Vietnamese without accents: all doors are walked, and each that has a box has its
line in the table below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection, models
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Workflow
from wagtail.search.backends import get_search_backend

from campaigns.models import Campaign, Registration
from portal.core import folding
from portal.core.models import OutboxRow, User
from portal.core.public_id import new_public_id
from portal.core.vietnamese import fold
from recognition.domain import consent, lists, recusal, requests, roles, rules, suggestions
from recognition.enums import UNIT_ROLES, RecusalGround, RequestKind, Role
from recognition.models import (
    ApprovalTask,
    AwardRule,
    ClearanceBody,
    ClosedPowers,
    DecisionPower,
    Event,
    Honoree,
    Initiative,
    LegalInstrument,
    Membership,
    MergeProposal,
    NomineeList,
    Office,
    Package,
    ReturnReason,
    Round,
    ScoreSheet,
)
from search import dictionary
from search.models import DailyQuery, Entry, Pin
from tests.recognition.desk.conftest import Desk, desk  # noqa: F401 - a fixture
from tests.recognition.desk.test_screens import appraised, asked_body

NAME, OTHER = "Nguyễn Thị Hoa", "Trần Văn Bình"
TYPED = ("nguyen thi hoa", "Nguyễn Thị Hoa", "NGUYỄN THỊ HOA", "Nguyễn Thị Hoa")
XHR = {"x-requested-with": "XMLHttpRequest"}
# Wagtail leaves the file open from which the list of images makes its small pictures.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
NOT_WALKED = ("log", "password", "failwhale")  # ends the session; raises, to show how that looks


@dataclass(frozen=True)
class Box:
    """A search box: where its list is asked, and what is in the answer exactly when each of the two rows is found."""

    url: str
    named: str
    other: str


Made = dict[str, Box]


def inspect(screen: str, named: models.Model, other: models.Model) -> Box:
    return Box(
        reverse(f"{screen}:index_results"),
        f'href="{reverse(f"{screen}:inspect", args=[named.pk])}"',
        f'href="{reverse(f"{screen}:inspect", args=[other.pk])}"',
    )


def copied(row: models.Model, **values: object) -> models.Model:
    """A second row like this one."""
    twin = type(row)._default_manager.get(pk=row.pk)
    twin.pk = None
    twin._state.adding = True
    if hasattr(twin, "public_id"):
        twin.public_id = new_public_id()
    for name, value in values.items():
        setattr(twin, name, value)
    twin.save()
    return twin


def list_with(desk: Desk, name: str, code: str) -> NomineeList:  # noqa: F811
    """A list that its unit sent, with this one name in it."""
    award = copied(desk.award, code=code, by_list=True)
    desk.round.awards.add(award)
    clerk = desk.person(Role.FOCAL_POINT)
    row = lists.start(round=desk.round, unit=desk.hospital, award=award, year=2025, actor=clerk)
    lists.add(row=row, lines=[lists.Line(name, "Hộ sinh", "Khoa Sản")], actor=clerk)
    lists.move(row=row, name="file", actor=clerk, checked=True)
    return lists.move(row=row, name="confirm", actor=desk.person(Role.UNIT_HEAD))


def package_of(desk: Desk, unit: models.Model) -> Package:  # noqa: F811
    """A package that this unit confirmed with its signed paper."""
    return Package.objects.create(
        round=desk.round,
        unit=unit,
        number="12/TTr",
        state="confirmed",
        file="packages/ban-ky.pdf",
        file_name="ban-ky.pdf",
        sha256="0" * 64,
        created_by=desk.person(Role.FOCAL_POINT),
        confirmed_by=desk.person(Role.UNIT_HEAD),
        confirmed_at=timezone.now(),
    )


def desk_boxes(desk: Desk) -> Made:  # noqa: F811
    decision = desk.decision(signer=NAME)
    other_decision = desk.decision("58/QĐ-SYT", signer=OTHER)
    lines = [desk.line(decision, NAME), desk.line(decision, OTHER)]
    people = [line.honoree for line in lines]
    twins = [
        Honoree.objects.create(kind="individual", full_name="Ai đó", unit=desk.hospital) for _one in lines
    ]
    proposals = [
        MergeProposal.objects.create(honoree=person, existing=twin)
        for person, twin in zip(people, twins, strict=True)
    ]
    consents = [
        consent.record_consent(
            honoree=person,
            scope="photo",
            text_version="2026-01",
            given_at=timezone.now() - timedelta(days=1),
            actor=desk.person(Role.EDITOR),
        )
        for person in people
    ]
    rounds = [desk.round, copied(desk.round)]
    for row, name in zip(rounds, (NAME, OTHER), strict=True):
        Round.objects.filter(pk=row.pk).update(title=f"Đợt xét của {name}")
    initiatives = [Initiative.objects.create(title=name, level="base") for name in (NAME, OTHER)]
    awards = [copied(desk.award, code=f"A{place}", name=name) for place, name in enumerate((NAME, OTHER))]
    offices = [
        Office.objects.create(code=f"O{place}", name=name, level="department")
        for place, name in enumerate((NAME, OTHER))
    ]
    law = LegalInstrument.objects.get()
    laws = [copied(law, code=f"L{place}", title=name) for place, name in enumerate((NAME, OTHER))]
    powers = [
        DecisionPower.objects.create(
            office=office, award=desk.award, legal_basis=law, valid_from=date(2024, 1, 1)
        )
        for office in offices
    ]
    closed = [
        ClosedPowers.objects.create(office=office, legal_basis=law, valid_from=date(2024, 1, 1))
        for office in offices
    ]
    conditions = [
        AwardRule.objects.create(code=f"R{place}", award=desk.award, kind="other", text=f"Như {name}")
        for place, name in enumerate((NAME, OTHER))
    ]
    units = [
        copied(desk.station, code=f"U{place}", name=name, slug=f"u-{place}")
        for place, name in enumerate((NAME, OTHER))
    ]
    users = [
        User.objects.create(username=f"u{place}", display_name=name)
        for place, name in enumerate((NAME, OTHER))
    ]
    members = [roles.grant(user=user, role=Role.AUDITOR) for user in users]
    assert isinstance(members[0], Membership)
    campaigns = [
        Campaign.objects.create(title="Phong trào", kind="thematic", issuer=name) for name in (NAME, OTHER)
    ]
    registrations = [
        Registration.objects.create(
            unit=desk.hospital, year=2026, award=desk.award, kind="individual", full_name=name
        )
        for name in (NAME, OTHER)
    ]
    asked = [
        requests.receive(
            kind=RequestKind.LOOKUP, about=name, text="", name="", contact="0912 345 678", language="vi"
        )
        for name in (NAME, OTHER)
    ]
    dossiers = [appraised(desk, name) for name in (NAME, OTHER)]
    clearances = [asked_body(desk, dossier) for dossier in dossiers]
    kin = desk.person(Role.STANDING_BODY, suffix="-kin")
    recusals = [
        recusal.declare(nomination=dossier, user=kin, ground=RecusalGround.KIN, reason="Em họ.", actor=kin)
        for dossier in dossiers
    ]
    changes = [
        rules.propose(
            actor=desk.first,
            rule=condition,
            kind="other",
            text=f"Nay như {name}",
            starts_on=timezone.localdate() + timedelta(days=365),
            reason="Luật mới",
        )
        for condition, name in zip(conditions, (NAME, OTHER), strict=True)
    ]
    consents_asked = [
        consent.ask(honoree=person, scopes=["biography"], actor=desk.person(Role.EDITOR)).request
        for person in people
    ]
    nominee_lists = [list_with(desk, name, f"D{place}") for place, name in enumerate((NAME, OTHER))]
    packages = [package_of(desk, unit) for unit in units]
    # The latest ones, made of what all of the above left behind: the record shows them on its first page.
    events = list(Event.objects.order_by("-pk")[:2])
    for event, user in zip(events, users, strict=True):
        Event.objects.filter(pk=event.pk).update(actor=user)
    pairs: dict[str, tuple[models.Model, models.Model]] = {
        "ho-so": tuple(dossiers),
        "danh-sach": tuple(nominee_lists),
        "bo-ho-so": tuple(packages),
        "yeu-cau-xac-minh": tuple(clearances),
        "khong-tham-gia": tuple(recusals),
        "quyet-dinh": (decision, other_decision),
        "lan-khen-thuong": tuple(lines),
        "nguoi-duoc-ton-vinh": tuple(people),
        "de-xuat-nhap": tuple(proposals),
        "dong-y": tuple(consents),
        "xin-dong-y": tuple(consents_asked),
        "dot-xet": tuple(rounds),
        "sang-kien": tuple(initiatives),
        "yeu-cau-cong-chung": tuple(asked),
        "goi-y": tuple(
            suggestions.receive(kind="individual", full_name=name, place="Khoa Nhi", words="Ở lại ngoài ca.")
            for name in (NAME, OTHER)
        ),
        "danh-hieu": tuple(awards),
        "tham-quyen": tuple(offices),
        "quyen-quyet-dinh": tuple(powers),
        "tham-quyen-da-du": tuple(closed),
        "dieu-kien": tuple(conditions),
        "thay-doi-dieu-kien": tuple(changes),
        "bang-diem": tuple(ScoreSheet.objects.create(title=f"Bảng điểm {name}") for name in (NAME, OTHER)),
        "ly-do-tra": tuple(
            ReturnReason.objects.create(code=f"l{place}", text=f"Thiếu giấy của {name}")
            for place, name in enumerate((NAME, OTHER))
        ),
        "co-quan-xac-minh": tuple(
            ClearanceBody.objects.create(name=name, question="Có gì không?") for name in (NAME, OTHER)
        ),
        "can-cu-phap-ly": tuple(laws),
        "don-vi": tuple(units),
        "tai-khoan": tuple(users),
        "vai-tro": tuple(members),
        "nhat-ky": tuple(events),
        "phong-trao-thi-dua": tuple(campaigns),
        "dang-ky-thi-dua": tuple(registrations),
    }
    found = {f"{screen}:index": inspect(screen, *pair) for screen, pair in pairs.items()}
    found["honoree_chooser:choose"] = Box(
        reverse("honoree_chooser:choose_results"),
        reverse("honoree_chooser:chosen", args=[people[0].pk]),
        reverse("honoree_chooser:chosen", args=[people[1].pk]),
    )
    return found


def stock_boxes() -> Made:
    root = Page.get_first_root_node()
    pages = [
        root.add_child(instance=Page(title=f"Gương {name}", slug=f"trang-{place}"))
        for place, name in enumerate((NAME, OTHER))
    ]
    images = [
        get_image_model().objects.create(
            title=name, is_decorative=True, file=get_test_image_file(filename=f"anh-{place}.png")
        )
        for place, name in enumerate((NAME, OTHER))
    ]
    documents = [
        get_document_model().objects.create(
            title=name, file=ContentFile(b"%PDF-1.4", name=f"tep-{place}.pdf")
        )
        for place, name in enumerate((NAME, OTHER))
    ]
    backend = get_search_backend()
    for model, objects in (
        (Page, pages),
        (get_image_model(), images),
        (get_document_model(), documents),
    ):
        backend.add_bulk(model, objects)
    workflows = [Workflow.objects.create(name=name) for name in (NAME, OTHER)]
    tasks = [ApprovalTask.objects.create(name=name) for name in (NAME, OTHER)]
    redirects = [Redirect.objects.create(old_path=f"/{name}", redirect_link="/x") for name in (NAME, OTHER)]

    def edit(results: str, name: str, rows: list[models.Model]) -> Box:
        urls = [reverse(name, args=[row.pk]) for row in rows]
        return Box(reverse(results), urls[0], urls[1])

    return {
        "wagtailadmin_explore_root": Box(
            reverse("wagtailadmin_explore_results", args=[root.pk]),
            *(reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in pages),
        ),
        "wagtailadmin_pages:search": edit(
            "wagtailadmin_pages:search_results", "wagtailadmin_pages:edit", pages
        ),
        "wagtailadmin_choose_page": Box(
            reverse("wagtailadmin_choose_page_search"), *(f'data-id="{page.pk}"' for page in pages)
        ),
        "wagtailimages:index": edit("wagtailimages:index_results", "wagtailimages:edit", images),
        "wagtailimages_chooser:choose": edit(
            "wagtailimages_chooser:choose_results", "wagtailimages_chooser:chosen", images
        ),
        "wagtaildocs:index": edit("wagtaildocs:index_results", "wagtaildocs:edit", documents),
        "wagtaildocs_chooser:choose": edit(
            "wagtaildocs_chooser:choose_results", "wagtaildocs_chooser:chosen", documents
        ),
        "wagtailadmin_workflows:index": edit(
            "wagtailadmin_workflows:index_results", "wagtailadmin_workflows:edit", workflows
        ),
        "wagtailadmin_workflows:task_index": edit(
            "wagtailadmin_workflows:task_index_results", "wagtailadmin_workflows:edit_task", tasks
        ),
        "wagtailadmin_workflows:task_chooser": edit(
            "wagtailadmin_workflows:task_chooser_results", "wagtailadmin_workflows:task_chosen", tasks
        ),
        "wagtailredirects:index": edit("wagtailredirects:index_results", "wagtailredirects:edit", redirects),
    }


def own_boxes() -> Made:
    rows = [dictionary.add(forms=f"{name}\ncách viết {place}") for place, name in enumerate((NAME, OTHER))]
    for place, name in enumerate((NAME, OTHER)):
        OutboxRow.objects.create(
            consumer="x", kind="y", key=f"key-{place}", parked=True, error=f"Không đọc được {name}"
        )
        Pin.objects.create(text=name, asked=fold(name), kind="book", key=f"pin-{place}")
        DailyQuery.objects.create(day=timezone.localdate(), text=f"{name.lower()} số {place}", searches=1)
    assert not Entry.objects.filter(kind="book").exists()
    return {
        "tu-dien-tim-kiem:index": Box(
            reverse("tu-dien-tim-kiem:index_results"),
            *(reverse("tu-dien-tim-kiem:edit", args=[row.pk]) for row in rows),
        ),
        "viec-bi-gac-lai:index": Box(reverse("viec-bi-gac-lai:index_results"), "key-0", "key-1"),
        "ket-qua-ghim:index": Box(reverse("ket-qua-ghim:index"), "pin-0", "pin-1"),
        "bao-cao-tim-kiem:index": Box(reverse("bao-cao-tim-kiem:index"), "số 0", "số 1"),
    }


# Doors with a box that searches something else than rows with names.
ELSEWHERE = {
    "wagtailadmin_home": "leads to the search of pages",
    "decision_chooser:choose": "searches numbers of decisions: below",
    "thu-tim-kiem:index": "asks the public search",
    "wagtailforms:index": "this portal has no form pages: nothing to find",
}


def walk(resolver: object, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every address without arguments below the admin, with the name of its view."""
    for one in resolver.url_patterns:
        here = prefix + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from walk(one, here, (*spaces, one.namespace) if one.namespace else spaces)
        elif here.startswith("quan-tri/") and "<" not in here and "(?P" not in here:
            yield f"/{here}", ":".join([*spaces, one.name or ""])


@pytest.fixture
def everybody(desk: Desk, client: Client) -> Client:  # noqa: F811
    """Somebody who holds every role and is a superuser: no door is closed but those that are closed for all. Their own
    unit is not the one of the rows, because nobody at the desk is shown the dossiers of their own unit.
    """
    person = User.objects.create_superuser("tat-ca", password="x")
    for role in Role:
        roles.grant(user=person, role=role, unit=desk.station if role in UNIT_ROLES else None)
    client.force_login(person, backend="portal.core.authentication.PortalBackend")
    return client


@pytest.fixture
def boxes(desk: Desk, media_root) -> Made:  # noqa: F811
    return {**desk_boxes(desk), **stock_boxes(), **own_boxes()}


@pytest.mark.filterwarnings("ignore:Pagination may yield")  # the report of translations does not order
def test_every_box_of_the_admin_has_its_line(everybody, boxes):
    found = set()
    for url, name in walk(get_resolver()):
        if any(part in url for part in NOT_WALKED):
            continue
        answer = everybody.get(url, headers=XHR)
        if answer.status_code != 200 or answer.streaming:
            continue
        body = answer.content.decode(errors="replace")
        if ('name="q"' in body or 'name=\\"q\\"' in body) and not name.endswith(("_results", "_search")):
            found.add(name)
    assert found == {*boxes, *ELSEWHERE}


def test_each_box_finds_the_name_however_it_is_typed_and_nobody_else(everybody, boxes):
    wrong = []
    for name, box in boxes.items():
        whole = everybody.get(box.url, headers=XHR).content.decode()
        if name != "wagtailadmin_choose_page" and (box.named not in whole or box.other not in whole):
            wrong.append((name, "the list without words has not both"))
        for typed in TYPED:
            answer = everybody.get(box.url, {"q": typed}, headers=XHR)
            body = answer.content.decode()
            if answer.status_code != 200 or box.named not in body or box.other in body:
                wrong.append((name, typed, answer.status_code, box.named in body, box.other in body))
    assert wrong == []


def test_each_box_answers_whatever_is_typed(everybody, boxes):
    wrong = []
    for name, box in boxes.items():
        for typed in (" ", "%_'\"\\", "a\x00b", "x" * 3000, "🎗 \ud800"):
            status = everybody.get(
                box.url, {"q": typed.encode("utf-8", "surrogatepass")}, headers=XHR
            ).status_code
            if status != 200:
                wrong.append((name, typed[:10], status))
    assert wrong == []


def test_the_chooser_of_decisions_finds_numbers_in_any_spelling(everybody, desk):  # noqa: F811
    decision, other = desk.decision("57/QĐ-SYT"), desk.decision("58/QĐ-SYT")
    url = reverse("decision_chooser:choose_results")
    for typed in ("57/QĐ-SYT", "57/qd-syt", "57/QD"):
        body = everybody.get(url, {"q": typed}, headers=XHR).content.decode()
        assert reverse("decision_chooser:chosen", args=[decision.pk]) in body
        assert reverse("decision_chooser:chosen", args=[other.pk]) not in body


# The lookup behind -----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Nguyễn Thị Hoa", "nguyen thi hoa"),
        ("ĐẶNG VĂN ĐÀO", "đặng văn"),
        ("đặng văn đào", "ĐẶNG"),
        ("Ðặng", "dang"),
        ("Đặng", "Đa\u0323\u0306ng"),
        ("Đa\u0323\u0306ng", "Đặng"),
        ("Trạm y tế M’Drắk", "m'drak"),
        ("Y Moan Êñuôl", "enuol"),
        ("100%", "100%"),
        ("a_b", "a_b"),
        ("Số\u00a0102", "so 102"),
        ("Ỹ", "ỹ"),
    ],
)
def test_the_lookup_finds(stored, typed):
    User.objects.create(username="u", display_name=stored)
    assert User.objects.filter(display_name__folded_contains=typed).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["hoà binh x", "_", "%", "nguyenthi", "\\"])
def test_the_lookup_does_not_find(typed):
    User.objects.create(username="u", display_name="Nguyễn Thị Hoa")
    assert not User.objects.filter(display_name__folded_contains=typed).exists()


@pytest.mark.django_db
def test_both_databases_fold_every_vietnamese_letter_as_the_kernel_does():
    letters = "".join(chr(code) for block in ((0xC0, 0x250), (0x1EA0, 0x1EFA)) for code in range(*block))
    letters = "".join(letter for letter in letters if len(fold(letter)) == 1)
    User.objects.create(username="u", display_name=letters[:140])
    User.objects.create(username="v", display_name=letters[140:280])
    User.objects.create(username="w", display_name=letters[280:420])
    for name in ("u", "v", "w"):
        text = User.objects.get(username=name).display_name
        assert User.objects.filter(username=name, display_name__folded_contains=text).exists(), (
            connection.vendor
        )
        assert User.objects.filter(username=name, display_name__folded_contains=fold(text)).exists()


@pytest.mark.django_db
def test_columns_of_related_rows_are_looked_through_once(django_assert_num_queries):
    user = User.objects.create(username="u", display_name=NAME)
    membership = Membership.objects.create(user=user, role=Role.AUDITOR)
    with django_assert_num_queries(1):
        assert list(
            Membership.objects.filter(folding.holding(Membership, ["user__display_name"], "thi hoa"))
        ) == [membership]
