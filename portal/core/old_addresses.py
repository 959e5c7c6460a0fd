"""Old addresses of rows lead to the new ones, however often a thing was renamed.

Wagtail does it for pages. An alias keeps its own slug when the page it stands in for is renamed, so its address holds.
"""

from __future__ import annotations

from wagtail.contrib.redirects.models import Redirect


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
