"""Forms of aid and its payment."""

from __future__ import annotations

from typing import Any

from django import forms

from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput, MoneyInput
from union.funds.choices import FundSource, Purpose
from welfare.choices.aid import AidKind
from welfare.models import Aid, HardshipFile
from welfare.rules.aid_flow import AidAction, AidStep
from welfare.selectors.aid import terms_on
from welfare.selectors.hardship import people_in
from welfare.services.aid import Wanted

_AREA = {"attrs": {"rows": 3}}
_ACCOUNTS = [(Purpose.BANK.value, "银行存款（转账）"), (Purpose.CASH.value, "库存现金")]


def _amount(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=9, decimal_places=2, min_value=0.01, widget=MoneyInput)


class AidForm(forms.Form):
    """What is asked for."""

    kind = forms.ChoiceField(label="帮扶类别", choices=AidKind.choices)
    person = forms.TypedChoiceField(
        label="为家庭中的哪一位", coerce=int, empty_value=None, required=False,
        help_text="医疗、助学、就业须选择",
    )  # fmt: skip
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    subject = forms.CharField(
        label="事项", max_length=60, help_text="例如“2026年春节”“子女上大学”；同一事项不重复帮扶"
    )
    amount = _amount("申请金额（元）")
    reason = forms.CharField(
        label="申请理由", max_length=500, required=False, widget=forms.Textarea(**_AREA), help_text="加密保存"
    )

    def __init__(self, *args: Any, file: HardshipFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people_in(file)}
        named = [(pk, f"{row.get_kinship_display()} {row.name}") for pk, row in self.people.items()]
        self.fields["person"].choices = [("", "全家"), *named]
        self.fields["year"].initial = today().year

    def wanted(self) -> Wanted:
        """What the service is told."""
        typed = dict(self.cleaned_data)
        typed["person"] = self.people.get(typed["person"])
        return Wanted(**typed)


class AidNoteForm(forms.Form):
    """A step with an opinion."""

    note = forms.CharField(label="意见", max_length=300, required=False, widget=forms.Textarea(**_AREA))

    def __init__(self, *args: Any, aid: Aid, user: User, step: AidStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aid, self.user = aid, user
        if step.note_required:
            self.fields["note"].required = True
            self.fields["note"].label = "理由"


class AidReviewForm(AidNoteForm):
    """How much, and from which money."""

    amount = _amount("审核金额（元）")
    source = forms.ChoiceField(label="经费来源")
    override_reason = forms.CharField(
        label="超标理由", max_length=300, required=False, widget=forms.Textarea(**_AREA),
        help_text="只在超过每次上限时填写，须经集体研究",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = terms_on(self.aid.kind, today())
        self.fields["source"].choices = [pair for pair in FundSource.choices if pair[0] in terms.sources]
        self.fields["amount"].initial = self.aid.proposed_amount
        if terms.cap is not None:
            self.fields["amount"].help_text = f"每次上限 {terms.cap:,.2f} 元（{terms.document}）"


class AidApproveForm(AidNoteForm):
    """The amount that is approved, and the resolution where one is needed."""

    amount = _amount("批准金额（元）")
    document = forms.CharField(
        label="集体研究记录", max_length=120, required=False, help_text="会议纪要编号；超标或大额时必填"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].initial = self.aid.reviewed_amount


AID_FORMS: dict[AidAction, type[AidNoteForm]] = {
    AidAction.REVIEW: AidReviewForm,
    AidAction.APPROVE: AidApproveForm,
}


class ListForm(forms.Form):
    """A new payment list."""

    title = forms.CharField(label="名称", max_length=60, help_text="例如“2026年元旦春节困难帮扶”")
    fund_source = forms.ChoiceField(
        label="经费来源", choices=FundSource.choices, help_text="一份清单只用一种经费"
    )


class ReturnListForm(forms.Form):
    """Why a list goes back."""

    note = forms.CharField(label="退回原因", max_length=300)


class ApproveListForm(forms.Form):
    """Approval of a list."""

    document = forms.CharField(label="集体研究记录", max_length=120, required=False)


class PayForm(forms.Form):
    """When and from which account."""

    on = forms.DateField(label="发放日期", widget=DateInput, initial=today)
    paid_from = forms.ChoiceField(label="付款账户", choices=_ACCOUNTS)


class SignForm(forms.Form):
    """The signed sheet."""

    on = forms.DateField(label="签收日期", widget=DateInput, initial=today)
    sheet = forms.FileField(label="签字的签收表", help_text="扫描件或照片；转账的附银行回单")


class ReturnRowForm(forms.Form):
    """A payment that came back."""

    on = forms.DateField(label="退回日期", widget=DateInput, initial=today)
    reason = forms.CharField(
        label="退回原因", max_length=200, help_text="例如“账号与户名不符”；加密保存，不写账号"
    )
