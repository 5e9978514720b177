"""Plans of mutual protection."""

from django.db import migrations

from welfare.shipped import mutual


def load(apps, schema_editor):
    mutual.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("welfare", "0005_mutual")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
