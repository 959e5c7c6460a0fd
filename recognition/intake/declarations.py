"""What people who judge declare of themselves: where they work, who their kin are. One way in for the admin and outside it.

A member of the Hội đồng has no part in the admin and declares at the units' pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recognition.domain import recusal
from recognition.domain.errors import DomainError
from recognition.domain.roles import Grants
from recognition.models import Kinship, Unit, Workplace

UNPROCESSABLE = 422


class WorkplaceForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Đơn vị công tác"),
        queryset=Unit.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=gettext_lazy("Chưa khai"),
        help_text=gettext_lazy("Bạn không xét hồ sơ của đơn vị này và các khoa, phòng, trạm của đơn vị."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units: Any = self.fields["unit"]
        units.queryset = Unit.objects.active().order_by("sort_key")


class KinForm(forms.Form):
    full_name = forms.CharField(label=gettext_lazy("Họ và tên người thân"), max_length=255)
    relation = forms.CharField(
        label=gettext_lazy("Quan hệ"),
        max_length=80,
        help_text=gettext_lazy("Ví dụ: vợ, chồng, con, anh, chị, em, cháu."),
    )
    kin_unit = forms.ModelChoiceField(
        label=gettext_lazy("Đơn vị của người thân"),
        queryset=Unit.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=gettext_lazy("Không rõ"),
        help_text=gettext_lazy("Không rõ thì bạn tạm không xét mọi hồ sơ cùng tên."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units: Any = self.fields["kin_unit"]
        units.queryset = Unit.objects.active().order_by("sort_key")


@dataclass(frozen=True, slots=True)
class Declarations:
    """What the screen shows after a request; ``done`` says that something was kept and the screen is read anew."""

    where: WorkplaceForm
    kin: KinForm
    declared: list[Kinship]
    done: bool
    status: int


def may_declare(held: Grants) -> bool:
    """Whether somebody who holds this judges dossiers and so has something to declare."""
    return held.any(*recusal.JUDGES)


def take(request: HttpRequest) -> Declarations:
    """Keep what was posted, and say how. Nobody else reads whose relative somebody is.

    Raises ``Http404`` for a declaration that is not the person's own.
    """
    user: Any = request.user
    act = request.POST.get("viec", "")
    place = Workplace.objects.filter(user=user).select_related("unit").first()
    where = WorkplaceForm(
        request.POST if act == "noi-cong-tac" else None,
        initial={"unit": place.unit.public_id if place else None},
    )
    kin = KinForm(request.POST if act == "nguoi-than" else None)
    told = ""
    try:
        told = _keep(request, act, where, kin)
    except DomainError as refused:
        messages.error(request, refused.message)
    if told:
        messages.success(request, told)
    return Declarations(
        where=where,
        kin=kin,
        declared=list(Kinship.objects.filter(user=user, ended_at__isnull=True).select_related("unit")),
        done=bool(told),
        status=UNPROCESSABLE if request.method == "POST" else 200,
    )


def _keep(request: HttpRequest, act: str, where: WorkplaceForm, kin: KinForm) -> str:
    """Make the act, return what to say; empty where nothing was done."""
    user: Any = request.user
    if act == "noi-cong-tac" and where.is_valid():
        recusal.set_workplace(user=user, unit=where.cleaned_data["unit"], actor=user)
        return _("Đã lưu nơi công tác.")
    if act == "nguoi-than" and kin.is_valid():
        recusal.declare_kin(
            full_name=kin.cleaned_data["full_name"],
            relation=kin.cleaned_data["relation"],
            unit=kin.cleaned_data["kin_unit"],
            actor=user,
        )
        return _("Đã khai. Hồ sơ của người này đóng lại với bạn.")
    if act == "rut":
        declared = Kinship.objects.filter(user=user, public_id=request.POST.get("khai", "")).first()
        if declared is None:
            raise Http404
        recusal.end_kin(kinship=declared, actor=user)
        return _("Đã rút lời khai. Hồ sơ đã đóng vẫn đóng cho đến khi người khác mở lại.")
    return ""
