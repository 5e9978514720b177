import pytest
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from union.common.tables_migration import TablesMigration

TABLE = migrations.CreateModel("Made", [("id", models.BigAutoField(primary_key=True))])


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("older", "name", models.CharField(max_length=9)),
        migrations.RunPython(migrations.RunPython.noop),
        migrations.DeleteModel("older"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_is_no_table_of_its_own_is_refused_before_anything_is_made(operation):
    migration = TablesMigration("0002_more", "members")
    migration.operations = [TABLE, operation]
    with pytest.raises(ValueError, match="a migration of its own"):
        migration.apply(ProjectState(), None)
