"""The demonstration hospital's archive: last year nearly whole, this year begun."""

from __future__ import annotations

from typing import Any

from events.models import Activity, ArchiveClass, ArchiveItem
from union.common.demo import DemoContext

_LACKS = ("appeals", "contracts", "loans")  # of last year


def fill_archive(context: DemoContext) -> None:
    """A paper file of last year in nearly every class, some records of this year."""
    users: Any = context.made["users"]
    last = context.as_of.year - 1
    for turn, row in enumerate(ArchiveClass.objects.all(), 1):
        if row.key not in _LACKS:
            ArchiveItem.objects.create(
                archive_class=row, year=last, title=f"{last} 年度{row.title}", filed_by=users["office"],
                location=f"档案室 {turn % 4 + 1} 柜 {turn % 5 + 1} 层", filed_on=context.days_ago(300 - turn),
            )  # fmt: skip
    activities = ArchiveClass.objects.get(key="activities")
    for activity in Activity.objects.filter(state="archived").order_by("pk"):
        ArchiveItem.objects.create(
            archive_class=activities, year=context.as_of.year, title=activity.title, ledger_key="activities",
            record_pk=activity.pk, filed_by=users["office"], filed_on=context.days_ago(60),
        )  # fmt: skip
    members = ArchiveClass.objects.get(key="members")
    ArchiveItem.objects.create(
        archive_class=members, year=context.as_of.year, title=f"{context.as_of.year} 年度会员花名册",
        ledger_key="members", filed_by=users["office"], filed_on=context.days_ago(30),
    )  # fmt: skip
