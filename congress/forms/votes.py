"""Forms of votes and elections; a ballot is drawn from its frozen form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy

from congress.choices.ballots import TellerRole
from congress.choices.terms import SessionState
from congress.choices.votes import VoteKind
from congress.models import AgendaItem, BodyElection, Poll, PollTeller, Session, Vote
from congress.models.ballots import MODES
from congress.rules.ballots import BallotForm, Question
from congress.selectors.rules import ballot_defaults
from congress.services.counts import Count
from members.models import Member
from union.common.dates import today
from union.common.service_forms import ServiceModelForm
from union.common.ui.widgets import PickerInput

_OVER = (SessionState.ARCHIVED, SessionState.CANCELLED)
_TEXT = forms.Textarea(attrs={"rows": 3})


def member_label(pk: Any) -> str:
    """Name of a chosen member, for a form that comes back."""
    found = (
        Member.objects.filter(pk=pk).values_list("name", flat=True).first() if str(pk).isdecimal() else None
    )
    return found or ""


def member_field(label: str, *, required: bool, help_text: str = "") -> forms.ModelChoiceField:
    """A picker of members within the user's reach (the search answers by scope)."""
    return forms.ModelChoiceField(
        Member.objects.unmerged(), label=label, required=required, help_text=help_text,
        widget=PickerInput(url=lambda: str(reverse_lazy("members:member_options")), label_of=member_label),
    )  # fmt: skip


