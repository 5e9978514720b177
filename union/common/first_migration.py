"""The first migration of an app: all its tables at once.

Django renders all models that hang together again after each `CreateModel`, to have the classes of that
moment. With some 300 tables that took 100 s of CPU. Nothing here needs the moments in between: the state
with all tables is rendered once, and each table is made whole, with its columns, constraints and indexes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState


class FirstMigration(migrations.Migration):
    """Only `CreateModel`, and what Django adds to these same models: fields, constraints, indexes."""

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, **_options: bool
    ) -> ProjectState:
        """Make the tables; the operations that only complete them are part of the table made."""
        project_state.__dict__.pop("apps", None)  # else each operation renders; as Django's own clear_delayed
        state = self.mutate_state(project_state, preserve=False)
        for operation in self.operations:
            if isinstance(operation, migrations.CreateModel):
                operation.database_forwards(self.app_label, schema_editor, state, state)
        return state
