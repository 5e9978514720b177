"""A declaration of the quorum is written once, for the votes rest on it; the steps of motions are append-only."""

from django.db import migrations

from union.common.append_only import protect_table, release_table

TABLES = ("congress_validity", "congress_motionstep")


def protect(apps, schema_editor):
    for table in TABLES:
        protect_table(schema_editor.connection, table)


def release(apps, schema_editor):
    for table in TABLES:
        release_table(schema_editor.connection, table)


class Migration(migrations.Migration):
    replaces = [("congress", "0003_validity_protection"), ("congress", "0006_motion_rules")]
    dependencies = [("congress", "0001_tables"), ("common", "0002_audit_protection")]
    operations = [migrations.RunPython(protect, release)]
