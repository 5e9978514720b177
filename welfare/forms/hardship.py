"""Forms of a hardship file. Whether something is allowed is the service's answer, not the form's."""

from __future__ import annotations

from typing import Any

from django import forms

from union.accounts.models import User
from union.common.dates import today
from union.common.ui.widgets import DateInput, MoneyInput
from welfare.choices.hardship import (
    Cause,
    Housing,
    Identity,
    Insurance,
    Kinship,
    Level,
    Marriage,
    Occupation,
    Residence,
)
from welfare.forms.visits import MemberField
from welfare.models import HardshipFile, HouseholdPerson
from welfare.permissions import hardship as may
from welfare.selectors.hardship import lines_on
from welfare.services.hardship_files import FACTS, PERSON_FACTS, Agreed, agreed_of

_AREA = {"attrs": {"rows": 3}}
_EMPTY = [("", "—")]
_KIN = [choice for choice in Kinship.choices if choice[0] != Kinship.SELF]


def _yuan(label: str, help_text: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=12, decimal_places=2, min_value=0, initial=0, widget=MoneyInput,
        help_text=help_text,
    )  # fmt: skip


class ConsentForm(forms.Form):
    """What the household agrees to; the first two are needed for any file."""

    agree_health = forms.BooleanField(
        label="同意处理健康与家庭信息（单独同意）", required=False,
        help_text="用于认定困难、入户走访和帮扶；只有经办和审批人员可以查看，每次查看都有记录",
    )  # fmt: skip
    agree_check = forms.BooleanField(
        label="授权核对家庭经济状况", required=False, help_text="向民政等部门和工作单位核对家庭收入、财产"
    )
    agree_children = forms.BooleanField(
        label="监护人同意登记不满十四周岁子女的信息", required=False, help_text="家中有不满十四周岁子女时勾选"
    )
    agree_bank = forms.BooleanField(
        label="同意登记银行账户（单独同意）",
        required=False,
        help_text="帮扶款转账到本人账户；不同意时改用其他方式",
    )
    agree_upper = forms.BooleanField(
        label="同意向上级工会提供档案（单独同意）", required=False,
        help_text="市级以上建档和上级帮扶需要；不同意不影响院级帮扶",
    )  # fmt: skip
    agreed_on = forms.DateField(label="授权日期", widget=DateInput, initial=today)

    def agreed(self) -> Agreed:
        """What the service is told."""
        typed = self.cleaned_data
        return Agreed(
            typed["agree_health"], typed["agree_check"], typed["agree_children"], typed["agree_bank"],
            typed["agree_upper"], typed["agreed_on"],
        )  # fmt: skip


CONSENT_FIELDS = tuple(ConsentForm.base_fields)


