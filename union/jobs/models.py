"""Long work as rows: the row is the truth, the broker's message only a nudge."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from union.common.registries import job_kinds
from union.jobs.choices import STATE_TONES, JobState, ProcessKind
from union.jobs.rules import lifecycle

OPEN_STATES = (JobState.QUEUED, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    """One-word filters."""

    def open(self) -> JobQuerySet:
        """Jobs that wait or run."""
        return self.filter(state__in=OPEN_STATES)

    def expired(self, now: dt.datetime) -> JobQuerySet:
        """Running jobs whose worker has not renewed its lease: it is dead or cut off."""
        alive = JobPulse.objects.filter(job_id=OuterRef("pk"), token=OuterRef("token"), lease_until__gte=now)
        return self.filter(state=JobState.RUNNING, lease_until__lt=now).exclude(Exists(alive))

    def exhausted(self) -> JobQuerySet:
        """Jobs that have used up all their attempts."""
        return self.filter(attempts__gte=F("max_attempts"))

    def overdue(self, now: dt.datetime) -> JobQuerySet:
        """Queued jobs that wait longer for their message than lifecycle.nudge_again_after, oldest first."""
        late = Q(nudged_at=None) | Q(nudged_at__lte=now - lifecycle.LAST_NUDGE_AGAIN)
        for nudges in range(lifecycle.DOUBLINGS):
            late |= Q(nudges=nudges, nudged_at__lte=now - lifecycle.nudge_again_after(nudges))
        return self.filter(late, state=JobState.QUEUED).order_by("created_at")


class Job(models.Model):
    """A piece of long work (任务). Written by union.jobs.services alone.

    ``token`` is the fencing token of the attempt that holds the lease: whoever wants to write an
    effect must still hold it (JobContext.final). ``args`` holds ids and options, no personal data.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("类别", max_length=60)
    title = models.CharField("标题", max_length=120)
    args = models.JSONField("参数", default=dict, blank=True)
    key = models.CharField("唯一键", max_length=120, null=True, blank=True, unique=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name="发起人",
    )

    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.QUEUED)
    progress_done = models.PositiveIntegerField("已处理", default=0)
    progress_total = models.PositiveIntegerField("总数", default=0)
    progress_message = models.CharField("进度说明", max_length=200, blank=True)
    cancel_requested = models.BooleanField("请求取消", default=False)

    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    max_attempts = models.PositiveSmallIntegerField("最多尝试", default=3)
    token = models.UUIDField("令牌", null=True, blank=True)
    lease_until = models.DateTimeField("租约至", null=True, blank=True)
    nudged_at = models.DateTimeField("上次通知", null=True, blank=True)
    nudges = models.PositiveSmallIntegerField("通知次数", default=0)

    created_at = models.DateTimeField("提交时间", auto_now_add=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    retain_until = models.DateTimeField("保留至", null=True, blank=True)

    result = models.JSONField("结果", default=dict, blank=True)
    result_file = models.FileField("结果文件", upload_to="jobs/%Y/%m", max_length=200, blank=True)
    result_name = models.CharField("文件名", max_length=150, blank=True)
    error = models.CharField("未完成的原因", max_length=500, blank=True)
    reference = models.CharField("参考号", max_length=12, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=("requested_by", "-created_at"), name="job_of_user"),
            models.Index(fields=("state", "lease_until"), name="job_state_lease"),
        )
        constraints = (
            models.CheckConstraint(name="job_state_known", condition=Q(state__in=JobState.values)),
            models.CheckConstraint(
                name="job_running_has_lease",
                condition=~Q(state=JobState.RUNNING) | Q(token__isnull=False, lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="job_ended_has_time",
                condition=Q(state__in=OPEN_STATES) | Q(finished_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int | None:
        """Progress 0–100, None while the total is unknown."""
        if self.state == JobState.DONE:
            return 100
        if not self.progress_total:
            return None
        return min(100, self.progress_done * 100 // self.progress_total)

    @property
    def kind_label(self) -> str:
        """What people call this kind of job."""
        kind = job_kinds.get(self.kind)
        return kind.label if kind else "任务"

    @property
    def tone(self) -> str:
        """Tone of the state's badge."""
        return STATE_TONES[JobState(self.state)]

    @property
    def is_open(self) -> bool:
        """Waits or runs."""
        return self.state in OPEN_STATES

    @property
    def message(self) -> str:
        """What the finished job tells the user."""
        return str(self.result.get("message", ""))

    @property
    def link(self) -> str:
        """Page on which the finished job's result is to be seen, or ""."""
        return str(self.result.get("link", ""))


class JobPulse(models.Model):
    """Lease and progress of the attempt that holds ``token``, beside the job's own row.

    The last step of a job (`JobContext.final`) holds that row locked for as long as it writes; here the
    attempt can still show how far it is and that it lives. No database constraint on ``job``: checking it
    would wait for the same lock.
    """

    job = models.OneToOneField(
        Job, models.CASCADE, primary_key=True, related_name="pulse", db_constraint=False
    )
    token = models.UUIDField("令牌")
    lease_until = models.DateTimeField("租约至")
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    message = models.CharField("进度说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务进度"

    def __str__(self) -> str:
        return f"{self.job_id} {self.done}/{self.total}"


class WorkerHeartbeat(models.Model):
    """Last sign of life of one background process, for the health page."""

    name = models.CharField("名称", max_length=120, unique=True)
    kind = models.CharField("类别", max_length=10, choices=ProcessKind)
    seen_at = models.DateTimeField("最近一次")

    class Meta:
        verbose_name = verbose_name_plural = "后台进程"

    def __str__(self) -> str:
        return self.name
