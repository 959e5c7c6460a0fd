"""Campaigns: the list and the page of one, and the deadline as an entry of a calendar."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from campaigns import queries
from campaigns.enums import CARDS, CampaignState
from campaigns.models import Campaign, CampaignIndexPage, CampaignPage
from campaigns.queries import CampaignCard, CampaignDetail, Criterion, Step
from portal.core import querystring, structured_data
from portal.core.blocks.choices import plan_of_body
from portal.core.context import plan_of_frame, site_settings
from portal.core.imaging import pictures, renditions
from portal.core.page_context import register
from portal.core.rendered.together import ask_together
from portal.core.sharing import share
from portal.core.templatetags.portal_tags import day, filesize, moment, number, padded

SHOWN_PEOPLE = 12
SHOWN_STORIES = 4


def home() -> dict[str, str]:
    return {"label": _("Trang chủ"), "url": "/en/" if queries.is_english() else "/"}


def period_text(card: CampaignCard) -> str:
    """Return from when until when, in words."""
    if card.starts_on and card.ends_on:
        return f"{day(card.starts_on)} – {day(card.ends_on)}"
    if card.starts_on:
        return _("từ ngày %(day)s") % {"day": day(card.starts_on)}
    return _("đến ngày %(day)s") % {"day": day(card.ends_on)} if card.ends_on else ""


def plan_text(card: CampaignCard) -> str:
    """Return number, date and issuer of the plan as an official sentence names them."""
    parts = []
    if card.plan_number:
        parts.append(_("Kế hoạch số %(number)s") % {"number": card.plan_number})
    if card.plan_date:
        parts.append(_("ngày %(day)s") % {"day": day(card.plan_date)})
    if card.issuer and not parts:
        return card.issuer
    if card.issuer:
        parts.append(_("của %(issuer)s") % {"issuer": card.issuer})
    return " ".join(parts)


def tag_of(card: CampaignCard) -> dict[str, str]:
    """Return the state as a word; a record says that it is one."""
    if card.is_record:
        return {"label": _("Tư liệu"), "state": ""}
    state = {
        CampaignState.OPEN: "open",
        CampaignState.RUNNING: "open",
        CampaignState.REVIEWING: "doing",
        CampaignState.UPCOMING: "doing",
    }.get(CampaignState(card.state), "")
    return {"label": card.state_label, "state": state}


@register(CampaignIndexPage)
def campaigns_context(request: HttpRequest, page: CampaignIndexPage) -> dict[str, Any]:
    state = request.GET.get("trang-thai", "")
    state = state if state in CampaignState.values else ""
    text = request.GET.get(querystring.PAGE, "1")
    ask_together(plan_of_frame(request, page), queries.plan_of_all())
    found, cards = queries.campaigns(
        page=int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1, state=state
    )
    present = queries.states_present()
    return {
        "found": found,
        "items": [
            {"card": card, "tag": tag_of(card), "plan": plan_text(card), "period": period_text(card)}
            for card in cards
        ],
        "crumbs": [home()],
        "count_text": ngettext("%(count)s phong trào", "%(count)s phong trào", found.paginator.count)
        % {"count": number(found.paginator.count)},
        "states": [
            {
                "label": label,
                "url": querystring.replaced(request.GET, **{"trang-thai": value or None}),
                "count": sum(present.values()) if not value else present[value],
                "current": value == state,
            }
            for value, label in (("", _("Tất cả")), *CampaignState.choices)
            if not value or present.get(value)
        ],
        "noindex": bool(state) or found.number > 1,
    }


@register(CampaignPage)
def campaign_context(request: HttpRequest, page: CampaignPage) -> dict[str, Any]:
    shown = {"most_people": SHOWN_PEOPLE, "most_stories": SHOWN_STORIES}
    ask_together(
        plan_of_frame(request, page),
        queries.campaign_detail.plan(page.campaign_id),
        queries.outcome.plan(page.campaign_id, **shown),
        [[renditions([page.image_id], "landscape")]] if page.image_id else (),
        plan_of_body(page.body),
    )
    detail = queries.campaign_detail(page.campaign_id)
    card = detail.card
    came = queries.outcome(page.campaign_id, **shown)
    image = pictures([page.image_id], "landscape").get(page.image_id) if page.image_id else None
    return {
        "detail": detail,
        "card": card,
        "tag": tag_of(card),
        "kind_text": _("Phong trào thi đua · %(kind)s") % {"kind": card.kind},
        "plan": ". ".join(part for part in (plan_text(card), detail.subjects) if part),
        "clock": ngettext("%(count)s ngày", "%(count)s ngày", card.days_left or 0)
        % {"count": number(card.days_left)}
        if card.days_left is not None
        else "",
        "clock_after": _("đến %(moment)s") % {"moment": moment(card.deadline)} if card.deadline else "",
        "actions": _actions(card),
        "steps": [_step(step) for step in detail.steps],
        "criteria": [
            {"label": kind, "rows": [_criterion(item) for item in items]} for kind, items in detail.criteria
        ],
        "criteria_columns": [_("Tiêu chuẩn"), _("Ngưỡng")],
        "quota_facts": _quota_facts(detail),
        "files": [
            {
                "title": title,
                "url": url,
                "note": ", ".join(p for p in (ending.upper(), filesize(size) if size else "") if p),
            }
            for title, url, ending, size in detail.files
        ],
        "paper_facts": _paper_facts(detail),
        "people": came.people,
        "people_text": ngettext(
            "%(count)s lượt khen thưởng từ phong trào",
            "%(count)s lượt khen thưởng từ phong trào",
            came.conferrals,
        )
        % {"count": number(came.conferrals)}
        if came.people
        else "",
        "stories": [
            {
                "url": s.url,
                "title": s.title,
                "meta": " · ".join(p for p in (s.who, day(s.dated)) if p),
                "image": s.image,
            }
            for s in came.stories
        ],
        "children": [
            {"label": child.title, "url": child.url, "note": child.state_label} for child in detail.children
        ],
        "image": image,
        "crumbs": [home(), {"label": _("Phong trào thi đua"), "url": queries.campaigns_path()}],
        "prose_language": settings.LANGUAGE_CODE if page.is_untranslated else "",
        "facts_language": settings.LANGUAGE_CODE if queries.is_english() else "",
        "share": share(
            path=card.url,
            title=card.title,
            description=page.search_description or card.summary,
            kind="article",
            source=CARDS,
            folder=card.public_id,
            alt=_("%(kind)s: %(title)s") % {"kind": _("Phong trào thi đua"), "title": card.title},
            embed=True,
        ),
        "structured": [
            structured_data.event(
                path=card.url,
                name=card.title,
                description=card.summary,
                start=card.starts_on,
                end=card.ends_on,
                organizer=card.issuer,
                place=site_settings().province_name,
                image=image.url if image else "",
                language=queries.language_code(),
            )
        ],
    }


def _actions(card: CampaignCard) -> list[dict[str, Any]]:
    actions: list[dict[str, Any]] = []
    if card.state == CampaignState.OPEN:
        with suppress(NoReverseMatch):
            actions.append({"label": _("Lập hồ sơ đề nghị"), "url": reverse("intake:home"), "main": True})
    if card.days_left is not None:
        actions.append(
            {
                "label": _("Thêm hạn nộp vào lịch (.ics)"),
                "url": reverse("campaigns:deadline", args=[card.slug]),
            }
        )
    return actions


def _step(step: Step) -> dict[str, str]:
    when = day(step.starts_on)
    if step.ends_on and step.ends_on != step.starts_on:
        when = f"{when} – {day(step.ends_on)}"
    return {
        "title": step.title,
        "when": when,
        "text": _("Tuần cao điểm") if step.is_peak else "",
        "state": step.state,
    }


def _criterion(item: Criterion) -> list[dict[str, Any]]:
    limit = ""
    if item.threshold is not None:
        exact = item.threshold.normalize()
        limit = f"{number(exact)} {item.unit}".strip()
        if item.at_most:
            limit = _("không quá %(bar)s") % {"bar": limit}
    return [
        {"text": item.text, "header": True},
        {"text": limit or "–", "strong": bool(limit), "label": _("Ngưỡng")},
    ]


def _quota_facts(detail: CampaignDetail) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = []
    if detail.collective_quota is not None:
        facts.append(
            {
                "name": _("Tập thể"),
                "value": _("không quá %(count)s") % {"count": padded(detail.collective_quota)},
            }
        )
    if detail.individual_quota is not None:
        facts.append(
            {
                "name": _("Cá nhân"),
                "value": _("không quá %(count)s") % {"count": padded(detail.individual_quota)},
            }
        )
    if detail.quota_note:
        facts.append({"name": _("Ghi chú"), "value": detail.quota_note})
    if detail.awards:
        facts.append(
            {
                "name": _("Hình thức"),
                "links": [
                    {"label": award.label, "url": reverse("recognition:award", args=[award.code])}
                    for award in detail.awards
                ],
            }
        )
    if detail.awards_note:
        facts.append({"name": _("Khen thưởng"), "value": detail.awards_note})
    return facts


def _paper_facts(detail: CampaignDetail) -> list[dict[str, Any]]:
    card = detail.card
    facts: list[dict[str, Any]] = [
        {
            "name": _("Kế hoạch"),
            "value": " ".join(
                part
                for part in (
                    card.plan_number,
                    _("ngày %(day)s") % {"day": day(card.plan_date)} if card.plan_date else "",
                )
                if part
            ),
        },
        {"name": _("Cơ quan ban hành"), "value": card.issuer},
        {"name": _("Thời gian"), "value": period_text(card)},
        {"name": _("Hạn gửi hồ sơ"), "value": moment(card.deadline) if card.deadline else ""},
        {"name": _("Đối tượng"), "value": detail.subjects},
        {"name": _("Căn cứ"), "value": "; ".join(detail.bases)},
    ]
    if detail.parent:
        facts.append({"name": _("Thuộc phong trào"), "value": detail.parent.title, "url": detail.parent.url})
    elif detail.parent_reference:
        facts.append({"name": _("Thực hiện theo"), "value": detail.parent_reference})
    facts += [
        {"name": _("Nơi nhận"), "value": "; ".join(detail.recipients)},
        {"name": _("Liên hệ"), "value": detail.contact},
    ]
    return [fact for fact in facts if fact["value"]]


@require_safe
def deadline(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the deadline of a campaign as an iCalendar entry (RFC 5545)."""
    row = queries.public_campaigns().filter(slug=slug, is_record=False, deadline__isnull=False).first()
    if row is None or row.deadline is None:
        raise Http404
    (card,) = queries.campaign_cards([row])
    return _calendar(_entry(row, card), f"han-nop-{row.slug}.ics")


