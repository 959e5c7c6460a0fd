"""Mail of the notices: plain and HTML, in the person's language, at once or gathered once a day. Never private words.

Sent by ``run_due``: a batch at a time, claimed by a conditional update so that of several processes one sends it. A mail
that could not be handed over is tried again later and later; at least once, so a process that dies between handing over and
noting it sends it twice.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django import forms
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import models
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page

from portal.core.models import User
from recognition.domain import notices
from recognition.enums import NoticePlace
from recognition.models import (
    Decision,
    Delegation,
    Honoree,
    Nomination,
    NomineeList,
    Notice,
    Package,
    PublicRequest,
    Round,
    RuleChange,
    Suggestion,
)

logger = logging.getLogger(__name__)

BATCH: Final = 50
"""Mails in one call."""
LINES: Final = 100
"""Notices in one mail; what is more follows in the next."""
DAILY_AT: Final = time(7)
LEASE: Final = timedelta(minutes=15)
FIRST_PAUSE: Final = timedelta(minutes=5)
MAX_ATTEMPTS: Final = 8
TOO_OLD: Final = timedelta(days=7)
FAULTS: Final = 3
"""After so many faults in a row the mail server is away: the rest waits for the next call."""
ERROR_LIMIT: Final = 300


class PreferenceForm(forms.Form):
    """How often and in which language a person is written to."""

    rhythm = forms.ChoiceField(
        label=gettext_lazy("Cách nhận thư báo"),
        choices=User.MailRhythm.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Thông báo luôn có ở trang này, dù có nhận thư hay không."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Ngôn ngữ của thư"), choices=User.Language.choices, widget=forms.RadioSelect
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as a mail shows it."""

    text: str
    due_at: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What one call did: mails handed over, and mails that will be tried again."""

    mails: int = 0
    failed: int = 0


def link(notice: Notice) -> str:
    """Return the absolute address that opens a notice for its owner after the sign-in."""
    name = "thong_bao_mo" if notice.place == NoticePlace.DESK else "intake:notice"
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse(name, args=[notice.public_id])}"


def target(notice: Notice) -> str:
    """Return the address of what a notice speaks of, its owner being signed in."""
    if notice.place == NoticePlace.DESK:
        return _at_desk(notice)
    if notice.place == NoticePlace.CLEARANCE:
        return reverse("intake:clearance_request", args=[notice.subject_key])
    if notice.subject_kind == Delegation._meta.label_lower:
        return reverse("intake:people")
    route = {
        Nomination: "intake:dossier",
        NomineeList: "intake:list",
        Package: "intake:package",
        Round: "intake:round",
        Suggestion: "intake:suggestion",
    }
    for model, name in route.items():
        if notice.subject_kind == model._meta.label_lower:
            return reverse(name, args=[notice.subject_key])
    return reverse("intake:home")


def _at_desk(notice: Notice) -> str:
    screens: dict[type[models.Model], str] = {
        Nomination: "ho-so",
        NomineeList: "danh-sach",
        RuleChange: "thay-doi-dieu-kien",
        Decision: "quyet-dinh",
        Honoree: "nguoi-duoc-ton-vinh",
        Package: "bo-ho-so",
        Suggestion: "goi-y",
        PublicRequest: "yeu-cau-cong-chung",
    }
    if notice.kind == "dossiers_late":
        return f"{reverse('ho-so:index')}?han=qua-han"
    if notice.kind.startswith("page_") and (page := _page_of(notice)) is not None:
        return reverse("wagtailadmin_pages:edit", args=[page])
    for model, name in screens.items():
        if notice.subject_kind == model._meta.label_lower:
            key = model._default_manager.filter(public_id=notice.subject_key).values_list("pk", flat=True)
            if (found := key.first()) is not None:
                return reverse(f"{name}:inspect", args=[found])
    return reverse("wagtailadmin_home")


def _page_of(notice: Notice) -> int | None:
    """Return the page whose approval a notice speaks of: the one of an honoree; of others their key is the page's."""
    pages: models.QuerySet[Page] = Page.objects.all()
    if notice.subject_kind == Honoree._meta.label_lower:
        pages = pages.filter(
            honoreepage__honoree__public_id=notice.subject_key, honoreepage__alias_of__isnull=True
        )
    else:
        pages = pages.filter(pk=int(notice.subject_key) if notice.subject_key.isdecimal() else 0)
    return pages.order_by("pk").values_list("pk", flat=True).first()


