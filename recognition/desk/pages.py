"""What the admin may not do to pages: nobody publishes past the workflow, nobody copies or deletes a page of facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext as words_of_wagtail
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from portal.core.models import User
from recognition.domain import publication
from recognition.domain.setup import WORKFLOW_NAME
from recognition.models import HonoreeIndexPage, HonoreePage, StoryIndexPage


def refuse(request: HttpRequest, page: Page, words: str) -> HttpResponse:
    """Say why, and go back to the page (or where it would stand)."""
    messages.error(request, words)
    if page.pk is None:
        return redirect("wagtailadmin_home")
    return redirect("wagtailadmin_pages:edit", page.pk)


def button_of(page: Page) -> str:
    """Return what Wagtail writes on the button that hands a page to its approvers."""
    workflow = page.get_workflow() if page.pk else None
    name = workflow.name if workflow else WORKFLOW_NAME
    return words_of_wagtail("Submit to %(workflow_name)s") % {"workflow_name": name}


@hooks.register("before_publish_page")
def publish_only_through_the_workflow(request: HttpRequest, page: Page) -> HttpResponse:
    """Whoever saves the form of a page is its author at that moment; publishing takes another (DOMAIN 5, A13)."""
    return refuse(
        request,
        page,
        _("Bài chỉ được đăng qua bước duyệt: hãy bấm “%(button)s”, một người duyệt khác sẽ đọc và đăng.")
        % {"button": button_of(page)},
    )


@hooks.register("construct_page_action_menu", order=1000)
def show_no_button_past_the_workflow(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    page = context.get("page")
    gone = {"action-publish"}
    if isinstance(getattr(page, "specific_deferred", page), HonoreePage):
        gone.add("action-unpublish")
    items[:] = [item for item in items if item.name not in gone]


def is_of_facts(page: Page) -> bool:
    """Whether the page shows rows and exists once per row and language, or holds all that do."""
    return (
        issubclass(page.specific_class or Page, HonoreePage | HonoreeIndexPage | StoryIndexPage)
        or page.depth <= 2
    )


@hooks.register("before_unpublish_page")
def hide_instead_of_unpublishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    if not is_of_facts(page):
        return None
    return refuse(
        request,
        page,
        _(
            "Trang này không gỡ ở đây. Người phụ trách bảo vệ dữ liệu tạm ẩn từng lần khen thưởng, có lý do, ở mục Lần khen thưởng."
        ),
    )


@hooks.register("before_copy_page")
def copy_nothing(request: HttpRequest, page: Page) -> HttpResponse | None:
    if is_of_facts(page):
        return refuse(
            request, page, _("Mỗi người, tập thể có đúng một trang; trang này không sao chép được.")
        )
    if request.method == "POST" and (request.POST.get("publish_copies") or request.POST.get("alias")):
        return refuse(request, page, _("Bản sao phải qua bước duyệt: hãy sao chép mà không đăng."))
    return None


@hooks.register("before_delete_page")
def delete_nothing_of_facts(request: HttpRequest, page: Page) -> HttpResponse | None:
    if is_of_facts(page) or any(
        is_of_facts(below) for below in page.get_descendants().filter(depth=page.depth + 1)[:1]
    ):
        return refuse(
            request,
            page,
            _("Trang này không xóa được: địa chỉ của trang được giữ mãi. Cần gỡ thì tạm ẩn lần khen thưởng."),
        )
    return None


@hooks.register("before_move_page")
def move_nothing_of_facts(request: HttpRequest, page: Page, _destination: Page) -> HttpResponse | None:
    if is_of_facts(page):
        return refuse(request, page, _("Trang này không chuyển được: địa chỉ của trang được giữ mãi."))
    return None


FORBIDDEN_IN_BULK = frozenset({"publish", "unpublish", "delete", "move"})


@hooks.register("before_bulk_action")
def one_by_one(
    request: HttpRequest, action_type: str, objects: Sequence[Any], _action: Any
) -> HttpResponse | None:
    """Pages are published, removed and moved one by one, each past its own rule."""
    if action_type in FORBIDDEN_IN_BULK and any(isinstance(row, Page) for row in objects):
        messages.error(request, _("Việc này làm với từng trang một, không làm hàng loạt."))
        return redirect("wagtailadmin_home")
    return None


@hooks.register("before_edit_page", order=-100)
def translations_pass_the_workflow_too(request: HttpRequest, page: Page) -> HttpResponse | None:
    """wagtail-localize publishes a translation from its own editor; whoever translated does not publish it."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    from wagtail_localize.models import StringTranslation, Translation

    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).first()
    if translation is None:
        return None
    mine = StringTranslation.objects.filter(
        locale_id=page.locale_id,
        translation_of__segments__source=translation.source_id,
        last_translated_by=request.user,
    )
    if mine.exists():
        return refuse(request, page, _("Người dịch không tự đăng bản dịch. Cần một người duyệt khác."))
    return None


@hooks.register("after_edit_page")
def editing_has_begun(request: HttpRequest, page: Page) -> None:
    """An editor saved the prose: what waited on the page is being edited from now on (A12 to A13)."""
    if isinstance(page, HonoreePage) and not page.live and isinstance(request.user, User):
        publication.begin_editing(page=page, actor=request.user)
