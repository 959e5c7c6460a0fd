"""Questions asked in one statement have the answers they have one by one, and tie whoever uses them all the same."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.db.models import CharField, Count, QuerySet, Value
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Page

from campaigns.models import Campaign, CampaignCriterion, CampaignPage
from portal.core.models import PortalDocument
from portal.core.remembered import forget, remembered
from portal.core.rendered import marks, reading, together
from portal.core.rendered.together import Plan, ask_together, first_of, question, side_by_side
from portal.home.models import CollectionIndexPage, CollectionPage, HomePage
from recognition.domain.queries.conferrals import with_rows
from recognition.models import Award, Conferral, Decision, Honoree, HonoreePage, Unit
from tests import factories
from tests.portal.core.rendered.world import World


@question
def units(start: str = "") -> QuerySet[Unit]:
    return Unit.objects.filter(name__startswith=start).order_by("pk")


@question
def awards() -> QuerySet[Award]:
    return Award.objects.order_by("pk")


@question
def numbered(most: int) -> QuerySet[Conferral, tuple[int, int]]:
    rows = Conferral.objects.order_by().values_list("decision_id").annotate(number=Count("pk"))
    return rows.filter(number__lte=most)


@question
def nobody() -> QuerySet[Honoree]:
    return Honoree.objects.none()


def asked_for(*functions):
    """The queries of one request that asks for these together, and then for each."""
    with marks.scope(), CaptureQueriesContext(connection) as seen:
        ask_together([[function() for function in functions]])
        found = [list(function()) for function in functions]
    return found, len(seen) - 1  # the marks


@pytest.fixture
def some(db):
    department = factories.unit("Sở Y tế", kind="department")
    factories.unit("Trạm Y tế An Phú", parent=department)
    office = factories.office(unit=department)
    award = factories.award(by=office)
    factories.public_conferral(on=factories.decision(by=office), of=award, name="Nguyễn Thị Hoa")


@pytest.mark.django_db
class TestAnswers:
    def test_several_questions_are_one_query_with_the_answers_they_have_alone(self, some):
        found, asked = asked_for(units, awards, lambda: numbered(5), nobody)
        assert asked == 1
        assert found == [list(Unit.objects.order_by("pk")), list(Award.objects.order_by("pk")),
                         [(Decision.objects.get().pk, 1)], []]  # fmt: skip

    def test_one_question_is_one_query_too(self, some):
        assert asked_for(units)[1] == 1

    def test_a_question_that_was_not_asked_ahead_is_asked_when_it_is_needed(self, some):
        with marks.scope(), CaptureQueriesContext(connection) as seen:
            ask_together([[awards()]])
            assert [unit.name for unit in units("Trạm")] == ["Trạm Y tế An Phú"]
        assert len(seen) == 3

    def test_what_was_asked_is_not_asked_again(self, some):
        with marks.scope():
            ask_together([[units(), awards()]])
            with CaptureQueriesContext(connection) as seen:
                ask_together([[awards()], [units()]])
                list(units())
        assert len(seen) == 0

    def test_each_parameter_and_each_language_is_a_question_of_its_own(self, some):
        with marks.scope():
            ask_together([[units(), units("Trạm"), awards()]])
            assert len(units()) > len(units("Trạm")) == 1
            with translation.override("en"), CaptureQueriesContext(connection) as seen:
                list(units())
        assert len(seen) == 1

    def test_plans_are_walked_side_by_side_and_a_stage_may_use_the_one_before(self, some):
        @question
        def below(parent_id: int) -> QuerySet[Unit]:
            return Unit.objects.filter(parent=parent_id)

        def plan() -> Plan:
            yield [units("Sở")]
            yield [below(unit.pk) for unit in units("Sở")]

        with marks.scope(), CaptureQueriesContext(connection) as seen:
            ask_together(plan(), [[awards()], [numbered(3)]], ())
            (department,) = units("Sở")
            assert [unit.name for unit in below(department.pk)] == ["Trạm Y tế An Phú"]
        assert len(seen) == 3  # the marks, two stages
        assert [len(list(stage)) for stage in side_by_side([[1], [2]], [[3]], [])] == [2, 1]

    def test_of_a_draft_without_a_key_nothing_is_asked_ahead(self, some):
        @question
        def below(unit: Unit) -> QuerySet[Unit]:
            return Unit.objects.filter(parent=unit.pk or 0)

        with marks.scope():
            ask_together([[below(Unit()), units()]])
            assert list(below(Unit())) == []

    def test_a_plan_that_writes_between_two_stages_is_asked_what_it_wrote(self, some):
        def plan() -> Plan:
            yield [units("Trạm"), awards()]
            factories.unit("Trạm Y tế Bình An")
            yield [units("Trạm"), awards()]

        with marks.scope():
            ask_together(plan())
            assert len(units("Trạm")) == 2

    def test_two_plans_that_ask_the_same_ask_it_once(self, some):
        with marks.scope():
            first, second, third = units("Trạm"), units("Trạm"), units("Trạm")
            with CaptureQueriesContext(connection) as seen:
                ask_together([[first, awards()], [third]], [[second]])
                assert list(first) == list(second) == list(third) != []
        assert len(seen) == 2  # the marks

    def test_a_write_of_the_request_throws_the_answers_away(self, some):
        with marks.scope():
            ask_together([[units("Trạm"), awards()]])
            factories.unit("Trạm Y tế Bình An")
            assert len(units("Trạm")) == 2

    def test_outside_a_request_and_for_a_database_that_cannot_nothing_is_asked_ahead(self, some, monkeypatch):
        with CaptureQueriesContext(connection) as seen:
            ask_together([[units(), awards()]])
        assert len(seen) == 0
        options = connections["default"].settings_dict["OPTIONS"]
        monkeypatch.setitem(options, "server_side_binding", True)
        with marks.scope(), CaptureQueriesContext(connection) as seen:
            ask_together([[units(), awards()]])
            assert len(list(units())) == 2
        assert len(seen) == 2


@pytest.mark.django_db
class TestValues:
    """Rows come another way than Django fetches them: every kind of value has to arrive as it is."""

    def test_every_kind_of_value_arrives_as_it_is(self):
        campaign = factories.campaign("Giữ “trạm” \\ 'xanh' – ấm", themes=["xanh", {"text": "ấm"}],
                                      starts_on=date(2026, 1, 2), ends_on=None,
                                      deadline=datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC))  # fmt: skip
        for threshold in ("12.50", "0.00", None, "9999999999.99"):
            CampaignCriterion.objects.create(
                campaign=campaign, kind="individual", text="x\ny\t%s %% {}", at_most=threshold == "0.00",
                threshold=threshold and Decimal(threshold),
            )  # fmt: skip

        @question
        def criteria() -> QuerySet[CampaignCriterion]:
            return CampaignCriterion.objects.order_by("pk").select_related("campaign")

        @question
        def pages() -> QuerySet[Page]:
            return Page.objects.order_by("pk").select_related("locale", "content_type")

        @question
        def loose() -> QuerySet[Campaign, tuple[object, ...]]:
            marked = Campaign.objects.annotate(said=Value("100 %", output_field=CharField()))
            return marked.order_by("pk").values_list("said", "deadline", "themes", "is_record", "ends_on")

        found, asked = asked_for(criteria, pages, loose)
        assert asked == 1
        plain = [list(function.__wrapped__()) for function in (criteria, pages, loose)]
        for ours, theirs in zip(found, plain, strict=True):
            assert [_values(row) for row in ours] == [_values(row) for row in theirs]
        assert {row.threshold for row in found[0]} == {
            Decimal("12.50"),
            Decimal(0),
            None,
            Decimal("9999999999.99"),
        }
        assert found[0][0].campaign.deadline == campaign.deadline

    def test_rows_of_more_columns_than_a_function_of_sqlite_takes_stay_in_order(self, some):
        numbers = list(range(2, 302))
        random.Random(4).shuffle(numbers)
        row = Conferral.objects.get()
        for number in numbers:
            factories.conferral(
                on=row.decision, of=row.award, name=f"Nguyễn Văn {number}", list_position=number
            )

        @question
        def lines() -> QuerySet[Conferral]:
            return with_rows(Conferral.objects.order_by("-list_position", "pk"))

        (found, _awards), asked = asked_for(lines, awards)
        assert asked == 1
        assert [line.list_position for line in found] == [*range(301, 1, -1), row.list_position]
        with CaptureQueriesContext(connection) as seen:
            assert {line.decision.office.name for line in found} == {row.decision.office.name}
        assert len(seen) == 0

    def test_joined_queries_are_asked_together_too(self, some):
        @question
        def both() -> QuerySet[Unit, tuple[str]]:
            names = Unit.objects.order_by().values_list("name")
            return names.union(Award.objects.order_by().values_list("name"), all=True)

        (found, _units), asked = asked_for(both, units)
        assert asked == 1
        assert sorted(found) == sorted(both.__wrapped__())

    def test_the_first_of_rows_is_what_first_gives(self, some):
        for rows in (Unit.objects.order_by("-pk"), Unit.objects.order_by()):
            assert list(first_of(rows)) == [rows.first()]


def _values(row):
    if isinstance(row, tuple):
        return row
    related = [getattr(row, name) for name in row._state.fields_cache]
    return [getattr(one, field.attname) for one in (row, *related) for field in one._meta.concrete_fields]


@pytest.mark.django_db
class TestTies:
    @pytest.fixture
    def world(self, client, media_root):
        made = World(11)
        image, document = (
            made.picture(),
            PortalDocument.objects.create(title="Kế hoạch", file="documents/a.pdf"),
        )
        film = PortalDocument.objects.create(title="Phim", file="documents/a.mp4")
        shown = [{"image": key, "caption": "", "credit": ""} for key in (image.pk, made.picture().pk)]
        values = (
            ("picture", {"image": image.pk, "caption": "Trạm", "credit": ""}),
            ("gallery", {"title": "", "pictures": shown}),
            ("documents", {"title": "", "documents": [{"document": document.pk, "title": ""}]}),
            ("video", {"title": "Phim", "video": film.pk, "captions": None, "has_speech": False,
                       "poster": image.pk, "transcript": "Lời", "credit": ""}),
            ("people", {"title": "", "pages": [page.pk for page in HonoreePage.objects.all()[:2]]}),
            ("stories", {"title": "", "pages": [factories.story("Một bài").pk]}),
            ("campaigns", {"title": "", "pages": [CampaignPage.objects.all()[0].pk]}),
        )  # fmt: skip
        body = [{"type": kind, "id": kind, "value": value} for kind, value in values]
        home = HomePage.objects.get(locale__language_code="vi")
        index = home.add_child(instance=CollectionIndexPage(title="Chuyên trang", slug="chuyen-trang"))
        page = CollectionPage(title="Giữ trạm", slug="giu-tram", picture=image)
        page.body = page.body.stream_block.to_python(body)
        index.add_child(instance=page)
        page.save_revision().publish()
        yield made
        made.stop()

    def test_every_page_is_tied_to_the_same_as_if_nothing_was_asked_ahead(self, client, world, monkeypatch):
        def ties(address: str) -> tuple[frozenset[str], datetime | None]:
            forget()
            with reading.collect() as read:
                assert client.get(address).status_code == 200
            return frozenset(read.tags), read.until

        places = [
            *world.addresses(),
            "/chuyen-trang/",
            "/chuyen-trang/giu-tram/",
            "/so-do-trang/",
            "/ton-vinh/?nam=2025",
        ]
        answering = [place for place in places if client.get(place).status_code == 200]
        assert places[-3] in answering
        assert len(answering) > 20
        ahead = {place: ties(place) for place in answering}
        monkeypatch.setattr(together, "_WAYS", {})
        apart = {place: ties(place) for place in answering}
        different = {
            place: (ahead[place][0] ^ apart[place][0], ahead[place][1], apart[place][1])
            for place in answering
            if ahead[place] != apart[place]
        }
        assert different == {}

    def test_an_answer_that_is_remembered_falls_with_what_was_read_for_it(self, some):
        asked = []

        @remembered(limit=2, plan=lambda: [[units("Trạm"), awards()]])
        def names() -> tuple[str, ...]:
            asked.append(1)
            return tuple(unit.name for unit in units("Trạm"))

        def answer() -> tuple[str, ...]:
            with marks.scope():
                ask_together(names.plan())
                return names()

        assert answer() == answer() == ("Trạm Y tế An Phú",)
        factories.unit("Trạm Y tế Bình An")
        assert answer() == ("Trạm Y tế An Phú", "Trạm Y tế Bình An")
        assert len(asked) == 2

    def test_what_is_remembered_plans_nothing(self, some):
        @remembered(limit=2, plan=lambda: [[units()]])
        def names() -> int:
            return len(units())

        with marks.scope():
            assert [len(stage) for stage in names.plan()] == [1]
            names()
            assert list(names.plan()) == []
