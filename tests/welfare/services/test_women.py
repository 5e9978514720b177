import datetime as dt
from functools import partial

import pytest

from tests.factories import BranchFactory, officer
from tests.factories_care import Cast, period_in_force
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.common.registries import Period, figures
from union.organisation.choices import Office
from welfare.duties.women import protections_due
from welfare.ledgers.women import PROTECTIONS, ROSTER
from welfare.models import SingleParent
from welfare.rules import women as rules
from welfare.selectors.women import rule_on
from welfare.services import women

pytestmark = pytest.mark.django_db
PERIOD = Period(today() - dt.timedelta(days=30), today())


@pytest.fixture
def cast():
    return Cast()


def test_the_law_decides_the_days(db):
    rule = rule_on(dt.date(2026, 1, 1))
    birth = dt.date(2026, 10, 8)
    assert rules.no_night_shift_from(rule, birth) == birth - dt.timedelta(weeks=12)
    assert rules.last_day(rule, "leave", dt.date(2026, 1, 1), None) == dt.date(2026, 4, 8)  # 98 days
    born = dt.date(2026, 3, 1)  # leave to 6 June, nursing until the child is one
    assert rules.last_day(rule, "nursing", dt.date(2026, 6, 7), born) == dt.date(2027, 2, 28)
    assert rules.last_day(rule, "pregnancy", dt.date(2026, 1, 1), birth) == birth
    assert "98 天" in rules.words(rule, "leave", None)


def test_only_those_in_charge_see_and_enter(cast):
    own = officer(Office.WOMEN_MEMBER, branch=cast.branch)
    mine = cast.people(1, sex="female")[0]
    foreign = cast.people(1, sex="female", branch=BranchFactory(), group=None)[0]
    row = women.add_period(mine, kind="leave", starts_on=today(), actor=own)
    assert row.ends_on == today() + dt.timedelta(days=97)
    with pytest.raises(NotPermittedError):
        women.add_period(foreign, kind="leave", starts_on=today(), actor=own)
    for outsider in (cast.branch_chair, officer(Office.COMMITTEE_MEMBER), officer(Office.AUDITOR)):
        with pytest.raises(NotPermittedError):
            women.add_period(mine, kind="nursing", starts_on=today(), actor=outsider)
        from union.ledgers.declare import Period as LedgerPeriod

        assert not PROTECTIONS.rows(outsider, LedgerPeriod()).exists()
        assert not ROSTER.rows(outsider, LedgerPeriod()).exists()
    with pytest.raises(DomainError, match="已经登记"):
        women.add_period(mine, kind="leave", starts_on=today(), actor=cast.office)
    man = cast.people(1, sex="male")[0]
    with pytest.raises(DomainError, match="只登记女会员"):
        women.add_period(man, kind="leave", starts_on=today(), actor=cast.office)


def test_nursing_ends_with_the_first_year_of_the_infant(cast):
    member = cast.people(1, sex="female")[0]
    add = partial(women.add_period, member, kind="nursing", starts_on=dt.date(2026, 6, 7), actor=cast.office)
    with pytest.raises(DomainError, match="须填写婴儿的出生日期"):
        add()
    with pytest.raises(DomainError, match="早于婴儿的出生日期"):
        add(due_on=dt.date(2026, 6, 8))
    assert add(due_on=dt.date(2026, 3, 1)).ends_on == dt.date(2027, 2, 28)


def test_the_seventh_month_and_the_end_are_told_without_a_name(cast):
    member = cast.people(1, sex="female")[0]
    birth = today() + dt.timedelta(days=86)
    row = women.add_period(
        member, kind="pregnancy", starts_on=today() - dt.timedelta(days=180), due_on=birth, actor=cast.office
    )
    due = list(protections_due(today(), today() + dt.timedelta(days=5)))
    assert [(d.subject, d.on) for d in due] == [
        (f"welfare.protection:{row.pk}:night", today() + dt.timedelta(days=2))
    ]
    assert member.name not in due[0].title
    women.end_period(row.pk, on=today(), actor=cast.office)
    due = protections_due(today(), today())
    assert [d.subject for d in due] == [f"welfare.protection:{row.pk}:end"]


def test_figures_count_each_in_its_unit(cast):
    members = cast.people(3, sex="female")
    cast.people(2, sex="male")
    period_in_force(cast, "women", starts_on=today().replace(day=1))
    women.add_single_parent(members[0], since=today(), children="一子", actor=cast.office)
    with pytest.raises(DomainError, match="已登记"):
        women.add_single_parent(members[0], since=today(), children="", actor=cast.office)
    for kind in ("birth", "family", "family"):
        women.add_service(members[1], kind=kind, on=today(), note="", actor=cast.office)
    facts = {"kind": "march", "place": "", "branch": None, "content": ""}
    women.add_meeting({"title": "趣味赛", "on": today(), "attended": 40, **facts}, actor=cast.office)
    women.add_meeting({"title": "座谈", "on": today(), "attended": 12, **facts}, actor=cast.office)

    def value(name, period=PERIOD):
        return figures[f"welfare.women_{name}"].compute(period)

    assert (value("insured"), value("single")) == (3, 1)
    assert (value("meetings"), value("attendance")) == (2, 52)
    assert {row.key: row.value for row in value("services")} == {"birth": 1, "family": 2}
    women.end_single_parent(SingleParent.objects.get().pk, on=today(), actor=cast.office)
    later = Period(today(), today() + dt.timedelta(days=1))
    assert value("single", later) == 0
