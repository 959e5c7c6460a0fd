"""A0 is a ``Suggestion`` alone: dossiers in the state that was another way to keep one become suggestions of their unit."""

from __future__ import annotations

from django.db import migrations, models

from portal.core.public_id import new_public_id
from portal.core.vietnamese import fold


def turn(apps, schema_editor):  # noqa: ANN001, ANN201, ARG001 - Django's signature
    """Nothing ever hung on such a dossier but its words: no file, no message, no move. Its acts stay in the record."""
    Nomination = apps.get_model("recognition", "Nomination")
    Suggestion = apps.get_model("recognition", "Suggestion")
    rows = Nomination.objects.filter(state="suggested").select_related("unit")
    Suggestion.objects.bulk_create(
        Suggestion(
            public_id=new_public_id(),
            kind=row.kind,
            full_name=row.full_name,
            name_key=fold(row.full_name)[:255],
            place=(row.workplace or row.unit.name)[:300],
            unit=row.unit,
            words=row.report.get("achievement", ""),
            received_at=row.created_at,
            state="new",
        )
        for row in rows
    )
    rows.delete()
    apps.get_model("recognition", "StageTerm").objects.filter(state="suggested").delete()
    apps.get_model("recognition", "Notice").objects.filter(kind="suggestion_taken").delete()


STATES = [
    ("draft", "Nháp"),
    ("awaiting_head", "Chờ thủ trưởng"),
    ("confirmed", "Đơn vị xác nhận"),
    ("received", "Đã tiếp nhận"),
    ("returned", "Trả bổ sung"),
    ("appraisal", "Thẩm định"),
    ("clearance", "Xác minh"),
    ("public_comment", "Công khai lấy ý kiến"),
    ("council", "Họp Hội đồng"),
    ("submitted", "Trình quyết định"),
    ("decided", "Có quyết định"),
    ("not_met", "Không đạt"),
    ("withdrawn", "Đã rút"),
    ("overdue", "Quá hạn"),
]


class Migration(migrations.Migration):
    dependencies = [("recognition", "0015_left_the_unit")]
    operations = [
        migrations.RunPython(turn, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="nomination",
            name="state",
            field=models.CharField(
                choices=STATES,
                db_index=True,
                default="draft",
                editable=False,
                max_length=16,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AlterField(
            model_name="stageterm",
            name="state",
            field=models.CharField(choices=STATES, max_length=16, unique=True, verbose_name="bước"),
        ),
    ]
