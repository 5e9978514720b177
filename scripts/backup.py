"""Back up and restore: database and uploaded files, encrypted with a key that is not in the backup.

    backup.py create  [--keep N]     a new folder under UNION_BACKUP_DIR (default var/backups)
    backup.py verify  FOLDER         does every byte open with the key?
    backup.py restore FOLDER         into the EMPTY database of DATABASE_URL and an empty media folder

A backup is a folder: `database` (pg_dump custom format, or a SQLite file), `media`, `audit-heads` (tar), all
sealed, and `manifest.json` (names no person): engine, time, checksums, rows per table. UNION_BACKUP_KEY (or
UNION_BACKUP_KEY_FILE) holds 32 bytes in base64. Files of a backup can not be mixed: each is bound to its
backup's name. Nothing is ever written unencrypted.
"""

import argparse
import datetime as dt
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import backup_parts
import sealed
from sealed import SealError

MANIFEST = "manifest.json"


class BackupError(Exception):
    """The backup or restore did not happen; the text says why."""


def create(folder: Path, *, keep: int) -> Path:
    """Write a new backup; it gets its final name only when it is complete."""
    key = backup_parts.backup_key()
    name = dt.datetime.now(dt.UTC).strftime("union-%Y%m%dT%H%M%SZ")
    partial = folder / f".{name}.partial"
    partial.mkdir(parents=True, mode=0o700)
    try:
        database = backup_parts.database()
        with database.snapshot() as (counts, stream):
            sums = {"database": write_part(partial, "database", stream, key=key, name=name)}
        # After the database: a file is written before its row, so no row misses its file.
        for part, path in backup_parts.folders().items():
            stream = backup_parts.folder_stream(path)
            sums[part] = write_part(partial, part, stream, key=key, name=name)
        manifest = {"name": name, "engine": database.engine, "sha256": sums, "rows": counts}
        (partial / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
        partial.rename(folder / name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    prune(folder, keep=keep)
    return folder / name


def write_part(folder: Path, part: str, stream: Iterable[bytes], *, key: bytes, name: str) -> str:
    """Seal one stream into a file; return the checksum of the sealed file."""
    path = folder / part
    with path.open("xb") as file:
        sealed.seal(stream, file, key=key, label=f"{name}/{part}")
        file.flush()
        os.fsync(file.fileno())
    return checksum(path)


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prune(folder: Path, *, keep: int) -> None:
    """Delete all but the newest `keep` complete backups; 0 keeps all."""
    complete = sorted(path for path in folder.glob("union-*Z") if (path / MANIFEST).exists())
    for path in complete[:-keep] if keep else []:
        shutil.rmtree(path)


def verify(folder: Path) -> dict[str, Any]:
    """Check checksums and every chunk of every part; return the manifest.

    Raises:
        BackupError: something is missing, cut off or altered, or the key is another one.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder}: no readable {MANIFEST}, so this is not a complete backup") from error
    key = backup_parts.backup_key()
    for part in ("database", *backup_parts.folders()):
        path = folder / part
        if not path.exists() or checksum(path) != manifest["sha256"].get(part):
            raise BackupError(f"{path}: missing, cut off or altered (checksum differs)")
        with path.open("rb") as file:
            try:
                sealed.check(file, key=key, label=f"{manifest['name']}/{part}")
            except SealError as error:
                raise BackupError(f"{path}: {error}") from error
    return manifest


def restore(folder: Path) -> int:
    """Restore into an empty database and media folder; return the number of rows.

    Everything is verified before the first byte is written, and counted afterwards.
    """
    manifest = verify(folder)
    database = backup_parts.database()
    if database.engine != manifest["engine"]:
        raise BackupError(f"this backup is of {manifest['engine']}, DATABASE_URL is {database.engine}")
    if database.tables():
        raise BackupError("the database is not empty: restore only into a new one")
    for target in backup_parts.folders().values():
        if target.exists() and any(target.iterdir()):
            raise BackupError(f"{target} is not empty: restore only into a new folder")
    key = backup_parts.backup_key()
    with (folder / "database").open("rb") as file:
        database.load(sealed.unseal(file, key=key, label=f"{manifest['name']}/database"))
    for part, target in backup_parts.folders().items():
        with (folder / part).open("rb") as file:
            stream = sealed.unseal(file, key=key, label=f"{manifest['name']}/{part}")
            backup_parts.unpack_folder(stream, target)
    if database.counts() != manifest["rows"]:
        raise BackupError(
            "restored, but the rows per table differ from the manifest: do not use this database"
        )
    return sum(manifest["rows"].values())


def main() -> None:
    """Run one of the three commands; errors are one line and exit code 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("create").add_argument("--keep", type=int, default=0, help="complete backups to keep")
    for name in ("verify", "restore"):
        commands.add_parser(name).add_argument("folder", type=Path)
    options = parser.parse_args()
    try:
        if options.command == "create":
            print(create(backup_parts.backup_folder(), keep=options.keep))
        elif options.command == "verify":
            print(f"{verify(options.folder)['name']}: complete, every part opens")
        else:
            print(f"restored {restore(options.folder)} rows, counts equal to the backup's")
    except (BackupError, backup_parts.PartError) as error:
        sys.exit(f"backup: {error}")


if __name__ == "__main__":
    main()
