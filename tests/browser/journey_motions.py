"""Motions through every state by their people: returned, merged, declined, redone, promised."""

import datetime as dt

from playwright.sync_api import expect

from congress.choices.motions import MotionState
from congress.models import Motion, MotionStep
from tests.browser.journey import Journey, fill, pick, press, said
from tests.browser.journey_congress import Delegates, open_login
from union.common.dates import today
from union.organisation.models import Department

SUBJECT = "增设职工夜班休息室的建议"


def departments(journey: Journey, delegates: Delegates) -> None:
    """The clerk appoints contacts of two departments: who answers motions there."""
    from members.models import Member

    clerk = journey.at("gh01")
    for unit in Department.objects.filter(branch__name="行政支会").order_by("pk")[:2]:
        person = Member.objects.filter(department=unit).exclude(staff_no__in=delegates.numbers).first()
        clerk.goto("/organisation/officers/give/department_contact/")
        pick(clerk, "user", person.staff_no)
        clerk.locator("[name=place]").select_option(f"department:{unit.pk}")
        fill(clerk, document="院办通知")
        press(clerk, "登记任职")
        said(clerk, "已登记")
        open_login(journey, person.staff_no)
        delegates.contacts.append((person.staff_no, unit.name))


def write(journey: Journey, delegates: Delegates, at: int, title: str, seconders=(1, 2)) -> Motion:
    """A delegate writes on the phone; others second there, then it is handed in."""
    number = delegates.numbers[at]
    phone = journey.at(number, phone=True)
    phone.goto("/motions/new/")
    phone.get_by_label("案由").fill(title)
    phone.locator("[name=category]").select_option(index=1)
    phone.get_by_label("现状与理由").fill("夜班后没有休息的地方，影响第二天的工作。")
    phone.get_by_label("建议措施").fill("腾出两间房，配置床位和储物柜。")
    if not seconders:
        phone.get_by_label("代表团集体提案").check()
        press(phone, "保存草稿")
    else:
        for other in seconders:
            pick(phone, "members", delegates.name(other))
        press(phone, "保存并征集附议")
    said(phone, title)
    motion = Motion.objects.get(title=title)
    for other in seconders:
        page = journey.at(delegates.numbers[other], phone=True)
        page.goto(f"/motions/{motion.pk}/")
        press(page, "同意附议")
        said(page, "您已附议")
    return motion


