"""The base of these screens: Django's permissions on every door, Wagtail's furniture, plain forms that need no script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from search.documents import LANGUAGES

LANGUAGE_NAMES = {"vi": _("Tiếng Việt"), "en": _("Tiếng Anh")}

DICTIONARY, PINS, TRIAL, REPORT = "tu-dien-tim-kiem", "ket-qua-ghim", "thu-tim-kiem", "bao-cao-tim-kiem"
"""Names of the screens, in addresses and for ``reverse``."""


def address(name: str, **values: str) -> str:
    """The address of a view of these screens with a query string of the values that are not empty."""
    given = {key: value for key, value in values.items() if value}
    return f"{reverse(name)}?{urlencode(given)}" if given else reverse(name)


def language_of(values: Mapping[str, Any]) -> str:
    """The language asked for; Vietnamese when it is none of ours."""
    asked = values.get("language", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def may(user: Any, model: type[models.Model], act: str) -> bool:
    """Whether a person may do an act (view, add, change, delete) to the rows of a model."""
    return bool(policy_registry.get_by_type(model).user_has_permission(user, act))


def others_for(text: str, language: str, user: Any) -> list[dict[str, str]]:
    """What may be done with a text that somebody searched: links to the screens this person may use."""
    from search.models import Equivalence, Pin

    links = [
        (Equivalence, "add", address(f"{DICTIONARY}:add", forms=text), _("Thêm vào từ điển")),
        (Pin, "change", address(f"{PINS}:edit", text=text, language=language), _("Ghim")),
        (Equivalence, "view", address(f"{TRIAL}:index", q=text, language=language), _("Thử")),
    ]
    return [{"url": url, "label": str(label)} for model, act, url, label in links if may(user, model, act)]


class Screen(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """A page of one of these screens. Subclasses name the model and the act that open it."""

    request: HttpRequest
    model: Any = None
    permission_required: str | None = "view"
    index_url_name = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class ScreenMenu:
    """Mixed in before a viewset: its line in the menu is there for those who may view the model."""

    model: Any = None

    @cached_property
    def menu_item_class(self) -> Any:
        model = self.model

        def is_shown(_item: Any, request: HttpRequest) -> bool:
            return may(request.user, model, "view")

        return type(f"{type(self).__name__}MenuItem", (MenuItem,), {"is_shown": is_shown})
