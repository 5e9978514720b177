"""Forms of the archive."""

from __future__ import annotations

from typing import Any

from django import forms

from events.forms.records import FilesField
from events.permissions.archive import files_for
from union.accounts.models import User
from union.common.dates import today
from union.organisation.models import Branch


class PaperForm(forms.Form):
    """Paper: what it is, where it lies, a scan."""

    title = forms.CharField(label="题名", max_length=150)
    year = forms.IntegerField(label="年度", min_value=1949, max_value=2100)
    location = forms.CharField(
        label="存放位置", max_length=60, required=False, help_text="如 档案室 3 柜 2 层"
    )
    files = FilesField(label="扫描件")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches = Branch.objects.open_on(today())
        own = [branch.pk for branch in branches if files_for(user, branch.pk)]
        everything = files_for(user, None)
        self.fields["branch"] = forms.ModelChoiceField(
            branches.filter(pk__in=own), label="归属", required=not everything,
            empty_label="院工会" if everything else None,
        )  # fmt: skip
        self.order_fields(["title", "year", "branch", "location", "files"])


class TakeOutForm(forms.Form):
    """Why something is taken out."""

    reason = forms.CharField(label="撤出原因", max_length=200)
