"""Forms of donations."""

from __future__ import annotations

from typing import Any

from django import forms

from union.common.dates import today
from union.funds.choices import Purpose
from union.organisation.models import Branch
from welfare.choices.donations import DriveAction, DriveKind, UseAction
from welfare.forms.care import CareNoteForm, date_field, money_field, note_field
from welfare.forms.visits import IN_VOUCHER
from welfare.selectors.donations import case_kinds

_ACCOUNTS = [(Purpose.BANK.value, "银行存款"), (Purpose.CASH.value, "库存现金")]


class DriveForm(forms.Form):
    """A new drive."""

    title = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=DriveKind.choices)
    starts_on = date_field("开始日期", initial=today)
    ends_on = date_field("截止日期")
    purpose = note_field("募捐目的", required=True, help_text="自愿捐款，不得摊派；目的会写在公示表上")


class DonationsForm(forms.Form):
    """The list of a branch."""

    branch = forms.ModelChoiceField(
        Branch.objects.none(), label="支会", required=False, empty_label="不分支会"
    )
    given_on = date_field("捐款日期", initial=today)
    text = forms.CharField(
        label="捐款名单", max_length=20000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="每行一人：工号或姓名、金额，不公开姓名的再写“匿名”。例：10001 50，王芳 100 匿名",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = Branch.objects.open_on(today())


class DepositForm(forms.Form):
    """How the money came in."""

    on = date_field("入账日期", initial=today)
    paid_into = forms.ChoiceField(label="收款账户", choices=_ACCOUNTS)


class PublishForm(CareNoteForm):
    """Where it was published."""

    publication = forms.CharField(label="公示方式", max_length=120, help_text="公开栏、院内网等，公示几天")


DRIVE_FORMS: dict[Any, type[CareNoteForm]] = {DriveAction.PUBLISH: PublishForm}


class UseForm(forms.Form):
    """Money for somebody."""

    amount = money_field("金额（元）")
    purpose = forms.CharField(label="用途", max_length=120, help_text="不写姓名和病情，会写在公示表上")
    recipient = forms.CharField(
        label="受助人", max_length=60, help_text="加密保存，只有经办、审批和审查的人能看到"
    )
    case_kind = forms.ChoiceField(label="关联业务", required=False)
    case_pk = forms.IntegerField(label="业务编号", min_value=1, required=False, help_text="慰问或帮扶的编号")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_kind"].choices = [("", "不关联"), *case_kinds()]


class UseBookForm(CareNoteForm):
    """How it was paid."""

    on = date_field("支付日期", initial=today)
    paid_from = forms.ChoiceField(label="付款账户", choices=_ACCOUNTS)
    override_reason = forms.CharField(
        label="超预算理由", max_length=200, required=False, help_text="写进经费账，请勿写病情和家庭情况"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.user.access.can("override_budget"):
            del self.fields["override_reason"]


class UseUnbookForm(CareNoteForm):
    """Why the payment is reversed."""

    note = note_field(help_text=IN_VOUCHER)


USE_FORMS: dict[Any, type[CareNoteForm]] = {UseAction.BOOK: UseBookForm, UseAction.UNBOOK: UseUnbookForm}
