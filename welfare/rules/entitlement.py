"""Is somebody entitled to a visit, to how much, and if not, why: in plain words with the rule.

Pure: the standard, the case and what was given before come in, findings come out. The numbers are rows
of `VisitStandard`. Sources: domain notes 1.8 and 5.2 ([G1] 皖工发〔2025〕18号, [W71] 同一病种每年一次,
[W68] 每人每年一次, [W74] 夫妻双方可分别慰问; [L2] retired members stay members and are visited).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from union.funds.choices import FundSource
from welfare.choices.visits import Frequency, Guard, PayForm, PersonCategory, Relation, Severity

ZERO = Decimal(0)
# Nobody can let these pass: the form of payment is forbidden by the upper union's rule, not by an amount.
ABSOLUTE = frozenset({Guard.FORM, Guard.DUPLICATE})
_SPOUSE_DAYS = 365


@dataclass(frozen=True, slots=True)
class Terms:
    """What a standard allows. ``sources``: category → fund sources; ``document``: what it rests on."""

    occasion: str
    tier: str = ""
    cap: Decimal | None = None
    year_cap: Decimal | None = None
    frequency: str = Frequency.PER_EVENT
    both_spouses: bool = True
    relations: Sequence[str] = ()
    sources: Mapping[str, Sequence[str]] = field(default_factory=dict)
    pay_forms: Sequence[str] = ()
    guards: Mapping[str, str] = field(default_factory=dict)
    document: str = ""
    for_deceased: bool = False
    year_group: str = ""  # words for what the yearly ceiling is over

    @property
    def name(self) -> str:
        """生病住院（手术）."""
        return f"{self.occasion}（{self.tier}）" if self.tier else self.occasion

    @property
    def rule(self) -> str:
        """The rule a refusal names."""
        return f"依据：{self.document}" if self.document else ""


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked for. ``left_on``: since when the person is no member any more; None = is one."""

    happened_on: dt.date
    category: str
    relation: str = ""
    cash: Decimal = ZERO
    gift_value: Decimal = ZERO
    pay_form: str = ""
    fund_source: str = ""
    illness: str = ""
    is_deceased: bool = False
    joined_on: dt.date | None = None
    left_on: dt.date | None = None
    is_member: bool = True

    @property
    def amount(self) -> Decimal:
        """Cash and goods together."""
        return self.cash + self.gift_value


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier visit of the same person that stands. ``in_group``: counts against the yearly ceiling."""

    on: dt.date
    amount: Decimal
    same_occasion: bool = True
    in_group: bool = True
    relation: str = ""
    illness: str = ""
    of_spouse: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the way: which guard, how hard, in a sentence."""

    guard: Guard
    severity: Severity
    text: str

    @property
    def blocks(self) -> bool:
        """Whether it needs an override (or, if absolute, cannot pass at all)."""
        return self.severity == Severity.REFUSE


