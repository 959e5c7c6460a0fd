"""What falls when something changes, and what stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from portal.core.models import OutboxRow, SiteSettings, User
from portal.core.outbox import Ref
from portal.core.rendered import reading, store, tables, tags, writing
from portal.home.models import HomePage, ProsePage
from recognition.domain import consent, units
from recognition.enums import ConsentScope, Role
from recognition.models import Conferral, Consent, Honoree, StoryPage
from tests import factories
from tests.recognition.views.conftest import published  # noqa: F401 - a fixture


@pytest.fixture
def two(visitor, published):  # noqa: F811 - the fixture above
    """Two public decisions, one honoree of each, and the pages of both kept."""
    published.add(2)
    other = factories.decision(by=published.office, dated=published.decision.dated.replace(year=2023))
    row = factories.public_conferral(
        on=other, of=published.award, name="Phan Thị Xa", at=published.department
    )
    visitor.settle()
    return published.rows[0].honoree, row.honoree


def page(honoree: Honoree) -> str:
    return f"/ton-vinh/{honoree.slug}/"


def kept(visitor, *paths: str) -> set[str]:
    visitor.settle()
    return {path for path in paths if f"testserver{path}" in store.current().addresses()}


def visit(visitor, *paths: str) -> None:
    visitor.settle()
    for path in paths:
        assert visitor.get(path).status == 200, path
    assert kept(visitor, *paths) == set(paths)


class TestWhatFalls:
    def test_a_publication_leaves_pages_of_other_decisions(self, visitor, published, two):  # noqa: F811
        near, far = two
        visit(visitor, "/", "/ton-vinh/", page(near), page(far), "/quyet-dinh/2025/57-qd-syt/", "/danh-hieu/")
        published.add(1)
        assert kept(visitor, "/", "/ton-vinh/", page(near), page(far), "/quyet-dinh/2025/57-qd-syt/") == {
            page(far)
        }

    def test_a_consent_taken_back_drops_the_person_and_nobody_else(self, visitor, two):
        near, far = two
        given = factories.agree(far, ConsentScope.BIOGRAPHY)
        visit(visitor, page(near), page(far), "/phong-trao/")
        consent.withdraw_consent(consent=given, actor=factories.person(Role.EDITOR), reason="đổi ý")
        assert kept(visitor, page(near), page(far), "/phong-trao/") == {page(near), "/phong-trao/"}

    def test_a_consent_taken_back_drops_those_who_stand_in_the_same_story(self, visitor, published, two):  # noqa: F811
        near, far = two
        beside = published.rows[1].honoree
        given = factories.agree(far, ConsentScope.BIOGRAPHY)
        factories.story("Hai người một trạm", about=(near, far))
        visit(visitor, page(near), page(far), page(beside), "/guong-dien-hinh/")
        assert "Hai người một trạm" in visitor.get(page(near)).text
        consent.withdraw_consent(consent=given, actor=factories.person(Role.EDITOR), reason="đổi ý")
        assert kept(visitor, page(near), page(far), page(beside), "/guong-dien-hinh/") == {page(beside)}
        for path in (page(near), page(far), "/guong-dien-hinh/"):
            assert "Hai người một trạm" not in visitor.get(path).text

    def test_a_consent_of_whoever_stands_in_no_story_drops_no_list_of_stories(self, visitor, two):
        near, far = two
        factories.story("Một người một trạm", about=(near,))
        visit(visitor, page(near), page(far), "/guong-dien-hinh/")
        factories.agree(far, ConsentScope.BIOGRAPHY)
        assert kept(visitor, page(near), page(far), "/guong-dien-hinh/") == {page(near), "/guong-dien-hinh/"}

    def test_a_unit_renamed_drops_where_it_is_named(self, visitor, published, two):  # noqa: F811
        near, far = two
        visit(visitor, page(near), page(far), "/don-vi/", "/quyet-dinh/")
        units.rename_unit(unit=published.hospital, name="Bệnh viện Đa khoa Minh Hải", actor=None)
        assert kept(visitor, page(near), page(far), "/don-vi/", "/quyet-dinh/") == {page(far), "/quyet-dinh/"}
        assert "Bệnh viện Đa khoa Minh Hải" in visitor.get(page(near)).text

    def test_a_story_drops_the_people_in_it(self, visitor, two):
        near, far = two
        visit(visitor, page(near), page(far))
        factories.story("Người giữ trạm", about=(near,))
        assert kept(visitor, page(near), page(far)) == {page(far)}
        assert "Người giữ trạm" in visitor.get(page(near)).text

    def test_settings_drop_everything(self, visitor, two):
        visit(visitor, "/", *map(page, two))
        own = SiteSettings.load()
        own.phone = "0290 1234567"
        own.save()
        visitor.settle()
        assert store.current().addresses() == []

    def test_a_first_child_is_seen_by_a_page_that_had_none(self, visitor, two):
        home = HomePage.objects.get(locale__language_code="vi")
        parent = home.add_child(instance=ProsePage(title="Giúp đỡ", slug="giup-do", locale=home.locale))
        visit(visitor, "/giup-do/", page(two[0]))
        parent.add_child(instance=ProsePage(title="Gõ dấu", slug="go-dau", locale=home.locale))
        assert kept(visitor, "/giup-do/", page(two[0])) == {page(two[0])}
        assert "Gõ dấu" in visitor.get("/giup-do/").text

    def test_a_page_of_staff_alone_drops_nothing(self, visitor, two):
        visit(visitor, *map(page, two))
        User.objects.create(username="nhan-vien")
        story = factories.story()
        visit(visitor, *map(page, two))
        StoryPage.objects.get(pk=story.pk).save_revision()
        assert kept(visitor, *map(page, two)) == set(map(page, two))


class TestWrites:
    def recorded(self) -> list[tuple[str, str]]:
        return list(OutboxRow.objects.filter(consumer="rendered").order_by("id").values_list("kind", "key"))

    @pytest.fixture(autouse=True)
    def _asleep(self, two):
        """Nothing is delivered: what was recorded is looked at."""

    def test_an_update_past_the_domain_is_recorded_with_the_values_it_takes_away(self, two):
        row = Conferral.objects.filter(honoree=two[0]).get()
        Conferral.objects.filter(pk=row.pk).update(honoree=two[1])
        assert self.recorded() == [
            ("rendered.tag", f"recognition_conferral.honoree_id={two[0].pk}"),
            ("recognition.honoree", str(two[0].pk)),
            ("recognition.conferral", str(row.pk)),
        ]

    def test_a_deletion_is_recorded_with_the_values_of_what_is_gone(self, two):
        given = factories.agree(two[0], ConsentScope.PHOTO)
        OutboxRow.objects.all().delete()
        connection.run_on_commit.clear()
        Consent.objects.filter(pk=given.pk).delete()
        assert ("rendered.tag", f"recognition_consent.honoree_id={two[0].pk}") in self.recorded()
        assert ("recognition.consent", str(given.pk)) in self.recorded()

    def test_a_rollback_records_nothing_and_a_savepoint_takes_back_only_its_own(self, two):
        row = Conferral.objects.filter(honoree=two[0]).get()
        with transaction.atomic():
            with pytest.raises(RuntimeError), transaction.atomic():
                Conferral.objects.filter(pk=row.pk).update(citation="a")
                raise RuntimeError
            Conferral.objects.filter(pk=row.pk).update(citation="b")
        assert self.recorded() == [("recognition.conferral", str(row.pk))]

    def test_one_row_written_often_in_one_transaction_is_recorded_once(self, two):
        row = Conferral.objects.filter(honoree=two[0]).get()
        with transaction.atomic():
            for text in "abc":
                Conferral.objects.filter(pk=row.pk).update(citation=text)
        assert self.recorded() == [("recognition.conferral", str(row.pk))]

    def test_very_many_rows_are_recorded_as_their_table(self, monkeypatch):
        monkeypatch.setattr(writing, "MANY", 1)
        Conferral.objects.update(citation="c")
        assert self.recorded() == [("recognition.conferral", "*")]

    def test_raw_sql_is_recorded_as_its_table(self):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE recognition_conferral SET citation = 'd'")
        assert self.recorded() == [("recognition.conferral", "*")]

    def test_what_is_never_shown_is_not_recorded(self):
        User.objects.create(username="nhan-vien")
        OutboxRow.objects.create(consumer="khac", kind="a.b", key="1")
        assert self.recorded() == []

    def test_while_a_database_is_filled_nothing_is_recorded(self, two):
        with writing.unrecorded():
            Conferral.objects.update(citation="e")
        assert self.recorded() == []

    def test_a_bulk_change_is_one_entry_of_the_drop_log(self, visitor, two):
        visit(visitor, *map(page, two))
        visitor.settle()
        number = store.current().started()
        with transaction.atomic():
            for row in Conferral.objects.all():
                row.citation = "f"
                row.save()
        visitor.settle()
        assert store.current().started() == number + 1
        assert store.current().addresses() == []


class TestFallenTags:
    def test_an_unknown_kind_and_a_row_that_is_gone_are_no_trouble(self, visitor):
        found = tags.fallen([Ref("no.such", "1"), Ref("recognition.honoree", "987654"), Ref("x", "y")])
        assert "recognition_honoree#987654" in found
        assert "recognition_honoree" in found

    def test_too_wide_a_reach_is_the_whole_table(self, two, monkeypatch):
        monkeypatch.setattr(tags, "REACH", 1)
        found = tags.fallen(
            [Ref("recognition.decision", str(Conferral.objects.filter(honoree=two[0]).get().decision_id))]
        )
        assert "recognition_conferral!" in found

    def test_a_table_that_is_not_watched_falls_as_a_whole(self, two):
        award = Conferral.objects.first().award
        assert tags.fallen([Ref("recognition.award", str(award.pk))]) == {"recognition_award"}


class TestMoments:
    def test_the_nearest_moment_ahead_counts(self, db):
        now = timezone.now()
        with reading.collect() as page_:
            reading.until(now + timedelta(hours=3))
            reading.until(now + timedelta(hours=1))
            reading.until(now - timedelta(hours=1))
            reading.until(None)
        assert page_.until == now + timedelta(hours=1)

    def test_outside_a_page_they_are_not_asked(self):
        reading.until_midnight()
        assert reading.collecting() is None


def test_every_edge_joins_watched_tables(switched_on):
    edges = tables._down | tables._up
    assert {edge.child for edge in edges} <= set(tables.all_watched())
    assert {edge.parent for edge in edges} <= set(tables.all_watched())
