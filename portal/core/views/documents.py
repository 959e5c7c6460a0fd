"""Files that editors publish, by an address without an integer key."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.documents.models import document_served

from portal.core import private_files, recordings
from portal.core.private_files import PrivateFile


@require_safe
def show(request: HttpRequest, public_id: str, filename: str) -> HttpResponseBase:
    """Give the file after Wagtail's hooks were asked: they know whether the collection is private.

    A film, a sound or captions are given to strangers only while a public page shows them: who withdraws a story
    withdraws the film. People of the admin see them before. All other files are given to be kept, never opened in
    place.
    """
    found = get_object_or_404(get_document_model(), public_id=public_id)
    if found.filename != filename:
        raise Http404
    for hook in hooks.get_hooks("before_serve_document"):
        answer = hook(found, request)
        if isinstance(answer, HttpResponseBase):
            return answer
    if found.is_recording:
        if not (request.user.has_perm("wagtailadmin.access_admin") or found.is_shown_on_a_public_page()):
            raise Http404
        return recordings.respond(request, found)
    document_served.send(sender=type(found), instance=found, request=request)
    return private_files.respond(PrivateFile(found.file.name, found.filename, found.content_type))


def lead_to_our_address(document: Any, request: HttpRequest) -> HttpResponse | None:
    """Wagtail's hook ``before_serve_document``: its own address leads to ours, after the collection was asked.

    Wagtail's view cannot read a private storage, which has no addresses.
    """
    stock = request.resolver_match is not None and request.resolver_match.view_name == "wagtaildocs_serve"
    return HttpResponseRedirect(document.url) if stock else None
