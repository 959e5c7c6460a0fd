"""What is masked on the screen is printed whole: a masked part comes out of a printer empty."""

from __future__ import annotations

from portal.core.assets import stylesheets

PARTS = """<article class="certificate profile"><div class="portrait"><span class="portrait__name">Thủy</span></div></article>
<div class="portrait"></div><div class="certificate"></div>"""


def test_certificate_and_portrait_lose_their_masks_on_paper(browser) -> None:
    page = browser.new_page()
    page.set_content(PARTS)
    page.add_style_tag(content="\n".join(path.read_text(encoding="utf-8") for path in stylesheets()))
    masked = "selector => [...document.querySelectorAll(selector)].filter(e => getComputedStyle(e).maskImage !== 'none').length"
    on_screen = page.evaluate(masked, ".certificate, .portrait")
    page.emulate_media(media="print")
    on_paper = page.evaluate(masked, ".certificate, .portrait")
    page.close()
    assert (on_screen, on_paper) == (4, 0)
