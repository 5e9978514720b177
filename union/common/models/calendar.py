"""Days that are not like the others."""

from django.db import models

from union.common.choices import DataSource, DayKind


class CalendarDay(models.Model):
    """A holiday, make-up working day, festival or union date."""

    day = models.DateField("日期")
    kind = models.CharField("类别", max_length=12, choices=DayKind)
    name = models.CharField("名称", max_length=40)
    source = models.CharField("来源", max_length=8, choices=DataSource, default=DataSource.OFFICE)
    note = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历"
        ordering = ("day",)
        constraints = [
            models.UniqueConstraint(fields=("day", "kind", "name"), name="calendar_day_unique"),
            models.CheckConstraint(
                name="calendar_day_kind_known", condition=models.Q(kind__in=DayKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
