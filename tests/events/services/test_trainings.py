import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from events.duties import trainings as duties
from events.figures.trainings import FIGURES
from events.ledgers.training_officers import OFFICER_HOURS
from events.ledgers.trainings import HOURS, ITEMS, MEETINGS, TRAININGS
from events.models import ActionItem, Trainee
from events.permissions.trainings import meetings_visible_to, trainings_visible_to
from events.rules.trainings import MeetingAction, TrainingAction, result_of
from events.services import meetings, trainings
from tests.events.services.room_rows import sums
from tests.factories import AppointmentFactory, BranchFactory, MemberFactory, UserFactory, officer
from tests.factories_rooms import DAY, make_meeting, make_training
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.common.registries import Period
from union.ledgers.declare import Period as LedgerPeriod
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
TODAY, NOW = today(), timezone.now()
YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def person(**values):
    return MemberFactory(user=UserFactory(), **values)


def test_hours_are_those_of_the_sessions_somebody_came_to(clerk):
    values = {"title": "干部培训", "kind": "officers", "branch": None, "has_test": True}
    row = trainings.plan_training(values, starts_at=NOW - 2 * DAY, hours=Decimal(4), actor=clerk)
    trainings.add_session(row, starts_at=NOW - DAY, hours=Decimal("2.5"), topic="经费", actor=clerk)
    row.refresh_from_db()
    assert (row.hours, (row.ends_on - row.starts_on).days) == (Decimal("6.5"), 1)
    one, two = person(), person()
    assert trainings.add_trainees(row, [one, two, one], actor=clerk) == 2
    assert trainings.add_trainees(row, [one], actor=clerk) == 0
    assert Notice.objects.filter(title="请参加培训：干部培训").count() == 2
    first, second = row.trainees.order_by("pk")
    sessions = [session.pk for session in row.sessions.all()]
    trainings.record_results(row, {first.pk: sessions}, {first.pk: Decimal(92)}, actor=clerk)
    found = {t.member_id: (t.hours, t.result) for t in row.trainees.all()}
    assert found == {one.pk: (Decimal("6.5"), "excellent"), two.pk: (Decimal(0), "")}
    trainings.advance_training(row, TrainingAction.HOLD, actor=clerk, today=TODAY)
    with pytest.raises(DomainError, match="不能再改"):
        trainings.remove_trainee(second, actor=clerk)


def test_hours_of_an_officer_in_a_year_are_a_ledger(clerk):
    member = person()
    for year, hours in ((2025, 8), (2025, 4), (2024, 6)):
        row = make_training([member], (hours,), state="held", starts_on=dt.date(year, 5, 5))
        Trainee.objects.filter(training=row).update(hours=hours)
    make_training([member], (9,), starts_on=dt.date(2025, 6, 6))
    rows = HOURS.rows(clerk, LedgerPeriod(2025)).values_list("hours", flat=True)
    assert sorted(rows) == [Decimal(4), Decimal(8)]


def test_officers_of_a_year_with_their_hours_also_who_has_none(clerk):
    leader, idle, plain = person(), person(), person()
    for one in (leader, idle):
        AppointmentFactory(user=one.user, office=Office.COMMITTEE_MEMBER, starts_on=dt.date(2020, 1, 1))
    gone = person()
    AppointmentFactory(
        user=gone.user, office=Office.COMMITTEE_MEMBER, starts_on=dt.date(2020, 1, 1),
        ends_on=dt.date(2024, 12, 31),
    )  # fmt: skip
    for year, hours in ((2025, 8), (2025, 4), (2024, 6)):
        row = make_training([leader, plain, gone], (hours,), state="held", starts_on=dt.date(year, 5, 5))
        Trainee.objects.filter(training=row).update(hours=hours)
    make_training([idle], (9,), starts_on=dt.date(2025, 6, 6))  # not held yet

    rows = OFFICER_HOURS.rows(clerk, LedgerPeriod(2025)).values_list("pk", "times", "total")
    assert set(rows) == {(leader.pk, 2, Decimal(12)), (idle.pk, 0, Decimal(0))}
    old = OFFICER_HOURS.rows(None, LedgerPeriod(2024)).values_list("pk", "total")
    assert set(old) == {(leader.pk, Decimal(6)), (idle.pk, Decimal(0)), (gone.pk, Decimal(6))}


