"""Text that began with “1:” (“1:30 到病房看望”) was taken as encrypted already by 0005: it is encrypted now."""

from importlib import import_module

from django.db import migrations

from union.common.encryption import EncryptedTextField
from union.common.seal_columns import seal
from union.common.tables_migration import StateFields

_COLUMNS = import_module("members.migrations.0005_free_text_sealed")._COLUMNS  # noqa: SLF001 - the same columns
_REASONS = (  # required by their forms, which 0005 did not keep: in the state alone
    ("duesrequest", "dues_request.reason", "事由"),
    ("membermerge", "merge.reason", "原因"),
    ("transfer", "transfer.reason", "原因"),
)


def seal_rest(apps, schema_editor):
    """What is encrypted stays as it is, so this reads and writes next to nothing."""
    seal(schema_editor.connection, _COLUMNS)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0007_unpaid_note_sealed"),
    ]

    operations = [
        migrations.RunPython(seal_rest, migrations.RunPython.noop),
        StateFields(
            state_operations=[
                migrations.AlterField(
                    model, "reason", EncryptedTextField(label, purpose=purpose, max_length=200, blank=False)
                )
                for model, purpose, label in _REASONS
            ]
        ),
    ]
