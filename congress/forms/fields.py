"""Fields that several forms of the congress share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy

from congress.models import Mandate
from members.models import Member
from members.selectors import members_visible_to
from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput, MultiPickerInput, PickerInput


def member_field(user: User, **options: Any) -> forms.ModelChoiceField:
    """A member within the user's scope, found by name, pinyin or 工号."""

    def label_of(pk: Any) -> str:
        found = members_visible_to(user).filter(pk=pk).first() if str(pk).isdecimal() else None
        return f"{found.name} {found.staff_no or ''}".strip() if found else ""

    return _picked(members_visible_to(user), "members:member_options", label_of, **options)


def mandate_field(
    rows: QuerySet[Mandate], *, multiple: bool = False, **options: Any
) -> forms.ModelChoiceField:
    """A delegate (or several) out of ``rows``."""

    def label_of(pk: Any) -> str:
        found = rows.filter(pk=pk).select_related("member").first() if str(pk).isdecimal() else None
        return found.member.name if found else ""

    return _picked(rows, "congress:delegate_options", label_of, multiple=multiple, **options)


def in_office(term_id: int) -> QuerySet[Mandate]:
    """Delegates of a term who are in office today."""
    return Mandate.objects.in_office(today()).filter(term_id=term_id).select_related("member")


def _picked(
    rows: QuerySet[Any],
    url_name: str,
    label_of: Callable[[Any], str],
    *,
    multiple: bool = False,
    **options: Any,
) -> forms.ModelChoiceField:
    kind, widget = (
        (forms.ModelMultipleChoiceField, MultiPickerInput)
        if multiple
        else (forms.ModelChoiceField, PickerInput)
    )
    field: forms.ModelChoiceField = kind(
        queryset=rows, widget=widget(url=lambda: str(reverse_lazy(url_name)), label_of=label_of), **options
    )
    field.error_messages["invalid_choice"] = "请从候选中选择"
    field.error_messages["required"] = "请输入姓名、拼音或工号，并从候选中选择"
    return field


def day_field(label: str, **options: Any) -> forms.DateField:
    """A date."""
    return forms.DateField(label=label, widget=DateInput, **options)


def text_field(label: str, longest: int, **options: Any) -> forms.CharField:
    """A line of text."""
    return forms.CharField(label=label, max_length=longest, **options)


def long_field(label: str, longest: int, *, rows: int = 3, **options: Any) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


__all__ = ["Member", "day_field", "in_office", "long_field", "mandate_field", "member_field", "text_field"]
