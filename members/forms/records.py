"""The form of a member's record. Sensitive values are never sent to the browser: left empty, they stay."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

from members.choices import ExtraKind, IdKind, Sex
from members.models import ExtraField, Member
from members.selectors import code_labels
from members.services.members import EDITABLE
from union.accounts.models import User
from union.common import id_numbers, phones
from union.common.dates import today
from union.common.service_forms import ServiceModelForm
from union.common.ui.widgets import DateInput
from union.organisation.choices import Right
from union.organisation.models import Branch, Department, Group

CODE_FIELDS = (
    "ethnicity", "political_status", "education", "marital_status", "post_category", "employment_kind",
    "join_method",
)  # fmt: skip
SENSITIVE: dict[str, Right] = {
    "id_number": Right.VIEW_IDENTITY,
    "phone": Right.VIEW_CONTACT,
    "email": Right.VIEW_CONTACT,
    "address": Right.VIEW_CONTACT,
    "bank_account": Right.VIEW_BANK,
    "health_note": Right.VIEW_FAMILY,
}
_MASKS = {"id_number": id_numbers.mask, "phone": phones.mask}
IDENTITY_FIELDS = (
    "name", "staff_no", "member_no", "id_kind", "id_number", "sex", "born_on", "ethnicity", "native_place",
)  # fmt: skip
DATE_FIELDS = ("born_on", "started_work_on", "joined_hospital_on", "joined_union_on")


class GroupedIterator(ModelChoiceIterator):
    """Groups and departments of a drop-down under the name of their branch."""

    def __iter__(self) -> Any:
        yield ("", "未填写")
        branch, rows = None, []
        for unit in self.queryset:
            if unit.branch_id != branch and rows:
                yield rows[0].branch.name if rows[0].branch else "未归支会", [self.choice(u) for u in rows]
                rows = []
            branch = unit.branch_id
            rows.append(unit)
        if rows:
            yield rows[0].branch.name if rows[0].branch else "未归支会", [self.choice(u) for u in rows]


class UnitChoiceField(forms.ModelChoiceField):
    """Open units of one kind, grouped by branch."""

    iterator = GroupedIterator


def unit_fields() -> dict[str, forms.ModelChoiceField]:
    """Fresh fields branch, department, group over the units that exist today."""
    day = today()
    order = ("branch__position", "branch", "name")
    departments = Department.objects.open_on(day).select_related("branch").order_by(*order)
    groups = Group.objects.open_on(day).select_related("branch").order_by(*order)
    return {
        "branch": forms.ModelChoiceField(
            Branch.objects.open_on(day), label="支会", required=False, empty_label="未填写"
        ),
        "department": UnitChoiceField(departments, label="科室", required=False),
        "group": UnitChoiceField(
            groups,
            label="工会小组", required=False, help_text="须属于所选支会；支会留空时按小组或科室填上",
        ),
    }  # fmt: skip


class MemberForm(ServiceModelForm):
    """Every field of a record, grouped by the template. It validates types; the rules are the service's."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    clear_fields = forms.MultipleChoiceField(
        label="清除已登记的敏感信息", required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Member
        fields = [name for name in EDITABLE if name != "extra"]
        widgets = dict.fromkeys(DATE_FIELDS, DateInput) | {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields.update(unit_fields())
        self.fields["sex"].choices = [("", "按证件号码"), *Sex.choices]
        self.fields["id_kind"].choices = IdKind.choices
        self.fields["id_kind"].required = False
        self._use_code_lists()
        self._hide_sensitive()
        self.extra_fields = list(ExtraField.objects.filter(is_active=True))
        self._add_extra()
        self.initial["version"] = self.instance.version

    def _use_code_lists(self) -> None:
        lists = code_labels(CODE_FIELDS)
        for name in CODE_FIELDS:
            present = getattr(self.instance, name, "")
            labels = dict.fromkeys([*lists[name], *([present] if present else [])])
            if lists[name]:
                old = self.fields[name]
                self.fields[name] = forms.ChoiceField(
                    label=old.label,
                    required=False,
                    choices=[("", "未填写"), *((each, each) for each in labels)],
                )

    def _hide_sensitive(self) -> None:
        """Show what is registered as a mask in the help text; drop what the user may not see."""
        kept = []
        for name, right in SENSITIVE.items():
            if not self.user.access.can(right):
                del self.fields[name]
                continue
            old = self.fields[name]
            widget = forms.Textarea(attrs={"rows": 2}) if name == "health_note" else forms.TextInput()
            self.fields[name] = forms.CharField(
                label=old.label, required=False, widget=widget, max_length=500
            )
            self.fields[name].widget.attrs["autocomplete"] = "off"
            value = getattr(self.instance, name)
            self.initial[name] = ""
            if value:
                shown = _MASKS[name](value) if name in _MASKS else "内容不显示"
                self.fields[name].help_text = f"已登记（{shown}），不改请留空"
                kept.append((name, old.label))
        self.fields["clear_fields"].choices = kept
        if not kept:
            del self.fields["clear_fields"]

    def _add_extra(self) -> None:
        for definition in self.extra_fields:
            name = f"extra_{definition.key}"
            self.fields[name] = _extra_field(definition)
            self.initial[name] = self.instance.extra.get(definition.key)

    @property
    def identity_names(self) -> str:
        """Fields of the first section; the number only for those who may see it."""
        return " ".join(name for name in IDENTITY_FIELDS if name in self.fields)

    @property
    def sensitive_names(self) -> str:
        """The sensitive fields this user may write, beside the ID number."""
        return " ".join(name for name in SENSITIVE if name in self.fields and name != "id_number")

    @property
    def extra_names(self) -> str:
        """Names of the extra fields for ``{% fields form … %}``."""
        return " ".join(f"extra_{definition.key}" for definition in self.extra_fields)

    def values(self) -> dict[str, Any]:
        """What goes to the service; an empty sensitive field only if it is to be cleared."""
        cleared = set(self.cleaned_data.get("clear_fields") or ())
        found = {}
        for name in self._meta.fields:
            if name not in self.cleaned_data:
                continue
            value = self.cleaned_data[name]
            if name in SENSITIVE and not value and name not in cleared and self.instance.pk:
                continue
            found[name] = value
        found["id_kind"] = found.get("id_kind") or IdKind.RESIDENT
        found["extra"] = {d.key: self.cleaned_data.get(f"extra_{d.key}") for d in self.extra_fields}
        return found


def _extra_field(definition: ExtraField) -> forms.Field:
    shared: dict[str, Any] = {
        "label": definition.label,
        "required": definition.is_required and definition.kind != ExtraKind.BOOLEAN,
        "help_text": definition.help_text,
    }
    if definition.kind == ExtraKind.CHOICE:
        return forms.ChoiceField(choices=[("", "未填写"), *((o, o) for o in definition.options)], **shared)
    if definition.kind == ExtraKind.DATE:
        return forms.DateField(widget=DateInput, **shared)
    if definition.kind == ExtraKind.BOOLEAN:
        return forms.BooleanField(**shared)
    if definition.kind == ExtraKind.NUMBER:
        return forms.DecimalField(**shared)
    return forms.CharField(max_length=300, **shared)


class RegisterForm(MemberForm):
    """A new record: how the person comes into the registry besides."""

    effective_on = forms.DateField(
        label="入册日期", required=False, widget=DateInput, help_text="留空时取入会时间，没有则为今天"
    )
    document = forms.CharField(
        label="依据", required=False, max_length=120, help_text="外单位转入时填写介绍信或接转单编号"
    )
