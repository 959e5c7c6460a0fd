"""What of the home app can be found: collections, in both languages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from portal.core.context import path_in
from portal.core.outbox import Ref
from portal.core.restrictions import unrestricted
from portal.home.models import CollectionPage
from search import registry
from search.documents import LANGUAGES, Document

OF_OTHERS = frozenset({"people", "found_people", "stories", "campaigns"})
"""Blocks that show what has documents of its own, and leaves the public without this page being told."""


class CollectionSource:
    """A collection is found by its title and the words an editor wrote, not by whom it shows."""

    kind: ClassVar[str] = "collection"
    outbox_kinds: ClassVar[frozenset[str]] = frozenset({"home.collectionpage"})
    naming: ClassVar[frozenset[str]] = frozenset()

    @staticmethod
    def public() -> QuerySet[CollectionPage]:
        return unrestricted(CollectionPage.objects.live())  # type: ignore[no-any-return]

    def refs(self) -> Iterable[Ref]:
        return (Ref("home.collectionpage", str(pk)) for pk in self.public().values_list("pk", flat=True))

    def owner(self, ref: Ref) -> str:
        return self.kind

    def documents(self, refs: Sequence[Ref]) -> Iterator[Document]:
        ids = [int(ref.key) for ref in refs if ref.kind == "home.collectionpage" and ref.key.isdigit()]
        for row in self.public().filter(pk__in=ids).select_related("locale").order_by("pk"):
            language = row.locale.language_code
            address = path_in(row, language) if language in LANGUAGES else ""
            if not address:
                continue
            words = (
                str(text)
                for block in row.body
                if block.block_type not in OF_OTHERS
                for text in block.block.get_searchable_content(block.value)
            )
            with translation.override(language):
                document = Document(
                    kind=self.kind,
                    key=row.slug,
                    language=language,
                    title=row.title,
                    url=address,
                    summary=row.lead,
                    words=_("Chuyên trang"),
                    body=" ".join(words),
                    date=row.first_published_at.date() if row.first_published_at else None,
                    ref=Ref("home.collectionpage", str(row.pk)),
                )
            yield document

    def facet_labels(self, facet: str, values: Collection[str], language: str) -> Mapping[str, str]:
        with translation.override(language):
            return {self.kind: _("Chuyên trang")} if facet == "kind" and self.kind in values else {}


registry.register(CollectionSource())
