"""The catalogue, one award and its honorees."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils import timezone

from portal.core.remembered import remembered
from portal.core.rendered.reading import until_day
from portal.core.rendered.together import Plan, ask_together, first_of, question, side_by_side
from recognition.domain.queries.conferrals import article_label, cited_law, covers_day, latest_first
from recognition.domain.queries.honorees import card_of, honorees_with, plan_of_cards, portraits
from recognition.domain.queries.labels import award_path, honorees_path, is_english
from recognition.domain.queries.paging import CARDS_ON_A_PAGE, page_of
from recognition.domain.queries.tallies import tallies
from recognition.domain.queries.values import AwardDetail, AwardLine, HonoreeCard, PowerLine, RuleLine
from recognition.domain.rules import as_rule
from recognition.models import Award, AwardRule, Conferral, DecisionPower


def award_lines(*, with_conferrals: bool = False, limit: int | None = None) -> tuple[AwardLine, ...]:
    """The catalogue, highest first, each with its number of public conferrals; ``with_conferrals``: most given first."""
    lines = list(all_award_lines())
    if with_conferrals:
        lines = sorted((line for line in lines if line.count), key=lambda line: -line.count)
    return tuple(lines[:limit])


@question
def _all() -> QuerySet[Award]:
    return Award.objects.all()


@remembered(limit=4, plan=lambda: side_by_side(tallies.plan(), [[_all()]]))
def all_award_lines() -> tuple[AwardLine, ...]:
    """The whole catalogue, as ``award_lines``."""
    numbers = tallies().by_award
    return tuple(_award_line(row, numbers.get(row.pk, 0)) for row in _all())


def _award_line(award: Award, count: int = 0) -> AwardLine:
    return AwardLine(
        code=award.code,
        url=award_path(award.code),
        name=award.label,
        category=award.category,
        category_label=award.get_category_display(),
        subject_label=award.get_subject_display(),
        level=award.level,
        level_label=award.get_level_display(),
        verified=award.verified,
        count=count,
    )


@question
def _of_code(code: str) -> QuerySet[Award]:
    return first_of(Award.objects.filter(code__iexact=code).select_related("legal_basis"))


@question
def _powers(award: Award) -> QuerySet[DecisionPower]:
    return award.powers.select_related("office", "legal_basis").order_by("-valid_from", "id")


@question
def _rules(award: Award) -> QuerySet[AwardRule]:
    return award.rules.select_related("legal_basis")


def _plan_of_award(code: str) -> Plan:
    yield [_of_code(code)]
    for award in _of_code(code):
        yield [_powers(award), _rules(award)]


def _plan_of_detail(code: str) -> Plan:
    return side_by_side(all_award_lines.plan(), _plan_of_award(code))


@remembered(limit=256, plan=_plan_of_detail)
def award_detail(code: str) -> tuple[Award, AwardDetail] | None:
    """Return an award and what its page shows, None where there is none of this code."""
    award = next(iter(_of_code(code)), None)
    if award is None:
        return None
    number = next((line.count for line in all_award_lines() if line.code == award.code), 0)
    english = is_english() and bool(award.explanation_en)
    today = timezone.localdate()
    powers = list(_powers(award))
    rules = sorted(_rules(award), key=lambda row: (as_rule(row).is_procedure, row.code))
    return award, AwardDetail(
        award=_award_line(award, number),
        explanation=award.explanation_en if english else award.explanation,
        explanation_language="en" if english else "vi",
        criteria=award.criteria,
        law=cited_law(award.legal_basis, award.article),
        valid_from=award.valid_from,
        valid_until=award.valid_until,
        powers=tuple(_power_line(row) for row in powers if _in_force(row, today)),
        former_powers=tuple(
            _power_line(row) for row in powers if row.valid_until and row.valid_until < today
        ),
        rules=tuple(_rule_line(row) for row in rules if _in_force(row, today)),
    )


def _in_force(row: DecisionPower | AwardRule, today: date) -> bool:
    """Whether a row of law holds today; the page is drawn again on the day this changes."""
    until_day(row.valid_from)
    until_day(row.valid_until, inclusive=True)
    return covers_day(row.valid_from, row.valid_until, today)


def _power_line(row: DecisionPower) -> PowerLine:
    return PowerLine(
        office=row.office.label,
        law=cited_law(row.legal_basis, row.article),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        verified=row.verified,
    )


def _rule_line(row: AwardRule) -> RuleLine:
    return RuleLine(
        text=row.text,
        law=cited_law(row.legal_basis, row.article) or article_label(row.article),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        verified=row.verified,
    )


@remembered(limit=256)
def _recipients(award_id: int) -> int:
    return honorees_with(Conferral.objects.public().filter(award=award_id)).count()


@question
def _given_to(award: Award, honoree_ids: list[int]) -> QuerySet[Conferral]:
    given = Conferral.objects.public().filter(award=award, honoree__in=honoree_ids)
    return latest_first(given).select_related("award", "decision", "unit")


def honorees_of_award(
    award: Award, *, page: int = 1, size: int = CARDS_ON_A_PAGE
) -> tuple[Page[Any], tuple[HonoreeCard, ...]]:
    """One page of honorees with a public conferral of the award, each card with this award and not the latest."""
    given = Conferral.objects.public().filter(award=award)
    count = _recipients(award.pk)
    found = page_of(honorees_with(given, count=count).order_by("sort_key", "id"), page, size, count=count)
    listed = list(found.object_list)
    keys = [row.pk for row in listed]
    ask_together(honorees_path.plan(), [[_given_to(award, keys)]], plan_of_cards(listed))
    latest: dict[int, Conferral] = {}
    for row in _given_to(award, keys):
        latest.setdefault(row.honoree_id, row)
    base, images = honorees_path(), portraits([row.pk for row in listed])
    return found, tuple(card_of(row, base, images.get(row.pk), shown=latest.get(row.pk)) for row in listed)
