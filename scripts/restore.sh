#!/bin/sh
# restore.sh: `backup.py restore` with the virtual environment's Python and the variables of .env, if there is one.
set -eu
. "$(dirname "$0")/environment.sh"

read_production
exec "$PYTHON" scripts/backup.py restore "$@"
