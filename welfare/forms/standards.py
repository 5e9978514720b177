"""Forms of occasions, standards and schemes."""

from __future__ import annotations

from typing import Any

from django import forms

from union.common.dates import today
from union.common.ui.widgets import DateInput, MoneyInput
from union.funds.choices import FundSource, Purpose
from welfare.choices.visits import (
    CountingUnit,
    Frequency,
    Guard,
    OpenAs,
    PayForm,
    PersonCategory,
    Relation,
    Severity,
    Trigger,
)
from welfare.models import Occasion, VisitStandard
from welfare.triggers import anniversaries

_DATED = {
    "valid_from": lambda: forms.DateField(label="生效日期", widget=DateInput, initial=today),
    "source_document": lambda: forms.CharField(label="依据文件", max_length=200),
    "note": lambda: forms.CharField(label="说明", max_length=300, required=False),
}
_NO_GUARD = (Guard.FORM, Guard.DUPLICATE, Guard.STANDARD)


class OccasionForm(forms.Form):
    """A new occasion."""

    name = forms.CharField(label="慰问类别", max_length=30)
    code = forms.SlugField(label="代码", max_length=30, help_text="英文字母、数字和下划线，供导入与统计使用")
    aliases = forms.CharField(label="其他叫法", required=False, help_text="文件中的其他写法，用空格隔开")
    trigger = forms.ChoiceField(label="由什么引起", choices=Trigger.choices)
    festival = forms.CharField(
        label="节日", max_length=20, required=False, help_text="由节日引起时填写，如 重阳节"
    )
    anniversary_of = forms.ChoiceField(label="周年", required=False)
    open_as = forms.ChoiceField(label="节日的开立方式", choices=OpenAs.choices)
    lead_days = forms.IntegerField(label="提前几天开立", min_value=0, max_value=90, initial=0)
    same_event_days = forms.IntegerField(
        label="几天内视为同一件事", min_value=0, max_value=180, initial=0, help_text="两人上报同一件事时合并"
    )
    unit = forms.ChoiceField(label="计数单位", choices=CountingUnit.choices)
    is_health = forms.BooleanField(label="涉及健康", required=False)
    asks_relation = forms.BooleanField(label="须填亲属关系", required=False)
    for_deceased = forms.BooleanField(label="本人去世", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"joined_union_on": "入会", "joined_hospital_on": "入院工作", "hardship": "困难建档"}
        options = [(key, labels.get(key, key)) for key, _find in anniversaries.items()]
        self.fields["anniversary_of"].choices = [("", "—"), *options]
        for name, field in _DATED.items():
            self.fields[name] = field()

    def values(self) -> dict[str, Any]:
        """What the service is told."""
        return {**self.cleaned_data, "aliases": self.cleaned_data["aliases"].split()}