def compose(user: User, rows: Sequence[Notice]) -> EmailMultiAlternatives:
    """Return the mail of some notices to their owner, in the owner's language, not sent. All go to one address."""
    with translation.override(user.language):
        lines = [Line(notices.words(row), row.due_at, link(row)) for row in rows]
        subject = (
            lines[0].text.rstrip(".")
            if len(lines) == 1
            else ngettext("%(count)d thông báo mới", "%(count)d thông báo mới", len(lines))
            % {"count": len(lines)}
        )
        desk = any(row.place == NoticePlace.DESK for row in rows)
        context = {
            "lines": lines,
            "subject": subject,
            "language": user.language,
            "preferences": settings.PUBLIC_URL.rstrip("/")
            + reverse("thong_bao" if desk else "intake:notices"),
        }
        mail = EmailMultiAlternatives(
            subject=_("[Tôn vinh] %(subject)s") % {"subject": " ".join(subject.split())},
            body=render_to_string("mail/notices.txt", context),
            to=[rows[0].address or user.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("mail/notices.html", context), "text/html")
    return mail


def _due(now: datetime) -> models.QuerySet[Notice]:
    morning = timezone.make_aware(datetime.combine(timezone.localdate(now), DAILY_AT))
    if morning > now:
        morning -= timedelta(days=1)
    return Notice.objects.filter(
        Q(next_mail_at__isnull=True) | Q(next_mail_at__lte=now),
        ~Q(address="")
        | ~Q(user__email="") & Q(user__mail_rhythm=User.MailRhythm.AT_ONCE)
        | ~Q(user__email="") & Q(user__mail_rhythm=User.MailRhythm.DAILY, at__lt=morning),
        mailed_at__isnull=True,
        attempts__lt=MAX_ATTEMPTS,
        at__gte=now - TOO_OLD,
        user__is_active=True,
    )


def send_due(at: datetime | None = None) -> Sent:
    """Mail what is due, at most ``BATCH`` mails."""
    now = at or timezone.now()
    notices.take_reminders(now)
    due = list(_due(now).order_by("user", "address").values_list("user", "address").distinct()[:BATCH])
    if not due:
        return Sent()
    connection = get_connection()
    sent = failed = in_a_row = 0
    people = User.objects.in_bulk([pk for pk, _address in due])
    for user, address in [(people[pk], address) for pk, address in due if pk in people]:
        rows = _claimed(user, now, address)
        if not rows:
            continue
        mine = Notice.objects.filter(pk__in=[row.pk for row in rows], claim=rows[0].claim)
        try:
            mail = compose(user, rows)
            mail.connection = connection
            mail.send()
        except Exception as fault:  # one mail of many; it is tried again
            logger.warning("Mail of %d notices was not sent", len(rows), exc_info=True)
            pause = FIRST_PAUSE * 2 ** max(row.attempts for row in rows)
            mine.update(
                attempts=F("attempts") + 1,
                next_mail_at=now + pause,
                claim="",
                error=f"{type(fault).__name__}: {fault}"[:ERROR_LIMIT],
            )
            failed, in_a_row = failed + 1, in_a_row + 1
            if in_a_row == FAULTS:
                break
        else:
            mine.update(mailed_at=now, claim="", error="", address="")
            sent, in_a_row = sent + 1, 0
    return Sent(sent, failed)


def _claimed(user: User, now: datetime, address: str = "") -> list[Notice]:
    """Take what is due to one person (at another address) for this process; of two that try, each notice falls to one."""
    keys = list(
        _due(now).filter(user=user, address=address).order_by("at", "pk").values_list("pk", flat=True)[:LINES]
    )
    token = secrets.token_hex(16)
    Notice.objects.filter(
        Q(next_mail_at__isnull=True) | Q(next_mail_at__lte=now), pk__in=keys, mailed_at__isnull=True
    ).update(claim=token, next_mail_at=now + LEASE)
    return list(Notice.objects.filter(claim=token).order_by("at", "pk"))
