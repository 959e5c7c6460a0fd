"""What a part of a page is made of decides whether it is made again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.template import Context, Template
from django.test.signals import template_rendered
from django.utils import translation
from django.utils.safestring import SafeString

from portal.core.models import SiteSettings
from portal.core.rendered import marks
from portal.core.templatetags.fragments import NotPlainError, key_of
from recognition.models import Unit
from tests import factories

pytestmark = pytest.mark.django_db

CARD = '{% fragment "components/card.html" url="/a/" title=title text=text image=image eager=eager %}'


@dataclass(frozen=True)
class Line:
    label: str
    count: int = 0


@dataclass
class Changing:
    label: str


@pytest.fixture
def made():
    """The templates rendered while the test runs."""
    names = []

    def note(template, **_more):
        names.append(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


def draw(source=CARD, **context):
    """One request."""
    with marks.scope():
        return Template("{% load fragments portal_tags preloads %}" + source).render(Context(context))


def cards(made):
    return made.count("components/card.html")


def test_the_same_values_are_drawn_once_and_others_anew(made):
    first = draw(title="Lê Thị Hoa", text="Trạm Y tế An Phú")
    assert draw(title="Lê Thị Hoa", text="Trạm Y tế An Phú") == first
    assert cards(made) == 1
    assert "Trạm Y tế An Bình" in draw(title="Lê Thị Hoa", text="Trạm Y tế An Bình")
    assert cards(made) == 2


def test_a_part_equals_what_include_only_makes(made):
    given = {"title": "H'Lan <b>", "text": "", "image": None}
    include = '{% include "components/card.html" with url="/a/" title=title text=text image=image only %}'
    assert draw(**given, secret="x") == draw(**given) == draw(include, **given)


def test_a_safe_text_is_not_taken_for_the_same_text_that_is_yet_to_be_escaped():
    assert "<b>Hoa</b>" in draw(title="a", text=SafeString("<b>Hoa</b>"))
    assert "&lt;b&gt;Hoa&lt;/b&gt;" in draw(title="a", text="<b>Hoa</b>")


def test_each_language_has_its_own(made):
    source = '{% fragment "components/facets.html" groups=groups %}'
    assert "Lọc danh sách" in draw(source, groups=())
    with translation.override("en"):
        assert "Lọc danh sách" not in draw(source, groups=())
    assert "Lọc danh sách" in draw(source, groups=())
    assert made.count("components/facets.html") == 2


def test_a_row_of_the_database_is_drawn_each_time(made):
    unit = factories.unit("Trạm Y tế An Phú")
    assert "An Phú" in draw(title="a", text=unit)
    renamed = Unit(pk=unit.pk, name="Trạm Y tế An Bình")
    assert renamed == unit
    assert "An Bình" in draw(title="a", text=renamed)
    assert cards(made) == 2


def test_the_head_names_the_first_picture_of_a_part_that_is_remembered(made):
    picture = {"url": "/media/a.jpg", "width": 3, "height": 2, "alt": "a", "srcset": "", "sources": ()}
    page = "{% document %}<head>{% preload_first %}</head>" + CARD + "{% enddocument %}"
    first = draw(page, title="a", image=picture, eager=True)
    assert '<link rel="preload" as="image" href="/media/a.jpg"' in first
    assert draw(page, title="a", image=picture, eager=True) == first
    assert cards(made) == 1


def test_in_development_a_changed_template_shows_at_once(made, settings):
    settings.DEBUG = True
    draw(title="a")
    draw(title="a")
    assert cards(made) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (1, "1"),
        ("a", SafeString("a")),
        (("a",), ("a", "b")),
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, ("a", 1)),
        (Line("a", 1), Line("a", 2)),
        (None, ""),
        (date(2026, 1, 1), "2026-01-01"),
    ],
    ids=str,
)
def test_what_shows_otherwise_has_another_key(one, other):
    assert key_of(one) == key_of(one)
    assert key_of(one) != key_of(other)


@pytest.mark.parametrize(
    "value",
    [Changing("a"), [Changing("a")], {"a": object()}, iter(())],
    ids=["dataclass", "in a list", "object", "run"],
)
def test_what_may_change_has_none(value):
    with pytest.raises(NotPlainError):
        key_of(value)


def test_the_foot_is_drawn_anew_when_what_the_site_says_of_itself_changes(client):
    assert "0200 000 001" not in client.get("/").content.decode()
    row = SiteSettings.load()
    row.phone = "0200 000 001"
    row.save()
    assert "0200 000 001" in client.get("/").content.decode()
    assert key_of(row) == key_of(SiteSettings.load())
    assert key_of(row) != key_of(SiteSettings(pk=row.pk, phone="khác"))
