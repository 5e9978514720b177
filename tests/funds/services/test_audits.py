import datetime as dt
from decimal import Decimal
from functools import partial

import pytest

from tests.factories import officer
from tests.factories_funds import approved_budget, auditor, booked_expense, booked_income, chair
from tests.refusals import check_refusals
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.funds.choices import Conclusion, HandoverState, OpinionState, QuestionAction, QuestionState
from union.funds.duties import handovers as handover_duties
from union.funds.duties import questions as question_duties
from union.funds.models import AuditOpinion, AuditQuestion, AuditRemark, Publication
from union.funds.reminders import answers_due, handovers_due, questions_due
from union.funds.selectors.audits import facts_for, is_reproducible
from union.funds.services import audits
from union.funds.services.handovers import confirm_handover, save_handover
from union.funds.services.publications import publish
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
FIRST = dt.date(today().year, 1, 1)


@pytest.fixture
def book():
    approved_budget()
    entries = [booked_income(f"{100 + number}.00", key=f"i{number}") for number in range(8)]
    return [*entries, booked_expense("30.00", key="e1"), booked_income("20000.00", key="large")]


def sample_of(actor, **more):
    wish = {"seed": "7", "size": 4, "large_from": Decimal(10000), "note": "", "actor": actor} | more
    return audits.draw_sample(FIRST, today(), **wish)


def test_a_sample_is_drawn_again_from_its_seed_even_after_later_vouchers(book):
    sample = sample_of(auditor())
    assert sample.rows.count() == 5  # four and the large one
    assert sample.population == len(book)
    booked_income("77.00", key="later")
    assert is_reproducible(sample)
    sample.rows.exclude(stratum="大额").first().delete()
    assert not is_reproducible(sample)


def test_only_auditors_draw_ask_and_issue_and_they_book_nothing(book):
    for user in (officer(), chair()):
        with pytest.raises(NotPermittedError):
            sample_of(user)
        with pytest.raises(NotPermittedError):
            audits.ask(book[0], text="为何？", actor=user)
        with pytest.raises(NotPermittedError):
            audits.start_opinion(today().year, "final", actor=user)


def test_a_question_is_answered_by_the_office_asked_again_and_closed_by_the_auditors(book):
    asks, office = auditor(), officer()
    question = audits.ask(book[0], text="附件不全", actor=asks)
    assert question.due_on > today()
    assert [each.url for each in question_duties(office, today())]
    assert not list(question_duties(asks, today()))
    assert [each.right for each in questions_due(today(), question.due_on)] == ["post_money"]

    with pytest.raises(NotPermittedError):
        audits.take_question_step(question, QuestionAction.ANSWER, text="已补", actor=asks)
    question = audits.take_question_step(question, QuestionAction.ANSWER, text="已补", actor=office)
    assert not list(questions_due(today(), question.due_on))
    assert [each.on for each in answers_due(today(), today())] == [today()]
    with pytest.raises(NotPermittedError):
        audits.take_question_step(question, QuestionAction.CLOSE, text="好", actor=office)
    question = audits.take_question_step(question, QuestionAction.ASK_AGAIN, text="还缺签收", actor=asks)
    question = audits.take_question_step(question, QuestionAction.ANSWER, text="补齐", actor=office)
    question = audits.take_question_step(question, QuestionAction.CLOSE, text="认可", actor=asks)
    assert question.state == QuestionState.CLOSED
    assert [each.action for each in question.remarks.all()] == [
        "ask", "answer", "ask_again", "answer", "close",
    ]  # fmt: skip
    with pytest.raises(TransitionError):
        audits.take_question_step(question, QuestionAction.ANSWER, text="再说", actor=office)


def test_what_was_said_is_never_changed(book):
    audits.ask(book[0], text="附件不全", actor=auditor())
    from django.db import DatabaseError, transaction

    for rows in (AuditRemark.objects.all(),):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(text="改")


