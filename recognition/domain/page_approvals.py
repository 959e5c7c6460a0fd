"""The approval of a page in the record of acts: asked for, given, refused with its reason, taken back (A13).

Wagtail keeps its own log, which anybody with the database can rewrite; what decides whether something is public stands in
our chains too. The page of an honoree has no chain of its own: its approvals stand in that of the honoree, where erasing
finds their words.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import models, transaction
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, Revision, TaskState

from portal.core.models import User
from recognition.domain import events
from recognition.domain.roles import grants
from recognition.enums import Role
from recognition.models import Honoree, HonoreePage

ACTS: Final = ("submit_page", "approve_page", "return_page", "recall_page")
_EMPTY: Final[tuple[object, ...]] = (None, "", "[]", [])
"""A stream without blocks is kept as the text of an empty list."""
_TEXTS: Final = frozenset({"title", "slug", "seo_title", "search_description"})


def changed_fields(page: Page, revision: Revision) -> list[str]:
    """Return what the revision would change on the live page, by the names of its fields; all that is written on a new one."""
    names = {field.name for field in type(page)._meta.local_fields if field.editable} | _TEXTS
    names |= {relation.get_accessor_name() for relation in get_all_child_relations(type(page))}
    before = page.live_revision.content if page.live and page.live_revision else {}
    return sorted(
        name
        for name in names & set(revision.content)
        if revision.content[name] != before.get(name)
        and not (revision.content[name] in _EMPTY and before.get(name) in _EMPTY)
    )


@transaction.atomic
def record(*, act: str, step: TaskState, actor: User | None) -> None:
    """Write an act on a step of the workflow of a page. Call inside the transaction that changes the step."""
    page = step.workflow_state.content_object
    if not isinstance(page, Page):
        return
    subject = _locked(page)
    asked = step.workflow_state.requested_by
    data: dict[str, Any] = {
        "page": page.pk,
        "revision": step.revision_id,
        "submitted_by": asked.public_id if asked else "",
    }
    if act == "submit_page" and step.revision is not None:
        data["fields"] = changed_fields(page.specific, step.revision)
    roles = {Role.APPROVER} if act in {"approve_page", "return_page"} else {Role.EDITOR, Role.APPROVER}
    role = grants(actor).first(frozenset(roles)) if actor else None
    events.record(
        subject=subject,
        act=act,
        actor=actor,
        role=role.value if role else "",
        reason=step.comment if act in {"approve_page", "return_page"} else "",
        data=data,
    )


def _locked(page: Page) -> models.Model:
    if isinstance(page.specific, HonoreePage):
        return Honoree.objects.select_for_update().get(pk=page.specific.honoree_id)
    locked: models.Model = Page.objects.select_for_update().get(pk=page.pk).specific
    return locked
