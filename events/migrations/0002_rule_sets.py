"""Rule sets of activities, for installations older than they are; repeatable."""

from django.db import migrations

from union.common import shipped


def load(apps, schema_editor):
    shipped.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("common", "0003_shipped_data")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
