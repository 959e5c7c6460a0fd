"""One page of a list."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import (
    QuerySet,
)

LINES_ON_A_PAGE: Final = 36
CARDS_ON_A_PAGE: Final = 24


class _CountedPaginator(Paginator[Any]):
    """A paginator that was told the count."""

    def __init__(self, rows: QuerySet[Any], size: int, count: int) -> None:
        super().__init__(rows, size)
        self.__dict__["count"] = count


def page_of(rows: QuerySet[Any], number: int, size: int, *, count: int | None = None) -> Page[Any]:
    paginator = Paginator(rows, size) if count is None else _CountedPaginator(rows, size, count)
    return paginator.get_page(number)
