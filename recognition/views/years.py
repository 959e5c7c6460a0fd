"""Conferrals by the year of their decision."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.core.context import plan_of_frame
from portal.core.rendered.together import ask_together
from portal.core.templatetags.portal_tags import number
from recognition.domain import queries
from recognition.domain.queries import YearBlock
from recognition.views.answers import home

FILLED = 3  # years whose names stand on the page of all years
NAMES_OF_A_YEAR = 400  # of one award on the page of a year; the wall has the rest


def _shown(block: YearBlock, *, url: str) -> dict[str, Any]:
    wall = queries.honorees_path() if any(group.more for group in block.groups) else ""
    return {
        "year": block.year,
        "url": url,
        "count_text": ngettext("%(count)s lượt khen thưởng", "%(count)s lượt khen thưởng", block.count)
        % {"count": number(block.count)},
        "groups": [
            {
                "label": group.label,
                "names": [
                    *({"label": card.name, "url": card.url} for card in group.names),
                    *(
                        [
                            {
                                "label": _("và %(count)s tên nữa") % {"count": number(group.more)},
                                "url": f"{wall}?nam-quyet-dinh={block.year}&danh-hieu={group.code}",
                            }
                        ]
                        if group.more
                        else []
                    ),
                ],
            }
            for group in block.groups
        ],
    }


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show all years: the last ones with names, the others with their numbers."""
    ask_together(
        plan_of_frame(request),
        queries.plan_of_years(lambda blocks: blocks[:FILLED], limit=queries.NAMES_IN_A_YEAR_BLOCK),
    )
    blocks = queries.years()
    filled = queries.year_blocks(blocks[:FILLED], limit=queries.NAMES_IN_A_YEAR_BLOCK)
    return render(
        request,
        "recognition/years.html",
        {
            "crumbs": [home()],
            "span": queries.span_of_years() if blocks else None,
            "strip": [
                {
                    "label": str(block.year),
                    "url": f"#nam-{block.year}" if place < FILLED else block.url,
                    "current": place == 0,
                }
                for place, block in enumerate(blocks)
            ],
            "years": [_shown(block, url=block.url) for block in filled],
            "others": [
                {"label": str(block.year), "url": block.url, "count": block.count}
                for block in blocks[FILLED:]
            ],
        },
    )


@require_safe
def show(request: HttpRequest, year: int) -> HttpResponse:
    """Show one year: the names by award, highest first, by tên gọi inside."""
    ask_together(
        plan_of_frame(request),
        queries.plan_of_years(
            lambda blocks: [block for block in blocks if block.year == year], limit=NAMES_OF_A_YEAR
        ),
    )
    blocks = queries.years()
    here = next((block for block in blocks if block.year == year), None)
    if here is None:
        raise Http404
    filled = queries.year_blocks([here], limit=NAMES_OF_A_YEAR)
    place = blocks.index(here)
    later = blocks[place - 1] if place else None
    earlier = blocks[place + 1] if place + 1 < len(blocks) else None
    return render(
        request,
        "recognition/year.html",
        {
            "year": year,
            "shown": _shown(filled[0], url=""),
            "crumbs": [home(), {"label": _("Theo năm"), "url": reverse("recognition:years")}],
            "strip": [
                {"label": str(block.year), "url": block.url, "current": block.year == year}
                for block in blocks
            ],
            "wall_url": f"{queries.honorees_path()}?nam-quyet-dinh={year}",
            "register_url": f"{reverse('recognition:decisions')}?nam={year}",
            "neighbours": [
                *(
                    [{"label": _("Năm %(year)s") % {"year": later.year}, "url": later.url, "rel": "prev"}]
                    if later
                    else []
                ),
                *(
                    [{"label": _("Năm %(year)s") % {"year": earlier.year}, "url": earlier.url, "rel": "next"}]
                    if earlier
                    else []
                ),
            ],
        },
    )
