"""Code lists, rule sets, privacy notices and holidays that ship with the product."""

from django.db import migrations

from union.common import shipped


def load(apps, schema_editor):
    shipped.load(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("common", "0002_audit_protection")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
