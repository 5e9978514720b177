"""A hardship file on its whole way, and every refusal on it."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction

from tests.factories import AppointmentFactory, officer
from tests.factories_funds import approved_budget
from tests.factories_hardship import (
    AGREED,
    FACTS,
    MAIN,
    HardshipCast,
    approved_aid,
    checked,
    child_facts,
    drafted,
    noon,
    paid_list,
    paper,
    published,
    quick_file,
    wanted,
)
from union.common.attachments import save_attachment
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.funds.models import Entry
from union.organisation.choices import Office
from union.reminders.models import Notice
from welfare.choices.hardship import HardshipState
from welfare.models import HardshipFile, HouseholdPerson
from welfare.rules.hardship_flow import FLOW, HardshipAction
from welfare.services import aid as aids
from welfare.services import hardship_files, hardship_life, hardship_steps
from welfare.services.hardship_files import Agreed
from welfare.services.hardship_steps import Visited

pytestmark = pytest.mark.django_db
A = HardshipAction


@pytest.fixture
def cast():
    return HardshipCast()


def test_a_file_goes_the_whole_way_to_relapse(cast):
    file = hardship_files.open_file(cast.member, AGREED, FACTS, MAIN, actor=cast.person)
    hardship_files.save_person(file.pk, child_facts(), actor=cast.person)
    hardship_steps.submit_file(file.pk, actor=cast.person)
    hardship_steps.review_file(file.pk, actor=cast.office, note="材料齐全")
    told = Visited(today(), "两名工会干部", "租房居住，透析", "本人", paper())
    hardship_steps.record_home_visit(file.pk, told, actor=cast.office)
    file = hardship_steps.check_income(file.pk, on=today(), source="民政部门", actor=cast.office)
    assert (file.head_count, file.income, file.per_head) == (2, 30000, Decimal("416.67"))
    assert file.category == "deep"

    hardship_steps.publish_file(file.pk, place="公告栏", level="national", actor=cast.office)
    publicity = file.publicities.get()
    assert set(publicity.shown) == {"姓名", "支会", "家庭人口", "级别", "困难类别"}
    with pytest.raises(DomainError, match="期满后才能结束"):
        hardship_steps.end_publicity(file.pk, actor=cast.office)
    with time_machine.travel(noon(publicity.ends_on + dt.timedelta(days=1)), tick=False):
        hardship_steps.end_publicity(file.pk, actor=cast.office)
        file = hardship_steps.approve_file(file.pk, actor=cast.chair, document="纪要")
        assert (file.state, file.spells.get().level) == ("on_file", "national")
        approved_budget()
        aid = approved_aid(cast, file, "1500")
        paid_list(cast, [aid])
        assert Entry.objects.get(source_kind="welfare.aid_payment").amount == 1500

        file = hardship_life.review_yearly(
            file.pk, outcome="exit", level="national", note="子女已就业", actor=cast.office
        )
        file = hardship_life.exit_file(file.pk, actor=cast.chair, note="收入已超过标准")
        assert file.state == "exited"
        assert not file.people.filter(is_open=True).exists()
        spell = file.spells.get()
        assert (spell.ended_by, spell.ends_on) == ("exited", today())

        file = hardship_life.apply_again(file.pk, AGREED, actor=cast.person, note="旧病复发")
        assert (file.state, file.relapses) == ("draft", 1)
        assert file.people.filter(is_open=True).count() == 2
    actions = list(file.events.values_list("action", flat=True))
    assert actions == [
        "opened", "person", "submit", "first-review", "visit", "check-income", "publish", "end-publicity",
        "approve", "yearly-review", "exit", "relapse",
    ]  # fmt: skip
    titles = list(Notice.objects.filter(user=cast.person).values_list("title", flat=True))
    assert any("已批准建档" in title for title in titles)
    assert not [title for title in titles if "尿毒症" in title]


def callers(cast, file):
    """Each arrow as a call with input that would do."""
    told = Visited(today(), "干部", "属实", "本人", paper())
    yearly = {"outcome": "keep", "level": "hospital"}
    check = {"on": today(), "source": "民政"}
    steps, life = hardship_steps, hardship_life
    return {
        A.SUBMIT: lambda who: steps.submit_file(file.pk, actor=who),
        A.REVIEW: lambda who: steps.review_file(file.pk, actor=who),
        A.VISIT: lambda who: steps.record_home_visit(file.pk, told, actor=who),
        A.CHECK: lambda who: steps.check_income(file.pk, actor=who, **check),
        A.PUBLISH: lambda who: steps.publish_file(file.pk, place="栏", level="hospital", actor=who),
        A.END: lambda who: steps.end_publicity(file.pk, actor=who),
        A.APPROVE: lambda who: steps.approve_file(file.pk, actor=who, document="纪要"),
        A.TEMPORARY: lambda who: steps.open_temporary(file.pk, actor=who, note="急病"),
        A.REGULAR: lambda who: steps.make_regular(file.pk, actor=who),
        A.YEARLY: lambda who: life.review_yearly(file.pk, actor=who, **yearly),
        A.EXIT: lambda who: life.exit_file(file.pk, actor=who, note="好转"),
        A.REMOVE: lambda who: life.remove_file(file.pk, actor=who, note="不符"),
        A.RELAPSE: lambda who: life.apply_again(file.pk, AGREED, actor=who, note="复发"),
        A.REAPPLY: lambda who: life.apply_again(file.pk, AGREED, actor=who, note="再次"),
        A.RETURN: lambda who: life.return_file(file.pk, actor=who, note="补材料"),
        A.REJECT: lambda who: life.reject_file(file.pk, actor=who, note="不符"),
        A.WITHDRAW: lambda who: life.withdraw_file(file.pk, actor=who),
    }


def put_in(file, state, cast):
    """The file in a state, as the database allows it."""
    HardshipFile.objects.filter(pk=file.pk).update(
        state=state, decided_by=cast.vice if state in ("on_file", "temporary") else None,
        temporary_until=today() if state == "temporary" else None,
    )  # fmt: skip


def test_every_arrow_that_is_not_in_the_table_is_refused(cast):
    """Both AGAIN-arrows are one service, which takes whichever the state allows."""
    file = drafted(cast)
    again = {HardshipState.EXITED, HardshipState.REJECTED, HardshipState.WITHDRAWN, HardshipState.REMOVED}
    refused = 0
    for state in HardshipState:
        put_in(file, state, cast)
        before = HardshipFile.objects.filter(pk=file.pk).values().get()
        for action, call in callers(cast, file).items():
            one_of_two = action in (A.RELAPSE, A.REAPPLY) and state in again
            if state in FLOW.of(action).sources or one_of_two:
                continue
            for who in (cast.office, cast.chair):
                with pytest.raises(TransitionError), transaction.atomic():
                    call(who)
                refused += 1
        assert HardshipFile.objects.filter(pk=file.pk).values().get() == before
    assert refused > 300


def test_every_step_is_refused_to_whoever_has_no_right(cast):
    strangers = [officer(office) for office in (Office.COMMITTEE_MEMBER, Office.AUDITOR, Office.LEADERSHIP)]
    strangers += [
        officer(Office.BRANCH_CHAIR, branch=cast.branch),
        officer(Office.GROUP_LEADER, group=cast.group),
    ]
    file = drafted(cast)
    for action, call in callers(cast, file).items():
        put_in(file, min(FLOW.of(action).sources), cast)
        wrong = cast.chair if FLOW.of(action).right == "handle_hardship" else cast.office
        for who in [*strangers, *([wrong] if FLOW.of(action).right else [])]:
            with pytest.raises(NotPermittedError), transaction.atomic():
                call(who)


def test_nothing_can_be_stored_without_consent(cast):
    for agreed in (Agreed(health=False, check=True), Agreed(health=True, check=False)):
        with pytest.raises(DomainError, match="没有同意不能登记"):
            drafted(cast, agreed=agreed)
    assert not HardshipFile.objects.exists()
    narrow = Agreed(health=True, check=True)
    with pytest.raises(DomainError, match="银行账户信息的单独同意"):
        drafted(cast, agreed=narrow)
    file = drafted(cast, facts={"cause": "low_income"}, agreed=narrow)
    with pytest.raises(DomainError, match="监护人单独同意"):
        hardship_files.save_person(file.pk, child_facts(), actor=cast.office)
    hardship_files.renew_consent(file.pk, AGREED, actor=cast.person)
    hardship_files.save_person(file.pk, child_facts(), actor=cast.office)
    # and the database itself: an import or a shell cannot go round it
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseholdPerson.objects.bulk_create([HouseholdPerson(file=file, kinship="wife", health="病")])
    with pytest.raises(IntegrityError), transaction.atomic():
        HardshipFile.objects.create(
            member=cast.colleague(), cause="other", applied_on=today(), applied_by=cast.office
        )


def test_consent_taken_back_stops_everything_and_erases(cast, django_capture_on_commit_callbacks):
    file = quick_file(cast)
    hardship_files.save_person(file.pk, child_facts(), actor=cast.office)
    scan = save_attachment(paper("病历.pdf"), owner=file, actor=cast.office, kind="证明材料")
    asked = aids.apply_aid(file.pk, wanted(reason="透析"), actor=cast.office)
    aids.review_aid(asked.pk, amount=Decimal(9), source="dues", actor=cast.office, note="尿毒症")
    with django_capture_on_commit_callbacks(execute=True):
        hardship_life.withdraw_consent(file.pk, actor=cast.office)

    assert not scan.file.storage.exists(scan.file.name)
    scan.refresh_from_db()
    assert (scan.name, scan.file.name, scan.sha256) == ("", "", "")
    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.review_note) == ("withdrawn", "", "")
    assert not [event for event in asked.events.all() if event.note]
    file.refresh_from_db()
    assert (file.state, file.bank_account, file.cause_text, file.phone) == ("removed", "", "", "")
    assert {(p.health, p.birth, p.workplace) for p in file.people.all()} == {("", "", "")}
    assert file.people.get(kinship="son").id_number == ""
    assert not any(event.changes or event.note for event in file.events.all())
    assert file.spells.get().ended_by == "removed"
    with pytest.raises(DomainError, match="授权已经撤回"):
        hardship_life.withdraw_consent(file.pk, actor=cast.office)
    again = hardship_life.apply_again(file.pk, AGREED, actor=cast.office)
    assert again.consent.withdrawn_at is None


def test_one_household_has_one_file_and_a_person_stands_in_one(cast):
    first = drafted(cast)
    with pytest.raises(DomainError, match="已有困难档案"):
        drafted(cast)
    hardship_files.save_person(first.pk, child_facts(), actor=cast.office)
    spouse = cast.colleague()
    with pytest.raises(DomainError, match="另一户的困难档案"):
        hardship_files.save_person(
            first.pk,
            {**child_facts(), "kinship": "wife", "id_number": ""}
            | {"id_number": drafted(cast, member=spouse).people.get().id_number, "birth": "1980-01-01"},
            actor=cast.office,
        )
    second = HardshipFile.objects.get(member=spouse)
    with pytest.raises(DomainError, match="另一户的困难档案"):
        hardship_files.save_person(second.pk, child_facts(), actor=cast.office)
    hardship_life.withdraw_file(first.pk, actor=cast.office)
    hardship_files.save_person(second.pk, child_facts(), actor=cast.office)
    with pytest.raises(DomainError, match="已在另一户"):
        hardship_life.apply_again(first.pk, AGREED, actor=cast.office)


def test_nobody_decides_what_he_prepared_or_on_his_own_household(cast):
    file = published(cast)
    HardshipFile.objects.filter(pk=file.pk).update(reviewed_by=cast.chair, checked_by=None)
    with pytest.raises(NotPermittedError, match="参与过这份档案"):
        hardship_steps.approve_file(file.pk, actor=cast.chair)
    HardshipFile.objects.filter(pk=file.pk).update(reviewed_by=cast.office)
    file.home_visits.update(actor=cast.vice)
    with pytest.raises(NotPermittedError, match="参与过这份档案"):
        hardship_steps.approve_file(file.pk, actor=cast.vice)
    own = cast.colleague(user=cast.chair)
    other = quick_file(cast)
    HouseholdPerson.objects.create(
        file=other,
        consent=other.consent,
        kinship="husband",
        name=own.name,
        id_number_index=own.id_number_index,
    )
    with pytest.raises(NotPermittedError, match="本人或家庭成员"):
        hardship_life.exit_file(other.pk, actor=cast.chair, note="好转")
    assert hardship_steps.approve_file(file.pk, actor=cast.chair).decided_by == cast.chair
    with pytest.raises(IntegrityError), transaction.atomic():
        HardshipFile.objects.filter(pk=file.pk).update(decided_by=cast.office)


def test_who_proposed_the_end_does_not_decide_it(cast):
    file = quick_file(cast)
    both = officer(Office.OFFICE_STAFF)
    AppointmentFactory(user=both, office=Office.VICE_CHAIR)
    hardship_life.review_yearly(file.pk, outcome="remove", level="hospital", note="不符", actor=both)
    with pytest.raises(NotPermittedError, match="复核"):
        hardship_life.remove_file(file.pk, actor=both, note="不符")
    with pytest.raises(DomainError, match="须说明理由"):
        hardship_life.remove_file(file.pk, actor=cast.chair, note=" ")
    hardship_life.remove_file(file.pk, actor=cast.chair, note="不符合标准")


def test_objections_hold_the_file_back(cast):
    file = checked(cast)
    with pytest.raises(DomainError, match="不在公示期内"):
        hardship_steps.record_objection(file.pk, text="有车", actor=cast.office)
    with pytest.raises(DomainError, match="不得少于 5 个工作日"):
        hardship_steps.publish_file(file.pk, place="栏", level="hospital", days=4, actor=cast.office)
    hardship_steps.publish_file(file.pk, place="栏", level="hospital", actor=cast.office)
    neighbour = cast.colleague(user=officer(Office.MEMBER)).user
    with time_machine.travel(noon(file.publicities.get().starts_on), tick=False):
        row = hardship_steps.record_objection(file.pk, text="家里有两套房", actor=neighbour)
    with time_machine.travel(noon(file.publicities.get().ends_on + dt.timedelta(days=1)), tick=False):
        with pytest.raises(DomainError, match="还有异议没有处理"):
            hardship_steps.end_publicity(file.pk, actor=cast.office)
        with pytest.raises(NotPermittedError):
            hardship_steps.settle_objection(row.pk, is_upheld=False, answer="查", actor=neighbour)
        hardship_steps.settle_objection(row.pk, is_upheld=True, answer="属实", actor=cast.office)
        with pytest.raises(DomainError, match="已经处理"):
            hardship_steps.settle_objection(row.pk, is_upheld=True, answer="属实", actor=cast.office)
        with pytest.raises(DomainError, match="有异议成立"):
            hardship_steps.end_publicity(file.pk, actor=cast.office)
        returned = hardship_life.return_file(file.pk, actor=cast.office, note="核实房产")
    assert (returned.state, returned.checked_by) == ("draft", None)
    assert file.publicities.get().closed_on is not None


def test_a_household_above_the_lines_needs_a_resolution(cast):
    file = published(cast, main={"monthly_income": Decimal(9000)}, facts={"cause": "other"})
    assert file.category == "none"
    with pytest.raises(DomainError, match="不符合认定标准"):
        hardship_steps.approve_file(file.pk, actor=cast.chair)
    assert hardship_steps.approve_file(file.pk, actor=cast.chair, document="纪要3号").state == "on_file"


def test_a_level_above_the_hospital_needs_its_category(cast):
    file = checked(cast, main={"monthly_income": Decimal(2900)}, facts={"cause": "other"})
    assert file.category == "hospital"
    with pytest.raises(DomainError, match="只能建院级档案"):
        hardship_steps.publish_file(file.pk, place="栏", level="city", actor=cast.office)


def test_a_temporary_file_becomes_a_regular_one(cast):
    file = drafted(cast)
    hardship_steps.submit_file(file.pk, actor=cast.office)
    hardship_steps.review_file(file.pk, actor=cast.office)
    with pytest.raises(DomainError, match="须说明理由"):
        hardship_steps.open_temporary(file.pk, actor=cast.chair, note="")
    file = hardship_steps.open_temporary(file.pk, actor=cast.chair, note="突发车祸")
    assert file.spells.get().is_temporary
    approved_aid(cast, file, "500")
    hardship_steps.make_regular(file.pk, actor=cast.office)
    told = Visited(today(), "干部", "属实", "本人", paper())
    hardship_steps.record_home_visit(file.pk, told, actor=cast.office)
    hardship_steps.check_income(file.pk, on=today(), source="民政", actor=cast.office)
    hardship_steps.publish_file(file.pk, place="栏", level="hospital", actor=cast.office)
    with time_machine.travel(noon(file.publicities.get().ends_on + dt.timedelta(days=1)), tick=False):
        hardship_steps.end_publicity(file.pk, actor=cast.office)
        file = hardship_steps.approve_file(file.pk, actor=cast.chair)
    assert (file.spells.get().is_temporary, file.temporary_until) == (False, None)


def test_changes_are_kept_and_rest_while_shown(cast):
    file = drafted(cast)
    hardship_files.edit_facts(
        file.pk, {**FACTS, "cause_text": "另有外债"}, actor=cast.office, version=file.version
    )
    with pytest.raises(StaleError):
        hardship_files.edit_facts(file.pk, FACTS, actor=cast.office, version=file.version)
    event = file.events.get(action="edited")
    assert '"致困情况说明": ["确诊后长期治疗", "另有外债"]' in event.changes
    main = file.people.get()
    hardship_files.save_person(
        file.pk, {"monthly_income": Decimal(100), "kinship": "wife"}, actor=cast.office, person_id=main.pk
    )
    main.refresh_from_db()
    assert (main.kinship, main.monthly_income) == ("self", 100)
    put_in(file, "public", cast)
    with pytest.raises(NotPermittedError, match="不能修改"):
        hardship_files.edit_facts(file.pk, FACTS, actor=cast.office)
    put_in(file, "applied", cast)
    with pytest.raises(NotPermittedError):
        hardship_files.edit_facts(file.pk, FACTS, actor=cast.person)
