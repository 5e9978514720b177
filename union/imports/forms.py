"""Input of the import pages: a file with options, columns, other words for values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from union.accounts.models import User
from union.imports.declare import ImportKind
from union.imports.models import ImportBatch
from union.imports.services import files
from union.organisation.choices import Right

ACCEPT = ".xlsx,.xls,.ods,.csv"
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_NO_COLUMN = "（不导入）"


class OptionsForm(forms.Form):
    """What may be chosen for a kind; fields the kind or the user has no use for are left out."""

    month = forms.CharField(
        label="所属月份", required=False, max_length=7,
        help_text="写成 2026-01。留空：用标题中的月份；两者都有时必须一致。",
    )  # fmt: skip
    effective = forms.CharField(
        label="计费基数生效月份", required=False, max_length=7,
        help_text="写成 2026-01。留空：用标题中的月份，标题没有月份时用本月。只用于变更的计费基数。",
    )  # fmt: skip
    create = forms.BooleanField(
        label="新建文件中没有的支会、科室、小组", required=False,
        help_text="不勾选时，这些行会退回。勾选后先列出将要新建的名称，确认后才建立。",
    )  # fmt: skip
    overwrite = forms.BooleanField(
        label="用空白单元格清空原有内容",
        required=False,
        help_text="不勾选时留空不覆盖。姓名、工号、证件和单位从不清空。",
    )
    all_or_nothing = forms.BooleanField(
        label="全部通过才导入", required=False, help_text="只要有一行被退回，就整批不写入。"
    )

    def __init__(self, *args: Any, kind: ImportKind, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = set(kind.options)
        if not user.access.scope(Right.EDIT_ORGANISATION).everything:
            allowed.discard("create")
        for name in ("month", "effective", "create", "overwrite", "all_or_nothing"):
            if name not in allowed:
                del self.fields[name]

    def clean_effective(self) -> str:
        """Empty, or a month."""
        return self._month("effective")

    def clean_month(self) -> str:
        """Empty, or a month."""
        return self._month("month")

    def _month(self, name: str) -> str:
        text = str(self.cleaned_data[name]).strip()
        if text and not _MONTH.fullmatch(text):
            raise forms.ValidationError("请写成 2026-01 这样的月份")
        return text

    def options(self) -> dict[str, Any]:
        """Options of the batch."""
        chosen = {name: self.cleaned_data[name] for name in self.fields if name != "file"}
        if "create" in chosen:
            chosen["create"] = "all" if chosen["create"] else "none"
        return chosen


class UploadForm(OptionsForm):
    """A file and its options. What is in the file is for the check to say, also if it is empty."""

    file = forms.FileField(
        label="文件", allow_empty_file=True, max_length=200,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text="支持 .xlsx、.xls、.ods、.csv，不超过 30 MB。",
        error_messages={"required": "请选择要导入的文件"},
    )  # fmt: skip
    field_order = ("file", "month", "effective", "create", "overwrite", "all_or_nothing")

    def clean_file(self) -> Any:
        """Not larger than what is kept."""
        upload = self.cleaned_data["file"]
        if upload.size > files.MAX_BYTES:
            raise forms.ValidationError("文件超过 30 MB，请拆分后再上传")
        return upload


class RecheckForm(OptionsForm):
    """The options once more, and where in the file the table is, if it was not found by itself."""

    sheet = forms.CharField(
        label="工作表",
        required=False,
        max_length=60,
        help_text="留空：自动选择。写工作表的名称，隐藏的也可以。",
    )
    header_row = forms.IntegerField(
        label="表头在第几行", required=False, min_value=1, max_value=60, help_text="留空：自动查找。"
    )

    def options(self) -> dict[str, Any]:
        """Options of the batch; another place in the file makes the former columns void."""
        chosen = super().options()
        return chosen | {"mapping": {}} if chosen["sheet"] or chosen["header_row"] else chosen


def initial_options(batch: ImportBatch) -> dict[str, Any]:
    """The batch's options as the form shows them."""
    return {**batch.options, "create": batch.options.get("create") == "all"}


class ColumnsForm(forms.Form):
    """One choice per column of the file: which field it holds."""

    def __init__(
        self, *args: Any, columns: Sequence[tuple[str, str, str]], labels: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _NO_COLUMN), *labels.items()]
        for letter, head, key in columns:
            self.fields[f"column_{letter}"] = forms.ChoiceField(
                label=f"{letter} 列 {head or '（无列名）'}", choices=choices, required=False, initial=key
            )

    def mapping(self) -> dict[str, str]:
        """Letter → field ("" = leave out)."""
        return {name.removeprefix("column_"): value for name, value in self.cleaned_data.items()}


class ValuesForm(forms.Form):
    """One choice per unknown value: which present name it means."""

    def __init__(
        self, *args: Any, unknown: Sequence[tuple[str, str, int]], present: Mapping[str, Sequence[str]],
        labels: Mapping[str, str], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.unknown = unknown
        for at, (field, value, count) in enumerate(unknown):
            names = [("", "（保持退回）"), *((name, name) for name in present.get(field, ()))]
            self.fields[f"value_{at}"] = forms.ChoiceField(
                label=f"{labels.get(field, field)}“{value}”（{count} 行）是", choices=names, required=False
            )

    def chosen(self) -> dict[tuple[str, str], str]:
        """(field, value in the file) → present name."""
        found = {}
        for at, (field, value, _count) in enumerate(self.unknown):
            target = self.cleaned_data.get(f"value_{at}", "")
            if target:
                found[field, value] = target
        return found
