"""The standard of recuperation."""

from django.db import migrations

from welfare.shipped import recuperation


def load(apps, schema_editor):
    recuperation.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("welfare", "0008_recuperation"), ("common", "0003_shipped_data")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
