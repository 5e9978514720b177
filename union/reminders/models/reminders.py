"""Which step of which thing has been told: the log, and what makes telling unique."""

from __future__ import annotations

from django.db import models

from union.reminders.choices import CloseReason, ReminderState, SkipReason
from union.reminders.declare import LONGEST_KEY, LONGEST_SUBJECT


class Reminder(models.Model):
    """One step of one rule for one occurrence of one thing, told or skipped; never told twice.

    Open (``closed_at`` None) while the rule's source returns the thing with this date.
    """

    rule = models.CharField("规则", max_length=LONGEST_KEY)
    subject = models.CharField("事项", max_length=LONGEST_SUBJECT)
    occurrence = models.DateField("到期日")
    step = models.CharField("步骤", max_length=8)  # declare.Step.key
    day = models.DateField("应提醒日")
    state = models.CharField("状态", max_length=8, choices=ReminderState)
    reason = models.CharField("说明", max_length=12, choices=SkipReason, blank=True)
    people = models.PositiveSmallIntegerField("人数", default=0)
    title = models.CharField("标题", max_length=120)
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    closed_as = models.CharField("结束", max_length=6, choices=CloseReason, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提醒记录"
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("rule", "subject", "occurrence", "step"), name="reminder_once"),
            models.CheckConstraint(
                name="reminder_told_somebody",
                condition=~models.Q(state=ReminderState.TOLD) | models.Q(people__gt=0),
            ),
        ]
        indexes = [
            models.Index(fields=("rule",), condition=models.Q(closed_at=None), name="reminder_open"),
            models.Index(fields=("created_at",), name="reminder_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject} {self.occurrence} {self.step}"
