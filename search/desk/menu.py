"""The screens of search, as the menu shows them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from search.desk.equivalences import EquivalenceViewSet
from search.desk.pins import PinViewSet
from search.desk.report import ReportViewSet
from search.desk.trial import TrialViewSet


class SearchGroup(ViewSetGroup):  # type: ignore[misc]
    menu_label = _("Tìm kiếm")
    menu_name = "tim-kiem"
    menu_icon = "search"
    menu_order = 600
    items = (EquivalenceViewSet, PinViewSet, TrialViewSet, ReportViewSet)
