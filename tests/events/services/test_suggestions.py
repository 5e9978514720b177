import datetime as dt
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse

from events.duties import suggestions as duties
from events.figures.suggestions import FIGURES
from events.ledgers.suggestions import SUGGESTIONS
from events.permissions.suggestions import award_source, suggestions_visible_to
from events.services import suggestions
from tests.events.services.room_rows import sums
from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    DepartmentFactory,
    MemberFactory,
    UserFactory,
    officer,
)
from tests.factories_funds import approved_budget
from tests.factories_rooms import DAY, make_suggestion
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.registries import Period
from union.funds.choices import FundSource
from union.funds.selectors import booked_amount, entries_of
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
TODAY = today()
YEAR = Period(TODAY.replace(month=1, day=1), TODAY.replace(month=12, day=31))


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def member():
    return MemberFactory(user=UserFactory(), branch=BranchFactory())


def test_from_idea_to_award_and_its_author_hears_of_every_step(clerk, member):
    values = {
        "title": "错峰取号",
        "kind": "service",
        "situation": "排队",
        "proposal": "分时段",
        "benefit": "",
    }
    row = suggestions.hand_in(values, proposer=member, actor=member.user, today=TODAY)
    assert (row.state, row.branch, row.submitted_on) == ("submitted", member.branch, TODAY)
    row = suggestions.review(
        row,
        adopt=True,
        opinion="可行",
        actor=clerk,
        today=TODAY,
        department=DepartmentFactory(),
        due_on=TODAY,
    )
    (duty,) = duties.suggestions(clerk, TODAY)
    assert (duty.title, duty.due_on) == ("跟进建议实施：错峰取号", TODAY)
    row = suggestions.carry_out(
        row, on=TODAY, effect="等候少一半", saving=Decimal(12000), actor=clerk, today=TODAY
    )
    row = suggestions.give_award(row, award="golden", amount=Decimal(500), actor=clerk, today=TODAY)
    assert (row.state, row.award, row.awarded_on) == ("carried_out", "golden", TODAY)
    told = Notice.objects.filter(user=member.user).order_by("pk").values_list("title", flat=True)
    assert list(told) == [
        "建议已采纳：错峰取号", "建议已实施：错峰取号", "建议获金点子奖：错峰取号",
    ]  # fmt: skip


def test_nobody_decides_on_or_rewards_his_own_and_no_member_decides(clerk, member):
    mine = make_suggestion(proposer=MemberFactory(user=clerk))
    with pytest.raises(NotPermittedError, match="自己"):
        suggestions.review(mine, adopt=True, opinion="", actor=clerk, today=TODAY)
    mine = make_suggestion(proposer=mine.proposer, state="adopted")
    with pytest.raises(NotPermittedError, match="自己"):
        suggestions.give_award(mine, award="good", amount=None, actor=clerk, today=TODAY)
    with pytest.raises(NotPermittedError):
        suggestions.review(make_suggestion(), adopt=True, opinion="", actor=member.user, today=TODAY)
    row = make_suggestion(proposer=member)
    assert suggestions.withdraw(row, actor=member.user).state == "withdrawn"
    with pytest.raises(TransitionError, match="已撤回"):
        suggestions.review(row, adopt=True, opinion="", actor=clerk, today=TODAY)


def test_what_is_refused(clerk):
    row = make_suggestion()
    with pytest.raises(DomainError, match="说明理由"):
        suggestions.review(row, adopt=False, opinion=" ", actor=clerk, today=TODAY)
    with pytest.raises(DomainError, match="期限已过"):
        suggestions.review(row, adopt=True, opinion="", actor=clerk, today=TODAY, due_on=TODAY - DAY)
    with pytest.raises(TransitionError, match="待评审"):
        suggestions.give_award(row, award="good", amount=None, actor=clerk, today=TODAY)
    adopted = make_suggestion(state="adopted", submitted_on=TODAY)
    with pytest.raises(DomainError, match="提出日期"):
        suggestions.carry_out(adopted, on=TODAY - DAY, effect="x", saving=None, actor=clerk, today=TODAY)
    with pytest.raises(DomainError, match="不超过 500 元"):
        suggestions.give_award(adopted, award="good", amount=Decimal(501), actor=clerk, today=TODAY)
    with pytest.raises(DomainError, match="建议人"):
        suggestions.hand_in({}, proposer=None, actor=clerk, today=TODAY)


def test_scopes_own_branch_and_hospital(member):
    own, other = make_suggestion(proposer=member), make_suggestion(proposer=MemberFactory())
    assert set(suggestions_visible_to(member.user)) == {own}
    assert set(suggestions_visible_to(officer(Office.BRANCH_CHAIR, branch=member.branch))) == {own}
    assert set(suggestions_visible_to(officer(Office.CHAIR))) == {own, other}


def test_figures_agree_with_their_rows(clerk, member):
    for state in ("submitted", "adopted", "carried_out", "declined", "withdrawn"):
        make_suggestion(proposer=member, state=state, saving=Decimal(100), submitted_on=TODAY)
    make_suggestion(submitted_on=dt.date(2020, 1, 1))
    found = {key: (figure.compute(YEAR), figure.unit) for key, figure in FIGURES.items()}
    assert found == {
        "events.suggestions": (4, "条"), "events.suggestions_adopted": (2, "条"),
        "events.suggestions_done": (1, "条"), "events.suggestions_saving": (100, "元"),
        "events.suggestion_people": (1, "人"),
    }  # fmt: skip
    for key in ("events.suggestions", "events.suggestions_adopted", "events.suggestions_done"):
        assert sums(SUGGESTIONS, FIGURES[key].rows_url(YEAR))[0] == found[key][0]
    branch = Period(YEAR.first, YEAR.last, member.branch_id)
    assert FIGURES["events.suggestions"].compute(branch) == 4


