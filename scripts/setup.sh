#!/bin/sh
# setup.sh run|test: everything `make run` or `make test` needs; does nothing when nothing is missing.
set -eu
. "$(dirname "$0")/environment.sh"

purpose=${1:-test}
make_venv
packages=$("$PYTHON" scripts/missing.py "$purpose")
# shellcheck disable=SC2086 # a list of names
[ -z "$packages" ] || sh scripts/packages.sh $packages
if [ "$purpose" = run ]; then install_locked requirements.txt; else install_locked requirements-dev.txt; fi
