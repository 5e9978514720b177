import datetime as dt
from decimal import Decimal

import pytest

from members.models import Member
from tests.factories import BranchFactory, MemberFactory, officer
from tests.factories_care import Cast
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.common.registries import Period, figures
from union.organisation.choices import Office
from welfare.choices.recuperation import StayAction, StayState
from welfare.models import RecuperationRound, Stay
from welfare.selectors import recuperation as selectors
from welfare.services import recuperation

pytestmark = pytest.mark.django_db
START = today() + dt.timedelta(days=60)


@pytest.fixture
def cast():
    return Cast()


def plan(cast, **values):
    base = {
        "title": "疗休养", "place": "疗养院", "starts_on": START, "ends_on": START + dt.timedelta(days=4),
        "apply_until": START - dt.timedelta(days=20), "cost_per_day": Decimal(400), "quota": 2,
    }  # fmt: skip
    return recuperation.open_round({**base, **values}, actor=cast.office)


def asked(cast, round_, member, *, recommended=True):
    stay = recuperation.apply_for(round_.pk, member, actor=cast.office)
    if recommended:
        recuperation.step_stay(stay.pk, StayAction.RECOMMEND, actor=cast.branch_chair)
    return stay


def approve(cast, stay, note=""):
    return recuperation.step_stay(stay.pk, StayAction.APPROVE, actor=cast.chair, note=note)


def past_stay(member, days_before_start, *, outside=True):
    on = START - dt.timedelta(days=days_before_start)
    round_ = RecuperationRound.objects.create(
        title=f"过去{days_before_start}", place="外省", is_outside=outside, starts_on=on, quota=9,
        ends_on=on + dt.timedelta(days=3), apply_until=on - dt.timedelta(days=9), cost_per_day=300,
    )  # fmt: skip
    return Stay.objects.create(round=round_, member=member, branch=member.branch, state=StayState.GONE)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ends_on": START + dt.timedelta(days=5)}, "省内疗休养不超过 5 天，现为 6 天"),
        ({"ends_on": START + dt.timedelta(days=7), "is_outside": True}, "跨省疗休养不超过 7 天"),
        ({"cost_per_day": Decimal("400.01")}, "超过标准 400.00 元"),
        ({"apply_until": START}, "报名截止应早于开始"),
    ],
)
def test_a_round_keeps_to_the_standard(cast, values, words):
    with pytest.raises(DomainError, match=words):
        plan(cast, **values)


def test_cross_province_is_not_repeated_within_three_years_and_other_stays_do_not_bar(cast):
    member, other = cast.people(2)
    past_stay(member, 3 * 365 - 30)
    past_stay(other, 300, outside=False)
    abroad = plan(cast, is_outside=True)
    with pytest.raises(DomainError, match="3 年内不重复安排"):
        recuperation.apply_for(abroad.pk, member, actor=cast.office)
    assert recuperation.apply_for(abroad.pk, other, actor=cast.office).state == StayState.APPLIED
    inside = plan(cast, title="省内")
    assert recuperation.apply_for(inside.pk, member, actor=cast.office)


def test_frontline_goes_first_and_places_are_never_given_twice(cast):
    Member.objects.all().update(post_category="行政")
    nurse, clerk, doctor, late = (
        *cast.people(1, post_category="护理"), *cast.people(1, post_category="行政管理"),
        *cast.people(2, post_category="医师"),
    )  # fmt: skip
    round_ = plan(cast)
    rows = {m.pk: asked(cast, round_, m) for m in (clerk, nurse, doctor, late)}
    assert [s.is_frontline for s in selectors.ranked(round_, cast.office)] == [True, True, True, False]
    with pytest.raises(DomainError, match="一线职工优先：还有 3 名"):
        approve(cast, rows[clerk.pk])
    approve(cast, rows[clerk.pk], note="劳模，经委员会研究")
    assert Stay.objects.get(pk=rows[clerk.pk].pk).override_reason == "劳模，经委员会研究"
    approve(cast, rows[nurse.pk])
    with pytest.raises(DomainError, match="总名额已满"):
        approve(cast, rows[doctor.pk], note="也想去")


def test_a_branch_has_its_places(cast):
    other = BranchFactory()
    first, second = cast.people(2)
    round_ = plan(cast, quota=3)
    with pytest.raises(DomainError, match="超过总名额 3"):
        recuperation.set_quotas(round_.pk, {cast.branch: 2, other: 2}, actor=cast.office)
    recuperation.set_quotas(round_.pk, {cast.branch: 1, other: None}, actor=cast.office)
    one, two = asked(cast, round_, first), asked(cast, round_, second)
    approve(cast, one)
    with pytest.raises(DomainError, match="本支会名额已满"):
        approve(cast, two)
    table = selectors.quota_table(round_)
    assert [(row["seats"], row["asked"], row["taken"]) for row in table] == [(1, 2, 1)]


def test_who_may_do_what_and_the_way_to_the_end(cast):
    user = officer(Office.MEMBER)
    mine = MemberFactory(user=user, branch=cast.branch, group=cast.group)
    stranger = cast.people(1)[0]
    round_ = plan(cast)
    with pytest.raises(NotPermittedError, match="本人"):
        recuperation.apply_for(round_.pk, stranger, actor=user)
    stay = recuperation.apply_for(round_.pk, mine, actor=user, reason="想休息")
    with pytest.raises(DomainError, match="已申请过"):
        recuperation.apply_for(round_.pk, mine, actor=user)
    with pytest.raises(NotPermittedError):
        recuperation.step_stay(stay.pk, StayAction.RECOMMEND, actor=user)
    recuperation.step_stay(stay.pk, StayAction.RECOMMEND, actor=cast.branch_chair)
    with pytest.raises(NotPermittedError):
        recuperation.step_stay(stay.pk, StayAction.APPROVE, actor=cast.branch_chair)
    approve(cast, stay)
    assert user.notices.filter(title__contains="已批准").exists()
    assert recuperation.set_groups(round_.pk, 30, actor=cast.office) == 1
    with pytest.raises(DomainError, match="还没有开始"):
        recuperation.step_stay(stay.pk, StayAction.GO, actor=cast.office)
    with pytest.raises(DomainError, match="还有 1 人没有登记"):
        recuperation.close_round(round_.pk, actor=cast.office)
    begun = today() - dt.timedelta(days=5)
    RecuperationRound.objects.filter(pk=round_.pk).update(
        starts_on=begun, ends_on=begun + dt.timedelta(days=4), apply_until=begun - dt.timedelta(days=9)
    )
    recuperation.step_stay(stay.pk, StayAction.GO, actor=cast.office)
    period = Period(today() - dt.timedelta(days=30), today())
    assert figures["welfare.recuperation_times"].compute(period) == 1
    assert figures["welfare.recuperation_yuan"].compute(period) == 2000
    recuperation.close_round(round_.pk, actor=cast.office)
