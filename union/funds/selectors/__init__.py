"""What others ask of the cash book."""

from union.funds.selectors.accounts import account_for
from union.funds.selectors.sources import (
    booked_amount,
    booked_amounts,
    booked_exists,
    booked_sum,
    entries_of,
    is_booked,
    voucher_number,
)

__all__ = [
    "account_for", "booked_amount", "booked_amounts", "booked_exists", "booked_sum", "entries_of",
    "is_booked", "voucher_number",
]  # fmt: skip
