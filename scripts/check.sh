#!/bin/sh
# check.sh: the fast checks, all of them even when one fails; the last line names what failed.
set -u
. "$(dirname "$0")/environment.sh"

PATH=$PWD/.venv/bin:$PATH
failed=""
check() {
    name=$1
    shift
    printf '== %s\n' "$name"
    "$@" || failed="$failed [$name]"
}

# Settings of production with fresh secrets; nothing is contacted.
production() {
    env $(python3 union/settings/generated.py) DJANGO_SETTINGS_MODULE=union.settings.prod \
        ALLOWED_HOSTS=union.example.org DATABASE_URL=postgres://union@db/union REDIS_URL=redis://redis/0 \
        LOG_LEVEL=WARNING python manage.py "$@"
}

check "ruff" ruff check .
check "ruff format" ruff format --check --quiet .
check "djlint" djlint --quiet --lint templates
check "import-linter" lint-imports --no-cache
check "migrations" env DJANGO_SETTINGS_MODULE=union.settings.test python manage.py makemigrations --check --dry-run
check "deploy" production check --deploy --fail-level WARNING
check "mypy" mypy

[ -z "$failed" ] && echo "All fast checks passed." && exit 0
echo "FAILED:$failed"
exit 1
