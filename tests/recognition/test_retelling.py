"""What a unit or an award is told by changes: whoever is found by its name, or under it, is so from then on."""

from __future__ import annotations

import pytest

from portal.core.models.outbox import OutboxRow
from portal.core.outbox import Ref
from recognition.models import Unit, UnitName
from search import service
from search.documents import Query
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _index(settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    settings.OUTBOX_WAKE = "off"


@pytest.fixture
def people(published):
    published.add(2)
    brought_in()
    return published


def brought_in() -> set[Ref]:
    """Search reads what was told; returns what that was."""
    rows = OutboxRow.objects.filter(consumer="search")
    refs = {Ref(row.kind, row.key) for row in rows}
    rows.delete()
    assert service.refresh(refs) == {}
    return refs


def found(text: str = "", language: str = "vi", **filters: str) -> set[str]:
    chosen = {name: (value,) for name, value in filters.items()}
    return {hit.plain_title for hit in service.find(Query(text=text, language=language, filters=chosen)).hits}


def test_a_unit_that_moved_takes_its_people_stories_and_campaigns_along(people):
    other = factories.unit("Sở Y tế tỉnh Cư Sơn", kind="department")
    ward = factories.unit("Khoa Nội", parent=people.hospital)
    told = factories.story("Bữa cơm của chị Hoa", unit=ward)
    plan = factories.campaign("Nụ cười người bệnh", unit=people.hospital)
    brought_in()
    assert found(unit=other.slug) == {other.name}
    people.hospital.parent = other
    people.hospital.save()
    brought_in()
    names = {row.honoree.full_name for row in people.rows}
    assert found(unit=other.slug) == {
        other.name,
        people.hospital.name,
        "Khoa Nội",
        told.title,
        plan.title,
        *names,
    }
    assert people.department.name not in found(unit=other.slug)
    assert not names & found(unit=people.department.slug)


def test_a_unit_with_another_address_is_still_chosen_with_all_its_people(people):
    people.hospital.slug = "benh-vien-moi"
    people.hospital.save()
    brought_in()
    assert {row.honoree.full_name for row in people.rows} < found(unit="benh-vien-moi")
    assert service.check().clean


def test_who_took_a_unit_over_is_found_by_its_names_old_ones_too(people):
    heir = factories.unit("Trung tâm Y tế khu vực Hòa An")
    old = factories.unit("Trung tâm Y tế thành phố Sa Đéc", name_en="Sa Dec Health Centre")
    brought_in()
    assert found("sa dec") == {old.name}
    old.successor = heir
    old.save()
    UnitName.objects.create(unit=old, name="Phòng Y tế thị xã Sa Giang")
    assert Ref("recognition.unit", str(heir.pk)) in brought_in()
    assert found("sa dec") == found("ttyt tp sa dec") == {old.name, heir.name}
    assert found("sa giang") == {old.name, heir.name}
    last = factories.unit("Bệnh viện Hòa An")
    heir.successor = last
    heir.save()
    brought_in()
    assert found("sa giang") == {old.name, heir.name, last.name}
    old.successor = None
    old.save()
    brought_in()
    assert found("sa dec") == {old.name}


def test_a_unit_with_another_name_is_named_so_by_those_under_it(people):
    ward = factories.unit("Khoa Nội", parent=people.hospital)
    brought_in()
    renamed = Unit.objects.get(pk=people.hospital.pk)
    renamed.name = "Bệnh viện Phù Sa"
    renamed.save()
    assert Ref("recognition.unit", str(ward.pk)) in brought_in()
    assert found("phu sa") >= {"Bệnh viện Phù Sa", "Khoa Nội"}


def test_a_unit_saved_as_it_was_tells_of_nobody_else(people):
    people.hospital.save()
    assert brought_in() == {Ref("recognition.unit", str(people.hospital.pk))}


def test_an_award_with_another_name_code_or_level_is_found_by_it_with_all_who_hold_it(people):
    names = {row.honoree.full_name for row in people.rows}
    people.award.name, people.award.code, people.award.level = "Kỷ niệm chương Phù Sa", "KNCPS", "province"
    people.award.save()
    brought_in()
    assert names < found("phu sa")
    assert names < found(award="KNCPS")
    assert f"Quyết định số {people.decision.number}" in found(award="KNCPS")
    assert names < found(level="province")
    assert not found(level="department")
