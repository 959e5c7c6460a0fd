"""What a printer needs of the stylesheet: masked parts come out empty, and paper has no gutter to overflow into."""

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


def test_names_of_a_year_end_at_the_edge_of_the_paper_not_their_separators(browser) -> None:
    page = browser.new_page()
    names = "".join(f'<li><a href="#">{"Trạm Y tế xã"[: 3 + n % 9]} {n}</a></li>' for n in range(120))
    page.set_content(
        f'<main class="page"><div class="year"><h2>2026</h2><div><ul>{names}</ul></div></div></main>'
    )
    page.add_style_tag(content="\n".join(path.read_text(encoding="utf-8") for path in stylesheets()))
    page.emulate_media(media="print")
    too_wide = []
    for width in range(360, 1281, 92):
        page.set_viewport_size({"width": width, "height": 800})
        too_wide.append(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
    page.close()
    assert max(too_wide) <= 0


def test_an_issuer_has_room_for_one_line_beside_the_longest_title(browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    row = (
        f'<tr><th scope="row" data-unbroken>57/QĐ-SYT</th><td>{"Về việc tặng Giấy khen " * 12}</td>'
        "<td data-whole>Giám đốc Sở Y tế</td><td>20/02/2026</td></tr>"
    )
    page.set_content(f'<main class="page"><table class="register"><tbody>{row}</tbody></table></main>')
    page.add_style_tag(content="\n".join(path.read_text(encoding="utf-8") for path in stylesheets()))
    width = page.locator("[data-whole]").bounding_box()["width"]
    page.close()
    assert width >= 170
