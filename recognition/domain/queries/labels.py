"""Labels and addresses in the active language."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.core.remembered import remembered, remembered_each
from portal.core.rendered.together import Plan, first_of, question
from recognition.domain.queries.values import DecisionLine
from recognition.enums import (
    DecisionState,
    SubjectKind,
)
from recognition.models import (
    Conferral,
    Decision,
    Honoree,
    HonoreeIndexPage,
    StoryIndexPage,
    Unit,
)

IndexPage = TypeVar("IndexPage", bound=Page)


def is_english() -> bool:
    return (get_language() or "vi").startswith("en")


def language_code() -> str:
    return "en" if is_english() else "vi"


def unit_label(unit: Unit) -> str:
    """The unit's name of today in the language of the request."""
    return str(unit.name_en if is_english() and unit.name_en else unit.name)


@question
def index_page(model: type[IndexPage]) -> QuerySet[IndexPage]:
    """Return the index page in the active language, as one row or none."""
    return first_of(model.objects.filter(locale__language_code=language_code(), live=True))


def index_path(model: type[HonoreeIndexPage | StoryIndexPage], fallback: tuple[str, str]) -> str:
    """Return the path of an index page in the active language; ``fallback`` (vi, en) where the site lacks it."""
    page = next(iter(index_page(model)), None)
    url = urlsplit(page.get_url() or "").path if page else ""
    return url or fallback[is_english()]


@remembered(limit=4, plan=lambda: [[index_page(HonoreeIndexPage)]])
def honorees_path() -> str:
    return index_path(HonoreeIndexPage, ("/ton-vinh/", "/en/honorees/"))


@remembered(limit=4, plan=lambda: [[index_page(StoryIndexPage)]])
def stories_path() -> str:
    return index_path(StoryIndexPage, ("/guong-dien-hinh/", "/en/stories/"))


def honoree_path(honoree: Honoree, base: str | None = None) -> str:
    """Return the path of the honoree's page; give ``base`` (``honorees_path()``) when there are many."""
    return f"{honorees_path() if base is None else base}{honoree.slug}/"


def unit_path(unit: Unit) -> str:
    return reverse("recognition:unit", args=[unit.slug])


def award_path(code: str) -> str:
    return reverse("recognition:award", args=[code])


def decision_paths(decisions: Collection[Decision]) -> dict[int, str]:
    """Return the paths of decisions by primary key, with one query for the numbers that two offices share."""
    shared = _years_shared(_keys_of(decisions))
    return {
        row.pk: reverse(
            "recognition:decision",
            args=[
                row.address_year,
                slug_of_decision(row, shared=row.year in shared.get(row.number_key, ())),
            ],
        )
        for row in decisions
    }


def plan_of_paths(decisions: Iterable[Decision]) -> Plan:
    """Return what ``decision_paths`` asks of these."""
    keys = _years_shared.missing(_keys_of(decisions))
    return [[_shared(keys)]] if keys else ()


def _keys_of(decisions: Iterable[Decision]) -> list[str]:
    return [row.number_key for row in decisions if row.number_key and row.year]


@question
def _shared(keys: Iterable[str]) -> QuerySet[Decision, Any]:
    groups = Decision.objects.filter(number_key__in=list(keys)).values("number_key", "year")
    several = groups.annotate(several=Count("pk")).filter(several__gt=1, year__isnull=False)
    return several.values_list("number_key", "year").order_by()


@remembered_each(limit=4096)
def _years_shared(keys: Iterable[str]) -> dict[str, frozenset[int]]:
    """Return the years in which several decisions have a number, by the number; one that is alone is left out."""
    found: dict[str, set[int]] = {}
    for key, year in _shared(keys):
        found.setdefault(key, set()).add(year or 0)
    return {key: frozenset(years) for key, years in found.items()}


def slug_of_decision(decision: Decision, *, shared: bool) -> str:
    from portal.core.vietnamese import slugify

    slug = slugify(decision.number.replace("/", "-"))
    return slug if slug and not shared else "-".join(part for part in (slug, decision.public_id) if part)


def decision_line(decision: Decision, url: str, *, lines: int = 0) -> DecisionLine:
    """Return a decision (with its office selected) as one line."""
    number = decision.number
    label = _("Quyết định số %(number)s") % {"number": number} if number else _("Quyết định chưa rõ số")
    return DecisionLine(
        public_id=decision.public_id,
        url=url,
        number=number,
        label=label,
        issuer=decision.office.label,
        dated=decision.dated,
        year=decision.year,
        title=decision.title_en if is_english() and decision.title_en else decision.title,
        cancelled=decision.state == DecisionState.CANCELLED,
        lines=lines,
    )


def merit_text(conferral: Conferral) -> str:
    """``2022`` or ``2021–2025``: the year or period of the merit, else the year of the decision."""
    start, end = conferral.merit_from, conferral.merit_until
    if start and end and start != end:
        return f"{start}–{end}"
    year = end or start or conferral.decision.year
    return str(year) if year else ""


def kind_prefix(kind: str, titles: str) -> str:
    return titles if kind == SubjectKind.INDIVIDUAL else _("Tập thể")