def test_a_doubt_needs_a_word_and_a_question_goes_to_the_office_at_once(book):
    asks = auditor()
    row = sample_of(asks).rows.first()
    with pytest.raises(DomainError, match="疑问"):
        audits.record_result(row, result="doubt", note="", question="", actor=asks)
    audits.record_result(row, result="doubt", note="", question="发票呢？", actor=asks)
    assert AuditQuestion.objects.get().entry == row.entry


def words(**more):
    return {
        "conclusion": Conclusion.AGREED, "checked": "账证相符", "problems": "", "advice": "",
        "meeting": "经审会第一次会议", "decided_on": today(),
    } | more  # fmt: skip


def test_an_opinion_freezes_its_figures_when_issued_and_is_followed_by_a_revision(book):
    asks = auditor()
    opinion = audits.start_opinion(today().year, "final", actor=asks)
    with pytest.raises(DomainError, match="正在起草"):
        audits.start_opinion(today().year, "final", actor=asks)
    opinion = audits.save_opinion(opinion, words(meeting=""), version=opinion.version, actor=asks)
    with pytest.raises(DomainError, match="集体讨论"):
        audits.issue_opinion(opinion, actor=asks, today=today())
    with pytest.raises(StaleError):
        audits.save_opinion(opinion, words(), version=opinion.version - 1, actor=asks)
    opinion = audits.save_opinion(opinion, words(), version=opinion.version, actor=asks)
    opinion = audits.issue_opinion(opinion, actor=asks, today=today())
    assert opinion.state == OpinionState.ISSUED
    assert ["实际支出", "30.00 元"] in opinion.facts

    booked_expense("5.00", key="e2")
    opinion.refresh_from_db()
    assert ["实际支出", "30.00 元"] in opinion.facts
    assert ["实际支出", "35.00 元"] in facts_for("final", today().year, today())
    with pytest.raises(DomainError, match="已出具"):
        audits.save_opinion(opinion, words(), version=opinion.version, actor=asks)
    again = audits.start_opinion(today().year, "final", actor=asks)
    assert (again.revision, again.checked) == (2, "账证相符")
    assert AuditOpinion.objects.count() == 2


@pytest.mark.parametrize("subject", ["budget", "final", "dues", "special"])
def test_every_subject_has_its_figures(book, subject):
    labels = [label for label, _text in facts_for(subject, today().year, today())]
    assert len(labels) > 3


def handed(**more):
    return {
        "on": today(), "post": "出纳", "giver": "张三", "taker": "李四", "reason": "工作调动",
        "books": "现金日记账一本", "cash_counted": Decimal("-30.00"), "bank_stated": Decimal("20828.00"),
        "note": "",
    } | more  # fmt: skip


def test_a_handover_is_signed_by_an_auditor_who_is_neither_side(book):
    office, asks = officer(), auditor()
    row = save_handover(None, handed(), version=0, actor=office, today=today())
    assert [each.title for each in handover_duties(asks, today())] == ["出纳交接待监交"]
    assert [each.subject for each in handovers_due(today(), today())] == [f"funds.handover:{row.pk}"]
    with pytest.raises(NotPermittedError):
        confirm_handover(row, actor=office)
    asks.display_name = "李四"
    with pytest.raises(NotPermittedError, match="自己的交接"):
        confirm_handover(row, actor=asks)
    asks.display_name = "王审"
    row = confirm_handover(row, actor=asks)
    assert row.state == HandoverState.DONE
    assert ["银行存款账面余额", "20,828.00 元"] in row.facts
    with pytest.raises(DomainError, match="已监交"):
        save_handover(row, handed(), version=row.version, actor=office, today=today())


