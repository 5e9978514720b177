"""Why a delegate is on leave is often his health: encrypted."""

from django.db import migrations

from union.common.seal_columns import SealedField, sealing


class Migration(migrations.Migration):
    dependencies = [
        ("congress", "0004_motion_revisions"),
    ]

    operations = sealing(
        "congress", [SealedField("absence", "reason", "absence.reason", 100, "请假原因", blank=False)]
    )
