"""The page a person opens from the paper: what would be shown of them, yes or no to each item, and back again.

Without an account: whoever holds the paper is asked. Opening changes nothing (messengers open links to preview them).
The address is a secret, so it is told to nobody: no referrer, no search machine, no cache, no card to share.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.core.language_paths import localized
from portal.core.security import client_address, counted
from recognition import secret_links
from recognition.domain import consent, publication
from recognition.domain.errors import IllegalMove
from recognition.enums import ConsentRequestState, ConsentScope
from recognition.models import ConsentRequest
from recognition.views.answers import home

MOST_IN_AN_HOUR = 60
"""Answers and wrong addresses from one place: a clinic behind one router answers on one day."""
HOUR = 3600
PATH = localized(*secret_links.CONSENT)


def kept_secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the address leave with no link, no index and no store.

    ``strict-origin``: not even the style sheets of the page are asked for with the address, which would stand in the log.
    Not ``no-referrer``: with it browsers post the form from the origin ``null``, which the check against forged posts
    refuses.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        response = view(request, *args, **options)
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return wrapped


def scope_words(scope: str) -> tuple[str, str]:
    """Return the name of an item and what agreeing to it shows."""
    return {
        ConsentScope.PHOTO: (
            _("Ảnh"),
            _("Ảnh chân dung và ảnh khác có mặt ông/bà trên trang của ông/bà và trong bài viết."),
        ),
        ConsentScope.BIOGRAPHY: (
            _("Tiểu sử"),
            _("Câu chuyện về công việc và thành tích, ngoài những điều quyết định đã ghi."),
        ),
        ConsentScope.WORDS: (_("Lời kể"), _("Những câu ông/bà đã nói, để trong ngoặc kép, ghi tên ông/bà.")),
    }[ConsentScope(scope)]


class AnswerForm(forms.Form):
    """Yes or no to each item; nothing is chosen beforehand, silence is no consent."""

    def __init__(self, *args: Any, scopes: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        for scope in scopes:
            label, help_text = scope_words(scope)
            self.fields[scope] = forms.ChoiceField(
                label=label,
                help_text=help_text,
                choices=(("yes", _("Đồng ý đăng")), ("no", _("Không đăng"))),
                widget=forms.RadioSelect,
                error_messages={"required": _("Hãy chọn đồng ý hay không.")},
            )

    @property
    def agreed(self) -> list[str]:
        """The items agreed to."""
        return [scope for scope, said in self.cleaned_data.items() if said == "yes"]


@kept_secret
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, or show what was answered and let it be taken back."""
    row = consent.request_of(token)
    if (row is None or request.method == "POST") and _too_many(client_address(request)):
        return _page(
            request,
            {"problem": _("Nơi này đã gửi nhiều lần trong một giờ. Xin thử lại sau một giờ.")},
            status=429,
        )
    if row is None:
        return _page(
            request,
            {
                "problem": _(
                    "Đường dẫn này không đúng, hoặc nơi gửi đã thu hồi. Xin hỏi lại nơi đã gửi cho ông/bà."
                )
            },
            status=404,
        )
    if request.method == "POST":
        return _answered(request, row, token)
    return _asked(request, row)


def _answered(request: HttpRequest, row: ConsentRequest, token: str) -> HttpResponse:
    here = HttpResponseRedirect(reverse("recognition:consent", args=[token]))
    try:
        if request.POST.get("act") == "withdraw":
            chosen = request.POST.getlist("scope")
            if not chosen:
                return _asked(request, row, problem=_("Hãy chọn mục muốn rút lại."), status=422)
            consent.withdraw_by_paper(request=row, scopes=chosen)
            return here
        form = AnswerForm(request.POST, scopes=row.scopes)
        if row.state == ConsentRequestState.WAITING and not form.is_valid():
            return _asked(request, row, form=form, status=422)
        consent.answer(request=row, agreed=form.agreed if form.is_bound and form.is_valid() else [])
    except IllegalMove as refused:
        row.refresh_from_db()
        return _asked(request, row, problem=refused.message, status=409)
    return here


def _asked(
    request: HttpRequest,
    row: ConsentRequest,
    *,
    form: AnswerForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    in_force = {one.scope for one in row.consents.all() if one.withdrawn_at is None}
    waits = row.state == ConsentRequestState.WAITING
    return _page(
        request,
        {
            "row": row,
            "state": str(row.state),
            "form": form or AnswerForm(scopes=row.scopes),
            "problem": problem,
            # The link lives for as long as the paper is kept; a draft is shown only to whoever is still asked about it.
            "facts": consent.facts_told(row.honoree) if waits else (),
            "draft": publication.draft_words(row.honoree) if waits else ("", []),
            "items": [
                {
                    "scope": scope,
                    "label": scope_words(scope)[0],
                    "agreed": scope in row.agreed,
                    "in_force": scope in in_force,
                }
                for scope in row.scopes
            ],
            "in_force": bool(in_force),
        },
        status=status,
    )


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(
        request,
        "recognition/consent.html",
        {"crumbs": [home()], "noindex": True, **context},
        status=status,
    )


def _too_many(address: str) -> bool:
    key = f"consent-page:{address.replace(':', '-')}:{int(time.time() // HOUR)}"
    return counted(key, seconds=2 * HOUR) > MOST_IN_AN_HOUR
