import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from events.models import PolicyDocument, RecordStep
from events.registry_documents import confirmations, issued_count, to_confirm
from events.rules.documents import DocumentAction, dates_problem
from events.selectors.documents import documents_visible_to
from events.services import documents, readings
from tests.factories import BranchFactory, GroupFactory, UserFactory, officer
from tests.factories_events import people
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.registries import Period
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
A = DocumentAction
DAY = dt.timedelta(days=1)


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def chair():
    return officer(Office.CHAIR)


def draft(actor, *, offices=(), branches=(), files=(), row=None, **values):
    typed = {
        "number": "院工 1 号", "edition": "第 1 版", "title": "慰问办法", "kind": "measures",
        "summary": "第一条", "issued_on": today(), "valid_from": today(), "valid_until": None,
        "replaces": None, "must_confirm": False, "confirm_by": None,
    } | values  # fmt: skip
    return documents.save_document(
        row or PolicyDocument(), typed, branches=branches, offices=offices, files=files, actor=actor,
        version=row.version if row else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "confirm", "field"),
    [
        (0, None, None, ""),
        (0, -1, None, "valid_until"),
        (-1, None, None, "valid_from"),
        (0, None, -1, "confirm_by"),
    ],
)
def test_dates(first, last, confirm, field):
    day = lambda n: None if n is None else today() + n * DAY  # noqa: E731
    assert dates_problem(today(), day(first), day(last), day(confirm))[0] == field


def test_a_rule_is_signed_by_somebody_else_and_known_by_whom_it_binds(clerk, chair):
    branch = BranchFactory()
    leader = officer(Office.GROUP_LEADER, group=GroupFactory(branch=branch))
    (member,) = people(1, branch=branch)
    row = draft(clerk, offices=["group_leader"], must_confirm=True, confirm_by=today())
    assert not documents_visible_to(member.user).exists()
    with pytest.raises(NotPermittedError, match="自己拟稿"):
        documents.advance(row, A.PUBLISH, actor=clerk)
    with pytest.raises(TransitionError, match="已发布"):
        documents.ask_again(row, actor=clerk, day=today())
    row = documents.advance(row, A.PUBLISH, actor=chair)
    assert documents_visible_to(member.user).get() == row
    assert list(Notice.objects.values_list("user", flat=True)) == [leader.pk]
    assert [duty.due_on for duty in to_confirm(leader, today())] == [today()]
    assert not list(to_confirm(member.user, today()))
    assert next(confirmations(today(), today())).user_ids == (leader.pk,)
    assert documents.ask_again(row, actor=clerk, day=today()) == 1
    readings.confirm(row, leader)
    assert not list(to_confirm(leader, today()))
    assert not list(confirmations(today(), today()))
    with pytest.raises(NotPermittedError):
        documents.ask_again(row, actor=leader, day=today())


def test_a_new_edition_repeals_the_old(clerk, chair):
    old = documents.advance(
        draft(clerk, issued_on=today() - 9 * DAY, valid_from=today() - 9 * DAY), A.PUBLISH, actor=chair
    )
    new = draft(clerk, edition="第 2 版", replaces=old, valid_from=today() + DAY)
    with pytest.raises(DomainError, match="已有新版本"):
        draft(clerk, edition="第 3 版", replaces=old)
    documents.advance(new, A.PUBLISH, actor=chair)
    old.refresh_from_db()
    assert (old.state, old.valid_until) == ("repealed", today())
    assert RecordStep.objects.filter(record_pk=old.pk, label="由新版本代替").exists()
    year = Period(dt.date(today().year - 1, 1, 1), dt.date(today().year, 12, 31))
    assert issued_count(year) == 2
    assert issued_count(Period(year.first, year.last, 1)) == 0


def test_refusals(clerk, chair):
    with pytest.raises(NotPermittedError):
        draft(UserFactory())
    empty = draft(clerk, summary="")
    with pytest.raises(DomainError, match="正文"):
        documents.advance(empty, A.PUBLISH, actor=chair)
    with pytest.raises(DomainError, match="同一版本"):
        draft(clerk)
    with pytest.raises(DomainError, match="失效日期"):
        draft(clerk, number="2", valid_until=today() - DAY)
    row = draft(clerk, row=empty, summary="", files=[SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF\n")])
    row = documents.advance(row, A.PUBLISH, actor=chair)
    assert row.state == "in_force"
    with pytest.raises(TransitionError, match="另拟"):
        draft(clerk, row=row)
    with pytest.raises(NotPermittedError):
        documents.advance(row, A.REPEAL, actor=UserFactory(), note="旧")
    with pytest.raises(DomainError, match="理由"):
        documents.advance(row, A.REPEAL, actor=chair)
    assert documents.advance(row, A.REPEAL, actor=clerk, note="旧").state == "repealed"
