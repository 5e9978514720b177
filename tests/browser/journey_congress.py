"""The congress of the real hospital: term, constituencies, election, delegates, session, quorum."""

import datetime as dt
import io
from dataclasses import dataclass, field

import openpyxl
from django.db.models import Q

from congress.models import Constituency, ConstituencyElection, Mandate, Panel, Session, Term
from members.models import Member
from tests.browser.journey import Journey, fill, follow, pick, press, said, step
from tests.imports.steps import run_jobs
from union.common.dates import add_months, today

SEATS = 9  # of the congress; three constituencies
AREAS = {
    "临床选区": ("内科支会", "外科支会", "妇儿支会", "门急诊支会"),
    "医技选区": ("医技支会",),
    "行政后勤选区": ("行政支会", "后勤支会"),
}
FIRST = "临床选区"


@dataclass
class Delegates:
    """Who sits in the congress, by 工号; the first ones were elected in the browser."""

    numbers: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)  # places of the heads of delegations
    contacts: list[tuple[str, str]] = field(default_factory=list)  # (login, department) that answer motions

    def name(self, at: int) -> str:
        """Name of a delegate."""
        return Member.objects.get(staff_no=self.numbers[at]).name


def term(journey: Journey) -> None:
    """A term of five years, three constituencies, seats by head-count."""
    clerk = journey.at("gh01")
    clerk.goto("/congress/")
    follow(clerk, "登记本届职代会")
    start = today() - dt.timedelta(days=10)
    fill(clerk, number=6, starts_on=start, ends_on=add_months(start, 60) - dt.timedelta(days=1), seats=SEATS)
    press(clerk, "保存")
    at = Term.objects.get().pk
    clerk.goto(f"/congress/terms/{at}/delegations/new/")
    fill(clerk, name="临床代表团")
    press(clerk, "保存")
    for name, branches in AREAS.items():
        clerk.goto(f"/congress/terms/{at}/areas/new/")
        fill(clerk, name=name)
        for branch in branches:
            clerk.get_by_label(branch, exact=True).check()
        if name == FIRST:
            clerk.locator("[name=delegation]").select_option(label="临床代表团")
            journey.picture(clerk, "constituency-form")
        press(clerk, "保存")
    clerk.goto(f"/congress/terms/{at}/")
    step(clerk, "按人数分配名额")
    said(clerk, "名额已按各选区职工人数分配")
    assert sum(Constituency.objects.values_list("seats", flat=True)) == SEATS
    journey.picture(clerk, "term")


def people_of(area: Constituency, count: int) -> list[Member]:
    """Members of a constituency whose name nobody else bears, women and men in turn."""
    rows = Member.objects.filter(membership_status="active", staff_no__isnull=False)
    rows = rows.filter(Q(department__in=area.departments.all()) | Q(branch__in=area.branches.all()))
    women = list(rows.filter(sex="female").order_by("pk")[:count])
    men = list(rows.filter(sex="male").order_by("pk")[:count])
    return [each for pair in zip(women, men, strict=True) for each in pair][:count]


def election(journey: Journey, delegates: Delegates) -> None:
    """Nominate one more than there are seats in the first constituency, count, confirm, publish."""
    clerk, area = journey.at("gh01"), Constituency.objects.get(name=FIRST)
    clerk.goto(f"/congress/areas/{area.pk}/elections/new/")
    press(clerk, "发起")
    row = ConstituencyElection.objects.get()
    candidates = people_of(area, area.seats + 1)
    for each in candidates:
        clerk.goto(f"/congress/elections/{row.pk}/nominate/")
        pick(clerk, "member", each.staff_no)
        fill(clerk, nominated_by="工会小组")
        press(clerk, "提名")
        said(clerk, "已提名")
    said(clerk, "候选人全部当选后的构成")
    journey.picture(clerk, "nomination")
    follow(clerk, "登记投票结果")
    staff = int(clerk.locator("[name=staff_count]").input_value())
    fill(clerk, took_part=staff - 5, document="临床选区职工大会")
    for place, nominee in enumerate(row.nominees.order_by("pk")):
        fill(clerk, **{f"votes_{nominee.pk}": staff - 10 - place if place < area.seats else 9})
    press(clerk, "保存")
    said(clerk, f"确认后 {area.seats} 人当选")
    journey.picture(clerk, "count")
    step(clerk, "确认结果")
    said(clerk, "选举结果已确认")
    press(clerk, "已向选区公布")
    said(clerk, "已记录公布日期")
    delegates.numbers = [each.staff_no for each in candidates[: area.seats]]


