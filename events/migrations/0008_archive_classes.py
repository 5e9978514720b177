"""The archive list (七簿三档三册 and more); repeatable."""

from django.db import migrations

from events.shipped_archive import load


def fill(apps, schema_editor):
    load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("events", "0007_records")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
