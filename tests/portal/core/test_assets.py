import gzip
import io
import re

import pytest
from django.core.management import call_command
from fontTools.ttLib import TTFont

from portal.core import assets

FONTS_BUDGET = 36_580  # bytes, three files, as the design measured
CSS_BUDGET = 7_300  # bytes, gzip; sound and the note under every print took the last hundred and a half


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("static-build")
    assets.build(place)
    return place


def test_the_stylesheet_is_joined_fonts_tokens_base_then_components_by_name():
    names = [path.stem for path in assets.stylesheets()]
    assert names[:3] == ["fonts", "tokens", "base"]
    assert names[3:] == sorted(names[3:])
    assert "stamp" in names


def test_the_joined_stylesheet_is_whole_and_within_its_budget():
    css = assets.joined_css()
    assert "/*" not in css
    assert css.count("{") == css.count("}")
    assert "../" not in css
    assert len(gzip.compress(css.encode())) <= CSS_BUDGET


def test_every_token_that_is_used_is_defined_somewhere():
    css = assets.joined_css()
    used = set(re.findall(r"var\((--[\w-]+)\)", css))
    assert used - set(re.findall(r"(--[\w-]+):", css)) == set()


def test_every_font_the_stylesheet_names_is_made(folder):
    wanted = set(re.findall(r"url\((fonts/[\w-]+\.woff2)\)", assets.joined_css()))
    made = {f"fonts/{path.name}" for path in (folder / "portal" / "fonts").glob("*.woff2")}
    assert wanted == made
    assert len(made) == 3


def test_the_fonts_keep_their_budget(folder):
    assert sum(path.stat().st_size for path in (folder / "portal" / "fonts").glob("*.woff2")) <= FONTS_BUDGET


@pytest.mark.parametrize("cut", assets.CUTS, ids=lambda cut: cut.name)
def test_each_font_has_every_vietnamese_letter_in_both_cases_and_is_of_one_weight(folder, cut):
    font = TTFont(io.BytesIO((folder / "portal" / "fonts" / f"{cut.name}.woff2").read_bytes()))
    letters = {ord(letter) for pair in assets._LETTERS for letter in (pair, pair.upper())}
    assert letters - set(font.getBestCmap()) == set()
    assert "fvar" not in font
    assert "GPOS" in font


def test_a_second_build_writes_nothing(folder):
    assert not any(built.written for built in assets.build(folder))


def test_a_font_that_is_gone_and_a_stylesheet_that_differs_are_made_again(folder, monkeypatch):
    monkeypatch.setattr(assets, "CUTS", assets.CUTS[:1])
    font = folder / "portal" / "fonts" / "be-vietnam-pro-400.woff2"
    before = font.read_bytes()
    font.unlink()
    (folder / assets.STYLESHEET).write_text("body{}")
    written = [built.path for built in assets.build(folder) if built.written]
    assert written == [folder / assets.STYLESHEET, font]
    assert font.read_bytes() == before


def test_the_card_of_the_site_is_drawn_in_both_languages_and_again_when_what_it_says_changed(folder):
    cards = [folder / "portal" / "img" / f"share-{language}.png" for language in ("vi", "en")]
    assert all(0 < card.stat().st_size <= 60_000 for card in cards)
    next(cards[0].parent.glob(".share-vi.*")).unlink()
    assert [built.written for built in assets.build_site_cards(folder)] == [True, False]


def test_a_damaged_stamp_is_no_reason_to_fail(folder, monkeypatch):
    monkeypatch.setattr(assets, "CUTS", ())
    stamp = folder / assets.STAMP
    whole = stamp.read_text()
    stamp.write_text("[")
    assert assets.build_fonts(folder) == []
    stamp.write_text(whole)  # or the next test would cut every font again


def test_the_command_tells_the_sizes(folder, settings):
    settings.STATIC_BUILD_DIR = folder
    told = io.StringIO()
    call_command("build_static", stdout=told)
    assert "portal.css" in told.getvalue()
    assert "gzip" in told.getvalue()
    assert "source-serif-4-display.woff2" in told.getvalue()
