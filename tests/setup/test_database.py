"""The database a test meets. `scripts/test.sh` runs this on SQLite beside the first tests: it migrates."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from union.common.models import CodeItem


@pytest.mark.django_db
def test_the_database_is_migrated_and_has_what_ships():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert CodeItem.objects.exists()
