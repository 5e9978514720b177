"""Scheduled work of the kernel."""

from celery import shared_task
from django.utils import timezone

from union.common.attachments import delete_erased
from union.common.audit_heads import export_head
from union.common.retention import purge_forms


@shared_task
def export_audit_head() -> str:
    """Write today's head of the audit trail. Beat: daily. Run twice, it replaces its own file."""
    return export_head().name


@shared_task
def purge() -> int:
    """Forget old drafts and used form tokens, and files erased but still there. Beat: daily.

    Run twice, the second finds nothing.
    """
    return purge_forms(timezone.now()) + delete_erased()
