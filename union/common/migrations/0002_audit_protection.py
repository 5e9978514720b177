"""The audit trail: its head row, and triggers that refuse to change what was written."""

from django.db import migrations

from union.common.append_only import protect_table, release_table


def make_head(apps, schema_editor):
    apps.get_model("common", "AuditHead").objects.get_or_create(pk=1)


def protect(apps, schema_editor):
    protect_table(schema_editor.connection, "common_auditevent")


def release(apps, schema_editor):
    release_table(schema_editor.connection, "common_auditevent")


class Migration(migrations.Migration):
    dependencies = [("common", "0001_tables")]
    operations = [
        migrations.RunPython(make_head, migrations.RunPython.noop),
        migrations.RunPython(protect, release),
    ]
