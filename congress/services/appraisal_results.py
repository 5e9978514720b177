"""The results of an appraisal: one row per subject, item and group; cells that are too small are not kept."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

from django.db.models import Count

from congress.choices.appraisals import AppraisalForm
from congress.models import (
    Appraisal,
    AppraisalItem,
    AppraisalResult,
    AppraisalSubject,
    OpenedBallot,
    RaterGroup,
)
from congress.rules import appraisals as rules
from congress.rules.appraisals import Cell

Cells = dict[tuple[str, str], Cell]  # (question, box) → answers


def write_results(appraisal: Appraisal) -> None:
    """Count the opened sheets and write every shown cell; in the transaction of the close."""
    if not appraisal.poll.online_ballots:
        return
    cells = _cells(appraisal)
    groups, items = list(appraisal.groups.all()), list(appraisal.items.all())
    rows: list[AppraisalResult] = []
    totals: dict[int, AppraisalResult] = {}
    for subject in appraisal.subjects.all():
        counter = _Counter(appraisal, subject, items, groups, cells)
        rows += counter.parts()
        totals[subject.pk] = counter.total()
    _rank(appraisal, totals)
    AppraisalResult.objects.bulk_create([*totals.values(), *rows])


def _cells(appraisal: Appraisal) -> Cells:
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    rows = (
        OpenedBallot.objects.filter(poll=appraisal.poll)
        .values_list("question", "box", "content")
        .annotate(times=Count("pk"))
        .order_by()
    )
    for question, box, answer, times in rows:
        found[question, box][answer] = times
    return {key: Cell(answers) for key, answers in found.items()}


class _Counter:
    """The rows of one subject."""

    def __init__(
        self,
        appraisal: Appraisal,
        subject: AppraisalSubject,
        items: list[AppraisalItem],
        groups: list[RaterGroup],
        cells: Cells,
    ) -> None:
        self.appraisal, self.subject, self.groups, self.cells = appraisal, subject, groups, cells
        self.items: list[AppraisalItem | None] = [*items]
        if appraisal.form == AppraisalForm.PERSON:
            self.items = [None]
        samples = {group.box: self._cell(self.items[0], group).valid for group in groups}
        minimum = appraisal.poll.minimum
        self.hidden = rules.hidden_groups(samples, minimum)
        self.is_small = sum(samples.values()) < minimum

    def total(self) -> AppraisalResult:
        """The subject in all."""
        row = self._row(None, None, [self._over_groups(item) for item in self.items], is_hidden=self.is_small)
        if not self.is_small:
            row.score = _decimal(rules.weighted((self._points(group), group.weight) for group in self.groups))
        return row

    def parts(self) -> list[AppraisalResult]:
        """The subject by group, by item, and by item and group."""
        found = []
        for group in self.groups:
            hidden = group.box in self.hidden or self.is_small
            row = self._row(None, group, [self._cell(item, group) for item in self.items], is_hidden=hidden)
            row.score = None if hidden else _decimal(self._points(group))
            found.append(row)
        for item in self.items:
            if item is not None:
                found += self._of_item(item)
        return found

    def _of_item(self, item: AppraisalItem) -> list[AppraisalResult]:
        whole = self._row(item, None, [self._over_groups(item)], is_hidden=self.is_small)
        by_group = [(self._item_points(item, group), group.weight) for group in self.groups]
        whole.score = None if self.is_small else _decimal(rules.weighted(by_group))
        found = [whole]
        for group in self.groups:
            hidden = group.box in self.hidden or self.is_small
            row = self._row(item, group, [self._cell(item, group)], is_hidden=hidden)
            row.score = None if hidden else _decimal(self._item_points(item, group))
            found.append(row)
        return found

    def _cell(self, item: AppraisalItem | None, group: RaterGroup) -> Cell:
        key = f"s{self.subject.pk}" + (f"i{item.pk}" if item else "")
        return self.cells.get((key, group.box), Cell())

    def _over_groups(self, item: AppraisalItem | None) -> Cell:
        return rules.together(self._cell(item, group) for group in self.groups)

    def _item_points(self, item: AppraisalItem | None, group: RaterGroup) -> Fraction | None:
        is_score = self.appraisal.form == AppraisalForm.SCORE
        return self._cell(item, group).points(item.top_score if is_score and item else 0)

    def _points(self, group: RaterGroup) -> Fraction | None:
        """Mean over the items: by their weights on a score sheet, else all alike."""
        is_score = self.appraisal.form == AppraisalForm.SCORE
        return rules.weighted(
            (self._item_points(item, group), item.weight if item and is_score else 1) for item in self.items
        )

    def _row(
        self, item: AppraisalItem | None, group: RaterGroup | None, cells: list[Cell], *, is_hidden: bool
    ) -> AppraisalResult:
        row = AppraisalResult(
            appraisal=self.appraisal, subject=self.subject, item=item, group=group, is_hidden=is_hidden
        )
        if not is_hidden:
            _fill(row, rules.together(cells), with_grades=self.appraisal.form != AppraisalForm.SCORE)
            row.valid = cells[0].valid  # sheets, however many items stand on one
        return row


def _fill(row: AppraisalResult, cell: Cell, *, with_grades: bool) -> None:
    """Grades of several items are counted together (项次), rates are shares of all of them."""
    row.valid, row.abstained = cell.valid, cell.abstained
    if with_grades:
        row.first, row.second, row.third, row.fourth = (cell.grade(grade) for grade in rules.GRADES)
        row.first_rate = rules.percent(row.first, cell.valid)
        row.good_rate = rules.percent(row.first + row.second, cell.valid)


def _rank(appraisal: Appraisal, totals: dict[int, AppraisalResult]) -> None:
    """By 优秀率, then 优秀称职率; score sheets by score. Hidden ones have no rank."""
    by_score = appraisal.form == AppraisalForm.SCORE
    shown: dict[int, list[Any]] = {
        pk: [row.score] if by_score else [row.first_rate, row.good_rate]
        for pk, row in totals.items()
        if not row.is_hidden and (row.score is not None or not by_score)
    }
    for pk, rank in rules.ranks(shown).items():
        totals[pk].rank = rank


def _decimal(value: Fraction | None) -> Any:
    return None if value is None else rules.rounded(value)
