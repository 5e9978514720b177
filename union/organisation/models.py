"""The tree union → branch (支会) → group (小组), departments (科室) beside it, and who holds which office."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from union.common.models import VersionedModel
from union.organisation.choices import BodyKind, Office, ScopeKind, UnitEvent, UnitKind


class UnitQuerySet(models.QuerySet["Unit"]):
    """One-word filters of units."""

    def open_on(self, day: dt.date) -> UnitQuerySet:
        """Units that exist on ``day``."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))


class Unit(VersionedModel):
    """What branch, group and department have in common. Closed, never deleted."""

    name = models.CharField("名称", max_length=60)
    code = models.CharField("编码", max_length=20, blank=True)
    position = models.PositiveSmallIntegerField("顺序", default=100)
    opened_on = models.DateField("成立日期", null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> UnitKind:
        """Which of the three kinds of units this is."""
        return UnitKind(type(self).__name__.lower())


class UnionProfile(VersionedModel):
    """The hospital union itself; one row (组织档案)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField("工会名称", max_length=80, default="医院工会委员会")
    hospital_name = models.CharField("单位名称", max_length=80, default="医院")
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    upper_union = models.CharField("上级工会", max_length=80, blank=True)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    office_phone = models.CharField("办公电话", max_length=30, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工会概况"
        constraints = [models.CheckConstraint(name="union_profile_single", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.name


class Branch(Unit):
    """支会 / 分会 / 分工会."""

    class Meta(Unit.Meta):
        verbose_name = verbose_name_plural = "支会"
        constraints = [
            models.UniqueConstraint(
                fields=("name",), condition=Q(closed_on=None), name="branch_name_unique_while_open"
            )
        ]


class Department(Unit):
    """科室. Belongs to a branch; answers motions."""

    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="departments", verbose_name="所属支会"
    )

    class Meta(Unit.Meta):
        verbose_name = verbose_name_plural = "科室"
        constraints = [
            models.UniqueConstraint(
                fields=("name",), condition=Q(closed_on=None), name="department_name_unique_while_open"
            )
        ]


class Group(Unit):
    """工会小组. Belongs to a branch and usually to one department."""

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="groups", verbose_name="所属支会")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="groups", verbose_name="所在科室"
    )

    class Meta(Unit.Meta):
        verbose_name = verbose_name_plural = "工会小组"
        constraints = [
            models.UniqueConstraint(
                fields=("branch", "name"), condition=Q(closed_on=None), name="group_name_unique_while_open"
            )
        ]


UNIT_MODELS: dict[UnitKind, type[Unit]] = {
    UnitKind.BRANCH: Branch,
    UnitKind.DEPARTMENT: Department,
    UnitKind.GROUP: Group,
}


def units_of(kind: UnitKind) -> UnitQuerySet:
    """All units of ``kind``."""
    found: UnitQuerySet = UNIT_MODELS[kind]._default_manager.all()  # type: ignore[assignment]
    return found


class UnitChange(models.Model):
    """History of a unit: opened, renamed, moved, merged, closed. Append-only."""

    event = models.CharField("事项", max_length=10, choices=UnitEvent)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="changes")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="changes")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="changes")
    effective_on = models.DateField("生效日期")
    before = models.CharField("原", max_length=120, blank=True)
    after = models.CharField("现", max_length=120, blank=True)
    document = models.CharField("依据文件", max_length=120, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "组织变更"
        ordering = ("-effective_on", "-id")
        constraints = [
            models.CheckConstraint(
                name="unit_change_one_unit",
                condition=Q(branch__isnull=False, department=None, group=None)
                | Q(branch=None, department__isnull=False, group=None)
                | Q(branch=None, department=None, group__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.effective_on}"


class Body(models.Model):
    """A committee or office whose posts are held for a term (届)."""

    kind = models.CharField("类别", max_length=20, choices=BodyKind)
    name = models.CharField("名称", max_length=60)
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="bodies", verbose_name="支会"
    )
    term = models.CharField("届次", max_length=30, blank=True)
    starts_on = models.DateField("本届起", null=True, blank=True)
    ends_on = models.DateField("本届止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.name}{self.term}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """One-word filters of appointments."""

    def held_on(self, day: dt.date) -> AppointmentQuerySet:
        """Appointments in force on ``day`` (both ends inclusive)."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Appointment(VersionedModel):
    """A person holds an office somewhere from–to. Every right in the system comes from one of these rows."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments", verbose_name="人员"
    )
    office = models.CharField("职务", max_length=20, choices=Office)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name="机构"
    )
    scope_kind = models.CharField("范围", max_length=12, choices=ScopeKind)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True, verbose_name="支会")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, verbose_name="小组")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, verbose_name="科室")
    title = models.CharField("分工", max_length=40, blank=True)  # 组织委员, 文体委员 …
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("免职日期", null=True, blank=True)  # last day in office
    document = models.CharField("任职依据", max_length=120)
    ended_reason = models.CharField("免职原因", max_length=80, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ("office", "starts_on", "id")
        indexes = [models.Index(fields=("office", "ends_on"), name="appointment_by_office")]
        constraints = [
            models.CheckConstraint(name="appointment_office_known", condition=Q(office__in=Office.values)),
            models.CheckConstraint(
                name="appointment_dates", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="appointment_scope_named",
                condition=Q(scope_kind__in=("hospital", "self"), branch=None, group=None, department=None)
                | Q(scope_kind="branch", branch__isnull=False, group=None, department=None)
                | Q(scope_kind="group", branch=None, group__isnull=False, department=None)
                | Q(scope_kind="department", branch=None, group=None, department__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("user", "office", "scope_kind"),
                condition=Q(ends_on=None, scope_kind__in=("hospital", "self")),
                name="appointment_unique_hospital",
            ),
            models.UniqueConstraint(
                fields=("user", "office", "branch"),
                condition=Q(ends_on=None, scope_kind="branch"),
                name="appointment_unique_branch",
            ),
            models.UniqueConstraint(
                fields=("user", "office", "group"),
                condition=Q(ends_on=None, scope_kind="group"),
                name="appointment_unique_group",
            ),
            models.UniqueConstraint(
                fields=("user", "office", "department"),
                condition=Q(ends_on=None, scope_kind="department"),
                name="appointment_unique_department",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_office_display()}（{self.scope_label}）"

    @property
    def scope_label(self) -> str:
        """Where the office holds, in words."""
        unit = self.branch or self.group or self.department
        return unit.name if unit else ScopeKind(self.scope_kind).label
