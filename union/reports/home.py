"""The card of the start page that leads to the year at a glance and to the latest issued report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from union.reports.choices import Layout, ReportState
from union.reports.permissions import can_read_some
from union.reports.selectors.reports import reports_visible_to

if TYPE_CHECKING:
    from union.accounts.models import User


def report_card(user: User, today: dt.date) -> Mapping[str, Any] | None:  # noqa: ARG001 - a HomeCard
    """The newest issued report, for those who read reports; one query. None for others."""
    if not can_read_some(user):
        return None
    issued = reports_visible_to(user).filter(state=ReportState.FINAL, layout=Layout.FULL).defer("snapshot")
    return {"final": issued.order_by("-last", "-edition").first()}
