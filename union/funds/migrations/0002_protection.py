"""Vouchers, their lines, closed months, releases, samples, remarks and publications are append-only."""

from django.db import migrations

from union.common.append_only import protect_table, release_table

TABLES = (
    "funds_entry",
    "funds_entryline",
    "funds_monthclose",
    "funds_budgetrelease",
    "funds_auditsample",
    "funds_auditremark",
    "funds_publication",
)


def protect(apps, schema_editor):
    for table in TABLES:
        protect_table(schema_editor.connection, table)


def release(apps, schema_editor):
    for table in TABLES:
        release_table(schema_editor.connection, table)


class Migration(migrations.Migration):
    # common 0002 makes the trigger function the tables share on PostgreSQL.
    dependencies = [("funds", "0001_tables"), ("common", "0002_audit_protection")]
    operations = [migrations.RunPython(protect, release)]
