"""Forms of recuperation."""

from __future__ import annotations

from typing import Any

from django import forms

from union.accounts.models import User
from union.common.dates import today
from union.organisation.models import Branch
from welfare.choices.recuperation import StayAction
from welfare.forms.care import CareNoteForm, MemberField, date_field, money_field
from welfare.models import RecuperationRound


class RoundForm(forms.Form):
    """A round; the standard is asked when it is saved."""

    title = forms.CharField(label="批次", max_length=60)
    place = forms.CharField(label="地点", max_length=80)
    is_outside = forms.BooleanField(label="跨省", required=False)
    starts_on = date_field("开始日期")
    ends_on = date_field("结束日期")
    apply_until = date_field("报名截止")
    cost_per_day = money_field("每人每天费用（元）")
    quota = forms.IntegerField(label="总名额", min_value=1, max_value=9999)
    insurance = forms.CharField(
        label="保险", max_length=80, required=False, help_text="为每名参加人员投保的险种和保单号"
    )


class QuotaForm(forms.Form):
    """Places per branch; an empty field: no places of its own."""

    def __init__(self, *args: Any, round_: RecuperationRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.branches = list(Branch.objects.open_on(today()))
        seats = dict(round_.quotas.values_list("branch_id", "seats"))
        for branch in self.branches:
            self.fields[f"b{branch.pk}"] = forms.IntegerField(
                label=branch.name, min_value=0, max_value=9999, required=False, initial=seats.get(branch.pk)
            )

    def seats(self) -> dict[Branch, int | None]:
        """Places per branch."""
        return {branch: self.cleaned_data[f"b{branch.pk}"] for branch in self.branches}


class GroupForm(forms.Form):
    """How many people travel in one group."""

    size = forms.IntegerField(label="每组人数", min_value=1, max_value=200, initial=30)


class ApplyForm(forms.Form):
    """An application: one's own, or for somebody by branch or office."""

    reason = forms.CharField(label="申请理由", max_length=200, required=False)

    def __init__(self, *args: Any, user: User, for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_others:
            member = MemberField(user=user, label="会员", required=False, help_text="不选 = 本人申请")
            self.fields = {"member": member, **self.fields}


class ApproveForm(CareNoteForm):
    """Approval; the reason lets pass what may be let pass."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = "意见或放行理由"


class GoForm(CareNoteForm):
    """Went along, in which group."""

    group_no = forms.IntegerField(label="组别", min_value=1, max_value=999, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("group_no", self.row.group_no)


FORMS: dict[Any, type[CareNoteForm]] = {StayAction.APPROVE: ApproveForm, StayAction.GO: GoForm}
