"""Rows and pages for tests, made through the domain functions wherever one exists."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from campaigns.enums import CampaignKind
from campaigns.models import Campaign, CampaignIndexPage, CampaignPage
from portal.core.models import User
from recognition.domain import conferrals, consent, publication, roles
from recognition.enums import (
    AwardCategory,
    AwardSubject,
    ConsentScope,
    Level,
    Role,
    StoryKind,
    SubjectKind,
    UnitKind,
)
from recognition.models import (
    Award,
    Conferral,
    Consent,
    Decision,
    DecisionPower,
    Honoree,
    HonoreePage,
    Office,
    StoryIndexPage,
    StoryPage,
    StoryPerson,
    Unit,
)

_numbers = itertools.count(1)


def number() -> int:
    """Return a number no other row has."""
    return next(_numbers)


def person(role: Role, *, unit: Unit | None = None) -> User:
    """Return the one user of these tests who has the role."""
    user, created = User.objects.get_or_create(
        username=f"vai-{role.value}", defaults={"display_name": role.value}
    )
    if created:
        roles.grant(user=user, role=role, unit=unit)
    return user


def unit(name: str = "Bệnh viện Đa khoa tỉnh", **fields: Any) -> Unit:
    fields.setdefault("code", f"DV{number()}")
    fields.setdefault("kind", UnitKind.HOSPITAL)
    return Unit.objects.create(name=name, **fields)


def office(name: str = "Giám đốc Sở Y tế", **fields: Any) -> Office:
    fields.setdefault("code", f"TQ{number()}")
    fields.setdefault("level", Level.DEPARTMENT)
    return Office.objects.create(name=name, **fields)


def award(name: str = "Giấy khen của Giám đốc Sở Y tế", *, by: Office | None = None, **fields: Any) -> Award:
    """Return an award; ``by`` is an office whose power to decide it is verified since 2004."""
    fields.setdefault("code", f"DH{number()}")
    fields.setdefault("category", AwardCategory.FORM)
    fields.setdefault("subject", AwardSubject.BOTH)
    fields.setdefault("level", Level.DEPARTMENT)
    found = Award.objects.create(name=name, **fields)
    if by is not None:
        DecisionPower.objects.create(office=by, award=found, valid_from=date(2004, 1, 1), verified=True)
    return found


def decision(
    *, by: Office, dated: date = date(2025, 2, 20), number_text: str = "", **fields: Any
) -> Decision:
    """Return a decision verified by a second person."""
    entered = conferrals.enter_decision(
        office=by,
        number=number_text or f"{60_000 + number()}/QĐ-SYT",  # the numbers that trials write out are smaller
        dated=dated,
        title=fields.pop("title", "Về việc tặng Giấy khen cho tập thể, cá nhân có thành tích xuất sắc"),
        actor=person(Role.STANDING_BODY),
        **fields,
    )
    conferrals.verify_decision(decision=entered, actor=None, reason="kiểm thử", operator=True)
    entered.refresh_from_db()
    return entered


def conferral(
    *,
    on: Decision,
    of: Award,
    name: str = "Nguyễn Thị Hoa",
    kind: str = SubjectKind.INDIVIDUAL,
    at: Unit | None = None,
    **fields: Any,
) -> Conferral:
    """Return a conferral that is entered and not public yet."""
    fields.setdefault("unit_name", at.name if at else "")
    fields.setdefault("position", "Điều dưỡng" if kind == SubjectKind.INDIVIDUAL else "")
    fields.setdefault("merit_from", on.year)
    fields.setdefault("merit_until", on.year)
    fields.setdefault("merit_kind", "routine")
    return conferrals.confer(
        decision=on,
        award=of,
        kind=kind,
        full_name=name,
        unit=at,
        actor=person(Role.STANDING_BODY),
        list_position=fields.pop("list_position", on.conferrals.count() + 1),
        confirmed=True,
        **fields,
    ).conferral


def publish(on: Decision) -> None:
    """Make the facts of a decision public."""
    report = publication.publish_facts(decision=on, actor=None, reason="kiểm thử", operator=True)
    assert not report.failed, report.failed


def public_conferral(*, on: Decision, of: Award, **fields: Any) -> Conferral:
    made = conferral(on=on, of=of, **fields)
    publish(on)
    made.refresh_from_db()
    return made


def cancel(row: Conferral, *, by: Decision) -> Conferral:
    publication.cancel(conferral=row, by=by, actor=person(Role.STANDING_BODY), reason="kê khai không đúng")
    row.refresh_from_db()
    return row


def hide(row: Conferral) -> Conferral:
    publication.hide(conferral=row, actor=person(Role.DATA_OFFICER), reason="theo yêu cầu")
    row.refresh_from_db()
    return row


def page_of(honoree: Honoree, language: str = "vi") -> HonoreePage:
    return HonoreePage.objects.get(honoree=honoree, language=language)


def agree(honoree: Honoree, scope: ConsentScope) -> Consent:
    return consent.record_consent(
        honoree=honoree,
        scope=scope,
        text_version="2026-01",
        given_at=timezone.now() - timedelta(days=1),
        actor=person(Role.EDITOR),
    )


def story(
    title: str = "Người giữ trạm giữa rừng đước", *, about: tuple[Honoree, ...] = (), **fields: Any
) -> StoryPage:
    """Return a live story in Vietnamese with its English alias."""
    parent = StoryIndexPage.objects.get(locale__language_code="vi")
    fields.setdefault("kind", StoryKind.EXEMPLAR)
    fields.setdefault("dated", date(2026, 2, 27))
    fields.setdefault("lead", "Hai mươi tám năm, một thùng vắc-xin, một cuốn lịch nước.")
    fields.setdefault("body", [("prose", "<p>Bốn giờ kém mười, nước còn lớn.</p>")])
    made = StoryPage(title=title, slug=fields.pop("slug", f"bai-{number()}"), locale=parent.locale, **fields)
    for honoree in about:
        made.people.add(StoryPerson(honoree=honoree))
    parent.add_child(instance=made)
    made.save_revision().publish()
    other = StoryIndexPage.objects.get(locale__language_code="en")
    if not made.aliases.exists():
        made.create_alias(
            parent=other, update_slug=made.slug, update_locale=other.locale, reset_translation_key=False
        )
    return made


def campaign(title: str = "Cải cách thủ tục, nâng cao sự hài lòng của người bệnh", **fields: Any) -> Campaign:
    """Return a campaign with live pages in both languages."""
    today = timezone.localdate()
    fields.setdefault("kind", CampaignKind.THEMATIC)
    fields.setdefault("starts_on", today - timedelta(days=30))
    fields.setdefault("ends_on", today + timedelta(days=60))
    made = Campaign.objects.create(title=title, **fields)
    parent = CampaignIndexPage.objects.get(locale__language_code="vi")
    page = CampaignPage(title=made.title[:255], slug=made.slug, campaign=made, locale=parent.locale)
    parent.add_child(instance=page)
    page.save_revision().publish()
    if not page.aliases.exists():
        other = CampaignIndexPage.objects.get(locale__language_code="en")
        page.create_alias(
            parent=other, update_slug=page.slug, update_locale=other.locale, reset_translation_key=False
        )
    return made
