"""How long facts of ended care are kept."""

from django.db import migrations

from welfare.shipped import retention


def load(apps, schema_editor):
    retention.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("welfare", "0003_returns_payments_erasure"), ("common", "0003_shipped_data")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
