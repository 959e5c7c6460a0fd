"""The first page of the admin: what waits for whom, in few questions whatever waits."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from portal.core.models import User
from recognition.domain import conferrals, publication, roles
from recognition.enums import ADMIN_ROLES, Role
from recognition.models import HonoreePage
from tests.recognition.desk.conftest import Desk
from tests.recognition.desk.test_inbox import many
from tests.recognition.desk.test_pages import edit

CEILING = 15
EVERYBODY = [*((role.value,) for role in sorted(ADMIN_ROLES)), ("superuser",), ("editor", "approver")]


def person_of(desk: Desk, who: tuple[str, ...]) -> User:
    """Return somebody who opens the first page."""
    if who == ("superuser",):
        return User.objects.create_superuser("root", display_name="Quản trị máy chủ")
    person = desk.person(Role(who[0]), suffix=f"-{len(who)}{who[-1]}")
    for role in who[1:]:
        roles.grant(user=person, role=Role(role))
    return person


def drafted(desk: Desk, number: int, *, by: User) -> list[HonoreePage]:
    decision = desk.decision(f"{number}/QĐ-SYT")
    names = [desk.line(decision, f"Lê Thị {number} {place}").honoree_id for place in range(number)]
    conferrals.verify_decision(decision=decision, actor=desk.second)
    assert not publication.draft_pages(decision=decision, actor=by).failed
    return list(HonoreePage.objects.filter(honoree__in=names, language="vi").order_by("pk"))


def asked(client: Client) -> list[str]:
    url = reverse("wagtailadmin_home")
    for _time in range(
        2
    ):  # what a process remembers between requests (settings, units) is read by the first ones
        client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [one["sql"] for one in captured.captured_queries]


def test_the_first_page_asks_as_little_of_much_as_of_little_whoever_opens_it(desk: Desk) -> None:
    """Wagtail's own panels of pages asked 20 questions of an editor and 21 of an approver."""
    editor = desk.person(Role.EDITOR)
    people = {who: person_of(desk, who) for who in EVERYBODY}
    asked_by: dict[tuple[str, ...], list[int]] = {who: [] for who in EVERYBODY}
    for number in (2, 12):
        many(desk, number)
        pages = drafted(desk, number, by=editor)
        client = desk.client(editor)
        for page in pages[::2]:
            edit(client, page, "action-submit")
        desk.line(desk.decision(f"{number}/QĐ-UBND"))
        for who, person in people.items():
            pages[1].save_revision(user=person)
            Page.objects.filter(pk=pages[-1].pk).update(locked=True, locked_by=person)
            found = asked(desk.client(person))
            assert len(set(found)) == len(found), (who, [sql for sql in found if found.count(sql) > 1])
            asked_by[who].append(len(found))
    assert {who: found for who, found in asked_by.items() if len(set(found)) > 1 or found[0] > CEILING} == {}


def test_an_editor_finds_the_pages_worked_on_what_waits_first(desk: Desk) -> None:
    editor, approver = desk.person(Role.EDITOR), desk.person(Role.APPROVER)
    draft, submitted, locked, foreign = drafted(desk, 4, by=desk.first)
    for page in (draft, submitted):
        page.save_revision(user=editor)
    foreign.save_revision(user=approver)
    Page.objects.filter(pk=locked.pk).update(locked=True, locked_by=editor)
    client = desk.client(editor)
    edit(client, submitted, "action-submit")
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    panel = page[page.index('id="desk-trang-dang-lam"') :]
    panel = panel[: panel.index("</section>")]
    places = [panel.index(reverse("wagtailadmin_pages:edit", args=[one.pk])) for one in (submitted, draft)]
    assert places == sorted(places)
    for words in ("Đang chờ duyệt", "Bản nháp chưa đăng", "Bạn đã khóa"):
        assert words in panel
    assert reverse("wagtailadmin_pages:edit", args=[foreign.pk]) not in panel
    assert "recent-edits" not in page
    waits = desk.client(approver).get(reverse("wagtailadmin_home")).content.decode()
    waits = waits[waits.index('id="desk-cho-duyet-dang"') :]
    waits = waits[: waits.index("</section>")]
    assert submitted.title in waits
    assert draft.title not in waits


def test_the_admin_bears_the_name_and_the_sign_of_the_product(desk: Desk) -> None:
    client = desk.client(Role.EDITOR)
    for name in ("wagtailadmin_home", "wagtailadmin_account", "wagtailadmin_explore_root"):
        page = client.get(reverse(name), follow=True).content.decode()
        title = page[page.index("<title>") : page.index("</title>")]
        assert title.endswith("- Tôn vinh"), title
        assert "img/emblem" in page
        assert "favicon.ico" not in page
        assert "editor guide" not in page
    entry = Client().get(reverse("wagtailadmin_login")).content.decode()
    assert "Đăng nhập - Tôn vinh" in entry
    assert "img/emblem" in entry
