"""Group lists: filled by a filter, checked person by person, handed out from stock, booked once."""
# ruff: noqa: E501 - tables

import datetime as dt
from decimal import Decimal

import pytest

from members.choices import MembershipStatus, RetainReason
from tests.factories_funds import approved_budget
from tests.factories_welfare import Cast, occasion, past_visit
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.funds.selectors import booked_amount
from union.funds.services.posting import Source
from welfare.models import GiftItem, GiftList
from welfare.selectors.gift_lists import stock_of
from welfare.services import gift_lists as services

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    found = Cast()
    found.others = [found.colleague() for _ in range(3)]
    return found


def new_list(cast, **more):
    values = {
        "title": "中秋慰问", "occasion": occasion("mid_autumn"), "on": today(), "item": None, "quantity": 1,
        "value": Decimal(300), "pay_form": "goods", "fund_source": "allocation", "audience": {"statuses": ["active"]},
    }  # fmt: skip
    row = services.save_list(values | more, actor=cast.office)
    services.fill_list(row.pk, actor=cast.office)
    return row


def ids(row):
    return list(row.visits.values_list("pk", flat=True))


def test_from_the_filter_to_the_cash_book(cast):
    approved_budget()
    oil = services.save_item(
        {"name": "油", "kind": "goods", "unit": "桶", "price": Decimal(150), "supplier": ""},
        actor=cast.office,
    )
    services.receive(oil, 7, on=today(), note="采购", actor=cast.office)
    row = new_list(cast, item=oil, quantity=2)
    assert (row.visits.count(), row.value) == (4, 300)
    assert services.fill_list(row.pk, actor=cast.office) == 0  # twice: nobody twice

    services.approve_list(row.pk, actor=cast.chair)
    services.hand_out(row.pk, ids(row)[:3], on=today(), actor=cast.office)
    assert services.hand_out(row.pk, ids(row)[:3], on=today(), actor=cast.office) == 0
    assert stock_of(oil) == 1
    with pytest.raises(DomainError, match="库存 1 桶，不够发放 2 桶"):
        services.hand_out(row.pk, ids(row), on=today(), actor=cast.office)

    with pytest.raises(DomainError, match="未入账"):
        services.close_list(row.pk, actor=cast.office)
    assert services.book_list(row.pk, actor=cast.office) == 900
    with pytest.raises(DomainError, match="没有已签收而未入账"):
        services.book_list(row.pk, actor=cast.office)
    assert booked_amount(Source("welfare.gift_list", row.pk)) == 900

    services.close_list(row.pk, actor=cast.office)
    assert sorted(row.visits.values_list("state", flat=True)) == ["booked", "booked", "booked", "missed"]


def test_the_yearly_ceiling_of_each_person_is_checked(cast):
    past_visit(
        cast.member,
        "spring_festival",
        today(),
        "2000",
        standard=occasion("spring_festival").standards.latest("valid_from"),
    )
    row = new_list(cast)

    with pytest.raises(DomainError, match=r"1 人（.*）本年“节日慰问”将超过每人每年 2,200.00 元"):
        services.approve_list(row.pk, actor=cast.chair)
    services.leave_out(
        row.pk, row.visits.filter(member=cast.member).values_list("pk", flat=True), actor=cast.office
    )
    assert services.approve_list(row.pk, actor=cast.chair).state == "approved"


def test_an_override_is_counted_on_every_row(cast):
    past_visit(cast.member, "mid_autumn", today().replace(month=1, day=1), "2000")
    row = new_list(cast)
    services.approve_list(row.pk, actor=cast.chair, document="纪要2号", override_reason="集体研究同意")
    assert set(map(tuple, row.visits.values_list("overrides", flat=True))) == {("year_cap",)}


def test_the_yuan_of_the_whole_list_decide_who_approves_and_whether_a_resolution_is_needed(cast):
    row = new_list(cast)  # 4 × 300 yuan
    with pytest.raises(NotPermittedError, match=r"名单合计 1,200.00 元，由工会主席审批"):
        services.approve_list(row.pk, actor=cast.vice)
    cast.others += [cast.colleague() for _ in range(4)]
    services.fill_list(row.pk, actor=cast.office)
    with pytest.raises(
        DomainError, match=r"名单合计 2,400.00 元，须经工会委员会集体研究.*请填写集体研究"
    ) as refused:
        services.approve_list(row.pk, actor=cast.chair)
    assert refused.value.field == "document"
    services.approve_list(row.pk, actor=cast.chair, document="纪要3号")
    row.refresh_from_db()
    assert (row.state, row.decision_document) == ("approved", "纪要3号")


def test_retired_people_are_left_out_where_the_standard_gives_them_nothing(cast):
    gone = {"membership_status": MembershipStatus.RETAINED, "retain_reason": RetainReason.RETIRED}
    retired = cast.colleague(**gone)
    row = new_list(cast, audience={})  # as the daily task makes its drafts
    assert row.visits.count() == 4
    assert not row.visits.filter(member=retired).exists()
    services.approve_list(row.pk, actor=cast.chair)

    standard = row.standard
    standard.guards = {"category": "warn"}
    standard.save()
    other = new_list(cast, title="全员", on=today() - dt.timedelta(days=1), audience={})
    assert other.visits.filter(member=retired, category="retired").exists()


def test_who_has_retired_since_the_list_was_filled_is_refused_and_cash_never_goes(cast):
    row = new_list(cast)
    row.visits.filter(member=cast.member).update(category="retired")
    with pytest.raises(DomainError, match="不包括离退休"):
        services.approve_list(row.pk, actor=cast.chair, document="x", override_reason="")
    cash = new_list(cast, title="现金", on=today() + dt.timedelta(days=1), pay_form="cash")
    with pytest.raises(DomainError, match="不能用慰问金"):
        services.approve_list(cash.pk, actor=cast.chair, document="纪要", override_reason="特殊")


def test_who_may_do_what(cast):
    row = new_list(cast)
    with pytest.raises(NotPermittedError):
        services.approve_list(row.pk, actor=cast.office)
    GiftList.objects.filter(pk=row.pk).update(created_by=cast.chair)
    with pytest.raises(NotPermittedError, match="自己编制"):
        services.approve_list(row.pk, actor=cast.chair)
    with pytest.raises(NotPermittedError):
        services.fill_list(row.pk, actor=cast.leader)
    services.cancel_list(row.pk, actor=cast.office)
    with pytest.raises(TransitionError):
        services.approve_list(row.pk, actor=cast.vice)
    with pytest.raises(DomainError, match="指定商户"):
        services.save_item(
            {"name": "券", "kind": "voucher", "unit": "张", "price": 1, "supplier": ""}, actor=cast.office
        )
    item = GiftItem.objects.create(name="米", price=10)
    with pytest.raises(DomainError, match="库存只有 0"):
        services.receive(item, -1, on=today(), note="", actor=cast.office)
