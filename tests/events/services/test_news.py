import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events.figures import news as figures
from events.models import Article, Bulletin, Placement, RecordStep
from events.permissions.articles import may_write
from events.reminders_news import confirmations, openings, to_review
from events.rules.articles import ArticleAction
from events.rules.notices import BulletinAction, window_problem
from events.selectors.notices import bulletins_for, bulletins_visible_to, unconfirmed_by
from events.selectors.readings import count_readings, unread_members
from events.services import articles, notices, readings
from tests.factories import BranchFactory, GroupFactory, MemberFactory, UserFactory, officer
from tests.factories_events import people
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.common.models import Attachment, AuditEvent
from union.common.registries import Period
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def draft(actor, *, branches=(), offices=(), files=(), row=None, version=None, **values):
    typed = {
        "title": "通知", "kind": "notice", "body": "正文", "branch": None, "visible_from": today(),
        "visible_until": None, "is_pinned": False, "must_confirm": False, "confirm_by": None,
    } | values  # fmt: skip
    return notices.save_bulletin(
        row or Bulletin(),
        typed,
        branches=branches,
        offices=offices,
        files=files,
        actor=actor,
        version=version,
    )


def published(actor, **values):
    return notices.advance(draft(actor, **values), BulletinAction.PUBLISH, actor=actor)


@pytest.mark.parametrize(
    ("first", "last", "confirm", "field"),
    [
        (0, None, None, ""), (0, 0, 0, ""), (1, 0, None, "visible_until"), (-5, -1, None, "visible_until"),
        (2, 9, 1, "confirm_by"), (0, 3, 4, "confirm_by"),
    ],
)  # fmt: skip
def test_window(first, last, confirm, field):
    day = lambda n: None if n is None else today() + n * DAY  # noqa: E731
    assert window_problem(day(first), day(last), day(confirm), today())[0] == field


def test_a_notice_reaches_those_it_is_for_and_is_counted(clerk):
    branch = BranchFactory()
    one, two = people(2, branch=branch)
    (other,) = people(1, branch=BranchFactory())
    MemberFactory(branch=branch)  # without a login
    row = published(clerk, branches=[branch], must_confirm=True, confirm_by=today() + DAY)
    assert set(Notice.objects.values_list("user", flat=True)) == {one.user_id, two.user_id}
    assert [list(bulletins_for(user, today())) for user in (one.user, other.user)] == [[row], []]
    readings.note_opened(row, one.user)
    counts = count_readings(row, today())
    assert (counts.audience, counts.opened, counts.done, counts.without_login) == (2, 1, 0, 1)
    readings.confirm(row, one.user)
    first = row.readings.get().confirmed_at
    readings.confirm(row, one.user)
    assert row.readings.get().confirmed_at == first
    assert not unconfirmed_by(one.user, today()).exists()
    assert list(unconfirmed_by(two.user, today())) == [row]
    assert one not in unread_members(row, today())
    assert two in unread_members(row, today())
    (due,) = confirmations(today(), today() + DAY)
    assert due.user_ids == (two.user_id,)
    assert notices.ask_again(row, actor=clerk, day=today()) == 1
    assert notices.ask_again(row, actor=clerk, day=today()) == 0  # once a day


def test_a_notice_for_offices_reaches_their_holders_alone(clerk):
    branch = BranchFactory()
    leader = officer(Office.GROUP_LEADER, group=GroupFactory(branch=branch))
    (member,) = people(1, branch=branch)
    row = published(clerk, branches=[branch], offices=["group_leader", "nonsense"])
    assert row.offices == ["group_leader"]
    assert list(bulletins_for(leader, today())) == [row]
    assert not bulletins_for(member.user, today()).exists()
    assert count_readings(row, today()).audience == 1


