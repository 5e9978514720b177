import datetime as dt
from decimal import Decimal

import pytest
from django.http import QueryDict

from members.choices import MembershipStatus, Sex
from members.ledgers import CHANGES, MEMBERS
from members.models import MembershipChange
from tests.factories import BranchFactory, MemberFactory, officer
from union.ledgers.declare import Period
from union.ledgers.permissions import columns_for, ledger_for
from union.ledgers.selectors import LedgerQuery, query_from, system_query
from union.ledgers.services import keep_view
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


def asked(user, text="") -> LedgerQuery:
    return query_from(MEMBERS, user, QueryDict(text), None)


def names(query: LedgerQuery) -> list[str]:
    place = [column.key for column in query.columns].index("name") + 1
    return [row[place] for row in query.page_rows()[0]]


def test_a_query_set_that_was_asked_keeps_no_rows_for_the_next_one():
    chair = officer(Office.CHAIR)
    before = set(MEMBERS.rows(chair, Period()))

    new = MemberFactory()

    assert set(MEMBERS.rows(chair, Period())) == before | {new}


def test_branch_chair_sees_the_branch_and_nothing_else():
    own, other = MemberFactory(branch=BranchFactory()), MemberFactory(branch=BranchFactory())
    chair = officer(Office.BRANCH_CHAIR, branch=own.branch)

    query = asked(chair)

    assert names(query) == [own.name]
    assert query.totals().rows == 1
    assert [row[0] for row in query.all_rows()] == [own.pk]
    assert other.name not in names(asked(chair, f"branch={other.branch_id}"))


def test_women_member_sees_women_only():
    woman, _man = MemberFactory(sex=Sex.FEMALE), MemberFactory(sex=Sex.MALE)

    assert names(asked(officer(Office.WOMEN_MEMBER))) == [woman.name]


@pytest.mark.parametrize(
    ("office", "sees_id", "sees_base"),
    [
        (Office.OFFICE_STAFF, True, True),
        (Office.CHAIR, True, True),
        (Office.AUDITOR, False, True),
        (Office.COMMITTEE_MEMBER, False, False),
        (Office.LEADERSHIP, False, False),
    ],
)
def test_columns_follow_the_rights_of_the_office(office, sees_id, sees_base):
    shown = {column.key for column in columns_for(officer(office), MEMBERS)}

    assert ("id_number" in shown, "dues_base" in shown) == (sees_id, sees_base)


@pytest.mark.parametrize(
    "office", [Office.DELEGATE, Office.DEPARTMENT_CONTACT, Office.SYSTEM_ADMIN, Office.AUDIT_ADMIN]
)
def test_ledger_is_unknown_to_offices_without_the_right(office):
    assert ledger_for(officer(office), "members") is None
    assert ledger_for(officer(Office.OFFICE_STAFF), "no-such") is None


def test_a_column_hidden_by_right_can_not_be_asked_for_by_a_kept_view():
    auditor = officer(Office.AUDITOR)
    kept = keep_view(auditor, MEMBERS, columns=["name", "id_number"])

    query = query_from(MEMBERS, auditor, QueryDict(), kept)

    assert [column.key for column in query.columns] == ["name"]


def test_a_column_that_is_not_shown_can_not_be_sorted_by():
    first, second = MemberFactory(name="乙"), MemberFactory(name="甲")
    clerk = officer()

    assert names(asked(clerk, "sort=staff_no")) == [first.name, second.name]
    assert names(asked(clerk, "sort=-staff_no")) == [second.name, first.name]
    by_default = names(asked(clerk))
    assert names(asked(clerk, "sort=id_number")) == by_default
    assert names(asked(clerk, "sort=user__password")) == by_default


def test_filters_default_all_and_nonsense():
    active = MemberFactory()
    kept = MemberFactory(membership_status=MembershipStatus.RETAINED, retain_reason="retired")
    clerk = officer()

    assert names(asked(clerk)) == [active.name]
    assert set(names(asked(clerk, "status=all"))) == {active.name, kept.name}
    assert names(asked(clerk, "status=retained")) == [kept.name]
    assert names(asked(clerk, "branch=x")) == []
    assert names(asked(clerk, "branch=99999999999999999999")) == []
    assert names(asked(clerk, "joined_from=2021-01-01")) == []
    assert names(asked(clerk, "joined_from=nonsense&joined_to=2020-01-01")) == [active.name]


def test_pages_follow_each_other_without_overlap_or_gap():
    members = MemberFactory.create_batch(45, name="同名")
    clerk = officer()

    pages = [asked(clerk, f"size=20&page={number}").page_rows() for number in (1, 2, 3)]

    assert [row[0] for rows, _more in pages for row in rows] == [member.pk for member in members]
    assert [more for _rows, more in pages] == [True, True, False]


def test_totals_count_and_sum_the_filtered_set():
    for base in ("4567.00", "1200.50"):
        MemberFactory(sex=Sex.FEMALE).dues_bases.create(effective_month=dt.date(2020, 1, 1), amount=base)
    MemberFactory(sex=Sex.MALE)
    clerk = officer()
    kept = keep_view(clerk, MEMBERS, columns=["name", "dues_base"])

    found = query_from(MEMBERS, clerk, QueryDict(), kept).totals()

    assert (found.rows, dict(found.counts), found.sums["dues_base"]) == (
        3, {"女": 2, "在册": 3}, Decimal("5767.50"),
    )  # fmt: skip


def test_as_of_shows_the_status_of_that_day():
    member = MemberFactory(membership_status=MembershipStatus.TRANSFERRED_OUT)
    MembershipChange.objects.create(member=member, to_status="active", effective_on=dt.date(2020, 1, 1))
    MembershipChange.objects.create(
        member=member, from_status="active", to_status="transferred_out", effective_on=dt.date(2025, 6, 1)
    )

    before = system_query(MEMBERS, Period(as_of=dt.date(2025, 5, 31)))
    after = system_query(MEMBERS, Period(as_of=dt.date(2025, 6, 1)))

    place = [column.key for column in before.columns].index("status") + 1
    assert [row[place] for row in before.all_rows()] == ["active"]
    assert list(after.all_rows()) == []


def test_system_query_leaves_sensitive_columns_out():
    assert not any(column.sensitive for column in system_query(MEMBERS, Period()).columns)


def test_the_default_order_names_its_column_while_that_is_shown():
    query = asked(officer())
    assert query.sorted_by() == "name"
    others = tuple(column for column in query.columns if column.key != "name")
    assert query.with_columns(others).sorted_by() == ""
    assert query_from(CHANGES, officer(), QueryDict(""), None).sorted_by() == "-effective_on"


def test_an_address_asks_for_a_day_and_for_one_more_column():
    gone = MemberFactory(membership_status="withdrawn")
    for day, status in ((dt.date(2020, 1, 1), "active"), (dt.date(2026, 3, 1), "withdrawn")):
        gone.membership_changes.create(to_status=status, effective_on=day)
    clerk = officer()

    def asked(text):
        return query_from(MEMBERS, clerk, QueryDict(text), None)

    assert [asked(f"status=all&as_of={day}").totals().rows for day in ("2026-02-28", "2026-03-01")] == [1, 0]
    assert "截至 2026-02-28" in asked("as_of=2026-02-28").period.label()
    keys = [column.key for column in asked("show=dues_base").columns]
    assert "dues_base" in keys
    assert "dues_base" not in [column.key for column in asked("").columns]
    assert [
        c.key for c in query_from(MEMBERS, officer("group_leader"), QueryDict("show=dues_base"), None).columns
    ] == [c.key for c in asked("").columns]
