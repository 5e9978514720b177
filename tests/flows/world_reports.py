"""Objects of the year-end report for the rights tables: one issued report, one in writing."""

from tests.flows.canaries import CANARY
from union.reports.choices import Layout, ReportState
from union.reports.models import Report
from union.reports.rules.periods import year_period
from union.reports.services.building import write_report


def fill(world) -> None:
    """`report.own` has reached everybody who reads reports, `report.foreign` is with the office."""
    issued = write_report(Layout.FULL, year_period(2024), [], actor=world["user.foreign"])
    Report.objects.filter(pk=issued.pk).update(state=ReportState.FINAL)
    written = write_report(Layout.FULL, year_period(2025), [], actor=world["user.foreign"])
    written.chapters.filter(key="plans").update(narrative=CANARY)
    world.objects |= {"report.own": issued, "report.foreign": written}
