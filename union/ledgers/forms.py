"""Forms of a ledger: which columns, a saved filter, the reason of a file with sensitive columns."""

from __future__ import annotations

from typing import Any

from django import forms

from union.ledgers.selectors import LedgerQuery

LONGEST_REASON = 200


class ColumnsForm(forms.Form):
    """Which columns the user wants to see; those he may see are offered."""

    columns = forms.MultipleChoiceField(
        label="显示列", widget=forms.CheckboxSelectMultiple, error_messages={"required": "请至少选择一列"}
    )

    def __init__(self, *args: Any, query: LedgerQuery, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"columns": [column.key for column in query.columns]})
        super().__init__(*args, auto_id="columns_%s", **kwargs)
        self.fields["columns"].choices = offered


class SavedFilterForm(forms.Form):
    """The name under which the present filter is kept; the same name is replaced."""

    name = forms.CharField(label="名称", max_length=40, error_messages={"required": "请填写名称"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="view_%s", **kwargs)


class ExportReasonForm(forms.Form):
    """Why somebody needs the sensitive columns in clear; the service asks for it, this form words it."""

    reason = forms.CharField(
        label="理由", max_length=LONGEST_REASON,
        help_text="例如：报送市总工会实名制数据，依据总工办发〔2017〕14号",
        error_messages={"required": "请写明导出理由"},
    )  # fmt: skip
