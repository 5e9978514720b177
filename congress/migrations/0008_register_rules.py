"""Numbers of the smaller registers that ship with the product."""

from django.db import migrations

from congress import shipped_registers


def load(apps, schema_editor):
    shipped_registers.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("congress", "0007_appeals"), ("common", "0003_shipped_data")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
