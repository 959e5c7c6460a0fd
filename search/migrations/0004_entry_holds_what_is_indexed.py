from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('search', '0003_entries_are_made_anew')]

    operations = [
        migrations.RemoveField(
            model_name='entry',
            name='body_fold',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='body_fold_yi',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='body_tone',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='body_tone_yi',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='exact',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='name_fold',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='name_fold_yi',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='name_tone',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='name_tone_yi',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='order',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='spellings',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='word_fold',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='word_fold_yi',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='word_tone',
        ),
        migrations.RemoveField(
            model_name='entry',
            name='word_tone_yi',
        ),
        migrations.AddField(
            model_name='entry',
            name='indexed',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
    ]
