"""What was said in a case of unpaid dues is encrypted. The table is append-only: open for this migration."""

from django.db import migrations

from union.common.seal_columns import SealedField, sealing


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0006_collection_prepays"),
    ]

    operations = sealing(
        "members", [SealedField("unpaidstep", "note", "unpaid_step.note", 300, "情况", blank=False)]
    )
