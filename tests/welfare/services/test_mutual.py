import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from tests.factories import MemberFactory, officer
from tests.factories_care import Cast, paid_claim, period_in_force, plan
from union.common.dates import add_months, today
from union.common.errors import DomainError, NotPermittedError
from union.common.registries import Period, figures
from union.organisation.choices import Office
from welfare.choices.mutual import ClaimAction, PeriodAction
from welfare.duties.mutual import claims_due, renewals_due
from welfare.models import CareEvent, Enrolment, MutualPlan
from welfare.selectors import mutual as selectors
from welfare.services import claims, mutual

pytestmark = pytest.mark.django_db
YEAR = Period(add_months(today(), -12), today())


@pytest.fixture
def cast():
    return Cast()


def value(key, period=YEAR):
    return figures[key].compute(period)


def test_the_figures_of_the_source_59_insured_seven_claims(cast):
    """[S003]: 医疗互助 59 人, 参活率 100%, 7 例 1.09 万元 — 人, %, 例, 元, each for itself."""
    cast.people(59)
    period = period_in_force(cast, starts_on=today() - dt.timedelta(days=30))
    people = list(period.enrolments.order_by("pk"))
    for turn, amount in enumerate((1000, 2000, 1500, 1400, 1800, 1200, 2000)):
        enrolment = people[0] if turn == 6 else people[turn]  # one person twice: seven 例, six 人
        paid_claim(cast, enrolment, amount, on=today() - dt.timedelta(days=turn))

    assert (value("welfare.mutual_people"), value("welfare.mutual_rate")) == (59, Decimal("100.0"))
    assert (value("welfare.mutual_claims"), value("welfare.mutual_paid")) == (7, Decimal(10900))
    assert value("welfare.mutual_claimants") == 6
    units = {figures[f"welfare.mutual_{name}"].unit for name in ("people", "rate", "claims", "paid")}
    assert units == {"人", "%", "例", "元"}
    assert {row.label: row.value for row in value("welfare.mutual_claims_by_plan")} == {plan().name: 7}


def test_a_list_is_filled_by_filter_within_the_terms_and_nobody_twice(cast):
    fitting = cast.people(4, sex="female")
    cast.people(2, sex="male")
    cast.people(1, sex="female", born_on=dt.date(1950, 1, 1))
    first = mutual.open_period(plan("women"), starts_on=today(), actor=cast.office)

    assert mutual.fill_period(first.pk, {"statuses": ["active"]}, actor=cast.office) == 4
    assert mutual.fill_period(first.pk, {"statuses": ["active"]}, actor=cast.office) == 0
    assert set(first.enrolments.values_list("member_id", flat=True)) == {row.pk for row in fitting}
    second = mutual.open_period(plan("women"), starts_on=today(), title="第二份", actor=cast.office)
    assert mutual.fill_period(second.pk, {}, actor=cast.office) == 0
    with pytest.raises(DomainError, match="不重复参保"):
        mutual.add_member(second.pk, fitting[0], actor=cast.office)


def test_too_small_a_list_is_not_sent_and_a_sent_one_does_not_change(cast):
    people = cast.people(5)
    period = mutual.open_period(plan(), starts_on=today(), actor=cast.office)
    with pytest.raises(DomainError, match="还没有人"):
        mutual.step_period(period.pk, PeriodAction.SUBMIT, actor=cast.office)
    mutual.add_member(period.pk, people[0], actor=cast.office)
    with pytest.raises(DomainError, match="须全员参保：应参保 5 人，名单 1 人"):
        mutual.step_period(period.pk, PeriodAction.SUBMIT, actor=cast.office)
    mutual.fill_period(period.pk, {}, actor=cast.office)
    mutual.step_period(period.pk, PeriodAction.SUBMIT, actor=cast.office)
    with pytest.raises(DomainError, match="不能增减"):
        mutual.remove_members(
            period.pk, list(period.enrolments.values_list("pk", flat=True)), actor=cast.office
        )
    with pytest.raises(NotPermittedError):
        mutual.step_period(period.pk, PeriodAction.RETURN, actor=cast.chair, note="x")
    assert selectors.rates(period)[0].rate == Decimal("100.0")


def test_renewal_is_asked_for_only_where_no_later_policy_exists(cast):
    cast.people(3)
    start = today().replace(day=1) - dt.timedelta(days=340)
    period = period_in_force(cast, starts_on=start)
    horizon = period.ends_on
    assert "3 人" in next(iter(renewals_due(today(), horizon))).body

    later = mutual.open_period(plan(), starts_on=period.ends_on + dt.timedelta(days=1), actor=cast.office)
    one = period.enrolments.first()
    mutual.add_member(later.pk, one.member, actor=cast.office)
    assert "2 人" in next(iter(renewals_due(today(), horizon))).body
    mutual.fill_period(later.pk, {}, actor=cast.office)
    assert list(renewals_due(today(), horizon)) == []
    assert not selectors.without_later(period).exists()


