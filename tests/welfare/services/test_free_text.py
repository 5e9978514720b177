"""What is written about visits, aid and care is nowhere readable: not in tables, vouchers, notices, trail."""

import datetime as dt
import importlib
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations import RunPython

from tests.factories_care import Cast as CareCast
from tests.factories_care import period_in_force
from tests.factories_funds import approved_budget
from tests.factories_hardship import HardshipCast, approved_aid, paid_list, quick_file, wanted
from tests.factories_welfare import Cast, approved, proposal, report, signed
from tests.members.services.test_free_text import CANARY, leaks
from union.common.dates import today
from union.common.errors import DomainError
from union.reminders.models import Notice
from welfare.choices.recuperation import StayAction
from welfare.ledgers.recuperation import STAYS
from welfare.models import Aid, Stay, Visit, VisitEvent, VisitService
from welfare.services import aid as aids
from welfare.services import aid_payments, aid_returns, mutual, recuperation, visit_booking, visits, women
from welfare.services.visits import Visited

pytestmark = pytest.mark.django_db


def test_no_word_about_a_visit_is_readable_in_the_database():
    approved_budget()
    cast = Cast()
    first = report(cast, details=f"{CANARY}1", where=f"{CANARY}2")
    visits.check_visit(
        first.pk, proposal(first, "2500", note=f"{CANARY}3", override_reason=f"{CANARY}4"), actor=cast.office
    )
    visits.approve_visit(first.pk, actor=cast.chair, note=f"{CANARY}5", document="纪要1号")
    told = Visited(today(), f"{CANARY}6", "工会干部", words=f"{CANARY}7", services=("care",))
    visits.record_visit(first.pk, told, actor=cast.office)
    VisitService.objects.filter(visit=first).update(note=f"{CANARY}8")
    Visit.objects.filter(pk=first.pk).update(remark=f"{CANARY}9")
    second = approved(cast, member=cast.colleague())
    visits.miss_visit(second.pk, actor=cast.office, note=f"{CANARY}a")
    third = report(cast, member=cast.colleague())
    visits.reject_visit(third.pk, actor=cast.office, note=f"{CANARY}b")
    paid = signed(cast, member=cast.colleague())
    visit_booking.book_visit(paid.pk, actor=cast.office, on=today())

    assert leaks() == set()
    assert Notice.objects.exists()  # the reports were told
    said = {table for table, _column in leaks("生病住院")}
    assert said <= {"welfare_occasion", "welfare_schemeitem", "common_privacynotice"}  # not who, nowhere else
    fresh = Visit.objects.get(pk=first.pk)
    assert [fresh.check_note, fresh.override_reason, fresh.decision_note, fresh.place, fresh.remark] == [
        f"{CANARY}{n}" for n in "34569"
    ]
    assert f"{CANARY}a" in VisitEvent.objects.filter(visit=second).values_list("note", flat=True)


def test_no_word_about_aid_is_readable_and_the_same_thing_is_still_known():
    approved_budget()
    cast = HardshipCast()
    file = quick_file(cast)
    file.category_words = f"{CANARY}1"
    file.save()
    aid = approved_aid(cast, file, "300", subject=f"{CANARY} 2")
    with pytest.raises(DomainError, match="同一事项"):
        aids.apply_aid(file.pk, wanted("200", subject=f"{CANARY}2 "), actor=cast.office)
    other = aids.apply_aid(file.pk, wanted("200", subject="冬季取暖"), actor=cast.office)
    assert other.same_key != aid.same_key
    assert len(aid.same_key) == 64
    payment = aid_payments.make_list(title="帮扶", fund_source="allocation", actor=cast.office)
    aid_payments.put_on_list(payment.pk, [aid.pk], actor=cast.office)
    aid_payments.lock_list(payment.pk, actor=cast.office)
    aid_payments.unlock_list(payment.pk, actor=cast.chair, note=f"{CANARY}3")
    aid_payments.cancel_list(payment.pk, actor=cast.office)
    paid = paid_list(cast, [Aid.objects.get(pk=aid.pk)])
    aid_returns.return_row(paid.pk, aid.pk, reason=f"{CANARY}4", actor=cast.second)
    assert leaks() == set()
    assert aids.apply_aid(quick_file(cast).pk, wanted(subject=f"{CANARY}2"), actor=cast.office)