def assess(case: Case, terms: Terms | None, past: Iterable[Past] = ()) -> list[Finding]:
    """Return everything that stands in the way of ``case`` under ``terms``, hardest first.

    ``terms`` None: no standard is in force, which always blocks. ``past``: visits of the same person
    in the same calendar year or ever (for 一生一次), and of the spouse, that are not refused or withdrawn.
    """
    if terms is None:
        text = "这个日期没有适用的慰问标准，请先在“慰问标准”中登记，或经集体研究放行"
        return [Finding(Guard.STANDARD, Severity.REFUSE, text)]
    earlier = list(past)
    sentences: Iterator[tuple[Guard, str]] = (
        pair
        for check in (_person, _relation, _money, _source, _form)
        for pair in check(case, terms)
    )  # fmt: skip
    found = [*sentences, *_frequency(case, terms, earlier), *_year(case, terms, earlier)]
    found += _spouse(case, terms, earlier)
    findings = [
        Finding(guard, severity, f"{text}。{terms.rule}".rstrip("。") + "。")
        for guard, text in found
        if (severity := Severity(terms.guards.get(guard, Severity.REFUSE))) != Severity.IGNORE
    ]
    return sorted(findings, key=lambda each: (not each.blocks, each.guard not in ABSOLUTE))


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Those that need an override."""
    return [each for each in findings if each.blocks]


def absolute(findings: Iterable[Finding]) -> list[Finding]:
    """Those nobody can let pass."""
    return [each for each in findings if each.blocks and each.guard in ABSOLUTE]


def _person(case: Case, terms: Terms) -> Iterator[tuple[Guard, str]]:
    if case.is_deceased and not terms.for_deceased:
        yield Guard.DECEASED, f"本人已去世，不能再按“{terms.name}”慰问"
    if case.category not in terms.sources:
        named = "、".join(PersonCategory(key).label for key in terms.sources) or "无"
        label = PersonCategory(case.category).label
        yield Guard.CATEGORY, f"“{terms.name}”的慰问对象为{named}，不包括{label}"
    if case.category in (PersonCategory.OUTSIDE, PersonCategory.FAMILY) or case.is_deceased:
        return
    if case.joined_on and case.happened_on < case.joined_on:
        yield Guard.NOT_MEMBER, f"事由发生在入会（{case.joined_on}）之前"
    elif not case.is_member and (case.left_on is None or case.happened_on >= case.left_on):
        since = f"（{case.left_on} 起）" if case.left_on else ""
        yield Guard.NOT_MEMBER, f"本人已不是会员{since}"


def _relation(case: Case, terms: Terms) -> Iterator[tuple[Guard, str]]:
    if not case.relation or case.relation in terms.relations:
        return
    named = "、".join(Relation(key).label for key in terms.relations) or "会员本人"
    yield Guard.RELATION, f"亲属范围为{named}，不包括{Relation(case.relation).label}"


def _money(case: Case, terms: Terms) -> Iterator[tuple[Guard, str]]:
    if terms.cap is not None and case.amount > terms.cap:
        yield Guard.CAP, f"本次 {case.amount:,.2f} 元，超过“{terms.name}”单次上限 {terms.cap:,.2f} 元"


def _source(case: Case, terms: Terms) -> Iterator[tuple[Guard, str]]:
    allowed = terms.sources.get(case.category)
    if case.amount and allowed is not None and case.fund_source not in allowed:
        named = "、".join(FundSource(key).label for key in allowed) or "（不安排经费）"
        label = FundSource(case.fund_source).label if case.fund_source else "未选择"
        who = PersonCategory(case.category).label
        yield Guard.FUND, f"慰问{who}的经费来源应为{named}，不能用“{label}”"


def _form(case: Case, terms: Terms) -> Iterator[tuple[Guard, str]]:
    used = {case.pay_form} if case.pay_form else set()
    if case.cash:
        used.add(PayForm.CASH)
    wrong = [form for form in PayForm if form in used and form not in terms.pay_forms]
    if case.amount and wrong:
        named = "、".join(PayForm(key).label for key in terms.pay_forms) or "无"
        yield Guard.FORM, f"“{terms.name}”只能用{named}，不能用{wrong[0].label}"


def _frequency(case: Case, terms: Terms, past: Sequence[Past]) -> Iterator[tuple[Guard, str]]:
    mine = [each for each in past if each.same_occasion and not each.of_spouse]
    mine = [each for each in mine if each.relation == case.relation]
    same_year = [each for each in mine if each.on.year == case.happened_on.year]
    if terms.frequency == Frequency.ONCE and mine:
        yield Guard.FREQUENCY, f"“{terms.occasion}”一生一次，{mine[0].on} 已慰问"
    elif terms.frequency == Frequency.YEARLY and same_year:
        yield Guard.FREQUENCY, f"“{terms.occasion}”每人每年一次，{same_year[0].on} 已慰问"
    elif terms.frequency == Frequency.SAME_ILLNESS_YEARLY:
        same = [each for each in same_year if not case.illness or each.illness == case.illness]
        if same:
            what = "同一病种每年一次" if case.illness else "同一病种每年一次（本次未登记病种）"
            yield Guard.FREQUENCY, f"“{terms.occasion}”{what}，{same[0].on} 已慰问"


def _year(case: Case, terms: Terms, past: Sequence[Past]) -> Iterator[tuple[Guard, str]]:
    if terms.year_cap is None:
        return
    given = sum(
        (each.amount for each in past
         if each.in_group and not each.of_spouse and each.on.year == case.happened_on.year),
        ZERO,
    )  # fmt: skip
    if given + case.amount > terms.year_cap:
        group = terms.year_group or terms.occasion
        total = f"已有 {given:,.2f} 元，加上本次 {case.amount:,.2f} 元"
        yield (
            Guard.YEAR_CAP,
            f"{case.happened_on.year} 年“{group}”{total}，超过每人每年 {terms.year_cap:,.2f} 元",
        )


def _spouse(case: Case, terms: Terms, past: Sequence[Past]) -> Iterator[tuple[Guard, str]]:
    if terms.both_spouses:
        return
    near = [e for e in past if e.of_spouse and abs((e.on - case.happened_on).days) < _SPOUSE_DAYS]
    if near:
        yield Guard.SPOUSE, f"“{terms.occasion}”夫妻双方只慰问一方，配偶已于 {near[0].on} 获得慰问"


@dataclass(frozen=True, slots=True)
class Band:
    """Who approves up to which amount; ``up_to`` None = any. ``document``: a resolution must be named."""

    up_to: Decimal | None
    offices: Sequence[str]
    document: bool
    words: str = ""


def band_for(amount: Decimal, bands: Sequence[Band]) -> Band | None:
    """The first band that reaches ``amount``; bands are in rising order, the last is open."""
    return next((band for band in bands if band.up_to is None or amount <= band.up_to), None)
