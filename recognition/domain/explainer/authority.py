"""Who may decide an award on a day."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from recognition.domain.explainer.facts import SHOWN
from recognition.domain.explainer.told import AUTHORITY, CATALOGUE, Criterion, Ground
from recognition.domain.explainer.wording import either
from recognition.domain.rules import Rule
from recognition.enums import Finding
from recognition.models import DecisionPower, Nomination
from recognition.querysets import in_force


def authority(nomination: Nomination, day: date) -> Criterion:
    """Explain who may decide the award on that day, by the powers of the catalogue."""
    powers = list(
        DecisionPower.objects.filter(in_force(day), award=nomination.award_id)
        .select_related("office", "legal_basis")
        .order_by("-verified", "office__code")
    )
    grounds = tuple(
        Ground(
            CATALOGUE,
            " – ".join(
                part
                for part in (
                    power.office.label,
                    ", ".join(filter(None, [power.article, str(power.legal_basis or "")])),
                    "" if power.verified else _("chưa xác minh"),
                )
                if part
            ),
            power.verified,
        )
        for power in powers[:SHOWN]
    )
    verified = [power for power in powers if power.verified]
    first = next(iter(verified or powers), None)
    rule = Rule(
        code=AUTHORITY,
        kind=AUTHORITY,
        text=_("Có cơ quan, người có thẩm quyền quyết định danh hiệu, hình thức này."),
        law=str(first.legal_basis or "") if first else "",
        article=first.article if first else "",
        valid_from=first.valid_from if first else None,
        valid_until=first.valid_until if first else None,
        verified=bool(verified),
    )
    if verified:
        return Criterion(
            rule,
            Finding.MET,
            _("%(office)s quyết định.")
            % {"office": either(dict.fromkeys(power.office.label for power in verified))},
            grounds=grounds,
        )
    why = (
        _("Quy định về thẩm quyền chưa được xác minh.")
        if powers
        else _("Danh mục chưa có quy định về thẩm quyền trong ngày này.")
    )
    return Criterion(
        rule,
        Finding.UNKNOWN,
        why,
        to_meet=_("Thường trực Hội đồng đối chiếu văn bản và xác minh trong danh mục."),
        grounds=grounds,
    )