def test_new_terms_end_the_earlier_ones_and_old_lists_keep_theirs(cast):
    old = plan()
    values = {
        name: getattr(old, name)
        for name in ("code", "name", "kind", "provider", "term_years", "papers", "columns", "claim_days")
    }
    new = mutual.add_plan(
        {**values, "fee": Decimal(80), "valid_from": dt.date(2027, 1, 1), "source_document": "新条款"},
        actor=cast.office,
    )
    old.refresh_from_db()
    assert old.valid_to == dt.date(2026, 12, 31)
    assert MutualPlan.objects.valid_on(dt.date(2027, 5, 1)).get(code=old.code) == new
    with pytest.raises(DomainError, match="不适用"):
        mutual.open_period(old, starts_on=dt.date(2027, 2, 1), actor=cast.office)
    with pytest.raises(DomainError, match="更晚生效"):
        mutual.add_plan({**values, "fee": Decimal(1), "valid_from": dt.date(2027, 1, 1)}, actor=cast.office)


def test_the_association_gets_its_columns_and_the_reason_is_kept(cast):
    cast.people(2)
    period = period_in_force(cast)
    book = openpyxl.load_workbook(
        io.BytesIO(mutual.export_list(period, actor=cast.office, reason="报互助会"))
    )
    rows = [row for row in book.active.iter_rows(values_only=True) if row[0] == 1 or row[0] == "序号"]
    assert rows[0][:3] == ("序号", "姓名", "身份证号")
    assert rows[1][2].startswith("990101")
    with pytest.raises(DomainError, match="用途"):
        mutual.export_list(period, actor=cast.office, reason=" ")
    with pytest.raises(NotPermittedError):
        mutual.export_list(period, actor=cast.chair, reason="看看")


def test_a_claim_needs_its_papers_its_cover_and_somebody_else(cast):
    clerk = MemberFactory(user=cast.office, branch=cast.branch, born_on=dt.date(1985, 1, 1))
    member = cast.people(1)[0]
    period = period_in_force(cast)
    mine, other = (period.enrolments.get(member=row) for row in (clerk, member))
    facts = {"diagnosis": "肺炎", "claimed": Decimal(900), "actor": cast.office}
    with pytest.raises(NotPermittedError, match="他人登记"):
        claims.enter_claim(mine, happened_on=today(), **facts)
    with pytest.raises(DomainError, match="保障期内"):
        claims.enter_claim(other, happened_on=period.starts_on - dt.timedelta(days=1), **facts)
    claim = claims.enter_claim(other, happened_on=today(), **facts)
    with pytest.raises(DomainError, match="已经登记"):
        claims.enter_claim(other, happened_on=today(), **facts)
    with pytest.raises(DomainError, match="还缺：身份证复印件"):
        claims.step_claim(claim.pk, ClaimAction.CHECK, actor=cast.office, values={"papers": ["form"]})
    due = list(claims_due(today(), claim.due_on))
    assert [row.subject for row in due] == [f"welfare.claim:{claim.pk}"]
    assert member.name not in due[0].title


def test_returned_adjusted_and_paid_leave_four_amounts_and_a_history(cast):
    member = cast.people(1, user=officer(Office.MEMBER))[0]
    enrolment = period_in_force(cast).enrolments.get(member=member)
    claim = claims.enter_claim(
        enrolment, happened_on=today(), diagnosis="骨折", claimed=Decimal(2000), actor=cast.office,
        papers=tuple(enrolment.period.plan.papers),
    )  # fmt: skip

    def step(action, **values):
        return claims.step_claim(claim.pk, action, actor=cast.office, values=values)

    step(ClaimAction.CHECK)
    step(ClaimAction.SUBMIT)
    with pytest.raises(DomainError, match="理由"):
        step(ClaimAction.RETURN)
    step(ClaimAction.RETURN, note="缺发票")
    step(ClaimAction.CHECK)
    step(ClaimAction.SUBMIT)
    step(ClaimAction.DECIDE, approved=Decimal(1500))
    step(ClaimAction.ADJUST, adjusted=Decimal(1700), note="复核")
    with pytest.raises(DomainError, match="1,700"):
        step(ClaimAction.PAY, paid=Decimal(1800))
    done = step(ClaimAction.PAY, paid=Decimal(1700))
    assert (done.claimed, done.approved, done.adjusted, done.paid) == (2000, 1500, 1700, 1700)
    assert CareEvent.objects.filter(subject="claim", subject_id=claim.pk).count() == 9
    assert member.user.notices.count() == 3  # returned, decided, paid; an adjustment waits for the payment


def test_leaving_ends_the_cover_from_that_day(cast):
    cast.people(2)
    period = period_in_force(cast)
    row = period.enrolments.first()
    with pytest.raises(DomainError, match="原因"):
        mutual.leave(row.pk, on=today(), reason="", actor=cast.office)
    mutual.leave(row.pk, on=today(), reason="调离", actor=cast.office)
    assert selectors.insured_on(today()).count() == 1
    assert selectors.insured_on(today() - dt.timedelta(days=1)).count() == 2
    assert Enrolment.objects.count() == 2
