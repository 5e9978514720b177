"""Rows of the table of reminder rules: activities, news, honours, 职工之家."""

import datetime as dt

from events.models import (
    ArchiveClass,
    ArchiveItem,
    Article,
    Bulletin,
    HomeCheck,
    OrganiserTask,
    PolicyDocument,
    Programme,
    SignUp,
    YearPlan,
)
from tests.factories import MemberFactory
from tests.factories_events import make_activity
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
from tests.reminders.table import LONG_AGO, Row, at, field, moment

JUNE, NEXT = dt.date(2026, 6, 1), dt.date(2030, 1, 1)


def activity(state, hospital=False, **values):
    """An activity of the branch; or of the whole hospital."""

    def make(w):
        return make_activity(
            state=state, branch=None if hospital else w.branch, starts_at=at(LONG_AGO), ends_at=at(NEXT),
            **values,
        )  # fmt: skip

    return make


def begun(day):
    """The days of an activity, or of a session."""
    return {"starts_at": at(day), "ends_at": at(day, 12)}


def sign_up(w):
    row = activity("open")(w)
    return SignUp.objects.create(
        activity=row, session=row.session, member=w.person, number=1, state="confirmed"
    )


def task(w):
    return OrganiserTask.objects.create(
        activity=activity("approved")(w), member=w.person, title="布置会场", due_on=JUNE
    )


def programme(state, **values):
    def make(w):
        return Programme.objects.create(
            year=2026, title="先进", places=2, nominate_until=JUNE, state=state, **values
        )

    return make


def bulletin(w, **values):
    row = Bulletin.objects.create(
        title="通知", body="正文", branch=w.branch, state="published",
        **{"visible_from": LONG_AGO, "published_at": at(LONG_AGO)} | values,
    )  # fmt: skip
    row.target_branches.add(w.branch)
    return row


def document(w):
    row = PolicyDocument.objects.create(
        number="1", title="制度", state="in_force", issued_on=LONG_AGO, valid_from=LONG_AGO,
        must_confirm=True, summary="第一条",
    )  # fmt: skip
    row.target_branches.add(w.branch)
    return row


def confirmed(row):
    """Everybody it is for has confirmed it."""
    for member in type(row).objects.get(pk=row.pk).target_branches.get().members.exclude(user=None):
        row.readings.create(user=member.user, confirmed_at=at(JUNE))


def article(w):
    return Article.objects.create(
        title="稿件", body="正文", author=w.person, branch=w.branch, state="submitted", submitted_on=JUNE
    )


def item(w):
    row = make_meeting(state="held", minutes="记录", branch=w.branch, starts_at=at(LONG_AGO))
    return row.items.create(text="督办", owner=w.person, due_on=JUNE)


def invited(w):
    row = make_meeting([w.person], state="invited", branch=w.branch)
    row.attendee = row.attendees.get()
    return row


def trainee(w):
    row = make_training([w.person], branch=w.branch, ends_on=NEXT, starts_on=LONG_AGO)
    row.trainee = row.trainees.get()
    return row


def loan(w):
    return make_book("1").copies.get().loans.create(member=w.person, lent_on=LONG_AGO, due_on=JUNE)


def booking(w):
    return make_venue().bookings.create(member=w.person, purpose="排练", **begun(JUNE))


def club(w):
    row = make_club(MemberFactory(), [w.person])
    row.sessions.create(starts_at=at(JUNE), topic="训练")
    row.session = row.sessions.get()
    row.membership = row.memberships.get(member=w.person)
    return row


def competition(w):
    return make_competition(branch=w.branch, starts_on=LONG_AGO)


def home_check(w):
    return HomeCheck.objects.create(year=2026, branch=w.branch, pass_points=80, items=[])


def all_but_one_filed(w):
    """The archive of 2025 with one class missing."""
    first, *others = ArchiveClass.objects.filter(is_yearly=True)
    for each in others:
        ArchiveItem.objects.create(archive_class=each, year=2025, title="档案", filed_on=JUNE, location="柜")
    return first


