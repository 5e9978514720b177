"""Objects of the cash book for the rights tables. Money is the hospital's: there is no foreign side."""

from tests.factories_funds import approved_budget, booked_income
from union.common.dates import today
from union.funds.models import Budget


def fill(world) -> None:
    """Add objects by name: `world.objects |= {...}`; foreign ones carry the canaries of world.py."""
    budget = approved_budget()
    entry = booked_income(key="world")
    draft = Budget.objects.create(year=today().year + 1, created_by=world["user.foreign"])
    world.objects |= {
        "budget": budget,
        "budget_draft": draft,
        "entry": entry,
        "entry_line": entry.lines.first(),
    }