def test_the_window_opens_and_closes(clerk):
    (member,) = people(1)
    ahead = published(clerk, visible_from=today() + DAY, visible_until=today() + 2 * DAY)
    assert not Notice.objects.exists()
    seen = [bulletins_visible_to(member.user, today() + n * DAY).count() for n in range(4)]
    assert seen == [0, 1, 1, 0]
    assert list(openings(today(), today())) == []
    assert member.user_id in next(openings(today(), today() + DAY)).user_ids
    with pytest.raises(TransitionError, match="展示期"):
        notices.ask_again(ahead, actor=clerk, day=today())

    half_past_one = timezone.make_aware(dt.datetime.combine(ahead.visible_from, dt.time(1, 30)))
    Bulletin.objects.filter(pk=ahead.pk).update(published_at=half_past_one)  # not ahead: told when published
    assert list(openings(today(), today() + DAY)) == []


def test_branch_chairs_issue_for_their_branch_alone(clerk):
    branch, other = BranchFactory(), BranchFactory()
    chair = officer(Office.BRANCH_CHAIR, branch=branch)
    row = draft(chair, branch=branch, branches=[other])
    assert list(row.target_branches.all()) == [branch]
    for values in ({"branch": None}, {"branch": other}):
        with pytest.raises(NotPermittedError):
            draft(chair, **values)
    foreign = published(clerk, branch=other)
    with pytest.raises(NotPermittedError):
        notices.advance(foreign, BulletinAction.WITHDRAW, actor=chair, note="错")
    with pytest.raises(NotPermittedError):
        notices.ask_again(foreign, actor=chair, day=today())


def test_the_way_back_needs_a_reason_and_keeps_what_was_typed(clerk):
    row = draft(clerk, files=[SimpleUploadedFile("通知.pdf", PDF)])
    assert Attachment.objects.get().owner == row
    again = draft(clerk, row=Bulletin.objects.get(pk=row.pk), version=row.version, title="改过")
    with pytest.raises(StaleError):
        draft(clerk, row=Bulletin.objects.get(pk=row.pk), version=row.version)
    row = notices.advance(again, BulletinAction.PUBLISH, actor=clerk)
    with pytest.raises(TransitionError, match="先撤回"):
        draft(clerk, row=row, version=row.version)
    with pytest.raises(DomainError, match="理由"):
        notices.advance(row, BulletinAction.WITHDRAW, actor=clerk)
    row = notices.advance(row, BulletinAction.WITHDRAW, actor=clerk, note="日期有误")
    row = notices.advance(row, BulletinAction.REVISE, actor=clerk)
    assert (row.state, row.title, RecordStep.objects.count()) == ("draft", "改过", 3)
    assert AuditEvent.objects.filter(object_type="events.bulletin").count() == 5
    with pytest.raises(DomainError, match=r"坏\.exe"):
        draft(clerk, files=[SimpleUploadedFile("坏.exe", b"MZ" + b"0" * 99)])
    with pytest.raises(TransitionError, match="不要求"):
        readings.confirm(row, clerk)


def text(member, body="春日同游，" * 8, **values):
    typed = {"title": "春游", "kind": "news", "body": body, "activity": None} | values
    return articles.save_article(Article(), typed, author=None, files=[], actor=member.user)


def writer():
    """A correspondent with a branch and a login."""
    (member,) = people(1, branch=BranchFactory())
    articles.appoint_correspondent(member, today(), actor=officer(Office.OFFICE_STAFF))
    return member


def test_an_article_is_reviewed_by_somebody_else_and_published(clerk):
    member = writer()
    row = text(member)
    assert row.branch == member.branch
    with pytest.raises(NotPermittedError, match="本人"):
        articles.advance(row, ArticleAction.SUBMIT, actor=clerk)
    row = articles.advance(row, ArticleAction.SUBMIT, actor=member.user)
    with pytest.raises(NotPermittedError, match="审核"):
        articles.advance(row, ArticleAction.PUBLISH, actor=member.user)
    (due,) = to_review(today(), today() + 9 * DAY)
    assert due.on == today() + 5 * DAY
    with pytest.raises(DomainError, match="理由"):
        articles.advance(row, ArticleAction.RETURN, actor=clerk)
    row = articles.advance(row, ArticleAction.RETURN, actor=clerk, note="补照片")
    row = articles.advance(row, ArticleAction.SUBMIT, actor=member.user)
    row = articles.advance(row, ArticleAction.PUBLISH, actor=clerk)
    assert (row.state, row.published_on, row.decided_by) == ("published", today(), clerk)
    assert Notice.objects.filter(user=member.user, title__contains="刊发").count() == 1


