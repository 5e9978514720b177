"""A vote by hand, a secret vote, an election with a tie, an appraisal with codes on paper: in the browser."""

import re
import subprocess

from playwright.sync_api import expect

from congress.models import AgendaItem, Appraisal, Candidate, Poll, Session, Vote
from members.models import Member
from tests.browser.journey import Journey, fill, follow, pick, press, said, step
from tests.browser.journey_congress import Delegates

WORDS = ("春江潮水连海平明月共潮生", "大漠孤烟直长河落日圆无边")  # of the two 监票人

CODES = 6  # of paper for staff without a login; one stays unused


def by_hand(journey: Journey, delegates: Delegates, present: int) -> None:
    """举手: the office opens, a teller enters what was counted."""
    clerk, item = journey.at("gh01"), AgendaItem.objects.get(title="工会工作报告")
    clerk.goto(f"/congress/votes/new/?item={item.pk}")
    press(clerk, "保存")
    vote = Vote.objects.get()
    name_tellers(journey, vote.poll, delegates, role="计票人", count=1)
    clerk.goto(f"/congress/votes/{vote.pk}/")
    said(clerk, "应到代表 9 人，须 5 票赞成")
    step(clerk, "开始投票")
    said(clerk, "投票开始")
    teller = journey.at(delegates.numbers[1], phone=True)
    teller.goto(f"/congress/votes/{vote.pk}/")
    follow(teller, "录入结果")
    fill(teller, yes=present - 1, no=0, abstain=1)
    press(teller, "记录结果")
    said(teller, f"实得 {present - 1} 票")
    journey.picture(teller, "hands")


def name_tellers(journey: Journey, poll: Poll, delegates: Delegates, *, role="监票人", count=2) -> None:
    """The office registers delegates as tellers: of a vote or an appraisal."""
    clerk = journey.at("gh01")
    vote = Vote.objects.filter(poll=poll).first()
    kind, pk = ("votes", vote.pk) if vote else ("appraisals", Appraisal.objects.get(poll=poll).pk)
    for number in delegates.numbers[1 : 1 + count]:
        clerk.goto(f"/congress/{kind}/{pk}/tellers/add/")
        pick(clerk, "member", number)
        clerk.get_by_label(role).check()
        press(clerk, "登记")
        said(clerk, "已登记")


def passphrases(journey: Journey, poll: Poll, delegates: Delegates) -> None:
    """Each 监票人 finds it among his duties and sets the words nobody else knows."""
    for number, words in zip(delegates.numbers[1:3], WORDS, strict=True):
        page = journey.at(number, phone=True)
        page.goto(f"/congress/tellers/{poll.tellers.get(user__username=number).pk}/passphrase/")
        fill(page, passphrase=words, repeated=words)
        press(page, "设置口令")
        said(page, "口令已设置")
    journey.picture(page, "passphrase")


def open_poll(journey: Journey, address: str, words: str) -> None:
    """The office opens the box."""
    clerk = journey.at("gh01")
    clerk.goto(address)
    step(clerk, words)
    said(clerk, "开始")


def close_poll(journey: Journey, address: str, poll: Poll, words: str) -> None:
    """Both 监票人 type their words at the office's screen; the box is opened once."""
    clerk = journey.at("gh01")
    clerk.goto(address)
    follow(clerk, words)
    for teller, secret in zip(poll.tellers.filter(role="supervisor").order_by("pk"), WORDS, strict=True):
        fill(clerk, **{f"teller_{teller.pk}": secret})
    press(clerk, words)
    said(clerk, "密钥已销毁")


