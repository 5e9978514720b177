"""Forms of group lists and the stock."""

from __future__ import annotations

from typing import Any

from django import forms

from members.choices import Sex
from members.selectors import code_labels
from union.common.dates import today
from union.common.ui.widgets import DateInput, MoneyInput
from union.funds.choices import FundSource, Purpose
from union.organisation.models import Branch
from welfare.choices.visits import ItemKind, PayForm, Trigger
from welfare.forms.visits import IN_VOUCHER
from welfare.models import GiftItem, GiftList, Occasion

_LISTED = (Trigger.LIST, Trigger.FESTIVAL, Trigger.BIRTHDAY)


class GiftListForm(forms.Form):
    """A list: what for, when, what everybody gets, and who."""

    title = forms.CharField(label="名称", max_length=60)
    occasion = forms.ModelChoiceField(Occasion.objects.none(), label="慰问类别", empty_label="请选择")
    on = forms.DateField(label="发放日期", widget=DateInput, initial=today)
    item = forms.ModelChoiceField(
        GiftItem.objects.none(), label="发放物品", required=False, empty_label="不从库存发放",
        help_text="从库存发放时，每人标准 = 单价 × 数量",
    )  # fmt: skip
    quantity = forms.IntegerField(label="每人数量", min_value=1, max_value=99, initial=1)
    value = forms.DecimalField(
        label="每人标准（元）", max_digits=8, decimal_places=2, min_value=0, widget=MoneyInput, initial=0
    )
    pay_form = forms.ChoiceField(label="慰问形式", choices=PayForm.choices)
    fund_source = forms.ChoiceField(
        label="经费来源", choices=FundSource.choices, initial=FundSource.ALLOCATION
    )
    statuses = forms.MultipleChoiceField(
        label="会籍", choices=[("active", "在册"), ("retained", "保留会籍（含离退休）")], initial=["active"],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    branches = forms.ModelMultipleChoiceField(
        Branch.objects.none(), label="支会", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不选 = 全院",
    )  # fmt: skip
    posts = forms.MultipleChoiceField(
        label="岗位类别", required=False, widget=forms.CheckboxSelectMultiple, help_text="不选 = 不限"
    )
    sex = forms.ChoiceField(label="性别", choices=[("", "不限"), *Sex.choices], required=False)
    model_worker = forms.BooleanField(label="只发劳模", required=False)

    def __init__(self, *args: Any, gift_list: GiftList | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occasion"].queryset = Occasion.objects.valid_on(today()).filter(trigger__in=_LISTED)
        self.fields["item"].queryset = GiftItem.objects.filter(is_active=True)
        self.fields["branches"].queryset = Branch.objects.open_on(today())
        labels = code_labels(["post_category"])["post_category"]
        self.fields["posts"].choices = [(label, label) for label in labels]
        if gift_list is not None:
            names = ("title", "occasion", "on", "item", "quantity", "value", "pay_form", "fund_source")
            self.initial = {**{name: getattr(gift_list, name) for name in names}, **gift_list.audience}

    def values(self) -> dict[str, Any]:
        """What the service is told: the list, the filter apart."""
        typed = dict(self.cleaned_data)
        audience = {name: typed.pop(name) for name in ("statuses", "posts", "sex", "model_worker")}
        audience["branches"] = [branch.pk for branch in typed.pop("branches")]
        return {**typed, "audience": {key: value for key, value in audience.items() if value}}


class ListApproveForm(forms.Form):
    """Approval of a list."""

    document = forms.CharField(
        label="集体研究记录", max_length=120, required=False,
        help_text="会议记录或纪要编号，合计数额须集体研究或超出标准时必填",
    )  # fmt: skip
    override_reason = forms.CharField(label="超标理由", max_length=300, required=False)


class HandOutForm(forms.Form):
    """On which day people got theirs."""

    on = forms.DateField(label="发放日期", widget=DateInput, initial=today)


class ListBookForm(forms.Form):
    """How it was paid."""

    on = forms.DateField(label="入账日期", widget=DateInput, initial=today)
    paid_from = forms.ChoiceField(
        label="付款账户", choices=[(Purpose.BANK.value, "银行存款"), (Purpose.CASH.value, "库存现金")]
    )


class ListUnbookForm(forms.Form):
    """Why what was booked of a list is reversed."""

    on = forms.DateField(label="冲销日期", widget=DateInput, initial=today)
    note = forms.CharField(label="冲销原因", max_length=200, help_text=IN_VOUCHER)


class ItemForm(forms.Form):
    """Goods or vouchers."""

    name = forms.CharField(label="物品", max_length=60)
    kind = forms.ChoiceField(label="种类", choices=ItemKind.choices)
    unit = forms.CharField(label="单位", max_length=8, initial="份")
    price = forms.DecimalField(
        label="单价（元）", max_digits=8, decimal_places=2, min_value=0.01, widget=MoneyInput
    )
    supplier = forms.CharField(
        label="指定商户", max_length=60, required=False, help_text="提货券、蛋糕券必填"
    )


class StockMoveForm(forms.Form):
    """Goods that came in; a negative number takes back a mistake."""

    quantity = forms.IntegerField(label="数量", help_text="更正多登的数量时填负数")
    on = forms.DateField(label="日期", widget=DateInput, initial=today)
    note = forms.CharField(label="说明", max_length=120, required=False, help_text="供货单位、发票号等")
