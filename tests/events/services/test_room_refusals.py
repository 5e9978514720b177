"""What clubs, meetings, trainings, venues, the library, honours and notices refuse."""

import datetime as dt
from functools import partial

import pytest
from django.utils import timezone

from events.models import Booking, Bulletin, Competition, Honour, ReadingItem
from events.rules import seats
from events.rules.competitions import CompetitionAction
from events.rules.notices import BulletinAction
from events.rules.trainings import MeetingAction, TrainingAction
from events.rules.venues import Hours, Limits, booking_problem
from events.services import (
    clubs,
    competitions,
    hazards,
    homebuilding,
    honours,
    library,
    meetings,
    nominations,
    notices,
    suggestions,
    trainings,
    venues,
)
from members.choices import MembershipStatus
from tests.events.services.test_honours import make, put
from tests.factories import BranchFactory, MemberFactory, UserFactory, officer
from tests.factories_events import people
from tests.factories_rooms import (
    make_book,
    make_club,
    make_competition,
    make_hazard,
    make_meeting,
    make_suggestion,
    make_training,
    make_venue,
)
from tests.refusals import check_refusals
from union.common.dates import today
from union.common.models import RuleSet
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
NOW, TODAY, DAY = timezone.now(), today(), dt.timedelta(days=1)


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def test_meetings(subtests, clerk):
    branch = BranchFactory()
    head = officer(Office.BRANCH_CHAIR, branch=branch)
    call = partial(meetings.call_meeting, actor=clerk)
    typed = {
        "title": "委员会会议", "kind": "committee", "branch": None, "starts_at": NOW, "place": "会议室",
        "chair": "", "recorder": "", "agenda": "计划",
    }  # fmt: skip
    row, held = call(typed), make_meeting(state="held")
    check_refusals(subtests, [
        ("只能为本支会登记会议；全院会议由工会办公室登记", lambda: call(typed, actor=head)),
        ("会议“待定稿”，不能再改会议通知",
         lambda: meetings.edit_meeting(held, typed, version=1, actor=clerk)),
        ("请先登记会议已召开，再写会议记录",
         lambda: meetings.write_minutes(row, {"minutes": "x"}, {}, version=1, actor=clerk)),
        ("请先登记会议已召开，再添加督办事项",
         lambda: meetings.add_item(row, text="x", owner=MemberFactory(), due_on=TODAY, actor=clerk)),
        ("请先添加参会人员，再发出通知",
         lambda: meetings.advance_meeting(row, MeetingAction.INVITE, actor=clerk, now=NOW)),
    ])  # fmt: skip
    item = meetings.add_item(held, text="修空调", owner=MemberFactory(), due_on=TODAY, actor=clerk)
    assert (item.text, Notice.objects.count()) == ("修空调", 0)  # its owner has no account to be told on


def test_clubs_and_the_library(subtests, clerk):
    leader, member = people(2)
    club = make_club(leader, [member])
    gone = MemberFactory(membership_status=MembershipStatus.WITHDRAWN)
    check_refusals(subtests, [
        ("在册会员才能加入兴趣小组", lambda: clubs.join_club(club, gone, actor=clerk, today=TODAY)),
        ("已有“棋社”", lambda: clubs.edit_club(
            club, {"name": make_club(member, name="棋社").name}, version=1, actor=clerk, today=TODAY)),
    ])  # fmt: skip
    membership = club.memberships.get(member=member)
    for day in (TODAY, TODAY + DAY):
        clubs.leave_club(membership, actor=member.user, today=day)
    membership.refresh_from_db()
    assert membership.left_on == TODAY  # leaving twice is leaving once
    renamed = {"name": "乒乓协会", "leader": member, "closed_on": None}
    clubs.edit_club(club, renamed, version=1, actor=clerk, today=TODAY)
    assert club.memberships.filter(member=member, left_on=None).count() == 1  # a new leader belongs to it
    make_book("A1")
    loan = library.lend("A1", member, actor=clerk, today=TODAY)
    library.give_back(loan, actor=clerk, today=TODAY)
    check_refusals(subtests, [("已归还，不能续借", lambda: library.renew(loan, actor=clerk, today=TODAY))])
    typed = {"title": "平凡的世界", "author": "路遥", "year": TODAY.year, "reason": "共读"}
    typed = {key: value for key, value in typed.items() if hasattr(ReadingItem(), key)}
    row = library.save_reading(ReadingItem(), typed, version=0, actor=clerk)
    library.save_reading(row, typed | {"title": "人世间"}, version=row.version, actor=clerk)
    assert ReadingItem.objects.get().title == "人世间"


def test_trainings(subtests, clerk):
    member = MemberFactory(user=UserFactory())
    row = make_training([member, MemberFactory()], starts_on=TODAY + DAY)
    trainings.remove_trainee(row.trainees.exclude(member=member).get(), actor=clerk)
    assert [each.member for each in row.trainees.all()] == [member]
    step = partial(trainings.advance_training, row, actor=clerk, today=TODAY)
    check_refusals(subtests, [("还不能登记为已举办", lambda: step(TrainingAction.HOLD))])
    step(TrainingAction.CANCEL, note="讲师生病")
    assert Notice.objects.get(user=member.user).title == f"培训已取消：{row.title}"
    check_refusals(subtests, [
        ("培训已取消，不能登记到课", lambda: trainings.record_results(row, {}, {}, actor=clerk)),
    ])  # fmt: skip
    words = {action.label for action in TrainingAction}
    assert words == {"登记已举办", "取消培训", "重新登记"}