def test_nobody_reviews_his_own(clerk):
    mine = MemberFactory(user=clerk, branch=BranchFactory())
    row = articles.advance(text(mine), ArticleAction.SUBMIT, actor=clerk)
    with pytest.raises(NotPermittedError, match="自己的稿件"):
        articles.advance(row, ArticleAction.PUBLISH, actor=clerk)
    chair = officer(Office.CHAIR)
    row = articles.advance(row, ArticleAction.PUBLISH, actor=chair)
    assert articles.advance(row, ArticleAction.WITHDRAW, actor=clerk, note="有误").state == "withdrawn"


def test_who_may_write_and_what_is_too_short(clerk):
    member = writer()
    with pytest.raises(DomainError, match="20 字"):
        articles.advance(text(member, body="短"), ArticleAction.SUBMIT, actor=member.user)
    (stranger,) = people(1)
    with pytest.raises(NotPermittedError, match="通讯员"):
        text(stranger)
    with pytest.raises(DomainError, match="会员档案"):
        articles.save_article(
            Article(), {"title": "题", "kind": "news", "body": "", "activity": None}, author=None, files=[],
            actor=officer(Office.GROUP_LEADER, group=GroupFactory()),
        )  # fmt: skip
    with pytest.raises(DomainError, match="已是"):
        articles.appoint_correspondent(member, today(), actor=clerk)
    row = member.correspondences.get()
    articles.dismiss_correspondent(row, today() - DAY, actor=clerk)
    assert row.until == today()  # still today, no more tomorrow
    assert (may_write(member.user, today()), may_write(member.user, today() + DAY)) == (True, False)
    with pytest.raises(TransitionError):
        articles.dismiss_correspondent(row, today(), actor=clerk)
    for action in (articles.appoint_correspondent, articles.dismiss_correspondent):
        with pytest.raises(NotPermittedError):
            action(
                row if action is articles.dismiss_correspondent else stranger, today(), actor=UserFactory()
            )


def test_only_the_author_changes_a_draft(clerk):
    member = writer()
    row = text(member)
    save = lambda actor: articles.save_article(  # noqa: E731
        row, {"title": "新", "kind": "news", "body": "", "activity": None}, author=None, files=[],
        actor=actor, version=row.version,
    )  # fmt: skip
    with pytest.raises(NotPermittedError):
        save(clerk)
    assert save(member.user).title == "新"
    row.state = "published"
    with pytest.raises(TransitionError):
        save(member.user)


def test_articles_and_publications_are_counted_by_their_units(clerk):
    member = writer()
    row = articles.advance(text(member), ArticleAction.SUBMIT, actor=member.user)
    row = articles.advance(row, ArticleAction.PUBLISH, actor=clerk)
    articles.advance(text(member), ArticleAction.SUBMIT, actor=member.user)
    for outlet in ("院报", "公众号"):
        values = {"outlet": outlet, "level": "hospital", "published_on": today(), "note": ""}
        articles.add_placement(row, values, actor=member.user)
    with pytest.raises(DomainError, match="登记过"):
        articles.add_placement(row, values, actor=clerk)
    with pytest.raises(DomainError, match="今天之后"):
        articles.add_placement(row, values | {"published_on": today() + DAY}, actor=clerk)
    with pytest.raises(NotPermittedError):
        articles.add_placement(row, values, actor=UserFactory())
    year = Period(dt.date(today().year, 1, 1), dt.date(today().year, 12, 31))
    branch = Period(year.first, year.last, member.branch_id)
    for period in (year, branch):
        assert figures.submitted_count(period) == 2
        assert figures.published_count(period) == 1
        assert figures.placement_count(period) == 2
    (value,) = figures.by_branch(year)
    assert (value.label, value.value) == (member.branch.name, 1)
    assert Placement.objects.count() == 2
