"""Every page type of the public site in both languages, in a real browser: each aspect has no fault on any page."""

from __future__ import annotations

import pytest

from tests.e2e.public.addresses import LANGUAGES, NO_PAGES, ROUTES, page_models, route_names
from tests.e2e.public.walking import Findings, walk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def findings(browser, site) -> Findings:
    return walk(browser, site)


def test_every_page_type_has_an_address_in_both_languages(site):
    """``addresses.stops`` refuses a type without an address; here each is there in Vietnamese and in English."""
    walked = {(stop.path, stop.language) for stop in site.stops}
    kinds = {(stop.kind, stop.language) for stop in site.stops}
    # An honoree's and a story's page are a model and a route at one address, which is walked once.
    same = {"recognition.HonoreePage": "recognition:honoree", "recognition.StoryPage": "recognition:story"}
    wanted = {same.get(kind, kind) for kind in {*page_models(), *ROUTES}} - {"core:components"}
    assert {(kind, language) for kind in wanted for language in LANGUAGES} - kinds == set()
    assert len(walked) == len(site.stops) >= 70


def test_what_is_said_to_be_no_page_exists():
    assert NO_PAGES.keys() - route_names() == set()


@pytest.mark.parametrize(
    "aspect",
    [
        pytest.param("status", id="every page answers as it should"),
        pytest.param("axe", id="no violation of WCAG 2.2 AA, light and dark, 360 and 1280 px"),
        pytest.param("targets", id="no target under 24 px outside a sentence"),
        pytest.param("overflow", id="nothing beyond the edge from 320 to 1920 px"),
        pytest.param("doubled", id="text of twice the size fits"),
        pytest.param("marks", id="no stacked mark is cut or touched"),
        pytest.param("images", id="every picture has its dimensions"),
        pytest.param("policy", id="the content policy forbids nothing of ours"),
        pytest.param("privacy", id="nothing is asked of another host"),
        pytest.param("console", id="the console is silent"),
        pytest.param("requests", id="at most seven requests before scrolling"),
        pytest.param("weight", id="at most 100 KB, 5 KB of them JavaScript"),
        pytest.param("shift", id="nothing moves"),
        pytest.param("preload", id="the largest picture is preloaded"),
    ],
)
def test_no_page_has_a_fault(findings, aspect):
    assert not findings.of(aspect), f"{aspect}:\n{findings.of(aspect)}"