def cast(journey: Journey, number: str, title: str, choices: dict[str, str], write_in: str = "") -> str:
    """A delegate votes on the phone: from 我的投票 to the receipt; returns the tracker."""
    page = journey.at(number, phone=True)
    page.goto("/congress/votes/mine/")
    row = page.locator("tr", has_text=title)
    row.get_by_role("link", name="去投票").click()
    for question, choice in choices.items():
        page.locator("fieldset", has_text=question).get_by_label(choice, exact=True).check()
    if write_in:
        page.locator("[name=write_in_1]").fill(write_in)
    page.locator("main .form-actions button").first.click()
    page.locator("#confirm-dialog [data-confirm-yes]").click()
    said(page, "您的核对号")
    return page.locator("main").inner_text()


def secret(journey: Journey, delegates: Delegates, present: int) -> None:
    """A secret vote on what touches the interests of the staff."""
    clerk, item = journey.at("gh01"), AgendaItem.objects.get(title="绩效分配办法")
    clerk.goto(f"/congress/votes/new/?item={item.pk}")
    press(clerk, "保存")
    vote = Vote.objects.get(agenda_item=item)
    address = f"/congress/votes/{vote.pk}/"
    name_tellers(journey, vote.poll, delegates)
    passphrases(journey, vote.poll, delegates)
    open_poll(journey, address, "开始投票")
    receipts = []
    for at, number in enumerate(delegates.numbers[:present]):
        receipts.append(cast(journey, number, item.title, {item.title: "反对" if at == 0 else "赞成"}))
        if at == 0:
            journey.picture(journey.at(number), "receipt")
    close_poll(journey, address, vote.poll, "结束投票并开票")
    said(clerk, f"实得 {present - 1} 票")
    said(clerk, "三者相符")
    vote.poll.refresh_from_db()
    assert len(vote.poll.trackers) == present
    assert all(any(tracker in receipt for tracker in vote.poll.trackers) for receipt in receipts)
    journey.picture(clerk, "secret-result")


def election(journey: Journey, delegates: Delegates, present: int) -> None:
    """差额: three for two seats, somebody is written in, a tie for the last seat, a second round."""
    clerk, session = journey.at("gh01"), Session.objects.get()
    clerk.goto("/congress/votes/new/")
    fill(clerk, title="选举劳动争议调解委员", seats=2)
    clerk.get_by_label("差额选举").check()
    clerk.get_by_label("无记名", exact=False).first.check()
    clerk.locator("[name=session]").select_option(str(session.pk))
    clerk.locator("[name=base]").select_option("valid")
    clerk.locator("[name=write_in]").check()
    press(clerk, "保存")
    vote = Vote.objects.get(kind="surplus")
    names = [delegates.name(at) for at in (0, 3, 4)]
    for at in (0, 3, 4):
        clerk.goto(f"/congress/votes/{vote.pk}/candidates/add/")
        pick(clerk, "member", delegates.numbers[at])
        press(clerk, "列入候选人")
        said(clerk, "已列入候选人")
    name_tellers(journey, vote.poll, delegates)
    first, second, third = names
    pairs = ((first, second), (first, third), (second, third))
    wanted = [dict.fromkeys(pair, "赞成") for pair in pairs for _twice in range(2)] + [{first: "赞成"}]
    _round(journey, delegates, vote, wanted, write_in=delegates.name(5))  # 5, 4, 4 and 1 of 7 valid ones
    said(clerk, "末位票数相等")
    said(clerk, "另选他人")
    journey.picture(clerk, "tie")
    step(clerk, "再次投票")
    said(clerk, "已准备下一轮投票")
    again = Vote.objects.get(repeats=vote)
    assert set(again.candidates.values_list("name", flat=True)) == {second, third}
    _round(journey, delegates, again, [{second: "赞成"}] * (present - 2) + [{third: "赞成"}] * 2)
    said(clerk, "全部选出")
    elected = Candidate.objects.filter(vote__in=(vote, again), standing="elected")
    assert set(elected.values_list("name", flat=True)) == {first, second}
    journey.picture(clerk, "second-round")


