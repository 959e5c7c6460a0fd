"""Starting a dossier from an earlier one: facts and texts come over, marked until they are edited; never evidence,
confirmations, decisions or scores.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import models, transaction
from django.utils.translation import gettext as _

from portal.core.models import User
from portal.core.vietnamese import normalize
from recognition.domain import events, forms
from recognition.domain.errors import DomainError, IllegalMove, NotAllowed
from recognition.domain.roles import grants
from recognition.enums import EDITABLE_BY_UNIT, Role
from recognition.models import Nomination

NEVER: Final = frozenset({"full_name"})
"""What is a fact of the new dossier from its first moment."""


@transaction.atomic
def copy_answers(*, nomination: Nomination, source: Nomination, actor: User) -> list[str]:
    """Fill what is still blank in a dossier with the answers of another one of the unit; return the codes that came.

    Nothing that is written is overwritten. Raises ``NotAllowed`` when either dossier is not the focal point's own,
    ``IllegalMove`` when the dossier is no longer with the unit, ``DomainError`` when there is nothing to copy.
    """
    locked = Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
    held = grants(actor)
    if not held.has(Role.FOCAL_POINT, locked.unit_id) or not held.has(Role.FOCAL_POINT, source.unit_id):
        raise NotAllowed(_("Chỉ đầu mối của đơn vị được chép giữa các hồ sơ của đơn vị mình."))
    if locked.state not in EDITABLE_BY_UNIT:
        raise IllegalMove(_("Hồ sơ không còn ở bước soạn thảo nên không sửa được."))
    if locked.kind != source.kind or locked.pk == source.pk:
        raise DomainError(_("Chỉ chép được từ một hồ sơ khác của cùng loại đối tượng."))
    columns, report, came = _what_comes(locked, source)
    if not came:
        raise DomainError(_("Hồ sơ ấy không có nội dung nào cho các ô còn trống của hồ sơ này."))
    changed = Nomination.objects.filter(pk=locked.pk, version=locked.version, state=locked.state).update(
        report={**locked.report, **report},
        copied=sorted({*locked.copied, *came}),
        copied_from=source,
        version=models.F("version") + 1,
        **columns,
    )
    if not changed:
        raise IllegalMove(_("Một người khác vừa xử lý hồ sơ này. Hãy tải lại trang."))
    events.record(
        subject=locked,
        act="copy",
        actor=actor,
        role=Role.FOCAL_POINT,
        data={"source": source.public_id, "fields": came},
    )
    nomination.refresh_from_db()
    return came


def _what_comes(target: Nomination, source: Nomination) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    columns: dict[str, Any] = {}
    report: dict[str, Any] = {}
    # The group of positions decides which questions are asked, so it comes before them.
    if not target.report.get(forms.POSITION_GROUP) and source.report.get(forms.POSITION_GROUP):
        target.report = {
            **target.report,
            forms.POSITION_GROUP: source.report[forms.POSITION_GROUP],
        }
        report[forms.POSITION_GROUP] = source.report[forms.POSITION_GROUP]
    theirs = {question.code: question for question in forms.form_of(source).fields}
    for question in forms.form_of(target).fields:
        other = theirs.get(question.code)
        if other is None or other.kind != question.kind or question.code in NEVER:
            continue
        value = forms.cleaned(question, forms.answer(source, other))
        if (
            forms.is_blank(value)
            or not forms.is_blank(forms.answer(target, question))
            or forms.problem(question, value)
        ):
            continue
        if question.kind == "column":
            columns[question.code] = normalize(value)
        else:
            report[question.code] = value
    return columns, report, sorted({*columns, *report})
