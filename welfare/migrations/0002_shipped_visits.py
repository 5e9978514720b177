"""Occasions, standards, schemes and approval bands."""

from django.db import migrations

from welfare.shipped import visits


def load(apps, schema_editor):
    visits.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("welfare", "0001_visits"), ("common", "0003_shipped_data")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
