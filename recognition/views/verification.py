"""Verification: what a code printed on a page or a card stands for, read from the register."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.core import structured_data
from portal.core.context import plan_of_frame
from portal.core.rendered.together import ask_together
from portal.core.templatetags.portal_tags import day
from recognition.domain import queries
from recognition.domain.queries import Verified
from recognition.views.answers import home

CODE_LIMIT = 40


@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """Ask for a code; a code that was typed leads to its own address."""
    typed = "".join(request.GET.get("ma", "").replace("\x00", "").split())[:CODE_LIMIT]
    key = typed.lower().removeprefix("tv-").replace("-", "")
    if key and key.isascii() and key.isalnum():
        return HttpResponseRedirect(reverse("recognition:verify", args=[key]))
    return render(
        request,
        "recognition/verify.html",
        {
            "crumbs": [home()],
            "typed": typed,
            "asked": bool(typed),
            "share": {"title": _("Xác minh quyết định")},
            "structured": [
                structured_data.service(
                    path=reverse("recognition:verify"),
                    name=_("Xác minh quyết định"),
                    description=_(
                        "Đối chiếu mã in trên trang hoặc trên thẻ với sổ quyết định khen thưởng đã công bố."
                    ),
                    kind=_("Tra cứu, xác minh"),
                )
            ],
        },
        status=404 if typed else 200,
    )


@require_safe
@never_cache
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the code stands for, with the state of today; an unknown code is said to be unknown (404)."""
    ask_together(plan_of_frame(request), queries.honorees_path.plan())
    found = queries.verify(code[:CODE_LIMIT])
    shown = queries.shown_code(found.code) if found else code[:CODE_LIMIT]
    return render(
        request,
        "recognition/verify.html",
        {
            "crumbs": [home(), {"label": _("Xác minh quyết định"), "url": reverse("recognition:verify")}],
            "asked": True,
            "typed": shown,
            "current": shown,
            "verified": found,
            "facts": _facts(found) if found else [],
            "noindex": True,
        },
        status=200 if found else 404,
    )


def _facts(found: Verified) -> list[dict[str, str]]:
    facts: list[dict[str, str]] = []
    line = found.conferral
    if line is not None:
        facts += [
            {"name": _("Tập thể, cá nhân"), "value": f"{line.titles} {line.name}".strip(), "url": line.url},
            {
                "name": _("Chức vụ, đơn vị khi đó"),
                "value": ", ".join(p for p in (line.position, line.unit) if p),
            },
            {"name": _("Danh hiệu, hình thức"), "value": line.award_line, "url": line.award_url},
        ]
    decision = found.decision
    facts += [
        {"name": _("Quyết định"), "value": decision.label, "url": decision.url},
        {"name": _("Ngày ban hành"), "value": day(decision.shown_date) or _("không rõ")},
        {"name": _("Thẩm quyền quyết định"), "value": decision.issuer},
    ]
    if line is not None and line.cancelled and line.cancelled_by:
        facts.append(
            {"name": _("Bị hủy bỏ theo"), "value": line.cancelled_by.label, "url": line.cancelled_by.url}
        )
    return [fact for fact in facts if fact["value"]]
