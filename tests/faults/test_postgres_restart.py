"""PostgreSQL killed and started again five times during 500 postings: what was acknowledged is there."""

import contextlib
import re
import shutil
import signal
import subprocess
import threading
import time

import psycopg
import pytest
from django.db import connection

from tests import servers
from tests.faults.webserver import WebServer, in_threads

POSTINGS, CLIENTS, RESTARTS = 500, 8, 5
PATIENCE = 120  # seconds
pytestmark = pytest.mark.django_db(transaction=True)
REFERENCE = re.compile("参考号 [0-9a-f]{16}")


class Postgres:
    """A cluster that is killed as by a power cut of the database (SIGQUIT) and started again."""

    def __init__(self, home, *options):
        self.home, self.account, self.child = home, servers.postgres_account(), None
        if self.account:
            shutil.chown(home, self.account["user"], self.account["group"])
        servers._create_cluster(home, self.account)
        self.options = [f"unix_socket_directories={home}", "listen_addresses=", *options]
        self.start()

    def start(self):
        command = [servers.postgres_program("postgres"), "-D", str(self.home / "data")]
        command += [part for option in self.options for part in ("-c", option)]
        with (self.home / "log").open("ab") as log:
            self.child = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.home,
                preexec_fn=servers.die_with_parent(signal.SIGQUIT), **self.account,  # noqa: PLW1509
            )  # fmt: skip
        servers.wait_until(lambda: servers._answers(self.home, self.child), what="PostgreSQL answers")

    def restart(self):
        self.child.send_signal(signal.SIGQUIT)
        self.child.wait(20)
        self.start()

    def stop(self):
        with contextlib.suppress(ProcessLookupError):
            self.child.send_signal(signal.SIGQUIT)
        self.child.wait(20)

    @property
    def url(self):
        return f"postgres://postgres@{str(self.home).replace('/', '%2F')}/books"

    def ask(self, sql):
        with psycopg.connect(host=str(self.home), user="postgres", dbname="books") as link:
            return link.execute(sql).fetchall()


def copy_of_the_suite(cluster):
    """The migrated database of the suite, by dump: quicker than migrating again."""
    values = connection.settings_dict
    places = ["-h", values["HOST"], "-U", values["USER"], values["NAME"]]
    dump = subprocess.run([servers.postgres_program("pg_dump"), *places], capture_output=True, check=True)
    psql = [servers.postgres_program("psql"), "-q", "-h", str(cluster.home), "-U", "postgres"]
    psql += ["-v", "ON_ERROR_STOP=1"]
    subprocess.run([*psql, "-c", "CREATE DATABASE books", "postgres"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*psql, "books"], input=dump.stdout, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def cash_book(*options):
    """(cluster, web server) with the books of the suite."""
    with servers.folder() as home:
        cluster = Postgres(home, *options)
        try:
            copy_of_the_suite(cluster)
            var = home / "var"
            var.mkdir()
            web = WebServer(var, cluster.url)
            try:
                yield cluster, web
            finally:
                web.stop()
        finally:
            cluster.stop()


def post_all(cluster, web):
    """Post under RESTARTS restarts, each posting again until it is acknowledged; (acknowledged, refusals)."""
    acknowledged, refused, left = {}, [], iter(range(POSTINGS))
    lock, over, end = threading.Lock(), threading.Event(), time.monotonic() + PATIENCE

    def client(_number):
        while (number := take()) is not None:
            while number not in acknowledged and time.monotonic() < end:
                status, text, _seconds = web.ask("POST", f"/faults/post/?key=posting:{number}")
                if status == 200:
                    acknowledged[number] = text
                else:
                    refused.append((status, text))
                    over.wait(0.05)

    def take():
        with lock:
            return next(left, None)

    def restarts():
        for turn in range(1, RESTARTS + 1):
            wanted = turn * POSTINGS // (RESTARTS + 1)
            servers.wait_until(lambda n=wanted: len(acknowledged) >= n, seconds=PATIENCE, what="postings")
            cluster.restart()

    clients = threading.Thread(target=in_threads, args=(CLIENTS, client))
    clients.start()
    try:
        restarts()  # in this thread: the server ends with the one that started it
    finally:
        clients.join(PATIENCE)
    return acknowledged, refused


def test_every_acknowledged_posting_is_there_and_no_half_one():
    with cash_book() as (cluster, web):
        acknowledged, refused = post_all(cluster, web)
        entries = cluster.ask("SELECT key, number, amount FROM funds_entry ORDER BY number")
        sums = cluster.ask(
            "SELECT e.id FROM funds_entry e LEFT JOIN funds_entryline l ON l.entry_id = e.id GROUP BY e.id "
            "HAVING sum(l.debit) IS DISTINCT FROM e.amount OR sum(l.credit) IS DISTINCT FROM e.amount"
        )
    assert len(acknowledged) == POSTINGS
    assert {key for key, _number, _amount in entries} == {f"posting:{n}" for n in range(POSTINGS)}
    assert [number for _key, number, _amount in entries] == list(range(1, POSTINGS + 1))
    assert sums == []
    statuses = {status for status, _text in refused}
    assert statuses == {503}, statuses
    assert all(REFERENCE.search(text) and "Traceback" not in text for _status, text in refused)


def test_twin_a_database_that_acknowledges_before_it_has_written_is_found_out():
    with cash_book("synchronous_commit=off", "wal_writer_delay=5000") as (cluster, web):
        acknowledged, _refused = post_all(cluster, web)
        kept = {key for (key,) in cluster.ask("SELECT key FROM funds_entry")}
    assert {f"posting:{number}" for number in acknowledged} - kept
