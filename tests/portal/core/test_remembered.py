"""What a process remembers is never older than the database, whoever wrote, and hides nothing from the stored pages."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from wagtail.models import Locale, Page

from portal.core import routing
from portal.core.models import PortalImage, SiteSettings, TableMark, User
from portal.core.remembered import remembered, remembered_each
from portal.core.rendered import marks, reading
from portal.home.models import HomePage
from recognition.domain import queries, units
from recognition.models import StoryPage, Unit
from tests import factories, processes


@pytest.fixture
def names():
    """A remembered answer from the database, and how often it was really asked."""
    asked = []

    @remembered(limit=2)
    def all_names(start: str = "") -> tuple[str, ...]:
        asked.append(start)
        return tuple(
            Unit.objects.filter(name__startswith=start).order_by("pk").values_list("name", flat=True)
        )

    all_names.asked = asked
    return all_names


def answer(function, *args):
    """One request."""
    with marks.scope():
        return function(*args)


@pytest.mark.django_db
class TestRemembered:
    def test_the_second_request_does_not_ask_again(self, names):
        factories.unit("Trạm Y tế An Phú")
        assert answer(names) == answer(names) == ("Trạm Y tế An Phú",)
        assert len(names.asked) == 1

    def test_outside_a_request_nothing_is_remembered(self, names):
        names()
        names()
        assert len(names.asked) == 2

    def test_each_argument_and_each_language_has_its_own_answer(self, names):
        factories.unit("Trạm Y tế An Phú")
        assert answer(names, "Bệnh") == ()
        assert answer(names, "Trạm") == ("Trạm Y tế An Phú",)
        with translation.override("en"):
            answer(names, "Trạm")
        assert names.asked == ["Bệnh", "Trạm", "Trạm"]

    def test_only_so_many_answers_are_kept(self, names):
        for start in ("a", "b", "c", "a"):
            answer(names, start)
        assert names.asked == ["a", "b", "c", "a"]

    @pytest.mark.parametrize(
        "write",
        [
            lambda: factories.unit("Mới"),
            lambda: units.rename_unit(unit=Unit.objects.get(), name="Mới", actor=None),
            lambda: Unit.objects.update(name="Mới"),
            lambda: Unit.objects.bulk_create([Unit(name="Mới", code="M1", kind="hospital", slug="moi-1")]),
            lambda: Unit.objects.all().delete(),
            lambda: connection.cursor().execute("UPDATE recognition_unit SET name = 'Mới'"),
            lambda: connection.cursor().execute('DELETE FROM "recognition_unit"'),
        ],
        ids=["insert", "domain", "update", "bulk", "delete", "raw update", "raw delete"],
    )
    def test_a_write_of_any_kind_shows_in_the_next_request(self, names, write):
        factories.unit("Trạm Y tế An Phú")
        before = answer(names)
        write()
        assert answer(names) != before
        assert answer(names) == names()

    def test_a_write_shows_in_the_same_request(self, names):
        with marks.scope():
            assert names() == ()
            factories.unit("Mới")
            assert names() == ("Mới",)
            Unit.objects.update(name="Khác")
            assert names() == ("Khác",)

    def test_a_write_to_a_table_that_was_not_read_changes_nothing(self, names):
        answer(names)
        factories.office()
        User.objects.create_user("ai-do")
        answer(names)
        assert len(names.asked) == 1

    def test_what_was_taken_back_is_not_remembered(self, names):
        factories.unit("Trạm Y tế An Phú")
        before = answer(names)
        with transaction.atomic():
            Unit.objects.update(name="Sai")
            assert answer(names) == ("Sai",)
            transaction.set_rollback(True)
        assert answer(names) == before

    def test_a_write_after_one_that_was_taken_back_leaves_its_mark(self, names):
        factories.unit("Trạm Y tế An Phú")
        answer(names)
        with transaction.atomic():
            with transaction.atomic():
                Unit.objects.update(name="Sai")
                transaction.set_rollback(True)
            Unit.objects.update(name="Đúng")
        assert answer(names) == ("Đúng",)

    def test_a_write_after_a_request_in_the_same_transaction_leaves_a_mark_of_its_own(self, names):
        with transaction.atomic():
            factories.unit("Một")
            assert answer(names) == ("Một",)
            Unit.objects.update(name="Hai")
        assert answer(names) == ("Hai",)

    def test_a_transaction_marks_a_table_once(self):
        with transaction.atomic():
            before = TableMark.objects.filter(name="recognition_unit").count()
            for number in range(5):
                factories.unit(f"Trạm {number}")
        assert TableMark.objects.filter(name="recognition_unit").count() <= before + 1

    def test_columns_that_no_page_shows_leave_no_mark(self):
        story = factories.story()
        connection.run_on_commit.clear()
        before = marks.read()
        story.title = "Bản nháp"
        story.save_revision()
        assert marks.read().get("wagtailcore_page") == before.get("wagtailcore_page")

    def test_what_holds_until_a_moment_is_asked_again_after_it(self):
        asked = []

        @remembered(limit=2)
        def today() -> datetime:
            asked.append(1)
            reading.until_midnight()
            return timezone.localdate()

        with time_machine.travel(datetime(2026, 3, 2, 3, 0, tzinfo=timezone.get_fixed_timezone(0))) as clock:
            first = answer(today)
            assert answer(today) == first
            clock.shift(timedelta(days=1))
            assert answer(today) == first + timedelta(days=1)
        assert len(asked) == 2

    def test_a_page_that_uses_an_answer_is_tied_to_what_was_read_for_it(self, names):
        factories.unit("Trạm Y tế An Phú")
        with marks.scope(), reading.collect() as asking:
            names()
        with marks.scope(), reading.collect() as remembering:
            names()
        assert len(names.asked) == 1
        assert "recognition_unit" in remembering.tags
        assert remembering.tags == asking.tags

    def test_a_page_that_uses_an_answer_ends_when_the_answer_does(self):
        @remembered(limit=2)
        def today() -> bool:
            reading.until_midnight()
            return True

        answer(today)
        with marks.scope(), reading.collect() as page:
            today()
        assert page.until == reading.next_midnight(timezone.now())

    def test_what_no_stored_page_may_read_is_not_remembered(self):
        asked = []

        @remembered(limit=2)
        def people() -> int:
            asked.append(1)
            return User.objects.count()

        answer(people)
        answer(people)
        assert len(asked) == 2

    def test_the_sweep_changes_no_answer(self, names):
        factories.unit("Trạm Y tế An Phú")
        before = answer(names)
        TableMark.objects.bulk_create([TableMark(name="recognition_unit", token=n + 1) for n in range(400)])
        marks.sweep()
        assert TableMark.objects.count() < 100
        assert answer(names) == before
        Unit.objects.update(name="Mới")
        assert answer(names) == ("Mới",)


@pytest.mark.django_db
def test_of_many_keys_only_the_unknown_are_asked_for():
    asked = []

    @remembered_each(limit=10)
    def names_of(keys) -> dict[str, str]:
        keys = list(keys)
        asked.append(keys)
        return dict(Unit.objects.filter(code__in=keys).values_list("code", "name"))

    factories.unit("Một", code="A")
    factories.unit("Hai", code="B")
    assert answer(names_of, ["A", "X"]) == {"A": "Một"}
    assert answer(names_of, ["B", "A", "X"]) == {"B": "Hai", "A": "Một"}
    assert asked == [["A", "X"], ["B"]]
    Unit.objects.filter(code="A").update(name="Khác")
    assert answer(names_of, ["A", "B"]) == {"A": "Khác", "B": "Hai"}


@pytest.mark.django_db
def test_a_page_that_is_remembered_names_the_picture_in_its_body_as_it_is_now(client):
    image = PortalImage(title="Trạm", description="Trạm y tế", credit="Ảnh: Lê An", width=400, height=300)
    image.file.name = "original_images/khong-co.jpg"
    PortalImage.objects.bulk_create([image])
    told = factories.story(body=[("picture", {"image": image, "caption": "Bên sông", "credit": ""})])
    for _turn in range(2):
        assert "Ảnh: Lê An" in client.get(told.url).content.decode()
    PortalImage.objects.filter(pk=image.pk).update(credit="Ảnh: Vũ Bình")
    assert "Ảnh: Vũ Bình" in client.get(told.url).content.decode()


@pytest.mark.django_db
def test_what_is_put_on_a_copy_of_a_remembered_page_is_not_on_the_page():
    told = StoryPage.objects.select_related("locale").get(pk=factories.story().pk)
    copy = routing.own_copy(told)
    copy.title = "Khác"
    copy.locale = Locale.objects.get(language_code="en")
    copy.body.append(("prose", "<p>Thêm.</p>"))
    assert copy.pk == told.pk
    assert (told.title, told.locale.language_code, len(told.body)) == (
        "Người giữ trạm giữa rừng đước",
        "vi",
        1,
    )


OTHER = """
import django
django.setup()
from portal.core.models import SiteSettings
from recognition.models import Unit
{act}
"""

NEW_PAGE = """
from portal.home.models import HomePage, ProsePage
home = HomePage.objects.get(locale__language_code='vi')
page = ProsePage(title='Trang Mới', slug='trang-moi', show_in_menus=True, locale=home.locale)
home.add_child(instance=page)
"""
RESTRICTION = """
from wagtail.models import Page, PageViewRestriction
page = Page.objects.get(slug='ton-vinh')
PageViewRestriction.objects.create(page=page, restriction_type='login')
"""
MOVE = """
from wagtail.models import Page
page = Page.objects.get(slug='phong-trao').specific
page.slug = 'thi-dua'
page.save()
"""
SITE = "site = SiteSettings.load(); site.department_name = 'Sở Y tế Tên Mới'; site.save()"
RENAME = "Unit.objects.filter(code='BV').update(name='Bệnh viện Tên Mới')"
CHANGES = {
    "a unit": (RENAME, "Bệnh viện Tên Mới", "/don-vi/"),
    "the site": (SITE, "Sở Y tế Tên Mới", "/theo-nam/"),
    "the menu": (NEW_PAGE, "Trang Mới", "/don-vi/"),
    "a restriction": (RESTRICTION, None, "/ton-vinh/"),
    "an address": (MOVE, None, "/phong-trao/"),
}


@pytest.fixture
def site_tree(transactional_db) -> None:
    """Write again what migrations write and the transactional test before has emptied."""
    if HomePage.objects.exists():
        return
    locale, _created = Locale.objects.get_or_create(language_code="vi")
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(title="Root", slug="root", locale=locale)
    import_module("portal.home.migrations.0003_site_tree").make_tree(apps, None)


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.django_db(transaction=True)
def test_a_change_of_another_process_shows_at_once(client, site_tree, what):
    act, word, address = CHANGES[what]
    factories.unit("Bệnh viện Tên Cũ", code="BV")
    SiteSettings.load()
    before = [client.get(address) for _turn in range(2)][-1]
    assert before.status_code == 200
    environment = {
        **os.environ,
        "DATABASE_URL": processes.database_url(),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings.test"),
    }
    done = subprocess.run(
        [sys.executable, "-c", OTHER.format(act=act)],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    after = client.get(address)
    if word is None:
        assert after.status_code in {301, 302, 404}, after.status_code
    else:
        assert word in after.content.decode()
        assert word not in before.content.decode()


@pytest.mark.django_db
def test_the_numbers_of_the_wall_are_those_of_each_filter_alone(published_years):
    """One query counts what seven did: compared with plain counting."""
    with marks.scope():
        wall = queries.wall(chosen=queries.WallFilter(merit_years=(2024,)))
    facets = {facet.name: {o.value: o.count for o in facet.options} for facet in wall.facets}
    assert facets["nam"] == {"2025": 2, "2024": 3}
    assert facets["nam-quyet-dinh"] == {"2024": 3}
    assert wall.counts == queries.Counts(3, 0)
    assert sum(facets["danh-hieu"].values()) == 3


@pytest.fixture
def published_years():
    office = factories.office()
    award = factories.award(by=office)
    from datetime import date

    for year, people in ((2024, 3), (2025, 2)):
        decision = factories.decision(by=office, dated=date(year, 2, 20))
        for number in range(people):
            factories.conferral(on=decision, of=award, name=f"Lê Văn An{year}{number}")
        factories.publish(decision)
