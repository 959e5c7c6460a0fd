"""The number of a list's changes was counted and never asked: what one overwrites is found field by field (``domain.seen``)."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("recognition", "0016_suggestions_are_no_dossiers")]
    operations = [migrations.RemoveField(model_name="nomineelist", name="version")]