def test_no_word_about_care_is_readable_and_released_stays_are_still_found():
    cast = CareCast()
    start = today() + dt.timedelta(days=60)
    values = {
        "title": "疗休养", "place": "疗养院", "starts_on": start, "ends_on": start + dt.timedelta(days=4),
        "apply_until": today(), "cost_per_day": Decimal(400), "quota": 2,
    }  # fmt: skip
    round_ = recuperation.open_round(values, actor=cast.office)
    first, second = cast.people(2)
    stays = [
        recuperation.apply_for(round_.pk, each, actor=cast.office, reason=f"{CANARY}1")
        for each in (first, second)
    ]
    Stay.objects.filter(pk=stays[0].pk).update(override_reason=f"{CANARY}2")
    recuperation.step_stay(stays[1].pk, StayAction.REJECT, actor=cast.chair, note=f"{CANARY}3")
    enrolment = period_in_force(cast).enrolments.first()
    mutual.leave(enrolment.pk, on=today(), reason=f"{CANARY}4", actor=cast.office)
    meeting = {"kind": "march", "place": "", "branch": None, "title": "座谈", "on": today(), "attended": 3}
    women.add_meeting({**meeting, "content": f"{CANARY}5"}, actor=cast.office)
    assert leaks() == set()
    found = next(each for each in STAYS.filters if each.key == "overridden")
    assert list(found.apply(Stay.objects.all(), "yes")) == [stays[0]]


STEPS = importlib.import_module("welfare.migrations.0005_free_text_sealed")


def run(steps, *, back=False):
    """The data steps of a migration in this transaction, on tables that have their final form."""
    editor = SimpleNamespace(connection=connection)
    data = [each for each in steps.Migration.operations if isinstance(each, RunPython)]
    for operation in reversed(data) if back else data:
        connection.check_constraints()  # PostgreSQL changes no table while checks of this transaction wait
        (operation.reverse_code if back else operation.code)(apps, editor)


def test_the_migration_seals_what_stood_there_and_keeps_the_same_things_apart():
    """On both engines, twice; the key of aid becomes an index a later application is compared by."""
    cast = HardshipCast()
    file = quick_file(cast)
    aid = aids.apply_aid(file.pk, wanted(subject="化疗费用"), actor=cast.office)
    visit = report(Cast())
    run(STEPS, back=True)
    hour = f"1:30 到病房看望，{CANARY}"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE welfare_aid SET same_key = %s, subject = %s", ["living:x:" + CANARY, CANARY])
        cursor.execute("UPDATE welfare_visit SET remark = %s", [hour])
    assert leaks() == {
        ("welfare_aid", "same_key"), ("welfare_aid", "subject"), ("welfare_visit", "remark"),
    }  # fmt: skip
    for _twice in range(2):
        run(STEPS)
    assert leaks() == set()
    aid.refresh_from_db()
    visit.refresh_from_db()
    assert (aid.subject, visit.remark, len(aid.same_key)) == (CANARY, hour, 64)


def test_old_titles_of_notices_lose_the_occasion_and_nothing_else():
    cast = Cast()
    inside = report(cast)
    outside = report(cast, member=cast.colleague())
    Visit.objects.filter(pk=outside.pk).update(member=None, outside_name="李，张两家")
    Notice.objects.all().delete()
    titles = {
        f"visit:{inside.pk}:reported": f"新的慰问上报：{inside.recipient}，住院慰问",
        f"visit:{outside.pk}:reported": "新的慰问上报：李，张两家，住院，手术慰问",
        f"visit:{inside.pk}:已核查": "您上报的慰问（王芳）：已核查，待审批",
    }
    for key, title in titles.items():
        Notice.objects.create(user=cast.office, key=key, title=title)
    for _twice in range(2):
        STEPS.shorten_titles(apps, SimpleNamespace(connection=connection))
    assert list(Notice.objects.order_by("id").values_list("title", flat=True)) == [
        f"新的慰问上报：{inside.recipient}", "新的慰问上报：李，张两家",
        "您上报的慰问（王芳）：已核查，待审批",
    ]  # fmt: skip
