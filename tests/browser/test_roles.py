"""Each role in real Chromium: its own start page, its own side bar, every page in it usable by everybody."""

from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.steps import DESKTOP, faults, let_in, log_in
from union.accounts.models import User
from union.common.context_processors import nav_links
from union.common.demo import LOGINS
from union.organisation.demo import PEOPLE

OWN = ["首页", "我的资料", "职代会", "提案", "送温暖", "困难帮扶", "职工服务", "活动", "职工之家",
       "宣传荣誉", "制度档案", "收支公布"]  # fmt: skip
LEADS = [
    "首页", "会员", "我的资料", "会费", "职代会", "提案", "送温暖", "困难帮扶", "职工服务", "活动",
    "职工之家", "宣传荣誉", "制度档案", "经费", "经费审查", "收支公布", "报告", "组织",
]  # fmt: skip
MEMBERS_ONLY = {"送温暖", "困难帮扶"}  # the leader and the contact of the demonstration are no members
UNIT = [each for each in LEADS if each not in {"经费", "经费审查", "报告"}]
SIDE_BAR = {
    "admin": ["首页", "组织", "账号管理"],
    "security": ["首页", "职代会", "组织", "账号管理"],  # confirms who was elected
    "auditlog": ["首页", "操作日志"],
    "chair": LEADS,
    "office": [*LEADS, "设置", "导入"],
    "committee": LEADS,
    "auditor": [each for each in LEADS if each not in {"提案", "报告"}],
    "women": [each for each in UNIT if each != "会费"],
    "branch": UNIT,
    "group": UNIT,
    "leader": [each for each in LEADS if each not in {"会费", *MEMBERS_ONLY}],
    "dept": [each for each in OWN if each not in MEMBERS_ONLY],
    "delegate": OWN,
    "member": [each for each in OWN if each != "提案"],  # no delegate, no seconder
}
LOOKED_AT_BY = ("office", "admin", "auditlog", "branch", "member")  # together they see every page


def test_every_role_has_its_own_start_page_and_side_bar(hospital, new_page):
    shown = {}
    for login in LOGINS:
        page = log_in(new_page(DESKTOP), login)
        expect(page.get_by_role("heading", level=1)).to_contain_text(PEOPLE[login])
        shown[login] = page.locator(".sidebar .nav-link").all_inner_texts()
        page.context.close()
    assert shown == SIDE_BAR


def test_every_page_of_the_side_bar_is_usable(hospital, new_page):
    problems, looked_at = [], set()

    def listen(told):
        if told.type == "error":
            problems.append(told.text)

    for login in LOOKED_AT_BY:
        page = let_in(new_page(DESKTOP), login)
        page.on("console", listen)
        page.goto("/")
        problems += faults(page)
        for url in sorted(addresses(login) - looked_at - {"/"}):
            answer = page.goto(url)
            problems += [f"{url} answers {answer.status}"] if answer.status != 200 else look_at(page)
        looked_at |= addresses(login)
        page.context.close()
    assert problems == []
    assert {"/imports/", "/audit/", "/members/retirement/", "/accounts/users/"} <= looked_at


def addresses(login):
    """Where the side bar of ``login`` leads, the folded sections too."""
    tops = nav_links(User.objects.get(username=login), "/")
    return {link.url for top in tops for link in (top, *top.children)}


def look_at(page):
    """Faults of the open page; all other rules are asked of the components, in the gallery and at home."""
    return faults(page, (DESKTOP,), rules=axe.STRUCTURE)
