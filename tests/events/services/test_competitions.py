import datetime as dt
from decimal import Decimal

import pytest

from events.ledgers.competitions import COMPETITIONS, ENTRIES
from events.models import Competition, CompetitionEntry
from events.permissions.competitions import competitions_visible_to
from events.registry_competitions import FIGURES, calendar, over, timeline, to_finish
from events.rules.competitions import CompetitionAction
from events.services import competitions
from tests.events.services.room_rows import sums
from tests.factories import BranchFactory, DepartmentFactory, MemberFactory, UserFactory, officer
from tests.factories_rooms import DAY, make_competition
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.common.registries import Period
from union.ledgers.declare import Period as LedgerPeriod
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
TODAY = today()
FACTS = {
    "title": "岗位练兵",
    "kind": "drill",
    "branch": None,
    "starts_on": TODAY,
    "ends_on": TODAY,
    "plan": "方案",
}
RESULT = {"team": "", "department": None, "score": Decimal("95.5"), "rank": 1, "award": "一等奖"}


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def test_from_plan_to_awards(clerk):
    row = competitions.save_competition(Competition(), FACTS, version=0, actor=clerk)
    finish = {"actor": clerk, "today": TODAY}
    with pytest.raises(DomainError, match="参赛人员"):
        competitions.advance(row, CompetitionAction.FINISH, **finish)
    member = MemberFactory(user=UserFactory(), department=DepartmentFactory(branch=BranchFactory()))
    entry = competitions.save_entry(
        CompetitionEntry(competition=row), RESULT | {"member": member}, actor=clerk
    )
    assert entry.department == member.department
    with pytest.raises(DomainError, match="已经在名单"):
        competitions.save_entry(CompetitionEntry(competition=row), RESULT | {"member": member}, actor=clerk)
    with pytest.raises(DomainError, match="参赛队名称"):
        competitions.save_entry(CompetitionEntry(competition=row), RESULT | {"member": None}, actor=clerk)
    team = CompetitionEntry(competition=row)
    competitions.save_entry(team, RESULT | {"member": None, "team": "急诊队", "award": ""}, actor=clerk)
    row = competitions.advance(row, CompetitionAction.FINISH, note="圆满", **finish)
    assert (row.state, row.summary) == ("finished", "圆满")
    with pytest.raises(DomainError, match="不能再改成绩"):
        competitions.remove_entry(team, actor=clerk)
    with pytest.raises(TransitionError):
        competitions.advance(row, CompetitionAction.CANCEL, note="x", **finish)
    assert [entry.text for entry in timeline(member, clerk)] == ["一等奖"]
    assert ENTRIES.rows(clerk, LedgerPeriod()).count() == 2
    competitions.advance(row, CompetitionAction.REOPEN, **finish)
    competitions.remove_entry(team, actor=clerk)


def test_branches_keep_to_themselves_and_editors_do_not_overwrite(clerk):
    own, other = BranchFactory(), BranchFactory()
    chair = officer(Office.BRANCH_CHAIR, branch=own)
    with pytest.raises(NotPermittedError):
        competitions.save_competition(Competition(), FACTS, version=0, actor=chair)
    mine = competitions.save_competition(Competition(), FACTS | {"branch": own}, version=0, actor=chair)
    foreign, common = make_competition(branch=other), make_competition()
    assert set(competitions_visible_to(chair)) == {mine, common}
    assert set(competitions_visible_to(MemberFactory(user=UserFactory(), branch=other).user)) == {
        foreign,
        common,
    }
    assert not competitions_visible_to(officer(Office.SYSTEM_ADMIN)).exists()
    with pytest.raises(DomainError, match="早于开始"):
        competitions.save_competition(
            mine, FACTS | {"branch": own, "ends_on": TODAY - DAY}, version=1, actor=chair
        )
    competitions.save_competition(mine, FACTS | {"branch": own}, version=1, actor=chair)
    with pytest.raises(StaleError):
        competitions.save_competition(mine, FACTS | {"branch": own}, version=1, actor=chair)
    with pytest.raises(NotPermittedError):
        competitions.advance(common, CompetitionAction.FINISH, actor=chair, today=TODAY)


def test_figures_duties_reminders_and_calendar(clerk):
    listed = make_competition(state="finished", starts_on=dt.date(2025, 5, 1), ends_on=dt.date(2025, 5, 9))
    for award in ("一等奖", ""):
        listed.entries.create(member=MemberFactory(), award=award)
    values = {"starts_on": dt.date(2025, 9, 1), "ends_on": dt.date(2025, 9, 2)}
    make_competition(state="finished", reported_people=10, **values)
    make_competition(**values)
    year = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    found = {key: (figure.compute(year), figure.unit) for key, figure in FIGURES.items()}
    assert found == {
        "events.competitions": (2, "项"), "events.competition_people": (12, "人次"),
        "events.competition_awards": (1, "项"),
    }  # fmt: skip
    rows, total = sums(COMPETITIONS, FIGURES["events.competition_people"].rows_url(year))
    assert (rows, total["people"], total["awards"]) == (2, 12, 1)
    assert [duty.title for duty in over(clerk, TODAY)] == ["登记竞赛结果：护理技能比武"]
    assert [due.on for due in to_finish(TODAY, TODAY)] == [dt.date(2025, 9, 9)]
    assert len(list(calendar(clerk, dt.date(2025, 5, 5), dt.date(2025, 5, 6)))) == 1
