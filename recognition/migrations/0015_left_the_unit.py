"""Keep when a dossier, a list left its unit: until then nobody outside reads it, however it ended."""

from __future__ import annotations

from django.db import migrations, models

WORDS = "When a head first confirmed it in a round of the Sở: before that nobody outside the unit reads it."
GONE = {
    "Nomination": (
        "confirmed", "received", "returned", "appraisal", "clearance", "public_comment", "council", "submitted",
        "decided", "not_met",
    ),
    "NomineeList": ("confirmed", "received", "returned"),
}  # fmt: skip
"""States that nothing reaches without a head's confirmation: for rows whose acts were not recorded."""


def fill(apps, schema_editor):  # noqa: ANN001, ANN201, ARG001 - Django's signature
    Event = apps.get_model("recognition", "Event")
    for name, states in GONE.items():
        model = apps.get_model("recognition", name)
        rows = model.objects.filter(left_at=None, round__parent=None)
        left = {}
        acts = Event.objects.filter(
            subject_kind=f"recognition.{name.lower()}", act__in=("confirm", "select")
        ).order_by("subject_key", "sequence")
        for key, act, at in acts.values_list("subject_key", "act", "at").iterator(chunk_size=2000):
            if act == "select":  # what was confirmed before was the internal round
                left.pop(key, None)
            else:
                left.setdefault(key, at)
        for row in rows.only("pk", "public_id", "state", "state_since", "filed_at", "received_at").iterator(
            chunk_size=1000
        ):
            at = left.get(row.public_id)
            if at is None and row.state in states:
                at = row.received_at or row.filed_at or row.state_since
            if at is not None:
                model.objects.filter(pk=row.pk).update(left_at=at)


class Migration(migrations.Migration):
    dependencies = [("recognition", "0014_accounts")]
    operations = [
        migrations.AddField(
            model_name=name,
            name="left_at",
            field=models.DateTimeField(blank=True, editable=False, help_text=WORDS, null=True),
        )
        for name in ("nomination", "nomineelist")
    ] + [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