def test_venues(subtests, clerk):
    room, (member,) = make_venue(most_hours=2), people(1)
    at = (timezone.localtime(NOW) + DAY).replace(hour=9, minute=0, second=0, microsecond=0)
    book = partial(
        venues.book, room, starts_at=at, purpose="排练", people=3, member=member, actor=member.user, now=NOW
    )
    check_refusals(subtests, [("每次最多预约 2 小时", lambda: book(ends_at=at + DAY / 4))])
    booking = book(ends_at=at + DAY / 24)
    for _ in range(2):  # cancelling twice is cancelling once
        booking = venues.cancel_booking(booking, actor=member.user, now=NOW)
    assert (booking.state, Booking.objects.count()) == ("cancelled", 1)
    night = dt.datetime(2026, 3, 2, 23)
    limits = Limits(5, 30, None, (Hours(0, dt.time(8), dt.time(23, 30)),))
    assert booking_problem(night, night + dt.timedelta(hours=2), 3, limits, night - DAY)[0] == "starts_at"


def test_honours_notices_and_contests(subtests, clerk):
    branch = BranchFactory()
    head = officer(Office.BRANCH_CHAIR, branch=branch)
    row = make(clerk)
    member = MemberFactory(branch=branch)
    nomination = put(row, member, head)
    nominations.withdraw(nomination, actor=head)
    type(row).objects.filter(pk=row.pk).update(state="review")
    honour = {"title": "劳模", "level": "city", "member": member, "unit_name": "", "granted_on": TODAY}
    soon = make_competition(starts_on=TODAY + DAY, ends_on=TODAY + DAY)
    bulletin = {
        "title": "通知", "kind": "notice", "body": "正文", "branch": None, "visible_from": TODAY,
        "visible_until": TODAY - DAY, "is_pinned": False, "must_confirm": False, "confirm_by": None,
    }  # fmt: skip
    stale = Bulletin.objects.create(
        **(bulletin | {"visible_from": TODAY - 9 * DAY, "visible_until": TODAY - DAY}), created_by=clerk
    )
    write = partial(
        notices.save_bulletin, Bulletin(), bulletin, branches=(), offices=(), files=(), actor=clerk
    )
    rest = make_hazard(state="rectified")
    recheck = partial(hazards.recheck, rest, passed=False, note="又堆了", actor=clerk, today=TODAY)
    check_refusals(subtests, [
        ("评优由工会办公室组织", lambda: make(head)),
        ("推荐已撤回", lambda: nominations.review(
            nomination, shortlist=True, comment="", actor=officer(Office.OFFICE_STAFF))),
        ("现在不能确定名单", lambda: nominations.choose(make(clerk, title="先进"), {1}, actor=clerk)),
        ("还不能登记为已结束",
         lambda: competitions.advance(soon, CompetitionAction.FINISH, actor=clerk, today=TODAY)),
        ("“展示至”早于发布日期，请核对", write),
        ("“展示至”", lambda: notices.advance(stale, BulletinAction.PUBLISH, actor=clerk)),
        ("请填写新的整改期限", lambda: recheck(due_on=None)),
        ("整改期限", lambda: recheck(due_on=TODAY - 30 * DAY)),
    ])  # fmt: skip
    entered = honours.enter_honour(Honour(), honour, actor=clerk)
    assert entered.branch == member.branch
    kept = honours.enter_honour(entered, honour | {"title": "市劳模"}, actor=clerk)
    assert (kept.title, kept.branch) == ("市劳模", member.branch)
    RuleSet.objects.filter(kind="home_checklist").delete()
    check_refusals(subtests, [
        ("还没有考核清单", lambda: homebuilding.open_check(TODAY.year, BranchFactory(), actor=clerk)),
    ])  # fmt: skip
    assert Competition.objects.get().state == "running"


def test_who_reported_no_hazard_is_told_why_and_who_has_no_account_is_not(clerk):
    finder = MemberFactory(user=UserFactory())
    hazards.reject(make_hazard(finder=finder), note="属于维修", actor=clerk)
    notice = Notice.objects.get(user=finder.user)
    assert (notice.title, notice.body) == ("您上报的情况不属于安全隐患：外科楼三层配电间", "属于维修")
    silent = hazards.reject(make_hazard(), note="属于维修", actor=clerk)
    assert silent.state == "rejected"
    suggestions.review(make_suggestion(), adopt=True, opinion="好", actor=clerk, today=TODAY)
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(("party", "branch", "fits"), [(3, None, False), (2, None, True), (2, 7, False)])
def test_a_party_fits_the_room_and_the_quota(party, branch, fits):
    assert seats.Room(2, {7: 1}).fits(party, branch) is fits
