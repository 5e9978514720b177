"""Inside one database: a logged-in clerk, the SQL of every page, and how PostgreSQL runs the list queries."""

import json
import os
import re
import sys
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.places import CSRF, PAGES, RECORDS
from bench.processes import STOCK
from bench.runs.start import report
from members.models import Member
from union.accounts.models import User
from union.organisation.choices import Office, ScopeKind
from union.organisation.models import Appointment, Branch, Department

_TYPING = {"HX-Request": "true"}
IS_STOCK = os.environ["DJANGO_SETTINGS_MODULE"] == STOCK


def clerk() -> User:
    """The office's clerk, who sees the whole hospital."""
    user, is_new = User.objects.get_or_create(username="clerk", defaults={"display_name": "专干"})
    if is_new:
        Appointment.objects.create(
            user=user, office=Office.OFFICE_STAFF, scope_kind=ScopeKind.HOSPITAL, starts_on="2020-01-01",
            document="bench",
        )  # fmt: skip
    return user


def session_cookie() -> str:
    """A session of the clerk, as login would make it."""
    user, store = clerk(), import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"


def values() -> dict[str, Any]:
    """What the addresses are filled in with: the third branch and department, records all over the table."""
    count = Member.objects.count()
    wanted = [f"{100000 + 1 + number * count // RECORDS}" for number in range(RECORDS)]
    return {
        "branch": Branch.objects.order_by("pk")[2].pk,
        "department": Department.objects.order_by("pk")[2].pk,
        "pks": list(Member.objects.filter(staff_no__in=wanted).values_list("pk", flat=True)),
    }


def statements(client: Client, filled: dict[str, Any]) -> dict[str, list[str]]:
    """Every page's SQL, asked a second time so that caches are as warm as they get."""
    found = {}
    for page in PAGES:
        address = (page.stock if IS_STOCK else page.ours).format(pk=filled["pks"][0], **filled)
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                is_post = page.post and not IS_STOCK
                answer = (
                    client.post(address, {"q": page.post}, headers=_TYPING if page.typing else {})
                    if is_post
                    else client.get(address)
                )
            if answer.status_code != 200:
                raise RuntimeError(f"{address}: {answer.status_code}")
        found[page.key] = [query["sql"] for query in queries.captured_queries]
    return found


def plan(sql: str) -> dict[str, Any]:
    """How the query over the members is run: time, indexes, whether the whole table is read."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {sql.replace('%', '%%')}", [])
        lines = [row[0] for row in cursor.fetchall()]
    text = "\n".join(lines)
    return {
        "ms": float(re.search(r"Execution Time: ([\d.]+)", text)[1]),  # type: ignore[index]
        "planning_ms": float(re.search(r"Planning Time: ([\d.]+)", text)[1]),  # type: ignore[index]
        "indexes": sorted(set(re.findall(r"(?:using|Bitmap Index Scan on) (member\w+)", text))),
        "reads_all": "Seq Scan on members_member" in text,
        "text": text,
    }


def main() -> None:
    """Report cookie, values, SQL counts and plans of this database."""
    client = Client()
    client.cookies.load(session_cookie())
    filled = values()
    found = statements(client, filled)
    plans = {}
    for key, queries in found.items():
        rows = [sql for sql in queries if 'FROM "members_member"' in sql and "LIMIT" in sql]
        if rows and key != "record" and not IS_STOCK:
            plans[key] = min((plan(rows[0]) for _ in range(3)), key=lambda found: found["ms"])
    report(
        {
            "cookie": session_cookie(),
            "values": filled,
            "sql": {key: len(queries) for key, queries in found.items()},
            "plans": plans,
            "bases": sorted(
                key for key, queries in found.items() if key != "record" and "effective_month" in str(queries)
            ),
        }
    )


if __name__ == "__main__":
    if "--sql" in sys.argv:
        client = Client()
        client.cookies.load(session_cookie())
        print(json.dumps(statements(client, values()), ensure_ascii=False, indent=1))
    else:
        main()
