"""Campaigns as JSON. ``lang`` chooses labels and addresses (vi, en)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from ninja import Query, Router, Schema

from campaigns import queries
from campaigns.enums import CampaignState

router = Router(tags=["campaigns"])
LANGUAGES = ("vi", "en")


class CampaignOut(Schema):
    id: str
    slug: str
    title: str
    kind: str
    state: str
    plan_number: str
    plan_date: date | None
    issuer: str
    starts_on: date | None
    ends_on: date | None
    deadline: datetime | None
    record: bool
    url: str


class Campaigns(Schema):
    page: int
    pages: int
    total: int
    items: list[CampaignOut]


@router.get("/campaigns", response=Campaigns, summary="Phong trào thi đua")
def campaigns(
    request: HttpRequest,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    size: Annotated[int, Query(ge=1, le=100)] = queries.ON_A_PAGE,
    state: CampaignState | None = None,
    lang: str = "vi",
) -> Campaigns:
    """Those that run first, records of real plans (``record``) last; the state is that of today."""
    with translation.override(lang if lang in LANGUAGES else LANGUAGES[0]):
        found, cards = queries.campaigns(page=page, size=size, state=state.value if state else "")
        return Campaigns(
            page=found.number,
            pages=found.paginator.num_pages,
            total=found.paginator.count,
            items=[
                CampaignOut(
                    id=card.public_id,
                    slug=card.slug,
                    title=card.title,
                    kind=card.kind,
                    state=card.state,
                    plan_number=card.plan_number,
                    plan_date=card.plan_date,
                    issuer=card.issuer,
                    starts_on=card.starts_on,
                    ends_on=card.ends_on,
                    deadline=card.deadline,
                    record=card.is_record,
                    url=settings.PUBLIC_URL.rstrip("/") + card.url,
                )
                for card in cards
            ],
        )
