"""Days, amounts and numbers of the audit of money."""

from django.db import migrations

from union.common import shipped


def load(apps, schema_editor):
    shipped.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("funds", "0006_audit_protection"), ("common", "0003_shipped_data")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
