"""Who an activity is for, and when one can sign up: explained refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from members.choices import MembershipStatus, Sex


@dataclass(frozen=True, slots=True)
class Target:
    """The people an activity is meant for; empty means everybody."""

    branch_ids: frozenset[int] = frozenset()
    sex: str = ""
    min_age: int | None = None
    max_age: int | None = None
    duties: tuple[str, ...] = ()
    takes_retained: bool = True
    club_name: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """What the rule asks of a member; ``age`` in full years on the day of the activity."""

    status: str
    branch_id: int | None
    sex: str
    age: int | None
    duties: frozenset[str] = field(default_factory=frozenset)
    in_club: bool = True


def refusals(target: Target, person: Person) -> list[str]:
    """Return every reason why ``person`` is not meant, as sentences; empty if he is.

    >>> refusals(Target(sex="female"), Person("active", 1, "male", 30))
    ['本活动面向女会员']
    """
    return list(_refusals(target, person))


def _refusals(target: Target, person: Person) -> Iterator[str]:
    retained = person.status == MembershipStatus.RETAINED
    if person.status != MembershipStatus.ACTIVE and not (retained and target.takes_retained):
        yield "本活动面向在册会员" if retained else "只有在册会员可以报名，请先办理入会"
    if target.branch_ids and person.branch_id not in target.branch_ids:
        yield "本活动面向指定支会的会员，您不在其中"
    if target.sex and person.sex != target.sex:
        yield f"本活动面向{Sex(target.sex).label}会员"
    yield from _age(target, person.age)
    if target.duties and not person.duties & frozenset(target.duties):
        yield f"本活动面向{'、'.join(target.duties)}"
    if target.club_name and not person.in_club:
        yield f"本活动面向“{target.club_name}”成员，请先加入"


def _age(target: Target, age: int | None) -> Iterator[str]:
    if target.min_age is None and target.max_age is None:
        return
    if age is None:
        yield "本活动有年龄要求，您的档案缺少出生日期，请联系工会办公室补登"
    elif target.min_age is not None and age < target.min_age:
        yield f"本活动须年满 {target.min_age} 周岁（活动当日）"
    elif target.max_age is not None and age > target.max_age:
        yield f"本活动须不超过 {target.max_age} 周岁（活动当日）"


def time_refusal(now: dt.datetime, opens_at: dt.datetime | None, closes_at: dt.datetime | None) -> str:
    """Return why one cannot sign up at ``now``; "" if one can. The deadline itself is still in time.

    Times are local: they stand in the sentence.
    """
    if opens_at and now < opens_at:
        return f"报名尚未开始，{opens_at:%m-%d %H:%M} 起开放"
    if closes_at and now > closes_at:
        return f"报名已于 {closes_at:%m-%d %H:%M} 截止，如需补报请联系组织者"
    return ""


@dataclass(frozen=True, slots=True)
class NoShowRule:
    """Values of the rule set ``event_no_show``: after ``times`` in ``days`` the next sign-ups wait."""

    times: int
    days: int


def no_show_sentence(rule: NoShowRule, missed: int) -> str:
    """Return the explanation when ``missed`` no-shows put somebody onto the waiting list; "" if not.

    Source: the union's own order; a place kept empty is a colleague's place.
    """
    if rule.times and missed >= rule.times:
        return f"近 {rule.days} 天内报名未到 {missed} 次，本次先列候补；有名额时按顺序转正"
    return ""
