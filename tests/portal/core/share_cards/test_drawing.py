"""Cards keep every letter, every mark and their weight, whatever they are told."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import replace

import pytest
from PIL import Image

from portal.core import assets
from portal.core.share_cards import lettering, ornament
from portal.core.share_cards.content import LINK, PORTRAIT, SIZES, STORY, Card, Kind, Stamp
from portal.core.share_cards.drawing import compose, draw
from portal.core.templatetags.portal_tags import split_given, weave_and_tone
from portal.home.demo.pictures import portrait

STAMP = Stamp("Chủ tịch Ủy ban nhân dân tỉnh", (("Số", "1640/QĐ-UBND"), ("Ngày", "08/12/2021")))
PLAIN = Card(
    kind=Kind.PERSON,
    language="vi",
    owner="Sở Y tế tỉnh Lam Giang",
    name="Trần Thị Bích Thủy",
    given="Thủy",
    titles="BSCKI",
    seed="Trần Thị Bích Thủy",
    award="Bằng khen của Bộ trưởng Bộ Y tế, 2026",
    facts=("Trưởng Trạm Y tế xã Vĩnh Lộc Đông",),
    citation="Đã có thành tích xuất sắc trong công tác chăm sóc sức khỏe nhân dân.",
    stamp=STAMP,
    alt="Trần Thị Bích Thủy",
    address="https://tonvinh.example/ton-vinh/tran-thi-bich-thuy-bcdfghjk/",
)
LONGEST = "Công Tằng Tôn Nữ Thị Hoàng Nguyễn Phước Bảo Quỳnh Nghiễng"
LONG_UNIT = "Bệnh viện Phục hồi chức năng và Điều trị bệnh nghề nghiệp khu vực đồng bằng sông Cửu Long trực thuộc Sở Y tế"
CARDS = {
    "plain": PLAIN,
    "longest": replace(
        PLAIN, name=LONGEST, given="Nghiễng", facts=(LONG_UNIT,), citation="Đã cứu người. " * 60
    ),
    "h-hen": replace(PLAIN, name="H'Hen Niê", given="H'Hen", seed="H'Hen Niê"),
    "y-moan": replace(PLAIN, name="Y Moan Êñuôl", given="Y Moan", seed="Y Moan Êñuôl", stamp=None),
    "stacked": replace(PLAIN, name="ẨẪẴỄỖỮ Ằẳẵặ Ễểễệ", given="", seed="Ẵ"),
    "endless": replace(PLAIN, name="Q" * 255, given="Q" * 255, facts=("W" * 255,), award="M" * 200),
    "empty": Card(kind=Kind.PERSON, language="vi", owner="", name="A", seed="A", alt="A"),
    "collective": replace(PLAIN, kind=Kind.COLLECTIVE, name=LONG_UNIT[:-1] * 2, given="", eyebrow="Tập thể"),
    "story": replace(PLAIN, kind=Kind.STORY, name="Người giữ trạm giữa rừng đước", given="", stamp=None),
    "campaign": replace(PLAIN, kind=Kind.CAMPAIGN, name="Cải cách thủ tục", given="", stamp=None),
    "decision": replace(PLAIN, kind=Kind.DECISION, name="Quyết định số 57/QĐ-SYT", given=""),
    "hostile": replace(
        PLAIN, name="A\x00\u202eB\u200b\n\tC", given="\x00", facts=("<b>&amp;</b>", "🙂" * 40)
    ),
}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_every_card_has_its_size_and_keeps_to_its_weight(card, size):
    data, suffix = draw(card, size)
    picture = Image.open(io.BytesIO(data))
    assert (picture.size, picture.format, suffix) == ((size.width, size.height), "PNG", "png")
    assert len(data) <= size.limit


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_a_card_with_a_photograph_keeps_to_its_weight_too(size):
    face = portrait("Trần Thị Bích Thủy")
    data, suffix = draw(PLAIN, size, face)
    assert (suffix, len(data) <= size.limit) == ("png", True)
    assert data != draw(PLAIN, size)[0]


def test_a_photograph_of_nothing_but_noise_is_left_out_rather_than_too_heavy():
    noise = Image.effect_noise((900, 1200), 120).convert("RGB")
    assert draw(PLAIN, LINK, noise) == draw(PLAIN, LINK)


def words(text: str) -> str:
    return re.sub(r"\s", "", lettering.clean(text))


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("photo", [None, portrait("Trần Thị Bích Thủy")], ids=["woven", "photo"])
@pytest.mark.parametrize("name", ["plain", "longest", "h-hen", "y-moan", "stacked", "collective", "endless"])
def test_nothing_but_a_citation_is_cut_and_no_line_leaves_the_card(name, size, photo, monkeypatch):
    card = CARDS[name]
    seen: list[lettering.Setting] = []
    real = lettering.draw_column

    def record(canvas, settings, x, y, rule):
        seen.extend(settings)
        end = real(canvas, settings, x, y, rule)
        for setting in settings:
            face = lettering.face_of(setting.block.role, setting.size)
            assert all(x + face.getlength(line) <= size.width - 60 for line in setting.lines), setting
        if name != "endless":  # no word of 255 letters fits beside a photograph
            assert end <= size.height - 60 - (0 if size is LINK or not card.stamp else 200)
        return end

    monkeypatch.setattr("portal.core.share_cards.drawing.draw_column", record)
    compose(card, size, photo)
    drawn = {words("".join(setting.lines)) for setting in seen}
    for setting in seen:
        if not setting.block.lines:
            assert words("".join(setting.lines)) == words(setting.block.text)
    assert words(card.award) in drawn
    assert all(words(fact) in drawn for fact in card.facts)
    largest = max(seen, key=lambda setting: setting.size)
    assert words(largest.block.text) == words(
        card.given or (card.name.split()[-1] if name == "stacked" else card.name)
    )


def test_names_in_nfd_are_drawn_as_in_nfc():
    apart = {
        field: unicodedata.normalize("NFD", getattr(PLAIN, field))
        for field in ("name", "given", "titles", "award")
    }
    assert compose(replace(PLAIN, **apart), LINK).tobytes() == compose(PLAIN, LINK).tobytes()


def test_every_letter_of_the_alphabet_is_in_the_face_that_sets_it():
    letters = "".join(letter for letter in assets.CHARACTERS if letter not in "₫←→↑↓")
    assert lettering.role_for(letters, lettering.SERIF) == lettering.SERIF
    assert lettering.role_for(letters, lettering.TEXT) == lettering.TEXT


def test_a_letter_that_the_text_face_lacks_is_set_in_the_one_that_has_it():
    assert lettering.role_for("Kpă Kơ Rŏ", lettering.TEXT) == lettering.SERIF


def test_a_long_number_breaks_at_a_seam_and_loses_no_letter():
    face = lettering.face_of(lettering.BOLD, 24)
    lines = lettering.wrap("1640/QĐ-UBND-TĐKT-CCHC", face, 180)
    assert "".join(lines) == "1640/QĐ-UBND-TĐKT-CCHC"
    assert all(line[-1] in "-/" for line in lines[:-1])


def test_the_ground_follows_the_name_as_the_portrait_does():
    people = ("Lê Hoàng An", "Võ Minh Ấn", "Trần Thị Bích Thủy", "Y Moan Êñuôl", "H'Hen Niê", "Đinh Quốc Bảo")
    grounds = {name: ornament.woven((90, 90), name).tobytes() for name in people}
    chosen = {name: weave_and_tone(name) for name in people}
    assert len(set(chosen.values())) > 2
    assert len(set(grounds.values())) == len(set(chosen.values()))
    assert ornament.woven((90, 90), "Lê Hoàng An").tobytes() == grounds["Lê Hoàng An"]


@pytest.mark.parametrize(
    ("name", "given", "wanted"),
    [
        ("Trần Thị Bích Thủy", "", ("Trần Thị Bích", "Thủy", "")),
        ("Y Moan Êñuôl", "Y Moan", ("", "Y Moan", "Êñuôl")),
        ("H'Lan Êban", "H’Lan", ("", "H'Lan", "Êban")),
        ("H’Hen Niê", "H'Hen", ("", "H'Hen", "Niê")),
        ("Hai", "Hai", ("", "Hai", "")),
        ("Lê Văn Tám", "Bảy", ("Lê Văn", "Tám", "")),
    ],
)
def test_the_part_one_is_called_by_is_found_whatever_the_apostrophe(name, given, wanted):
    assert split_given(name, given) == wanted


@pytest.mark.parametrize("number", range(1, 6))
def test_a_weave_has_no_seams(number):
    """The last column continues in the first: their difference is no greater than that of neighbours inside."""
    tile = ornament.weave(number, (0, 0, 0), (255, 255, 255)).convert("L")
    wide = Image.new("L", (tile.width * 2, tile.height * 2))
    for x in (0, tile.width):
        for y in (0, tile.height):
            wide.paste(tile, (x, y))
    half = wide.crop(
        (tile.width // 2, tile.height // 2, tile.width // 2 + tile.width, tile.height // 2 + tile.height)
    )
    assert sorted(half.tobytes()) == sorted(tile.tobytes())


def test_colours_are_those_of_the_tokens():
    css = (assets.SOURCES / "tokens.css").read_text(encoding="utf-8").split("@media")[0]
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", css))
    ours = {
        name.lower().replace("_", "-"): getattr(ornament, name)
        for name in ("PAPER", "SURFACE", "INK", "SOFT", "JADE", "DEEP", "ON_DEEP", "GILT", "SON", "GOLD")
    }
    assert ours == {name: tokens[name] for name in ours}
    portrait = (assets.SOURCES / "components" / "portrait.css").read_text(encoding="utf-8")
    assert {
        1: 160,
        **{int(t): int(h) for t, h in re.findall(r'\[data-tone="(\d)"\] \{ --h: (\d+)', portrait)},
    } == (ornament.HUES)
    assert ornament.hsl(160, 24, 88) == (217, 232, 227)


def test_a_digest_follows_the_content_and_nothing_else():
    assert PLAIN.digest == replace(PLAIN).digest
    assert PLAIN.digest != replace(PLAIN, award="Giấy khen").digest
    assert len({PORTRAIT.name, STORY.name, LINK.name}) == 3
