"""The daily run of the reminders: 50,000 open duties of a made-up rule, beside all real rules."""

import datetime as dt
from collections.abc import Iterator

from bench.runs.start import report, timed
from members.models import Member
from union.accounts.models import User
from union.organisation.choices import Office, Right, ScopeKind
from union.organisation.models import Appointment, Branch, Group
from union.reminders.declare import Due, ReminderRule, Step, rules
from union.reminders.models import Notice, Reminder
from union.reminders.services import clock

TODAY = dt.date(2026, 11, 16)
KEY = "bench.duties"
OPEN = {"duties": 50_000, "moved": 0, "done": 0}


def duties(_today: dt.date, _horizon: dt.date) -> Iterator[Due]:
    """Open duties, one per member, over two months; some moved by ten days, the last ones done."""
    rows = Member.objects.order_by("pk").values_list("pk", "branch_id", "group_id", "department_id", "sex")
    for at, (pk, *place) in enumerate(rows[: OPEN["duties"] - OPEN["done"]]):
        shift = 10 if at < OPEN["moved"] else 0
        on = TODAY + dt.timedelta(days=at % 60 - 40 + shift)
        branch_id, group_id, department_id, sex = place
        yield Due(
            f"bench.duty:{pk}", on, "办理事项", f"/members/{pk}/", right=Right.PROPOSE_AS_GROUP,
            branch_id=branch_id, group_id=group_id, department_id=department_id, sex=sex,
        )  # fmt: skip


def offices() -> None:
    """A leader per group, a chair per branch, staff, the chair of the union."""
    seats = [(Office.CHAIR, {}), (Office.OFFICE_STAFF, {}), (Office.OFFICE_STAFF, {})]
    seats += [(Office.BRANCH_CHAIR, {"branch": branch}) for branch in Branch.objects.all()]
    seats += [(Office.GROUP_LEADER, {"group": group}) for group in Group.objects.all()]
    for at, (office, where) in enumerate(seats):
        user = User.objects.create(username=f"bench{at}", display_name=f"干部{at}")
        kind = ScopeKind(next(iter(where))) if where else ScopeKind.HOSPITAL
        Appointment.objects.create(
            user=user, office=office, scope_kind=kind, starts_on=dt.date(2026, 1, 1), document="x", **where
        )


def main() -> None:
    """First run, second run, and a day on which a thousand moved and a thousand were done."""
    rules.register(
        KEY, ReminderRule("事项", duties, (Step(-7), Step(0), Step(3, ("branch_chair",), working=True)))
    )
    offices()
    result: dict[str, object] = {"members": Member.objects.count()}
    for name in ("first", "second"):
        with timed(result, f"{name}_seconds"):
            done = clock.run_all(TODAY)
        result |= {f"{name}_told": done.told, f"{name}_rows": Reminder.objects.count()}
    OPEN.update(moved=1_000, done=1_000)
    with timed(result, "changed_seconds"):
        done = clock.run_all(TODAY)
    result |= {"open": done.open_count, "closed": done.closed, "notices": Notice.objects.count()}
    result["written"] = result["first_rows"]
    report(result)


if __name__ == "__main__":
    main()
