#!/bin/sh
# test.sh: the whole suite on PostgreSQL, then models, services and imports once more on SQLite.
set -eu
sh "$(dirname "$0")/setup.sh" test
. "$(dirname "$0")/environment.sh"

failed=0
# The first process that needs a database migrates it, once for each engine; this is SQLite's, meanwhile.
.venv/bin/pytest -q --db=sqlite tests/setup/test_database.py >/dev/null 2>&1 &
echo "== PostgreSQL: the whole suite, browser included"
.venv/bin/pytest -q -n 2 --dist load --maxschedchunk 1 -m "not faults" || failed=$?
echo "== SQLite: models, selectors, services, imports, commands"
.venv/bin/pytest -q -n 2 --dist load --maxschedchunk 1 --db=sqlite -m "sqlite and not faults and not race" || failed=$?
exit "$failed"
