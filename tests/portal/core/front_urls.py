"""Addresses for the tests of the header: a view with a name in two languages, and one without a counterpart."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.urls import include, path

from portal.core.language_paths import localized


def answer(_request, **_parts):
    return HttpResponse("")


recognition = (
    [
        path(localized("quyet-dinh/", "decisions/"), answer, name="decisions"),
        path(localized("quyet-dinh/<int:year>/", "decisions/<int:year>/"), answer, name="decision"),
    ],
    "recognition",
)
urlpatterns = [
    path("healthz", answer, name="healthz"),
    *i18n_patterns(path("", include(recognition)), prefix_default_language=False),
]
