"""Forms of suggestions."""

from __future__ import annotations

from typing import Any

from django import forms

from events.choices.suggestions import SuggestionAward
from events.forms.activities import member_field
from events.models import Suggestion
from events.permissions.rooms import keeps
from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput, MoneyInput
from union.funds.choices import FundSource
from union.funds.permissions import can_override
from union.organisation.models import Department


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SuggestionForm(forms.ModelForm):
    """A suggestion, from the phone or by the office for somebody else."""

    takes_user = True
    attachment = forms.FileField(label="附件", required=False, help_text="照片、图纸或文件")

    class Meta:
        model = Suggestion
        fields = ("title", "kind", "situation", "proposal", "benefit")
        widgets = {"situation": _area(3), "proposal": _area(4), "benefit": _area(2)}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if keeps(user):
            self.fields["proposer"] = member_field(user, "建议人", required=False)
            self.fields["proposer"].help_text = "留空：本人的建议"

    def values(self) -> dict[str, Any]:
        """Plain values for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class AdoptForm(forms.Form):
    """Adopt: who carries it out until when."""

    opinion = forms.CharField(label="评审意见", max_length=300, required=False, widget=_area(3))
    department = forms.ModelChoiceField(
        Department.objects.none(), label="实施科室", required=False, empty_label="工会自行实施"
    )
    due_on = forms.DateField(label="实施期限", widget=DateInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.open_on(today())


class DeclineForm(forms.Form):
    """Why not."""

    opinion = forms.CharField(label="不采纳的理由", max_length=300, widget=_area(3))


class CarryOutForm(forms.Form):
    """What came of it."""

    on = forms.DateField(label="实施日期", widget=DateInput, initial=today)
    effect = forms.CharField(label="实施效果", max_length=1000, widget=_area(4))
    saving = forms.DecimalField(
        label="经济效益（元）", required=False, min_value=0, max_digits=12, decimal_places=2,
        widget=MoneyInput, help_text="能算出的节约或增收",
    )  # fmt: skip


class AwardForm(forms.Form):
    """The award."""

    award = forms.ChoiceField(label="奖项", choices=SuggestionAward.choices)
    amount = forms.DecimalField(
        label="奖金（元）", required=False, min_value=0, max_digits=10, decimal_places=2, widget=MoneyInput
    )


class PayForm(forms.Form):
    """From which account and which source the award is paid."""

    takes_user = True
    on = forms.DateField(label="支付日期", widget=DateInput, initial=today)
    fund_source = forms.ChoiceField(
        label="经费来源", choices=FundSource.choices, initial=FundSource.ALLOCATION
    )
    paid_from = forms.ChoiceField(label="付款账户", choices=[("102", "银行存款"), ("101", "库存现金")])
    override_reason = forms.CharField(
        label="超预算理由", max_length=200, required=False, help_text="只在没有预算或超出预算时填写"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_override(user):
            del self.fields["override_reason"]
