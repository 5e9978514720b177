"""The remark of a payroll row says who was ill or gave birth: encrypted."""

from django.db import migrations

from union.common.seal_columns import SealedField, sealing


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0008_clear_text_sealed"),
    ]

    operations = sealing(
        "members", [SealedField("duespayrollrow", "remark", "dues_payroll_row.remark", 120, "备注")]
    )
