"""The packages of a unit as the page of a round shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from recognition.domain.roles import Grants
from recognition.enums import OPEN_PACKAGES, PackageState, Role
from recognition.models import Package, Round, Unit


@dataclass(frozen=True, slots=True)
class Panel:
    """What is shown: the packages as rows, and the units for which the person may start one."""

    rows: tuple[dict[str, str], ...]
    starts: tuple[Unit, ...]


def panel(round_: Round, units: Sequence[Unit], held: Grants) -> Panel | None:
    """Return the packages of ``units`` in a round of the Sở; None where packages have no place."""
    if round_.parent_id is not None or not units:
        return None
    rows = list(
        Package.objects.filter(round=round_, unit__in=units)
        .exclude(state=PackageState.DISCARDED)
        .select_related("unit")
    )
    busy = {row.unit_id for row in rows if row.state in OPEN_PACKAGES}
    return Panel(
        rows=tuple(
            {
                "label": row.number or _("Bộ hồ sơ %(key)s") % {"key": row.public_id.upper()},
                "url": reverse("intake:package", args=[row.public_id]),
                "note": f"{row.get_state_display()} · {row.unit.name}",
            }
            for row in rows
        ),
        starts=tuple(unit for unit in units if held.has(Role.FOCAL_POINT, unit.pk) and unit.pk not in busy),
    )