def test_two_fire_trainings_come_out_in_the_chapter_of_safety(clerk):
    """[S004]: 2 fire trainings; [S003]: 1 training of 50 person-times."""
    for month in (6, 11):
        make_training(state="held", kind="fire", starts_on=dt.date(2025, month, 9), reported_times=40)
    make_training(state="held", starts_on=dt.date(2025, 3, 3), reported_times=50)
    make_training(state="planned", kind="fire", starts_on=dt.date(2025, 12, 1))
    found = {
        key: (f.compute(YEAR), f.unit, f.chapter) for key, f in FIGURES.items() if hasattr(f, "rows_url")
    }
    assert found["events.fire_trainings"] == (2, "期", "safety")
    assert found["events.safety_times"] == (80, "人次", "safety")
    assert found["events.training_times"] == (130, "人次", "building")
    assert sums(TRAININGS, FIGURES["events.fire_trainings"].rows_url(YEAR))[0] == 2
    assert sums(TRAININGS, FIGURES["events.training_times"].rows_url(YEAR))[1]["times"] == 130
    kinds = {value.key: value.value for value in FIGURES["events.trainings_by_kind"].compute(YEAR)}
    assert kinds == {"officers": 1, "fire": 2}


def test_scopes_and_refusals_of_trainings(clerk):
    branch = BranchFactory()
    chair = officer(Office.BRANCH_CHAIR, branch=branch)
    mine, other = make_training(branch=branch), make_training()
    assert set(trainings_visible_to(chair)) == {mine}
    with pytest.raises(NotPermittedError):
        trainings.plan_training({"title": "x", "kind": "fire"}, starts_at=NOW, hours=Decimal(1), actor=chair)
    with pytest.raises(NotPermittedError):
        trainings.add_trainees(other, [person()], actor=chair)
    ahead = make_training(starts_on=TODAY + DAY)
    with pytest.raises(DomainError, match="还不能"):
        trainings.advance_training(ahead, TrainingAction.HOLD, actor=clerk, today=TODAY)
    values = {"title": "改名", "kind": "fire", "branch": None}
    trainings.edit_training(ahead, values, version=1, actor=clerk)
    with pytest.raises(StaleError):
        trainings.edit_training(ahead, values, version=1, actor=clerk)
    assert [str(result_of(Decimal(n))) for n in (59, 60, 90)] == ["failed", "passed", "excellent"]


def test_a_meeting_from_notice_to_confirmed_minutes(clerk):
    one, two = person(), person()
    row = make_meeting(starts_at=NOW + DAY)
    with pytest.raises(DomainError, match="先添加参会人员"):
        meetings.advance_meeting(row, MeetingAction.INVITE, actor=clerk, now=NOW)
    meetings.invite(row, [one], actor=clerk)
    assert not Notice.objects.filter(title__startswith="会议通知").exists()
    assert row not in meetings_visible_to(one.user)
    row = meetings.advance_meeting(row, MeetingAction.INVITE, actor=clerk, now=NOW)
    meetings.invite(row, [one, two], actor=clerk)
    assert Notice.objects.filter(title__startswith="会议通知").count() == 2
    assert row in meetings_visible_to(one.user)
    with pytest.raises(DomainError, match="还没有开始"):
        meetings.advance_meeting(row, MeetingAction.HOLD, actor=clerk, now=NOW)
    later = NOW + 2 * DAY
    row = meetings.advance_meeting(row, MeetingAction.HOLD, actor=clerk, now=later)
    chair = officer(Office.CHAIR)
    with pytest.raises(DomainError, match="还没有会议记录"):
        meetings.advance_meeting(row, MeetingAction.CONFIRM, actor=chair, now=later)
    first = row.attendees.order_by("pk")[0]
    values = {"minutes": "通过计划", "decisions": "", "guests": ""}
    row = meetings.write_minutes(row, values, {first.pk: "present"}, version=row.version, actor=clerk)
    with pytest.raises(NotPermittedError, match="主席定稿"):
        meetings.advance_meeting(row, MeetingAction.CONFIRM, actor=clerk, now=later)
    row = meetings.advance_meeting(row, MeetingAction.CONFIRM, actor=chair, now=later)
    assert (row.state, row.confirmed_by) == ("confirmed", chair)
    with pytest.raises(DomainError, match="不能再改"):
        meetings.write_minutes(row, values, {}, version=row.version, actor=clerk)


