"""Tags and filters of our templates. Only ``ready_picture`` asks the database."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import segno
from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.loader import render_to_string
from django.template.loader_tags import BlockNode
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from portal.core import assets, imaging, querystring
from portal.core import structured_data as data
from portal.core.templatetags import preloads
from portal.core.vietnamese import given_name as called_by

register = template.Library()

NBSP = "\u00a0"
WEAVES, TONES = 5, 4
LONG_GIVEN = 6  # letters from which the given name is set smaller in its column
LONG_IN_PORTRAIT = 8  # … and on a portrait, a capital inside is two: "Nghiêng" fits, "H’Hương" does not
COLLECTIVE = "collective"


# Components ----------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def component(content: str, component_name: str, **parameters: Any) -> SafeString:
    """``{% component "notice" title=… %}…{% endcomponent %}``: the component with what stands between as ``content``.

    The component sees its parameters and nothing else, as with ``{% include … only %}``.
    """
    return render_to_string(f"components/{component_name}.html", {**parameters, "content": content})


@register.inclusion_tag("components/portrait.html")
def portrait(
    name: str,
    given: str = "",
    kind: str = "individual",
    image: Any = None,
    *,
    eager: bool = False,
    sizes: str = "",
) -> dict[str, Any]:
    """Show ``image``, or the name one is called by on a ground chosen by the full name, always the same.

    ``kind`` is ``individual`` or ``collective``; ``image`` anything with url, width, height and alt (``img`` below).
    """
    weave, tone = weave_and_tone(name)
    is_collective = str(kind) == COLLECTIVE
    shown = name if is_collective else (given or called_by(name))
    return {
        "image": image,
        "eager": eager,
        "sizes": sizes,
        "weave": weave,
        "tone": tone,
        "shown": typographic(shown),
        "is_long": is_collective,
        "is_wide": not is_collective and len(shown) + sum(map(str.isupper, shown[1:])) >= LONG_IN_PORTRAIT,
    }


@register.inclusion_tag("components/given-name.html")
def given_name(name: str, given: str = "", titles: str = "", url: str = "", level: int = 1) -> dict[str, Any]:
    """Set ``name`` with the part one is called by largest, wherever it stands: last, or first as in H’Lan Êban.

    ``level`` is that of the heading, 0 for a paragraph.
    """
    before, given, after = split_given(name, given)
    return {
        "titles": titles,
        "before": typographic(before),
        "given": typographic(given),
        "after": typographic(after),
        "is_long": len(given) >= LONG_GIVEN,
        "url": url,
        "tag": f"h{level}" if level else "p",
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(
    context: template.Context,
    page: Page[Any],
    parameter: str = querystring.PAGE,
    label: str = "",
    at: str = "",
) -> dict[str, Any]:
    """Links to the pages around ``page`` that keep the rest of the query. Nothing where there is one page. ``at`` is the
    list's address where this page may answer under another one (a form's, after a mistake).
    """
    query = _query(context)

    def url(number: int) -> str:
        return at + querystring.replaced(query, **{parameter: number if number > 1 else None})

    paginator = page.paginator
    numbers = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "label": label,
        "pages": []
        if paginator.num_pages == 1
        else [
            {"number": number, "url": url(number), "current": number == page.number}
            if isinstance(number, int)
            else {"number": "…", "url": "", "current": False}
            for number in numbers
        ],
        "previous_url": url(page.previous_page_number()) if page.has_previous() else "",
        "next_url": url(page.next_page_number()) if page.has_next() else "",
    }


@register.simple_tag
def ready_picture(image: Any, purpose: str) -> imaging.Picture | None:
    """Return what the worker has made of an image for a purpose (``portal.core.imaging``), in one query.

    None while nothing is ready: no picture is ever made inside a page request.
    """
    return imaging.pictures([image.pk], purpose).get(image.pk) if image else None


@register.simple_tag
def img(image: Any, *, eager: bool = False, sizes: str = "") -> str:
    """Return ``<img>``, or ``<picture>`` when ``image`` has ``sources``: pairs of a type and a srcset.

    ``image`` is an object or mapping with ``url``, ``width``, ``height`` and ``alt`` (a rendition has them);
    ``srcset``, ``sources`` and ``sizes`` are optional, and the tag's own ``sizes`` wins. Pictures are lazy unless
    ``eager``, which only the first on a page is.
    """
    if not image:
        return ""
    sizes = sizes or _get(image, "sizes") or ""
    lazy = SafeString(' fetchpriority="high"' if eager else ' loading="lazy" decoding="async"')
    srcset = _get(image, "srcset")
    more = format_html(' srcset="{}"', srcset) if srcset else ""
    if sizes:
        more = format_html('{} sizes="{}"', more, sizes)
    tag = format_html(
        '<img src="{}" alt="{}" width="{}" height="{}"{}{}>',
        _get(image, "url"),
        _get(image, "alt") or "",
        _get(image, "width"),
        _get(image, "height"),
        more,
        lazy,
    )
    sources = _get(image, "sources")
    if eager:
        kind, candidates = sources[0] if sources else ("", srcset or "")
        preloads.remember(url=_get(image, "url"), srcset=candidates, sizes=sizes, media_type=kind)
    if not sources:
        return tag
    inside = SafeString("")
    for kind, candidates in sources:
        inside = format_html(
            '{}<source type="{}" srcset="{}"{}>',
            inside,
            kind,
            candidates,
            format_html(' sizes="{}"', sizes) if sizes else "",
        )
    return format_html("<picture>{}{}</picture>", inside, tag)


@lru_cache(maxsize=512)
def _qr_path(text: str) -> tuple[int, str]:
    """The side in modules and the path of a QR code; the steps are relative, which halves the bytes."""
    code = segno.make(text, error="m", micro=False)
    rows = [bytes(row) for row in code.matrix]
    steps: list[str] = []
    for line, row in enumerate(rows):
        at: int | None = None
        for run in re.finditer(rb"\x01+", row):
            steps.append(f"M{run.start()} {line}.5" if at is None else f"m{run.start() - at} 0")
            steps.append(f"h{run.end() - run.start()}")
            at = run.end()
    return len(rows), "".join(steps)


@register.simple_tag
def qr(text: str, label: str = "") -> str:
    """Return a QR code of ``text`` as an inline SVG of one path, dark on light in every theme."""
    size, path = _qr_path(text)
    return format_html(
        '<svg role="img" aria-label="{}" viewBox="0 0 {} {}"><path stroke="currentColor" d="{}"/></svg>',
        label or gettext("Mã QR mở trang xác minh"),
        size,
        size,
        path,
    )


@register.simple_tag
def quota_places(sent: int = 0, drafts: int = 0, free: int = 0) -> dict[str, Any]:
    """Return where the diamonds of ``quota`` stand: ``width`` of the picture and ``marks`` of x and kind."""
    kinds = ["sent"] * int(sent or 0) + ["draft"] * int(drafts or 0) + ["free"] * int(free or 0)
    marks = [{"x": 10 + 22 * place, "kind": kind} for place, kind in enumerate(kinds)]
    return {"width": max(22 * len(marks), 1), "marks": marks}


@register.simple_tag
def stylesheet() -> str:
    """Return the address of the one stylesheet; in development it is joined anew when a source changed."""
    if settings.DEBUG:
        assets.build_css()
    return static(assets.STYLESHEET)


# Addresses -----------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def query_replace(context: template.Context, **values: Any) -> str:
    """``{% query_replace sap="nam" %}``: this query with these set, or taken out where None; page one again."""
    return querystring.replaced(_query(context), **values)


@register.simple_tag(takes_context=True)
def query_toggle(context: template.Context, name: str, value: Any) -> str:
    """``{% query_toggle "nam" 2026 %}``: this query with the value added, or taken out if it was there."""
    return querystring.toggled(_query(context), name, value)


# Blocks of base.html -------------------------------------------------------------------------------------------------


class _RepeatedBlock(template.Node):
    def __init__(self, name: str, default: FilterExpression | None) -> None:
        self.name = name
        self.default = default

    def render(self, context: template.Context) -> SafeString:
        # A block node looks its overriding up in the render context by name, and puts it back.
        text = BlockNode(self.name, NodeList()).render(context).strip()
        if not text and self.default is not None:
            return SafeString(template.base.render_value_in_context(self.default.resolve(context), context))
        return SafeString(text.replace('"', "&quot;"))  # it stands in an attribute


@register.tag
def repeat_block(parser: Parser, token: Token) -> _RepeatedBlock:
    """``{% repeat_block "title" [default] %}``: what the page put into a block, once more (title and og:title)."""
    words = token.split_contents()
    if len(words) not in (2, 3):
        raise template.TemplateSyntaxError("repeat_block takes the name of a block and perhaps a default")
    default = parser.compile_filter(words[2]) if len(words) == 3 else None
    return _RepeatedBlock(words[1].strip("\"'"), default)


# Numbers, dates, words -----------------------------------------------------------------------------------------------


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """1234.5 → ``1.234,5`` (in English ``1,234.5``); with ``places``, so many decimals. Not a number: unchanged."""
    try:
        exact = Decimal(str(value))
        if places is not None:
            exact = exact.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)
    except (InvalidOperation, ValueError):
        return str(value)
    text = f"{exact:,f}"
    return text if _is_english() else text.translate(str.maketrans(",.", ".,"))


@register.filter
def padded(value: Any) -> str:
    """Counts as official documents write them: 1 → ``01``; from ten on as they are."""
    try:
        count = int(value)
    except (TypeError, ValueError):
        return str(value)
    return f"{count:02d}" if 0 <= count < 10 else number(count)


@register.filter
def day(value: Any) -> str:
    """A date or moment as ``24/02/2026``, of the local day."""
    value = _local(value)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value or "")


@register.filter
def clock(value: Any) -> str:
    """A time or moment as ``17 giờ 00`` (in English ``17:00``), kept on one line."""
    value = _local(value)
    if not isinstance(value, (datetime, time)):
        return str(value or "")
    return f"{value:%H:%M}" if _is_english() else f"{value.hour}{NBSP}giờ{NBSP}{value.minute:02d}"


@register.filter
def moment(value: Any) -> str:
    """A moment as ``17 giờ 00 ngày 02/12/2026`` (in English ``17:00 on 02/12/2026``)."""
    value = _local(value)
    if not isinstance(value, datetime):
        return day(value)
    word = "on" if _is_english() else "ngày"
    return f"{clock(value)} {word}{NBSP}{day(value)}"


@register.filter
def filesize(value: Any) -> str:
    """Bytes as ``412 KB`` or ``1,2 MB`` (units of 1024)."""
    try:
        size = float(value)
    except (TypeError, ValueError):
        return ""
    kilo = 1024
    if size < kilo * kilo:
        return f"{number(max(1, round(size / kilo)))}{NBSP}KB"
    return f"{number(round(size / kilo / kilo, 1)).removesuffix(',0').removesuffix('.0')}{NBSP}MB"


_UNIT_AFTER = re.compile(
    r"(?<=\d) (?=(?:giờ|phút|tuần|lần|lượt|người|từ|điểm|tệp|mục|KB|MB|GB|days?|years?)\b|(?:ngày|tháng|năm)\b(?! \d)|%)"
)
_BEFORE_NUMBER = re.compile(r"\b(số|năm|ngày|tháng|giờ|điều|khoản) (?=\d)", re.IGNORECASE)


@register.filter
def nbsp(text: Any) -> str:
    """Keep numbers with what they count: ``còn 10 ngày``, ``số 57/KH-SYT``, ``17 giờ 00``."""
    return _BEFORE_NUMBER.sub(rf"\1{NBSP}", _UNIT_AFTER.sub(NBSP, str(text or "")))


@register.filter
def mail_address(text: Any) -> SafeString:
    """An address that breaks before its @ where a line is too short, not in the middle of a word."""
    name, at, place = str(text or "").rpartition("@")
    return format_html("{}<wbr>{}", name, at + place)


@register.filter
def said(thing: Any, name: str) -> str:
    """What ``thing`` says under ``name`` in the reader's language: on an English page its field ``…_en``.

    Where nobody gave the English the Vietnamese stands there, marked as such for screen readers and translators.
    """
    text = str(_get(thing, name) or "")
    if not _is_english() or not text:
        return text
    return str(_get(thing, f"{name}_en") or "") or format_html('<span lang="vi">{}</span>', text)


@register.filter
def typographic(text: Any) -> str:
    """Names are stored with a straight apostrophe and shown with the round one: ``H’Lan``."""
    return unicodedata.normalize("NFC", str(text or "")).replace("'", "’")


@register.simple_tag(takes_context=True)
def structured_data(context: template.Context) -> SafeString:
    """The page's JSON-LD: the nodes of ``structured`` and, where there are ``crumbs``, the way to the page."""
    nodes = list(context.get("structured") or ())
    crumbs, share, request = context.get("crumbs"), context.get("share") or {}, context.get("request")
    if context.get("noindex") or not isinstance(request, HttpRequest):
        return SafeString("")
    if crumbs:
        page = context.get("page")
        current = share.get("title") or getattr(page, "title", "")
        nodes.append(data.breadcrumb(crumbs, typographic(current), request.path))
    if nodes:
        nodes.append(data.publisher(context["portal"]))
    return data.block(nodes)


