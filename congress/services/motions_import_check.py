"""Checking an earlier session's motion ledger: what the rows mean, and whom they name."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from congress.choices.motions import Filing
from congress.models import Motion
from congress.rules.motions_sheet import SheetRow, read_row
from congress.rules.numerals import in_chinese
from members.models import Member
from union.common.dates import today
from union.common.errors import DomainError
from union.common.models import CodeItem
from union.common.spreadsheets import TableRow, UnreadableFile
from union.imports.choices import RowState
from union.imports.declare import CheckedRow, Finding, Reading
from union.organisation.models import Department

_NUMBERS = {in_chinese(n): n for n in range(1, 100)}
_SESSION = re.compile(r"第?([一二三四五六七八九十\d]{1,3})届.{0,12}?第?([一二三四五六七八九十\d]{1,3})次")


@dataclass(slots=True)
class Prepared:
    """What the check needs to know, read once."""

    today: dt.date
    term: int
    session: int
    held_on: dt.date | None
    by_staff_no: dict[str, tuple[int, str]]
    by_name: dict[str, list[int]]
    departments: dict[str, int]
    categories: dict[str, str]
    stored: dict[str, str]  # paper number -> title, of this session
    first_reply: dt.date | None = None
    unknown: dict[str, Counter[str]] = field(default_factory=dict)


def prepare(reading: Reading) -> Prepared:
    """Read people, departments, categories and what is stored of this session.

    Raises:
        UnreadableFile: neither the options nor the title say which session it is.
    """
    term, session = _which(reading)
    people = list(Member.objects.kept().unmerged().values_list("pk", "staff_no", "name"))
    everybody = Member.objects.unmerged().values_list("pk", "staff_no", "name")
    by_name: dict[str, list[int]] = {}
    for pk, _number, name in people:
        by_name.setdefault(name, []).append(pk)
    names = dict(Department.objects.filter(closed_on=None).values_list("name", "pk"))
    aliases = reading.aliases.get("lead", {})
    stored = Motion.objects.filter(session__term__number=term, session__number=session).exclude(paper_no="")
    held_on = reading.options.get("held_on") or None
    return Prepared(
        today=reading.today, term=term, session=session,
        held_on=dt.date.fromisoformat(held_on) if held_on else None,
        by_staff_no={number: (pk, name) for pk, number, name in everybody if number}, by_name=by_name,
        departments=names | {other: names[name] for other, name in aliases.items() if name in names},
        categories=_categories(), stored=dict(stored.values_list("paper_no", "title")),
    )  # fmt: skip


def _which(reading: Reading) -> tuple[int, int]:
    """Term and session: as asked for, else from the sheet's title (第六届…第一次…)."""
    options = reading.options
    if options.get("term") and options.get("session"):
        return int(options["term"]), int(options["session"])
    for title in reading.titles:
        found = _SESSION.search(str(title))
        if found:
            return _number(found[1]), _number(found[2])
    raise UnreadableFile("不知道是哪一次会议：请在表的标题中写明“第六届…第一次…”")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMBERS[text]


def _categories() -> dict[str, str]:
    """Spelling -> category."""
    found: dict[str, str] = {}
    for label, aliases in CodeItem.objects.filter(kind="motion_category").values_list("label", "aliases"):
        found |= {**dict.fromkeys(aliases, label), label: label}
    return found


def check(rows: Iterable[TableRow], prepared: Prepared) -> Iterator[CheckedRow]:
    """Yield the outcome of each row. A ledger is short: it is read as a whole, papers refer to others."""
    table = [(row, read_row(row.values, row.issues, prepared.today)) for row in rows]
    _check_together([read for _row, read in table])
    for row, read in table:
        _check_registry(read, prepared)
        if read.replied_on and not read.faults:
            prepared.first_reply = min(prepared.first_reply or read.replied_on, read.replied_on)
        yield _outcome(row, read, prepared)


def _check_together(table: list[SheetRow]) -> None:
    """Numbers stand once; a merged paper names a case of this file that was not merged itself."""
    by_number: dict[str, SheetRow] = {}
    for row in table:
        if row.paper_no and row.paper_no in by_number:
            row.refuse("paper_no", row.paper_no, "文件中有相同的编号", "duplicate")
        by_number.setdefault(row.paper_no, row)
    for row in table:
        if row.filing != Filing.MERGED or not row.merged_into:
            continue
        case = by_number.get(row.merged_into)
        if case is None or case is row or case.filing not in (Filing.FILED, Filing.CONVERTED):
            row.refuse("merged_into", row.merged_into, "文件中没有这件已立案的主案", "merged_into")


