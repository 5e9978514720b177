"""Models of reminders."""

from union.reminders.models.delivery import Delivery, Preference
from union.reminders.models.inbox import Notice
from union.reminders.models.reminders import Reminder
from union.reminders.models.rules import RuleRun, RuleVersion

__all__ = ["Delivery", "Notice", "Preference", "Reminder", "RuleRun", "RuleVersion"]
