"""Forms of a visit: report, and one form per step. Whether a step is allowed is the service's answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.base import File
from django.urls import reverse_lazy

from members.models import Member
from members.selectors import members_visible_to
from union.accounts.models import User
from union.common.attachments import check_file
from union.common.dates import today
from union.common.errors import DomainError
from union.common.ui.widgets import DateInput, MoneyInput, PickerInput
from union.funds.choices import FundSource, Purpose
from welfare.choices.visits import PayForm, Relation, ServiceKind, Trigger
from welfare.models import Occasion, Visit
from welfare.permissions import visits as may
from welfare.rules.visit_flow import VisitAction
from welfare.selectors.standards import standards_on
from welfare.selectors.visits import schemes_on
from welfare.services.visit_reports import Facts
from welfare.services.visits import Proposal, Visited

_AREA = {"attrs": {"rows": 3}}
NOTE = {"label": "意见", "required": False, "max_length": 300, "widget": forms.Textarea(**_AREA)}
IN_VOUCHER = "写进凭证，请勿写病情和家庭情况"  # of every note that the cash book keeps in clear
_RELATIONS = [("", "—"), *Relation.choices]


class FilesInput(forms.ClearableFileInput):
    """Several files at once (from the camera of a phone)."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each checked as an attachment."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[File[Any]]:
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        found = [super(FilesField, self).clean(each, initial) for each in given]
        for each in found:
            try:
                check_file(each)
            except DomainError as error:
                raise forms.ValidationError(str(error)) from error
        return found


