"""What may become a motion, when it is late, who may second, what an answer or a rating leads to.

Sources: domain.md §4.1-4.5 and traps 18-26. Numbers (seconders, days, rounds) come from the rule set
"motions"; the functions here are pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from congress.choices.motions import Arrangement, Grade, MotionState, Satisfaction, SecondState, Series
from congress.rules.numerals import in_chinese
from union.common.errors import DomainError

SECONDERS_RULE = "每件提案须有 1 名提案人和至少 {count} 名其他正式代表附议，或由代表团集体提出"
_ORDER = (Satisfaction.UNSATISFIED, Satisfaction.PARTLY, Satisfaction.SATISFIED)
_WORKING = frozenset(
    {"review", "correct", "brief", "instruct", "assign", "accept", "sign", "deliver", "close"}
)


@dataclass(frozen=True, slots=True)
class MotionRules:
    """The numbers of the rule set "motions": days by name, seconders, rounds; and what they rest on."""

    seconders: int = 2
    rounds: int = 2
    extensions: int = 1
    extension_days: int = 30
    days: Mapping[str, int] = field(default_factory=dict)
    document: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any], document: str = "") -> MotionRules:
        """Build from the stored values; what is missing keeps the default."""
        known = {name: int(values[name]) for name in _NUMBERS if name in values}
        return cls(days={k: int(v) for k, v in values.get("days", {}).items()}, document=document, **known)

    def days_for(self, key: str) -> tuple[int, bool] | None:
        """(days, are they working days) of an arrow's deadline, or None if it sets none."""
        return (self.days[key], key in _WORKING) if key in self.days else None


_NUMBERS = ("seconders", "rounds", "extensions", "extension_days")


def term_and_session(term: int, session: int) -> str:
    """第六届第一次."""
    return f"第{in_chinese(term)}届第{in_chinese(session)}次"


def number_label(term: int, session: int, series: str, number: int) -> str:
    """Return the number as it is written: 第六届第一次 第001号, suggestions 建议第001号.

    >>> number_label(6, 1, "motion", 1)
    '第六届第一次 第001号'
    """
    prefix = {Series.MOTION: "第", Series.SUGGESTION: "建议第", Series.REPLY: "答复第"}[Series(series)]
    return f"{term_and_session(term, session)} {prefix}{number:03d}号"


@dataclass(frozen=True, slots=True)
class Window:
    """When motions are taken in; None = no limit on that side."""

    opens_at: dt.datetime | None
    closes_at: dt.datetime | None

    def is_open(self, now: dt.datetime) -> bool:
        """Say whether a motion handed in now is one."""
        return not self.is_early(now) and not self.is_late(now)

    def is_early(self, now: dt.datetime) -> bool:
        """Say whether the call has not begun."""
        return self.opens_at is not None and now < self.opens_at

    def is_late(self, now: dt.datetime) -> bool:
        """Say whether the closing time has passed: a paper is then handled as a suggestion."""
        return self.closes_at is not None and now > self.closes_at


def check_submit(
    *, window: Window, now: dt.datetime, accepted: int, needed: int, by_delegation: bool, body: Sequence[str]
) -> None:
    """Refuse what cannot be handed in: no text, too few seconders, call not open yet.

    Raises:
        DomainError: what is missing, the rule, and what to do.
    """
    labels = ("案由", "现状与理由", "建议措施")
    missing = [label for label, text in zip(labels, body, strict=True) if not text.strip()]
    if missing:
        raise DomainError(f"提案须包括案由、理由和建议三部分，还缺：{'、'.join(missing)}")
    if window.is_early(now):
        raise DomainError("提案征集尚未开始，内容已保存为草稿，征集开始后再提交")
    if not by_delegation and accepted < needed:
        raise DomainError(
            f"{SECONDERS_RULE.format(count=needed)}。现有 {accepted} 名代表附议，还差 {needed - accepted} 名"
        )


def check_second(*, is_mover: bool, has_mandate: bool) -> None:
    """Refuse a seconder who may not be one.

    Raises:
        DomainError: the mover himself, or somebody without a mandate today (正式代表).
    """
    if is_mover:
        raise DomainError("提案人不能附议自己的提案，请邀请其他正式代表")
    if not has_mandate:
        raise DomainError("只有本届在任的正式代表可以附议，列席和特邀代表不能附议")