class VoteForm(ServiceModelForm):
    """A vote before it opens; the fields of its poll stand with it."""

    title = forms.CharField(label="名称", max_length=120)
    mode = forms.ChoiceField(label="表决方式", choices=MODES, widget=forms.RadioSelect)
    allow_paper = forms.BooleanField(
        label="同时使用纸质票", required=False, help_text="没有手机的代表领取纸质票；领票后不能再线上投票"
    )
    closes_at = forms.DateTimeField(
        label="截止时间", required=False, help_text="到时自动停止收票；开票仍须监票人到场",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    class Meta:
        model = Vote
        fields = (
            "session", "agenda_item", "kind", "electorate", "body_election", "base", "threshold", "seats",
            "write_in", "wording", "document",
        )  # fmt: skip
        widgets = {"kind": forms.RadioSelect, "wording": _TEXT}
        help_texts = {
            "base": "默认应到代表：缺席和弃权都不算赞成",
            "threshold": "“以上”包括本数，“过半数”不包括",
            "seats": "选举时填写",
            "session": "职工代表的表决须在会议上进行",
            "body_election": "换届选举填写，当选名单会转到那里",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_sessions = Session.objects.exclude(state__in=_OVER).select_related("term")
        self.fields["session"].queryset = open_sessions
        self.fields["agenda_item"].queryset = AgendaItem.objects.filter(session__in=open_sessions)
        self.fields["body_election"].queryset = BodyElection.objects.select_related("branch", "group")
        self.fields["seats"].required = False
        if not self.instance.pk:
            usual = ballot_defaults(today())
            self.initial = {name: usual[name] for name in ("mode", "base", "threshold")} | self.initial
        if self.instance.pk:
            for name in ("title", "mode", "allow_paper", "closes_at"):
                self.initial[name] = getattr(self.instance.poll, name)

    def clean_seats(self) -> int:
        return self.cleaned_data.get("seats") or 0

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        item, session = found.get("agenda_item"), found.get("session")
        if item and session and item.session_id != session.pk:
            self.add_error("agenda_item", f"这项议程不属于{session}，请重新选择")
        if found.get("kind") == VoteKind.ITEM:
            found["seats"] = 0
        return found

    def values(self) -> dict[str, Any]:
        """Input of the service."""
        return dict(self.cleaned_data)


class CandidateForm(forms.Form):
    """A candidate: a member, or a name where the person is none."""

    member = member_field("会员", required=False, help_text="从花名册中选择，当选后可以直接任职")
    name = forms.CharField(label="姓名", max_length=60, required=False, help_text="不在花名册中的人填写姓名")
    note = forms.CharField(label="简介", max_length=120, required=False, help_text="科室、职务，印在选票上")


class TellerForm(forms.Form):
    """A 监票人 or 计票人."""

    member = member_field("人员", required=True)
    role = forms.ChoiceField(label="职责", choices=TellerRole.choices, widget=forms.RadioSelect)


def _secret(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=200, strip=False, help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class PassphraseForm(forms.Form):
    """The words that open the box, typed twice."""

    passphrase = _secret("开票口令", "至少 12 个字符，用一句只有您知道的话；忘记了就无法开票，只能作废重投")
    repeated = _secret("再输入一遍")

    def clean_repeated(self) -> str:
        if self.cleaned_data["repeated"] != self.cleaned_data.get("passphrase"):
            raise forms.ValidationError("两次输入的口令不一致")
        return str(self.cleaned_data["repeated"])


class CloseForm(forms.Form):
    """Both passphrases at the opening of the box."""

    def __init__(self, *args: Any, tellers: list[PollTeller], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tellers = tellers
        for teller in tellers:
            self.fields[f"teller_{teller.pk}"] = _secret(f"监票人 {teller} 的口令", "由本人当场输入")

    def passphrases(self) -> dict[int, str]:
        """Words by the key of the teller."""
        return {teller.pk: self.cleaned_data[f"teller_{teller.pk}"] for teller in self.tellers}


class ReasonForm(forms.Form):
    """Why a poll is given up."""

    reason = forms.CharField(label="作废原因", max_length=200, widget=_TEXT)


def _number(label: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=99999, **more)


class HandsForm(forms.Form):
    """Raised hands, counted one after the other."""

    yes = _number("赞成")
    no = _number("反对")
    abstain = _number("弃权")


class PaperCountForm(forms.Form):
    """A box of paper as one person counted it."""

    returned = _number("收回票数")
    invalid = _number("废票", initial=0)
    names = forms.CharField(
        label="另选他人", required=False, max_length=2000, widget=_TEXT,
        help_text="每行一人：姓名 票数，例如“张三 2”",
    )  # fmt: skip

    def __init__(self, *args: Any, ballot: BallotForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ballot = ballot
        if not ballot.write_ins:
            del self.fields["names"]
        for question in ballot.questions:
            for value, word in question.options:
                if value != "abstain":
                    self.fields[f"{question.key}-{value}"] = _number(f"{question.label}　{word}")

    def clean_names(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for line in self.cleaned_data["names"].splitlines():
            name, _, number = line.strip().rpartition(" ")
            if line.strip() and (not name or not number.isdecimal()):
                raise forms.ValidationError(f"“{line.strip()}”看不懂，请写成“姓名 票数”")
            if name:
                found[name.strip()] = found.get(name.strip(), 0) + int(number)
        return found

    def count(self) -> Count:
        """Input of the service."""
        typed = self.cleaned_data
        answers = {
            question.key: {
                value: typed[f"{question.key}-{value}"]
                for value, _word in question.options
                if value != "abstain" and typed[f"{question.key}-{value}"]
            }
            for question in self.ballot.questions
        }
        return Count(answers, typed["returned"], typed["invalid"], typed.get("names") or {})


class CastForm(forms.Form):
    """A ballot on the screen: never a draft, without form token (docs/adr/0010-sealed-ballots.md)."""

    def __init__(
        self, *args: Any, ballot: BallotForm, skipped: frozenset[str] = frozenset(), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ballot, self.skipped = ballot, skipped
        for question in ballot.questions:
            if question.key not in skipped:
                self.fields[question.key] = _answer_field(question)
        for number in range(1, ballot.write_ins + 1):
            self.fields[f"write_in_{number}"] = forms.CharField(
                label="另选他人" if ballot.write_ins == 1 else f"另选他人 {number}",
                required=False,
                max_length=40,
            )

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields under their headings, in order."""
        found: list[tuple[str, list[forms.BoundField]]] = []
        for question in self.ballot.questions:
            if question.key in self.skipped:
                continue
            if not found or found[-1][0] != question.group:
                found.append((question.group, []))
            found[-1][1].append(self[question.key])
        return found

    def write_in_fields(self) -> list[forms.BoundField]:
        """The lines for other names."""
        return [self[name] for name in self.fields if name.startswith("write_in_")]

    def answers(self) -> dict[str, str]:
        """What was chosen, by question."""
        return {
            question.key: str(self.cleaned_data.get(question.key) or "")
            for question in self.ballot.questions
            if question.key not in self.skipped
        }

    def write_ins(self) -> list[str]:
        """Names written in."""
        return [self.cleaned_data[name] for name in self.fields if name.startswith("write_in_")]


def _answer_field(question: Question) -> forms.Field:
    if question.top_score:
        return forms.CharField(
            label=question.label, required=False, max_length=5,
            help_text=f"0 至 {question.top_score}，留空为弃权",
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
    return forms.ChoiceField(
        label=question.label, required=False, choices=question.options, widget=forms.RadioSelect
    )


class NamedForm(forms.Form):
    """A voice that was called out, entered by the office."""

    def __init__(self, *args: Any, poll: Poll, ballot: BallotForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = poll.roll.filter(named=None, is_present=True).values_list("pk", "name", "unit")
        options = [(pk, f"{name}（{unit}）" if unit else name) for pk, name, unit in left]
        self.fields["entry"] = forms.ChoiceField(label="代表", choices=options)
        for question in ballot.questions:
            self.fields[question.key] = _answer_field(question)
