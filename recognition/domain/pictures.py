"""Which pictures may lie in public: those that a public page shows whose people have not taken them back.

A page without its picture is not enough, whoever kept the address of the file still has it. So whatever takes a person
or a story off the public says so here, in its transaction, and the files go before the act is done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import OuterRef, Q
from wagtail.models import Page, ReferenceIndex

from portal.core import imaging, page_gate
from portal.core.models import PortalImage
from recognition.enums import ConsentScope
from recognition.models import Consent, Honoree, HonoreePage, StoryPage, StoryPerson
from recognition.querysets import taken_back


def images_of(page: Page) -> frozenset[int]:
    """Return the keys of all pictures that a page names: in its fields, its texts and its blocks."""
    found: set[int] = set()
    for field in page._meta.concrete_fields:
        if field.is_relation:
            if issubclass(field.related_model, PortalImage) and (key := field.value_from_object(page)):
                found.add(int(key))
        elif hasattr(field, "extract_references"):
            found.update(
                int(key)
                for model, key, *_place in field.extract_references(field.value_from_object(page))
                if issubclass(model, PortalImage)
            )
    return frozenset(found)


def versions_of(page: Page) -> list[Page]:
    """Return the page as it is and as each of its revisions was: what was replaced was public once, and is kept."""
    rows = page.revisions.order_by("pk")
    return [page, *(page.with_content_json(row.content) for row in rows)]


def images_ever_of(page: Page) -> frozenset[int]:
    """Return the keys of all pictures that a page names or named."""
    return frozenset().union(*(images_of(version) for version in versions_of(page)))


def portraits_ever_of(page: HonoreePage) -> frozenset[int]:
    """Return the keys of the portraits an honoree's page has or had."""
    return frozenset(version.portrait_id for version in versions_of(page) if version.portrait_id)


def pages_about(honoree: Honoree) -> list[Page]:
    """Return the pages of an honoree and the stories in which the honoree is, public or not, in every language."""
    told = StoryPerson.objects.filter(honoree=honoree).values("page")
    stories = StoryPage.objects.filter(Q(pk__in=told) | Q(alias_of__in=told))
    return [*HonoreePage.objects.filter(honoree=honoree).select_related("honoree"), *stories]


def shown_on_honoree_page(page: HonoreePage) -> bool:
    """Whether strangers see the pictures of a live page of an honoree: the honoree is public and agrees."""
    agreed = Consent.objects.filter(
        honoree=page.honoree_id, scope=ConsentScope.PHOTO, withdrawn_at__isnull=True
    )
    return agreed.exists() and Honoree.objects.public().filter(pk=page.honoree_id).exists()


def shown_on_story_page(page: StoryPage) -> bool:
    """Whether strangers see the pictures of a live story: it may be read, and nobody in it took the consent back."""
    from recognition.domain import queries

    people = Honoree.objects.filter(story_links__page=queries.source_of(page))
    return (
        queries.public_stories(page.locale.language_code).filter(pk=page.pk).exists()
        and not people.filter(taken_back(OuterRef("pk"), ConsentScope.PHOTO)).exists()
    )


def register() -> None:
    page_gate.register(HonoreePage, shown_on_honoree_page)
    page_gate.register(StoryPage, shown_on_story_page)


def pages_naming(image_ids: Collection[int]) -> set[int]:
    """Return the keys of pages that name one of these pictures, as far as the index of references knows by now."""
    rows = ReferenceIndex.objects.filter(
        to_content_type=ReferenceIndex._get_base_content_type(PortalImage),
        to_object_id__in=[str(key) for key in image_ids],
        base_content_type=ReferenceIndex._get_base_content_type(Page),
    )
    keys = {int(key) for key in rows.values_list("object_id", flat=True)}
    keys |= set(HonoreePage.objects.filter(portrait__in=image_ids).values_list("pk", flat=True))
    keys |= set(StoryPage.objects.filter(image__in=image_ids).values_list("pk", flat=True))
    return keys


def _shown_elsewhere(image_ids: Collection[int], *, besides: Collection[int]) -> set[int]:
    """Return which of these pictures a public page shows ``besides`` pages of these keys. A page that the index of
    references lacks does not count: then too much is taken off, never too little.
    """
    keys = pages_naming(image_ids)
    found: set[int] = set()
    for page in Page.objects.filter(pk__in=keys - set(besides), live=True).specific():
        named = images_of(page) & set(image_ids)
        if named - found and page_gate.shows_media(page):
            found |= named
    return found


def withdraw(pages: Iterable[Page]) -> None:
    """Take the pictures of pages that left the public off, but for those another public page shows. With them go those
    that were replaced before: whoever kept the address of one still has it.

    Call inside the transaction that takes the pages off, after their rows were changed.
    """
    images: set[int] = set()
    left: set[int] = set()
    for page in pages:
        images |= images_ever_of(page)
        left.add(page.pk)
    if images:
        imaging.withhold(images - _shown_elsewhere(images, besides=left))


def withdraw_portraits(honoree: Honoree) -> None:
    """A consent to show photos was taken back: portraits go, also former ones, wherever they are used, other pictures of the pages
    about the honoree unless another public page shows them.
    """
    pages = pages_about(honoree)
    portraits = [portraits_ever_of(page) for page in pages if isinstance(page, HonoreePage)]
    imaging.withhold(frozenset().union(*portraits))
    withdraw(pages)


def refresh(pages: Iterable[Page]) -> None:
    """Take off, or have made again, the pictures of live pages that may have been closed to strangers or opened."""
    closed: list[Page] = []
    shown: list[Page] = []
    for page in pages:
        (shown if page_gate.shows_media(page) else closed).append(page)
    withdraw(closed)
    restore(shown)


def restore(pages: Iterable[Page]) -> None:
    """Have the pictures made again that these pages show and that were withheld, but for portraits, also former ones,
    of people who took back that photos of them are shown.
    """
    if not PortalImage.objects.filter(withheld_at__isnull=False).exists():
        return
    images: set[int] = set()
    for page in pages:
        if page_gate.shows_media(page):
            images |= images_of(page)
    withheld = set(
        PortalImage.objects.filter(pk__in=images, withheld_at__isnull=False).values_list("pk", flat=True)
    )
    if withheld:
        imaging.release(withheld - _portraits_taken_back())


def _portraits_taken_back() -> set[int]:
    """Return the portraits of those who took the consent to photos back: few, and asked for only when something waits."""
    pages = HonoreePage.objects.filter(
        taken_back(OuterRef("honoree"), ConsentScope.PHOTO), alias_of__isnull=True
    )
    return {key for page in pages for key in portraits_ever_of(page)}


def restore_of(honoree: Honoree) -> None:
    """Have the pictures made again of the pages about an honoree who is (again) public and agrees."""
    if PortalImage.objects.filter(withheld_at__isnull=False).exists():
        restore(pages_about(honoree))
