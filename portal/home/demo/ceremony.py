"""A decision on its way to its ceremony: pages drafted, people asked for their consent, the moment of publication set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from portal.core.models import User
from portal.home.demo.people import staff
from recognition.domain import conferrals, consent, publication
from recognition.enums import ConsentScope, SubjectKind
from recognition.models import Award, Honoree, Office, Unit

NUMBER: Final = "3011/QĐ-SYT"
DAYS_TO_CEREMONY: Final = 10
HOUR: Final = time(8, 30)
CITATION: Final = "Có thành tích xuất sắc trong phong trào thi đua đổi mới phong cách phục vụ người bệnh."
ASKED: Final = (ConsentScope.PHOTO, ConsentScope.BIOGRAPHY, ConsentScope.WORDS)


def moment() -> datetime:
    """Return when the demo's ceremony begins: in ten days, in the morning."""
    day = timezone.localdate() + timedelta(days=DAYS_TO_CEREMONY)
    return timezone.make_aware(datetime.combine(day, HOUR))


def bring_to_life(person: Callable[[str], User], units: Mapping[str, Unit]) -> str:
    """Make the decision with four people: one has not been asked, one was and has not answered, one agreed, one declined.

    Returns the address of the paper that waits for its answer; it is told here only, as at the desk.
    """
    hospital = units["BVT"]
    office = Office.objects.get(name="Giám đốc Sở Y tế")
    decision = conferrals.enter_decision(
        office=office,
        number=NUMBER,
        dated=timezone.localdate(),
        title="Về việc tặng Giấy khen cho các cá nhân có thành tích xuất sắc, trao tại Hội nghị tổng kết",
        actor=person("thuongtruc"),
    )
    year = timezone.localdate().year
    for place, one in enumerate(staff(91, "BVT", 4), start=1):
        conferrals.confer(
            decision=decision,
            award=Award.objects.get(code="GKSYT"),
            kind=SubjectKind.INDIVIDUAL,
            full_name=one.full_name,
            given=one.given_name,
            titles=one.titles,
            position=one.position,
            unit=hospital,
            merit_from=year,
            merit_until=year,
            citation=CITATION,
            list_position=place,
            actor=person("thuongtruc"),
        )
    decision = conferrals.verify_decision(decision=decision, actor=person("thamdinh"))
    publication.draft_pages(decision=decision, actor=person("bientap"))
    rows = decision.conferrals.select_related("honoree").order_by("list_position")
    link = _ask([row.honoree for row in rows], person("bientap"))
    publication.schedule_facts(
        decision=decision,
        at=moment(),
        reason="Trao tại Hội nghị tổng kết công tác thi đua.",
        actor=person("duyetbai"),
    )
    return link


def _ask(honorees: list[Honoree], editor: User) -> str:
    waiting, willing, unwilling, *_not_asked = honorees
    consent.answer(
        request=consent.ask(honoree=willing, scopes=ASKED, actor=editor).request,
        agreed=[ConsentScope.PHOTO, ConsentScope.BIOGRAPHY],
    )
    consent.answer(
        request=consent.ask(honoree=unwilling, scopes=[ConsentScope.PHOTO], actor=editor).request, agreed=[]
    )
    asked = consent.ask(honoree=waiting, scopes=ASKED, actor=editor)
    with translation.override("vi"):
        return settings.PUBLIC_URL.rstrip("/") + reverse("recognition:consent", args=[asked.token])
