"""What was said in a case of unpaid dues is encrypted. The table is append-only: open for this migration."""

from django.db import migrations

from union.common.append_only import protect_table, release_table
from union.common.encryption import EncryptedTextField
from union.common.seal_columns import seal, unseal, widen

_TABLE = "members_unpaidstep"
_COLUMNS = ((_TABLE, "note", "unpaid_step.note"),)


def seal_all(apps, schema_editor):
    connection = schema_editor.connection
    release_table(connection, _TABLE)
    widen(connection, _COLUMNS)
    seal(connection, _COLUMNS)
    protect_table(connection, _TABLE)


def unseal_all(apps, schema_editor):
    connection = schema_editor.connection
    release_table(connection, _TABLE)
    unseal(connection, _COLUMNS)
    protect_table(connection, _TABLE)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0006_collection_prepays"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="unpaidstep",
                    name="note",
                    field=EncryptedTextField(
                        blank=True,
                        default="",
                        max_length=300,
                        purpose="unpaid_step.note",
                        verbose_name="情况",
                    ),
                )
            ],
        ),
        migrations.RunPython(seal_all, unseal_all),
    ]
