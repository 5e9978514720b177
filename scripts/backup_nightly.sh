#!/bin/sh
# backup_nightly.sh: a backup every day at BACKUP_AT (default 02:30), for the backup container.
set -eu
cd "$(dirname "$0")/.."
trap 'exit 0' TERM INT

while :; do
    now=$(date +%s)
    next=$(date -d "today ${BACKUP_AT:-02:30}" +%s)
    [ "$next" -gt "$now" ] || next=$(date -d "tomorrow ${BACKUP_AT:-02:30}" +%s)
    sleep $((next - now)) &
    wait $!
    python scripts/backup.py create --keep "${BACKUP_KEEP:-30}" || echo "BACKUP FAILED" >&2
done
