"""Every component in every state, for development only (included in union.urls when DEBUG)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from union.common.registries import Duty, TimelineEntry
from union.common.ui import security
from union.common.ui.frame import NavLink
from union.common.ui.widgets import DateInput, MoneyInput, MultiPickerInput, PickerInput

TODAY = dt.date(2026, 11, 21)
PEOPLE = [
    ("10002", "王丽敏", "女", "心内科", "内科支会", "0428", "在册", "success", "288", -2),
    ("10003", "欧阳建国", "男", "普外科", "外科支会", "1135", "在册", "success", "341.40", 0),
    ("10007", "阿依古丽·买买提", "女", "产科", "妇儿支会", "2066", "在册", "success", "196.80", 3),
    ("10011", "单雄伟", "男", "检验科", "医技支会", "3373", "保留会籍", "neutral", None, None),
    ("10021", "陈浩", "男", "总务科", "后勤支会", "6019", "转出审批中", "warning", "-121.20", 12),
    ("10027", "查玲", "女", "护理部", "行政支会", "8321", "在册", "success", "12296.40", None),
]
NAMES = {row[0]: row[1] for row in PEOPLE}
BARS = [
    ("生病住院", 47, 31),
    ("生育", 30, 22),
    ("结婚", 31, 22),
    ("亲属去世", 40, 30),
    ("退休", 28, 21),
    ("困难", 45, 41),
]
NAV = [
    ("首页", "house", "", ()),
    ("会员", "users", "", ("花名册", "会籍变动", "导入")),
    ("职代会", "message-square", "", ()),
    ("送温暖", "heart", "", ()),
    ("活动", "calendar", "", ()),
    ("经费", "wallet", "", ()),
    ("报表", "chart-column", "", ()),
    ("设置", "settings", "管理", ()),
]


class GalleryForm(forms.Form):
    """A form with every kind of field."""

    member = forms.CharField(
        label="慰问对象",
        widget=PickerInput("/gallery/picker/", lambda value: NAMES.get(value, value)),
        help_text="按姓名、拼音首字母或工号查找。",
    )
    people = forms.CharField(
        label="慰问人",
        required=False,
        widget=MultiPickerInput("/gallery/picker/", lambda value: NAMES.get(value, value)),
    )
    occasion = forms.ChoiceField(
        label="事由", choices=[("", "请选择"), ("ill", "生病住院"), ("birth", "生育"), ("wed", "结婚")]
    )
    happened_on = forms.DateField(label="日期", widget=DateInput, help_text="住院当天。")
    amount = forms.DecimalField(
        label="慰问金（元）", widget=MoneyInput, max_value=1000, help_text="每人每次不超过 1,000 元。"
    )
    phone = forms.CharField(label="联系手机", max_length=11, required=False)
    level = forms.ChoiceField(
        label="您对答复是否满意？",
        choices=[("a", "满意"), ("b", "基本满意"), ("c", "不满意（将进入二次办理）")],
        widget=forms.RadioSelect,
    )
    services = forms.MultipleChoiceField(
        label="需要",
        required=False,
        choices=[("car", "用车"), ("fruit", "果篮")],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label="情况说明", widget=forms.Textarea, required=False)
    proof = forms.FileField(label="证明材料", help_text="出院小结或住院证明，图片或 PDF，最大 20 MB。")
    consent = forms.BooleanField(label="本人同意公示姓名和科室", help_text="不公示金额。")


def _forms() -> dict[str, forms.Form]:
    bad = GalleryForm({"amount": "2600", "phone": "138001", "happened_on": "2026-13-01"}, auto_id="bad_%s")
    bad.add_error(None, "这位会员本年已慰问 2 次，按《慰问办法》第六条不再发放慰问金。")
    good = GalleryForm(
        auto_id="good_%s",
        initial={"member": "10002", "people": ["10003", "10027"], "amount": "800.50", "happened_on": TODAY},
    )
    return {"bad_form": bad, "good_form": good}


def _duties() -> list[Duty]:
    rows = [
        ("慰问 王丽敏（心内科）住院", -1, "11月17日住院，3 日内应看望 · 依据《慰问办法》第六条", "去办", 1),
        ("第六届一次 012 号“增设职工夜班休息室”", -2, "总务科答复已提交，待分管院领导审签", "催办", 1),
        ("10 月会费核对", 0, "扣款 70,058.45 元，应缴 70,646.95 元，相差 588.50 元", "去办", 3),
        ("入会申请待委员会审批", 3, "急诊科 3 人，检验科 1 人", "去办", 4),
        ("羽毛球赛报名截止", 5, "名额 48，已报 48，候补 7", "查看", 1),
    ]
    return [
        Duty(f"demo:{index}", title, "#content", TODAY + dt.timedelta(days), detail, action, count)
        for index, (title, days, detail, action, count) in enumerate(rows)
    ]


def _events() -> list[TimelineEntry]:
    day = dt.datetime(2026, 9, 3, 10, 42, tzinfo=dt.UTC)
    return [
        TimelineEntry(day, "答复送达提案人", "已在住院楼改造值班室 3 间", "总务科", "#", "success", "check"),
        TimelineEntry(dt.date(2026, 8, 27), "护理部会签同意", "", "护理部", "", "info", "pencil"),
        TimelineEntry(dt.date(2026, 4, 2), "交办总务科", "限 6 个月", "林静", "", "neutral", "arrow-right"),
        TimelineEntry(dt.date(2026, 3, 28), "退回修改", "案由不清楚", "林静", "", "danger", "undo-2"),
        TimelineEntry(dt.date(2026, 3, 26), "立案", "与 031、044 号并案", "", "", "warning", "file-text"),
    ]


def _people() -> list[dict[str, Any]]:
    keys = ("staff_no", "name", "sex", "department", "branch", "tail", "status", "tone", "dues", "due")
    found: list[dict[str, Any]] = []
    for row in PEOPLE:
        person: dict[str, Any] = dict(zip(keys, row, strict=True))
        person["masked"] = f"990101********{person['tail']}"
        person["dues"] = Decimal(row[8]) if row[8] else None
        person["due"] = TODAY + dt.timedelta(row[9]) if row[9] is not None else None
        found.append(person)
    return found


def _bars() -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "total": total,
            "done": done,
            "y": index * 28,
            "width": total * 4,
            "filled": done * 4,
            "end": 74 + total * 4,
        }
        for index, (label, total, done) in enumerate(BARS)
    ]


def _nav() -> list[NavLink]:
    def below(labels: Sequence[str]) -> tuple[NavLink, ...]:
        return tuple(NavLink(label, "/gallery/", "", label == labels[0]) for label in labels)

    return [
        NavLink(label, "/gallery/", icon, bool(children), section, below(children))
        for label, icon, section, children in NAV
    ]


def _icons() -> list[str]:
    sprite = Path(settings.BASE_DIR, "static/img/icons.svg").read_text()
    return re.findall(r'<symbol id="([^"]+)"', sprite)


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """The page itself."""
    days = {"late": -2, "today": 0, "tomorrow": 1, "soon": 3, "far": 90}
    context = {
        "today": TODAY,
        "days": {name: TODAY + dt.timedelta(days=count) for name, count in days.items()},
        "icons": _icons(),
        "duty_rows": _duties(),
        "events": _events(),
        "people": _people(),
        "bars": _bars(),
        "branches": [("1", "内科支会"), ("2", "外科支会"), ("3", "妇儿支会")],
        "statuses": [("active", "在册"), ("kept", "保留会籍")],
        "columns_choice": [("staff_no", "工号", True), ("name", "姓名", True), ("title", "职称", False)],
        "nav": _nav(),
        "unread_count": 6,
        "scope_label": "全院",
        "user": SimpleNamespace(is_authenticated=True, display_name="林静"),
        **_forms(),
    }
    return render(request, "common/gallery.html", context)


@login_not_required
def picker(request: HttpRequest) -> HttpResponse:
    """The search behind the gallery's pickers."""
    query = request.POST.get("q", "").strip()
    rows = [row for row in PEOPLE if not query or query in row[1] or query in row[0]]
    options = [(row[0], row[1], f"{row[3]} · {row[0]}") for row in rows]
    return render(request, "components/picker_answer.html", {"options": options, "query": query})


@login_not_required
@require_POST
def reveal(request: HttpRequest) -> HttpResponse:
    """What the server answers when a masked value is asked for; the reason stands in for the value."""
    reason = request.POST.get("reason", "")
    return HttpResponse(security.revealed(reason or "990101199001010428", "990101********0428"))
