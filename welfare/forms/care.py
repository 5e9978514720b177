"""Form pieces the small subjects of care share."""

from __future__ import annotations

from typing import Any

from django import forms

from members.choices import Sex
from members.selectors import code_labels
from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput, MoneyInput
from union.organisation.models import Branch
from welfare.forms.visits import MemberField

__all__ = ["AudienceForm", "CareNoteForm", "MemberField", "date_field", "money_field", "note_field"]


def money_field(label: str, **more: Any) -> forms.DecimalField:
    """Yuan, not negative."""
    return forms.DecimalField(
        label=label, max_digits=10, decimal_places=2, min_value=0, widget=MoneyInput, **more
    )


def date_field(label: str, **more: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, widget=DateInput, **more)


def note_field(label: str = "意见", **more: Any) -> forms.CharField:
    """Some sentences."""
    return forms.CharField(
        label=label, max_length=300, widget=forms.Textarea(attrs={"rows": 3}), **{"required": False, **more}
    )


class CareNoteForm(forms.Form):
    """The opinion that goes with a step; forms of steps that need more stand on this one."""

    note = note_field()

    def __init__(self, *args: Any, row: Any, user: User, required: bool = False, **kwargs: Any) -> None:
        self.row, self.user = row, user
        super().__init__(*args, **kwargs)
        if "note" in self.fields:
            self.fields["note"].required = required
            self.fields["note"].label = "理由" if required else "意见"
            self.order_fields([name for name in self.fields if name != "note"] + ["note"])


class AudienceForm(forms.Form):
    """Who comes onto a list: a filter, kept as data (selectors.audience)."""

    statuses = forms.MultipleChoiceField(
        label="会籍", choices=[("active", "在册"), ("retained", "保留会籍（含离退休）")], initial=["active"],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    sex = forms.ChoiceField(label="性别", choices=[("", "不限"), *Sex.choices], required=False)
    branches = forms.ModelMultipleChoiceField(
        Branch.objects.none(), label="支会", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不选 = 全院",
    )  # fmt: skip
    posts = forms.MultipleChoiceField(
        label="岗位类别", required=False, widget=forms.CheckboxSelectMultiple, help_text="不选 = 不限"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branches"].queryset = Branch.objects.open_on(today())
        labels = code_labels(["post_category"])["post_category"]
        self.fields["posts"].choices = [(label, label) for label in labels]

    def audience(self) -> dict[str, Any]:
        """The filter as the service keeps it."""
        typed = dict(self.cleaned_data)
        typed["branches"] = [branch.pk for branch in typed["branches"]]
        return {key: value for key, value in typed.items() if value}
