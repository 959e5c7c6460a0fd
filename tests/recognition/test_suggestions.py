"""What anybody suggests: received without an account, given to the unit, made a dossier or declined; the sender forgotten."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from portal.core import timers
from recognition.domain import events, suggestions
from recognition.domain.errors import DomainError, IllegalMove, NotAllowed, ReasonMissing
from recognition.enums import NominationState, SubjectKind, SuggestionState
from recognition.models import Award, Event, Nomination, Suggestion, Unit, UnitName
from tests.racing import race
from tests.recognition.intake.conftest import Organization, organization, signed_in

__all__ = ["organization", "signed_in"]
pytestmark = pytest.mark.django_db

FILLED = {
    "kind": "individual",
    "full_name": "Lê Thị Mơ",
    "place": "Khoa Nội, Bệnh viện Đa khoa tỉnh",
    "words": "Ở lại ngoài ca trực để chăm sóc người bệnh không có thân nhân.",
    "name": "Lê Văn Sơn",
    "contact": "0912 345 678",
}


@pytest.fixture(autouse=True)
def _nobody_was_here():
    cache.clear()


def sent(**values: object) -> Suggestion:
    return suggestions.receive(**{**FILLED, **values})


# The public ------------------------------------------------------------------------------------------------------------


def test_a_suggestion_is_kept_for_the_unit_it_names_and_its_receipt_tells_nothing(organization, client):
    for address in ("/gioi-thieu-guong/", "/en/suggest/"):
        assert client.get(address).status_code == 200
        answer = client.post(address, FILLED, follow=True)
        row = Suggestion.objects.latest("pk")
        text = answer.content.decode()
        assert row.public_id.upper() in text
        assert row.unit == organization.hospital
        for private in FILLED.values():
            assert private == "individual" or private not in text
        assert "no-store" in answer["Cache-Control"]
        assert 'content="noindex' in text
    assert Suggestion.objects.count() == 2
    written = "".join(
        f"{event.payload.reason}{event.payload.data}" for event in Event.objects.select_related("payload")
    )
    assert not any(value in written for key, value in FILLED.items() if key != "kind")


def test_name_and_contact_of_the_sender_may_be_left_out(organization, client):
    assert client.post("/gioi-thieu-guong/", {**FILLED, "name": "", "contact": ""}).status_code == 302
    assert Suggestion.objects.get().contact == ""


@pytest.mark.parametrize("lacking", ["full_name", "place", "words"])
def test_what_is_left_out_is_asked_again_and_nothing_typed_is_lost(organization, client, lacking):
    answer = client.post("/gioi-thieu-guong/", {**FILLED, lacking: " "})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in text
    assert all(value in text for key, value in FILLED.items() if key not in {lacking, "kind"})
    assert not Suggestion.objects.exists()


def test_one_word_is_no_story(organization, client):
    assert client.post("/gioi-thieu-guong/", {**FILLED, "words": "Tốt"}).status_code == 422


def test_a_machine_that_fills_what_people_do_not_see_is_thanked_and_not_kept(organization, client):
    answer = client.post("/gioi-thieu-guong/", {**FILLED, "website": "http://x.example"}, follow=True)
    assert answer.status_code == 200
    assert not Suggestion.objects.exists()


def test_many_in_an_hour_from_one_place_are_refused_in_words(organization, client):
    codes = [client.post("/gioi-thieu-guong/", FILLED).status_code for _ in range(11)]
    assert codes == [302] * 10 + [429]
    assert Suggestion.objects.count() == 10


def test_the_receipt_of_a_code_that_does_not_exist_is_not_there(client, db):
    assert client.get("/gioi-thieu-guong/da-nhan/bcdfghjk/").status_code == 404


def test_a_suggestion_is_in_no_search_and_no_public_page(organization, client):
    sent()
    for address in ("/tim-kiem/?q=le+thi+mo", "/so-do-trang/", "/sitemap.xml"):
        assert "Lê Thị Mơ" not in client.get(address).content.decode()


def test_the_footer_leads_to_the_form_in_both_languages(client, db):
    assert 'href="/gioi-thieu-guong/"' in client.get("/danh-hieu/").content.decode()
    assert 'href="/en/suggest/"' in client.get("/en/awards/").content.decode()


# Which unit ------------------------------------------------------------------------------------------------------------


def test_the_unit_is_understood_from_its_name_whatever_stands_around_it(organization):
    for place in ("bệnh viện đa khoa TỈNH.", "benh vien da khoa tinh", "ở Bệnh viện Đa khoa tỉnh, khoa Nhi"):
        assert suggestions.unit_called(place) == organization.hospital, place
    assert suggestions.unit_called("Bệnh viện nào đó") is None
    assert suggestions.unit_called("Trạm Y tế xã Cư Lâmm") is None


def test_the_longest_name_wins_and_a_name_of_two_units_names_none(organization):
    ward = Unit.objects.create(code="KN", name="Khoa Nội", kind="ward", parent=organization.hospital)
    assert suggestions.unit_called("Khoa Nội, Bệnh viện Đa khoa tỉnh") == organization.hospital
    assert suggestions.unit_called("Khoa Nội") == ward
    Unit.objects.create(code="KN2", name="Khoa Nội", kind="ward", parent=organization.station)
    assert suggestions.unit_called("Khoa Nội") is None


def test_an_earlier_name_leads_to_the_unit_of_today(organization):
    UnitName.objects.create(unit=organization.station, name="Trạm Y tế xã Bãi Giồng")
    assert suggestions.unit_called("TYT: Trạm y tế xã Bãi Giồng") == organization.station


def test_the_desk_passes_on_what_names_no_unit(organization):
    row = sent(place="Không rõ")
    assert row.unit is None
    with pytest.raises(NotAllowed):
        suggestions.pass_on(suggestion=row, unit=organization.hospital, actor=organization.clerk)
    row = suggestions.pass_on(suggestion=row, unit=organization.hospital, actor=organization.desk)
    assert list(suggestions.visible_to(organization.clerk)) == [row]
    with pytest.raises(IllegalMove):
        suggestions.pass_on(suggestion=row, unit=organization.hospital, actor=organization.desk)


# Accepted, declined ----------------------------------------------------------------------------------------------------


def accepted(organization: Organization, row: Suggestion) -> Nomination:
    return suggestions.accept(
        suggestion=row,
        round=organization.round,
        award=organization.award,
        unit=organization.hospital,
        actor=organization.clerk,
    )


def test_an_accepted_suggestion_is_a_draft_with_its_words(organization):
    row = sent()
    dossier = accepted(organization, row)
    row.refresh_from_db()
    assert (dossier.state, dossier.full_name, dossier.kind) == (
        NominationState.DRAFT,
        "Lê Thị Mơ",
        SubjectKind.INDIVIDUAL,
    )
    assert dossier.report["achievement"] == FILLED["words"]
    assert (row.state, row.nomination, row.answered_by) == (
        SuggestionState.ACCEPTED,
        dossier,
        organization.clerk,
    )
    assert [event.act for event in events.history(row)] == ["receive_suggestion", "accepted_suggestion"]
    with pytest.raises(IllegalMove):
        accepted(organization, row)
    assert Nomination.objects.count() == 1


def test_a_dossier_is_made_only_by_the_focal_point_of_the_unit_named(organization):
    row = sent()
    for actor in (organization.head, organization.stranger, organization.desk):
        with pytest.raises(NotAllowed):
            suggestions.accept(
                suggestion=row,
                round=organization.round,
                award=organization.award,
                unit=organization.hospital,
                actor=actor,
            )
    other = sent(place=organization.station.name)
    with pytest.raises(NotAllowed):
        suggestions.accept(
            suggestion=other,
            round=organization.round,
            award=organization.award,
            unit=organization.hospital,
            actor=organization.stranger,
        )
    assert not Nomination.objects.exists()


def test_what_the_round_does_not_take_makes_no_dossier_and_the_suggestion_waits(organization):
    row = sent()
    organization.round.deadline = timezone.now() - timedelta(minutes=1)
    organization.round.save()
    with pytest.raises(DomainError):
        accepted(organization, row)
    row.refresh_from_db()
    assert (row.state, Nomination.objects.count()) == (SuggestionState.NEW, 0)


def test_it_is_declined_with_a_reason_by_the_unit_or_the_desk(organization):
    row, other = sent(), sent()
    with pytest.raises(ReasonMissing):
        suggestions.decline(suggestion=row, reason=" ", actor=organization.clerk)
    with pytest.raises(NotAllowed):
        suggestions.decline(suggestion=row, reason="Không phải của tôi", actor=organization.stranger)
    assert suggestions.decline(suggestion=row, reason="Đã khen", actor=organization.clerk).reason == "Đã khen"
    assert suggestions.decline(suggestion=other, reason="Trùng", actor=organization.desk).state == "declined"
    with pytest.raises(IllegalMove):
        suggestions.decline(suggestion=row, reason="Lại", actor=organization.clerk)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_told(organization):
    row = sent()
    clerk, desk = organization.clerk, organization.desk
    results = race(
        [
            lambda: suggestions.accept(
                suggestion=row,
                round=organization.round,
                award=organization.award,
                unit=organization.hospital,
                actor=clerk,
            ),
            lambda: suggestions.decline(suggestion=row, reason="Trùng", actor=desk),
        ]
    )
    assert sum(isinstance(result, IllegalMove) for result in results) == 1
    row.refresh_from_db()
    assert Nomination.objects.count() == (1 if row.state == SuggestionState.ACCEPTED else 0)
    assert Event.objects.filter(act__in=["accepted_suggestion", "declined_suggestion"]).count() == 1


# Forgotten -------------------------------------------------------------------------------------------------------------


def test_the_sender_is_forgotten_after_ninety_days_and_of_the_declined_everything(organization):
    old, declined, young = sent(), sent(), sent()
    suggestions.decline(suggestion=declined, reason="Trùng", actor=organization.desk)
    past = timezone.now() - suggestions.CONTACT_KEPT_FOR - timedelta(hours=1)
    Suggestion.objects.filter(pk__in=[old.pk, declined.pk]).update(received_at=past)
    assert suggestions.erase_old_senders() == 2
    assert "erase-suggestions" in {timer.name for timer in timers.timers()}
    for row in (old, declined, young):
        row.refresh_from_db()
    assert (old.name, old.contact, old.full_name) == ("", "", "Lê Thị Mơ")
    assert (declined.name, declined.contact, declined.full_name, declined.words) == ("", "", "", "")
    assert young.contact == FILLED["contact"]
    assert suggestions.erase_old_senders() == 0


def test_one_declined_after_the_sender_was_forgotten_keeps_nobody(organization, signed_in):
    by_unit, by_desk, from_before = sent(), sent(), sent()
    Suggestion.objects.update(received_at=timezone.now() - suggestions.CONTACT_KEPT_FOR - timedelta(hours=1))
    assert suggestions.erase_old_senders() == 3
    assert set(Suggestion.objects.values_list("full_name", flat=True)) == {FILLED["full_name"]}
    suggestions.decline(suggestion=by_unit, reason="Đã khen", actor=organization.clerk)
    signed_in(organization.desk).post(reverse("goi-y:decline", args=[by_desk.pk]), {"reason": "Trùng"})
    Suggestion.objects.filter(pk=from_before.pk).update(
        state=SuggestionState.DECLINED, answered_at=timezone.now()
    )
    assert suggestions.erase_old_senders() == 1
    assert suggestions.erase_old_senders() == 0
    for row in (by_unit, by_desk, from_before):
        row.refresh_from_db()
        assert row.state == SuggestionState.DECLINED
        assert (row.full_name, row.name_key, row.words) == ("", "", "")
    text = signed_in(organization.clerk).get(reverse("intake:suggestion", args=[by_unit.public_id]))
    assert by_unit.public_id.upper() in text.content.decode()


# Screens of the unit ---------------------------------------------------------------------------------------------------


def test_the_focal_point_makes_a_dossier_on_the_screen(organization, signed_in):
    row = sent()
    clerk = signed_in(organization.clerk)
    assert reverse("intake:suggestions") in clerk.get(reverse("intake:home")).content.decode()
    assert FILLED["full_name"] in clerk.get(reverse("intake:suggestions")).content.decode()
    address = reverse("intake:suggestion", args=[row.public_id])
    text = clerk.get(address).content.decode()
    assert all(FILLED[key] in text for key in ("full_name", "words", "contact", "place"))
    choice = f"{organization.round.public_id}/{organization.award.code}/{organization.hospital.code}"
    assert choice in text
    answer = clerk.post(address, {"viec": "lap", "target": choice})
    dossier = Nomination.objects.get()
    assert answer.headers["Location"] == reverse("intake:dossier", args=[dossier.public_id])
    assert reverse("intake:dossier", args=[dossier.public_id]) in clerk.get(address).content.decode()


def test_the_focal_point_declines_on_the_screen_with_a_reason(organization, signed_in):
    row = sent()
    clerk, address = signed_in(organization.clerk), reverse("intake:suggestion", args=[row.public_id])
    assert clerk.post(address, {"viec": "khong", "reason": ""}).status_code == 422
    assert clerk.post(address, {"viec": "lap", "target": "x/y/z"}).status_code == 422
    assert clerk.post(address, {"viec": "khong", "reason": "Đã khen năm trước"}).status_code == 302
    row.refresh_from_db()
    assert row.state == SuggestionState.DECLINED
    assert "Đã khen năm trước" in clerk.get(address).content.decode()


def test_the_head_reads_and_does_not_answer(organization, signed_in):
    row = sent()
    head, address = signed_in(organization.head), reverse("intake:suggestion", args=[row.public_id])
    text = head.get(address).content.decode()
    assert FILLED["words"] in text
    assert 'name="viec"' not in text
    assert head.post(address, {"viec": "khong", "reason": "x"}).status_code == 404


def test_another_unit_and_strangers_find_nothing(organization, signed_in, client):
    row = sent()
    address = reverse("intake:suggestion", args=[row.public_id])
    for user in (organization.stranger, organization.editor):
        other = signed_in(user)
        assert other.get(address).status_code == 404
        assert other.post(address, {"viec": "khong", "reason": "x"}).status_code == 404
    assert (
        FILLED["full_name"]
        not in signed_in(organization.stranger).get(reverse("intake:suggestions")).content.decode()
    )
    assert client.get(address).status_code == 302


def test_the_list_costs_the_same_for_one_and_for_ten(organization, signed_in, django_assert_max_num_queries):
    for number in range(10):
        sent(full_name=f"Người {number}")
    clerk = signed_in(organization.clerk)
    clerk.get(reverse("intake:suggestions"))
    with django_assert_max_num_queries(15):
        assert "Người 9" in clerk.get(reverse("intake:suggestions")).content.decode()


# The desk --------------------------------------------------------------------------------------------------------------


def test_the_desk_reads_passes_on_and_declines(organization, signed_in):
    row = sent(place="Không rõ")
    desk = signed_in(organization.desk)
    text = desk.get(reverse("goi-y:inspect", args=[row.pk])).content.decode()
    assert FILLED["words"] in text
    desk.post(reverse("goi-y:pass-on", args=[row.pk]), {"unit": organization.station.pk})
    row.refresh_from_db()
    assert row.unit == organization.station
    desk.post(reverse("goi-y:decline", args=[row.pk]), {"reason": "Đã khen"})
    row.refresh_from_db()
    assert row.state == SuggestionState.DECLINED


def test_the_award_of_a_list_is_not_offered_and_not_taken(organization, signed_in):
    listed = Award.objects.create(
        code="T-LD",
        name="Lao động tiên tiến",
        category="title",
        subject="individual",
        level="base",
        by_list=True,
    )
    organization.round.awards.add(listed)
    row = sent()
    text = signed_in(organization.clerk).get(reverse("intake:suggestion", args=[row.public_id])).content
    assert "T-LD" not in text.decode()
    assert organization.award.code in text.decode()


def test_a_dossier_that_was_only_a_suggestion_becomes_one_of_its_unit(organization):
    """The data migration: one thing was kept in two ways."""
    dossier = organization.draft()
    Nomination.objects.create(
        round=organization.round,
        unit=organization.hospital,
        award=organization.award,
        kind="individual",
        full_name="Trần Văn Cũ",
        state="suggested",
        report={"achievement": "Ở lại ngoài ca trực."},
    )
    import_module("recognition.migrations.0016_suggestions_are_no_dossiers").turn(apps, None)
    assert list(Nomination.objects.all()) == [dossier]
    row = Suggestion.objects.get()
    assert (row.full_name, row.name_key, row.place) == (
        "Trần Văn Cũ",
        "tran van cu",
        organization.hospital.name,
    )
    assert (row.unit, row.words, row.state) == (
        organization.hospital,
        "Ở lại ngoài ca trực.",
        SuggestionState.NEW,
    )
