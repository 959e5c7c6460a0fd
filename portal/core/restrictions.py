"""What stands behind a restriction, in every language: a stand-in is closed with what it stands in for.

Wagtail asks about the page a stand-in (alias) was made of when it is served, but not about what stands above that page, and
its lists (``PageQuerySet.public``) know of neither: the English page of a closed section would stay listed and found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from portal.core import outbox
from portal.core.remembered import remembered
from portal.core.rendered.together import question

changed = Signal()
"""Sent with ``pages``, a queryset, inside the transaction that may have closed these to strangers or opened them."""


@question
def _any() -> QuerySet[PageViewRestriction, Any]:
    return PageViewRestriction.objects.order_by().values_list("pk")[:1]  # type: ignore[no-any-return]


@remembered(limit=4, plan=lambda: [[_any()]])
def is_anything_restricted() -> bool:
    """Whether any page of the site stands behind a restriction."""
    return bool(_any())


@remembered(limit=4)
def _closed() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the paths below which everything is closed, and those of them that sections with pages below have.

    The pages are loaded whole: that ties whoever asks to them and, where nothing stands below, to what will.
    """
    pages = [row.page for row in PageViewRestriction.objects.select_related("page").order_by("pk")]
    keys, paths = {page.pk for page in pages}, {page.path for page in pages}
    sections = tuple(sorted({page.path for page in pages if page.numchild}))
    while keys:
        stand_ins = Page.objects.filter(alias_of__in=sorted(keys)).exclude(path__in=paths)
        found = list(stand_ins.values_list("pk", "path"))
        keys = {key for key, _path in found}
        paths |= {path for _key, path in found}
    return tuple(sorted(paths)), sections


def unrestricted(rows: Any) -> Any:
    """Leave of pages those that no restriction closes; where there is none at all nothing is asked.

    A stand-in is closed with its source and with whatever stands above either.
    """
    if not is_anything_restricted():
        return rows
    paths, sections = _closed()
    closed = Q(pk__in=[])
    for path in paths:
        closed |= Q(path__startswith=path)
    for path in sections:
        closed |= Q(alias_of__path__startswith=path)
    return rows.exclude(closed)


def restrictions_of(page: Page) -> QuerySet[PageViewRestriction]:
    """Return what keeps strangers from a page: its own, those of what stands above, and of what it stands in for."""
    keys: set[int] = set()
    todo = {page.path}
    while todo:
        rows = Page.objects.filter(path__in=_and_above(todo)).exclude(pk__in=keys)
        found = dict(rows.values_list("pk", "alias_of"))
        keys |= set(found)
        sources = {source for source in found.values() if source} - keys
        todo = set(Page.objects.filter(pk__in=sources).values_list("path", flat=True)) if sources else set()
    return PageViewRestriction.objects.filter(page__in=keys)  # type: ignore[no-any-return]


def _and_above(paths: Iterable[str]) -> set[str]:
    return {path[:end] for path in paths for end in range(Page.steplen, len(path) + 1, Page.steplen)}


def closed_with(page: Page) -> Any:
    """Return the pages that are closed and opened with a page: those below it, and what stands in for any of them."""
    return Page.objects.filter(Q(path__startswith=page.path) | Q(alias_of__path__startswith=page.path))


def tell(page: Page) -> None:
    """Tell everybody who lists pages or keeps files of theirs that a page, and all that goes with it, may be closed now
    or open again.
    """
    pages = closed_with(page)
    with transaction.atomic():
        kinds = pages.values_list("content_type__app_label", "content_type__model", "pk")
        outbox.record(*(outbox.Ref(f"{app}.{model}", str(key)) for app, model, key in kinds))
        changed.send(sender=Page, pages=pages)


def _closed_by(instance: PageViewRestriction, **_kwargs: Any) -> None:
    tell(instance.page)


def _opened(instance: PageViewRestriction, **_kwargs: Any) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        # Wagtail copies a restriction when a stand-in is made, and would leave the copy for ever.
        PageViewRestriction.objects.filter(page__alias_of=page).delete()
        tell(page)


def _moved(instance: Page, **_kwargs: Any) -> None:
    if is_anything_restricted():
        tell(Page.objects.get(pk=instance.pk))


def register() -> None:
    """Connect; called when all models are loaded."""
    post_save.connect(_closed_by, sender=PageViewRestriction, dispatch_uid="core-page-closed")
    post_delete.connect(_opened, sender=PageViewRestriction, dispatch_uid="core-page-opened")
    post_page_move.connect(_moved, dispatch_uid="core-page-moved-behind-a-restriction")
