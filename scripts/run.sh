#!/bin/sh
# run.sh [PORT]: the demonstration in one command. Ends with manage.py in our place, so signals reach it.
set -eu
sh "$(dirname "$0")/setup.sh" run
. "$(dirname "$0")/environment.sh"

exec "$PYTHON" manage.py up --demo --port "${1:-8000}" --host "${2:-127.0.0.1}"
