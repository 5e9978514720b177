"""Numbers, categories and awards of motions; numbers of the registers; what a new vote begins with; repeatable."""

from django.db import migrations

from congress import shipped_registers
from union.common import shipped


def load(apps, schema_editor):
    shipped.load(apps.get_model)
    shipped_registers.load(apps.get_model)


class Migration(migrations.Migration):
    replaces = [("congress", "0008_register_rules"), ("congress", "0012_ballot_defaults")]
    dependencies = [("congress", "0002_protection"), ("common", "0003_shipped_data")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
