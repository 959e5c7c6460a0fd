"""Pinned results: for a text that people search, the entries that stand first. Every step is a button of a plain form, so
it works by keyboard and without a script.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from portal.core.vietnamese import fold
from search import pins, registry, service
from search.desk.screens import (
    LANGUAGE_NAMES,
    PINS,
    TRIAL,
    Screen,
    ScreenMenu,
    address,
    language_of,
    may,
    others_for,
)
from search.documents import Query
from search.engines.base import EngineError
from search.models import Entry, Pin

logger = logging.getLogger(__name__)

QUERIES_PER_PAGE = 30
MOST_OFFERED = 20  # results of the search box beside the pins


@dataclass(frozen=True, slots=True)
class Pinned:
    """A pin as it is shown: its entry, or nothing when that is gone."""

    pin: Pin
    kind: str
    title: str
    url: str
    gone: bool
    cancelled: bool

    @property
    def value(self) -> str:
        return f"{self.pin.kind}:{self.pin.key}"

    @property
    def typed(self) -> str:
        return self.pin.text


@dataclass(frozen=True, slots=True)
class PinnedQuery:
    """A text with its pins, in their order."""

    text: str
    language: str
    pinned: tuple[Pinned, ...]

    @property
    def language_name(self) -> str:
        return str(LANGUAGE_NAMES.get(self.language, self.language))

    @property
    def url(self) -> str:
        return address(f"{PINS}:edit", text=self.text, language=self.language)

    @property
    def troubled(self) -> bool:
        return any(one.gone or one.cancelled for one in self.pinned)


def with_entries(rows: Sequence[Pin]) -> list[Pinned]:
    """The pins with what they show, by one query for all of them."""
    entries = {
        (entry.kind, entry.key, entry.language): entry
        for entry in Entry.objects.filter(
            kind__in={row.kind for row in rows}, key__in={row.key for row in rows}
        ).only("kind", "key", "language", "title", "prefix", "url", "cancelled")
    }
    kinds = registry.labels("kind", {row.kind for row in rows}, "vi") if rows else {}
    found = []
    for row in rows:
        entry = entries.get((row.kind, row.key, row.language))
        title = f"{entry.prefix} {entry.title}".strip() if entry else f"{row.kind} {row.key}"
        found.append(
            Pinned(
                row,
                kinds.get(row.kind, row.kind),
                title,
                entry.url if entry else "",
                gone=entry is None,
                cancelled=bool(entry and entry.cancelled),
            )
        )
    return found


def pinned_queries(typed: str = "") -> list[PinnedQuery]:
    """All texts that have pins, by text; with ``typed`` those that hold these words, accents or not."""
    words = fold(typed).split()
    grouped: dict[tuple[str, str], list[Pinned]] = {}
    for one in with_entries(list(Pin.objects.order_by("asked", "language", "position", "pk"))):
        grouped.setdefault((one.pin.asked, one.pin.language), []).append(one)
    found = [
        PinnedQuery(group[0].pin.text, language, tuple(group))
        for (_asked, language), group in grouped.items()
    ]
    return [
        one
        for one in found
        if all(word in fold(f"{one.text} {' '.join(pin.title for pin in one.pinned)}") for word in words)
    ]


class NewForm(forms.Form):
    """Which search is pinned for."""

    text = forms.CharField(label=gettext_lazy("Khi người dùng tìm"), max_length=200)
    language = forms.ChoiceField(label=gettext_lazy("Trên trang"), choices=list(LANGUAGE_NAMES.items()))


class PinIndexView(Screen):
    """All texts with pins, searched without accents."""

    model = Pin
    template_name = "search/desk/pins.html"
    page_title = gettext_lazy("Kết quả ghim")
    header_icon = "thumbtack"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not may(self.request.user, Pin, "change"):
            return []
        return [HeaderButton(_("Thêm"), url=address(f"{PINS}:edit"), icon_name="plus")]

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**options)
        typed = self.request.GET.get("q", "")[:200]
        paginator = Paginator(pinned_queries(typed), QUERIES_PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        context.update(
            typed=typed,
            page=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            may_change=may(self.request.user, Pin, "change"),
        )
        return context


class PinEditView(Screen):
    """The pins of one text: those there are, with buttons to move and take away, and a search box to add more.

    ``POST act`` is ``pin:<kind>:<key>``; ``up:``, ``down:``, ``off:`` with the number of a pin; or ``clear``.
    """

    model = Pin
    permission_required = "change"
    template_name = "search/desk/pin_edit.html"
    page_title = gettext_lazy("Ghim kết quả")
    header_icon = "thumbtack"

    @cached_property
    def text(self) -> str:
        values = self.request.POST if self.request.method == "POST" else self.request.GET
        return " ".join(values.get("text", "").replace("\x00", "").split())[:200]

    @cached_property
    def language(self) -> str:
        return language_of(self.request.POST if self.request.method == "POST" else self.request.GET)

    @cached_property
    def typed(self) -> str:
        """What stands in the search box: what was typed there, else the text itself."""
        values = self.request.POST if self.request.method == "POST" else self.request.GET
        return values.get("q", self.text)[:200]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": address(f"{PINS}:index"), "label": PinIndexView.page_title},
            {"url": "", "label": self.text or self.page_title},
        ]

    def rows(self) -> list[Pin]:
        asked = pins.asked_key(self.text)
        if not asked:
            return []
        return list(Pin.objects.filter(asked=asked, language=self.language).order_by("position", "pk"))

    def post(self, request: HttpRequest) -> HttpResponse:
        act, _colon, which = request.POST.get("act", "").partition(":")
        try:
            done = self._do(act, which)
        except ValidationError as refused:
            for message in refused.messages:
                messages.error(request, message)
        else:
            if done:
                messages.success(request, _("Đã lưu. Lần tìm tiếp theo đã theo thứ tự này."))
            else:
                messages.warning(request, _("Không có gì thay đổi: có thể người khác vừa sửa."))
        typed = self.typed if self.typed != self.text else ""
        return redirect(address(f"{PINS}:edit", text=self.text, language=self.language, q=typed))

    def _do(self, act: str, which: str) -> bool:
        """One act of ``search.pins``; whether it changed something. What makes no sense changes nothing."""
        if act == "pin":
            kind, _colon, key = which.partition(":")
            pins.pin(text=self.text, language=self.language, kind=kind[:40], key=key[:200])
            return True
        rows = [row.pk for row in self.rows()]
        if act == "clear":
            for pk in rows:
                pins.unpin(pk=pk)
            return bool(rows)
        if not (which.isascii() and which.isdigit() and len(which) < 19) or int(which) not in rows:
            return False
        pk = int(which)
        if act == "off":
            pins.unpin(pk=pk)
            return True
        wanted = moved(rows, pk, {"up": -1, "down": 1}.get(act, 0))
        if wanted == rows:
            return False
        pins.reorder(language=self.language, text=self.text, pks=wanted)
        return True

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**options)
        asked = pins.asked_key(self.text) if self.text else ""
        given = {"text": self.text, "language": self.language}
        context.update(
            text=self.text,
            typed=self.typed,
            language=self.language,
            language_name=LANGUAGE_NAMES[self.language],
            form=NewForm(initial=given),
            ready=bool(asked),
            unreadable=bool(self.text and not asked),
        )
        if asked:
            pinned = with_entries(self.rows())
            context.update(
                pinned=pinned,
                offered=self._offered({one.value for one in pinned}),
                unavailable=self.unavailable,
                most=pins.MOST_OF_ONE,
                links=[
                    link
                    for link in others_for(self.text, self.language, self.request.user)
                    if f"/{PINS}/" not in link["url"]
                ],
                trial_url=address(f"{TRIAL}:index", q=self.text, language=self.language),
            )
        return context

    unavailable = False

    def _offered(self, pinned: set[str]) -> list[dict[str, Any]]:
        """What the search finds for the box, without what is pinned already."""
        if not self.typed.strip():
            return []
        try:
            found = service.find(
                Query(text=self.typed, language=self.language, size=MOST_OFFERED, counted=())
            )
        except EngineError:
            logger.exception("The search engine does not answer the desk")
            self.unavailable = True
            return []
        return [
            {"hit": hit, "value": f"{hit.kind}:{hit.key}"}
            for hit in found.hits
            if f"{hit.kind}:{hit.key}" not in pinned and not hit.cancelled
        ]


def moved(rows: Sequence[int], pk: int, by: int) -> list[int]:
    """The rows with one of them moved by so many places, as far as there are places."""
    rest = [one for one in rows if one != pk]
    place = min(max(list(rows).index(pk) + by, 0), len(rest))
    return [*rest[:place], pk, *rest[place:]]


class PinViewSet(ScreenMenu, ViewSet):  # type: ignore[misc]
    name = PINS
    model = Pin
    icon = "thumbtack"
    menu_label = gettext_lazy("Kết quả ghim")
    menu_name = PINS

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.construct_view(PinIndexView), name="index"),
            path("sua/", self.construct_view(PinEditView), name="edit"),
        ]
