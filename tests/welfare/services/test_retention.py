import datetime as dt

import pytest

from tests.factories_funds import approved_budget
from tests.factories_hardship import HardshipCast, approved_aid, noon, paid_list, paper, quick_file
from tests.factories_welfare import PNG, Cast, approved, report
from tests.faulty_database import assert_all_or_nothing
from union.common.attachments import attachments_of, save_attachment
from union.common.dates import add_months, today
from union.common.errors import DomainError, NotPermittedError
from union.common.models import Attachment, AuditEvent, RuleSet
from union.funds.models import Budget
from union.funds.selectors import entries_of
from union.funds.services.posting import Source
from union.reminders.declare import rules
from welfare.choices.retention import ErasureAction as A
from welfare.duties import retention as duties
from welfare.models import (
    Aid,
    AidEvent,
    AidReturn,
    ErasureItem,
    ErasureList,
    HardshipFile,
    Visit,
    VisitReport,
)
from welfare.selectors.retention import files_to_erase
from welfare.services import aid as aids
from welfare.services import aid_returns, hardship_life, retention, visits
from welfare.services.visits import Visited

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
    trail = AuditEvent.objects.count()
    for ids in ([], [0]):
        with pytest.raises(DomainError, match="还没有勾选"):
            retention.keep(row.pk, ids, reason="诉讼", actor=cast.office)
        with pytest.raises(DomainError, match="还没有勾选"):
            retention.keep_no_longer(row.pk, [*ids, first.pk], actor=cast.office)  # not marked yet
    assert AuditEvent.objects.count() == trail
    second = row.items.get(file=again)
    retention.keep(row.pk, [first.pk, second.pk], reason="误标", actor=cast.office)
    with pytest.raises(NotPermittedError):
        retention.keep_no_longer(row.pk, [second.pk], actor=cast.chair)
    assert retention.keep_no_longer(row.pk, [second.pk, first.pk], actor=cast.office) == 2
    assert set(row.items.values_list("kept_why", flat=True)) == {""}
    assert retention.keep(row.pk, [first.pk], reason="诉讼未结", actor=cast.office) == 1
    HardshipFile.objects.filter(pk=again.pk).update(state="draft")  # has applied again meanwhile
    retention.step(row.pk, A.CHECK, actor=cast.office)
    with pytest.raises(DomainError, match="不能再调整"):
        retention.keep_no_longer(row.pk, [first.pk], actor=cast.office)
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


def test_files_leave_the_disk_and_what_was_written_about_aid_is_emptied(
    cast, django_capture_on_commit_callbacks
):
    file = ended_long_ago(cast)
    scan = save_attachment(paper("病历.pdf"), owner=file, actor=cast.office, kind="证明材料")
    aid = file.aids.get()
    AidEvent.objects.filter(aid=aid).update(note="病重")
    AidReturn.objects.create(
        aid=aid, payment=aid.payment, amount=1, paid_on=aid.paid_on, on=aid.paid_on, actor=cast.office,
        reason="病重", bank="6222", snapshot="{}",
    )  # fmt: skip
    (row,) = retention.propose(today())
    retention.step(row.pk, A.CHECK, actor=cast.office)
    with django_capture_on_commit_callbacks(execute=True):
        retention.step(row.pk, A.CONFIRM, actor=cast.chair, document="纪要")
    assert not scan.file.storage.exists(scan.file.name)
    scan.refresh_from_db()
    assert (scan.name, scan.file.name) == ("", "")
    back = AidReturn.objects.get()
    assert (back.amount, back.reason, back.bank, back.snapshot) == (1, "", "", "")
    assert not [event for event in AidEvent.objects.all() if event.note]