def _check_registry(row: SheetRow, prepared: Prepared) -> None:
    known = prepared.by_staff_no.get(row.staff_no)
    if row.staff_no and known is None:
        row.refuse("staff_no", row.staff_no, "登记簿中没有这个工号", "unknown_member")
    elif known is not None and row.mover and known[1] != row.mover:
        row.refuse("mover", row.mover, f"工号 {row.staff_no} 在登记簿中是另一个姓名，请核对", "other_name")
    for key, names in (("lead", row.lead), ("assist", row.assist)):
        for name in names:
            if name not in prepared.departments:
                row.refuse(key, name, "没有这个科室；改过名称的，请对应到现在的科室", "unknown_department")
                prepared.unknown.setdefault("lead", Counter())[name] += 1
    stored = prepared.stored.get(row.paper_no)
    if stored is not None and stored != row.title:
        row.refuse("paper_no", row.paper_no, "本次会议已有这个编号的另一件提案，请先撤销原来的导入", "stored")


def _outcome(row: TableRow, read: SheetRow, prepared: Prepared) -> CheckedRow:
    outcome = CheckedRow(
        number=row.number, state=RowState.REFUSED, label=f"{read.paper_no} {read.title}", cells=row.cells,
        reasons=[Finding(*fault) for fault in read.faults], hints=list(_hints(read, prepared)),
    )  # fmt: skip
    if read.faults:
        return outcome
    outcome.state = RowState.SAME if read.paper_no in prepared.stored else RowState.NEW
    outcome.values = values_of(read, prepared)
    outcome.changes = {"title": ["", read.title], "filing": ["", Filing(read.filing).label]}
    return outcome


def _hints(row: SheetRow, prepared: Prepared) -> Iterator[Finding]:
    for name in row.seconders:
        count = len(prepared.by_name.get(name, ()))
        if count != 1:
            why = "登记簿中没有这个姓名" if not count else f"登记簿中有 {count} 名同名会员"
            yield Finding("seconders", "附议人", name, f"{why}，保留姓名，不对应到人", "seconder")
    if row.category and row.category not in prepared.categories:
        yield Finding("category", "类别", row.category, "码表中没有这个类别，按原文保留", "category")


def values_of(row: SheetRow, prepared: Prepared) -> dict[str, Any]:
    """The row as `apply` writes it; people and departments by key."""
    linked = [[name, _only(prepared.by_name.get(name, []))] for name in row.seconders]
    return {
        "term": prepared.term, "session": prepared.session, "paper_no": row.paper_no, "title": row.title,
        "category": prepared.categories.get(row.category, row.category),
        "mover": prepared.by_staff_no[row.staff_no][0], "seconders": linked, "filing": row.filing,
        "merged_into": row.merged_into, "lead": [prepared.departments[name] for name in row.lead],
        "assist": [prepared.departments[name] for name in row.assist], "replied_on": row.replied_on,
        "grade": row.grade, "rating": row.rating, "situation": row.situation, "proposal": row.proposal,
    }  # fmt: skip


def _only(found: list[int]) -> int | None:
    """The one member who bears the name; never guessed among several."""
    return found[0] if len(found) == 1 else None


def remarks(prepared: Prepared) -> dict[str, Any]:
    """Which session, the day it was held, and departments a user may map."""
    held_on = prepared.held_on or _first_of_year(prepared.first_reply)
    return {
        "term": prepared.term,
        "session": prepared.session,
        "held_on": held_on.isoformat() if held_on else "",
        "unknown": {key: found.most_common() for key, found in prepared.unknown.items()},
    }


def _first_of_year(day: dt.date | None) -> dt.date | None:
    return day.replace(month=1, day=1) if day else None


def held_on_of(reading: Mapping[str, Any]) -> dt.date:
    """The day of the session as the check found it.

    Raises:
        DomainError: no reply names a year and none was given.
    """
    if not reading.get("held_on"):
        raise DomainError("文件中没有答复日期，无法推定会议年份；请用 --held-on 指定会议日期")
    day = dt.date.fromisoformat(reading["held_on"])
    if day > today():
        raise DomainError("会议日期晚于今天，导入的应是过去的会议")
    return day
