"""The daily task on the first day of spring after three days off, and the export of a big visit ledger."""

import datetime as dt
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from bench.runs.start import report, timed
from members.models import Member
from union.common import bulk
from union.ledgers import services
from union.ledgers.declare import Period
from union.ledgers.selectors import system_query
from welfare.ledgers.visits import VISITS
from welfare.models import Occasion, OpeningMark, Visit
from welfare.services.visit_opening import open_due

TODAY = dt.date(2026, 2, 17)  # 春节
_COLUMNS = (
    "member_id", "occasion_id", "standard_id", "category", "happened_on", "visited_on", "due_on", "state",
    "branch_id", "cash_amount", "amount", "pay_form", "fund_source", "visitors", "details", "created_at",
)  # fmt: skip


def daily(result: dict[str, Any]) -> None:
    """A festival for every member, and the birthdays of the days off and the week ahead; then again."""
    Occasion.objects.filter(code="model_worker").update(audience={}, lead_days=0)
    OpeningMark.objects.create(pk=1, done_to=TODAY - dt.timedelta(days=4))
    for name, key in (("caught_up", "opened"), ("again", "opened_again")):
        with timed(result, f"{name}_seconds"):
            result[key] = open_due(TODAY).visits


def ledger(result: dict[str, Any], count: int) -> None:
    """So many past stays, written with encrypted details, read back into a file with every plain column."""
    stay = Occasion.objects.get(code="hospital_stay")
    standard = stay.standards.latest("valid_from")
    people = list(Member.objects.order_by("pk").values_list("pk", "branch_id")[:count])
    at, amount = timezone.now(), Decimal(500)
    rows = (
        (pk, stay.pk, standard.pk, "active", TODAY - dt.timedelta(days=30 + at_day % 300),
         TODAY - dt.timedelta(days=27 + at_day % 300), TODAY - dt.timedelta(days=25 + at_day % 300), "signed",
         branch, amount, amount, "cash", "allocation", "工会", "住院", at)
        for at_day, (pk, branch) in enumerate(people)
    )  # fmt: skip
    Visit.objects.all().delete()
    bulk.insert(Visit, _COLUMNS, rows)
    query = system_query(VISITS, Period())
    result["columns"] = len(query.columns)
    with tempfile.TemporaryDirectory() as folder, timed(result, "export_seconds"):
        result["rows"] = services.export_ledger(query, Path(folder) / "visits.xlsx", actor=None).rows


def main() -> None:
    """Both, one after the other."""
    result: dict[str, Any] = {"members": Member.objects.count()}
    daily(result)
    ledger(result, int(sys.argv[1]))
    report(result)


if __name__ == "__main__":
    main()