def test_money_missing_at_a_handover_must_be_explained(book):
    office = officer()
    short = handed(cash_counted=Decimal("-31.00"))
    row = save_handover(None, short, version=0, actor=office, today=today())
    with pytest.raises(DomainError, match=r"相差 -1\.00 元"):
        confirm_handover(row, actor=auditor())
    row = save_handover(row, short | {"note": "找零差错"}, version=row.version, actor=office, today=today())
    assert confirm_handover(row, actor=auditor()).state == HandoverState.DONE


def test_a_publication_stands_as_it_was_and_a_correction_says_why(book):
    office, last = officer(), today()
    row = publish("funds", FIRST, last, note="", actor=office, today=today())
    income = row.sheet["tables"][0]["rows"]
    assert income[-1] == ["合计", "20,828.00"]
    booked_income("1.00", key="after")
    with pytest.raises(DomainError, match="更正说明"):
        publish("funds", FIRST, last, note="", actor=office, today=today())
    again = publish("funds", FIRST, last, note="漏记一笔", actor=office, today=today())
    assert again.revision == 2
    assert Publication.objects.get(revision=1).sheet["tables"][0]["rows"][-1][1] == "20,828.00"
    with pytest.raises(NotPermittedError):
        publish("dues", FIRST, last, note="", actor=officer(Office.COMMITTEE_MEMBER), today=today())


@pytest.mark.django_db(transaction=True)
def test_an_opinion_is_issued_in_a_transaction_of_its_own():
    asks = auditor()
    opinion = audits.start_opinion(today().year, "final", actor=asks)
    opinion = audits.save_opinion(opinion, words(), version=opinion.version, actor=asks)
    assert audits.issue_opinion(opinion, actor=asks, today=today()).state == OpinionState.ISSUED


def test_what_audits_handovers_and_publications_refuse(subtests, book):
    asks, office, day = auditor(), officer(), today()
    row = sample_of(asks).rows.first()
    opinion = audits.start_opinion(day.year, "final", actor=asks)
    blank = audits.save_opinion(opinion, words(checked=" "), version=opinion.version, actor=asks)
    year_ago = dt.timedelta(days=400)
    draw = partial(audits.draw_sample, seed="7", size=4, large_from=Decimal(1), note="", actor=asks)
    hand = partial(save_handover, None, version=0, actor=office, today=day)
    show = partial(publish, "funds", note="", actor=office, today=day)
    check_refusals(subtests, [
        ("期间的结束日期不能早于开始日期", lambda: draw(day, FIRST - year_ago)),
        ("这段期间没有凭证，请换一段期间", lambda: draw(FIRST - 2 * year_ago, FIRST - year_ago)),
        ("请选择审查结果",
         lambda: audits.record_result(row, result="", note="", question="", actor=asks)),
        ("请填写提问内容", lambda: audits.ask(book[0], text=" ", actor=asks)),
        ("年度还没有到", lambda: audits.start_opinion(day.year + 2, "final", actor=asks)),
        ("请先填写审查情况和审查结论", lambda: audits.issue_opinion(blank, actor=asks, today=day)),
        ("您没有登记交接的权限", lambda: hand(handed(), actor=officer(Office.COMMITTEE_MEMBER))),
        ("交接日期还没有到", lambda: hand(handed(on=day + dt.timedelta(days=1)))),
        ("移交人和接交人不能是同一人", lambda: hand(handed(giver="王", taker=" 王 "))),
        ("公布的期间应在同一年度内", lambda: show(FIRST - year_ago, day)),
        ("公布的期间应在同一年度内", lambda: show(day, FIRST - dt.timedelta(days=1))),
        ("这段期间还没有结束，不能公布", lambda: show(FIRST, day, today=day - dt.timedelta(days=1))),
    ])  # fmt: skip
    late = audits.save_opinion(
        blank, words(decided_on=day + dt.timedelta(days=1)), version=blank.version, actor=asks
    )
    check_refusals(subtests, [
        ("议定日期还没有到", lambda: audits.issue_opinion(late, actor=asks, today=day)),
    ])  # fmt: skip
