#!/bin/sh
# lock.sh: requirements*.in -> requirements*.txt with hashes; the files name no registry.
set -eu
. "$(dirname "$0")/environment.sh"

for name in requirements requirements-dev; do
    .venv/bin/uv pip compile --quiet --generate-hashes --python-version 3.11 --no-emit-index-url --no-header \
        "$name.in" -o "$name.txt"
    if grep -n '://' "$name.txt"; then fail "$name.txt names an address (above): remove it."; fi
    say "$name.txt: $(grep -c '==' "$name.txt") packages"
done
