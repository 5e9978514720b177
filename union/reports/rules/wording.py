"""Numbers as words: correct Chinese, no sentence about nothing, one counting unit per number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

Value = int | Decimal | None
_TENTH = Decimal("0.1")
_LISTED = 8
_OF_THEM = "其中"
_TWICE_MORE = 2  # from three times the year before on, people say “times” and not “percent”


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure of a snapshot. ``group`` is the label of the breakdown it is a part of, else ""."""

    id: str
    chapter: str
    label: str
    unit: str
    definition: str
    value: Value
    previous: Value
    rows_url: str
    right: str = ""
    group: str = ""
    phrase: str = ""

    @property
    def shown(self) -> str:
        """The number as it is printed."""
        return number_words(self.value, self.unit)

    @property
    def shown_before(self) -> str:
        """The number of the year before, as it is printed."""
        return number_words(self.previous, self.unit)

    @property
    def difference(self) -> str:
        """More or less than the year before, with its sign; "" where there is nothing to compare."""
        if self.value is None or self.previous is None or self.value == self.previous:
            return ""
        change = Decimal(self.value) - Decimal(self.previous)
        return f"{'+' if change > 0 else '−'}{number_words(abs(change), self.unit)}"


def number_words(value: Value, unit: str) -> str:
    """Return the number with separators: money with two decimals, percent with one, the rest whole.

    >>> number_words(Decimal("17400"), "元")
    '17,400.00'
    """
    if value is None:
        return "—"
    if unit == "%":
        return f"{Decimal(value).quantize(_TENTH, ROUND_HALF_UP)}"
    if isinstance(value, Decimal):
        return f"{value:,.2f}" if unit == "元" or value % 1 else f"{value:,.0f}"
    return f"{value:,.2f}" if unit == "元" else f"{value:,}"


def with_unit(value: Value, unit: str) -> str:
    """Return number and unit: a space between, none before %."""
    words = number_words(value, unit)
    return f"{words}{unit}" if unit == "%" else f"{words} {unit}"


def growth(value: Value, previous: Value, unit: str, *, before: str = "上年") -> str:
    """Return how the number moved since the year before; "" if there is nothing to compare with.

    Rates move in percentage points, all others in percent of the year before; big jumps in times.
    ``before`` is 上年同期 for a part of a year.

    >>> growth(150, 120, "人次")
    '较上年增长 25.0%'
    """
    if value is None or not previous:
        return ""
    if value == previous:
        return f"与{before}持平"
    change = Decimal(value) - Decimal(previous)
    if unit == "%":
        points = abs(change).quantize(_TENTH, ROUND_HALF_UP)
        return f"较{before}{'提高' if change > 0 else '下降'} {points} 个百分点"
    if change >= _TWICE_MORE * Decimal(previous) > 0:
        return f"为{before}的 {(Decimal(value) / Decimal(previous)).quantize(_TENTH, ROUND_HALF_UP)} 倍"
    share = (abs(change) * 100 / abs(Decimal(previous))).quantize(_TENTH, ROUND_HALF_UP)
    return f"较{before}{'增长' if change > 0 else '下降'} {share}%"


def clause(figure: Counted, *, before: str = "上年") -> str:
    """Return one figure as a clause; "" for nothing counted.

    >>> clause(Counted("x", "warmth", "看望慰问", "人次", "", 150, 120, ""))
    '看望慰问 150 人次，较上年增长 25.0%'
    """
    if not figure.value:
        return ""
    told = with_unit(figure.value, figure.unit)
    said = figure.phrase.format(value=told) if figure.phrase else _named(figure.label, told)
    moved = growth(figure.value, figure.previous, figure.unit, before=before)
    return f"{said}，{moved}" if moved else said


def _named(label: str, told: str) -> str:
    """入会率 97.2%; no space after a closing bracket, which is wide enough."""
    return f"{label}{told}" if label.endswith("）") else f"{label} {told}"


def paragraph(figures: Sequence[Counted], *, lead: str = "", before: str = "上年") -> str:
    """Return the running text of a chapter: its plain figures, then a line for each breakdown.

    No clause ever speaks of zero; "" where nothing was counted.
    """
    plain = [figure for figure in figures if not figure.group]
    sentences = [_sentence(plain, lead, before)] + [_parts(group, rows) for group, rows in grouped(figures)]
    return "\n".join(filter(None, sentences))


def _sentence(figures: Iterable[Counted], lead: str, before: str) -> str:
    """One sentence; parts (其中…) follow their whole after a comma, and 其中 is said once.

    The whole is the last figure before them that is no part. Nothing was said of it: then they stand alone.
    """
    text, is_whole_said, was_part = "", False, False
    for figure in figures:
        said = clause(figure, before=before)
        is_part = (figure.phrase or figure.label).startswith(_OF_THEM)
        if not is_part:
            is_whole_said, was_part = bool(said), False
        if not said:
            continue
        follows = is_part and is_whole_said
        words = said if follows and not was_part else said.removeprefix(_OF_THEM)
        text, was_part = f"{text}{'，' if follows else '；'}{words}", follows
    return f"{lead}{text[1:]}。" if text else ""


def _parts(label: str, rows: Sequence[Counted]) -> str:
    counted = sorted((row for row in rows if row.value), key=lambda row: -Decimal(row.value or 0))
    if not counted:
        return ""
    between = "，" if any("、" in row.label or "：" in row.label for row in counted) else "、"
    told = between.join(_named(row.label, with_unit(row.value, row.unit)) for row in counted[:_LISTED])
    more = f"等 {len(counted)} 项" if len(counted) > _LISTED else ""
    return f"{label}：{told}{more}。"


def grouped(figures: Iterable[Counted]) -> list[tuple[str, list[Counted]]]:
    """Return the parts of each breakdown under its label, in order."""
    groups: dict[str, list[Counted]] = {}
    for figure in figures:
        if figure.group:
            groups.setdefault(figure.group, []).append(figure)
    return list(groups.items())
