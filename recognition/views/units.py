"""Units: the tree, and the page of one unit with its honorees."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from portal.core import related
from portal.core.context import plan_of_frame
from portal.core.rendered.together import ask_together
from portal.core.templatetags.portal_tags import day, number
from recognition.domain import queries
from recognition.domain.queries import FormerName, UnitDetail, UnitNode
from recognition.views.answers import home, page_number


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the units of today as a tree, each with the conferrals of what stands under it.

    Units without anybody and without units under them (the committees of communes) stand together at the end.
    """
    ask_together(plan_of_frame(request), queries.unit_nodes.plan())
    nodes = queries.unit_nodes()
    alone = [node.unit for node in nodes if not node.children and not node.unit.count]
    return render(
        request,
        "recognition/units.html",
        {
            "crumbs": [home()],
            "branches": [branch(node) for node in nodes if node.children or node.unit.count],
            "others": [{"label": unit.name, "url": unit.url} for unit in alone],
        },
    )


def branch(node: UnitNode) -> dict[str, Any]:
    """Return a unit and the two levels under it as rows; deeper ones stand on the unit's own page."""
    return {
        "unit": node.unit,
        "rows": [
            {"label": child.unit.name, "url": child.unit.url, "count": child.unit.count}
            for child in node.children
        ],
    }


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one unit: what it was called, what it took over, what stands under it, who was honored there."""
    ask_together(plan_of_frame(request), queries.unit_detail.plan(slug), queries.honorees_path.plan())
    known = queries.unit_detail(slug)
    if known is None:
        raise Http404
    unit, detail = known
    wall_url = f"{queries.honorees_path()}?don-vi={detail.unit.slug}"
    found, cards = queries.honorees_of_unit(unit, page=page_number(request), count=detail.counts.all)
    return render(
        request,
        "recognition/unit.html",
        {
            "detail": detail,
            "unit": detail.unit,
            "found": found,
            "cards": cards,
            "crumbs": [
                home(),
                {"label": pgettext("danh sách", "Đơn vị"), "url": reverse("recognition:units")},
                *({"label": line.name, "url": line.url} for line in detail.ancestors),
            ],
            "facts": _facts(detail),
            "children": [
                {"label": node.unit.name, "url": node.unit.url, "count": node.unit.count}
                for node in detail.children
            ],
            "count_text": ngettext(
                "%(count)s cá nhân, tập thể được khen thưởng",
                "%(count)s cá nhân, tập thể được khen thưởng",
                detail.counts.all,
            )
            % {"count": number(detail.counts.all)}
            if detail.counts.all
            else "",
            "years": [
                {
                    "label": _("Năm %(year)s") % {"year": year},
                    "url": f"{wall_url}&nam-quyet-dinh={year}",
                    "count": count,
                    "rel": "nofollow",
                }
                for year, count in detail.years
            ],
            "wall_url": wall_url if cards else "",
            "panels": related.panels("unit-facts", unit, queries.language_code()),
            "noindex": found.number > 1,
        },
    )


def _facts(detail: UnitDetail) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [{"name": _("Loại đơn vị"), "value": detail.unit.kind}]
    if detail.unit.ended_on:
        facts.append({"name": _("Hoạt động đến"), "value": day(detail.unit.ended_on)})
    if detail.successor:
        facts.append(
            {"name": _("Đơn vị kế thừa"), "value": detail.successor.name, "url": detail.successor.url}
        )
    former = [_name_text(name) for name in detail.names if not name.short]
    if former:
        facts.append({"name": _("Tên trước đây"), "value": "; ".join(former)})
    short = [name.name for name in detail.names if name.short]
    if short:
        facts.append({"name": _("Tên viết tắt"), "value": ", ".join(short)})
    if detail.predecessors:
        facts.append(
            {
                "name": _("Tiếp nhận từ"),
                "links": [{"label": line.name, "url": line.url} for line in detail.predecessors],
            }
        )
    facts.extend({"name": kind, "value": body} for kind, body in detail.bodies)
    return facts


def _name_text(name: FormerName) -> str:
    if name.valid_from and name.valid_until:
        return _("%(name)s, từ ngày %(start)s đến ngày %(end)s") % {
            "name": name.name,
            "start": day(name.valid_from),
            "end": day(name.valid_until),
        }
    if name.valid_until:
        return _("%(name)s, đến ngày %(end)s") % {"name": name.name, "end": day(name.valid_until)}
    if name.valid_from:
        return _("%(name)s, từ ngày %(start)s") % {"name": name.name, "start": day(name.valid_from)}
    return name.name
