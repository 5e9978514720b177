"""The history of units is append-only, like the audit trail."""

from django.db import migrations

from union.common.append_only import protect_table, release_table


def protect(apps, schema_editor):
    protect_table(schema_editor.connection, "organisation_unitchange")


def release(apps, schema_editor):
    release_table(schema_editor.connection, "organisation_unitchange")


class Migration(migrations.Migration):
    # common 0002 makes the trigger function both tables share on PostgreSQL.
    dependencies = [("organisation", "0001_tables"), ("common", "0002_audit_protection")]
    operations = [migrations.RunPython(protect, release)]
