"""Forms of the 职工之家 check."""

from __future__ import annotations

from typing import Any

from django import forms

from events.forms.records import FilesField
from events.permissions.homebuilding import assesses
from union.accounts.models import User
from union.common.dates import today
from union.organisation.models import Branch


class HomeCheckForm(forms.Form):
    """Which branch, which year."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("year", today().year)
        branches = Branch.objects.open_on(today())
        own = [branch.pk for branch in branches if assesses(user, branch.pk)]
        self.fields["branch"] = forms.ModelChoiceField(
            branches.filter(pk__in=own), label="支会", empty_label=None
        )


class ScoreForm(forms.Form):
    """Points of one item with their proof; for the reviewer points and a word."""

    points = forms.IntegerField(label="得分", min_value=0, max_value=100)
    evidence = forms.CharField(
        label="佐证说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    files = FilesField(label="佐证材料")

    def __init__(self, *args: Any, gives: bool, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"].help_text = f"满分 {most} 分"
        if gives:
            self.fields["evidence"].label = "考核意见"
            del self.fields["files"]