def file_it(archive_class):
    ArchiveItem.objects.create(
        archive_class=archive_class, year=2025, title="档案", filed_on=JUNE, location="柜"
    )


PLAN_DAY = dt.date(2026, 1, 31)
ROWS = [
    Row("events.approval", activity("submitted"), begun, "chair", {"state": "cancelled"}),
    Row("events.closing", activity("open"), moment("sign_up_until"), "", {"state": "closed"}, "支会",
        means="branch group"),
    Row("events.closing", activity("open", hospital=True), moment("sign_up_until"), "", {"state": "closed"},
        "全院", means="branch group branch2 group2"),
    Row("events.plan", lambda w: YearPlan.objects.create(year=2026, branch=w.branch, title="计划"),
        None, "office branch", {"state": "approved"}, "送审", day=PLAN_DAY),
    Row("events.plan", lambda w: YearPlan.objects.create(
            year=2026, branch=w.branch, title="计划", state="submitted"),
        None, "chair", {"state": "approved"}, "审批", day=PLAN_DAY),
    Row("events.coming", sign_up, begun, "", {"state": "cancelled"}, dated="session"),
    Row("events.task", task, field("due_on"), "person", {"done_at": at(JUNE)}),
    Row("events.settle", activity("held"),
        lambda day: begun(day - dt.timedelta(days=7)), "office branch", {"state": "settled"}),
    Row("events.nominate", programme("open"), field("nominate_until"), "branch branch2",
        {"state": "review"}),
    Row("events.grant", programme("publicity"), field("publicity_until", 1), "chair", {"state": "granted"}),
    Row("events.honour_review", programme("review"), field("nominate_until"), "office",
        {"state": "publicity"}),
    Row("events.honour_vote", programme("voting"), field("vote_until"), "", {"state": "review"},
        means="branch group branch2 group2"),
    Row("events.bulletin", lambda w: bulletin(w, must_confirm=True), field("confirm_by"), "person woman",
        confirmed),
    Row("events.bulletin_opens", bulletin, field("visible_from"), "person woman", {"state": "withdrawn"}),
    Row("events.article", article, field("submitted_on", 5), "office chair", {"state": "published"}),
    Row("events.item", item, field("due_on"), "person", {"done_on": JUNE}),
    Row("events.meeting", invited, moment("starts_at"), "", {"state": "cancelled"},
        subject="{row.attendee.pk}"),
    Row("events.training", trainee, field("starts_on"), "", {"state": "cancelled"},
        subject="{row.trainee.pk}"),
    Row("events.minutes", lambda w: make_meeting(state="held", branch=w.branch),
        moment("starts_at", days=5), "office branch", {"minutes": "记录"}),
    Row("events.document", document, field("confirm_by"), "person woman", confirmed),
    Row("events.loan", loan, field("due_on"), "office", {"returned_on": JUNE}),
    Row("events.booking", booking, begun, "", {"state": "cancelled"}),
    Row("events.club", club, moment("starts_at"), "", {"left_on": NEXT}, dated="session", ends="membership",
        subject="{row.session.pk}:{row.membership.pk}"),
    Row("events.competition", competition, field("ends_on", 7), "office branch", {"state": "finished"}),
    Row("events.hazard", lambda w: make_hazard(state="assigned", department=w.department),
        field("due_on"), "office dept", {"state": "rectified", "rectified_on": JUNE}),
    Row("events.hazard_new", lambda w: make_hazard(branch=w.branch), field("found_on", 2), "office",
        {"state": "rejected"}),
    Row("events.suggestion", lambda w: make_suggestion(proposer=w.person), field("submitted_on", 15),
        "office", {"state": "declined"}),
    Row("events.suggestion_do", lambda w: make_suggestion(proposer=w.person, state="adopted"),
        field("due_on"), "office", {"state": "carried_out"}),
    Row("events.home_check", home_check, None, "office branch", {"state": "submitted"},
        day=dt.date(2026, 11, 30)),
    Row("events.archive", all_but_one_filed, None, "office", file_it, subject="2025", day=PLAN_DAY),
]  # fmt: skip
