"""Forms of sessions: plan, agenda, papers, opinions, resolutions, attendance."""

from __future__ import annotations

from typing import Any

from django import forms

from congress.choices.sessions import Audience, GuestKind, OpinionOutcome
from congress.choices.terms import Power, SessionKind, Stage, VoteMode, VotingBody
from congress.forms.fields import day_field, in_office, long_field, mandate_field, text_field
from congress.models import AgendaItem, Delegation, PreparationStep, Session
from congress.selectors.people import managers
from union.accounts.models import User
from union.common.dates import today


class SessionForm(forms.Form):
    """Plan or change a session."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="类型", choices=SessionKind.choices)
    is_joint = forms.BooleanField(
        label="双代会", required=False, help_text="与工会会员代表大会合并召开；每项议程分别注明由谁表决"
    )
    theme = text_field("主题", 120, required=False)
    opens_on = day_field("开幕日期")
    closes_on = day_field("闭幕日期")
    preliminary_on = day_field("预备会议日期", required=False)
    place = text_field("地点", 80, required=False)
    requested_by = text_field(
        "提议人", 120, required=False, help_text="临时会议必填：单位、工会或三分之一以上代表"
    )
    request_count = forms.IntegerField(
        label="联名代表人数",
        min_value=1,
        required=False,
        help_text="由代表联名提议时填写，须达到在任代表的三分之一",
    )
    reason = text_field("事由", 200, required=False, help_text="临时会议必填")


class NoteForm(forms.Form):
    """A word to go with a step."""

    note = long_field("说明", 200, required=False)


class StepForm(forms.Form):
    """Owner and date of a line of the checklist."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    owner = forms.ModelChoiceField(label="负责人", queryset=User.objects.none(), required=False)
    due_on = day_field("应完成日期")

    def __init__(self, *args: Any, step: PreparationStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = managers()
        self.fields["owner"].queryset = people | User.objects.filter(pk=step.owner_id or 0)


class ItemForm(forms.Form):
    """An item of the agenda."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = text_field("议题", 120)
    stage = forms.ChoiceField(label="阶段", choices=Stage.choices, initial=Stage.FORMAL)
    position = forms.IntegerField(label="顺序", min_value=1, max_value=99, initial=1)
    parent = forms.ModelChoiceField(
        label="上级议程", queryset=AgendaItem.objects.none(), required=False, help_text="分项表决时选择"
    )
    power = forms.ChoiceField(label="职权", choices=Power.choices, initial=Power.PROCEDURE)
    vote_mode = forms.ChoiceField(label="表决方式", choices=VoteMode.choices, initial=VoteMode.NONE)
    body = forms.ChoiceField(label="表决主体", choices=VotingBody.choices, initial=VotingBody.CONGRESS)
    touches_interests = forms.BooleanField(
        label="涉及职工切身利益", required=False, help_text="应无记名投票，分项表决"
    )
    presenter = text_field("报告人", 60, required=False)
    minutes = forms.IntegerField(label="时长（分钟）", min_value=1, max_value=600, required=False)
    owner = forms.ModelChoiceField(label="负责人", queryset=User.objects.none(), required=False)
    content = long_field("内容", 4000, required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = session.agenda.filter(parent=None)
        self.fields["owner"].queryset = managers()

    def clean(self) -> dict[str, Any]:
        """What touches interests is voted on in secret."""
        found = super().clean() or self.cleaned_data
        secret = found.get("vote_mode") in (VoteMode.SECRET, VoteMode.NONE)
        if found.get("touches_interests") and not secret:
            self.add_error(
                "vote_mode", "涉及职工切身利益的事项应采用无记名投票（《企业民主管理规定》第二十条）"
            )
        return found


class PaperForm(forms.Form):
    """A paper of the session."""

    title = text_field("标题", 120)
    item = forms.ModelChoiceField(label="议程", queryset=AgendaItem.objects.none(), required=False)
    audience = forms.ChoiceField(label="发放范围", choices=Audience.choices, initial=Audience.DELEGATES)
    text = long_field("正文", 20000, rows=8, required=False)
    file = forms.FileField(label="文件", required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = session.agenda.all()


class OpinionForm(forms.Form):
    """What a delegation says."""

    item = forms.ModelChoiceField(
        label="议题", queryset=AgendaItem.objects.none(), required=False, empty_label="会议总体"
    )
    delegation = forms.ModelChoiceField(label="代表团", queryset=Delegation.objects.none(), required=False)
    text = long_field("意见", 2000, rows=4)

    def __init__(self, *args: Any, session: Session, own: Delegation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = session.agenda.all()
        self.fields["delegation"].queryset = session.term.delegations.all()
        if own is not None:
            del self.fields["delegation"]


class AnswerForm(forms.Form):
    """Answer to an opinion."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="处理", choices=[(o.value, o.label) for o in OpinionOutcome if o != OpinionOutcome.OPEN],
        widget=forms.RadioSelect,
    )  # fmt: skip
    answer = long_field("答复", 2000, rows=4, required=False, help_text="部分采纳或未采纳须说明理由")


class MinutesForm(forms.Form):
    """Minutes of a stage."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    chaired_by = text_field("主持人", 40, required=False)
    recorder = text_field("记录人", 40, required=False)
    text = long_field("会议记录", 20000, rows=14)


class ResolutionForm(forms.Form):
    """A resolution that was passed."""

    title = text_field("标题", 120)
    item = forms.ModelChoiceField(label="议程", queryset=AgendaItem.objects.none(), required=False)
    passed_on = day_field("通过日期", initial=today)
    text = long_field("内容", 10000, rows=8)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = session.agenda.all()


class GuestForm(forms.Form):
    """An observer or guest."""

    kind = forms.ChoiceField(label="类别", choices=GuestKind.choices)
    name = text_field("姓名", 40)
    unit = text_field("单位及职务", 80, required=False)


class AbsenceForm(forms.Form):
    """A delegate on leave."""

    reason = text_field("请假原因", 100)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandate"] = mandate_field(in_office(session.term_id), label="代表")
        self.order_fields(["mandate"])


class DeskForm(forms.Form):
    """The number on a certificate."""

    number = text_field("代表证号或工号", 20)
