"""Form of a notice."""

from __future__ import annotations

from typing import Any

from django import forms

from events.forms.records import FilesField, VersionedForm, branches_field, offices_field
from events.models import Bulletin
from events.permissions.notices import issues_for
from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput
from union.organisation.models import Branch


class BulletinForm(VersionedForm):
    """A notice: what, for whom, from when to when."""

    target_branches = branches_field()
    target_offices = offices_field()
    files = FilesField()

    class Meta:
        model = Bulletin
        fields = (
            "title", "kind", "branch", "body", "visible_from", "visible_until", "is_pinned", "must_confirm",
            "confirm_by",
        )  # fmt: skip
        widgets = {
            "body": forms.Textarea(attrs={"rows": 10}),
            "visible_from": DateInput,
            "visible_until": DateInput,
            "confirm_by": DateInput,
        }
        help_texts = {
            "visible_until": "留空：一直展示",
            "branch": "支会的通知只发给本支会",
            "must_confirm": "每位接收人须点“我已阅读”，未确认的会出现在今日要办",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = issues_for(user, None)
        branches = Branch.objects.open_on(today())
        own = [branch.pk for branch in branches if issues_for(user, branch.pk)]
        self.fields["branch"].queryset = branches.filter(pk__in=own)
        self.fields["branch"].empty_label = "院工会" if everything else None
        self.fields["branch"].required = not everything
        if not everything:
            del self.fields["target_branches"]
        if self.instance.pk:
            self.initial["target_branches"] = list(self.instance.target_branches.all())
            self.initial["target_offices"] = self.instance.offices
        else:
            self.initial.setdefault("visible_from", today())
