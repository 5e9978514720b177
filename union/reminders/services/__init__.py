"""Doors of the reminders: `remind` now, or what falls due (`remind_due`, `withdraw`; the daily run)."""

from union.reminders.services.inbox import mark_read, remind, remind_many
from union.reminders.services.telling import remind_due, withdraw

__all__ = ["mark_read", "remind", "remind_due", "remind_many", "withdraw"]
