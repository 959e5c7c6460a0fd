"""The picture a page shows first is named in its head, before the browser has read as far as the picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.core.assets import CUTS

register = template.Library()

PLACE = "<!--preload-->"
_first: ContextVar[list[SafeString] | None] = ContextVar("first picture", default=None)


def remember(*, url: str, srcset: str = "", sizes: str = "", media_type: str = "") -> None:
    """Take note of a picture that is not lazy; of those of one document the first counts."""
    noted = _first.get()
    if noted is None or noted or url.startswith("data:"):
        return
    noted.append(
        format_html(
            '<link rel="preload" as="image" href="{}"{}{}{} fetchpriority="high">',
            url,
            format_html(' imagesrcset="{}"', srcset) if srcset else "",
            format_html(' imagesizes="{}"', sizes) if sizes else "",
            format_html(' type="{}"', media_type) if media_type else "",
        )
    )


@contextmanager
def noted() -> Iterator[list[SafeString]]:
    """Give the links noted in the block, instead of noting them for the document around."""
    links: list[SafeString] = []
    token = _first.set(links)
    try:
        yield links
    finally:
        _first.reset(token)


def add(links: Iterable[SafeString]) -> None:
    """Note for the document what ``noted`` gave, where it has none yet."""
    known = _first.get()
    if known is not None and not known:
        known.extend(links)


class _Document(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        with noted() as links:
            html = self.nodelist.render(context)
        return SafeString(html.replace(PLACE, "".join(links), 1))


@register.tag
def document(parser: Parser, token: Token) -> _Document:  # noqa: ARG001 - as tags are called
    """``{% document %}…{% preload_first %}…{% enddocument %}`` around a whole page."""
    nodelist = parser.parse(("enddocument",))
    parser.delete_first_token()
    return _Document(nodelist)


@register.simple_tag
def font_preloads() -> SafeString:
    """Links to the three fonts: they are wanted by every page, and one that comes late is not shown (nothing moves)."""
    return SafeString(
        "\n".join(
            format_html(
                '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>',
                static(f"portal/fonts/{cut.name}.woff2"),
            )
            for cut in CUTS
        )
    )


@register.simple_tag
def preload_first() -> Any:
    """Where the link to the first picture goes."""
    return SafeString(PLACE)
