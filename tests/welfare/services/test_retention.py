import datetime as dt

import pytest

from tests.factories_funds import approved_budget
from tests.factories_hardship import HardshipCast, approved_aid, noon, paid_list, quick_file
from tests.factories_welfare import Cast, report
from tests.faulty_database import assert_all_or_nothing
from union.common.dates import add_months, today
from union.common.errors import DomainError, NotPermittedError
from union.common.models import Attachment, AuditEvent, RuleSet
from union.funds.models import Budget
from union.reminders.declare import rules
from welfare.choices.retention import ErasureAction as A
from welfare.duties import retention as duties
from welfare.models import Aid, ErasureItem, ErasureList, HardshipFile, Visit, VisitReport
from welfare.selectors.retention import files_to_erase
from welfare.services import hardship_life, retention, visits

pytestmark = pytest.mark.django_db
PAST = add_months(today(), -61)  # five years and a month ago


@pytest.fixture
def cast():
    return HardshipCast()


def ended_long_ago(cast):
    """A household that was helped and came out of hardship five years ago."""
    if not Budget.objects.exists():
        approved_budget()
    file = quick_file(cast)
    paid_list(cast, [approved_aid(cast, file, "300")])
    Aid.objects.filter(file=file).update(reason="病重")
    hardship_life.exit_file(file.pk, actor=cast.chair, note="病愈")
    file.spells.update(starts_on=PAST, ends_on=PAST)
    file.events.update(at=noon(PAST))
    return file


def test_the_clock_proposes_the_office_looks_the_committee_confirms_and_facts_are_gone(cast):
    file, open_file = ended_long_ago(cast), quick_file(cast)
    assert retention.propose(add_months(today(), -3)) == []  # four years and ten months
    (row,) = retention.propose(today())
    assert retention.propose(today()) == []  # one open list of a kind
    assert (row.kind, list(row.items.values_list("file_id", flat=True))) == ("hardship", [file.pk])
    assert "满 5 年" in row.rule
    assert HardshipFile.objects.get(pk=file.pk).cause_text  # nothing is erased silently

    assert [duty.title for duty in duties.duties(cast.office, today())] == [
        "保存期满清除（困难档案）待核对并报批"
    ]
    due = list(rules["welfare.erasure"].due(today(), today() + dt.timedelta(days=31)))
    assert [(each.subject, each.right) for each in due] == [
        (f"welfare.erasure:{row.pk}:proposed", "handle_hardship")
    ]
    retention.step(row.pk, A.CHECK, actor=cast.office)
    with pytest.raises(DomainError, match="集体研究"):
        retention.step(row.pk, A.CONFIRM, actor=cast.chair)
    with pytest.raises(NotPermittedError):
        retention.step(row.pk, A.CONFIRM, actor=cast.office, document="纪要")

    def state():
        rows = [
            list(m.objects.order_by("pk").values()) for m in (HardshipFile, Aid, ErasureItem, ErasureList)
        ]
        return [*rows, AuditEvent.objects.count(), Attachment.objects.filter(removed_at=None).count()]

    assert_all_or_nothing(
        lambda: retention.step(row.pk, A.CONFIRM, actor=cast.chair, document="纪要3号"), state
    )
    gone = HardshipFile.objects.get(pk=file.pk)
    assert (gone.cause_text, gone.bank_account, gone.address, gone.state) == ("", "", "", "exited")
    assert not [p for p in gone.people.all() if p.health or p.workplace or p.birth]
    paid = gone.aids.get()
    assert (paid.reason, paid.paid_amount, bool(paid.snapshot)) == ("", 300, True)  # the accounts stay
    assert HardshipFile.objects.get(pk=open_file.pk).cause_text
    assert AuditEvent.objects.filter(note__startswith="保存期满清除").count() == 1
    assert gone.events.last().action == "erased"
    row.refresh_from_db()
    assert (row.state, row.erased, row.document) == ("done", 1, "纪要3号")
    assert retention.propose(add_months(today(), 1)) == []
    assert not files_to_erase(today(), today()).filter(pk=file.pk).exists()


def test_what_is_left_out_stays_and_comes_again_after_a_year_and_a_relapse_is_never_erased(cast):
    file, again = ended_long_ago(cast), ended_long_ago(cast)
    (row,) = retention.propose(today())
    first = row.items.get(file=file)
    with pytest.raises(NotPermittedError):
        retention.keep(row.pk, [first.pk], reason="诉讼", actor=cast.chair)
    assert retention.keep(row.pk, [first.pk], reason="诉讼未结", actor=cast.office) == 1
    HardshipFile.objects.filter(pk=again.pk).update(state="draft")  # has applied again meanwhile
    retention.step(row.pk, A.CHECK, actor=cast.office)
    retention.step(row.pk, A.RETURN, actor=cast.chair, note="请再核对")
    retention.step(row.pk, A.CHECK, actor=cast.second)
    retention.step(row.pk, A.CONFIRM, actor=cast.chair, document="纪要")
    assert set(row.items.values_list("kept_why", flat=True)) == {"诉讼未结", "已重新办理，不再清除"}
    assert all(HardshipFile.objects.values_list("cause_text", flat=True))
    assert retention.propose(add_months(today(), 11)) == []
    (later,) = retention.propose(add_months(today(), 13))
    assert list(later.items.values_list("file_id", flat=True)) == [file.pk]


def test_details_of_visits_go_the_same_way_and_the_visit_stays():
    cast = Cast()
    old = report(cast, details="骨折", where="5 楼")
    visits.reject_visit(old.pk, actor=cast.office, note="不在范围")
    Visit.objects.filter(pk=old.pk).update(happened_on=PAST)
    fresh = report(cast, member=cast.colleague(), details="肺炎")
    (row,) = retention.propose(today())
    assert (row.kind, list(row.items.values_list("visit_id", flat=True))) == ("visit", [old.pk])
    retention.step(row.pk, A.CHECK, actor=cast.office)
    retention.step(row.pk, A.CONFIRM, actor=cast.chair, document="纪要")
    gone = Visit.objects.get(pk=old.pk)
    assert (gone.details, gone.where, gone.check_note, gone.state) == ("", "", "", "rejected")
    assert VisitReport.objects.get(visit=old).details == ""
    assert list(gone.events.values_list("note", flat=True)) == [""] * gone.events.count()
    assert gone.events.last().action == "erase"
    assert Visit.objects.get(pk=fresh.pk).details == "肺炎"
    RuleSet.objects.filter(kind="welfare_retention").delete()
    assert retention.propose(today()) == []
