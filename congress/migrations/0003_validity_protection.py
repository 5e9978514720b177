"""A declaration of the quorum is written once: the votes rest on it."""

from django.db import migrations

from union.common.append_only import protect_table, release_table


def protect(apps, schema_editor):
    protect_table(schema_editor.connection, "congress_validity")


def release(apps, schema_editor):
    release_table(schema_editor.connection, "congress_validity")


class Migration(migrations.Migration):
    dependencies = [("congress", "0002_sessions"), ("common", "0002_audit_protection")]
    operations = [migrations.RunPython(protect, release)]
