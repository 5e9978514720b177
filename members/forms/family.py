"""Forms of family, corrections and the office's own fields."""

from __future__ import annotations

from typing import Any

from django import forms

from members.choices import ExtraKind
from members.models import ExtraField, FamilyMember
from members.services.corrections import CORRECTABLE
from members.services.stale import label_of
from union.common.ui.widgets import DateInput

RELATIONS = ("配偶", "儿子", "女儿", "父亲", "母亲", "公公", "婆婆", "岳父", "岳母", "兄弟姐妹", "其他")


class FamilyForm(forms.Form):
    """One relative. When it is changed, an empty field stays as registered: values are not sent out."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    relation = forms.ChoiceField(label="关系", choices=[("", "请选择"), *((r, r) for r in RELATIONS)])
    name = forms.CharField(label="姓名", max_length=60)
    birth = forms.DateField(
        label="出生日期", required=False, widget=DateInput,
        help_text="不满十四周岁的，须由父母或其他监护人同意（《个人信息保护法》第三十一条）",
    )  # fmt: skip
    workplace = forms.CharField(label="工作单位", required=False, max_length=80)
    phone = forms.CharField(label="电话", required=False, max_length=30)
    ended_on = forms.DateField(
        label="解除或去世日期", required=False, widget=DateInput, help_text="不再属于家庭成员时填写"
    )

    def __init__(self, *args: Any, relative: FamilyMember | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.relative = relative
        if relative is None:
            return
        self.initial |= {
            "version": relative.version, "relation": relative.relation, "ended_on": relative.ended_on,
        }  # fmt: skip
        if relative.relation not in RELATIONS:
            self.fields["relation"].choices.append((relative.relation, relative.relation))
        for name in ("name", "birth", "workplace", "phone"):
            self.fields[name].required = False
            if getattr(relative, name):
                self.fields[name].help_text = "已登记，不改请留空"

    def values(self) -> dict[str, Any]:
        """What goes to the service."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        typed["birth"] = typed["birth"].isoformat() if typed["birth"] else ""
        if self.relative is None:
            return typed
        hidden = {"name", "birth", "workplace", "phone"}
        return {name: value for name, value in typed.items() if value or name not in hidden}


class CorrectionForm(forms.Form):
    """更正申请: one field, the right value, why."""

    field = forms.ChoiceField(label="更正项目")
    new_value = forms.CharField(
        label="正确的内容", max_length=300, help_text="日期写成 2026-05-01；性别写男或女"
    )
    reason = forms.CharField(
        label="说明", max_length=300, required=False, help_text="如有证明材料，请交工会办公室核对"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(name, label_of(name)) for name in CORRECTABLE]


class AnswerForm(forms.Form):
    """The answer to a correction request."""

    answer = forms.CharField(label="答复", max_length=300, required=False, help_text="不采纳时必填")


class ExtraFieldForm(forms.ModelForm):
    """Definition of one extra field."""

    option_lines = forms.CharField(
        label="选项",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="类型为“选项”时，每行一个",
    )

    class Meta:
        model = ExtraField
        fields = ("label", "kind", "help_text", "is_required", "is_active", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["option_lines"] = "\n".join(self.instance.options or [])
        if self.instance.pk:
            self.fields["kind"].disabled = True

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        lines = [line.strip() for line in typed.get("option_lines", "").splitlines() if line.strip()]
        typed["options"] = list(dict.fromkeys(lines))
        if typed.get("kind") == ExtraKind.CHOICE and not typed["options"]:
            self.add_error("option_lines", "请至少填写一个选项")
        return typed
