"""From nothing to a hospital in the product: administrators, officers, the real organisation and roster."""

import re
from io import StringIO

from django.core.management import call_command

from tests.browser.journey import Journey, fill, pick, press, said, step
from tests.datafiles import ORGANISATION, ROSTER
from tests.imports.steps import run_jobs

OFFICERS = {
    "gh01": ("何敏", "office_staff"),
    "yz01": ("陆院长", "leadership"),
    "yz02": ("程书记", "leadership"),
}


def administrators(journey: Journey) -> None:
    """三员 by the command of the installation."""
    told = StringIO()
    people = {"system": "xt01:系统管理员甲", "security": "aq01:安全管理员乙", "audit": "sj01:审计管理员丙"}
    call_command("create_administrators", document="院党发〔2026〕3号", stdout=told, **people)
    for line in told.getvalue().splitlines()[1:]:
        _office, login, password = line.split()
        journey.passwords[login] = password


def officers(journey: Journey) -> None:
    """系统管理员 opens accounts, 安全管理员 gives the offices: clerk and two leaders of the hospital."""
    system, security = journey.at("xt01"), journey.at("aq01")
    for login, (name, office) in OFFICERS.items():
        system.goto("/accounts/users/new/")
        fill(system, username=login, display_name=name)
        press(system, "开通")
        journey.passwords[login] = system.locator("td code").inner_text()
        security.goto(f"/organisation/officers/give/{office}/")
        pick(security, "user", name)
        fill(security, document="院党发〔2026〕5号")
        press(security, "登记任职")
        said(security, f"已登记：{name}任")
    journey.picture(security, "appointment")
    journey.leave("xt01")
    journey.leave("aq01")


def registry(journey: Journey) -> None:
    """The clerk imports organisation and roster of the test data."""
    clerk = journey.at("gh01")
    for kind, file in (("organisation", ORGANISATION), ("roster", ROSTER)):
        clerk.goto(f"/imports/{kind}/")
        clerk.set_input_files("input[type=file]", file)
        press(clerk, "上传并核对")
        clerk.wait_for_url(re.compile("follow=1"))
        batch = run_jobs()
        clerk.goto(f"/imports/batches/{batch.pk}/")
        step(clerk, "确认导入")
        clerk.wait_for_url(re.compile("follow=1"))
        run_jobs()
        clerk.goto(f"/imports/batches/{batch.pk}/")
        said(clerk, "导入完成")
        journey.picture(clerk, f"import-{kind}")
