"""What was erased stays erased: no later act makes it public, and no list read again brings it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from recognition.domain import conferrals, consent, erasure, publication, registry
from recognition.domain.errors import DomainError, IllegalMove
from recognition.enums import ConsentScope, MergeState, PublicationState, Role
from recognition.models import Conferral, Event, Honoree, HonoreePage, MergeProposal, ScheduledPublication
from tests import factories
from tests.recognition.views.conftest import published

__all__ = ["published"]

pytestmark = pytest.mark.django_db

NAME, POSITION = "Quách Thị Xuyênly", "Điều dưỡng trưởng"
GONE = "đã xóa vĩnh viễn"


def entered(published: Any, name: str = NAME, **fields: Any) -> Conferral:
    """Return a line of a verified decision of its own, not public yet."""
    decision = factories.decision(by=published.office, dated=fields.pop("dated", date(2024, 3, 1)))
    return factories.conferral(
        on=decision, of=published.award, name=name, at=published.hospital, position=POSITION, **fields
    )


def erase(honoree: Honoree) -> Honoree:
    return erasure.erase(
        honoree=honoree, actor=factories.person(Role.DATA_OFFICER), reason="theo yêu cầu của người ấy"
    )


def drafted(row: Conferral) -> None:
    publication.draft_page(conferral=row, actor=factories.person(Role.EDITOR))


def asked(row: Conferral) -> None:
    drafted(row)
    consent.ask(honoree=row.honoree, scopes=[ConsentScope.PHOTO], actor=factories.person(Role.EDITOR))


def edited(row: Conferral) -> None:
    drafted(row)
    publication.begin_editing(page=factories.page_of(row.honoree), actor=factories.person(Role.EDITOR))


@pytest.mark.parametrize("before", [lambda row: None, drafted, asked, edited])
def test_a_line_that_was_not_public_yet_is_never_published(published, before: Callable[[Conferral], None]):
    row = entered(published)
    before(row)
    other = factories.conferral(
        on=row.decision, of=published.award, name="Hồ Văn Khác", at=published.hospital
    )
    erase(row.honoree)

    approver = factories.person(Role.APPROVER)
    report = publication.publish_facts(decision=row.decision, actor=approver, reason="sau lễ")
    assert [done.pk for done in report.done] == [other.pk]
    assert report.failed == []
    stale = Conferral.objects.select_related("honoree").get(pk=row.pk)
    if stale.state == PublicationState.RECORDED:
        with pytest.raises(IllegalMove, match=GONE):
            drafted(stale)
    page = publication.page_of(row.honoree)
    if page is not None:
        page.save_revision().publish()
    row.refresh_from_db()
    assert row.state not in {PublicationState.PUBLISHED, PublicationState.CORRECTED}
    assert row.published_at is None
    assert not Honoree.objects.get(pk=row.honoree_id).is_public


def test_the_moment_of_the_ceremony_publishes_everybody_but_the_erased(published):
    row = entered(published)
    factories.conferral(on=row.decision, of=published.award, name="Hồ Văn Khác", at=published.hospital)
    publication.schedule_facts(
        decision=row.decision,
        at=timezone.now() + timedelta(hours=1),
        reason="Lễ trao",
        actor=factories.person(Role.APPROVER),
    )
    erase(row.honoree)
    past = timezone.now() - timedelta(minutes=1)
    ScheduledPublication.objects.update(at=past)
    Conferral.objects.filter(decision=row.decision).update(embargo_until=past)
    assert publication.publish_due() == 1
    assert ScheduledPublication.objects.get().failures == []
    row.refresh_from_db()
    assert row.state == PublicationState.RECORDED


def test_a_line_that_was_public_is_not_shown_again(published):
    row = entered(published)
    factories.publish(row.decision)
    erase(row.honoree)
    row.refresh_from_db()
    assert row.state == PublicationState.HIDDEN
    with pytest.raises(IllegalMove, match=GONE):
        publication.show_again(conferral=row, actor=factories.person(Role.DATA_OFFICER), reason="nhầm")


def test_a_line_cancelled_after_its_person_was_erased_leaves_no_public_trace(published):
    row = entered(published)
    factories.publish(row.decision)
    erase(row.honoree)
    by = factories.decision(by=published.office, dated=date(2026, 1, 5), number_text="9/QĐ-SYT")
    publication.cancel(conferral=row, by=by, actor=factories.person(Role.STANDING_BODY), reason="hủy")
    assert not Conferral.objects.visible().filter(pk=row.pk).exists()


def test_the_same_list_read_again_finds_the_erased_line_and_changes_nothing(published):
    row = entered(published)
    key = row.row_key
    erase(row.honoree)
    again = conferrals.confer(
        decision=row.decision,
        award=published.award,
        kind=row.honoree.kind,
        full_name=NAME.upper(),
        unit=published.hospital,
        position=POSITION,
        actor=factories.person(Role.STANDING_BODY),
    )
    assert (again.change, again.conferral.pk) == ("none", row.pk)
    row.refresh_from_db()
    assert NAME not in row.name_then
    assert row.row_key != key, "what stays does not say whose line it was to whoever tries names"
    assert not Honoree.objects.filter(full_name__iexact=NAME).exists()


def test_what_is_conferred_later_is_of_a_new_entry(published):
    row = entered(published)
    erase(row.honoree)
    later = entered(published, dated=date(2026, 2, 2), honoree=row.honoree)
    assert later.honoree_id != row.honoree_id
    assert later.honoree.full_name == NAME
    assert not MergeProposal.objects.filter(state=MergeState.OPEN).exists()


def test_nothing_is_written_about_the_erased_and_nobody_becomes_one_with_them(published):
    row, other = entered(published), entered(published, name="Quách Thị Xuyênli", dated=date(2023, 3, 1))
    proposal = MergeProposal.objects.create(honoree=row.honoree, existing=other.honoree)
    erase(row.honoree)
    proposal.refresh_from_db()
    assert proposal.state == MergeState.DISMISSED
    MergeProposal.objects.update(state=MergeState.OPEN)  # settled by nobody, as in a register erased earlier
    desk, editor = factories.person(Role.STANDING_BODY), factories.person(Role.EDITOR)
    with pytest.raises(IllegalMove, match=GONE):
        publication.merge(proposal=proposal, actor=desk)
    with pytest.raises(IllegalMove, match=GONE):
        registry.describe_honoree(honoree=row.honoree, given="Xuyênly", specialty="Nhi", actor=editor)
    for write in (
        lambda: consent.record_consent(
            honoree=row.honoree,
            scope=ConsentScope.PHOTO,
            text_version="2026-11",
            given_at=timezone.now(),
            actor=editor,
        ),
        lambda: consent.ask(honoree=row.honoree, scopes=[ConsentScope.PHOTO], actor=editor),
    ):
        with pytest.raises(DomainError, match="không còn dùng"):
            write()


def became(gone: Honoree, kept: Honoree) -> None:
    proposal = MergeProposal.objects.get_or_create(honoree=gone, existing=kept)[0]
    publication.merge(proposal=proposal, actor=factories.person(Role.STANDING_BODY))


def three_of_one(published: Any) -> list[Honoree]:
    """Return three public entries, written alike, the first merged into the second and the second into the third."""
    rows = [
        entered(published, name=name, dated=date(2022 + year, 3, 1))
        for year, name in enumerate((NAME, "Quách Thị Xuyênli", "Quách T. Xuyênly"))
    ]
    for row in rows:
        factories.publish(row.decision)
    first, second, third = (Honoree.objects.get(pk=row.honoree_id) for row in rows)
    became(first, second)
    became(second, third)
    return [first, second, third]


def test_entries_merged_one_after_another_lead_to_the_one_that_stays(published, client):
    first, _second, third = three_of_one(published)
    first.refresh_from_db()
    assert first.merged_into_id == third.pk
    answer = client.get(f"/ton-vinh/{first.slug}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/ton-vinh/{third.slug}/")


@pytest.mark.parametrize("chain", ["as merged today", "as merged before chains were shortened"])
def test_erasing_reaches_whoever_was_merged_by_way_of_another(published, client, chain):
    first, second, third = three_of_one(published)
    if chain != "as merged today":
        Honoree.objects.filter(pk=first.pk).update(merged_into=second)
    address = f"/ton-vinh/{first.slug}/"
    erase(Honoree.objects.get(pk=third.pk))
    for row in Honoree.objects.filter(pk__in=[first.pk, second.pk, third.pk]):
        assert erasure.is_erased(row)
        assert row.full_name == f"{erasure.NAME} ({row.public_id})"
        assert "xuyen" not in row.slug
    for page in HonoreePage.objects.filter(honoree__in=[first, second, third]):
        assert "uyên" not in page.title
    answer = client.get(address)
    assert answer.status_code == 410
    assert "uyên" not in answer.content.decode()


def test_an_entry_that_was_merged_is_erased_with_the_one_that_stays(published):
    first, _second, third = three_of_one(published)
    first.refresh_from_db()
    with pytest.raises(IllegalMove, match="mục còn lại"):
        erase(first)
    erase(Honoree.objects.get(pk=third.pk))


def test_whoever_was_erased_before_there_was_a_column_counts_as_erased(published):
    row, other = entered(published), entered(published, name="Hồ Văn Khác", dated=date(2023, 3, 1))
    erase(row.honoree)
    when = Event.objects.get(subject_key=row.honoree.public_id, act="erase").at
    Honoree.objects.update(erased_at=None)
    import_module("recognition.migrations.0013_erased_at").fill(apps, None)
    assert Honoree.objects.get(pk=row.honoree_id).erased_at == when
    assert not erasure.is_erased(Honoree.objects.get(pk=other.honoree_id))
