"""Forms of trainings and meetings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from events.choices.trainings import Presence
from events.forms.activities import MEMBER_OPTIONS, member_field, member_name, moment_field
from events.models import Meeting, Training, TrainingSession
from events.permissions.rooms import keeps
from members.selectors import members_visible_to
from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput, MultiPickerInput
from union.organisation.choices import Right
from union.organisation.models import Branch


def limit_branches(form: Any, user: User) -> None:
    """Offer the branches ``user`` keeps; the office may also choose the whole union."""
    scope = user.access.scope(Right.MANAGE_EVENTS)
    branches = Branch.objects.open_on(today())
    field = form.fields["branch"]
    field.queryset = branches if scope.everything else branches.filter(pk__in=scope.branch_ids)
    field.empty_label = "全院" if keeps(user) else None
    field.required = not keeps(user)


def people_field(user: User, label: str) -> forms.ModelMultipleChoiceField:
    """Several members within the user's scope, found by typing."""
    return forms.ModelMultipleChoiceField(
        members_visible_to(user), label=label,
        widget=MultiPickerInput(url=lambda: str(reverse_lazy(MEMBER_OPTIONS)), label_of=member_name),
    )  # fmt: skip


def hours_field() -> forms.DecimalField:
    """Hours of a session."""
    return forms.DecimalField(
        label="学时", min_value=Decimal("0.5"), max_value=Decimal(24), max_digits=4, decimal_places=1
    )


class RecordForm(forms.ModelForm):
    """A record with its version and branch; ``values()`` are the plain fields for the service."""

    takes_user = True
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial["version"] = self.instance.version
        if "branch" in self.fields:
            limit_branches(self, user)

    def values(self) -> dict[str, Any]:
        """Plain values for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class TrainingForm(RecordForm):
    """Facts of a training; a new one comes with its first session."""

    starts_at = moment_field("首次开课时间")
    hours = hours_field()

    class Meta:
        model = Training
        fields = ("title", "kind", "branch", "place", "teacher", "content", "has_test", "reported_times")
        widgets = {"content": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"reported_times": "没有逐人登记时填写；填写后以此为准"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["starts_at"], self.fields["hours"]


class TrainingSessionForm(forms.Form):
    """One more session."""

    starts_at = moment_field("开课时间")
    hours = hours_field()
    topic = forms.CharField(label="主题", max_length=80, required=False)


class PeopleForm(forms.Form):
    """People for a list."""

    takes_user = True

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"] = people_field(user, "人员")


class ResultsForm(forms.Form):
    """Who came to which session, and scores: two fields for each person on the list."""

    def __init__(self, *args: Any, training: Training, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trainees = list(training.trainees.select_related("member").prefetch_related("sessions"))
        sessions = list(training.sessions.all())
        choices = [(each.pk, _session_label(each)) for each in sessions]
        for row in self.trainees:
            known = [each.pk for each in row.sessions.all()]
            self.fields[f"came-{row.pk}"] = forms.TypedMultipleChoiceField(
                label=f"{row.member.name} 到课", choices=choices, coerce=int, required=False,
                widget=forms.CheckboxSelectMultiple, initial=known or [each.pk for each in sessions],
            )  # fmt: skip
            if training.has_test:
                self.fields[f"score-{row.pk}"] = forms.DecimalField(
                    label=f"{row.member.name} 成绩", min_value=0, max_value=100, max_digits=4,
                    decimal_places=1, required=False, initial=row.score,
                )  # fmt: skip

    def attended(self) -> dict[int, list[int]]:
        """Trainee → sessions."""
        return {row.pk: self.cleaned_data[f"came-{row.pk}"] for row in self.trainees}

    def scores(self) -> dict[int, Decimal | None]:
        """Trainee → score."""
        return {row.pk: self.cleaned_data.get(f"score-{row.pk}") for row in self.trainees}


def _session_label(session: TrainingSession) -> str:
    at = timezone.localtime(session.starts_at)
    return f"{at:%m-%d %H:%M} {session.topic} {session.hours} 学时"


class MeetingForm(RecordForm):
    """Facts of a meeting."""

    starts_at = moment_field("时间")

    class Meta:
        model = Meeting
        fields = ("title", "kind", "branch", "starts_at", "place", "chair", "recorder", "agenda", "guests")
        widgets = {"agenda": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"agenda": "每行一项"}


class MinutesForm(RecordForm):
    """Minutes, decisions and who was there: one field for each person invited."""

    class Meta:
        model = Meeting
        fields = ("minutes", "decisions", "guests")
        widgets = {
            "minutes": forms.Textarea(attrs={"rows": 12}), "decisions": forms.Textarea(attrs={"rows": 5}),
        }  # fmt: skip
        help_texts = {"decisions": "每行一项；要跟踪落实的请另外添加督办事项"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].required = True
        self.attendees = list(self.instance.attendees.select_related("member"))
        for row in self.attendees:
            start = Presence.PRESENT if row.presence == Presence.INVITED else row.presence
            self.fields[f"here-{row.pk}"] = forms.ChoiceField(
                label=row.member.name, choices=Presence.choices[1:], initial=start
            )

    def presence(self) -> dict[int, str]:
        """Attendee → presence."""
        return {row.pk: self.cleaned_data[f"here-{row.pk}"] for row in self.attendees}


class ItemForm(forms.Form):
    """Something to do."""

    takes_user = True
    text = forms.CharField(label="督办事项", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    due_on = forms.DateField(label="完成期限", widget=DateInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = member_field(user, "责任人")


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = forms.CharField(label="完成情况", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
