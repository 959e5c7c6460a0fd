"""What the public asks: received with a due date, read by the desk alone, answered once, its sender forgotten."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from portal.core import timers
from portal.core.models import SiteSettings
from recognition.domain import requests
from recognition.domain.errors import IllegalMove, NotAllowed, ReasonMissing
from recognition.enums import RequestKind, RequestState, Role
from recognition.models import Event, PublicRequest
from tests import factories

pytestmark = pytest.mark.django_db

FILLED = {
    "kind": "lookup",
    "about": "Lê Thị Mơ, Trạm Y tế xã Bãi Giồng",
    "text": "Được Giấy khen khoảng năm 2012.",
    "name": "Lê Văn Sơn",
    "contact": "0912 345 678",
}


@pytest.fixture(autouse=True)
def _nobody_was_here():
    cache.clear()


def sent(**values) -> PublicRequest:
    given = {**FILLED, "kind": RequestKind.LOOKUP, "language": "vi", **values}
    return requests.receive(**given)


def test_what_was_sent_is_kept_and_the_receipt_tells_nothing_of_it(client):
    for address in ("/gui-yeu-cau/", "/en/request/"):
        response = client.post(address, FILLED, follow=True)
        row = PublicRequest.objects.latest("pk")
        text = response.content.decode()
        assert row.public_id.upper() in text
        for private in (FILLED["name"], FILLED["contact"], FILLED["about"], FILLED["text"]):
            assert private not in text
        assert "no-store" in response["Cache-Control"]
    assert PublicRequest.objects.count() == 2
    assert not Event.objects.exclude(actor=None).exists()


@pytest.mark.parametrize("contact", ["", "khong co", "a@b", "12345"])
def test_a_contact_that_cannot_be_answered_is_asked_again_and_nothing_typed_is_lost(client, contact):
    response = client.post("/gui-yeu-cau/", {**FILLED, "contact": contact})
    assert response.status_code == 422
    text = response.content.decode()
    assert FILLED["about"] in text
    assert FILLED["text"] in text
    assert 'role="alert"' in text
    assert not PublicRequest.objects.exists()


def test_a_machine_that_fills_what_people_do_not_see_is_not_kept(client):
    response = client.post("/gui-yeu-cau/", {**FILLED, "website": "http://x.example"}, follow=True)
    assert response.status_code == 200
    assert not PublicRequest.objects.exists()


def test_many_in_an_hour_from_one_place_are_refused_in_words(client):
    codes = [client.post("/gui-yeu-cau/", FILLED).status_code for _ in range(11)]
    assert codes == [302] * 10 + [429]


def test_the_page_of_an_honoree_leads_to_the_form_and_the_request_knows_whom_it_is_about(client):
    office = factories.office()
    row = factories.public_conferral(
        on=factories.decision(by=office, number_text="57/QĐ-SYT"),
        of=factories.award(by=office),
        name="Trần Thị Bích Thủy",
        at=factories.unit(),
    )
    page = factories.page_of(row.honoree)
    text = client.get(page.get_url()).content.decode()
    start = text.index("/gui-yeu-cau/?ve=")
    link = text[start : text.index('"', start)]
    asked = client.get(link).context["form"].initial["about"]
    client.post("/gui-yeu-cau/", {**FILLED, "kind": "removal", "about": asked})
    assert PublicRequest.objects.get().honoree == row.honoree


@pytest.mark.parametrize(
    ("kind", "received", "due"),
    [
        (RequestKind.REMOVAL, date(2026, 11, 26), date(2026, 11, 30)),  # Thursday: Friday, Monday
        (RequestKind.REMOVAL, date(2026, 11, 28), date(2026, 12, 1)),  # Saturday: Monday, Tuesday
        (RequestKind.LOOKUP, date(2026, 11, 26), date(2026, 12, 3)),
    ],
)
def test_the_day_of_the_answer_counts_working_days(kind, received, due):
    assert requests.due_on(kind, received) == due


def test_it_is_answered_once_with_words_by_those_who_may():
    row = sent()
    editor, unit_head = factories.person(Role.EDITOR), factories.person(Role.UNIT_HEAD, unit=factories.unit())
    with pytest.raises(NotAllowed):
        requests.answer(request=row, words="Đã tìm thấy.", actor=unit_head)
    with pytest.raises(ReasonMissing):
        requests.answer(request=row, words="  ", actor=editor)
    assert requests.answer(request=row, words="Đã tìm thấy.", actor=editor).state == RequestState.ANSWERED
    with pytest.raises(IllegalMove):
        requests.decline(request=row, words="Không có.", actor=editor)


def test_who_asked_is_forgotten_half_a_year_after_the_answer_and_not_before(time_machine):
    time_machine.move_to(datetime(2026, 3, 2, 3, tzinfo=timezone.get_current_timezone()))
    row, waiting = sent(), sent()
    requests.answer(request=row, words="Đã tìm thấy.", actor=factories.person(Role.EDITOR))
    time_machine.shift(requests.KEPT_FOR - timedelta(days=1))
    assert requests.erase_what_is_over() == 0
    time_machine.shift(timedelta(days=2))
    assert requests.erase_what_is_over() == 1
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert (row.name, row.contact, row.text, row.answer) == ("", "", "", "Đã tìm thấy.")
    assert waiting.contact == FILLED["contact"]
    assert "erase-requests" in {timer.name for timer in timers.timers()}


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.STANDING_BODY, 200), (Role.EDITOR, 200), (Role.DATA_OFFICER, 200), (Role.ADMINISTRATOR, 302)],
)
def test_the_desk_reads_requests_and_nobody_else(client, role, status):
    sent()
    client.force_login(factories.person(role))
    assert client.get(reverse("yeu-cau-cong-chung:index")).status_code == status


def test_strangers_and_units_do_not_reach_the_desk(client):
    row = sent()
    for address in (
        reverse("yeu-cau-cong-chung:index"),
        reverse("yeu-cau-cong-chung:inspect", args=[row.pk]),
    ):
        assert client.get(address).status_code == 302
    client.force_login(factories.person(Role.FOCAL_POINT, unit=factories.unit()))
    for address in (
        reverse("yeu-cau-cong-chung:index"),
        reverse("yeu-cau-cong-chung:inspect", args=[row.pk]),
    ):
        assert client.get(address).status_code in {302, 403}


def test_an_editor_records_the_answer_on_the_screen(client):
    row = sent()
    client.force_login(factories.person(Role.EDITOR))
    text = client.get(reverse("yeu-cau-cong-chung:inspect", args=[row.pk])).content.decode()
    assert FILLED["contact"] in text
    client.post(reverse("yeu-cau-cong-chung:answer", args=[row.pk]), {"words": "Đã gửi bản trích."})
    row.refresh_from_db()
    assert (row.state, row.answer) == (RequestState.ANSWERED, "Đã gửi bản trích.")


def test_an_empty_search_register_and_wall_offer_to_look_somebody_up(client):
    for address in ("/tim-kiem/?q=khong+co+ai+ten+nay", "/quyet-dinh/?q=999999", "/ton-vinh/?nam=1999"):
        text = client.get(address).content.decode()
        start = text.index("/gui-yeu-cau/?loai=lookup")
        link = text[start : text.index('"', start)].replace("&amp;", "&")
        assert client.get(link).context["form"].initial["kind"] == "lookup"
    assert client.get(link).status_code == 200


def test_lists_say_what_they_cover_when_the_office_has_said_it(client):
    site = SiteSettings.load()
    assert "Đã nhập đủ" not in client.get("/quyet-dinh/").content.decode()
    site.coverage_from = 2021
    site.save()
    for address in ("/quyet-dinh/", "/ton-vinh/", "/tim-kiem/?q=a"):
        assert "từ năm 2021" in client.get(address).content.decode(), address
