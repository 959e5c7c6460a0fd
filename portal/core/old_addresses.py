"""Old addresses lead to the new ones, in every language, however often a thing was renamed."""

from __future__ import annotations

from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.signals import page_slug_changed


def moved(old: str, new: str) -> None:
    """Remember, in the present transaction, that what stood at the path ``old`` stands at ``new`` now.

    What led to the old path leads to the new one at once, and a name that comes back leads nowhere else.
    """
    if old == new:
        return
    before, now = Redirect.normalise_path(old), Redirect.normalise_path(new)
    Redirect.objects.filter(old_path=now).delete()
    Redirect.objects.filter(redirect_link=old).update(redirect_link=new)
    Redirect.objects.update_or_create(
        old_path=before,
        site=None,
        defaults={"redirect_link": new, "redirect_page": None, "automatically_created": True},
    )


def _aliases_too(instance: Page, instance_before: Page, **_kwargs: Any) -> None:
    """Wagtail remembers the old address of a page, and none of the aliases that change with it."""
    for alias in Page.objects.filter(alias_of=instance.pk):
        parent = alias.get_parent().get_url()
        if parent:
            moved(f"{parent}{instance_before.slug}/", f"{parent}{instance.slug}/")


def connect() -> None:
    """Listen to changed addresses of pages; called when all models are loaded."""
    page_slug_changed.connect(_aliases_too, dispatch_uid="old-addresses-of-aliases")
