"""What the public asks: a short form, a receipt with a number and a due date. Nothing sent is shown to anybody else."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.security import client_address, counted
from recognition.domain import queries, requests
from recognition.enums import RequestKind
from recognition.models import Honoree, PublicRequest
from recognition.views.answers import home

MOST_IN_AN_HOUR = 10  # from one address: a family or a newsroom sends fewer
HOUR = 3600


class RequestForm(forms.Form):
    """All that is asked. ``website`` is hidden from people; machines fill it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Bạn cần gì?"), choices=RequestKind.choices, widget=forms.RadioSelect
    )
    about = forms.CharField(
        label=gettext_lazy("Về người, tập thể hoặc trang nào"),
        max_length=300,
        help_text=gettext_lazy("Họ tên và đơn vị, số quyết định, hoặc địa chỉ trang."),
    )
    text = forms.CharField(
        label=gettext_lazy("Điều bạn muốn cho biết"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Ví dụ: năm được khen thưởng, điều ghi sai và điều đúng, phần muốn gỡ."),
    )
    name = forms.CharField(
        label=gettext_lazy("Họ tên của bạn"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label=gettext_lazy("Thư điện tử hoặc điện thoại để trả lời"),
        max_length=200,
        help_text=gettext_lazy(
            "Chỉ người trả lời đọc được, không bao giờ đăng lên, và được xóa sáu tháng sau khi trả lời."
        ),
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_contact(self) -> str:
        contact = str(self.cleaned_data["contact"]).strip()
        digits = sum(sign.isdigit() for sign in contact)
        name, _at, domain = contact.partition("@")
        if digits < 8 and not (name and "." in domain):
            raise forms.ValidationError(_("Hãy ghi một địa chỉ thư điện tử hoặc số điện thoại đầy đủ."))
        return contact


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form, filled from ``loai`` (kind) and ``ve`` (what it is about); keep what was sent."""
    if request.method != "POST":
        kind = request.GET.get("loai", "")
        asked = {
            "kind": kind if kind in RequestKind.values else RequestKind.ERROR,
            "about": " ".join(request.GET.get("ve", "").replace("\x00", "").split())[:300],
        }
        return _form(request, RequestForm(initial=asked))
    form = RequestForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    if _too_many(client_address(request)):
        form.add_error(
            None, _("Đã nhận nhiều yêu cầu từ nơi này trong một giờ. Xin thử lại sau, hoặc gọi điện.")
        )
        return _form(request, form, status=429)
    answers = form.cleaned_data
    if answers["website"]:  # a machine: it is told nothing
        return HttpResponseRedirect(reverse("recognition:request_received", args=["0"]))
    row = requests.receive(
        kind=RequestKind(answers["kind"]),
        about=answers["about"],
        text=answers["text"],
        name=answers["name"],
        contact=answers["contact"],
        language=queries.language_code(),
        honoree=_honoree_of(answers["about"]),
    )
    return HttpResponseRedirect(reverse("recognition:request_received", args=[row.public_id]))


def _form(request: HttpRequest, form: RequestForm, status: int = 200) -> HttpResponse:
    return render(
        request,
        "recognition/request.html",
        {"crumbs": [home()], "form": form, "noindex": form.is_bound or bool(request.GET)},
        status=status,
    )


def _too_many(address: str) -> bool:
    """Count one; whether the address has sent more than is usual. A cache that is away stops nobody."""
    key = f"public-request:{address.replace(':', '-')}:{int(time.time() // HOUR)}"
    return counted(key, seconds=2 * HOUR) > MOST_IN_AN_HOUR


def _honoree_of(about: str) -> Honoree | None:
    """The honoree whose page was named by its address, as the link of the page does."""
    path = urlsplit(about.strip()).path.rstrip("/") if "/" in about else ""
    return queries.honoree_by_public_id(path.rsplit("-", 1)[-1]) if path else None


@never_cache
@require_safe
def received(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt: the number and the day of the answer, nothing of what was sent."""
    row = PublicRequest.objects.filter(public_id=code).only("public_id", "due_on", "kind").first()
    if row is None and code != "0":
        raise Http404
    return render(
        request,
        "recognition/request_received.html",
        {
            "crumbs": [home(), {"label": _("Gửi yêu cầu"), "url": reverse("recognition:report")}],
            "row": row,
            "noindex": True,
        },
    )
