"""A payroll file that takes its time before its transaction ends; the poster of the twin."""

import os
import threading
from pathlib import Path

SECONDS = 1.5


def register():
    """Tell the test when the money is posted and not committed; FAULTS_TWIN=apart: posted for itself."""
    from members.services import dues_booking

    post = dues_booking._post
    marker = Path(os.environ["FAULTS_PAYROLL"])

    def slow(booking):
        if os.environ.get("FAULTS_TWIN") == "apart":
            _apart(post, booking)
        else:
            post(booking)
        if not booking.entries.filter(kind="paid").exists():
            return  # what is due moves no money
        with marker.open("a", encoding="ascii") as sink:
            sink.write(".")
        threading.Event().wait(SECONDS)

    dues_booking._post = slow


def _apart(post, booking):
    """The careless way: the voucher is committed by itself, whatever becomes of the dues behind it."""
    from django.db import connections

    from members.services.dues_booking import SOURCE_KIND
    from union.funds.choices import FundSource, Purpose
    from union.funds.selectors.accounts import account_for
    from union.funds.services.posting import Source, income_lines, post_entry

    total = sum(line.amount for line in booking.entries.filter(kind="paid"))
    lines = income_lines(
        total, account=account_for(Purpose.DUES, booking.on), paid_into="102", fund_source=FundSource.DUES
    )

    def run():
        try:
            post_entry(
                on=booking.on, summary=booking.summary, lines=lines, key=f"dues.booking:{booking.pk}",
                actor=None, source=Source(SOURCE_KIND, booking.pk),
            )  # fmt: skip
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    if total:
        thread.start()
        thread.join()