def test_a_closed_file_that_is_owed_money_is_never_proposed_nor_erased(cast):
    """The bank returned what was paid, after the file was closed; five years later it is still owed."""
    file, late = ended_long_ago(cast), ended_long_ago(cast)
    aid = file.aids.get()
    aid_returns.return_row(aid.payment_id, aid.pk, reason="账号有误", actor=cast.second)
    (row,) = retention.propose(today())
    assert list(row.items.values_list("file_id", flat=True)) == [late.pk]
    other = late.aids.get()  # comes back while the list is being looked through
    aid_returns.return_row(other.payment_id, other.pk, reason="账号有误", actor=cast.second)
    retention.step(row.pk, A.CHECK, actor=cast.office)
    done = retention.step(row.pk, A.CONFIRM, actor=cast.chair, document="纪要")
    assert (done.erased, row.items.get().kept_why) == (0, "有未结清的帮扶款，暂不清除")
    assert all(HardshipFile.objects.values_list("bank_account", flat=True))  # the account it is paid to again
    for each in (aid, other):
        aids.give_up_aid(each.pk, actor=cast.vice, note="本人放弃")
    (again,) = retention.propose(today())
    assert list(again.items.values_list("file_id", flat=True)) == [file.pk]  # the other was left out: a year
    retention.step(again.pk, A.CHECK, actor=cast.office)
    retention.step(again.pk, A.CONFIRM, actor=cast.chair, document="纪要")
    back = AidReturn.objects.get(aid=aid)
    assert (back.amount, back.bank, back.snapshot, back.reason) == (300, "", "", "")
    assert entries_of(Source("welfare.aid_payment", back.payment_id)).count() == 2  # the vouchers stay


def booked_long_ago(cast, member):
    """A visit with photo, proof, signature and every free text, booked five years ago."""
    row = approved(cast, member=member, details="骨折")
    told = Visited(today(), "病房", "干部", words="卧床", services=("care",), photos=(paper("照片.pdf"),))
    visits.record_visit(row.pk, told, actor=cast.office)
    visits.sign_visit(row.pk, actor=cast.office, signer="本人", drawn=PNG)
    save_attachment(paper("诊断.pdf"), owner=row, actor=cast.office, kind="证明材料")
    row.services.update(note="术后不便")
    free = dict.fromkeys(
        ("check_note", "override_reason", "decision_note", "missed_reason", "remark"), "肺癌术后"
    )
    Visit.objects.filter(pk=row.pk).update(state="booked", booked_on=PAST, **free)
    return Visit.objects.get(pk=row.pk)


def test_free_words_photos_and_proofs_of_a_visit_go_and_one_that_is_open_again_stays_whole(
    django_capture_on_commit_callbacks,
):
    cast = Cast()
    old, again = (booked_long_ago(cast, cast.colleague()) for _ in range(2))
    files = {each.kind: each.file for each in attachments_of(old)}
    assert set(files) == {"走访照片", "签名", "证明材料"}
    (row,) = retention.propose(today())
    assert row.items.count() == 2
    Visit.objects.filter(pk=again.pk).update(state="signed", booked_on=None)  # the booking was reversed
    retention.step(row.pk, A.CHECK, actor=cast.office)
    with django_capture_on_commit_callbacks(execute=True):
        done = retention.step(row.pk, A.CONFIRM, actor=cast.chair, document="纪要")
    assert done.erased == 1
    assert dict(row.items.values_list("visit_id", "kept_why")) == {
        old.pk: "",
        again.pk: "已重新办理，不再清除",
    }
    gone, whole = Visit.objects.get(pk=old.pk), Visit.objects.get(pk=again.pk)
    names = ("check_note", "override_reason", "decision_note", "missed_reason", "remark", "words", "details")
    assert not [name for name in names if getattr(gone, name)]
    assert all(getattr(whole, name) for name in names)
    assert (gone.services.get().note, whole.services.get().note) == ("", "术后不便")
    assert [kind for kind, file in files.items() if file.storage.exists(file.name)] == ["签名"]
    assert attachments_of(whole).count() == 3


def test_what_stops_a_list_of_erasures_and_a_cancelled_one_keeps_everything(cast):
    file = ended_long_ago(cast)
    (row,) = retention.propose(today())
    with pytest.raises(DomainError, match="请填写暂不清除的原因"):
        retention.keep(row.pk, list(row.items.values_list("pk", flat=True)), reason=" ", actor=cast.office)
    retention.step(row.pk, A.CHECK, actor=cast.office)
    ErasureList.objects.filter(pk=row.pk).update(checked_by=cast.chair)
    with pytest.raises(NotPermittedError, match="核对和确认须由不同的人办理"):
        retention.step(row.pk, A.CONFIRM, actor=cast.chair, document="纪要")
    retention.step(row.pk, A.RETURN, actor=cast.chair, note="再核对")
    done = retention.step(row.pk, A.CANCEL, actor=cast.office, note="有争议")
    assert (done.state, done.decided_on) == ("cancelled", today())
    assert list(row.items.values_list("kept_why", flat=True)) == ["清单取消"]
    assert HardshipFile.objects.get(pk=file.pk).cause_text
    RuleSet.objects.filter(kind="welfare_retention").delete()
    assert retention.propose(today()) == []  # no rule, nothing is due
