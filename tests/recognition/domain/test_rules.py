"""Changing a rule: dated, by two people, never in place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from recognition.domain import catalogue, events, rules
from recognition.domain.errors import (
    DomainError,
    Duplicate,
    IllegalMove,
    NotAllowed,
    ReasonMissing,
    SamePerson,
)
from recognition.enums import Role, RuleKind
from recognition.models import AwardRule, LegalInstrument, RuleChange
from tests.racing import race
from tests.recognition.domain.conftest import Organization

pytestmark = pytest.mark.django_db

START = date(2026, 10, 1)


@pytest.fixture
def rule(organization: Organization) -> AwardRule:
    return AwardRule.objects.create(
        code="TTLDXS-ty-le",
        award=organization.award,
        kind=RuleKind.RATIO,
        text="Ít nhất 70%",
        parameters={"of_award": "LDTT", "at_least_percent": 70},
        valid_from=date(2024, 1, 1),
        verified=True,
        source_version="2026-11",
    )


def propose(organization: Organization, rule: AwardRule | None, **fields: Any) -> RuleChange:
    values: dict[str, Any] = {
        "actor": organization.desk,
        "rule": rule,
        "kind": RuleKind.RATIO,
        "text": "Ít nhất 75%",
        "parameters": {"of_award": "LDTT", "at_least_percent": 75},
        "starts_on": START,
        "reason": "Luật 06/2026/QH16",
    }
    return rules.propose(**{**values, **fields})


def test_the_old_rule_ends_the_day_before_and_the_new_one_begins(organization, rule):
    change = propose(organization, rule)
    rule.refresh_from_db()
    assert (rule.valid_until, AwardRule.objects.count()) == (None, 1)
    done = rules.approve(change=change, actor=organization.second, verified=True)
    rule.refresh_from_db()
    assert (rule.text, rule.valid_until, rule.source_version) == ("Ít nhất 70%", date(2026, 9, 30), "")
    made = done.made
    assert made is not None
    assert (made.code, made.text, made.valid_from, made.valid_until, made.verified) == (
        "TTLDXS-ty-le@2026-10-01",
        "Ít nhất 75%",
        START,
        None,
        True,
    )
    before, after = (
        rules.in_force_on(organization.award, day) for day in (date(2026, 9, 30), date(2026, 10, 1))
    )
    assert [one.text for one in before] == ["Ít nhất 70%"]
    assert [one.text for one in after] == ["Ít nhất 75%"]
    assert [event.act for event in events.history(done)] == ["propose_rule", "approve_rule"]
    assert [event.act for event in events.history(rule)] == ["end_rule"]
    assert [event.act for event in events.history(made)] == ["enter", "verify"]


def test_a_file_loaded_again_does_not_bring_the_old_rule_back(organization):
    assert catalogue.load().problems == []
    one = AwardRule.objects.get(code="TTLDXS-ty-le")
    rules.approve(change=propose(organization, one), actor=organization.second)
    report = catalogue.load()
    assert report.problems == []
    one.refresh_from_db()
    assert one.valid_until == date(2026, 9, 30)
    assert AwardRule.objects.filter(code="TTLDXS-ty-le@2026-10-01").exists()


def test_nobody_approves_what_they_proposed(organization, rule):
    change = propose(organization, rule)
    for decide in (rules.approve, rules.refuse):
        with pytest.raises(SamePerson):
            decide(change=change, actor=organization.desk, reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleChange.objects.filter(pk=change.pk).update(state="approved", decided_by=organization.desk)
    with pytest.raises(NotAllowed):
        rules.withdraw(change=change, actor=organization.second)
    assert rules.withdraw(change=change, actor=organization.desk).state == "withdrawn"
    with pytest.raises(IllegalMove):
        rules.approve(change=change, actor=organization.second)


def test_only_the_standing_body_changes_rules(organization, rule):
    for role in (Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR, Role.AUDITOR, Role.LEADER):
        user = organization.person(f"x-{role.value}", role)
        with pytest.raises(NotAllowed):
            propose(organization, rule, actor=user)
    change = propose(organization, rule)
    with pytest.raises(NotAllowed):
        rules.approve(change=change, actor=organization.person("x-editor", Role.EDITOR))


def test_a_rule_has_one_open_change_and_can_be_changed_again_after(organization, rule):
    change = propose(organization, rule)
    with pytest.raises(Duplicate):
        propose(organization, rule)
    rules.refuse(change=change, actor=organization.second, reason="Chưa đọc văn bản")
    assert propose(organization, rule).state == "proposed"


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"reason": " "}, ReasonMissing, "lý do"),
        ({"text": " "}, DomainError, "nội dung"),
        ({"starts_on": date(2024, 1, 1)}, DomainError, "phải sau 01/01/2024"),
        ({"parameters": {"at_least": 3}}, DomainError, "không có tham số “at_least”"),
        ({"parameters": {"at_least_percent": 170}}, DomainError, "không nhận giá trị “170”"),
        ({"kind": "lạ"}, DomainError, "loại điều kiện"),
        ({"rule": None}, DomainError, "danh hiệu"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(organization, rule, fields, error, words):
    with pytest.raises(error, match=words):
        propose(organization, fields.get("rule", rule), **{k: v for k, v in fields.items() if k != "rule"})
    assert not RuleChange.objects.exists()


def test_a_new_rule_may_not_begin_outside_its_law(organization, rule):
    law = LegalInstrument.objects.create(code="L", kind="law", title="Luật", in_force_from=date(2027, 1, 1))
    with pytest.raises(DomainError, match="ngoài thời gian có hiệu lực"):
        propose(organization, rule, legal_basis=law)


def test_a_rule_that_changed_since_the_proposal_is_not_overwritten(organization, rule):
    change = propose(organization, rule)
    AwardRule.objects.filter(pk=rule.pk).update(text="Ít nhất 72%")
    with pytest.raises(IllegalMove, match="đã khác"):
        rules.approve(change=change, actor=organization.second)
    change.refresh_from_db()
    assert (change.state, AwardRule.objects.count()) == ("proposed", 1)


def test_that_somebody_verified_the_rule_meanwhile_is_no_change(organization, rule):
    AwardRule.objects.filter(pk=rule.pk).update(verified=False)
    change = propose(organization, AwardRule.objects.get())
    AwardRule.objects.filter(pk=rule.pk).update(verified=True)
    assert rules.approve(change=change, actor=organization.second).state == "approved"


def test_a_rule_that_only_ends_has_no_successor(organization, rule):
    change = propose(organization, rule, ends_only=True)
    done = rules.approve(change=change, actor=organization.second)
    rule.refresh_from_db()
    assert (rule.valid_until, done.made, AwardRule.objects.count()) == (date(2026, 9, 30), None, 1)


def test_a_rule_for_an_award_without_one(organization):
    change = propose(organization, None, award=organization.banner, kind=RuleKind.OTHER, parameters={})
    done = rules.approve(change=change, actor=organization.second)
    assert done.made is not None
    assert (done.made.award, done.made.valid_from, done.made.verified) == (organization.banner, START, False)


def test_a_rule_is_not_saved_in_place(organization, rule):
    rule.text = "Khác"
    with pytest.raises(IllegalMove):
        catalogue.change(row=rule, actor=organization.desk, fields=["text"])


@pytest.mark.django_db(transaction=True)
def test_of_approval_and_refusal_at_once_one_happens(organization, rule):
    third = organization.person("thu-ba", Role.STANDING_BODY)
    second = organization.second
    change = propose(organization, rule)
    outcomes = race(
        [
            lambda: rules.approve(change=change, actor=second),
            lambda: rules.refuse(change=change, actor=third, reason="Chưa đọc"),
            lambda: rules.approve(change=change, actor=third),
        ]
    )
    assert sum(isinstance(one, RuleChange) for one in outcomes) == 1
    assert all(isinstance(one, RuleChange | IllegalMove) for one in outcomes)
    change.refresh_from_db()
    assert AwardRule.objects.count() == (2 if change.state == "approved" else 1)


def test_rules_by_date_cost_one_query_and_name_the_days_the_law_turns(organization, rule):
    rules.approve(change=propose(organization, rule), actor=organization.second)
    with CaptureQueriesContext(connection) as captured:
        found = rules.by_date(date(2026, 12, 1))
    assert len(captured) == 1
    assert [(award.code, [line.rule.text for line in lines]) for award, lines in found] == [
        ("T-GK", ["Ít nhất 75%"])
    ]
    assert rules.turning_days() == [START, date(2024, 1, 1)]


def test_every_rule_of_the_file_is_understood(organization):
    assert catalogue.load().problems == []
    assert {
        row.code: rules.parameter_problems(row.kind, row.parameters)
        for row in AwardRule.objects.all()
        if rules.parameter_problems(row.kind, row.parameters)
    } == {}
