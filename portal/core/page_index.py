"""Wagtail's own indexes of pages (search in the admin, references), kept by the outbox in batches.

Stock Wagtail enqueues two tasks for every save of every page; bulk work drowns in them, and a task that is lost is
lost. Our pages turn both signals off and record themselves in the outbox instead (``BasePage.save``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction

from portal.core import outbox

if TYPE_CHECKING:
    from wagtail.models import Page

CONSUMER = "pages"


def page_kinds() -> frozenset[str]:
    """Return the model labels of our concrete pages."""
    from portal.core.models.pages import BasePage

    return frozenset(
        model._meta.label_lower
        for model in apps.get_models()
        if issubclass(model, BasePage) and not model._meta.abstract
    )


@contextmanager
def references_off() -> Iterator[None]:
    """Keep the signal from indexing references in this block. Unlike Wagtail's own block it may be nested."""
    from wagtail import signal_handlers  # models import this module before apps are ready

    state = signal_handlers.reference_index_auto_update_disabled
    before = getattr(state, "value", False)
    state.value = True
    try:
        yield
    finally:
        state.value = before


def index(refs: Sequence[outbox.Ref]) -> None:
    """Bring both indexes to the present state of these pages; a page that is gone leaves both by its deletion."""
    from wagtail.models import ReferenceIndex
    from wagtail.search.backends import get_search_backend

    backend = get_search_backend()
    for kind, keys in outbox.touched(refs).items():
        model = apps.get_model(kind)
        pages = list(model._default_manager.filter(pk__in=keys))
        backend.add_bulk(model, pages)
        for page in pages:
            ReferenceIndex.create_or_update_for_object(page)


def tell_of_a_stand_in(instance: Page, **_kwargs: Any) -> None:
    """A stand-in in another language is taken off as a row of the stock model, whose ``save`` tells the outbox nothing."""
    from portal.core.models.pages import BasePage

    if instance.alias_of_id and isinstance(instance, BasePage):
        with transaction.atomic():
            outbox.record(instance)


def register() -> None:
    """Register the consumer; called when all models are loaded."""
    from wagtail.signals import page_unpublished

    outbox.register(CONSUMER, index, kinds=page_kinds(), batch=200)
    page_unpublished.connect(tell_of_a_stand_in, dispatch_uid="core-stand-in-unpublished")
