"""Pages in the admin: nobody publishes past the workflow, nobody copies or deletes a page of facts."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, TaskState, Workflow, WorkflowPage, WorkflowTask

from recognition.domain import conferrals, publication
from recognition.domain.roles import group_name
from recognition.domain.setup import ensure_groups
from recognition.enums import ADMIN_ROLES, PublicationState, Role
from recognition.models import HonoreePage, StoryIndexPage, StoryPage


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def prose(text: str = "") -> dict[str, str]:
    return {"lead": text, "body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}


@pytest.fixture
def drafted(desk) -> HonoreePage:
    decision = desk.decision()
    line = desk.line(decision)
    conferrals.verify_decision(decision=decision, actor=desk.second)
    report = publication.draft_pages(decision=decision, actor=desk.person(Role.EDITOR))
    assert not report.failed
    return HonoreePage.objects.get(honoree=line.honoree, language="vi")


def edit(client, page, action: str, **fields: str):
    data = {"slug": page.slug, "title": page.title, **prose(), **fields}
    if action:
        data[action] = "1"
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def test_a_migrated_database_has_groups_and_workflow_without_being_asked(db):
    assert Group.objects.filter(name__startswith="vai-tro:").count() == len(Role)
    assert Workflow.objects.filter(name="Duyệt đăng", active=True).exists()


def test_groups_have_exactly_the_rights_of_their_roles_however_often_they_are_made(
    db, django_assert_max_num_queries
):
    ensure_groups()
    with django_assert_max_num_queries(35):
        ensure_groups()
    rights = {
        role: set(
            GroupPagePermission.objects.filter(group__name=group_name(role)).values_list(
                "permission__codename", flat=True
            )
        )
        for role in Role
    }
    assert {role: found for role, found in rights.items() if found} == {
        Role.EDITOR: {"add_page", "change_page"},
        Role.APPROVER: {"change_page", "publish_page", "lock_page", "unlock_page"},
    }
    enters = {
        role
        for role in Role
        if Group.objects.get(name=group_name(role)).permissions.filter(codename="access_admin").exists()
    }
    assert enters == set(ADMIN_ROLES)
    assert WorkflowPage.objects.get(page=Page.objects.get(depth=1)).workflow == Workflow.objects.get(
        name="Duyệt đăng"
    )
    assert WorkflowTask.objects.filter(workflow__name="Duyệt đăng").count() == 1


def test_an_editor_submits_and_an_approver_publishes(desk, drafted):
    editor, approver = desk.client(Role.EDITOR), desk.client(Role.APPROVER)
    response = edit(editor, drafted, "action-submit", lead="Hai mươi năm ở trạm y tế.")
    assert response.status_code == 302
    drafted.refresh_from_db()
    assert not drafted.live
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    home = approver.get(reverse("wagtailadmin_home")).content.decode()
    assert "Chờ duyệt đăng" in home
    assert drafted.title in home
    approver.post(
        reverse("wagtailadmin_pages:workflow_action", args=[drafted.pk, "approve", state.pk]),
        {"comment": "Đạt"},
    )
    drafted.refresh_from_db()
    assert drafted.live
    assert drafted.lead == "Hai mươi năm ở trạm y tế."
    assert drafted.honoree.conferrals.get().state == PublicationState.PUBLISHED


def test_an_approver_hears_what_a_film_that_lost_its_words_lacks_and_may_answer_again(desk, drafted):
    """The captions were deleted after the editor had submitted: Wagtail asks no form when a step is answered."""
    film = {"title": "Một buổi tiêm", "video": None, "has_speech": True, "captions": None, "transcript": ""}
    drafted.body = drafted.body.stream_block.to_python([{"type": "video", "value": film, "id": "1"}])
    drafted.save_revision(user=desk.person(Role.EDITOR))
    step = drafted.get_workflow().start(drafted, desk.person(Role.EDITOR)).current_task_state
    answer = desk.client(Role.APPROVER).post(
        reverse("wagtailadmin_pages:workflow_action", args=[drafted.pk, "approve", step.pk]), {"comment": ""}
    )
    assert answer.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[drafted.pk])
    assert "Một buổi tiêm: Hãy chọn tệp." in told(answer)
    step.refresh_from_db()
    drafted.refresh_from_db()
    assert (step.status, drafted.live) == (TaskState.STATUS_IN_PROGRESS, False)


def test_the_author_does_not_approve_the_own_page(desk, drafted):
    from recognition.domain import roles

    both = desk.person(Role.EDITOR)
    roles.grant(user=both, role=Role.APPROVER)
    client = desk.client(both)
    edit(client, drafted, "action-submit", lead="Của tôi.")
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[drafted.pk, "approve", state.pk]), {"comment": ""}
    )
    drafted.refresh_from_db()
    assert not drafted.live


@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_publishes_with_the_publish_button(desk, drafted, superuser):
    user = desk.person(Role.APPROVER)
    user.is_superuser = superuser
    user.save()
    client = desk.client(user)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[drafted.pk]))
    assert 'name="action-publish"' not in page.content.decode()
    response = edit(client, drafted, "action-publish", lead="Đăng thẳng.")
    assert response.status_code == 302
    named = re.search("Bài chỉ được đăng qua bước duyệt: hãy bấm “(.+?)”", told(response))
    assert named is not None
    assert f">{named[1]}<" in re.sub(
        r"\s*([<>])\s*", r"\1", page.content.decode()
    )  # the button says just that
    drafted.refresh_from_db()
    assert not drafted.live


def test_a_new_story_is_not_published_by_the_button(desk):
    index = StoryIndexPage.objects.get(locale__language_code="vi")
    response = desk.client(Role.APPROVER).post(
        reverse("wagtailadmin_pages:add", args=["recognition", "storypage", index.pk]),
        {
            "title": "Người giữ trạm",
            "slug": "nguoi-giu-tram",
            "kind": "exemplar",
            "people-TOTAL_FORMS": "0",
            "people-INITIAL_FORMS": "0",
            **prose(),
            "action-publish": "1",
        },
    )
    assert response.status_code == 302
    assert not StoryPage.objects.filter(live=True).exists()


@pytest.mark.parametrize("address", ["copy", "delete", "unpublish"])
def test_a_page_of_facts_is_not_copied_deleted_or_taken_off(desk, drafted, address):
    user = desk.person(Role.APPROVER)
    user.is_superuser = True
    user.save()
    publication.publish_facts(
        decision=drafted.honoree.conferrals.get().decision, actor=user, reason="Theo quyết định"
    )
    client = desk.client(user)
    response = client.post(reverse(f"wagtailadmin_pages:{address}", args=[drafted.pk]))
    assert response.status_code == 302
    assert "trang này" in told(response).lower()
    drafted.refresh_from_db()
    assert drafted.live
    assert HonoreePage.objects.filter(honoree=drafted.honoree).count() == 2


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
def test_nothing_happens_to_many_pages_at_once(desk, drafted, action):
    user = desk.person(Role.APPROVER)
    user.is_superuser = True
    user.save()
    client = desk.client(user)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    client.post(f"{address}?id={drafted.pk}&next=/quan-tri/", {"chooser": ""})
    drafted.refresh_from_db()
    assert not drafted.live


def test_roles_without_content_rights_open_no_page_editor(desk, drafted):
    for role in (Role.ADMINISTRATOR, Role.STANDING_BODY, Role.AUDITOR, Role.DATA_OFFICER, Role.LEADER):
        response = desk.client(role).get(reverse("wagtailadmin_pages:edit", args=[drafted.pk]))
        assert response.status_code in {302, 403, 404}
