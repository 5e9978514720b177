"""Rule sets and code lists that later versions ship: what an installation has, it keeps."""

from django.db import migrations

from union.common import shipped


def load(apps, schema_editor):
    shipped.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("common", "0003_shipped_data")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
