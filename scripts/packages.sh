#!/bin/sh
# packages.sh NAME…: install missing Debian packages as root, or print the exact command and stop.
set -eu

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing system packages: $*. This machine has no apt-get: install them by its own means." >&2
    exit 1
fi
if [ "$(id -u)" != 0 ]; then
    echo "Missing system packages. Please run this, then start again:" >&2
    echo "    sudo apt-get update && sudo apt-get install --no-install-recommends $*" >&2
    exit 1
fi
echo "Installing system packages: $*"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "$@" >/dev/null
