"""What several kinds of records share: their history, whom they are addressed to, who has read them."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models

from union.organisation.choices import Office
from union.organisation.models import Branch


class RecordStep(models.Model):
    """One step of a record of these rooms; append-only. ``record_kind`` is the model's name in lower case."""

    record_kind = models.CharField(max_length=30)
    record_pk = models.PositiveBigIntegerField()
    from_state = models.CharField(max_length=16)
    to_state = models.CharField(max_length=16)
    label = models.CharField("办理", max_length=20)
    note = models.CharField("意见", max_length=500, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ("pk",)
        indexes = [models.Index(fields=("record_kind", "record_pk"), name="events_record_step")]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_pk} {self.to_state}"


class Addressed(models.Model):
    """Something for some people: the members of branches, the holders of offices; both empty is everybody.

    ``target_offices`` holds values of Office between bars ("|group_leader|"), so that both engines find one.
    """

    target_branches = models.ManyToManyField(Branch, blank=True, related_name="+", verbose_name="面向支会")
    target_offices = models.CharField("面向职务", max_length=200, blank=True)
    must_confirm = models.BooleanField("须确认阅读", default=False)
    confirm_by = models.DateField("确认期限", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def offices(self) -> list[str]:
        """Values of the offices it is for."""
        return [value for value in self.target_offices.split("|") if value]

    def set_offices(self, values: Iterable[str]) -> None:
        """Keep ``values`` of Office."""
        chosen = [value for value in Office.values if value in set(values)]
        self.target_offices = f"|{'|'.join(chosen)}|" if chosen else ""


class Reading(models.Model):
    """That a user has opened something, and has confirmed that he knows it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField("打开时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)

    class Meta:
        abstract = True
