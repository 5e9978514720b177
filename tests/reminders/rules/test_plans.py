"""Days and audiences of a reminder rule: what cannot work, and how it is read."""

import pytest

from union.common.errors import DomainError
from union.reminders.declare import FURTHEST_DAYS, Step
from union.reminders.rules import plans

TO = ("handler",)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([], "请至少保留一个提醒日"),
        ([Step(day, TO) for day in range(plans.MOST_STEPS + 1)], "最多 8 个提醒日"),
        ([Step(-7, TO), Step(-7, ("chair",))], "两个提醒日相同"),
        ([Step(-7, ())], "“提前 7 天”没有选提醒对象"),
        ([Step(-7, ("nobody",))], "没有选提醒对象"),
        ([Step(FURTHEST_DAYS + 1, TO)], f"最多提前或延后 {FURTHEST_DAYS} 天"),
    ],
)
def test_steps_that_cannot_work_are_named(steps, words):
    with pytest.raises(DomainError, match=words):
        plans.check(steps)


def test_steps_that_work_survive_the_table():
    steps = (Step(-7, TO), Step(0, TO), Step(3, ("chair",), working=True))
    plans.check(steps)
    assert plans.from_json(plans.to_json(reversed(steps))) == steps


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step(-7, TO), "提前 7 天"), (Step(0, TO), "到期当天"),
        (Step(0, TO, working=True), "到期当天（遇休息日顺延）"),
        (Step(3, TO, working=True), "逾期 3 个工作日"),
    ],
)  # fmt: skip
def test_when_in_words(step, words):
    assert plans.in_words(step) == words


def test_whom_in_words():
    assert plans.whom_in_words(Step(0, ("handler", "nobody"))) == plans.whom_in_words(Step(0, TO)) != ""