def test_a_changed_time_is_told_and_a_cancelled_meeting_too(clerk):
    member = person()
    row = make_meeting([member], state="invited", starts_at=NOW + DAY)
    names = ("title", "kind", "branch", "place", "chair", "recorder", "agenda", "guests")
    values = {name: getattr(row, name) for name in names} | {"starts_at": NOW + 2 * DAY}
    row = meetings.edit_meeting(row, values, version=1, actor=clerk)
    meetings.edit_meeting(row, values | {"agenda": "另议"}, version=2, actor=clerk)
    with pytest.raises(DomainError, match="说明理由"):
        meetings.advance_meeting(row, MeetingAction.CANCEL, actor=clerk, now=NOW)
    meetings.advance_meeting(row, MeetingAction.CANCEL, actor=clerk, now=NOW, note="改期")
    told = Notice.objects.filter(user=member.user).order_by("pk").values_list("title", flat=True)
    assert list(told) == ["会议时间或地点有变动：工会委员会会议", "会议已取消：工会委员会会议"]
    with pytest.raises(TransitionError):
        meetings.advance_meeting(row, MeetingAction.HOLD, actor=clerk, now=NOW)


def test_action_items_are_followed_up_by_owner_and_date(clerk):
    owner, other = person(), person()
    row = make_meeting(state="held", minutes="")
    with pytest.raises(DomainError, match="早于会议"):
        meetings.add_item(row, text="x", owner=owner, due_on=TODAY - 9 * DAY, actor=clerk)
    item = meetings.add_item(row, text="印制计划", owner=owner, due_on=TODAY + DAY, actor=clerk)
    assert Notice.objects.get(user=owner.user).title == "会议督办事项：印制计划"
    assert [duty.due_on for duty in duties.items(owner.user, TODAY)] == [TODAY + DAY]
    assert [due.user_ids for due in duties.items_due(TODAY, TODAY + DAY)] == [(owner.user_id,)]
    assert row in meetings_visible_to(owner.user)
    with pytest.raises(NotPermittedError):
        meetings.finish_item(item, outcome="好", actor=other.user, today=TODAY)
    meetings.finish_item(item, outcome="已印", actor=owner.user, today=TODAY)
    with pytest.raises(DomainError, match="办结"):
        meetings.finish_item(item, outcome="好", actor=owner.user, today=TODAY)
    assert not list(duties.items_due(TODAY, TODAY + DAY))
    assert ITEMS.rows(clerk, LedgerPeriod()).filter(done_on=TODAY).count() == 1
    assert ActionItem.objects.get().outcome == "已印"


def test_meeting_figures_duties_and_rows(clerk):
    held = {"state": "held", "minutes": "x", "starts_at": timezone.make_aware(dt.datetime(2025, 5, 5, 9))}
    make_meeting([person()], **held)
    make_meeting(kind="leaders", **held)
    make_meeting(starts_at=held["starts_at"])
    figure = FIGURES["events.meetings"]
    assert (figure.compute(YEAR), sums(MEETINGS, figure.rows_url(YEAR))[0]) == (2, 2)
    assert {v.key: v.value for v in FIGURES["events.meetings_by_kind"].compute(YEAR)} == {
        "committee": 1, "leaders": 1,
    }  # fmt: skip
    assert [duty.action for duty in duties.records(officer(Office.CHAIR), TODAY)] == ["定稿", "定稿"]
    assert [duty.title for duty in duties.records(clerk, TODAY)] == ["写会议记录：工会委员会会议"]
    assert len(list(duties.minutes_due(TODAY, TODAY))) == 1
    make_meeting([person()], state="invited", starts_at=NOW + DAY)
    make_training([person()], starts_on=TODAY + DAY)
    assert len(list(duties.meetings_coming(TODAY, TODAY + DAY))) == 1
    assert len(list(duties.trainings_coming(TODAY, TODAY + DAY))) == 1
