"""Forms of programmes, nominations and the register of honours."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from events.choices.honours import AwardTo
from events.forms.activities import member_field
from events.forms.records import FilesField, VersionedForm
from events.models import Honour, Programme
from events.permissions.honours import nominates_for
from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput
from union.organisation.models import Branch


class ProgrammeForm(VersionedForm):
    """One honour of one year. Quotas: one branch a line, name and number."""

    quotas = forms.CharField(
        label="各支会推荐名额", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一个：支会名称 名额，如“内科支会 2”；全部留空则各支会都可推荐，不超过表彰名额",
    )  # fmt: skip

    class Meta:
        model = Programme
        fields = (
            "year", "title", "level", "award_to", "places", "min_words", "criteria", "basis",
            "nominate_until", "voters", "vote_until", "document",
        )  # fmt: skip
        widgets = {
            "nominate_until": DateInput,
            "vote_until": DateInput,
            "criteria": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"document": "表彰决定的文号，可以在表彰前补填"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            rows = self.instance.quotas.select_related("branch")
            self.initial["quotas"] = "\n".join(f"{row.branch.name} {row.places}" for row in rows)
        else:
            self.initial.setdefault("year", today().year)

    def clean_quotas(self) -> dict[Branch, int]:
        """Branch → places."""
        named = {branch.name: branch for branch in Branch.objects.open_on(today())}
        found: dict[Branch, int] = {}
        for line in self.cleaned_data["quotas"].splitlines():
            if not line.strip():
                continue
            name, _, number = line.strip().rpartition(" ")
            branch = named.get(name.strip())
            if branch is None or not number.isdecimal() or len(number) > 3:  # noqa: PLR2004 - 999 at most
                raise ValidationError(f"看不懂“{line.strip()}”，请写成“支会名称 名额”")
            found[branch] = int(number)
        return found


class YearForm(forms.Form):
    """A year."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("year", today().year)


class NominationForm(forms.Form):
    """Whom a branch nominates, and why."""

    unit_name = forms.CharField(label="被推荐集体", max_length=60, help_text="如 急诊科护理组")
    write_up = forms.CharField(label="主要事迹", max_length=8000, widget=forms.Textarea(attrs={"rows": 12}))
    files = FilesField(label="证明材料")

    def __init__(self, *args: Any, user: User, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if programme.min_words:
            self.fields["write_up"].help_text = f"不少于 {programme.min_words} 字"
        if programme.award_to == AwardTo.MEMBER:
            del self.fields["unit_name"]
            self.fields["member"] = member_field(user, "被推荐人")
            self.order_fields(["member", "write_up", "files"])
        else:
            branches = Branch.objects.open_on(today())
            own = [branch.pk for branch in branches if nominates_for(user, branch.pk)]
            self.fields["branch"] = forms.ModelChoiceField(
                branches.filter(pk__in=own), label="推荐支会", empty_label=None
            )
            self.order_fields(["unit_name", "branch", "write_up", "files"])


class ReviewForm(forms.Form):
    """A reviewer's words."""

    note = forms.CharField(
        label="评审意见", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class HonourForm(forms.ModelForm):
    """An honour given by somebody else."""

    files = FilesField(label="证书或文件扫描件")

    class Meta:
        model = Honour
        fields = (
            "member",
            "unit_name",
            "branch",
            "title",
            "level",
            "issuer",
            "granted_on",
            "document",
            "serial",
        )
        widgets = {"granted_on": DateInput}
        help_texts = {
            "unit_name": "集体荣誉填写，个人荣誉留空",
            "branch": "个人荣誉留空：按会员所在支会登记",
            "title": "如 全国五一劳动奖章、省劳动模范、先进职工之家",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = member_field(user, "获奖人", required=False)
        self.fields["member"].help_text = "集体荣誉留空"
        self.fields["branch"].empty_label = "不归支会"

    def values(self) -> dict[str, Any]:
        """Plain values for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class RevokeForm(forms.Form):
    """Why an honour is taken back."""

    reason = forms.CharField(label="撤销原因", max_length=200)
