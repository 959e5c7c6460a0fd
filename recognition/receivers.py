"""What recognition listens to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.models.signals import post_delete, post_migrate, post_save, pre_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import translation
from wagtail.models import TaskState
from wagtail.signals import task_approved, task_cancelled, task_rejected, task_submitted

from portal.core import old_addresses, outbox, page_gate, restrictions, timers
from portal.core.models import User
from portal.core.models.pages import BasePage
from portal.core.rendered import tables
from portal.core.share_cards import keeping
from recognition import notifications
from recognition.domain import (
    anchors,
    clearance,
    nominations,
    notices,
    page_approvals,
    pictures,
    publication,
    reminders,
    requests,
    retelling,
    setup,
    suggestions,
)
from recognition.enums import HONOREE_CARDS, STORY_CARDS
from recognition.intake import scanning
from recognition.models import ApprovalTask, Award, HonoreePage, StoryPage, Unit, UnitName
from recognition.signals import honoree_page_published, honoree_page_unpublished, who_acts


@receiver(honoree_page_published, sender=HonoreePage, dispatch_uid="recognition-page-published")
def publish_what_waits_on_the_page(page: HonoreePage, **_kwargs: Any) -> None:
    known = who_acts()
    revision = page.live_revision
    actor, role = known or (revision.user if revision else None, "")
    publication.conferrals_published_with(page, actor=actor, role=role)


@receiver(honoree_page_unpublished, sender=HonoreePage, dispatch_uid="recognition-page-unpublished")
def hide_what_stood_on_the_page(page: HonoreePage, **_kwargs: Any) -> None:
    publication.page_left_public(page)


@receiver(task_submitted, dispatch_uid="recognition-page-submitted")
def record_that_a_page_was_submitted(instance: TaskState, user: Any, **_kwargs: Any) -> None:
    page_approvals.record(act="submit_page", step=instance, actor=user)


@receiver(task_approved, dispatch_uid="recognition-page-approved")
def record_that_a_page_was_approved(instance: TaskState, user: Any, **_kwargs: Any) -> None:
    page_approvals.record(act="approve_page", step=instance, actor=user)


@receiver(task_rejected, dispatch_uid="recognition-page-returned")
def record_that_a_page_was_returned(instance: TaskState, user: Any, **_kwargs: Any) -> None:
    page_approvals.record(act="return_page", step=instance, actor=user)


@receiver(task_cancelled, dispatch_uid="recognition-page-recalled")
def record_that_a_page_was_recalled(instance: TaskState, user: Any, **_kwargs: Any) -> None:
    page_approvals.record(act="recall_page", step=instance, actor=user)


@receiver(pre_save, sender=Award, dispatch_uid="recognition-award-address")
@receiver(pre_save, sender=Unit, dispatch_uid="recognition-unit-address")
def lead_from_the_old_address(sender: Any, instance: Award | Unit, **_kwargs: Any) -> None:
    """A code or slug is an address: whoever kept the old one is led to the new one, in both languages."""
    name, route = ("code", "award") if sender is Award else ("slug", "unit")
    before = (
        sender.objects.filter(pk=instance.pk).values_list(name, flat=True).first() if instance.pk else None
    )
    now = getattr(instance, name)
    if not before or not now or before == now:
        return
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            old_addresses.moved(
                reverse(f"recognition:{route}", args=[before]), reverse(f"recognition:{route}", args=[now])
            )


@receiver(pre_save, sender=Award, dispatch_uid="recognition-award-before")
@receiver(pre_save, sender=Unit, dispatch_uid="recognition-unit-before")
def note_what_stood(instance: Award | Unit, **_kwargs: Any) -> None:
    instance.__dict__["_stood"] = retelling.before(instance)  # until ``post_save`` takes it out


@receiver(post_save, sender=Award, dispatch_uid="recognition-award-told-anew")
@receiver(post_save, sender=Unit, dispatch_uid="recognition-unit-told-anew")
def tell_those_who_say_its_name(instance: Award | Unit, **_kwargs: Any) -> None:
    """What is found by a unit's or award's name, or under it, is so from the same moment on."""
    was = instance.__dict__.pop("_stood", None)
    with transaction.atomic():
        if isinstance(instance, Unit):
            retelling.unit_saved(instance, was)
        else:
            retelling.award_saved(instance, was)


@receiver([post_save, post_delete], sender=UnitName, dispatch_uid="recognition-unit-name-told-anew")
def tell_the_heirs_of_a_name(instance: UnitName, **_kwargs: Any) -> None:
    with transaction.atomic():
        retelling.heirs_of_a_name(instance.unit.successor_id)


@receiver(pre_save, sender=User, dispatch_uid="recognition-account-email")
def tell_where_mail_went(
    *, instance: User, raw: bool, update_fields: frozenset[str] | None, **_kwargs: Any
) -> None:
    """Whoever changes the address of an account, the administrator or its person, the old address is told."""
    if raw or instance.pk is None or (update_fields is not None and "email" not in update_fields):
        return
    before = User.objects.filter(pk=instance.pk).values_list("email", flat=True).first()
    if before and before.lower() != instance.email.lower():
        notices.tell_the_old_address(user=instance, before=before)


timers.register("expire-nominations", nominations.expire_overdue, every=timedelta(minutes=1))
timers.register("publish-due", publication.publish_due, every=timedelta(minutes=1), atomic=False)
timers.register("clearance-silence", clearance.record_silence, every=timedelta(minutes=5), atomic=False)
timers.register("round-reminders", reminders.remind, every=timedelta(hours=1))
timers.register("scan-evidence", scanning.scan_waiting, every=timedelta(minutes=1), atomic=False)
timers.register("erase-requests", requests.erase_what_is_over, every=timedelta(hours=24))
timers.register("erase-suggestions", suggestions.erase_old_senders, every=timedelta(hours=24))
timers.register("send-notices", notifications.send_due, every=timedelta(minutes=1), atomic=False)
timers.register("sweep-notices", notices.sweep, every=timedelta(hours=24))
timers.register(
    "anchor-record",
    lambda: anchors.anchor(path=settings.AUDIT_ANCHOR_FILE),
    every=timedelta(hours=24),
    atomic=False,
)


@receiver(post_migrate, dispatch_uid="recognition-groups-and-workflow")
def make_groups_and_workflow(sender: Any, using: str, **_kwargs: Any) -> None:
    """Whatever was migrated, the admin's groups and its workflow follow the roles (once, after this app's turn)."""
    if (
        sender.label == "recognition"
        and ApprovalTask._meta.db_table in connections[using].introspection.table_names()
    ):
        setup.ensure_groups()


@receiver([post_save, post_delete], sender=StoryPage, dispatch_uid="recognition-story-cards")
def withdraw_the_cards_of_a_story(instance: StoryPage, **kwargs: Any) -> None:
    """A story that left the public leaves no card behind, in the transaction that takes it off."""
    if kwargs["signal"] is post_delete or not instance.live:
        keeping.withdraw(STORY_CARDS, instance.translation_key.hex)


@receiver([post_save, post_delete], dispatch_uid="recognition-pictures-taken-off")
def withdraw_the_pictures_of_a_page(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Nor does any page leave a picture that no other page shows. Those of a draft stay: its editors look at it."""
    if not issubclass(sender, BasePage) or (kwargs["signal"] is post_save and instance.live):
        return
    was_public = instance.first_published_at is not None
    if instance.alias_of_id:  # a stand-in has no first publication of its own
        was_public = not sender.objects.filter(
            pk=instance.alias_of_id, first_published_at__isnull=True
        ).exists()
    if was_public:
        # Its stand-ins in other languages leave with it, as rows of the stock page model, of which nothing is heard here.
        with transaction.atomic():
            pictures.withdraw([instance, *sender.objects.filter(alias_of=instance.pk)])