def _round(journey, delegates, vote, wanted, write_in="") -> None:
    passphrases(journey, vote.poll, delegates)
    open_poll(journey, f"/congress/votes/{vote.pk}/", "开始投票")
    for at, (number, choices) in enumerate(zip(delegates.numbers, wanted, strict=False)):
        extra = write_in if at == len(wanted) - 1 else ""
        cast(journey, number, vote.poll.title, choices, extra)
    close_poll(journey, f"/congress/votes/{vote.pk}/", vote.poll, "结束投票并开票")


def appraisal(journey: Journey, delegates: Delegates, present: int, new_page) -> None:
    """测评 of two middle managers by the delegates and by staff with one-time codes on paper."""
    clerk = journey.at("gh01")
    clerk.goto("/congress/appraisals/new/")
    fill(clerk, title="中层干部民主测评")
    clerk.get_by_label("人员测评").check()
    press(clerk, "保存")
    row = Appraisal.objects.get()
    address = f"/congress/appraisals/{row.pk}/"
    subjects = Member.objects.filter(sex="male").exclude(staff_no__in=delegates.numbers).order_by("pk")[:2]
    clerk.goto(f"{address}subjects/add/")
    for each in subjects:
        pick(clerk, "members", each.staff_no)
    press(clerk, "加入")
    said(clerk, "已加入 2 个评议对象")
    for name, weight, codes in (("职工代表", 60, 0), ("普通职工", 40, CODES)):
        clerk.goto(f"{address}groups/add/")
        fill(clerk, name=name, weight=weight, paper_codes=codes)
        press(clerk, "增加")
    delegates_group = row.groups.get(name="职工代表")
    clerk.goto(f"{address}groups/{delegates_group.pk}/raters/")
    clerk.locator("[name=office]").select_option("delegate")
    press(clerk, "加入")
    said(clerk, "已加入 9 人")
    name_tellers(journey, row.poll, delegates)
    passphrases(journey, row.poll, delegates)
    journey.picture(clerk, "appraisal-scope")
    open_poll(journey, address, "开始测评")
    codes = _codes(journey, address)
    for number in delegates.numbers[:present]:
        cast(journey, number, row.poll.title, {each.name: "优秀" for each in subjects})
    _rate_with_codes(journey, new_page, codes[:5], subjects)
    close_poll(journey, address, row.poll, "结束测评并开票")
    said(clerk, "加权得分")
    expect(clerk.locator("tr", has_text="普通职工").locator("[data-label=未用]")).to_have_text("1")
    journey.picture(clerk, "appraisal-result")


_FORM_AS_BYTES = """async words => {
  const button = [...document.querySelectorAll("main button")].find(each => each.innerText.includes(words));
  const form = button.closest("form");
  const answer = await fetch(form.action, {method: "POST", body: new FormData(form)});
  return [...new Uint8Array(await answer.arrayBuffer())];
}"""  # a PDF that answers a form cannot be read off Chromium's viewer


def _codes(journey: Journey, address: str) -> list[str]:
    """Print the slips and read them off the paper."""
    clerk = journey.at("gh01")
    clerk.goto(address)
    slips = bytes(clerk.evaluate(_FORM_AS_BYTES, "打印测评码"))
    paper = subprocess.run(["pdftotext", "-", "-"], input=slips, capture_output=True, check=True)
    lines = (line.replace(" ", "") for line in paper.stdout.decode().splitlines())  # the print is spaced
    codes = [line for line in lines if re.fullmatch(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", line)]
    assert len(codes) == CODES
    return codes


def _rate_with_codes(journey: Journey, new_page, codes: list[str], subjects) -> None:
    for code in codes:
        page = new_page()
        page.goto("/congress/appraisals/code/")
        fill(page, code=code)
        page.get_by_role("button", name="打开测评表").click()
        for each in subjects:
            page.locator("fieldset", has_text=each.name).get_by_label("称职", exact=True).check()
        page.get_by_role("button", name="提交测评表").click()
        page.locator("#confirm-dialog [data-confirm-yes]").click()
        said(page, "您的核对号")
        if code == codes[0]:
            journey.picture(page, "code-sheet")
        page.context.close()
