"""What belongs to a campaign: rounds, who was honored out of it, stories; shown on pages and found under its name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.domain import links
from campaigns.models import CampaignConferral
from portal.core.models.outbox import OutboxRow
from portal.core.outbox import Ref
from recognition.domain import conferrals
from recognition.domain.errors import DomainError, NotAllowed
from recognition.enums import NominationState, Role
from recognition.models import DecisionPower, Event, Nomination, Round
from search import service
from search.documents import Query
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _index(settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    settings.OUTBOX_WAKE = "off"


@pytest.fixture
def desk():
    return factories.person(Role.STANDING_BODY)


@pytest.fixture
def plan():
    return factories.campaign(themes=["Y tế cơ sở"])


def a_round(**fields):
    return Round.objects.create(
        title=f"Đợt xét {factories.number()}",
        unit=fields.pop("unit", None) or factories.unit("Sở Y tế"),
        opens_at=timezone.now() - timedelta(days=9),
        deadline=timezone.now() - timedelta(days=2),
        is_draft=False,
        **fields,
    )


def submitted(round_, award, name="Nguyễn Thị Hoa"):
    hospital = factories.unit()
    return Nomination.objects.create(
        round=round_, unit=hospital, award=award, kind="individual", full_name=name, position="Điều dưỡng",
        state=NominationState.SUBMITTED,
    )  # fmt: skip


def conferred(dossier, desk):
    on = factories.decision(by=DecisionPower.objects.get(award=dossier.award).office)
    done = conferrals.confer(
        decision=on, award=dossier.award, kind=dossier.kind, full_name=dossier.full_name, unit=dossier.unit,
        position=dossier.position, merit_from=on.year, merit_until=on.year, merit_kind="thematic",
        nomination=dossier, actor=desk, confirmed=True,
    )  # fmt: skip
    return done.conferral


def found(plan, language="vi"):
    """Who and what is found under a campaign, once search has read what it was told."""
    rows = OutboxRow.objects.filter(consumer="search")
    assert service.refresh({Ref(row.kind, row.key) for row in rows}) == {}
    rows.delete()
    asked = Query(text="", language=language, filters={"campaign": (plan.slug,)})
    return {hit.plain_title for hit in service.find(asked).hits if hit.kind != "campaign"}


def test_who_is_honored_by_a_dossier_of_its_round_is_on_the_page_and_found_under_the_campaign(
    client, plan, desk
):
    round_ = a_round()
    links.attach_round(campaign=plan, round=round_, actor=desk)
    line = conferred(submitted(round_, factories.award(by=factories.office())), desk)
    assert line.campaign_link.campaign == plan
    assert found(plan) == set()  # nothing of it is public yet
    assert "Nguyễn Thị Hoa" not in client.get(f"/phong-trao/{plan.slug}/").content.decode()
    factories.publish(line.decision)
    assert "Nguyễn Thị Hoa" in client.get(f"/phong-trao/{plan.slug}/").content.decode()
    assert found(plan) == {"Nguyễn Thị Hoa", f"Quyết định số {line.decision.number}"}
    assert found(plan, "en") >= {"Nguyễn Thị Hoa"}


def test_a_round_that_is_attached_late_brings_who_was_honored_before(plan, desk):
    round_ = a_round()
    line = conferred(submitted(round_, factories.award(by=factories.office())), desk)
    assert not hasattr(line, "campaign_link")
    links.attach_round(campaign=plan, round=round_, actor=desk)
    assert CampaignConferral.objects.get().conferral == line
    links.detach_round(campaign=plan, round=round_, actor=desk, reason="gắn nhầm")
    assert not CampaignConferral.objects.exists()


def test_a_round_is_of_one_campaign_and_an_internal_one_follows(plan, desk):
    round_ = a_round()
    links.attach_round(campaign=plan, round=round_, actor=desk)
    other = factories.campaign("Phong trào khác")
    with pytest.raises(DomainError, match="đã thuộc một phong trào"):
        links.attach_round(campaign=other, round=round_, actor=desk)
    with pytest.raises(DomainError, match="nội bộ"):
        links.attach_round(campaign=other, round=a_round(parent=round_), actor=desk)


def test_a_decision_without_dossiers_is_attached_whole_and_taken_off_again(client, plan, desk):
    office = factories.office()
    of = factories.award(by=office)
    on = conferrals.enter_decision(
        office=office, number="57/QĐ-SYT", dated=date(2025, 2, 20), title="Về việc tặng Giấy khen", actor=desk
    )
    for name in ("Nguyễn Thị Hoa", "Trần Văn Bình"):
        conferrals.confer(decision=on, award=of, kind="individual", full_name=name, actor=desk)
    with pytest.raises(DomainError, match="đã được người thứ hai kiểm tra"):
        links.attach_decision(campaign=plan, decision=on, actor=desk)
    conferrals.verify_decision(decision=on, actor=None, reason="kiểm thử", operator=True)
    factories.publish(on)
    assert links.attach_decision(campaign=plan, decision=on, actor=desk) == 2
    assert {"Nguyễn Thị Hoa", "Trần Văn Bình"} <= found(plan)
    with pytest.raises(DomainError, match="đã thuộc một phong trào"):
        links.attach_decision(campaign=factories.campaign("Khác"), decision=on, actor=desk)
    assert links.detach_decision(campaign=plan, decision=on, actor=desk) == 2
    assert found(plan) == set()
    assert "Nguyễn Thị Hoa" not in client.get(f"/phong-trao/{plan.slug}/").content.decode()


def test_lines_of_the_campaigns_own_round_stay_when_their_decision_is_taken_off(plan, desk):
    round_ = a_round()
    links.attach_round(campaign=plan, round=round_, actor=desk)
    line = conferred(submitted(round_, factories.award(by=factories.office())), desk)
    with pytest.raises(DomainError, match="đi cùng đợt xét"):
        links.detach_decision(campaign=plan, decision=line.decision, actor=desk)
    assert CampaignConferral.objects.count() == 1


def test_a_story_is_of_the_campaign_in_both_languages(client, plan, desk):
    told = factories.story("Tủ thuốc ấp có người giữ khóa")
    editor = factories.person(Role.EDITOR)
    links.attach_story(campaign=plan, story=told, actor=editor)
    with pytest.raises(DomainError, match="đã gắn"):
        links.attach_story(campaign=plan, story=told, actor=editor)
    assert told.title in client.get(f"/phong-trao/{plan.slug}/").content.decode()
    assert found(plan) == found(plan, "en") == {told.title}
    links.detach_story(campaign=plan, story=told, actor=editor)
    assert found(plan) == set()


def test_nobody_is_found_under_a_campaign_that_is_not_shown(plan, desk):
    told = factories.story("Tủ thuốc ấp có người giữ khóa")
    links.attach_story(campaign=plan, story=told, actor=desk)
    assert found(plan) == {told.title}
    for page in plan.pages.all():
        page.unpublish()
    assert found(plan) == set()


def test_a_record_and_a_stranger_attach_nothing(plan, desk):
    round_ = a_round()
    for role in (Role.APPROVER, Role.UNIT_HEAD, Role.AUDITOR):
        unit = factories.unit() if role == Role.UNIT_HEAD else None
        with pytest.raises(NotAllowed):
            links.attach_round(campaign=plan, round=round_, actor=factories.person(role, unit=unit))
    record = factories.campaign("Tư liệu", is_record=True)
    with pytest.raises(DomainError, match="chỉ để đọc"):
        links.attach_round(campaign=record, round=round_, actor=desk)


def test_the_desk_attaches_and_takes_off_on_the_campaigns_screen_and_it_is_recorded(client, plan, desk):
    round_, told = a_round(), factories.story("Tủ thuốc ấp có người giữ khóa")
    client.force_login(desk)

    def act(name, **answers):
        return client.post(reverse(f"phong-trao-thi-dua:{name}", args=[plan.pk]), answers, follow=True)

    assert round_.title in act("attach-round", round=round_.public_id).content.decode()
    assert told.title in act("attach-story", story=told.pk).content.decode()
    again = act("attach-round", round=round_.public_id)
    assert "phong trào" in again.content.decode()
    assert plan.round_links.count() == 1
    of = factories.award(by=factories.office())
    line = conferred(submitted(a_round(), of), desk)
    assert line.name_then in act("attach-decision", decision=line.decision.pk).content.decode()
    twice = act("attach-decision", decision=line.decision.pk)
    assert "Mọi dòng của quyết định này đã thuộc một phong trào." in twice.content.decode()
    act("detach", what=f"decision:{line.decision.pk}")
    act("detach", what=f"round:{round_.pk}", reason="gắn nhầm")
    act("detach", what=f"story:{told.pk}")
    assert not plan.round_links.exists()
    assert not plan.story_links.exists()
    acts = Event.objects.filter(subject_key=plan.public_id).order_by("sequence").values_list("act", flat=True)
    assert list(acts) == [
        "attach_round",
        "attach_story",
        "attach_decision",
        "detach_decision",
        "detach_round",
        "detach_story",
    ]
    gone = act("detach", what=f"story:{told.pk}")
    assert gone.status_code in {403, 422}
