import datetime as dt
from decimal import Decimal

import pytest

from events.figures import hazards as figures
from events.ledgers.hazards import HAZARDS
from events.models import Hazard
from events.permissions.hazards import hazards_visible_to, sees_finder
from events.rules.hazards import due_problem, quarter_of, rate
from events.services import hazards
from tests.events.services.room_rows import sums
from tests.factories import BranchFactory, DepartmentFactory, MemberFactory, UserFactory, officer
from tests.factories_rooms import DAY, make_hazard
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.common.registries import Period
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
TODAY = today()
FACTS = {
    "found_on": TODAY,
    "place": "门诊一楼",
    "kind": "fire",
    "level": "general",
    "description": "通道堆物",
}


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def department():
    return DepartmentFactory(branch=BranchFactory())


@pytest.fixture
def contact(department):
    return officer(Office.DEPARTMENT_CONTACT, department=department)


def test_from_finding_to_recheck_with_everybody_told(clerk, department, contact):
    finder = MemberFactory(user=UserFactory(), branch=BranchFactory())
    row = hazards.report_hazard(FACTS, finder=finder, actor=finder.user, today=TODAY)
    assert (row.state, row.branch) == ("reported", finder.branch)
    values = {"department": department, "due_on": TODAY + 5 * DAY, "level": "major"}
    row = hazards.assign(row, **values, actor=clerk, today=TODAY)
    assert Notice.objects.get(user=contact).title == "请整改：门诊一楼"
    row = hazards.rectify(row, measures="已清理", on=TODAY, actor=contact, today=TODAY)
    assert Notice.objects.filter(user=clerk, title__startswith="隐患待复查").exists()
    row = hazards.recheck(row, passed=False, note="又堆了", due_on=TODAY + DAY, actor=clerk, today=TODAY)
    assert (row.state, row.due_on, row.rectified_on) == ("assigned", TODAY + DAY, None)
    row = hazards.rectify(row, measures="加锁", on=TODAY, actor=contact, today=TODAY)
    row = hazards.recheck(row, passed=True, note="", due_on=None, actor=clerk, today=TODAY)
    assert (row.state, row.rechecked_by) == ("closed", clerk)
    assert Notice.objects.filter(user=finder.user, title__contains="已整改").exists()


def test_nobody_rechecks_what_he_put_right_and_no_other_department_puts_it_right(clerk, department):
    row = make_hazard(state="assigned", department=department)
    stranger = officer(Office.DEPARTMENT_CONTACT, department=DepartmentFactory())
    with pytest.raises(NotPermittedError):
        hazards.rectify(row, measures="x", on=TODAY, actor=stranger, today=TODAY)
    hazards.rectify(row, measures="代登记", on=TODAY, actor=clerk, today=TODAY)
    with pytest.raises(NotPermittedError, match="另一位"):
        hazards.recheck(row, passed=True, note="", due_on=None, actor=clerk, today=TODAY)
    done = hazards.recheck(
        row, passed=True, note="", due_on=None, actor=officer(Office.OFFICE_STAFF), today=TODAY
    )
    with pytest.raises(TransitionError, match="已销号"):
        hazards.rectify(done, measures="x", on=TODAY, actor=clerk, today=TODAY)


def test_what_is_refused(clerk, department):
    finder = MemberFactory(user=UserFactory())
    with pytest.raises(DomainError, match="晚于今天"):
        hazards.report_hazard(FACTS | {"found_on": TODAY + DAY}, finder=finder, actor=clerk, today=TODAY)
    with pytest.raises(DomainError, match="发现人"):
        hazards.report_hazard(FACTS, finder=None, actor=clerk, today=TODAY)
    row = make_hazard()
    wrong = {"department": department, "level": "general", "actor": clerk, "today": TODAY}
    with pytest.raises(DomainError, match="已过"):
        hazards.assign(row, due_on=TODAY - DAY, **wrong)
    hazards.assign(row, due_on=TODAY, **wrong)
    row.refresh_from_db()
    with pytest.raises(DomainError, match="说明理由"):
        hazards.assign(row, due_on=TODAY + DAY, **wrong)
    with pytest.raises(DomainError, match="今天之间"):
        hazards.rectify(row, measures="x", on=TODAY - 9 * DAY, actor=clerk, today=TODAY)
    with pytest.raises(DomainError, match="说明理由"):
        hazards.reject(make_hazard(), note=" ", actor=clerk)


