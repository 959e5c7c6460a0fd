"""Entries are a projection: those of the old form are dropped here, ``search.indexing.heal`` makes the new ones."""

from django.db import migrations


def forget(apps, schema_editor):
    entries = apps.get_model("search", "Entry").objects
    if entries.exists():
        entries.all().delete()
        apps.get_model("search", "Edition").objects.update_or_create(pk=1, defaults={"projection": 0})


class Migration(migrations.Migration):
    dependencies = [("search", "0002_dictionary_pins_and_report")]
    operations = [migrations.RunPython(forget, forget, elidable=True)]