# Python for views ----------------------------------------------------------------------------------------------------


def weave_and_tone(name: str) -> tuple[int, int]:
    """Return weave (1–5) and tone (1–4) of a full name: h mod 5 + 1, h div 5 mod 4 + 1, h the CRC-32 of its NFC."""
    h = zlib.crc32(unicodedata.normalize("NFC", name).encode())
    return h % WEAVES + 1, h // WEAVES % TONES + 1


def split_given(name: str, given: str = "") -> tuple[str, str, str]:
    """Return what stands before the part one is called by, that part, and what stands after it.

    Apostrophes come back straight, as names are stored: whoever typed the other one means the same name.
    """
    name, given = (unicodedata.normalize("NFC", text).replace("’", "'").strip() for text in (name, given))
    given = given or called_by(name)
    if name == given:
        return "", given, ""
    if name.endswith(" " + given):
        return name[: -len(given)].strip(), given, ""
    if name.startswith(given + " "):
        return "", given, name[len(given) :].strip()
    given = _last_word(name)  # a tên gọi that is no part of the name: the name as it is, the last word large
    return name[: -len(given)].strip(), given, ""


def _last_word(name: str) -> str:
    words = name.split()
    return words[-1] if words else ""


def _get(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _is_english() -> bool:
    return (get_language() or "vi").startswith("en")


def _query(context: template.Context) -> QueryDict:
    request = context.get("request")
    return request.GET if isinstance(request, HttpRequest) else QueryDict()
