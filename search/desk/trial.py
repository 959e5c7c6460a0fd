"""A text tried out: how it is understood, what each step finds, the first results."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSet

from search import explaining
from search.desk.screens import (
    DICTIONARY,
    LANGUAGE_NAMES,
    TRIAL,
    Screen,
    ScreenMenu,
    language_of,
    others_for,
)
from search.dictionary import Origin
from search.engines.base import EngineError
from search.explaining import ExplainedPart, ExplainedReading
from search.models import Equivalence
from search.parsing import LONGEST_TEXT

logger = logging.getLogger(__name__)

KINDS = {
    "word": gettext_lazy("từ"),
    "group": gettext_lazy("nhóm cách viết"),
    "phrase": gettext_lazy("cụm nguyên văn"),
}
TIERS = {
    "exact": gettext_lazy("Đúng cả tên hoặc đúng số của chính văn bản"),
    "number": gettext_lazy("Có số văn bản này"),
    "name3": gettext_lazy("Mọi từ có trong tên, đúng dấu như gõ"),
    "name2": gettext_lazy("Mọi từ có trong tên, không kể dấu khi gõ không dấu"),
    "name1": gettext_lazy("Mọi từ có trong tên, i và y như nhau"),
    "name0": gettext_lazy("Mọi từ có trong tên, kể cả tên ghi không dấu"),
    "start": gettext_lazy("Như trên, từ cuối mới gõ một phần"),
    "words2": gettext_lazy("Mọi từ có trong tên và thông tin kèm theo"),
    "words0": gettext_lazy("Như trên, i và y như nhau, kể cả ghi không dấu"),
    "wordstart": gettext_lazy("Như trên, từ cuối mới gõ một phần"),
    "body2": gettext_lazy("Mọi từ có trong toàn bài"),
    "body0": gettext_lazy("Như trên, i và y như nhau, kể cả ghi không dấu"),
    "all": gettext_lazy("Tất cả"),
}


@dataclass(frozen=True, slots=True)
class ShownOrigin:
    """Who says that two ways to write are the same; an editor's row has an address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownPart:
    text: str
    kind: str
    ways: tuple[str, ...]
    origins: tuple[ShownOrigin, ...]


@dataclass(frozen=True, slots=True)
class ShownReading:
    """A reading as it is shown: steps that find nothing are left out unless none finds anything."""

    reading: ExplainedReading
    parts: tuple[ShownPart, ...]
    tiers: tuple[tuple[str, str, int], ...]  # code, words, results


def shown_readings(readings: Sequence[ExplainedReading], *, may_edit: bool) -> list[ShownReading]:
    """Readings with words for their codes, and addresses where the person may change what they say."""
    return [
        ShownReading(
            reading,
            tuple(_part(part, may_edit=may_edit) for part in reading.parts),
            tuple((tier.name, str(TIERS.get(tier.name, tier.name)), tier.count) for tier in reading.tiers),
        )
        for reading in readings
    ]


def _part(part: ExplainedPart, *, may_edit: bool) -> ShownPart:
    return ShownPart(
        part.text,
        str(KINDS.get(part.kind, part.kind)),
        part.ways,
        tuple(_origin(origin, may_edit=may_edit) for origin in part.origins),
    )


def _origin(origin: Origin, *, may_edit: bool) -> ShownOrigin:
    if not origin.row or not may_edit:
        return ShownOrigin(origin.text, "")
    return ShownOrigin(origin.text, reverse(f"{DICTIONARY}:edit", args=[origin.row]))


class TrialView(Screen):
    """Asked by ``q`` and ``language``; the text is searched as the public search does."""

    model = Equivalence
    template_name = "search/desk/trial.html"
    page_title = gettext_lazy("Thử tìm kiếm")
    header_icon = "search"

    @cached_property
    def language(self) -> str:
        return language_of(self.request.GET)

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**options)
        # One character more than is read, so that it is said when there was more.
        text = self.request.GET.get("q", "")[: LONGEST_TEXT + 1]
        context.update(
            text=text,
            language=self.language,
            languages=LANGUAGE_NAMES.items(),
            longest=LONGEST_TEXT,
        )
        if not text.strip():
            return context
        try:
            explained = explaining.explain(text, self.language)
        except EngineError:
            logger.exception("The search engine does not answer the desk")
            return {**context, "unavailable": True}
        may_edit = self.user_has_permission("change")
        context.update(
            explained=explained,
            readings=shown_readings(explained.readings, may_edit=may_edit),
            decoded_readings=shown_readings(explained.decoded_readings, may_edit=may_edit),
            links=[
                link
                for link in others_for(explained.text, self.language, self.request.user)
                if f"/{TRIAL}/" not in link["url"]
            ],
        )
        return context


class TrialViewSet(ScreenMenu, ViewSet):  # type: ignore[misc]
    name = TRIAL
    model = Equivalence
    icon = "glasses"
    menu_label = gettext_lazy("Thử")
    menu_name = TRIAL

    def get_urlpatterns(self) -> list[Any]:
        return [path("", self.construct_view(TrialView), name="index")]
