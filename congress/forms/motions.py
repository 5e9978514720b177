"""Forms of motions: the text, invitations, the fields of each step, contacts, the window, awards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse_lazy

from congress.choices.motions import (
    Arrangement,
    ContactMethod,
    Filing,
    Grade,
    MotionAction,
    Party,
    Satisfaction,
)
from congress.models import Motion, MotionWindow, Session
from congress.permissions.motions import Standing
from congress.rules.motions_table import STILL_OPEN_FOR_PAPERS, Arrow
from congress.selectors.motions import HANDLED, rules_on
from congress.services.motions_flow import Grounds
from congress.services.motions_ratings import author_ids
from members.models import Member
from union.common.dates import today
from union.common.models import CodeItem
from union.common.service_forms import ServiceModelForm
from union.common.ui.widgets import DateInput, MultiPickerInput
from union.organisation.choices import Office
from union.organisation.models import Appointment, Department

A = MotionAction
_EMPTY = ("", "请选择")


def _rows(number: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": number})


def _category_choices() -> list[tuple[str, str]]:
    labels = CodeItem.objects.filter(kind="motion_category", is_active=True).values_list("label", flat=True)
    return [_EMPTY, *((label, label) for label in labels)]


def _departments(kept: int | None = None) -> Any:
    """Open departments, and the one that stands there already although it was closed since."""
    return Department.objects.filter(Q(closed_on=None) | Q(pk=kept)).order_by("name")


class MotionForm(forms.Form):
    """案由、理由、建议: one matter per motion."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label="案由", max_length=80, help_text="一事一案，用一句话写清要解决的问题")
    category = forms.ChoiceField(label="类别")
    proposed_department = forms.ModelChoiceField(
        None, label="建议承办部门", required=False, empty_label="不指定"
    )
    situation = forms.CharField(
        label="现状与理由", max_length=4000, widget=_rows(6), required=False, help_text="事实、依据和分析"
    )
    proposal = forms.CharField(
        label="建议措施",
        max_length=4000,
        widget=_rows(6),
        required=False,
        help_text="希望怎样解决，越具体越好",
    )
    by_delegation = forms.BooleanField(
        label="代表团集体提案", required=False, help_text="由团长或副团长提出，不需要附议"
    )
    is_confidential = forms.BooleanField(
        label="对外隐去我的姓名", required=False, help_text="除工会办公室和附议人外，其他人看不到提案人"
    )

    def __init__(
        self, *args: Any, motion: Motion | None = None, leads_delegation: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = _category_choices()
        kept = motion.proposed_department_id if motion else None
        self.fields["proposed_department"].queryset = _departments(kept)
        if not leads_delegation:
            del self.fields["by_delegation"]
        if motion is not None:
            self.initial |= {name: getattr(motion, name) for name in self.fields if hasattr(motion, name)}

    def values(self) -> dict[str, Any]:
        """What is stored."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class CorrectionForm(forms.Form):
    """The text of a motion as committee or office correct it, with the reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="案由", max_length=80)
    category = forms.ChoiceField(label="类别", required=False)
    proposed_department = forms.ModelChoiceField(
        None, label="建议承办部门", required=False, empty_label="不指定"
    )
    situation = forms.CharField(label="现状与理由", max_length=4000, widget=_rows(6), required=False)
    proposal = forms.CharField(label="建议措施", max_length=4000, widget=_rows(6), required=False)
    reason = forms.CharField(
        label="更正原因", max_length=200, help_text="只改错字和表述，不改提案人的意思；提案人会收到通知"
    )

    def __init__(self, *args: Any, motion: Motion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _category_choices()
        if motion.category and (motion.category, motion.category) not in choices:
            choices.append((motion.category, motion.category))  # of an imported ledger
        self.fields["category"].choices = choices
        self.fields["proposed_department"].queryset = _departments(motion.proposed_department_id)
        names = ("version", "title", "category", "proposed_department", "situation", "proposal")
        self.initial |= {name: getattr(motion, name) for name in names}

    def values(self) -> dict[str, Any]:
        """The text without version and reason."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in ("version", "reason")}


def delegate_names(values: Any) -> list[tuple[str, str]]:
    """(key, name) of delegates chosen before, for the picker."""
    keys = [int(value) for value in (values or []) if str(value).isdecimal()]
    return [(str(pk), name) for pk, name in Member.objects.filter(pk__in=keys).values_list("pk", "name")]


class InviteForm(forms.Form):
    """Delegates who are asked to second, found by name."""

    members = forms.CharField(
        label="邀请附议",
        widget=MultiPickerInput(reverse_lazy("motions:delegate_options"), placeholder="代表姓名或拼音"),
        required=False,
    )

    def __init__(self, *args: Any, needed: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needed:
            self.fields["members"].help_text = f"至少 {needed} 名其他正式代表附议后才能提交"

    def member_ids(self) -> list[int]:
        """Keys of the chosen delegates."""
        name = self.add_prefix("members")
        values = self.data.getlist(name) if hasattr(self.data, "getlist") else self.data.get(name, [])
        return [int(value) for value in values if str(value).isdecimal()]


def _leaders() -> list[tuple[str, str]]:
    held = Appointment.objects.held_on(today()).filter(office=Office.LEADERSHIP, user__is_active=True)
    return [
        (str(a.user_id), f"{a.user.get_full_name()}{f'（{a.title}）' if a.title else ''}")
        for a in held.select_related("user")
    ]


def _note(label: str, *, required: bool) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=500, widget=_rows(3))


def _recommendation() -> forms.ChoiceField:
    given = [c for c in Filing.choices if c[0] != Filing.UNDECIDED]
    return forms.ChoiceField(label="审查意见", choices=given, widget=forms.RadioSelect)


def _leader() -> forms.ChoiceField:
    return forms.ChoiceField(label="分管院领导", choices=[_EMPTY, *_leaders()])


def _arrangement() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="承办方式", choices=Arrangement.choices, widget=forms.RadioSelect, initial=Arrangement.SINGLE,
        help_text="独办：一个部门；会办：主办汇总协办意见后统一答复；分办：各部门分别答复",
    )  # fmt: skip


def _department_name(key: Any) -> str:
    found = Department.objects.filter(pk=key) if str(key).isdecimal() else Department.objects.none()
    return "".join(found.values_list("name", flat=True))


def _units(label: str, *, required: bool) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        _departments(), label=label, required=required, help_text="可选多个",
        widget=MultiPickerInput(
            reverse_lazy("motions:department_options"), label_of=_department_name, placeholder="科室名称"),
    )  # fmt: skip


def _day(label: str, help_text: str = "", *, required: bool) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DateInput, help_text=help_text)


def _text(label: str, longest: int, rows: int = 0) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=_rows(rows) if rows else None)


def _case_field(motion: Motion) -> forms.ModelChoiceField:
    filings = (Filing.CONVERTED,) if motion.is_late else HANDLED  # a late paper is no motion
    cases = Motion.objects.filter(
        session=motion.session, filing__in=filings, state__in=STILL_OPEN_FOR_PAPERS
    ).select_related("session__term")
    field = forms.ModelChoiceField(
        cases.exclude(pk=motion.pk), label="并入的主案", empty_label="请选择已立案的提案"
    )
    field.label_from_instance = lambda case: f"{case.number_label} {case.title}"
    return field


def _rater_field(motion: Motion) -> forms.ModelChoiceField:
    rated = motion.ratings.filter(round=motion.round).values("member")
    people = Member.objects.filter(pk__in=author_ids(motion)).exclude(pk__in=rated)
    return forms.ModelChoiceField(people, label="哪一位提案人的纸质反馈", empty_label="请选择")


_Maker = Callable[[Motion], forms.Field]
_ASSIGNING: dict[str, _Maker] = {
    "arrangement": lambda _m: _arrangement(),
    "leads": lambda _m: _units("主办部门", required=True),
    "assists": lambda _m: _units("协办部门", required=False),
    "due_on": lambda _m: _day("办理期限", "不填则按规则计算", required=False),
}
_EXTRA: Mapping[MotionAction, dict[str, _Maker]] = {
    A.RECOMMEND: {"recommendation": lambda _m: _recommendation()},
    A.MERGE: {"into": _case_field},
    A.BRIEF: {"leader": lambda _m: _leader()},
    A.ASSIGN: _ASSIGNING,
    A.REASSIGN: _ASSIGNING,
    A.REDO: {"leader": lambda _m: _leader(), **_ASSIGNING},
    A.ACCEPT: {"plan": lambda _m: forms.CharField(
        label="办理计划", max_length=500, widget=_rows(3), required=False, help_text="怎样办、什么时候办完")},
    A.ASK_EXTENSION: {"due_on": lambda _m: _day("申请延期至", required=True)},
    A.EXTEND: {"due_on": lambda _m: _day("延期至", required=True)},
    A.POSTPONE: {"due_on": lambda _m: _day("新的承诺日期", required=True)},
    A.MARK_KEY: {"leader": lambda _m: _leader()},
    A.ARCHIVE: {"archive_no": lambda _m: _text("档号", 40)},
    A.ANSWER: {
        "text": lambda _m: _text("答复内容", 6000, 10),
        "grade": lambda _m: forms.ChoiceField(
            label="办理结果", choices=Grade.choices, widget=forms.RadioSelect),
        "promised_on": lambda _m: _day("承诺完成日期", "B 类必填，到期提醒并跟踪到落实", required=False),
        "signatory": lambda _m: _text("部门负责人（签字）", 40),
    },
    A.RATE: {
        "satisfaction": lambda _m: forms.ChoiceField(
            label="对答复的评价", choices=Satisfaction.choices, widget=forms.RadioSelect)
    },
}  # fmt: skip
_NOTE_LABELS = {
    A.INSTRUCT: "批示内容", A.RECOMMEND: "审查理由", A.REFUSE: "不立案理由（将告知提案人）",
    A.RATE: "意见和建议",
    A.CONVERT: "转为意见建议的理由（将告知提案人）", A.SUPERVISE: "督办要求", A.COUNTERSIGN: "会签意见",
    A.FULFIL: "怎样落实的", A.EXPLAIN: "不能落实的原因", A.DECLINE: "申请退回的理由", A.MERGE: "并案理由",
}  # fmt: skip
_WITHOUT_NOTE = frozenset({A.SEEK, A.RECEIVE, A.DELIVER, A.ARCHIVE, A.ANSWER, A.RECALL, A.SUBMIT})


class MotionStepForm(forms.Form):
    """The fields one step needs, and its note where the table asks for one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, motion: Motion, arrow: Arrow, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        action = MotionAction(arrow.action)
        for name, make in _EXTRA.get(action, {}).items():
            self.fields[name] = make(motion)
        if action == A.RATE and Party.OFFICE in standing.parties:
            self.fields["member"] = _rater_field(motion)
        if action == A.ASSIGN and motion.leader_id is None:
            self.fields["leader"] = _leader()
        if action not in _WITHOUT_NOTE:
            label = _NOTE_LABELS.get(action, "意见或理由")
            self.fields["note"] = _note(label, required=arrow.needs_note(motion.state))
        self.initial |= {"version": motion.version, **self._usual(action, motion)}

    @staticmethod
    def _usual(action: MotionAction, motion: Motion) -> dict[str, Any]:
        """What is most often wanted, filled in beforehand."""
        if action in (A.ASSIGN, A.REASSIGN, A.REDO):
            units = list(motion.units.filter(in_force=True)) if action == A.REDO else []
            leads = [u.department_id for u in units if u.role == "lead"]
            proposed = [motion.proposed_department_id] if motion.proposed_department_id else []
            assists = [u.department_id for u in units if u.role == "assist"]
            kept = motion.arrangement or Arrangement.SINGLE
            return {"leads": leads or proposed, "assists": assists, "arrangement": kept}
        if action == A.EXTEND:
            return {"due_on": motion.asked_until}
        if action == A.ANSWER:
            last = motion.replies.order_by("-pk").first()
            return {"text": last.text, "signatory": last.signatory, "grade": last.grade} if last else {}
        return {}

    def grounds(self) -> Grounds:
        """The input as the service takes it."""
        typed = self.cleaned_data
        keys = {
            name: typed[name]
            for name in typed
            if name not in ("version", "into", "member", "leads", "assists")
        }
        if "leader" in keys:
            keys["leader"] = int(keys["leader"]) if keys["leader"] else None
        for name in ("into", "member"):
            if typed.get(name) is not None:
                keys[name] = typed[name].pk
        for name in ("leads", "assists"):
            keys[name] = tuple(unit.pk for unit in typed.get(name) or ())
        return Grounds(**keys)


class ContactForm(forms.Form):
    """How the department spoke with the mover."""

    on = forms.DateField(label="日期", widget=DateInput, initial=today)
    method = forms.ChoiceField(label="方式", choices=ContactMethod.choices)
    content = forms.CharField(label="沟通情况", max_length=500, widget=_rows(3))


class PlanForm(forms.Form):
    """办理计划."""

    plan = forms.CharField(label="办理计划", max_length=500, widget=_rows(3))


class WindowForm(ServiceModelForm):
    """When motions are taken in."""

    class Meta:
        model = MotionWindow
        fields = ("opens_at", "closes_at", "handle_until", "notice")
        widgets = {
            "opens_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "closes_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "handle_until": DateInput, "notice": _rows(5),
        }  # fmt: skip

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        kwargs["instance"] = MotionWindow.objects.filter(session=session).first()
        super().__init__(*args, **kwargs)
        self.session = session
        self.fields[
            "handle_until"
        ].help_text = f"不填则每件按 {rules_on(today()).days.get('handle', 60)} 天计算"


class AwardForm(forms.Form):
    """优秀提案, by vote or choice."""

    award = forms.ChoiceField(label="称号", required=False)
    note = forms.CharField(label="评选依据", max_length=120, required=False, help_text="投票结果或会议决定")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = CodeItem.objects.filter(kind="motion_award", is_active=True).values_list("label", flat=True)
        self.fields["award"].choices = [("", "取消表彰"), *((label, label) for label in labels)]


class DepartmentAwardForm(forms.Form):
    """先进承办部门 of a session."""

    department = forms.ModelChoiceField(None, label="部门", empty_label="请选择")
    note = forms.CharField(label="评选依据", max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = _departments()