@receiver(post_save, dispatch_uid="recognition-pictures-of-a-page")
def have_its_pictures_made_again(sender: Any, instance: Any, **_kwargs: Any) -> None:
    """What a live page shows is made, also when it was withheld with another page: an outbox row tells the worker."""
    if issubclass(sender, BasePage) and instance.live:
        with transaction.atomic():
            pictures.restore([instance])


@receiver(restrictions.changed, dispatch_uid="recognition-restrictions")
def follow_restrictions(pages: Any, **_kwargs: Any) -> None:
    """What is closed to strangers leaves no picture and no card behind, in the transaction that closes it."""
    rows = list(pages.live().specific())
    pictures.refresh(rows)
    for page in rows:
        if isinstance(page, HonoreePage):
            outbox.record(page.honoree)  # found by its words
            if not page_gate.shows_media(page):
                keeping.withdraw(HONOREE_CARDS, page.honoree.public_id)
        elif isinstance(page, StoryPage) and not page_gate.shows_media(page):
            keeping.withdraw(STORY_CARDS, page.translation_key.hex)


# To what stored pages are tied row by row (docs/rendered.md); all other tables here fall as a whole.
tables.unshow(
    *(
        f"recognition.{name}"
        for name in (
            "Event", "EventPayload", "ImportFile", "Nomination", "Evidence", "Membership", "ApprovalTask",
            "PublicRequest", "Suggestion", "Package", "Package_dossiers", "Package_lists",
            "MergeProposal", "HonoreeIdentity",
            "ReturnReason", "StageTerm", "Return", "InternalNote", "UnitMessage", "SavedFilter",
            "LateException", "InternalChoice", "Reminder", "NomineeList", "Nominee",
            "ClearanceBody", "ClearanceRequest", "Workplace", "Kinship", "Recusal",
            "Notice", "Anchor", "AnchorHead",
            "ConsentRequest", "ScheduledPublication",
        )
    )
)  # fmt: skip
tables.watch("recognition.Unit", anchors=("slug", "public_id", "parent", "successor"))
tables.watch("recognition.Decision", anchors=("public_id", "number_key", "year"))
tables.watch("recognition.Honoree", anchors=("public_id", "latest_conferral"), down=("latest_conferral",))
tables.watch(
    "recognition.Conferral",
    anchors=("public_id", "honoree", "decision", "cancelled_by"),
    down=("decision", "honoree"),
    up=("decision", "honoree", "cancelled_by"),
)
tables.watch("recognition.Consent", anchors=("honoree",), up=("honoree",))
tables.watch("recognition.HonoreePage", anchors=("honoree",), down=("honoree",))
tables.watch("recognition.StoryPage")
tables.watch(
    "recognition.StoryPerson",
    anchors=("honoree", "page"),
    again=("honoree", "page"),
    up=("page", "honoree"),
)
