"""Where the mail of a notice goes instead of the account's address: to the one that was changed."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0017_list_version"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="address",
            field=models.EmailField(
                blank=True,
                help_text="Where the mail goes instead of the account's address, whatever its rhythm; blanked once it went.",
                max_length=254,
            ),
        ),
    ]
