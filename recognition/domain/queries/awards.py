"""The catalogue, one award and its honorees."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.db.models import (
    Count,
    Exists,
    OuterRef,
)

from portal.core.remembered import remembered
from recognition.domain.queries.conferrals import cited_law
from recognition.domain.queries.honorees import honoree_cards, with_latest
from recognition.domain.queries.labels import award_path, is_english
from recognition.domain.queries.paging import CARDS_ON_A_PAGE, page_of
from recognition.domain.queries.values import AwardDetail, AwardLine, HonoreeCard, PowerLine
from recognition.models import (
    Award,
    Conferral,
    Honoree,
)


def award_lines(*, with_conferrals: bool = False, limit: int | None = None) -> tuple[AwardLine, ...]:
    """The catalogue, highest first, each with its number of public conferrals; ``with_conferrals``: most given first."""
    lines = list(_all_award_lines())
    if with_conferrals:
        lines = sorted((line for line in lines if line.count), key=lambda line: -line.count)
    return tuple(lines[:limit])


@remembered(limit=4)
def _all_award_lines() -> tuple[AwardLine, ...]:
    numbers = dict(Conferral.objects.public().order_by().values_list("award_id").annotate(number=Count("pk")))
    return tuple(_award_line(row, numbers.get(row.pk, 0)) for row in Award.objects.all())


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


@remembered(limit=256)
def award_detail(code: str) -> tuple[Award, AwardDetail] | None:
    """Return an award and what its page shows, None where there is none of this code."""
    award = Award.objects.filter(code__iexact=code).select_related("legal_basis").first()
    if award is None:
        return None
    number = next((line.count for line in _all_award_lines() if line.code == award.code), 0)
    english = is_english() and bool(award.explanation_en)
    return award, AwardDetail(
        award=_award_line(award, number),
        explanation=award.explanation_en if english else award.explanation,
        explanation_language="en" if english else "vi",
        criteria=award.criteria,
        law=cited_law(award.legal_basis, ""),
        article=award.article,
        valid_from=award.valid_from,
        valid_until=award.valid_until,
        powers=tuple(
            PowerLine(
                office=row.office.label,
                law=cited_law(row.legal_basis, ""),
                article=row.article,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                verified=row.verified,
            )
            for row in award.powers.select_related("office", "legal_basis").order_by("-valid_from", "id")
        ),
        rules=tuple(row.text for row in award.rules.filter(verified=True)),
    )


@remembered(limit=256)
def _recipients(award_id: int) -> int:
    given = Conferral.objects.public().filter(honoree=OuterRef("pk"), award=award_id)
    return Honoree.objects.public().filter(Exists(given)).count()


def honorees_of_award(
    award: Award, *, page: int = 1, size: int = CARDS_ON_A_PAGE
) -> tuple[Page[Any], tuple[HonoreeCard, ...]]:
    """One page of honorees with a public conferral of the award."""
    rows = Honoree.objects.public().filter(
        Exists(Conferral.objects.public().filter(honoree=OuterRef("pk"), award=award))
    )
    found = page_of(with_latest(rows.order_by("sort_key", "id")), page, size, count=_recipients(award.pk))
    return found, honoree_cards(found.object_list)
