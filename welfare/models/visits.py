"""A visit (慰问) and what happened to it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.models import Member
from union.common.dates import day_of
from union.common.encryption import EncryptedTextField
from union.common.models import Attachment, VersionedModel
from union.funds.choices import FundSource
from union.organisation.models import Branch, Department, Group
from welfare.choices.visits import (
    Origin,
    PayForm,
    PersonCategory,
    Relation,
    ServiceKind,
    SignKind,
    VisitState,
)
from welfare.models.lists import GiftList
from welfare.models.occasions import Occasion, VisitStandard

CARRIED_OUT = (VisitState.VISITED, VisitState.SIGNED, VisitState.BOOKED)
OPEN = (VisitState.REPORTED, VisitState.CHECKED, VisitState.APPROVED, VisitState.PLANNED)
CLOSED_WITHOUT = (VisitState.REJECTED, VisitState.WITHDRAWN)
HANDED_OUT = Q(origin=Origin.LIST)  # rows of 集体发放: nobody was called on
_USER = settings.AUTH_USER_MODEL
_MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}


def _index_of_filled(name: str) -> models.Index:
    """An index over the few visits in which ``name`` stands: the daily task writes none of them."""
    return models.Index(fields=(name,), name=f"visit_by_{name}", condition=Q(**{f"{name}__isnull": False}))


class VisitQuerySet(models.QuerySet["Visit"]):
    """One-word filters."""

    def carried_out(self) -> VisitQuerySet:
        """Visits that took place, signed for or not."""
        return self.filter(state__in=CARRIED_OUT)

    def counting(self) -> VisitQuerySet:
        """Visits that stand: neither refused nor withdrawn nor missed."""
        return self.exclude(state__in=(*CLOSED_WITHOUT, VisitState.MISSED))

    def overdue(self, today: dt.date) -> VisitQuerySet:
        """Open visits that should have been carried out before ``today``."""
        return self.filter(state__in=OPEN, due_on__lt=today)


class Visit(VersionedModel):
    """慰问. ``state`` is written by services.visits (and, for lists, services.lists) alone.

    Indexes cost the daily task most: it writes a row for everybody. So a foreign key has one of its own only
    where rows are found by it.

    Encrypted: what somebody was ill with, where he lies, words that were said, every free text of those who
    handle it. ``illness_index`` tells whether two are the same illness. ``amount`` = cash + the gift's value.
    """

    occasion = models.ForeignKey(
        Occasion, models.PROTECT, db_index=False, related_name="visits", verbose_name="慰问类别"
    )
    standard = models.ForeignKey(
        VisitStandard, models.PROTECT, null=True, blank=True, db_index=False, related_name="visits",
        verbose_name="适用标准",
    )  # fmt: skip
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="被慰问会员"
    )
    spouse = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name="配偶（本院会员）",
    )  # fmt: skip
    outside_name = models.CharField("外部被慰问人", max_length=60, blank=True)
    category = models.CharField("人员类别", max_length=10, choices=PersonCategory)
    relation = models.CharField("与职工关系", max_length=16, choices=Relation, blank=True)
    relative_name = EncryptedTextField("亲属姓名", purpose="visit.relative_name")
    happened_on = models.DateField("发生日期")
    details = EncryptedTextField("事由", purpose="visit.details")
    illness = EncryptedTextField("病种", purpose="visit.illness")
    illness_index = models.CharField(max_length=64, null=True, editable=False)
    where = EncryptedTextField("所在地点", purpose="visit.where")

    # Units are those of that time; who may see a visit follows from where the member is now.
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name="支会",
    )  # fmt: skip
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name="工会小组",
    )  # fmt: skip
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name="科室",
    )  # fmt: skip

    state = models.CharField(
        "状态", max_length=10, choices=VisitState, default=VisitState.REPORTED, editable=False
    )
    origin = models.CharField("来历", max_length=10, choices=Origin, default=Origin.REPORTED)
    due_on = models.DateField("应慰问日期", null=True, blank=True)  # None: imported, nobody set one
    cash_amount = models.DecimalField("慰问金（元）", default=Decimal(0), **_MONEY)
    gift = models.CharField("慰问品", max_length=60, blank=True)
    gift_value = models.DecimalField("慰问品价值（元）", default=Decimal(0), **_MONEY)
    amount = models.DecimalField("合计（元）", default=Decimal(0), **_MONEY)
    pay_form = models.CharField("慰问形式", max_length=14, choices=PayForm, blank=True)
    fund_source = models.CharField("经费来源", max_length=16, choices=FundSource, blank=True)

    checked_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="申请人"
    )
    check_note = EncryptedTextField("核查意见", purpose="visit.check_note", max_length=300)
    override_reason = EncryptedTextField("超标理由", purpose="visit.override_reason", max_length=300)
    overrides = models.JSONField("放行的限制", default=list, blank=True)
    decided_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decision_note = EncryptedTextField("审批意见", purpose="visit.decision_note", max_length=300)
    decision_document = models.CharField("集体研究记录", max_length=120, blank=True)

    planned_on = models.DateField("计划日期", null=True, blank=True)
    visitors = models.CharField("慰问人", max_length=120, blank=True)
    visited_on = models.DateField("慰问日期", null=True, blank=True)
    place = EncryptedTextField("慰问地点", purpose="visit.place", max_length=80)
    words = EncryptedTextField("慰问情况", purpose="visit.words")
    missed_reason = EncryptedTextField("未走访原因", purpose="visit.missed_reason", max_length=300)
    signed_on = models.DateField("签收日期", null=True, blank=True)
    signer = models.CharField("签收人", max_length=60, blank=True)
    sign_kind = models.CharField("签收方式", max_length=8, choices=SignKind, blank=True)
    signature = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name="签名",
    )  # fmt: skip
    booked_on = models.DateField("入账日期", null=True, blank=True)
    voucher_no = models.CharField("凭证号", max_length=30, blank=True)
    is_booked_elsewhere = models.BooleanField("另行入账", default=False)
    gift_list = models.ForeignKey(
        GiftList, models.PROTECT, null=True, blank=True, db_index=False, related_name="visits",
        verbose_name="发放名单",
    )  # fmt: skip
    import_batch = models.PositiveBigIntegerField("导入批次", null=True, blank=True)
    remark = EncryptedTextField("备注", purpose="visit.remark", max_length=200)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "慰问"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("member", "occasion", "happened_on", "relation"),
                condition=Q(member__isnull=False) & ~Q(state__in=CLOSED_WITHOUT),
                name="visit_one_per_event",
            ),
            models.UniqueConstraint(
                fields=("outside_name", "occasion", "happened_on"),
                condition=Q(member__isnull=True) & ~Q(state__in=CLOSED_WITHOUT),
                name="visit_one_per_outside_event",
            ),
            models.CheckConstraint(
                name="visit_of_somebody",
                condition=(Q(member__isnull=False) & Q(outside_name=""))
                | (Q(member__isnull=True) & ~Q(outside_name="")),
            ),
            models.CheckConstraint(
                name="visit_amount_is_sum", condition=Q(amount=F("cash_amount") + F("gift_value"))
            ),
            models.CheckConstraint(
                name="visit_amounts_not_negative", condition=Q(cash_amount__gte=0, gift_value__gte=0)
            ),
            models.CheckConstraint(
                name="visit_carried_out_has_date",
                condition=~Q(state__in=CARRIED_OUT) | Q(visited_on__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_booked_elsewhere_is_old",
                condition=Q(is_booked_elsewhere=False) | Q(origin=Origin.IMPORTED),
            ),
        ]
        indexes = [
            models.Index(fields=("-visited_on", "-id"), name="visit_by_day"),
            models.Index(fields=("state", "due_on"), name="visit_by_state"),
            models.Index(fields=("occasion", "visited_on"), name="visit_by_occasion"),
            models.Index(fields=("due_on",), name="visit_by_due"),
            *(_index_of_filled(name) for name in ("spouse", "signature", "gift_list", "import_batch")),
        ]

    def __str__(self) -> str:
        return f"{self.occasion.name} {self.happened_on}"

    @property
    def recipient(self) -> str:
        """Name of whoever is visited."""
        return self.member.name if self.member else self.outside_name

    @property
    def is_open(self) -> bool:
        """Not carried out yet, and not given up."""
        return self.state in OPEN

    def is_late(self, today: dt.date) -> bool:
        """Carried out after the day it was due, or still open then."""
        if self.due_on is None:
            return False
        done = self.visited_on or (today if self.is_open else None)
        return done is not None and done > self.due_on


class VisitReport(models.Model):
    """What somebody reported (上报). The first opens the visit; a second of the same event joins it."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="reports", verbose_name="慰问")
    reporter = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="上报人")
    happened_on = models.DateField("发生日期")
    details = EncryptedTextField("情况", purpose="visit_report.details")
    where = EncryptedTextField("所在地点", purpose="visit_report.where")
    reported_at = models.DateTimeField("上报时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "慰问上报"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.visit_id} {day_of(self.reported_at)}"


class VisitEvent(models.Model):
    """One step of a visit; append-only."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="events", verbose_name="慰问")
    action = models.CharField("办理", max_length=12)
    from_state = models.CharField("原状态", max_length=10, choices=VisitState, blank=True)
    to_state = models.CharField("现状态", max_length=10, choices=VisitState)
    note = EncryptedTextField("意见", purpose="visit_event.note", max_length=300)
    actor = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "慰问办理记录"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.visit_id} {self.action}"


class VisitService(models.Model):
    """Help beside money (欢送、花圈、治丧): recorded with the visit, counted for itself."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="services", verbose_name="慰问")
    kind = models.CharField("服务", max_length=10, choices=ServiceKind)
    on = models.DateField("日期")
    note = EncryptedTextField("说明", purpose="visit_service.note", max_length=200)
    actor = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "慰问服务"
        ordering = ("on", "id")
        constraints = [
            models.UniqueConstraint(fields=("visit", "kind", "on"), name="visit_service_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class OpeningMark(models.Model):
    """How far the daily task has opened visits; one row, locked while it runs."""

    done_to = models.DateField("已处理到", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "自动开立进度"

    def __str__(self) -> str:
        return str(self.done_to)
