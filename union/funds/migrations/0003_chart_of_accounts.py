"""The charts of accounts of 2009 and 2021."""

from django.db import migrations

from union.funds import shipped


def load(apps, schema_editor):
    shipped.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("funds", "0002_protection")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
