"""Lines of dues accounts and steps of cases are append-only."""

from django.db import migrations

from union.common.append_only import protect_table, release_table

_TABLES = ("members_duesentry", "members_unpaidstep")


def protect(apps, schema_editor):
    for table in _TABLES:
        protect_table(schema_editor.connection, table)


def release(apps, schema_editor):
    for table in _TABLES:
        release_table(schema_editor.connection, table)


class Migration(migrations.Migration):
    replaces = [("members", "0004_dues_protection")]
    dependencies = [("members", "0002_search_index"), ("common", "0002_audit_protection")]
    operations = [migrations.RunPython(protect, release)]