class RenewForm(ConsentForm):
    """A new consent, starting from the scope of the one in force."""

    def __init__(self, *args: Any, file: HardshipFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        old = agreed_of(file.consent)
        if file.consent.withdrawn_at is None:
            self.initial = {f"agree_{name}": old[name] for name in old if name != "on"}


class FactsForm(forms.Form):
    """Facts of the household. The category is computed from them and from the people."""

    level = forms.ChoiceField(label="申请级别", choices=Level.choices)
    identity = forms.ChoiceField(label="身份", choices=Identity.choices)
    cause = forms.ChoiceField(label="致困主要原因", choices=[("", "请选择"), *Cause.choices])
    second_cause = forms.ChoiceField(label="致困次要原因", choices=[*_EMPTY, *Cause.choices], required=False)
    cause_text = forms.CharField(
        label="致困情况说明", max_length=1000, required=False, widget=forms.Textarea(**_AREA),
        help_text="加密保存",
    )  # fmt: skip
    marriage = forms.ChoiceField(label="婚姻状况", choices=[*_EMPTY, *Marriage.choices], required=False)
    residence = forms.ChoiceField(label="户口类型", choices=[*_EMPTY, *Residence.choices], required=False)
    insurance = forms.ChoiceField(label="医保", choices=Insurance.choices)
    housing = forms.ChoiceField(label="住房类型", choices=[*_EMPTY, *Housing.choices], required=False)
    housing_area = forms.DecimalField(
        label="建筑面积（平方米）", max_digits=6, decimal_places=1, min_value=0, required=False
    )
    is_single_parent = forms.BooleanField(label="单亲家庭", required=False)
    is_without_work = forms.BooleanField(label="零就业家庭", required=False)
    can_help_itself = forms.BooleanField(label="有自救能力", required=False, initial=True)
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    address = forms.CharField(label="家庭住址（邮编）", max_length=120, required=False)
    bank_holder = forms.CharField(label="户名", max_length=60, required=False)
    bank_name = forms.CharField(label="开户银行", max_length=60, required=False)
    bank_account = forms.RegexField(
        r"^[0-9 ]{8,30}$", label="银行账号", required=False, help_text="须取得银行账户信息的单独同意",
        error_messages={"invalid": "银行账号只能是 8 至 30 位数字"},
    )  # fmt: skip
    other_income = _yuan("其他家庭年收入（元）", "租金、经营、补助等；工资类收入填在各家庭成员的月收入里")
    rigid_expense = _yuan("年刚性支出（元）", "医疗、教育等必须的支出，按当地认定口径")
    accident_cost = _yuan("本年意外（大病）支出（元）")
    compensation = _yuan("已获赔付（元）", "保险、医保报销、赔偿")
    exclusions = forms.MultipleChoiceField(
        label="有无不予建档的情形", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, file: HardshipFile | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exclusions"].choices = [(each, each) for each in lines_on(today()).exclusions]
        if file is not None:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=file.version)
            self.initial = {**{name: getattr(file, name) for name in FACTS}, **self.initial}

    def facts(self) -> dict[str, Any]:
        """What the service is told."""
        typed = {name: self.cleaned_data[name] for name in FACTS}
        typed["bank_account"] = typed["bank_account"].replace(" ", "")
        return typed


class ApplyForm(ConsentForm, FactsForm):
    """Open a file: consent first, then the household and the main person."""

    health = forms.CharField(label="本人健康状况（病名）", max_length=120, required=False)
    disability = forms.CharField(label="本人残疾类别", max_length=60, required=False)
    monthly_income = _yuan("本人月均收入（元）")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may.handles(user):
            self.fields["member"] = MemberField(
                user=user, label="为哪位会员", required=False, help_text="留空 = 为本人申请"
            )

    def main(self) -> dict[str, Any]:
        """Facts of the main person."""
        return {name: self.cleaned_data[name] for name in ("health", "disability", "monthly_income")}


class PersonForm(forms.Form):
    """Somebody of the household."""

    kinship = forms.ChoiceField(label="与本人的关系", choices=_KIN)
    name = forms.CharField(label="姓名", max_length=60)
    id_number = forms.CharField(
        label="身份证号", max_length=24, required=False, help_text="出生日期、性别由身份证号得出"
    )
    birth = forms.DateField(label="出生日期", widget=DateInput, required=False)
    sex = forms.ChoiceField(label="性别", choices=[*_EMPTY, ("male", "男"), ("female", "女")], required=False)
    politics = forms.CharField(label="政治面貌", max_length=20, required=False)
    occupation = forms.ChoiceField(label="身份", choices=Occupation.choices)
    workplace = forms.CharField(label="工作单位或学校", max_length=80, required=False)
    monthly_income = _yuan("月收入（元）")
    health = forms.CharField(label="健康状况（病名）", max_length=120, required=False, help_text="加密保存")
    disability = forms.CharField(label="残疾类别", max_length=60, required=False)
    left_on = forms.DateField(
        label="离开本户日期", widget=DateInput, required=False, help_text="分户、去世等：不再计入家庭人口"
    )

    def __init__(self, *args: Any, person: HouseholdPerson | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if person is not None:
            self.initial = {name: getattr(person, name) for name in PERSON_FACTS}
            if person.kinship == Kinship.SELF:
                for name in ("kinship", "left_on", "id_number", "birth", "sex", "name"):
                    del self.fields[name]

    def facts(self) -> dict[str, Any]:
        """What the service is told."""
        typed = dict(self.cleaned_data)
        if "birth" in typed:
            typed["birth"] = typed["birth"].isoformat() if typed["birth"] else ""
        return typed


class ObjectionForm(forms.Form):
    """An objection; who makes it is read by the office alone."""

    text = forms.CharField(label="异议内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    objector = forms.CharField(
        label="提出人", max_length=60, required=False, help_text="可以不写；只有经办人能看到"
    )
    on = forms.DateField(label="收到日期", widget=DateInput, initial=today)

    def __init__(self, *args: Any, handles: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not handles:
            del self.fields["on"]


class SettleForm(forms.Form):
    """What the inquiry found."""

    is_upheld = forms.TypedChoiceField(
        label="异议是否成立", choices=[("no", "不成立"), ("yes", "成立")], coerce=lambda value: value == "yes"
    )
    answer = forms.CharField(label="核查结果", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class UpperReportForm(forms.Form):
    """A report sheet for an upper union: to whom, what for, which columns."""

    recipient = forms.CharField(label="接收单位", max_length=80)
    purpose = forms.CharField(
        label="用途和依据", max_length=200, help_text="例如“市总工会 2026 年度困难职工核查，通知文号…”"
    )
    level = forms.ChoiceField(label="级别", choices=[("", "全部在档"), *Level.choices], required=False)
    columns = forms.MultipleChoiceField(label="列", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, columns: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = columns
