"""Give the dossiers that were there before the column their key of names."""

from __future__ import annotations

from django.db import migrations

from portal.core.vietnamese import fold


def fill(apps, schema_editor):  # noqa: ANN001, ANN201, ARG001 - Django's signature
    Nomination = apps.get_model("recognition", "Nomination")
    rows = Nomination.objects.filter(name_key="").only("pk", "full_name")
    for row in rows.iterator(chunk_size=1000):
        Nomination.objects.filter(pk=row.pk).update(name_key=fold(row.full_name)[:255])


class Migration(migrations.Migration):
    dependencies = [("recognition", "0006_intake_forms_and_scans")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