@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    """Give all deadlines that have not passed as one calendar, to subscribe to; it may be empty."""
    rows = list(
        queries.public_campaigns()
        .filter(is_record=False, deadline__gte=timezone.now())
        .order_by("deadline", "id")
    )
    lines = [
        line
        for row, card in zip(rows, queries.campaign_cards(rows), strict=True)
        for line in _entry(row, card)
    ]
    return _calendar(
        [f"X-WR-CALNAME:{_escaped(_('Hạn gửi hồ sơ các phong trào thi đua'))}", *lines], "han-nop.ics"
    )


def _entry(row: Campaign, card: CampaignCard) -> list[str]:
    """Return one event of a calendar: the moment of the deadline, the same in every calendar (UID)."""
    if row.deadline is None:
        return []
    end = row.deadline.astimezone(UTC)
    title = _("Hạn gửi hồ sơ: %(title)s") % {"title": card.title}
    return [
        "BEGIN:VEVENT",
        f"UID:{row.public_id}@{settings.PUBLIC_URL.split('//')[-1].split('/')[0].split(':')[0]}",
        f"DTSTAMP:{row.created_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{end:%Y%m%dT%H%M%SZ}",
        f"DTEND:{end:%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{_escaped(title)}",
        f"URL:{settings.PUBLIC_URL.rstrip('/')}{card.url}",
        "END:VEVENT",
    ]


def _calendar(entries: list[str], name: str) -> HttpResponse:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ton vinh//VI", *entries, "END:VCALENDAR"]
    response = HttpResponse(
        "\r\n".join(_folded(line) for line in lines) + "\r\n", content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    return " ".join(text.split())


def _folded(line: str) -> str:
    """Fold after 75 octets, never inside a letter (RFC 5545, 3.1)."""
    parts, here = [], ""
    for letter in line:
        if len((here + letter).encode()) > 73:
            parts.append(here)
            here = ""
        here += letter
    return "\r\n ".join([*parts, here])