def other_delegates(journey: Journey, delegates: Delegates) -> None:
    """The other constituencies' lists come by the import of the congress; everybody gets a login."""
    book = openpyxl.Workbook()
    book.active.append(["工号", "姓名", "选区", "代表团", "团内职务", "构成"])
    for area in Constituency.objects.exclude(name=FIRST):
        for number, each in enumerate(people_of(area, area.seats)):
            role, kind = ("团长" if number == 0 else "代表"), ("中层" if number == 1 else "一线")
            book.active.append([each.staff_no, each.name, area.name, f"{area.name[:2]}代表团", role, kind])
            delegates.heads += [len(delegates.numbers)] if number == 0 else []
            delegates.numbers.append(each.staff_no)
    saved = io.BytesIO()
    book.save(saved)
    clerk = journey.at("gh01")
    clerk.goto("/imports/delegates/")
    file = {"name": "代表名册.xlsx", "mimeType": "", "buffer": saved.getvalue()}
    clerk.set_input_files("input[type=file]", file)
    press(clerk, "上传并核对")
    clerk.wait_for_url("**follow=1")
    batch = run_jobs()
    clerk.goto(f"/imports/batches/{batch.pk}/")
    journey.picture(clerk, "delegate-list")
    step(clerk, "确认导入")
    clerk.wait_for_url("**follow=1")
    run_jobs()
    assert Mandate.objects.in_office(today()).count() == SEATS
    for number in delegates.numbers:
        open_login(journey, number)
    clerk.goto("/congress/")
    journey.picture(clerk, "congress-home")


def open_login(journey: Journey, number: str) -> None:
    """The clerk opens a login for a member; the slip shows the one-time password once."""
    clerk = journey.at("gh01")
    clerk.goto(f"/members/{Member.objects.get(staff_no=number).pk}/")
    step(clerk, "开通登录")
    journey.passwords[number] = clerk.locator("th:has-text('初始密码') + td").inner_text()


def panel(journey: Journey, delegates: Delegates) -> None:
    """提案工作委员会 with two delegates: they examine motions from then on."""
    clerk, at = journey.at("gh01"), Term.objects.get().pk
    clerk.goto(f"/congress/terms/{at}/panels/new/")
    clerk.locator("[name=kind]").select_option(label="提案工作委员会")
    press(clerk, "保存")
    row = Panel.objects.get()
    for number in delegates.numbers[-2:]:
        clerk.goto(f"/congress/panels/{row.pk}/seat/")
        pick(clerk, "mandate", number)
        press(clerk, "保存")
        said(clerk, "已增补")
    journey.picture(clerk, "panel")


def session(journey: Journey) -> None:
    """Plan a session, work through its checklist, write the agenda, hand out a paper."""
    clerk = journey.at("gh01")
    clerk.goto(f"/congress/terms/{Term.objects.get().pk}/sessions/new/")
    fill(clerk, opens_on=today(), closes_on=today() + dt.timedelta(days=1), place="学术报告厅")
    press(clerk, "保存")
    said(clerk, "会议文件送达代表")
    journey.picture(clerk, "preparation")
    press(clerk, "完成")
    row = Session.objects.get()
    items = (("工会工作报告", "举手", False), ("绩效分配办法", "无记名", True))
    for title, mode, touches in items:
        clerk.goto(f"/congress/sessions/{row.pk}/agenda/new/")
        fill(clerk, title=title)
        clerk.locator("[name=vote_mode]").select_option(
            next(o for o in clerk.locator("[name=vote_mode] option").all_inner_texts() if mode in o)
        )
        if touches:
            clerk.locator("[name=touches_interests]").check()
        press(clerk, "保存")
    clerk.goto(f"/congress/sessions/{row.pk}/papers/new/")
    fill(clerk, title="工会工作报告（审议稿）", text="一年来的工作。")
    press(clerk, "保存")
    clerk.goto(f"/congress/papers/{row.papers.get().pk}/")
    step(clerk, "发放")
    clerk.goto(f"/congress/sessions/{row.pk}/step/open/")
    press(clerk, "开幕")
    said(clerk, "签到台")
    journey.picture(clerk, "session")


def quorum(journey: Journey, delegates: Delegates, present: int) -> None:
    """One delegate by the code on the wall, the others by number; the quorum is declared."""
    from congress.services.attendance import code_for

    clerk, row = journey.at("gh01"), Session.objects.get()
    phone = journey.at(delegates.numbers[0], phone=True)
    phone.goto(f"/congress/check-in/{code_for(row)}/")
    press(phone, "我已到会，签到")
    said(phone, "签到成功")
    journey.picture(phone, "check-in")
    clerk.goto(f"/congress/sessions/{row.pk}/desk/")
    for number in delegates.numbers[1:present]:
        fill(clerk, number=number)
        clerk.locator("form", has=clerk.locator("[name=number]")).get_by_role("button", name="签到").click()
        said(clerk, f"{Member.objects.get(staff_no=number).name} 签到成功")
    step(clerk, "宣布法定人数")
    said(clerk, "法定人数核定结果已记录")
    journey.picture(clerk, "desk")
    clerk.goto(f"/congress/sessions/{row.pk}/board/")
    journey.picture(clerk, "board")
