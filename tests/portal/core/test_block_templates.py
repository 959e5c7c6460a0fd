import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from portal.core.blocks.story import BodyBlock

BLOCKS = BodyBlock().child_blocks


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_of_a_story_draws_its_preview(name):
    block = BLOCKS[name]
    html = block.render(block.get_preview_value())
    assert "None" not in html
    text = BeautifulSoup(html, "html.parser").get_text(" ", strip=True)
    shown = block.meta.preview_value
    expected = (
        shown
        if isinstance(shown, str)
        else shown.get("title") or shown.get("speaker") or shown.get("caption")
    )
    assert BeautifulSoup(expected, "html.parser").get_text()[:20] in text


def test_a_body_draws_its_blocks_in_their_order():
    body = BodyBlock()
    value = body.to_python(
        [{"type": "heading", "value": "Một"}, {"type": "quote", "value": {"quote": "Hai"}}]
    )
    text = BeautifulSoup(body.render(value), "html.parser").get_text(" ", strip=True)
    assert text == "Một “Hai”"


def test_the_preview_in_the_admin_wears_the_stylesheet():
    block = BLOCKS["heading"]
    bound = block.bind(block.get_preview_value())
    html = render_to_string("components/blocks/preview.html", {"bound_block": bound, "block_def": block})
    assert "portal/portal.css" in html
    assert "<h2>Chuyến xuồng đầu ngày</h2>" in html