def take(page, motion, action, **typed):
    """One step on its own page: fields by their name, one button."""
    page.goto(f"/motions/{motion.pk}/step/{action}/")
    for name, value in typed.items():
        field = page.locator(f"main [name={name}]:not([type=hidden])")
        if field.first.get_attribute("type") == "radio":
            page.locator(f"main [name={name}][value={value}]").check()
        elif field.first.evaluate("e => e.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))
    page.locator("main .form-actions button").first.click()
    page.wait_for_url(f"**/motions/{motion.pk}/")
    motion.refresh_from_db()


def hand_over(page, motion, action, leads, assists=(), **typed):
    """The office chooses departments by name."""
    page.goto(f"/motions/{motion.pk}/step/{action}/")
    for field, names in (("leads", leads), ("assists", assists)):
        for name in names:
            pick(page, field, name)
    page.locator(f"[name=arrangement][value={'joint' if assists else 'single'}]").check()
    for name, value in typed.items():
        field = page.locator(f"main [name={name}]")
        if field.first.evaluate("e => e.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))
    page.locator("main .form-actions button").first.click()
    page.wait_for_url(f"**/motions/{motion.pk}/")
    motion.refresh_from_db()


def motions(journey: Journey, delegates: Delegates) -> None:
    """The whole way; in the end every state of the table was met."""
    office, committee = journey.at("gh01"), journey.at(delegates.numbers[-1], phone=True)
    mover = journey.at(delegates.numbers[0], phone=True)
    case = examined(journey, delegates, committee)
    paper = merged(journey, delegates, office, committee, case)
    aside(journey, delegates, office, committee)
    handled(journey, delegates, office, case)
    second_mover = journey.at(delegates.numbers[3], phone=True)
    take(mover, case, "rate", satisfaction="unsatisfied", note="承诺的时间太晚")
    take(second_mover, case, "rate", satisfaction="partly", note="可以")
    assert case.state == MotionState.REDO
    again(journey, delegates, office, case)
    for rater in (mover, second_mover):
        take(rater, case, "rate", satisfaction="satisfied", note="")
    journey.picture(mover, "motion-mover")
    take(office, case, "close")
    assert (case.state, case.round) == (MotionState.TRACKED, 2)
    journey.picture(office, "motion-promise")
    lead = journey.at(delegates.contacts[0][0])
    take(lead, case, "fulfil", note="两间休息室已经开放")
    take(office, case, "archive", archive_no="2026-提-001")
    assert (case.state, case.grade, paper.state) == (MotionState.ARCHIVED, "A", MotionState.MERGED)
    office.goto(f"/motions/{case.pk}/")
    journey.picture(office, "motion-archived")
    office.goto("/motions/report/")
    journey.picture(office, "motion-report")
    assert met() == set(MotionState.values), set(MotionState.values) - met()


def met() -> set[str]:
    """States that motions of this congress have stood in."""
    steps = MotionStep.objects.all()
    return {*steps.values_list("from_state", flat=True), *steps.values_list("to_state", flat=True)}


def examined(journey, delegates, committee) -> Motion:
    """Written, seconded, handed in, returned, changed, handed in again, corrected, filed."""
    case, office = write(journey, delegates, 0, SUBJECT), journey.at("gh01")
    mover = journey.at(delegates.numbers[0], phone=True)
    take(mover, case, "submit")
    take(committee, case, "receive")
    take(committee, case, "return", note="请写明需要几间、在哪一栋")
    mover.goto(f"/motions/{case.pk}/edit/")
    mover.get_by_label("建议措施").fill("住院部三楼腾出两间房，配置床位和储物柜。")
    press(mover, "保存草稿")
    take(mover, case, "submit")
    take(committee, case, "receive")
    committee.goto(f"/motions/{case.pk}/correct/")
    fill(committee, title=f"关于{SUBJECT}", reason="案由统一写法")
    press(committee, "保存更正")
    said(committee, "更正前案由")
    journey.picture(committee, "motion-corrected")
    take(committee, case, "recommend", recommendation="filed", note="属本院职权，可行")
    take(office, case, "file")
    assert case.number == 1
    return case


def merged(journey, delegates, office, committee, case) -> Motion:
    """Another paper on the same matter goes into the case, comes out again, and goes in for good."""
    paper = write(journey, delegates, 3, "夜班职工休息条件改善", seconders=(1, 4))
    take(journey.at(delegates.numbers[3], phone=True), paper, "submit")
    take(committee, paper, "receive")
    take(office, paper, "merge", into=case.pk, note="同一内容")
    take(office, paper, "split", note="核对后再并")
    take(office, paper, "merge", into=case.pk, note="同一内容")
    assert paper.merged_into == case
    return paper


def aside(journey, delegates, office, committee) -> None:
    """A delegation's own motion is not filed; a draft is taken back."""
    head = delegates.heads[0]
    refused = write(journey, delegates, head, "要求全市统一门诊收费", seconders=())
    take(journey.at(delegates.numbers[head], phone=True), refused, "submit")
    take(committee, refused, "receive")
    take(office, refused, "refuse", note="不属于本院职权，已说明")
    withdrawn = write(journey, delegates, 4, "增设宠物寄养处", seconders=(1,))
    take(journey.at(delegates.numbers[4], phone=True), withdrawn, "withdraw", note="改为意见反映")


def handled(journey, delegates, office, case) -> None:
    """Leader, departments, decline, countersigning, signature, delivery: the first round, a B promise."""
    (lead_login, lead_name), (assist_login, assist_name) = delegates.contacts
    leader, lead, assist = journey.at("yz01"), journey.at(lead_login), journey.at(assist_login)
    office.goto(f"/motions/{case.pk}/step/brief/")
    office.locator("[name=leader]").select_option(
        next(o for o in office.locator("[name=leader] option").all_inner_texts() if "陆院长" in o)
    )
    press(office, "呈领导批示")
    said(office, "已记录")
    take(leader, case, "instruct", note="请牵头部门一个月内办理")
    due = today() + dt.timedelta(days=30)
    hand_over(office, case, "assign", (lead_name,), due_on=due)
    take(lead, case, "decline", note="需要另一部门一同办理")
    assert case.state == MotionState.DECLINED
    hand_over(office, case, "reassign", (lead_name,), (assist_name,), due_on=due)
    journey.picture(lead, "motion-desk")
    take(lead, case, "accept", plan="两周内选点，一个月内腾房")
    answer(lead, case, "列入计划，按期完成。", grade="B", promised_on=due + dt.timedelta(days=60))
    assert case.state == MotionState.COUNTERSIGNING
    take(assist, case, "countersign", note="同意")
    take(leader, case, "sign")
    mover = journey.at(delegates.numbers[0], phone=True)
    mover.goto(f"/motions/{case.pk}/")
    expect(mover.get_by_text("列入计划，按期完成")).to_have_count(0)  # signed, not delivered
    take(lead, case, "deliver")


def again(journey, delegates, office, case) -> None:
    """The second round: another leader signs, an earlier day is promised."""
    lead, assist = (journey.at(login) for login, _name in delegates.contacts)
    office.goto(f"/motions/{case.pk}/step/redo/")
    label = next(o for o in office.locator("[name=leader] option").all_inner_texts() if "程书记" in o)
    office.locator("[name=leader]").select_option(label)
    fill(office, note="请提前落实")
    office.locator("main .form-actions button").first.click()
    office.wait_for_url(f"**/motions/{case.pk}/")
    take(lead, case, "accept", plan="提前一个月")
    answer(lead, case, "提前一个月完成。", grade="B", promised_on=today() + dt.timedelta(days=40))
    take(assist, case, "countersign", note="同意")
    take(journey.at("yz02"), case, "sign")
    take(lead, case, "deliver")


def answer(page, motion, text, **typed) -> None:
    """The department's answer with grade, promise and signature."""
    take(page, motion, "answer", text=text, signatory="负责人", **typed)
