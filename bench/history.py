# ruff: noqa: E501 - SQL reads better in long lines
"""Ten years of a hospital by INSERT … SELECT: dues, visits, motions, activities, over the members of population."""

import psycopg
from django.db import models

from congress.models import Motion, Session, Term
from events.models import Activity, ActivitySession, Attendance, CostLine, SignUp
from members.models import DuesBooking, DuesEntry, DuesMonth
from welfare.models import Visit

FIRST, LAST = 2016, 2025


def _literal(field: models.Field) -> str:
    """What a column without a wish of its own gets: its default, "", or now."""
    if field.null:
        return "NULL"
    if isinstance(field, models.DateTimeField):
        return "now()"
    default = field.default() if callable(field.default) else field.default
    if field.has_default() and isinstance(default, (list, dict)):
        return "'[]'" if isinstance(default, list) else "'{}'"
    if field.has_default():
        return str(default).lower() if isinstance(default, bool) else f"'{default}'"
    return "''"


def insert(model: type[models.Model], source: str, **wished: str) -> str:
    """INSERT into ``model`` one row for each of ``source``; ``wished`` are SQL expressions by column."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    values = {field.column: wished.pop(field.column, None) or _literal(field) for field in fields}
    assert not wished, wished
    columns = ", ".join(f'"{name}"' for name in values)
    return f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {', '.join(values.values())} FROM {source}"


def pick(words: str, by: str) -> str:
    """SQL: one of ``words`` by the number ``by``."""
    each = words.split()
    listed = ", ".join(f"'{word}'" for word in each)
    return f"(ARRAY[{listed}])[1 + abs(({by})::int) % {len(each)}]"


_MONTHS = f"generate_series(DATE '{FIRST}-01-01', DATE '{LAST}-12-01', '1 month') m(month)"
_PEOPLE = "(SELECT row_number() OVER (ORDER BY id) AS n, id, branch_id, group_id, department_id FROM members_member)"


def dues() -> list[str]:
    """Every month a line due and a line paid of every second member: 20,000 members make 2.4 million."""
    lines = (
        f"members_duesbooking b JOIN (SELECT * FROM {_PEOPLE} x WHERE n % 2 = 0) p ON true "
        "CROSS JOIN (VALUES ('due', ''), ('paid', 'payroll')) k(kind, method)"
    )
    month = "b.booked_in"
    return [
        insert(DuesMonth, _MONTHS, month="month::date", state="'closed'"),
        insert(DuesBooking, _MONTHS, kind="'payroll'", booked_in="month::date", on="(month + interval '14 days')::date",
               method="'payroll'", summary="'代扣'"),
        insert(DuesEntry, lines, booking_id="b.id", booked_in=month, member_id="p.id", kind="k.kind", method="k.method",
               month=month, branch_id="p.branch_id", group_id="p.group_id",
               amount="CASE WHEN k.kind = 'paid' AND p.n % 50 = 0 THEN 10 ELSE 12.5 END"),
    ]  # fmt: skip


def visits(count: int) -> list[str]:
    """Visits over ten years and all occasions."""
    source = (
        f"generate_series(1, {count}) i JOIN {_PEOPLE} p ON p.n = 1 + i % (SELECT count(*) FROM members_member) "
        "JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM welfare_occasion) o "
        "ON o.n = i % (SELECT count(*) FROM welfare_occasion)"
    )
    day = f"(DATE '{FIRST}-01-01' + (i::bigint * 3653 / {count})::int)"
    return [
        insert(Visit, source, occasion_id="o.id", member_id="p.id", category="'active'", happened_on=day,
               visited_on=f"{day} + 2", due_on=f"{day} + 5", state="'booked'", branch_id="p.branch_id",
               group_id="p.group_id", department_id="p.department_id", cash_amount="500", amount="500",
               pay_form="'cash'", fund_source="'allocation'", visitors="'工会'"),
    ]  # fmt: skip


def motions(count: int) -> list[str]:
    """Ten terms' sessions, one a year, with as many motions each."""
    years = f"generate_series({FIRST}, {LAST}) y"
    a_year = count // (LAST - FIRST + 1)
    source = (
        f"(SELECT row_number() OVER (ORDER BY opens_on) AS n, id, opens_on FROM congress_session) s "
        f"CROSS JOIN generate_series(1, {a_year}) i JOIN {_PEOPLE} p ON p.n = 1 + (i * 7) % 400"
    )
    day = "make_date(y, 3, 18)"
    return [
        insert(Term, "(VALUES (6)) t(number)", number="number", starts_on=f"DATE '{FIRST}-01-01'", ends_on=f"DATE '{LAST}-12-31'"),
        insert(Session, f"{years}, congress_term t", term_id="t.id", number=f"y - {FIRST} + 1", opens_on=day, closes_on=day,
               state="'closed'", kind="'ordinary'"),
        insert(Motion, source, session_id="s.id", title="'关于改善' || " + pick("食堂 停车场 手术室 更衣室 值班室", "i") + " || '条件的建议（' || i || '）'",
               category=pick("后勤服务 医疗服务 职工福利 行政管理 就医环境 其他", "i"), mover_id="p.id", is_history="true",
               state="'closed'", filing=pick("filed filed filed converted not_filed", "i"), paper_no="'B' || s.n || '-' || i",
               decided_on="s.opens_on + 10", assigned_on="s.opens_on + 20", answered_on="s.opens_on + 40",
               replied_on="s.opens_on + 45", closed_on="s.opens_on + 60", grade=pick("A A B C", "i"),
               rating=pick("satisfied satisfied partly", "i"), has_contact="true"),
    ]  # fmt: skip


def activities(count: int, people: int) -> list[str]:
    """Activities with a session, costs and ``people`` who came to each."""
    at = f"(TIMESTAMP '{FIRST}-01-02 09:00+08' + (i::bigint * 3650 / {count}) * interval '1 day')"
    kind = pick("culture party contest outing festival", "i")
    members = f"{_PEOPLE} p ON p.n = 1 + (a.id * 97 + k) % (SELECT count(*) FROM members_member)"
    return [
        insert(Activity, f"generate_series(1, {count}) i", title="'活动' || i", kind=kind, state="'settled'", place="'礼堂'",
               starts_at=at, ends_at=f"{at} + interval '2 hours'", uid="gen_random_uuid()", budget_amount="5000"),
        insert(ActivitySession, "events_activity a", activity_id="a.id", starts_at="a.starts_at", ends_at="a.ends_at"),
        insert(CostLine, "events_activity a, generate_series(1, 2) i", activity_id="a.id", amount="1000 + a.id % 500", kind="'other'", description="'支出'",
               fund_source="'dues'", spent_on="a.starts_at::date"),
        insert(SignUp, f"events_activity a JOIN events_activitysession s ON s.activity_id = a.id CROSS JOIN generate_series(1, {people}) k JOIN {members}",
               activity_id="a.id", session_id="s.id", member_id="p.id", number="k", state="'confirmed'"),
        insert(Attendance, "events_signup u", signup_id="u.id", in_at="now()", method="'scan'"),
    ]  # fmt: skip


def fill(url: str, *, visits_made: int, motions_made: int, activities_made: int, people: int = 20) -> None:
    """Put the ten years into the database at ``url``, which has its members already."""
    steps = [*dues(), *visits(visits_made), *motions(motions_made), *activities(activities_made, people)]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # no checks of foreign keys row by row
        for step in steps:
            connection.execute(step)
        connection.execute("VACUUM ANALYZE")
