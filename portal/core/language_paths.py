"""Addresses that differ by language and keep one name (``/quyet-dinh/`` and ``/en/decisions/``)."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.functional import lazy
from django.utils.translation import get_language


def _in_language(vietnamese: str, english: str) -> str:
    return english if (get_language() or "vi").startswith("en") else vietnamese


localized = lazy(_in_language, str)
"""``path(localized("quyet-dinh/", "decisions/"), view)`` inside ``i18n_patterns``: Django resolves and reverses a
route that is not a plain ``str`` per active language (``django.urls.resolvers.LocaleRegexRouteDescriptor``)."""


class LanguageOfTheAddressMiddleware(LocaleMiddleware):
    """The address alone says the language, so no answer differs by ``Accept-Language`` and none says so to caches.

    Django's own adds ``Vary: Accept-Language`` wherever there is no prefix, also when its default language has none.
    """

    def process_response(self, _request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", get_language() or "vi")
        return response
