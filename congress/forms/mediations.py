"""Forms of mediation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from congress.choices.mediations import ApplicationForm, MediationAction, MediationKind, PartyRole
from congress.forms.fields import day_field, long_field, member_field, text_field
from congress.forms.registers import FieldMaker
from congress.models import Mediation, MediationParty
from members.models import Member
from union.accounts.models import User
from union.common.dates import today


class MediationForm(forms.Form):
    """An application for mediation."""

    kind = forms.ChoiceField(label="类别", choices=MediationKind.choices)
    applied_on = day_field("申请日期", initial=today)
    form = forms.ChoiceField(label="申请方式", choices=ApplicationForm.choices)
    matter = long_field("争议事项", 2000, rows=4)
    reasons = long_field("理由和请求", 2000, rows=4)


class PartyForm(forms.Form):
    """A party."""

    role = forms.ChoiceField(label="身份", choices=PartyRole.choices)
    name = text_field("院外当事人姓名", 40, required=False, help_text="不是本院会员的填这里")
    contact = text_field("联系方式", 60, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = member_field(user, label="会员", required=False)


class _PartyChoice(forms.ModelChoiceField):
    """Parties by role and name; the name is encrypted, so it cannot be the text of the row."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_role_display()} {obj.name}"


class StatementForm(forms.Form):
    """What a party said."""

    on = day_field("日期", initial=today)
    text = long_field("陈述", 4000, rows=8)

    def __init__(self, *args: Any, mediation: Mediation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = MediationParty.objects.filter(mediation=mediation)
        self.fields["party"] = _PartyChoice(rows, label="陈述人", empty_label="请选择")


def _mediator(row: Any) -> forms.ModelChoiceField:
    """People who may be trusted with it: members with a login who are no party."""
    rows = Member.objects.unmerged().filter(
        user__is_active=True, user__appointments__office__in=_OFFICES, user__appointments__ends_on=None
    )
    rows = rows.exclude(pk__in=row.parties.exclude(member=None).values("member")).distinct()
    return forms.ModelChoiceField(rows.order_by("name_pinyin"), label="调解人", empty_label="请选择")


_OFFICES = ("chair", "vice_chair", "office_staff", "committee_member", "branch_chair", "women_member")
EXTRA: Mapping[MediationAction, dict[str, FieldMaker]] = {
    MediationAction.ACCEPT: {"mediator": _mediator},
    MediationAction.HAND_OVER: {"mediator": _mediator},
    MediationAction.AGREE: {
        "agreement": lambda row: long_field("协议内容", 4000, rows=10, initial=row.agreement),
        "due_on": lambda _row: day_field("履行期限", required=False),
        "signed_and_stamped": lambda _row: forms.BooleanField(
            label="双方已签字，调解组织已盖章", required=False
        ),
    },
}
