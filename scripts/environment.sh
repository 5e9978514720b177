# shellcheck shell=sh
# Sourced by the other scripts: where we are, and how the virtual environment is made and filled.

cd "$(dirname "$0")/.." || exit 1
PYTHON=.venv/bin/python
unset PYTHONDONTWRITEBYTECODE # some machines set it: every process would then compile all of us anew

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Print the first Python that is new enough, if possible one that can make environments. The system's own comes first:
# distributions build it with profile-guided optimisation, one that pyenv compiled takes 10 to 20 percent more CPU.
find_python() {
    for needed in "sys, ensurepip, venv" sys; do
        for candidate in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
            if "$candidate" -c "import $needed; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then
                say "$candidate"
                return
            fi
        done
    done
    fail "Python 3.11 or newer is needed and was not found."
}

# Make .venv when it is missing or broken.
make_venv() {
    if [ -x "$PYTHON" ] && "$PYTHON" -c 'import pip' 2>/dev/null; then return; fi
    base=$(find_python) || exit 1
    if ! "$base" -c 'import ensurepip, venv' 2>/dev/null; then
        sh scripts/packages.sh "$("$base" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    fi
    say "Making .venv with $base"
    "$base" -m venv .venv || fail "The virtual environment could not be made."
}

# install_locked FILE: install a hash-locked file, only when it changed since the last time.
install_locked() {
    stamp=".venv/.installed-$1"
    sum=$(sha256sum "$1" | cut -d' ' -f1)
    if [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ]; then return; fi
    say "Installing $1"
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1" ||
        fail "Installing $1 failed (see above)."
    say "$sum" >"$stamp"
}

# For backup.sh and restore.sh: read .env. Without DATABASE_URL backup.py would take the demonstration under var/.
read_production() {
    if [ -f .env ]; then
        set -a
        . ./.env
        set +a
    fi
    [ -n "${DATABASE_URL:-}${DATABASE_URL_FILE:-}" ] ||
        fail "DATABASE_URL is not set: which database is meant? With containers use the commands of docs/deploy.md."
    [ -x "$PYTHON" ] || PYTHON=python
}
