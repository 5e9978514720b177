"""Samples, the threads under questions, and publications are append-only, like the audit trail."""

from django.db import migrations

from union.common.append_only import protect_table, release_table

TABLES = ("funds_auditsample", "funds_auditremark", "funds_publication")


def protect(apps, schema_editor):
    for table in TABLES:
        protect_table(schema_editor.connection, table)


def release(apps, schema_editor):
    for table in TABLES:
        release_table(schema_editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("funds", "0005_audit")]
    operations = [migrations.RunPython(protect, release)]
