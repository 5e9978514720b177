"""python -m bench.runs.events ACTIVITIES SIGNUPS RUSH: pages and sign-ups on the database of DATABASE_URL."""

import datetime as dt
import json
import sys
import time
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from events.models import Activity, ActivitySession, SignUp  # noqa: E402
from events.services.signups import sign_up  # noqa: E402
from members.models import Member  # noqa: E402
from union.accounts.models import User  # noqa: E402
from union.organisation.choices import Office, ScopeKind  # noqa: E402
from union.organisation.models import Appointment  # noqa: E402

_TIMES = 5


def main() -> None:
    """Measure at a tenth of the size, then at the whole."""
    activities, signups, rush = (int(each) for each in sys.argv[1:4])
    client, clerk = _clerk()
    found: dict[str, Any] = {}
    for part, ending in ((10, "_few"), (1, "")):
        _fill(activities // part, signups // part)
        for key, address in (("calendar", "/events/"), ("list", "/events/signups/")):
            took, queries = _ask(client, address)
            found |= {f"{key}_ms{ending}": took, f"{key}_queries{ending}": queries}
    found["per_second"], found["cpu_ms"] = _rush(clerk, rush)
    print(json.dumps(found))


def _clerk() -> tuple[Client, User]:
    user = User.objects.create(username="bench-events", display_name="专干")
    Appointment.objects.create(
        user=user, office=Office.OFFICE_STAFF, scope_kind=ScopeKind.HOSPITAL, document="任命",
        starts_on=dt.date(2020, 1, 1),
    )  # fmt: skip
    client = Client()
    client.force_login(user)
    return client, user


def _fill(activities: int, signups: int) -> None:
    """Bring the tables up to the wished size; all activities lie in this month."""
    first = timezone.localtime().replace(day=1, hour=9, minute=0, second=0, microsecond=0)
    have = Activity.objects.count()
    made = Activity.objects.bulk_create(
        Activity(
            title=f"活动{n}", kind="culture", state="open", place=f"地点{n}",
            starts_at=first + dt.timedelta(days=n % 28, minutes=n % 480),
            ends_at=first + dt.timedelta(days=n % 28, minutes=n % 480 + 60),
        )
        for n in range(have, activities)
    )  # fmt: skip
    ActivitySession.objects.bulk_create(
        ActivitySession(activity=row, starts_at=row.starts_at, ends_at=row.ends_at) for row in made
    )
    sessions = list(ActivitySession.objects.order_by("pk")[:10])
    members = list(Member.objects.order_by("pk").values_list("pk", flat=True)[: -(-signups // 10)])
    held = set(SignUp.objects.values_list("session", "member"))
    wanted = [(s, m) for s in sessions for m in members if (s.pk, m) not in held]
    start = SignUp.objects.count()
    SignUp.objects.bulk_create(
        (
            SignUp(
                activity_id=s.activity_id, session=s, member_id=m, number=n + 1, state="confirmed",
            )
            for n, (s, m) in enumerate(wanted[: signups - start], start)
        ),
        batch_size=2_000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ask(client: Client, address: str) -> tuple[float, int]:
    """Milliseconds (median of five) and queries of one page, warm."""
    answer = client.get(address)
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
    took = []
    for _ in range(_TIMES):
        begun = time.perf_counter()
        client.get(address)
        took.append((time.perf_counter() - begun) * 1_000)
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return sorted(took)[_TIMES // 2], len(seen)


def _rush(clerk: User, count: int) -> tuple[float, float]:
    """Sign-ups a second one after another, half as many places; CPU milliseconds of this process for one."""
    row = Activity.objects.create(
        title="抢名额", kind="culture", state="open", place="礼堂",
        starts_at=timezone.now() + dt.timedelta(days=9), ends_at=timezone.now() + dt.timedelta(days=10),
    )  # fmt: skip
    session = ActivitySession.objects.create(
        activity=row, starts_at=row.starts_at, ends_at=row.ends_at, capacity=count // 2
    )
    members = list(Member.objects.active().order_by("pk")[:count])
    begun, cpu = time.perf_counter(), time.process_time()
    for member in members:
        sign_up(session, member, actor=clerk, now=timezone.now())
    spent = (time.process_time() - cpu) * 1_000
    return len(members) / (time.perf_counter() - begun), spent / len(members)


if __name__ == "__main__":
    main()
