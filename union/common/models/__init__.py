"""Tables of the kernel, one subject a file."""

from union.common.models.audit import AuditEvent, AuditHead
from union.common.models.calendar import CalendarDay
from union.common.models.files import Attachment
from union.common.models.forms import FormDraft, SavedView, SubmittedForm
from union.common.models.privacy import PrivacyNotice
from union.common.models.rules import CodeItem, RuleSet
from union.common.models.versioned import VersionedModel

__all__ = [
    "Attachment",
    "AuditEvent",
    "AuditHead",
    "CalendarDay",
    "CodeItem",
    "FormDraft",
    "PrivacyNotice",
    "RuleSet",
    "SavedView",
    "SubmittedForm",
    "VersionedModel",
]
