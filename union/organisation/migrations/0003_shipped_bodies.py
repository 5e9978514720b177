"""The profile row and the bodies every hospital union has."""

from django.db import migrations

from union.organisation import shipped


def load(apps, schema_editor):
    shipped.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_history_protection")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