def test_reminders_come_after_fifteen_days_and_on_the_due_day():
    make_suggestion(submitted_on=TODAY - 20 * DAY)
    make_suggestion(state="adopted", due_on=TODAY)
    assert [due.on for due in duties.to_review(TODAY, TODAY)] == [TODAY - 5 * DAY]
    assert [due.on for due in duties.to_carry_out(TODAY, TODAY)] == [TODAY]


PAID = {"on": TODAY, "paid_from": "102", "fund_source": FundSource.ALLOCATION}


def awarded(member, by, amount=200):
    row = make_suggestion(proposer=member, state="adopted", submitted_on=TODAY)
    return suggestions.give_award(row, award="good", amount=Decimal(amount), actor=by, today=TODAY)


def test_an_award_is_paid_once_through_the_cash_book(clerk, member):
    approved_budget()
    row = make_suggestion(proposer=member, state="adopted", submitted_on=TODAY)
    with pytest.raises(NotPermittedError):  # nothing to pay yet
        suggestions.pay_award(row, **PAID, actor=clerk)
    chair = officer(Office.CHAIR)
    suggestions.give_award(row, award="good", amount=Decimal(200), actor=chair, today=TODAY)
    with pytest.raises(DomainError, match="奖励日期"):
        suggestions.pay_award(row, **PAID | {"on": TODAY - DAY}, actor=clerk)
    with pytest.raises(NotPermittedError, match="支付入账的权限"):  # another chair has no right to book
        suggestions.pay_award(row, **PAID, actor=officer(Office.VICE_CHAIR))

    suggestions.pay_award(row, **PAID, actor=clerk)

    assert booked_amount(award_source(row)) == Decimal(200)
    for again in (
        lambda: suggestions.pay_award(row, **PAID, actor=clerk),
        lambda: suggestions.give_award(row, award="good", amount=Decimal(300), actor=chair, today=TODAY),
    ):
        with pytest.raises(NotPermittedError):
            again()


def test_a_wrong_payment_is_taken_back_in_red_and_made_again(client, clerk, member):
    approved_budget()
    row = awarded(member, officer(Office.CHAIR))
    step = partial(reverse, "rooms:suggestion_step")
    with pytest.raises(NotPermittedError, match="冲销支付的权限"):  # nothing is paid
        suggestions.unpay_award(row, note="账号有误", actor=clerk, today=TODAY)
    suggestions.pay_award(row, **PAID, actor=clerk)
    entry, source = entries_of(award_source(row)).get(), award_source(row)
    with pytest.raises(NotPermittedError):
        suggestions.unpay_award(row, note="账号有误", actor=officer(Office.CHAIR), today=TODAY)
    client.force_login(clerk)
    assert client.get(reverse("funds:entry_reverse", args=[entry.pk])).status_code == 404  # the room does it
    page = client.get(row.get_absolute_url()).content.decode()
    assert step(args=[row.pk, "unpay"]) in page
    assert step(args=[row.pk, "pay"]) not in page
    refused = client.post(step(args=[row.pk, "unpay"]), {"note": " "}).content.decode()
    assert "须说明理由" in refused
    client.post(step(args=[row.pk, "unpay"]), {"note": "账号有误"})

    assert booked_amount(source) == 0
    assert "未支付" in client.get(row.get_absolute_url()).content.decode()
    client.post(step(args=[row.pk, "pay"]), PAID | {"on": TODAY.isoformat()})
    assert booked_amount(source) == Decimal(200)
    client.post(step(args=[row.pk, "unpay"]), {"note": "又错"})
    assert (booked_amount(source), entries_of(source).count()) == (0, 4)


def test_whoever_gave_the_award_does_not_pay_it(client, clerk, member):
    approved_budget()
    row = awarded(member, clerk)
    with pytest.raises(NotPermittedError, match="另一位"):
        suggestions.pay_award(row, **PAID, actor=clerk)
    client.force_login(clerk)
    assert (
        reverse("rooms:suggestion_step", args=[row.pk, "pay"])
        not in client.get(row.get_absolute_url()).content.decode()
    )
    suggestions.pay_award(row, **PAID, actor=officer(Office.OFFICE_STAFF))
    assert booked_amount(award_source(row)) == Decimal(200)


def test_beyond_the_budget_only_with_the_right_and_a_reason(client, clerk, member):
    approved_budget(contest=Decimal(100))
    row = awarded(member, officer(Office.CHAIR))
    url = reverse("rooms:suggestion_step", args=[row.pk, "pay"])
    client.force_login(clerk)
    sent = PAID | {"on": TODAY.isoformat(), "override_reason": "主席批准"}
    assert "预算" in client.post(url, sent).content.decode()
    assert 'name="override_reason"' not in client.get(url).content.decode()
    both = officer(Office.OFFICE_STAFF)
    AppointmentFactory(user=both, office=Office.VICE_CHAIR)
    client.force_login(both)
    assert client.post(url, sent).status_code == 302
    assert entries_of(award_source(row)).get().override_reason == "主席批准"