class MemberField(forms.IntegerField):
    """A member found by the picker, within what the user may see."""

    def __init__(self, *, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(
            widget=PickerInput(
                url=lambda: str(reverse_lazy("members:member_options")), label_of=self.name_of
            ),
            **kwargs,
        )

    def name_of(self, pk: Any) -> str:
        """Name of the chosen member, if the user may see him."""
        row = members_visible_to(self.user).filter(pk=pk).first() if str(pk).isdecimal() else None
        return f"{row.name} {row.staff_no or ''}".strip() if row else ""

    def clean(self, value: Any) -> Member | None:
        pk = super().clean(value)
        if pk is None:
            return None
        row = (
            members_visible_to(self.user)
            .filter(pk=pk)
            .select_related("branch", "group", "department")
            .first()
        )
        if row is None:
            raise forms.ValidationError("没有找到这名会员，请重新选择")
        return row


class ReportForm(forms.Form):
    """上报: who, what, since when, where; a proof from the phone's camera. Half a minute."""

    occasion = forms.ModelChoiceField(Occasion.objects.none(), label="什么事", empty_label="请选择")
    happened_on = forms.DateField(label="从哪天起", widget=DateInput, initial=today)
    relation = forms.ChoiceField(
        label="与职工的关系", choices=_RELATIONS, required=False, help_text="亲属去世时填写"
    )
    where = forms.CharField(
        label="在哪里", max_length=80, required=False, help_text="医院、科室、床号或住址；只有经办人能看到"
    )
    details = forms.CharField(
        label="情况", max_length=500, required=False, widget=forms.Textarea(**_AREA),
        help_text="只有经办人和您能看到",
    )  # fmt: skip
    proofs = FilesField(label="证明照片", required=False, help_text="住院证明、出生证明等，可以直接拍照")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        shown = Occasion.objects.valid_on(today()).exclude(trigger=Trigger.LIST)
        self.fields["occasion"].queryset = shown
        self.picks = user.access.can("view_members")
        who: dict[str, forms.Field] = {}
        if self.picks:
            who["member"] = MemberField(user=user, label="为谁", required=False)
        else:
            who["staff_no"] = forms.CharField(
                label="工号", max_length=20, required=False, help_text="本人可不填"
            )
            who["name"] = forms.CharField(label="姓名", max_length=60, required=False)
        if may.handles(user):
            who["outside_name"] = forms.CharField(
                label="院外人员或单位",
                max_length=60,
                required=False,
                help_text="不是本院职工时填写，如某福利院",
            )
        self.fields = {**who, **self.fields}

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.picks and not self.errors:
            typed["member"] = self._named(typed.get("staff_no", ""), typed.get("name", ""))
        return typed

    def _named(self, staff_no: str, name: str) -> Member:
        """Oneself, or a colleague by 工号 and name together: no list to leaf through."""
        rows = Member.objects.unmerged().kept().select_related("branch", "group", "department")
        if not staff_no and not name:
            found = rows.filter(user=self.user).first()
        else:
            found = rows.filter(staff_no=staff_no.strip(), name=name.strip()).first()
        if found is None:
            raise forms.ValidationError("没有工号和姓名都相符的会员，请核对；为本人上报时两项都不填")
        return found

    def facts(self) -> Facts:
        """What the service is told."""
        typed = self.cleaned_data
        return Facts(
            occasion=typed["occasion"], happened_on=typed["happened_on"], member=typed.get("member"),
            outside_name=typed.get("outside_name", "") if not typed.get("member") else "",
            relation=typed["relation"], details=typed["details"], where=typed["where"],
        )  # fmt: skip


class NoteForm(forms.Form):
    """The opinion that goes with a step."""

    note = forms.CharField(**NOTE)

    def __init__(self, *args: Any, visit: Visit, user: User, required: bool = False, **kwargs: Any) -> None:
        self.visit, self.user = visit, user
        super().__init__(*args, **kwargs)
        if "note" in self.fields:
            self.fields["note"].required = required
            self.fields["note"].label = "理由" if required else "意见"


class CheckForm(NoteForm):
    """What the office proposes; starts from the standard."""

    standard = forms.ChoiceField(label="适用标准", required=False)
    cash = forms.DecimalField(
        label="慰问金（元）", max_digits=10, decimal_places=2, widget=MoneyInput, initial=0
    )
    gift = forms.CharField(label="慰问品", max_length=60, required=False)
    gift_value = forms.DecimalField(
        label="慰问品价值（元）", max_digits=10, decimal_places=2, widget=MoneyInput, initial=0
    )
    pay_form = forms.ChoiceField(label="慰问形式", choices=PayForm.choices)
    fund_source = forms.ChoiceField(label="经费来源", choices=FundSource.choices)
    illness = forms.CharField(
        label="病种", max_length=60, required=False, help_text="用于核对“同一病种每年一次”，加密保存"
    )
    relation = forms.ChoiceField(label="与职工的关系", choices=_RELATIONS, required=False)
    override_reason = forms.CharField(
        label="超标理由", max_length=300, required=False, widget=forms.Textarea(**_AREA),
        help_text="只在超出标准时填写，须经集体研究",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visit = self.visit
        self.standards = {str(row.pk): row for row in standards_on(visit.occasion, visit.happened_on)}
        self.fields["standard"].choices = [(pk, self._words(row)) for pk, row in self.standards.items()]
        if not visit.occasion.is_health:
            del self.fields["illness"]
        if not visit.occasion.asks_relation:
            del self.fields["relation"]
        self.fields["spouse"] = MemberField(
            user=self.user, label="配偶（本院会员）", required=False, help_text="标准规定夫妻只慰问一方时填写"
        )
        self.initial = {**self._start(), **self.initial}

    @staticmethod
    def _words(row: Any) -> str:
        cap = f"，上限 {row.cap:,.0f} 元" if row.cap is not None else ""
        return f"{row.tier or '一般标准'}{cap}（{row.source_document}）"

    def _start(self) -> dict[str, Any]:
        visit = self.visit
        standard = visit.standard or next(iter(self.standards.values()), None)
        start: dict[str, Any] = {
            "relation": visit.relation,
            "spouse": visit.spouse_id,
            "illness": visit.illness,
        }
        if standard is None:
            return start
        fresh = not visit.pay_form
        sources = standard.sources.get(visit.category, [])
        return start | {
            "standard": str(standard.pk),
            "cash": standard.cash_amount if fresh else visit.cash_amount,
            "gift": standard.gift if fresh else visit.gift,
            "gift_value": standard.gift_value if fresh else visit.gift_value,
            "pay_form": visit.pay_form or next(iter(standard.pay_forms), ""),
            "fund_source": visit.fund_source or next(iter(sources), ""),
        }

    def proposal(self) -> Proposal:
        """What the service is told."""
        typed = dict(self.cleaned_data)
        typed["standard"] = self.standards.get(typed["standard"])
        return Proposal(**typed)


class ApproveForm(NoteForm):
    """Approval: an opinion, and the resolution where one is needed."""

    document = forms.CharField(
        label="集体研究记录", max_length=120, required=False, help_text="会议纪要编号；超标或大额时必填"
    )


class PlanForm(NoteForm):
    """When, and who goes."""

    on = forms.DateField(label="计划日期", widget=DateInput, initial=today)
    visitors = forms.CharField(label="慰问人", max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["note"]
        standard = self.visit.standard
        self.initial.setdefault("visitors", self.visit.visitors or (standard.visitors if standard else ""))


class VisitedForm(PlanForm):
    """What happened at the visit."""

    on = forms.DateField(label="慰问日期", widget=DateInput, initial=today)
    place = forms.CharField(label="慰问地点", max_length=80)
    gift = forms.CharField(label="慰问品", max_length=60, required=False)
    services = forms.MultipleChoiceField(
        label="同时提供的服务",
        choices=ServiceKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label="慰问情况", max_length=1000, required=False, widget=forms.Textarea(**_AREA),
        help_text="谈了什么、有什么需要；只有经办人能看到",
    )  # fmt: skip
    photos = FilesField(label="照片", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("gift", self.visit.gift)

    def told(self) -> Visited:
        """What the service is told."""
        return Visited(**self.cleaned_data)


class SignForm(NoteForm):
    """Signature on the screen, or the scanned paper receipt."""

    signer = forms.CharField(label="签收人", max_length=60, help_text="实名签收：本人或家属姓名")
    drawn = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-signature": ""}))
    scan = forms.FileField(
        label="纸质签收单扫描件", required=False, help_text="已在纸上签字时上传，不必再在屏幕上签"
    )
    on = forms.DateField(label="签收日期", widget=DateInput, initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["note"]
        self.initial.setdefault("signer", self.visit.recipient)


class BookForm(NoteForm):
    """How it was paid."""

    on = forms.DateField(label="入账日期", widget=DateInput, initial=today)
    paid_from = forms.ChoiceField(
        label="付款账户", choices=[(Purpose.BANK.value, "银行存款"), (Purpose.CASH.value, "库存现金")]
    )
    override_reason = forms.CharField(
        label="超预算理由", max_length=200, required=False, help_text="写进经费账，请勿写病情和家庭情况"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["note"]
        if not self.user.access.can("override_budget"):
            del self.fields["override_reason"]


class UnbookForm(NoteForm):
    """Why the booking is reversed."""

    note = forms.CharField(**{**NOTE, "help_text": IN_VOUCHER})


FORMS: dict[VisitAction, type[NoteForm]] = {
    VisitAction.CHECK: CheckForm,
    VisitAction.APPROVE: ApproveForm,
    VisitAction.PLAN: PlanForm,
    VisitAction.VISIT: VisitedForm,
    VisitAction.SIGN: SignForm,
    VisitAction.BOOK: BookForm,
    VisitAction.UNBOOK: UnbookForm,
}


class CoverageForm(forms.Form):
    """Over what the coverage is counted."""

    first = forms.DateField(label="从", widget=DateInput, required=False)
    last = forms.DateField(label="到", widget=DateInput, required=False)
    scheme = forms.ChoiceField(label="必访制度", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schemes = [(str(row.pk), row.name) for row in schemes_on(today())]
        self.fields["scheme"].choices = schemes
