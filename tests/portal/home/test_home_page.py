"""The home page shows what the rows give, and every block of prose previews in the admin."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from wagtail.models import Locale

from portal.core.blocks.story import BodyBlock
from portal.core.models import User
from portal.home.models import HomePage, ProsePage
from recognition.enums import ConsentScope
from tests import factories

pytestmark = pytest.mark.django_db


def published(name: str = "Trần Thị Bích Thủy", **fields):
    office = factories.office()
    decided = factories.decision(by=office, number_text="1187/QĐ-SYT")
    return factories.public_conferral(
        on=decided, of=factories.award(by=office), name=name, at=factories.unit(), titles="BSCKI", **fields
    )


def test_an_empty_site_says_so_and_offers_search(client):
    text = client.get("/").content.decode()
    assert "Chưa có quyết định nào được công bố" in text
    assert 'role="search"' in text


def test_the_chosen_person_stands_in_the_certificate_with_the_decision(client):
    row = published()
    other = published("Lê Hoàng An")
    home = HomePage.objects.get(locale__language_code="vi")
    home.featured = factories.page_of(row.honoree)
    home.save_revision().publish()
    text = client.get("/").content.decode()
    certificate = text[text.index('class="certificate profile"') : text.index("</article>")]
    assert "Thủy" in certificate
    assert "1187/QĐ-SYT" in certificate
    assert other.honoree.full_name not in certificate
    factories.hide(row)
    text = client.get("/").content.decode()
    assert "Thủy" not in text
    assert "Lê Hoàng An" in text


def test_the_sentence_of_introduction_waits_for_consent(client):
    row = published()
    page = factories.page_of(row.honoree)
    page.lead = "Hai mươi tám năm ở trạm."
    page.save_revision().publish()
    assert "Hai mươi tám năm" not in client.get("/").content.decode()
    factories.agree(row.honoree, ConsentScope.BIOGRAPHY)
    assert "Hai mươi tám năm" in client.get("/").content.decode()


def test_numbers_ways_in_and_campaign_come_from_rows(client):
    row = published()
    made = factories.campaign()
    factories.story(about=(row.honoree,))
    for address in ("/", "/en/"):
        text = client.get(address).content.decode()
        assert made.title in text, address
        assert row.award.name in text, address
        assert "Người giữ trạm giữa rừng đước" in text, address
        assert row.unit.name in text, address


def test_a_page_of_prose_shows_its_blocks_in_both_languages(client):
    home = HomePage.objects.get(locale__language_code="vi")
    page = ProsePage(
        title="Nguyên tắc công bố",
        slug="nguyen-tac",
        lead="Tên được nêu vì có quyết định.",
        body=[
            ("heading", "Phần một"),
            ("prose", "<p>Đoạn văn.</p>"),
            ("facts", {"title": "Bảng", "facts": [{"name": "Số ấp", "value": "11"}]}),
            ("timeline", {"title": "Mốc", "moments": [{"when": "1998", "what": "Về trạm."}]}),
            ("quote", {"quote": "Con nước không đợi mình.", "speaker": "Chị Thủy"}),
        ],
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    page.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
    text = client.get("/nguyen-tac/").content.decode()
    for part in ("Phần một", "Đoạn văn.", "Số ấp", "Về trạm.", "Con nước không đợi mình."):
        assert part in text
    english = client.get("/en/nguyen-tac/")
    assert english.status_code == 200
    assert "Tên được nêu vì có quyết định." in english.content.decode()
    assert '<div class="prose" lang="vi">' in english.content.decode()


@pytest.mark.parametrize("name", list(BodyBlock().child_blocks))
def test_every_block_previews_in_the_admin(client, name):
    block = BodyBlock().child_blocks[name]
    user = User.objects.create_superuser(username="quantri", password="x")
    client.force_login(user)
    response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    known = response.status_code == 200
    if not known:  # the definition of the block that a page really uses
        for page_class in (ProsePage,):
            real = page_class._meta.get_field("body").stream_block.child_blocks[name]
            response = client.get(reverse("wagtailadmin_block_preview"), {"id": real.definition_prefix})
    assert response.status_code == 200, response.content[:300]
    text = response.content.decode()
    value = block.get_preview_value()
    shown = json.dumps(block.get_prep_value(value), ensure_ascii=False)
    words = [
        word
        for word in (
            "Lễ tôn vinh",
            "Một ngày ở trạm",
            "Kế hoạch và biểu mẫu",
            "bến đò",
            "con nước",
            "Hai mươi tám năm",
            "Số ấp",
            "Chuyến xuồng",
            "Con nước",
            "Chiêng lớn",
        )
        if word in shown
    ]
    assert any(word in text for word in words), (words, text[:500])
