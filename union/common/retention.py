"""What the screens remember is forgotten again (个人信息保护法 第十九条: no longer than needed)."""

from __future__ import annotations

import datetime as dt

from union.common.models import FormDraft, SubmittedForm

KEEP_DRAFTS = dt.timedelta(days=30)
KEEP_TOKENS = dt.timedelta(days=2)  # a session lives 12 hours; no page holds a token longer


def purge_forms(now: dt.datetime) -> int:
    """Delete drafts untouched for 30 days and tokens used 2 days ago; return how many. Repeatable."""
    drafts, _ = FormDraft.objects.filter(saved_at__lt=now - KEEP_DRAFTS).delete()
    tokens, _ = SubmittedForm.objects.filter(created_at__lt=now - KEEP_TOKENS).delete()
    return drafts + tokens
