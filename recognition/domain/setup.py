"""What the admin needs before anybody works: the groups that follow from roles, and the workflow of publication."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from portal.core import duties
from recognition.domain.roles import group_name
from recognition.enums import ADMIN_ROLES, Role
from recognition.models import ApprovalTask

WORKFLOW_NAME: Final = "Duyệt đăng"

PAGE_PERMISSIONS: Final[dict[Role, tuple[str, ...]]] = {
    Role.EDITOR: ("add_page", "change_page"),
    Role.APPROVER: ("change_page", "publish_page", "lock_page", "unlock_page"),
}
"""Role → what its group may do to pages. Publishing still needs the workflow and another author (``desk.pages``)."""

FILE_PERMISSIONS: Final[dict[Role, tuple[str, ...]]] = {
    Role.EDITOR: (
        "add_portalimage",
        "change_portalimage",
        "choose_portalimage",
        "add_portaldocument",
        "change_portaldocument",
        "choose_portaldocument",
    ),
    Role.APPROVER: ("choose_portalimage", "choose_portaldocument"),
    Role.STANDING_BODY: ("add_portaldocument", "choose_portaldocument"),
}

DUTIES: Final[dict[Role, tuple[str, ...]]] = {
    Role.EDITOR: (duties.EDITING,),
    Role.APPROVER: (duties.EDITING,),
    Role.ADMINISTRATOR: (duties.EDITING, duties.RUNNING),
}
"""Role → whose duty screens of other apps are its own (``portal.core.duties``)."""


@transaction.atomic
def ensure_groups() -> None:
    """Make a group per role with exactly its permissions, and the workflow on the root page. Runs as often as wanted."""
    for label in sorted({"wagtailadmin", "wagtailcore", "core"} | duties.app_labels()):
        create_permissions(apps.get_app_config(label), verbosity=0)
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    groups = _groups()
    enter = {names: {access, *duties.permissions(*names)} for names in {(), *DUTIES.values()}}
    _set_permissions(
        {groups[role]: enter[DUTIES.get(role, ())] if role in ADMIN_ROLES else set() for role in Role}
    )
    root = Page.objects.filter(depth=1).first()
    collection = Collection.objects.filter(depth=1).first()
    if collection is not None:
        files = _wanted(groups, FILE_PERMISSIONS, "core")
        _set_places(GroupCollectionPermission, "collection", collection, files, elsewhere=True)
    if root is not None:
        pages = _wanted(groups, PAGE_PERMISSIONS, "wagtailcore", "page")
        _set_places(GroupPagePermission, "page", root, pages, elsewhere=False)
        _ensure_workflow(root)


def _groups() -> dict[Role, Group]:
    present = {group.name: group for group in Group.objects.filter(name__in=map(group_name, Role))}
    return {
        role: present.get(group_name(role)) or Group.objects.create(name=group_name(role)) for role in Role
    }


def _set_permissions(wanted: Mapping[Group, AbstractSet[Permission]]) -> None:
    """Give each group exactly these permissions; only what differs is written."""
    present: dict[int, set[int]] = {}
    for group_id, permission_id in Group.permissions.through.objects.filter(group__in=wanted).values_list(
        "group_id", "permission_id"
    ):
        present.setdefault(group_id, set()).add(permission_id)
    for group, permissions in wanted.items():
        if present.get(group.pk, set()) != {permission.pk for permission in permissions}:
            group.permissions.set(permissions)


def _wanted(
    groups: Mapping[Role, Group], by_role: Mapping[Role, tuple[str, ...]], app: str, model: str = ""
) -> set[tuple[int, int]]:
    """Return group and permission of what roles may do to pages or files."""
    named = {code for codes in by_role.values() for code in codes}
    rows = Permission.objects.filter(content_type__app_label=app, codename__in=named)
    if model:
        rows = rows.filter(content_type__model=model)
    keys = dict(rows.values_list("codename", "pk"))
    return {
        (groups[role].pk, keys[code]) for role, codes in by_role.items() for code in codes if code in keys
    }


def _set_places(
    rows: Any, field: str, place: Page | Collection, wanted: AbstractSet[tuple[int, int]], *, elsewhere: bool
) -> None:
    """Make the rows of our groups say that they may do just this at ``place``; only what differs is written.

    ``elsewhere``: what they may do there they may be given in other places too.
    """
    kept = set()
    for row in rows.objects.filter(group__name__in=[group_name(role) for role in Role]):
        pair, here = (row.group_id, row.permission_id), getattr(row, f"{field}_id") == place.pk
        if pair not in wanted or not (here or elsewhere):
            row.delete()
        elif here:
            kept.add(pair)
    for group_id, permission_id in sorted(wanted - kept):
        rows.objects.create(group_id=group_id, permission_id=permission_id, **{field: place})


def _ensure_workflow(root: Page) -> None:
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW_NAME, defaults={"active": True})
    if not WorkflowTask.objects.filter(workflow=workflow).exists():
        task, _created = ApprovalTask.objects.get_or_create(name=WORKFLOW_NAME, defaults={"active": True})
        WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr, sort_order=0)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
