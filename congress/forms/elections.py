"""Forms of elections in constituencies and of changes of office."""

from __future__ import annotations

from typing import Any

from django import forms

from congress.choices.bodies import BodySeat, Grade, ReviewKind
from congress.choices.delegates import DelegateCategory, ElectionKind
from congress.forms.fields import day_field, long_field, mandate_field, member_field, text_field
from congress.models import BodyElection, Constituency, ConstituencyElection, Mandate, Session
from congress.rules.bodies import OFFICES, Counts
from union.accounts.models import User
from union.common.dates import today
from union.organisation.choices import Office
from union.organisation.models import Branch, Group


class ElectionForm(forms.Form):
    """Begin an election in a constituency."""

    kind = forms.ChoiceField(label="事项", choices=ElectionKind.choices)
    seats = forms.IntegerField(label="应选名额", min_value=1, max_value=99, initial=1)
    reason = text_field("事由", 200, required=False, help_text="撤免时必填")

    def __init__(self, *args: Any, area: Constituency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Mandate.objects.in_office(today()).filter(constituency=area)
        self.fields["target"] = mandate_field(
            held, label="拟撤免代表", required=False, help_text="撤免时必选"
        )


class NomineeForm(forms.Form):
    """A candidate."""

    category = forms.ChoiceField(label="构成", choices=DelegateCategory.choices, initial="professional")
    nominated_by = text_field("提名方", 60, required=False, help_text="工会小组、科室或联名人数")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = member_field(user, label="候选人")
        self.order_fields(["member"])


class _VotesForm(forms.Form):
    """One number per candidate."""

    def add_votes(self, rows: Any) -> None:
        """A field ``votes_<key>`` for each candidate."""
        for row in rows:
            self.fields[f"votes_{row.pk}"] = forms.IntegerField(
                label=f"{row.member.name} 得票", min_value=0, initial=row.votes
            )

    def votes(self) -> dict[int, int]:
        """Votes by the key of the candidate."""
        return {
            int(name.removeprefix("votes_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("votes_")
        }


class CountForm(_VotesForm):
    """What the tellers of a constituency counted."""

    held_on = day_field("投票日期", initial=today)
    staff_count = forms.IntegerField(label="选区职工数", min_value=1)
    took_part = forms.IntegerField(label="参加人数", min_value=0)
    document = text_field("选举记录", 120, help_text="会议名称和日期，或选举结果报告的文号")

    def __init__(self, *args: Any, election: ConstituencyElection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if election.kind == ElectionKind.RECALL:
            self.fields["recall_votes"] = forms.IntegerField(label="赞成撤免票", min_value=0)
        else:
            self.add_votes(election.nominees.select_related("member"))


class BodyElectionForm(forms.Form):
    """A planned change of office."""

    seat = forms.ChoiceField(label="选举对象", choices=BodySeat.choices)
    term_label = text_field("届次", 30, help_text="例如 第七届")
    is_by_election = forms.BooleanField(
        label="补选", required=False, help_text="届中补选缺额，其他在任人员不离任；“本届起”填写到任日期"
    )
    starts_on = day_field("本届起")
    ends_on = day_field("本届止")
    planned_on = day_field("计划选举日期")
    seats = forms.IntegerField(label="应选名额", min_value=1, max_value=99, initial=1)
    branch = forms.ModelChoiceField(label="支会", queryset=Branch.objects.none(), required=False)
    group = forms.ModelChoiceField(label="工会小组", queryset=Group.objects.none(), required=False)
    session = forms.ModelChoiceField(label="所在会议", queryset=Session.objects.none(), required=False)
    meeting = text_field("选举会议", 80, required=False, help_text="会员大会或会员代表大会的名称")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = Branch.objects.open_on(today())
        self.fields["group"].queryset = Group.objects.open_on(today())
        self.fields["session"].queryset = Session.objects.select_related("term")


class BodyCandidateForm(forms.Form):
    """A candidate of a change of office."""

    office = forms.ChoiceField(label="职务")

    def __init__(self, *args: Any, election: BodyElection, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [(o.value, o.label) for o in OFFICES[BodySeat(election.seat)]]
        self.fields["member"] = member_field(user, label="候选人")
        self.order_fields(["member"])


class DocumentForm(forms.Form):
    """A word of the level above."""

    document = text_field("批复文号", 120)
    on = day_field("批复日期", initial=today)


class ResultForm(_VotesForm):
    """The tellers' protocol of a change of office."""

    held_on = day_field("选举日期", initial=today)
    entitled = forms.IntegerField(label="应到", min_value=1)
    present = forms.IntegerField(label="实到", min_value=0)
    ballots_out = forms.IntegerField(label="发出选票", min_value=0)
    ballots_in = forms.IntegerField(label="收回选票", min_value=0)
    ballots_valid = forms.IntegerField(label="有效票", min_value=0)

    def __init__(self, *args: Any, election: BodyElection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_votes(election.candidates.select_related("member"))

    def counts(self) -> Counts:
        """The numbers as the rule wants them."""
        names = ("entitled", "present", "ballots_out", "ballots_in", "ballots_valid")
        return Counts(**{name: self.cleaned_data[name] for name in names})


_REVIEWED = [
    each
    for each in Office
    if each in {
        Office.CHAIR, Office.VICE_CHAIR, Office.OFFICE_STAFF, Office.COMMITTEE_MEMBER, Office.AUDITOR,
        Office.WOMEN_MEMBER, Office.BRANCH_CHAIR, Office.GROUP_LEADER,
    }
]  # fmt: skip


class ReviewForm(forms.Form):
    """An entry of the officer archive."""

    office = forms.ChoiceField(label="职务", choices=[(each.value, each.label) for each in _REVIEWED])
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2099)
    kind = forms.ChoiceField(label="种类", choices=ReviewKind.choices)
    grade = forms.ChoiceField(label="等次", choices=[("", "—"), *Grade.choices], required=False)
    held_on = day_field("评议或报告日期", initial=today)
    meeting = text_field("会议", 80, required=False)
    document = text_field("依据", 120, required=False)
    summary = long_field(
        "内容", 4000, rows=5, required=False, help_text="述职报告的要点；评议、考核的票数或评语"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = member_field(user, label="干部")
        self.order_fields(["member"])