def seconding_open(state: str) -> bool:
    """Say whether invitations may be answered now."""
    return state == MotionState.SECONDING


def second_after(current: str, wanted: SecondState) -> SecondState:
    """Return the state of a seconder after the answer ``wanted``.

    Raises:
        DomainError: nothing to withdraw, or the same answer again.
    """
    if wanted == SecondState.WITHDRAWN and current != SecondState.ACCEPTED:
        raise DomainError("您还没有附议这件提案，不能撤回附议")
    if current == wanted:
        raise DomainError(f"您已经作过答复：{wanted.label}")
    return wanted


def after_answer(arrangement: str, *, leads_open: int, assistants: int) -> MotionState:
    """Return where a handed-in answer leads.

    独办: to the leader. 会办: to the assistants first. 分办: each unit answers for itself, and the case
    waits until the last one has ([W51b][W51c], trap 25).
    """
    if leads_open:
        return MotionState.HANDLING
    if arrangement == Arrangement.JOINT and assistants:
        return MotionState.COUNTERSIGNING
    return MotionState.DRAFTED


def worst(grades: Collection[str]) -> str:
    """Return the worst rating of a round (one discontented mover is enough), "" if nobody has rated."""
    return next((grade for grade in _ORDER if grade in grades), "")


def after_rating(grades: Collection[str], *, expected: int, rounds: int, limit: int) -> MotionState:
    """Return where a rating leads: all have rated and one is 不满意 → 二次办理, while rounds are left.

    The case waits while co-movers have not rated yet.
    """
    if len(grades) < expected:
        return MotionState.DELIVERED
    if worst(grades) == Satisfaction.UNSATISFIED and rounds < limit:
        return MotionState.REDO
    return MotionState.RATED


def after_close(grade: str) -> MotionState:
    """A promise (B) is tracked until it is kept or explained; all others are closed."""
    return MotionState.TRACKED if grade == Grade.PLANNED else MotionState.CLOSED


def check_grade(grade: str, promised_on: dt.date | None, today: dt.date) -> None:
    """Refuse a B without the day it is promised for.

    Raises:
        DomainError: no date, or one that is past.
    """
    if grade != Grade.PLANNED:
        return
    if promised_on is None:
        raise DomainError("B 类答复须写明承诺完成的日期，以便跟踪落实", field="promised_on")
    if promised_on <= today:
        raise DomainError("承诺完成的日期应在今天之后", field="promised_on")


def check_decline(*, refused_before: bool, today: dt.date, until: dt.date | None) -> None:
    """Refuse a department's request to give a case back.

    Raises:
        DomainError: too late, or the office has already said no.
    """
    if refused_before:
        raise DomainError("申请退回已被答复“不同意退回”，请签收办理；有困难可申请延期")
    if until is not None and today > until:
        raise DomainError(f"申请退回须在收到后规定的期限内提出（截止 {until}），现已超过，请签收办理")


def check_extension(
    *, granted: int, rules: MotionRules, now_due: dt.date | None, wanted: dt.date, today: dt.date
) -> None:
    """Refuse an extension beyond the rule.

    Raises:
        DomainError: granted before as often as allowed, not later than now, or too long.
    """
    if granted >= rules.extensions:
        raise DomainError(
            f"本轮办理已延期 {granted} 次，按规定不能再延（{rules.document or '提案办理规则'}）"
        )
    start = max(now_due or today, today)
    if wanted <= start:
        raise DomainError(f"延期后的期限应晚于 {start}", field="until")
    if (wanted - start).days > rules.extension_days:
        raise DomainError(f"每次最多延期 {rules.extension_days} 天，最晚到 "
                          f"{start + dt.timedelta(days=rules.extension_days)}", field="until")  # fmt: skip


def check_other_signer(before: int | None, now: int | None) -> None:
    """A second round is signed by another leader than the first.

    Raises:
        DomainError: the same one again.
    """
    if before is not None and before == now:
        raise DomainError("二次办理须由另一位院领导签发，请重新选择", field="leader")
