"""The walk: one browser goes to every address once and writes down what is wrong, by what it is that is wrong."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.e2e.public.addresses import Stop
from tests.e2e.public.site import Site

PHONE, DESK = 360, 1280
WIDTHS = (320, PHONE, DESK, 1920)
HEIGHT = 800
SCHEMES = ("light", "dark")
REQUESTS, BYTES, BYTES_AHEAD, SCRIPT_BYTES = 7, 100 * 1024, 160 * 1024, 5 * 1024
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
    "resultTypes": ["violations"],
}
MEASURE = Path(__file__).with_name("measure.js").read_text(encoding="utf-8")
# Told by the browser itself: what the content policy forbade, what moved, what was the largest thing to appear.
WATCH = """
window.__violations = []; window.__shift = 0;
document.addEventListener("securitypolicyviolation", (e) => __violations.push(`${e.violatedDirective} ${e.blockedURI}`));
new PerformanceObserver((list) => list.getEntries().forEach((e) => { if (!e.hadRecentInput) __shift += e.value; }))
  .observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => list.getEntries().forEach((e) => { window.__largest = e; }))
  .observe({ type: "largest-contentful-paint", buffered: true });
"""


@dataclass
class Loaded:
    """What one load of a page took."""

    requests: list[tuple[str, str, float]] = field(default_factory=list)  # kind, address, bytes over the wire

    def bytes_of(self, *kinds: str) -> float:
        return sum(size for kind, _url, size in self.requests if not kinds or kind in kinds)


@dataclass
class Findings:
    """Faults by aspect; each names the page. ``loads`` are the figures of the first views."""

    faults: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    loads: dict[str, Loaded] = field(default_factory=dict)

    def add(self, aspect: str, stop: Stop, words: object) -> None:
        self.faults[aspect][str(words)].append(stop.path)

    def of(self, aspect: str) -> str:
        """Return the faults of an aspect, the most frequent first, each with pages it is on."""
        found = sorted(self.faults.get(aspect, {}).items(), key=lambda row: -len(row[1]))
        return "\n".join(f"{len(paths)} × {words} [{', '.join(paths[:3])}]" for words, paths in found)


def open_page(browser: Browser, site: Site, **options: Any) -> tuple[BrowserContext, Page]:
    """Open a page of a reader who wants no motion (colours would be measured half-way) and has seen nothing before."""
    settings: dict[str, Any] = {
        "base_url": site.url,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
        "viewport": {"width": PHONE, "height": HEIGHT},
        "reduced_motion": "reduce",
        "color_scheme": "light",
        **options,
    }
    context = browser.new_context(**settings)
    context.set_default_timeout(30_000)
    context.add_init_script(WATCH)
    return context, context.new_page()


def watch(page: Page, session: CDPSession, stop: Stop, site: Site, findings: Findings) -> Loaded:
    """Count what the page loads, and write down complaints of its console and requests to others."""
    loaded, kinds = Loaded(), {}

    def began(event: Any) -> None:
        kinds[event["requestId"]] = (event.get("type", "Other"), event["request"]["url"])
        address = urlsplit(event["request"]["url"])
        if address.scheme != "data" and f"{address.scheme}://{address.netloc}" != site.url:
            findings.add("privacy", stop, f"asks {event['request']['url'][:80]}")

    def ended(event: Any) -> None:
        kind, url = kinds.get(event["requestId"], ("Other", ""))
        if url.startswith("http"):
            loaded.requests.append((kind, url, event["encodedDataLength"]))

    def said(message: Any) -> None:
        if message.type in {"error", "warning"} and not (
            stop.status != 200
            and "Failed to load resource" in message.text
            and stop.path in message.location["url"]
        ):
            findings.add("console", stop, message.text[:160])

    session.send("Network.enable")
    session.on("Network.requestWillBeSent", began)
    session.on("Network.loadingFinished", ended)
    page.on("console", said)
    page.on("pageerror", lambda error: findings.add("console", stop, str(error)[:160]))
    return loaded


def first_view(page: Page, stop: Stop, loaded: Loaded, findings: Findings) -> None:
    """Judge what came before the reader scrolled.

    Browsers fetch lazy pictures a screen or two ahead of the reader. They are not what the first view waits for, so
    they are left out; but all that is fetched before anybody scrolls has its limit too.
    """
    if stop.kind == "core:components":
        return  # the page of all components at once is for those who make them
    below = set(page.evaluate("window.__measure.below()"))
    needed = [row for row in loaded.requests if row[1] not in below and not row[1].endswith(".svg")]
    if len(needed) > REQUESTS:
        findings.add("requests", stop, f"{len(needed)}: {[urlsplit(row[1]).path[-40:] for row in needed]}")
    weight = sum(row[2] for row in needed)
    if weight > BYTES or loaded.bytes_of() > BYTES_AHEAD:
        heavy = [
            (urlsplit(row[1]).path[-40:], row[2])
            for row in sorted(loaded.requests, key=lambda row: -row[2])[:4]
        ]
        findings.add("weight", stop, f"{weight:.0f} bytes, with those ahead {loaded.bytes_of():.0f}: {heavy}")
    if loaded.bytes_of("Script") > SCRIPT_BYTES:
        findings.add("weight", stop, f"{loaded.bytes_of('Script'):.0f} bytes of JavaScript")
    if shift := page.evaluate("window.__shift"):
        findings.add("shift", stop, f"{shift:.4f}")
    for fault in page.evaluate("window.__measure.preload()"):
        findings.add("preload", stop, fault)


def judge(
    page: Page, stop: Stop, width: int, findings: Findings, *, schemes: tuple[str, ...] = SCHEMES
) -> None:
    """Ask axe in each colour scheme, and measure."""
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for row in Axe().run(page, options=WCAG).response["violations"]:
            nodes = [" ".join(map(str, node["target"])) for node in row["nodes"][:3]]
            findings.add("axe", stop, f"{row['id']} at {width} px, {scheme}: {len(row['nodes'])} × {nodes}")
    for word in ("targets", "images", "marks"):
        for fault in page.evaluate(f"window.__measure.{word}()"):
            findings.add(word, stop, f"{fault} at {width} px")


def visit(browser: Browser, site: Site, stop: Stop, findings: Findings) -> None:
    """One address: a phone first, then every width without loading it again, then text of twice the size."""
    context, page = open_page(browser, site, device_scale_factor=2)
    try:
        loaded = watch(page, context.new_cdp_session(page), stop, site, findings)
        answer = page.goto(stop.path, wait_until="load")
        if answer is None or answer.status != stop.status:
            findings.add("status", stop, answer and answer.status)
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(150)  # what moves late, and pictures that come although nobody scrolled
        page.evaluate(MEASURE)
        first_view(page, stop, loaded, findings)
        findings.loads[stop.path] = loaded
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            if beyond := page.evaluate("window.__measure.overflow()"):
                findings.add("overflow", stop, beyond)
            if width in (PHONE, DESK):
                judge(page, stop, width, findings)
            if width == DESK:
                for fault in page.evaluate("window.__measure.doubled()"):
                    findings.add("doubled", stop, fault)
        for words in page.evaluate("window.__violations"):
            findings.add("policy", stop, words)
    finally:
        context.close()


def walk(browser: Browser, site: Site) -> Findings:
    """Go to every address of the site."""
    findings = Findings()
    for stop in site.stops:
        visit(browser, site, stop, findings)
    return findings