def test_a_report_is_corrected_until_it_is_assigned_and_two_editors_do_not_overwrite(clerk):
    row = make_hazard(reported_by=clerk)
    hazards.edit_hazard(row, FACTS, version=1, actor=clerk, today=TODAY)
    with pytest.raises(StaleError):
        hazards.edit_hazard(row, FACTS, version=1, actor=clerk, today=TODAY)
    Hazard.objects.filter(pk=row.pk).update(state="rejected")
    with pytest.raises(NotPermittedError):
        hazards.edit_hazard(row, FACTS, version=2, actor=clerk, today=TODAY)


def test_a_department_sees_its_hazards_without_the_finder(department, contact):
    mine, other = make_hazard(state="assigned", department=department), make_hazard(state="assigned")
    assert set(hazards_visible_to(contact)) == {mine}
    assert not sees_finder(contact, mine)
    chair = officer(Office.BRANCH_CHAIR, branch=BranchFactory())
    assert other not in hazards_visible_to(chair)
    assert other in hazards_visible_to(officer(Office.CHAIR))


def test_fifteen_hazards_all_put_right_come_out_with_their_units():
    """[S004]: hazards are looked for every quarter, 15 found, all put right."""
    for n in range(15):
        make_hazard(state="closed", found_on=dt.date(2025, 1 + n % 12, 5))
    make_hazard(state="rejected", found_on=dt.date(2025, 3, 5))
    make_hazard(state="closed", found_on=dt.date(2024, 12, 31))
    year = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    shown = figures.FIGURES
    keys = ("events.hazards_found", "events.hazards_closed", "events.hazards_rate")
    assert [(shown[key].compute(year), shown[key].unit) for key in keys] == [
        (15, "处"), (15, "处"), (Decimal("100.0"), "%"),
    ]  # fmt: skip
    quarters = list(shown["events.hazards_by_quarter"].compute(year))
    assert [each.key for each in quarters] == ["2025q1", "2025q2", "2025q3", "2025q4"]
    for key in keys[:2]:
        assert sums(HAZARDS, shown[key].rows_url(year))[0] == 15
    assert sum(sums(HAZARDS, each.rows_url)[0] for each in quarters) == 15


def test_rules_of_quarter_rate_and_deadline():
    assert quarter_of(dt.date(2026, 12, 31)) == (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
    assert quarter_of(dt.date(2026, 2, 1)) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert (rate(0, 0), rate(2, 3)) == (None, Decimal("66.7"))
    assert due_problem(TODAY, TODAY, TODAY) == ""
    assert "早于发现" in due_problem(TODAY + DAY, TODAY, TODAY)


def test_duties_and_reminders_lead_to_who_must_act(clerk, department, contact):
    from events.duties import hazards as duties

    make_hazard()
    row = make_hazard(state="assigned", department=department)
    Hazard.objects.filter(pk=row.pk).update(due_on=TODAY + DAY)
    make_hazard(state="rectified", department=department)
    assert [duty.title for duty in duties.hazards(contact, TODAY)] == ["整改隐患：外科楼三层配电间"]
    assert {duty.action for duty in duties.hazards(clerk, TODAY)} == {"去办", "复查"}
    assert list(duties.hazards(UserFactory(), TODAY)) == []
    (due,) = duties.to_rectify(TODAY, TODAY + 3 * DAY)
    assert (due.on, due.department_id) == (TODAY + DAY, department.pk)
    assert not list(duties.to_rectify(TODAY, TODAY))
    assert len(list(duties.to_assign(TODAY, TODAY))) == 1
