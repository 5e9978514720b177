"""Forms of articles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from events.forms.activities import member_field
from events.forms.records import FilesField, VersionedForm
from events.models import Article, Placement
from events.rules.activities import TOOK_PLACE
from events.selectors.activities import activities_visible_to
from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput


class ArticleForm(VersionedForm):
    """An article."""

    files = FilesField(label="配图或附件")

    class Meta:
        model = Article
        fields = ("title", "kind", "activity", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 14})}
        help_texts = {"activity": "报道本年度已举办的活动时选择"}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        since = today() - dt.timedelta(days=400)
        held = activities_visible_to(user).filter(state__in=TOOK_PLACE, starts_at__date__gte=since)
        self.fields["activity"].queryset = held
        self.fields["activity"].empty_label = "不对应活动"
        if not self.instance.pk:
            self.fields["author"] = member_field(user, "作者", required=False)
            self.fields["author"].help_text = "留空：本人；替别人投稿时选择作者"


class PlacementForm(forms.ModelForm):
    """One publication outside this system."""

    class Meta:
        model = Placement
        fields = ("outlet", "level", "published_on", "note")
        widgets = {"published_on": DateInput}
        help_texts = {"outlet": "如 院报、医院公众号、市总工会网站、工人日报"}


class CorrespondentForm(forms.Form):
    """A member to be appointed."""

    since = forms.DateField(label="起聘日期", widget=DateInput, initial=today)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = member_field(user, "会员")
        self.order_fields(["member", "since"])
