import re

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory

from portal.core import assets
from portal.core.views import components

TEMPLATES = settings.BASE_DIR / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
STYLES = sorted((assets.SOURCES / "components").glob("*.css"))
OURS = [TEMPLATES / "base.html", TEMPLATES / "base_private.html", *sorted(TEMPLATES.glob("[1-5]*.html"))]
SAMPLES = list(components.samples())


def names(paths):
    return {path.stem for path in paths}


def soup(component, **given):
    return BeautifulSoup(render_to_string(f"components/{component}.html", given), "html.parser")


# Nothing here may touch the database: pytest-django forbids it to a test that does not ask.


def test_one_component_is_one_template_and_one_stylesheet_of_the_same_name():
    assert names(COMPONENTS) == names(STYLES)


def test_every_component_has_a_sample_on_the_living_page():
    assert {sample.component for sample in SAMPLES} == names(COMPONENTS)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_a_stylesheet_styles_the_class_it_is_named_after(path):
    first = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL).strip().splitlines()[0]
    assert re.match(rf"\.(strip\.)?{path.stem}(__|\b)", first)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_template_begins_with_its_parameters(path):
    assert path.read_text().startswith("{% comment %}\n")


@pytest.mark.parametrize(
    "path",
    [*OURS, *TEMPLATES.glob("components/**/*.html"), *TEMPLATES.glob("core/*.html")],
    ids=lambda path: path.name,
)
def test_no_template_has_inline_style_or_script(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=|javascript:", text)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.component)
def test_a_sample_draws_well_formed_markup_with_its_class(sample):
    html = sample.html(RequestFactory().get("/_thanh-phan/"))
    assert BeautifulSoup(html, "html.parser").select(f".{sample.component}")
    for element in (
        "div",
        "p",
        "li",
        "ul",
        "ol",
        "dl",
        "dd",
        "a",
        "h3",
        "form",
        "fieldset",
        "table",
        "td",
        "th",
        "span",
    ):
        assert len(re.findall(rf"<{element}[\s>]", html)) == html.count(f"</{element}>"), element
    for wrong in ("None", "{{", "{%", 'href=""'):
        assert wrong not in html


class Questions(forms.Form):
    name = forms.CharField(label="Họ và tên", help_text="Viết thường.")
    kind = forms.ChoiceField(label="Loại", choices=[("a", "Một"), ("b", "Hai")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Đồng ý")


def test_a_field_ties_label_help_and_error_to_the_control():
    html = soup("field", field=Questions({"name": ""})["name"])
    control = html.find("input")
    assert html.find("label")["for"] == control["id"]
    assert control["aria-invalid"] == "true"
    told = [html.find(id=name).get_text() for name in control["aria-describedby"].split()]
    assert told[0] == "Viết thường."
    assert told[1].startswith("Lỗi: ")


def test_a_choice_is_a_fieldset_whose_legend_asks_the_question():
    html = soup("field", field=Questions()["kind"])
    assert html.find("fieldset").find("legend").get_text().startswith("Loại")
    assert [label.get_text(strip=True) for label in html.find_all("label")] == ["Một", "Hai"]


def test_a_form_lists_its_errors_with_links_to_what_is_to_be_mended():
    form = Questions({"name": "An"})
    html = soup("form", form=form, submit="Gửi", csrf_token="token")
    alert = html.find(attrs={"role": "alert"})
    targets = [link["href"].removeprefix("#") for link in alert.find_all("a")]
    assert len(targets) == 2
    assert all(html.find(id=target) for target in targets)
    assert html.find("input", attrs={"name": "csrfmiddlewaretoken"})["value"] == "token"


def test_a_revoked_stamp_says_so_in_words_too():
    html = soup(
        "stamp", issuer="Chủ tịch UBND tỉnh", number="188/QĐ-UBND", date="2024", url="/x/", revoked=True
    )
    assert html.find("s").get_text() == "188/QĐ-UBND"
    assert "đã hủy" in html.get_text()


def test_a_decision_without_number_and_date_says_it_is_not_known():
    text = soup("stamp", issuer="Ty Y tế", number="", date=None).get_text()
    assert text.count("không rõ") == 2


def test_what_people_typed_is_escaped():
    html = render_to_string("components/card.html", {"url": "/x/", "title": "<b>x</b>", "text": '"><script>'})
    assert "<script>" not in html
    assert "<b>x</b>" not in html


def test_the_error_pages_that_stand_alone_need_no_context():
    for code in (500, 503):
        html = render_to_string(f"{code}.html")
        assert 'lang="vi"' in html
        assert "/static/portal/portal.css" in html
