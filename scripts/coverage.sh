#!/bin/sh
# coverage.sh: the suite on both engines with coverage; then the share of rules and services per app.
set -eu
sh "$(dirname "$0")/setup.sh" test
. "$(dirname "$0")/environment.sh"

failed=0
mkdir -p var/coverage
.venv/bin/coverage erase
echo "== PostgreSQL: the whole suite"
.venv/bin/pytest -q -n 2 --dist worksteal -m "not faults" --cov --cov-report= || failed=$?
echo "== SQLite: models, selectors, services, imports, commands"
.venv/bin/pytest -q -n 2 --dist worksteal --db=sqlite -m "sqlite and not faults and not race" \
    --cov --cov-append --cov-report= || failed=$?
.venv/bin/coverage json -q -o var/coverage/coverage.json
.venv/bin/python scripts/coverage_share.py var/coverage/coverage.json || failed=1
exit "$failed"
