"""backup.py as an administrator runs it: into an empty database, and every way it must refuse."""

import base64
import json
import os
import shutil
import sqlite3
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings

from tests import servers

KEY = base64.b64encode(bytes(range(32))).decode()
STATEMENTS = [
    "CREATE TABLE member (id integer PRIMARY KEY, name text)",
    "INSERT INTO member VALUES (1, '李明'), (2, '𡋤强'), (3, '单雄信')",
    "CREATE TABLE empty_table (id integer)",
]


def backup(environment, *arguments):
    command = [sys.executable, settings.BASE_DIR / "scripts" / "backup.py", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def cluster():
    with servers.postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request, tmp_path):
    """Build DATABASE_URLs of fresh empty databases."""

    def sqlite_database(name):
        return f"sqlite:///{tmp_path}/{name}.sqlite3"

    def postgres_database(name):
        url = request.getfixturevalue("cluster")
        unique = f"{name}_{tmp_path.name.replace('-', '_')}".lower()
        with psycopg.connect(plain(url), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{unique}"')
        return f"{url.removesuffix('/postgres')}/{unique}"

    return sqlite_database if request.param == "sqlite" else postgres_database


def plain(url):
    return url.replace("postgres://", "postgresql://")


def run_sql(url, *statements):
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            rows = [connection.execute(statement).fetchall() for statement in statements]
        connection.close()
        return rows[-1]
    with psycopg.connect(plain(url)) as connection:
        cursors = [connection.execute(statement) for statement in statements]
        return cursors[-1].fetchall() if cursors[-1].description else []


def environment(tmp_path, url, place, **more):
    base = {
        "PATH": os.environ["PATH"],
        "UNION_BACKUP_KEY": KEY,
        "UNION_BACKUP_DIR": str(tmp_path / "backups"),
    }
    return {**base, "DATABASE_URL": url, "UNION_VAR_DIR": str(tmp_path / place), **more}


@pytest.fixture
def made(tmp_path, new_database):
    """A backup of three members and one file, and the way to restore it."""
    url = new_database("old")
    run_sql(url, *STATEMENTS)
    for folder, content in (("media/2026", b"\x00\xff" * 700_000), ("audit-heads", b"{}")):
        (tmp_path / "old" / folder).mkdir(parents=True)
        (tmp_path / "old" / folder / "照片.bin").write_bytes(content)
    done = backup(environment(tmp_path, url, "old"), "create")
    assert done.returncode == 0, done.stderr
    return tmp_path / "backups" / done.stdout.strip().rsplit("/", 1)[-1]


def test_restore_brings_back_rows_and_files(made, tmp_path, new_database):
    url = new_database("new")

    done = backup(environment(tmp_path, url, "new"), "restore", made)

    assert done.returncode == 0, done.stderr
    assert "restored 3 rows" in done.stdout
    assert run_sql(url, "SELECT name FROM member ORDER BY id") == [("李明",), ("𡋤强",), ("单雄信",)]
    assert (tmp_path / "new" / "media" / "2026" / "照片.bin").read_bytes() == b"\x00\xff" * 700_000
    assert (tmp_path / "new" / "audit-heads" / "照片.bin").read_bytes() == b"{}"


def test_nothing_in_the_backup_can_be_read(made):
    content = b"".join(path.read_bytes() for path in made.iterdir())

    assert "李明".encode() not in content
    assert base64.b64decode(KEY) not in content
    assert KEY.encode() not in content
    assert json.loads((made / "manifest.json").read_text())["rows"]["member"] == 3


def test_refuses_a_wrong_key_and_leaves_the_database_empty(made, tmp_path, new_database):
    url = new_database("new")
    other = base64.b64encode(bytes(32)).decode()

    done = backup(environment(tmp_path, url, "new", UNION_BACKUP_KEY=other), "restore", made)

    assert done.returncode == 1
    assert "wrong key" in done.stderr
    assert not (tmp_path / "new").exists()
    assert backup(environment(tmp_path, url, "new"), "restore", made).returncode == 0


@pytest.mark.parametrize("part", ["database", "media", "audit-heads"])
def test_refuses_a_truncated_part(made, tmp_path, new_database, part):
    path = made / part
    path.write_bytes(path.read_bytes()[:-1])

    done = backup(environment(tmp_path, new_database("new"), "new"), "restore", made)

    assert done.returncode == 1
    assert "altered" in done.stderr


def test_refuses_a_database_that_is_not_empty(made, tmp_path, new_database):
    url = new_database("new")
    run_sql(url, "CREATE TABLE something (id integer)")

    done = backup(environment(tmp_path, url, "new"), "restore", made)

    assert done.returncode == 1
    assert "not empty" in done.stderr


def test_an_unfinished_backup_is_none(made, tmp_path, new_database):
    (made / "manifest.json").unlink()

    assert (
        "not a complete backup"
        in backup(environment(tmp_path, new_database("n"), "new"), "verify", made).stderr
    )


def test_refuses_a_key_of_the_data(tmp_path, new_database):
    done = backup(environment(tmp_path, new_database("old"), "old", UNION_INDEX_KEY=KEY), "create")

    assert done.returncode == 1
    assert "must differ" in done.stderr
    assert not (tmp_path / "backups").exists()


@pytest.mark.parametrize("script", ["backup", "restore"])
def test_the_scripts_refuse_to_guess_the_database(tmp_path, script):
    """A compose installation has an .env without DATABASE_URL, and perhaps a demonstration under var/."""
    shutil.copytree(settings.BASE_DIR / "scripts", tmp_path / "scripts")
    (tmp_path / ".env").write_text(f"UNION_BACKUP_KEY={KEY}\n")
    command = ["sh", tmp_path / "scripts" / f"{script}.sh", tmp_path]

    done = subprocess.run(
        command, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_URL is not set")
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""
