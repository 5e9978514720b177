"""Numbers, categories and awards of motions that ship with the product; the steps are append-only."""

from django.db import migrations

from union.common import shipped
from union.common.append_only import protect_table, release_table


def load(apps, schema_editor):
    shipped.load(apps.get_model)


def protect(apps, schema_editor):
    protect_table(schema_editor.connection, "congress_motionstep")


def release(apps, schema_editor):
    release_table(schema_editor.connection, "congress_motionstep")


class Migration(migrations.Migration):
    dependencies = [("congress", "0005_motions"), ("common", "0003_shipped_data")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunPython(protect, release),
    ]
