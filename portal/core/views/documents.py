"""Files that editors publish, by an address without an integer key."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve

from portal.core import recordings


@require_safe
def show(request: HttpRequest, public_id: str, filename: str) -> HttpResponseBase:
    """Give the file as Wagtail does: its hooks ask the collection, and ours answers players."""
    found = get_object_or_404(get_document_model(), public_id=public_id)
    return serve(request, found.pk, filename)  # type: ignore[no-any-return]


def answer_player(document: object, request: HttpRequest) -> HttpResponseBase | None:
    """Wagtail's hook ``before_serve_document``, run after the one that asks the collection.

    A film, a sound or captions are given to strangers only while a public page shows them: who withdraws a story
    withdraws the film. People of the admin see them before.
    """
    if not document.is_recording:  # type: ignore[attr-defined]
        return None
    if not (
        request.user.has_perm("wagtailadmin.access_admin") or document.is_shown_on_a_public_page()  # type: ignore[attr-defined]
    ):
        raise Http404
    return recordings.respond(request, document)
