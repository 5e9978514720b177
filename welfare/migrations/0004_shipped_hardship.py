"""Lines of hardship, terms of aid, approval bands."""

from django.db import migrations

from welfare.shipped import hardship


def load(apps, schema_editor):
    hardship.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("welfare", "0003_hardship")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
