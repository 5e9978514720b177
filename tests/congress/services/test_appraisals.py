from decimal import Decimal

import pytest

from congress.choices.appraisals import AppraisalForm
from congress.choices.ballots import PollState, TellerRole
from congress.models import Appraisal, AppraisalResult, BallotMark, OpenedBallot, RollEntry
from congress.rules.ballots import voter_key
from congress.selectors.appraisals import (
    appraisals_visible_to,
    group_lines,
    overall,
    results_visible_to,
    sheet_rows,
)
from congress.services import appraisals, ballots, polls
from congress.services.appraisals import question_key
from tests.factories import MemberFactory, UserFactory, officer
from tests.factories_ballots import PASSPHRASES, passphrases
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return officer()


def people(count):
    return [MemberFactory(user=UserFactory()) for _ in range(count)]


def planned(office, subjects, groups, *, form=AppraisalForm.PERSON, items=(), codes=0, weights=None):
    """An appraisal with tellers. `groups`: lists of members; `codes` slips go to the last group."""
    made = appraisals.create_appraisal(
        {"title": "中层干部测评", "subject_kind": "managers", "form": form, "year": 2026, "minimum": 5},
        actor=office,
    )
    appraisals.add_subjects(made, subjects, actor=office)
    for title, top, weight in items:
        appraisals.add_item(made, {"title": title, "top_score": top, "weight": weight}, actor=office)
    weights = weights or [100 // len(groups)] * len(groups)
    for number, (members, weight) in enumerate(zip(groups, weights, strict=True)):
        slips = codes if number == len(groups) - 1 else 0
        group = appraisals.add_group(
            made, {"name": f"第{number}组", "weight": weight, "paper_codes": slips}, actor=office
        )
        appraisals.add_raters(group, [each.user for each in members], actor=office)
    for words in PASSPHRASES:
        user = UserFactory()
        teller = polls.name_teller(made.poll, user, TellerRole.SUPERVISOR, actor=office)
        polls.set_passphrase(teller, words, actor=user)
    return made


def opened(made, office):
    appraisals.open_appraisal(made, actor=office)
    return Appraisal.objects.get(pk=made.pk)


def rate(appraisal, member, **answers):
    entry = RollEntry.objects.get(poll=appraisal.poll, voter=voter_key(member.user_id))
    return appraisals.rate(entry, answers)


def closed(appraisal, office):
    appraisals.close_appraisal(appraisal, passphrases(appraisal.poll), actor=office)
    return Appraisal.objects.get(pk=appraisal.pk)


def test_managers_rated_by_two_groups(office):
    subjects, raters, others = people(2), people(8), people(6)
    appraisal = opened(planned(office, subjects, [raters, [*others, subjects[0]]]), office)
    first, second = (question_key(each.pk) for each in appraisal.subjects.all())
    for member in raters:
        rate(appraisal, member, **{first: "first", second: "second"})
    for member in others:
        rate(appraisal, member, **{first: "third"})
    rate(appraisal, subjects[0], **{first: "first", second: "fourth"})  # his own line does not count
    appraisal = closed(appraisal, office)
    assert (appraisal.poll.state, appraisal.poll.online_ballots) == (PollState.DECIDED, 15)
    one, two = overall(appraisal)
    assert [one.subject.name, two.subject.name] == [each.name for each in subjects]
    assert (one.valid, one.first, one.third, one.abstained, one.rank) == (14, 8, 6, 0, 1)
    assert (one.first_rate, one.good_rate, one.score) == (
        Decimal("57.14"),
        Decimal("57.14"),
        Decimal("80.00"),
    )
    assert (two.valid, two.second, two.fourth, two.abstained, two.rank) == (15, 8, 1, 6, 2)
    assert OpenedBallot.objects.filter(question=first).count() == 14
    assert not any(row.is_hidden for row in sheet_rows(one.subject))
    tested = OpenedBallot.objects.values_list("question", flat=True).distinct()
    assert set(tested) == {first, second}


def test_cells_under_the_sample_are_not_even_kept(office):
    subjects, many, some, few = people(1), people(9), people(6), people(3)
    appraisal = opened(planned(office, subjects, [many, some, few], weights=[50, 30, 20]), office)
    line = question_key(appraisal.subjects.get().pk)
    for member in [*many, *some, *few]:
        rate(appraisal, member, **{line: "first"})
    appraisal = closed(appraisal, office)
    rows = {row.group.name if row.group else "": row for row in appraisal.results.select_related("group")}
    assert [rows[name].is_hidden for name in ("", "第0组", "第1组", "第2组")] == [False, False, True, True]
    for name in ("第1组", "第2组"):
        row = rows[name]
        assert {row.valid, row.first, row.abstained, row.first_rate, row.score, row.rank} == {None}
    assert rows[""].valid == 18


def test_a_subject_with_too_few_sheets_has_no_result(office):
    """Five raters, one of them the subject himself: four sheets about him, none is shown."""
    raters = people(5)
    other = people(1)
    appraisal = opened(planned(office, [raters[0], *other], [raters]), office)
    own, line = (question_key(each.pk) for each in appraisal.subjects.all())
    for member in raters:
        rate(appraisal, member, **{own: "fourth", line: "first"})
    appraisal = closed(appraisal, office)
    shown, hidden = overall(appraisal)
    assert (shown.subject.name, shown.rank, shown.valid) == (other[0].name, 1, 5)
    assert (hidden.is_hidden, hidden.valid, hidden.rank) == (True, None, None)


@pytest.mark.parametrize(
    ("form", "answers", "score"),
    [
        (AppraisalForm.SCORE, (("90", "15"), ("80", "20")), Decimal("85.75")),
        (AppraisalForm.BODY, (("first", "second"), ("second", "first")), Decimal("90.00")),
    ],
)
def test_sheets_of_items(office, form, answers, score):
    """Scores: 60 % of the mean of 90 and 80 of 100, 40 % of 15 and 20 of 20, both groups alike."""
    groups = [people(5), people(5)]
    items = (("实绩", 100, 70), ("廉洁", 20, 30))
    appraisal = opened(planned(office, people(1), groups, form=form, items=items), office)
    subject = appraisal.subjects.get()
    lines = [question_key(subject.pk, item.pk) for item in appraisal.items.all()]
    for members, given in zip(groups, answers, strict=True):
        for member in members:
            rate(appraisal, member, **dict(zip(lines, given, strict=True)))
    appraisal = closed(appraisal, office)
    total = overall(appraisal).get()
    assert (total.score, total.valid, total.rank) == (score, 10, 1)
    assert form == AppraisalForm.SCORE or total.first_rate == 50
    assert appraisal.results.count() == 1 + 2 + 2 * 3
    assert (total.first is None) is (form == AppraisalForm.SCORE)


def test_codes_on_paper(office):
    raters = people(6)
    made = planned(office, people(1), [raters], codes=7)
    group = made.groups.get()
    with pytest.raises(DomainError, match="开始后才能打印"):
        appraisals.print_codes(group, actor=office)
    appraisal = opened(made, office)
    assert appraisal.poll.entitled == 13
    worthless = appraisals.print_codes(group, actor=office)
    codes = appraisals.print_codes(group, actor=office)
    assert len(set(codes)) == 7
    fresh = Appraisal.objects.get(pk=appraisal.pk).poll
    assert fresh.roll_digest == polls.roll_digest(fresh.roll.values_list("voter", flat=True))
    assert fresh.roll_digest != appraisal.poll.roll_digest
    assert appraisals.entry_of_code(worthless[0]) is None
    assert not RollEntry.objects.filter(voter__contains=codes[0].replace("-", "")[:8]).exists()
    line = question_key(appraisal.subjects.get().pk)
    for code in codes[:4]:
        entry = appraisals.entry_of_code(f" {code.lower()} ".replace("-", " "))
        appraisals.rate(entry, {line: "first"})
        with pytest.raises(ballots.AlreadyVotedError):
            appraisals.rate(entry, {line: "second"})
    rest = appraisals.print_codes(group, actor=office)
    assert len(rest) == 3
    with pytest.raises(NotPermittedError):
        appraisals.print_codes(group, actor=UserFactory())
    line_of = group_lines(appraisal)[0]
    assert (line_of.issued, line_of.used) == (7, 0)  # not told while open
    for member in raters:
        rate(appraisal, member, **{line: "first"})
    appraisal = closed(appraisal, office)
    line_of = group_lines(appraisal)[0]
    assert (line_of.issued, line_of.used, line_of.unused) == (7, 4, 3)
    assert appraisals.entry_of_code(rest[0]) is None
    assert overall(appraisal).get().valid == 10 == BallotMark.objects.count()


def test_scope_is_frozen_and_weights_are_whole(office):
    made = planned(office, people(2), [people(6), people(6)], weights=[50, 40])
    with pytest.raises(DomainError, match="分组的权重合计应为 100%"):
        appraisals.open_appraisal(made, actor=office)
    appraisals.remove_part(made.groups.last(), actor=office)
    subject, group = made.subjects.first(), made.groups.get()
    appraisal = opened(made, office)
    for refused in (
        lambda: appraisals.add_subjects(appraisal, people(1), actor=office),
        lambda: appraisals.add_item(appraisal, {"title": "x"}, actor=office),
        lambda: appraisals.add_group(appraisal, {"name": "x"}, actor=office),
        lambda: appraisals.add_raters(group, [UserFactory()], actor=office),
        lambda: appraisals.remove_part(subject, actor=office),
        lambda: appraisals.edit_appraisal(appraisal, 1, {"title": "x"}, actor=office),
        lambda: appraisals.open_appraisal(appraisal, actor=office),
    ):
        with pytest.raises(DomainError, match="范围已经固定"):
            refused()
    assert appraisal.subjects.count() == 2


def test_what_an_opening_needs(office):
    body = {"title": "班子测评", "subject_kind": "leadership", "form": AppraisalForm.BODY, "year": 2026}
    made = appraisals.create_appraisal(body, actor=office)
    with pytest.raises(DomainError, match="评议人不足 5 人"):
        appraisals.open_appraisal(made, actor=office)
    group = appraisals.add_group(made, {"name": "代表", "weight": 100, "paper_codes": 0}, actor=office)
    delegates = [officer(Office.DELEGATE) for _ in range(5)]
    assert set(appraisals.people_in(Office.DELEGATE)) == set(delegates)
    assert appraisals.add_raters(group, delegates, actor=office) == 5
    assert appraisals.add_raters(group, delegates, actor=office) == 0
    with pytest.raises(DomainError, match="评议对象"):
        appraisals.open_appraisal(made, actor=office)
    with pytest.raises(DomainError, match="评议对象"):
        appraisals.add_subjects(made, [], actor=office)
    assert appraisals.add_subjects(made, [], name="院领导班子", actor=office) == 1
    with pytest.raises(DomainError, match="测评项目"):
        appraisals.open_appraisal(made, actor=office)
    appraisals.add_item(made, {"title": "团结"}, actor=office)
    with pytest.raises(DomainError, match="已有这个项目"):
        appraisals.add_item(made, {"title": "团结"}, actor=office)
    with pytest.raises(DomainError, match="同名的分组"):
        appraisals.add_group(made, {"name": "代表"}, actor=office)
    with pytest.raises(DomainError, match="最多 400"):
        appraisals.add_group(made, {"name": "纸", "paper_codes": 401}, actor=office)
    with pytest.raises(DomainError, match="两名监票人"):
        appraisals.open_appraisal(made, actor=office)
    with pytest.raises(DomainError, match="不能少于 5"):
        appraisals.edit_appraisal(made, 1, {**body, "minimum": 3}, actor=office)
    appraisals.edit_appraisal(made, 1, {**body, "title": "班子民主测评", "minimum": 6}, actor=office)
    with pytest.raises(StaleError):
        appraisals.edit_appraisal(Appraisal.objects.get(pk=made.pk), 1, body, actor=office)
    with pytest.raises(NotPermittedError):
        appraisals.create_appraisal(body, actor=UserFactory())


def test_nothing_comes_back_without_sheets(office):
    appraisal = opened(planned(office, people(1), [people(6)]), office)
    appraisal = closed(appraisal, office)
    assert (appraisal.poll.state, AppraisalResult.objects.count()) == (PollState.DECIDED, 0)


def test_with_too_few_sheets_it_is_void_and_a_group_without_slips_prints_none(office):
    raters = people(6)
    appraisal = opened(planned(office, people(1), [raters]), office)
    with pytest.raises(DomainError, match="没有未使用的测评码"):
        appraisals.print_codes(appraisal.groups.get(), actor=office)
    subject = appraisal.subjects.get()
    for each in raters[:3]:
        rate(appraisal, each, **{question_key(subject.pk): "first"})
    appraisal = closed(appraisal, office)
    assert (appraisal.poll.state, AppraisalResult.objects.count()) == (PollState.VOID, 0)


def test_who_sees_appraisals_and_results(office):
    raters = people(6)
    appraisal = opened(planned(office, people(1), [raters]), office)
    line = question_key(appraisal.subjects.get().pk)
    for member in raters:
        rate(appraisal, member, **{line: "first"})
    closed(appraisal, office)
    users = [office, officer(Office.LEADERSHIP), raters[0].user, UserFactory()]
    assert [appraisals_visible_to(user).count() for user in users] == [1, 1, 1, 0]
    assert [results_visible_to(user).count() for user in users] == [1, 1, 0, 0]
