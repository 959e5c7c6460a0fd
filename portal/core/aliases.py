"""Stand-ins for translations: a page made by code gets an alias in every other language of its parent.

wagtail-localize keeps trees in step only when a page is made in the admin.
"""

from __future__ import annotations

from wagtail.models import Page


def ensure_aliases(page: Page) -> list[Page]:
    """Create what is missing of the aliases of ``page`` under the translations of its parent, with its own slug."""
    parent = page.get_parent()
    there = set(page.get_translations(inclusive=True).values_list("locale_id", flat=True))
    return [
        page.create_alias(
            parent=other,
            update_slug=page.slug,
            update_locale=other.locale,
            user=None,  # whoever made the page was asked already; Wagtail's permissions are not asked again
            reset_translation_key=False,
        )
        for other in parent.get_translations().select_related("locale").specific()
        if other.locale_id not in there
    ]
