"""What the admin needs before anybody works: the groups that follow from roles, and the workflow of publication."""

from __future__ import annotations

from typing import Final

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
    root = Page.objects.filter(depth=1).first()
    collection = Collection.objects.filter(depth=1).first()
    for role in Role:
        group, _created = Group.objects.get_or_create(name=group_name(role))
        group.permissions.set(
            [access, *duties.permissions(*DUTIES.get(role, ()))] if role in ADMIN_ROLES else []
        )
        if root is not None:
            _set_page_permissions(group, root, PAGE_PERMISSIONS.get(role, ()))
        if collection is not None:
            _set_file_permissions(group, collection, FILE_PERMISSIONS.get(role, ()))
    if root is not None:
        _ensure_workflow(root)


def _set_page_permissions(group: Group, root: Page, codenames: tuple[str, ...]) -> None:
    wanted = set(
        Permission.objects.filter(
            content_type__app_label="wagtailcore", content_type__model="page", codename__in=codenames
        )
    )
    present = {
        row.permission: row
        for row in GroupPagePermission.objects.filter(group=group).select_related("permission")
    }
    for permission, row in present.items():
        if permission not in wanted or row.page_id != root.pk:
            row.delete()
    for permission in wanted:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _set_file_permissions(group: Group, collection: Collection, codenames: tuple[str, ...]) -> None:
    wanted = Permission.objects.filter(content_type__app_label="core", codename__in=codenames)
    GroupCollectionPermission.objects.filter(group=group).exclude(permission__in=wanted).delete()
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )


def _ensure_workflow(root: Page) -> None:
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW_NAME, defaults={"active": True})
    if not WorkflowTask.objects.filter(workflow=workflow).exists():
        task, _created = ApprovalTask.objects.get_or_create(name=WORKFLOW_NAME, defaults={"active": True})
        WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr, sort_order=0)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
