"""The migration of a visit's indexes touches indexes alone, and finds the way back."""

import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations import AlterField
from django.test.utils import CaptureQueriesContext

STEPS = importlib.import_module("welfare.migrations.0006_visit_indexes")


def indexes():
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "welfare_visit")
    return {name: it["columns"] for name, it in found.items() if it["index"] and not it["primary_key"]}


@pytest.mark.django_db
def test_indexes_go_and_come_back_without_a_copy_of_the_table():
    assert not any(isinstance(each, AlterField) for each in STEPS.Migration.operations)
    editor, final = connection.schema_editor(), indexes()
    editor.deferred_sql = []  # not entered: SQLite's refuses a transaction it has not begun
    connection.check_constraints()  # PostgreSQL changes no table while checks of this transaction wait
    with CaptureQueriesContext(connection) as asked:
        STEPS.create_indexes(apps, editor)
        before = indexes()
        STEPS.drop_indexes(apps, editor)
    added = [columns for name, columns in before.items() if name not in final]
    assert len(added) == 11
    assert {"branch_id", "occasion_id", "spouse_id", "import_batch"} < {column for (column,) in added}
    assert indexes() == final
    assert {"visit_by_spouse", "visit_by_due", "visit_one_per_event"} < set(final)
    assert not [each["sql"] for each in asked if "TABLE" in each["sql"]]
