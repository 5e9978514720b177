"""What a new vote begins with, as a dated rule set."""

from django.db import migrations

from congress import shipped_registers


def load(apps, schema_editor):
    shipped_registers.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("congress", "0011_appointments")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
