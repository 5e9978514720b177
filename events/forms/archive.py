"""Forms of the archive."""

from __future__ import annotations

from typing import Any

from django import forms

from events.forms.records import FilesField
from events.models import ArchiveClass
from events.permissions.archive import files_for
from union.accounts.models import User
from union.common.dates import today
from union.common.registries import ledgers
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


class ClassForm(forms.ModelForm):
    """An entry of the archive list, with the registers whose records belong there."""

    ledgers = forms.MultipleChoiceField(
        label="对应台账", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="勾选后可直接从这些台账归档；不勾选的类目归档纸质材料",
    )  # fmt: skip

    class Meta:
        model = ArchiveClass
        fields = (
            "title", "group", "retention", "is_yearly", "valid_from", "valid_until", "position", "basis",
            "ledgers",
        )  # fmt: skip
        help_texts = {
            "is_yearly": "勾选后每年没有归档材料时提示缺少",
            "valid_until": "留空：一直有效；停用的类目填最后一个年度",
            "position": "数字小的排在前面",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {ledger.key: ledger.title for _key, ledger in ledgers.items() if user.access.can(ledger.right)}
        kept = {key: key for key in self.instance.ledgers or () if key not in own}
        chosen = self.fields["ledgers"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = sorted((own | kept).items(), key=lambda pair: pair[1])


class TakeOutForm(forms.Form):
    """Why something is taken out."""

    reason = forms.CharField(label="撤出原因", max_length=200)
