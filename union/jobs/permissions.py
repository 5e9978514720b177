"""Who may see and manage which job."""

from __future__ import annotations

from django.db.models import QuerySet

from union.accounts.models import User
from union.jobs.models import Job
from union.organisation.choices import Right


def sees_all(user: User) -> bool:
    """Administrators of the system (系统管理员) see every job, to help when one fails."""
    return user.access.can(Right.VIEW_ALL_JOBS)


def visible_to(user: User) -> QuerySet[Job]:
    """Own jobs; all of them for administrators."""
    return Job.objects.all() if sees_all(user) else Job.objects.filter(requested_by=user)


def can_manage(user: User, job: Job) -> bool:
    """Cancel and retry: the owner and administrators."""
    return job.requested_by_id == user.pk or sees_all(user)


def can_download(user: User, job: Job) -> bool:
    """Result files hold members' data: only for whom they were made."""
    return job.requested_by_id == user.pk
