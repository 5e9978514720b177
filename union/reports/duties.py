"""Reports that wait for a user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from union.common.registries import Duty
from union.reports.choices import ReportState
from union.reports.permissions import can_take_step
from union.reports.rules.flow import steps_from
from union.reports.selectors.reports import reports_visible_to

if TYPE_CHECKING:
    from union.accounts.models import User


def waiting(user: User, _today: dt.date) -> Iterator[Duty]:
    """Reports on which ``user`` may take the next step."""
    for report in reports_visible_to(user).exclude(state=ReportState.FINAL).defer("snapshot"):
        if any(can_take_step(user, report, step) for step in steps_from(report.state)):
            yield Duty(
                f"report:{report.pk}:{report.state}", f"{report.title}（第 {report.edition} 版）",
                report.get_absolute_url(), detail=report.get_state_display(),
            )  # fmt: skip
