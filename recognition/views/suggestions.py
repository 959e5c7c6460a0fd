"""Anyone suggests somebody worth recognizing: a short form, a receipt with a number. Nothing sent is shown to anybody else."""

from __future__ import annotations

import time

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.security import client_address, counted
from recognition.domain import queries, suggestions
from recognition.enums import SubjectKind
from recognition.models import Suggestion
from recognition.views.answers import home

MOST_IN_AN_HOUR = 10  # from one address: a ward or a family sends fewer
HOUR = 3600
SHORTEST_WORDS = 20


class SuggestForm(forms.Form):
    """All that is asked. ``website`` is hidden from people; machines fill it."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=gettext_lazy("Bạn giới thiệu ai?"), choices=SubjectKind.choices, widget=forms.RadioSelect
    )
    full_name = forms.CharField(
        label=gettext_lazy("Họ và tên, hoặc tên tập thể"),
        max_length=255,
        help_text=gettext_lazy("Viết đủ, có dấu nếu bạn biết, ví dụ Trần Thị Bích Thủy hoặc Khoa Nhi."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    place = forms.CharField(
        label=gettext_lazy("Làm việc ở đâu"),
        max_length=300,
        help_text=gettext_lazy("Bệnh viện, trung tâm, trạm y tế; nếu biết thì ghi cả khoa, phòng."),
    )
    words = forms.CharField(
        label=gettext_lazy("Người ấy, tập thể ấy đã làm gì"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy(
            "Kể việc bạn thấy hoặc biết: khi nào, ở đâu, giúp được ai. "
            "Xin không ghi tên, bệnh của người bệnh."
        ),
    )
    name = forms.CharField(
        label=gettext_lazy("Họ tên của bạn"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label=gettext_lazy("Thư điện tử hoặc điện thoại của bạn"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Để trống cũng được. Chỉ người xem xét đọc được, không bao giờ đăng lên, và được xóa sau 90 ngày."
        ),
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"]).strip()
        if len(words) < SHORTEST_WORDS:
            raise forms.ValidationError(
                _("Xin kể thêm một chút để đơn vị biết đó là việc gì, ít nhất một câu.")
            )
        return words


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """Show the form; keep what was sent."""
    if request.method != "POST":
        return _form(request, SuggestForm(initial={"kind": SubjectKind.INDIVIDUAL}))
    form = SuggestForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    if _too_many(client_address(request)):
        form.add_error(
            None, _("Đã nhận nhiều lời giới thiệu từ nơi này trong một giờ. Xin gửi lại sau một giờ nữa.")
        )
        return _form(request, form, status=429)
    answers = form.cleaned_data
    if answers["website"]:  # a machine: it is told nothing
        return HttpResponseRedirect(reverse("recognition:suggestion_received", args=["0"]))
    row = suggestions.receive(
        kind=answers["kind"],
        full_name=answers["full_name"],
        place=answers["place"],
        words=answers["words"],
        name=answers["name"],
        contact=answers["contact"],
        language=queries.language_code(),
    )
    return HttpResponseRedirect(reverse("recognition:suggestion_received", args=[row.public_id]))


def _form(request: HttpRequest, form: SuggestForm, status: int = 200) -> HttpResponse:
    return render(
        request,
        "recognition/suggest.html",
        {"crumbs": [home()], "form": form, "noindex": bool(form.is_bound)},
        status=status,
    )


def _too_many(address: str) -> bool:
    """Count one; whether the address has sent more than is usual. A cache that is away stops nobody."""
    key = f"suggestion:{address.replace(':', '-')}:{int(time.time() // HOUR)}"
    return counted(key, seconds=2 * HOUR) > MOST_IN_AN_HOUR


@never_cache
@require_safe
def received(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt: the number and what happens now, nothing of what was sent."""
    row = Suggestion.objects.filter(public_id=code).only("public_id").first()
    if row is None and code != "0":
        raise Http404
    return render(
        request,
        "recognition/suggestion_received.html",
        {
            "crumbs": [
                home(),
                {"label": _("Giới thiệu gương tốt"), "url": reverse("recognition:suggest")},
            ],
            "row": row,
            "noindex": True,
        },
    )
