"""Group lists (集体发放) and the stock of goods and vouchers they hand out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from union.common.encryption import EncryptedTextField
from union.common.models import VersionedModel
from union.funds.choices import FundSource
from welfare.choices.visits import ItemKind, ListState, PayForm
from welfare.models.occasions import Occasion, VisitStandard

_USER = settings.AUTH_USER_MODEL
_MONEY: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}


class GiftItem(models.Model):
    """An item of the stock: 米面油, 提货券 …; how many there are is the sum of its moves."""

    name = models.CharField("物品", max_length=60, unique=True)
    kind = models.CharField("种类", max_length=14, choices=ItemKind, default=ItemKind.GOODS)
    unit = models.CharField("单位", max_length=8, default="份")
    price = models.DecimalField("单价（元）", **_MONEY)
    supplier = models.CharField("指定商户", max_length=60, blank=True)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "慰问物品"
        ordering = ("name",)
        constraints = [models.CheckConstraint(name="gift_item_price", condition=Q(price__gt=0))]

    def __str__(self) -> str:
        return self.name


class GiftList(VersionedModel):
    """A hand-out to many (节日、生日、防暑降温、保暖、劳动保护). Its rows are visits of origin 集体发放."""

    title = models.CharField("名称", max_length=60)
    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="gift_lists", verbose_name="慰问类别")
    standard = models.ForeignKey(
        VisitStandard, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="适用标准"
    )
    on = models.DateField("发放日期")
    state = models.CharField(
        "状态", max_length=10, choices=ListState, default=ListState.DRAFT, editable=False
    )
    item = models.ForeignKey(
        GiftItem, models.PROTECT, null=True, blank=True, related_name="lists", verbose_name="发放物品"
    )
    quantity = models.PositiveSmallIntegerField("每人数量", default=1)
    value = models.DecimalField("每人标准（元）", default=Decimal(0), **_MONEY)
    pay_form = models.CharField("慰问形式", max_length=14, choices=PayForm, default=PayForm.GOODS)
    fund_source = models.CharField(
        "经费来源", max_length=16, choices=FundSource, default=FundSource.ALLOCATION
    )
    audience = models.JSONField("发放范围", default=dict, blank=True)
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="编制人")
    decided_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="审批人")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decision_document = models.CharField("集体研究记录", max_length=120, blank=True)
    override_reason = EncryptedTextField("超标理由", purpose="gift_list.override_reason", max_length=300)
    created_at = models.DateTimeField("编制时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "发放名单"
        ordering = ("-on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("occasion", "on", "title"),
                condition=~Q(state=ListState.CANCELLED), name="gift_list_unique",
            ),
            models.CheckConstraint(name="gift_list_value", condition=Q(value__gte=0, quantity__gte=1)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class StockMove(models.Model):
    """Goods that came in (+) or were handed out (−); append-only, reversed by its opposite."""

    item = models.ForeignKey(GiftItem, models.PROTECT, related_name="moves", verbose_name="物品")
    quantity = models.IntegerField("数量")
    on = models.DateField("日期")
    note = models.CharField("说明", max_length=120, blank=True)
    gift_list = models.ForeignKey(
        GiftList, models.PROTECT, null=True, blank=True, related_name="moves", verbose_name="发放名单"
    )
    actor = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+", verbose_name="经手人")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "物品出入库"
        ordering = ("-on", "-id")
        constraints = [models.CheckConstraint(name="stock_move_not_zero", condition=~Q(quantity=0))]

    def __str__(self) -> str:
        return f"{self.item_id} {self.quantity:+}"
