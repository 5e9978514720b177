"""Input for giving and ending offices, people on paper, bodies and the profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy

from union.accounts.models import User
from union.common import registries
from union.common.dates import today
from union.common.ui.widgets import DateInput, PickerInput
from union.organisation.choices import Office, ScopeKind, UnitKind
from union.organisation.models import Body, UnionProfile, Unit, units_of
from union.organisation.rules.offices import BODIES, SCOPES
from union.organisation.services.bodies import PROFILE_FIELDS

_KEY_DIGITS = 18  # of a 64-bit key


def is_key(text: str) -> bool:
    """Say whether ``text`` can be the key of a row."""
    return text.isdecimal() and len(text) <= _KEY_DIGITS


def person_label(value: Any, user: User) -> str:
    """Name of the chosen person as ``user`` may know it: an account's pk, or "member:17" without one."""
    source, _, pk = str(value).rpartition(":")
    if not is_key(pk):
        return ""
    if source:
        return registries.people[source].label(user, int(pk)) if source in registries.people else ""
    found = User.objects.filter(pk=pk).first()
    return f"{found.display_name}（{found.username}）" if found else ""


class PersonField(forms.CharField):
    """A person of the picker; cleaned to (source, pk), source "" being an open account."""

    def clean(self, value: Any) -> tuple[str, int]:
        text = super().clean(value)
        source, _, pk = text.rpartition(":")
        known = is_key(pk) and (not source or source in registries.people)
        if not known or (not source and not User.objects.filter(pk=pk, is_active=True).exists()):
            raise forms.ValidationError("请从候选中选择人员")
        return source, int(pk)


class GiveOfficeForm(forms.Form):
    """One appointment to ``office``; ``unit`` offers only places the office can hold in."""

    user = PersonField(
        label="人员",
        widget=PickerInput(url=lambda: str(reverse_lazy("organisation:person_options"))),
        help_text="按姓名、拼音或工号查找。",
        error_messages={"required": "请从候选中选择人员"},
    )
    place = forms.ChoiceField(label="任职范围")
    body = forms.ModelChoiceField(Body.objects.none(), label="机构", required=False)
    title = forms.CharField(label="分工", max_length=40, required=False, help_text="如组织委员、文体委员。")
    starts_on = forms.DateField(label="任职日期", widget=DateInput)
    ends_on = forms.DateField(
        label="任期至", widget=DateInput, required=False, help_text="任期的最后一天；未定可不填。"
    )
    document = forms.CharField(
        label="任职依据", max_length=120, help_text="任职文件的名称和文号，或选举会议。"
    )

    def __init__(self, *args: Any, office: Office, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].widget.label_of = lambda value: person_label(value, actor)
        self.fields["starts_on"].initial = today
        self.fields["place"].choices = [("", "请选择"), *_places(office)]
        if len(self.fields["place"].choices) == 2:  # noqa: PLR2004 - the empty choice and the only one
            self.fields["place"].initial = self.fields["place"].choices[1][0]
        bodies = Body.objects.filter(kind=BODIES[office]) if office in BODIES else Body.objects.none()
        self.fields["body"].queryset = bodies
        self.fields["body"].initial = bodies.filter(branch=None).first()

    def clean_place(self) -> tuple[ScopeKind, Unit | None]:
        kind, _, pk = self.cleaned_data["place"].partition(":")
        unit = units_of(UnitKind(kind)).filter(pk=pk).first() if pk else None
        return ScopeKind(kind), unit


def _places(office: Office) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for kind in SCOPES[office]:
        if kind in {ScopeKind.HOSPITAL, ScopeKind.SELF}:
            found.append((kind.value, kind.label))
            continue
        open_units = units_of(UnitKind(kind.value)).filter(closed_on=None)
        if kind != ScopeKind.BRANCH:
            open_units = open_units.select_related("branch").order_by("branch__position", "position", "pk")
        grouped: dict[str, list[tuple[str, str]]] = {}
        for unit in open_units:
            above = getattr(unit, "branch", None)
            grouped.setdefault(str(above or kind.label), []).append((f"{kind.value}:{unit.pk}", unit.name))
        found += list(grouped.items())
    return found


class EndOfficeForm(forms.Form):
    """The last day and why."""

    ends_on = forms.DateField(label="免职日期", widget=DateInput, help_text="在任的最后一天。")
    reason = forms.CharField(label="免职原因", max_length=80, help_text="换届、调离、辞职、退休等。")
    version = forms.IntegerField(widget=forms.HiddenInput)


class PersonForm(forms.Form):
    """A person who holds an office on paper and does not log in."""

    display_name = forms.CharField(label="姓名", max_length=60)
    username = forms.CharField(
        label="工号",
        max_length=64,
        help_text="职工填工号；院外人员填不重复的编号。将来开通登录时作为登录名。",
    )


class BodyForm(forms.ModelForm):
    """Name and present term."""

    class Meta:
        model = Body
        fields = ["name", "term", "starts_on", "ends_on"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}
        help_texts = {"term": "如“第六届”。", "ends_on": "届满前 90 天列入今日要办。"}


class ProfileForm(forms.ModelForm):
    """The union's own facts."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = UnionProfile
        fields = list(PROFILE_FIELDS)
        widgets = {"founded_on": DateInput}