class StandardForm(forms.Form):
    """The next version of a standard; starts from the newest."""

    cash_amount = forms.DecimalField(
        label="慰问金（元）", max_digits=8, decimal_places=2, min_value=0, widget=MoneyInput, initial=0
    )
    gift = forms.CharField(label="慰问品", max_length=60, required=False)
    gift_value = forms.DecimalField(
        label="慰问品价值（元）", max_digits=8, decimal_places=2, min_value=0, widget=MoneyInput, initial=0
    )
    cap = forms.DecimalField(
        label="单次上限（元）", max_digits=8, decimal_places=2, min_value=0, required=False
    )
    year_cap = forms.DecimalField(
        label="年度上限（元）", max_digits=8, decimal_places=2, min_value=0, required=False
    )
    cap_group = forms.CharField(
        label="上限合并计算",
        max_length=20,
        required=False,
        help_text="同名的标准合并计算年度上限，如 节日慰问",
    )
    frequency = forms.ChoiceField(label="次数", choices=Frequency.choices)
    both_spouses = forms.BooleanField(label="夫妻双方均可", required=False, initial=True)
    relations = forms.MultipleChoiceField(
        label="亲属范围", choices=Relation.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    pay_forms = forms.MultipleChoiceField(
        label="慰问形式",
        choices=PayForm.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="节日慰问不得发放现金和购物卡",
    )
    proofs = forms.CharField(label="证明材料", required=False, help_text="用空格隔开")
    visitors = forms.CharField(label="由谁慰问", max_length=80, required=False)
    due_days = forms.IntegerField(label="应在几天内慰问", min_value=0, max_value=365, initial=7)
    purpose = forms.ChoiceField(label="支出用途", choices=Purpose.choices, initial=Purpose.CONDOLENCE)

    def __init__(self, *args: Any, newest: VisitStandard | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for category in PersonCategory:
            self.fields[f"sources_{category.value}"] = forms.MultipleChoiceField(
                label=f"{category.label}：经费来源", choices=FundSource.choices, required=False,
                widget=forms.CheckboxSelectMultiple, help_text="不选 = 不在慰问对象范围",
            )  # fmt: skip
        for guard in Guard:
            if guard not in _NO_GUARD:
                self.fields[f"guard_{guard.value}"] = forms.ChoiceField(
                    label=guard.label, choices=Severity.choices
                )
        for name, field in _DATED.items():
            self.fields[name] = field()
        if newest is not None:
            self.initial = {**self._start(newest), **self.initial}

    def _start(self, newest: VisitStandard) -> dict[str, Any]:
        names = (
            "cash_amount", "gift", "gift_value", "cap", "year_cap", "cap_group", "frequency", "both_spouses",
            "relations", "pay_forms", "visitors", "due_days", "purpose",
        )  # fmt: skip
        start: dict[str, Any] = {name: getattr(newest, name) for name in names}
        start |= {f"sources_{key}": value for key, value in newest.sources.items()}
        start |= {f"guard_{key}": value for key, value in newest.guards.items()}
        return start | {"proofs": " ".join(newest.proofs)}

    def values(self) -> dict[str, Any]:
        """What the service is told."""
        typed = dict(self.cleaned_data)
        sources = {c.value: typed.pop(f"sources_{c.value}") for c in PersonCategory}
        guards = {g.value: typed.pop(f"guard_{g.value}") for g in Guard if g not in _NO_GUARD}
        return {
            **typed, "proofs": typed["proofs"].split(),
            "sources": {key: value for key, value in sources.items() if value},
            "guards": {key: value for key, value in guards.items() if value != Severity.REFUSE},
        }  # fmt: skip

    @property
    def source_fields(self) -> list[Any]:
        """The rows 经费来源 per category."""
        return [self[f"sources_{category.value}"] for category in PersonCategory]

    @property
    def guard_fields(self) -> list[Any]:
        """What each guard does."""
        return [self[f"guard_{guard.value}"] for guard in Guard if guard not in _NO_GUARD]


class SchemeForm(forms.Form):
    """A scheme with up to eight items; each stands for one or more occasions."""

    ITEMS = 8
    name = forms.CharField(label="名称", max_length=40, help_text="如 五必访")
    code = forms.SlugField(label="代码", max_length=30, help_text="同一代码的新版本接替旧版本，如 five")
    valid_from = forms.DateField(label="生效日期", widget=DateInput, initial=today)
    source_document = forms.CharField(label="依据文件", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, self.ITEMS + 1):
            self.fields[f"heading_{number}"] = forms.CharField(
                label=f"第 {number} 项", max_length=40, required=False
            )
            self.fields[f"occasions_{number}"] = forms.ModelMultipleChoiceField(
                Occasion.objects.all(),
                label="慰问类别",
                required=False,
                widget=forms.SelectMultiple(attrs={"size": 5}),
            )

    def items(self) -> list[tuple[str, list[Occasion]]]:
        """Headings with their occasions."""
        typed = self.cleaned_data
        numbers = range(1, self.ITEMS + 1)
        return [
            (typed[f"heading_{n}"], list(typed[f"occasions_{n}"])) for n in numbers if typed[f"heading_{n}"]
        ]

    @property
    def pairs(self) -> list[Any]:
        """Field pairs for the page."""
        return [(self[f"heading_{n}"], self[f"occasions_{n}"]) for n in range(1, self.ITEMS + 1)]
