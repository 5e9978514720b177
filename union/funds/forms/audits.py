"""Forms of the audit committee."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django import forms

from union.common.dates import today
from union.common.ui.widgets import DateInput, MoneyInput
from union.funds.choices import OpinionSubject, SampleResult
from union.funds.models import AuditOpinion, Handover
from union.funds.selectors.audits import audit_rules

_SEED_BYTES = 4


class SampleForm(forms.Form):
    """What to draw from."""

    first_on = forms.DateField(label="期间起", widget=DateInput)
    last_on = forms.DateField(label="期间止", widget=DateInput, initial=today)
    large_from = forms.DecimalField(
        label="大额起点（元）", widget=MoneyInput, min_value=1, max_digits=14, decimal_places=2,
        help_text="达到这个金额的凭证全部审查",
    )  # fmt: skip
    size = forms.IntegerField(
        label="其余随机抽取（张）", min_value=0, max_value=500, help_text="按科目和金额分层，每层至少一张"
    )
    seed = forms.CharField(
        label="抽样种子", max_length=40,
        help_text="任意数字或文字，可当众产生；公布后任何人都能重新抽出同一批凭证",
    )  # fmt: skip
    note = forms.CharField(label="抽查目的", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = audit_rules(today())
        self.fields["large_from"].initial = rules["large_from"]
        self.fields["size"].initial = rules["sample_size"]
        self.fields["first_on"].initial = dt.date(today().year, 1, 1)
        self.fields["seed"].initial = secrets.token_hex(_SEED_BYTES)


class ResultForm(forms.Form):
    """What was found at a voucher."""

    result = forms.ChoiceField(label="审查结果", choices=SampleResult.choices, widget=forms.RadioSelect)
    note = forms.CharField(label="审查记录", max_length=200, required=False)
    question = forms.CharField(
        label="向工会办公室提问", max_length=1000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text="填写后进入问答，办公室在期限内答复；没有问题留空",
    )  # fmt: skip


class AskForm(forms.Form):
    """A question on a voucher, or the next word under it."""

    text = forms.CharField(label="内容", max_length=1000, widget=forms.Textarea({"rows": 4}))


class OpinionStartForm(forms.Form):
    """Year and subject of an opinion."""

    year = forms.IntegerField(label="年度", min_value=2010, max_value=2100)
    subject = forms.ChoiceField(label="事项", choices=OpinionSubject.choices)


class OpinionForm(forms.ModelForm):  # type: ignore[type-arg]
    """The words of an opinion."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = AuditOpinion
        fields = ("checked", "problems", "advice", "conclusion", "meeting", "decided_on")
        widgets = {
            "checked": forms.Textarea({"rows": 6}), "problems": forms.Textarea({"rows": 4}),
            "advice": forms.Textarea({"rows": 4}), "decided_on": DateInput,
        }  # fmt: skip
        help_texts = {
            "checked": "看了哪些账、凭证和制度，与预算、决算是否相符",
            "meeting": "如：经费审查委员会 2026 年第二次会议",
        }


class HandoverForm(forms.ModelForm):  # type: ignore[type-arg]
    """What passes from whom to whom."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Handover
        fields = (
            "on", "post", "giver", "taker", "reason", "books", "cash_counted", "bank_stated", "note",
        )  # fmt: skip
        widgets = {
            "on": DateInput, "books": forms.Textarea({"rows": 6}), "cash_counted": MoneyInput,
            "bank_stated": MoneyInput,
        }  # fmt: skip
        help_texts = {
            "post": "会计、出纳、物资保管等",
            "books": "每行一项：凭证、账簿、报表、票据、印章、密钥、合同、固定资产……",
            "note": "实点或对账单与账面不一致的，必须写明原因",
        }


class ScanForm(forms.Form):
    """The signed paper."""

    scan = forms.FileField(label="签字件", help_text="移交人、接交人、监交人签字后的扫描件或照片")
