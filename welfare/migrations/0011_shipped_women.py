"""The rule of special protection of women."""

from django.db import migrations

from welfare.shipped import women


def load(apps, schema_editor):
    women.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("welfare", "0010_donations_women_counselling"), ("common", "0003_shipped_data")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
