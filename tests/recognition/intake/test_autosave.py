"""The address that saves answers one by one: what it says, and to whom it says nothing."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from recognition.domain import forms, nominations
from recognition.intake.access import account_mark
from recognition.intake.views import sections
from recognition.models import Nomination
from tests.racing import race


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


def address(dossier: Nomination, code: str) -> str:
    return reverse("intake:autosave", args=[dossier.public_id, code])


def send(client, user, dossier: Nomination, section: str, **answers: str):
    return client.post(address(dossier, section), {"account": account_mark(user), **answers})


@pytest.fixture
def dossier(organization) -> Nomination:
    return organization.draft(complete=False)


@pytest.fixture
def clerk(organization, signed_in):
    return signed_in(organization.clerk)


def test_it_says_what_became_of_each_answer(organization, dossier, clerk):
    answer = send(
        clerk,
        organization.clerk,
        dossier,
        "figures",
        **{
            "seen_survey": forms.mark(""),
            "survey-part": "212",
            "survey-whole": "250",
            "seen_figures": forms.mark(""),
            "figures-0-what": "Chờ khám",
            "figures-0-unit": "phút",
            "figures-0-before": "chín mươi",
            "figures-0-after": "40",
        },
    ).json()
    survey = {"part": "212", "whole": "250"}
    assert answer["fields"]["survey"] == {
        "seen": forms.mark(survey),
        "after": "Tỷ lệ: 84,8%",
        "error": "",
        "values": None,
    }
    assert answer["fields"]["figures"]["error"] == "Dòng 1: trước và sau đều là số, ví dụ 90 và 40,5."
    assert answer["conflicts"] == {}
    assert answer["saved"].startswith("Đã lưu ")
    dossier.refresh_from_db()
    assert dossier.report == {"survey": survey}


def test_only_what_was_sent_counts_as_answered(organization, dossier, clerk):
    nominations.save_answers(
        nomination=dossier,
        answers={"result": "Đã viết"},
        actor=organization.clerk,
        version=dossier.version,
    )
    send(clerk, organization.clerk, dossier, "rating", seen_rating=forms.mark(""), rating="Tốt")
    dossier.refresh_from_db()
    assert dossier.report == {"result": "Đã viết", "rating": "Tốt"}


def test_texts_of_others_come_back_escaped(organization, dossier, clerk):
    nominations.save_answers(
        nomination=dossier,
        answers={"conduct": "<img src=x onerror=alert(1)>"},
        actor=organization.clerk,
        version=dossier.version,
    )
    answer = send(clerk, organization.clerk, dossier, "conduct", seen_conduct=forms.mark(""), conduct="<b>x")
    shown = answer.json()["conflicts"]["conduct"]
    assert "<img" not in shown
    assert "<b>x" not in shown
    assert "&lt;img" in shown


def test_nobody_and_another_account_are_told_that_the_session_is_over(organization, dossier, clerk, client):
    assert client.post(address(dossier, "conduct"), {"conduct": "x"}).status_code == 401
    other = clerk.post(
        address(dossier, "conduct"),
        {"account": account_mark(organization.head), "seen_conduct": forms.mark(""), "conduct": "x"},
    )
    assert other.status_code == 401
    dossier.refresh_from_db()
    assert dossier.report == {}


def test_another_unit_finds_nothing_and_the_head_changes_nothing(organization, dossier, signed_in):
    stranger = signed_in(organization.stranger)
    assert send(stranger, organization.stranger, dossier, "conduct", conduct="x").status_code == 404
    head = signed_in(organization.head)
    answer = send(head, organization.head, dossier, "conduct", conduct="x")
    assert (answer.status_code, answer.json()["message"]) == (
        409,
        "Chỉ đầu mối của đơn vị được sửa hồ sơ.",
    )
    assert send(head, organization.head, dossier, "khong-co", conduct="x").status_code == 404


def test_a_filed_dossier_is_not_changed(organization, clerk):
    dossier = organization.draft()
    nominations.move(nomination=dossier, name="file", actor=organization.clerk)
    answer = send(clerk, organization.clerk, dossier, "conduct", conduct="x")
    assert answer.status_code == 409
    assert "không còn ở bước soạn thảo" in answer.json()["message"]


def test_a_script_that_runs_wild_is_slowed_down(organization, dossier, clerk, monkeypatch):
    monkeypatch.setattr(sections, "SAVES_A_MINUTE", 3)
    codes = [
        send(clerk, organization.clerk, dossier, "conduct", conduct=f"x{number}").status_code
        for number in range(5)
    ]
    assert codes == [200, 200, 200, 429, 429]


def test_signing_out_lets_the_browser_forget(clerk):
    answer = clerk.post(reverse("intake:logout"))
    assert answer.headers["Clear-Site-Data"] == '"storage"'


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_the_same_answer_at_once_one_is_kept_and_one_is_told(organization):
    dossier, clerk, blank = organization.draft(complete=False), organization.clerk, forms.mark("")

    def save(code: str, text: str):
        return lambda: nominations.save_fields(
            nomination=dossier, answers={code: text}, seen={code: blank}, actor=clerk
        )

    acts = [save("conduct", f"Bản {number}") for number in range(4)] + [
        save("result", "Kết quả"),
        save("rating", "Tốt"),
    ]
    outcomes = race(acts)
    assert sum(outcome.changed == ("conduct",) for outcome in outcomes) == 1
    assert sum(outcome.conflicts == ("conduct",) for outcome in outcomes) == 3
    dossier.refresh_from_db()
    assert (dossier.report["result"], dossier.report["rating"]) == ("Kết quả", "Tốt")
    from recognition.domain import events

    assert events.verify_chain("recognition.nomination", dossier.public_id) == []
