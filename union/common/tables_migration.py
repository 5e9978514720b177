"""A migration that makes whole tables, many at once.

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


class TablesMigration(migrations.Migration):
    """Only `CreateModel`, and what Django adds to these same models: fields, constraints, indexes."""

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,  # noqa: ARG002 - Django's signature
    ) -> ProjectState:
        """Make the tables; the operations that only complete them are part of the table made.

        Raises:
            ValueError: an operation is about a table that was there before.
        """
        tables = [each for each in self.operations if isinstance(each, migrations.CreateModel)]
        made = {table.name_lower for table in tables}
        for each in self.operations:
            if each not in tables and getattr(each, "model_name_lower", "") not in made:
                raise ValueError(f"{self}: {each.describe()} belongs into a migration of its own")
        project_state.__dict__.pop(
            "apps", None
        )  # rendered anew, once, when the first table asks for its class
        state = self.mutate_state(project_state, preserve=False)
        for table in tables:
            table.database_forwards(self.app_label, schema_editor, state, state)
        return state


class StateFields(migrations.SeparateDatabaseAndState):
    """Fields that change in the state; all models are rendered once, not once per field with all its kin."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change the state; what was rendered before is rendered anew."""
        is_rendered = state.__dict__.pop("apps", None) is not None
        super().state_forwards(app_label, state)
        if is_rendered:
            _ = state.apps
