"""Who was erased is a column, not a prefix of the name; lines of theirs that are not public are dated by nothing."""

from __future__ import annotations

from django.db import migrations, models
from django.utils import timezone

NAME = "Đã xóa theo yêu cầu"


def fill(apps, schema_editor):  # noqa: ANN001, ANN201, ARG001 - Django's signature
    Honoree = apps.get_model("recognition", "Honoree")
    Conferral = apps.get_model("recognition", "Conferral")
    Event = apps.get_model("recognition", "Event")
    for honoree in Honoree.objects.filter(erased_at=None, full_name__startswith=f"{NAME} ("):
        act = (
            Event.objects.filter(
                subject_kind="recognition.honoree",
                subject_key__in=(honoree.public_id, getattr(honoree.merged_into, "public_id", "")),
                act="erase",
            )
            .order_by("at")
            .first()
        )
        Honoree.objects.filter(pk=honoree.pk).update(erased_at=act.at if act else timezone.now())
        Conferral.objects.filter(honoree=honoree).exclude(state__in=("published", "corrected")).update(
            published_at=None
        )


class Migration(migrations.Migration):
    dependencies = [("recognition", "0012_consent_requests_and_schedules")]

    operations = [
        migrations.AddField(
            model_name="honoree",
            name="erased_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Kept by domain.erasure: nothing is kept of the person, and no line goes public any more.",
                null=True,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
