"""Addresses for the tests of what frames a page: views with two names, one without a counterpart, a whole page."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from portal.core.language_paths import localized
from portal.core.views import components, display

PAGE = """{% extends "base.html" %}{% block title %}Một "trang"{% endblock %}{% block main %}<h1>x</h1>{% endblock %}"""


def answer(_request, **_parts):
    return HttpResponse("")


def page(request):
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))


core = (
    [
        path("hien-thi/", display.change, name="display"),
        path("_thanh-phan/", components.show, name="components"),
    ],
    "core",
)
recognition = (
    [
        path(localized("quyet-dinh/", "decisions/"), answer, name="decisions"),
        path(localized("quyet-dinh/<int:year>/", "decisions/<int:year>/"), answer, name="decision"),
    ],
    "recognition",
)
urlpatterns = [
    path("healthz", answer, name="healthz"),
    path("", include(core)),
    *i18n_patterns(
        path("", include(recognition)),
        path(localized("trang/", "page/"), page, name="page"),
        prefix_default_language=False,
    ),
]
