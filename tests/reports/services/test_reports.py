import datetime as dt
from decimal import Decimal

import pytest

from tests.factories import AppointmentFactory, BranchFactory
from tests.reports.figures import only, parts, plain
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.common.models import AuditEvent
from union.jobs.choices import JobState
from union.jobs.models import Job
from union.jobs.services import run_now
from union.organisation.choices import Office
from union.reminders.models import Notice
from union.reports.choices import Layout, ReportAction, ReportState
from union.reports.models import Report
from union.reports.rules.periods import months_period, year_period
from union.reports.selectors.reports import differences, earlier_chapters, reports_visible_to
from union.reports.selectors.snapshots import count_figures, frozen, hash_of, thawed
from union.reports.services.building import count, start_building, write_report
from union.reports.services.flow import advance, write_chapter

pytestmark = pytest.mark.django_db
A, S = ReportAction, ReportState


@pytest.fixture
def people():
    offices = {"office": Office.OFFICE_STAFF, "chair": Office.CHAIR, "leader": Office.LEADERSHIP}
    return {name: AppointmentFactory(office=office).user for name, office in offices.items()}


def built(people, year=2026, **figures):
    with only(**(figures or {"welfare__visit_times": plain(150, before=120)})):
        period = year_period(year)
        return write_report(Layout.FULL, period, count(Layout.FULL, period), actor=people["office"])


def test_counting_compares_with_the_year_before():
    now = [("ward", "住院", Decimal("31200.00")), ("birth", "生育", Decimal(0))]
    with only(
        welfare__visit_times=plain(150, before=120),
        welfare__by_occasion=parts(now, [("wedding", "结婚", Decimal(5))]),
        welfare__rates=parts([("q1", "一季度", Decimal("87.5"))], unit="%"),
        other__thing=plain(7, chapter="money"),
    ):
        rows = count_figures(year_period(2026), ["warmth"])

    assert [(row.id, row.value, row.previous) for row in rows] == [
        ("welfare.visit_times", 150, 120),
        ("welfare.by_occasion.ward", Decimal("31200.00"), 0),
        ("welfare.by_occasion.birth", Decimal(0), 0),
        ("welfare.by_occasion.wedding", 0, Decimal(5)),
        ("welfare.rates.q1", Decimal("87.5"), None),  # there is no rate of nothing
    ]
    assert rows[0].rows_url == "/rows/?year=2026"


def test_a_snapshot_survives_freezing():
    with only(a__b=parts([("x", "某", Decimal("12.30"))]), c__d=plain(3)):
        rows = count_figures(year_period(2026), ["warmth"])

    assert thawed(frozen(rows)) == rows
    assert hash_of(frozen(rows)) != hash_of(frozen(rows[:1]))


def test_report_has_generated_text_and_the_offices_own_chapters(people):
    report = built(people)

    chapters = {chapter.key: chapter for chapter in report.chapters.all()}
    assert chapters["warmth"].text == "2026 年度，看望慰问 150 人次，较上年增长 25.0%。"
    assert chapters["overview"].text.startswith("2026 年度，看望慰问 150 人次")
    assert not chapters["money"].text
    assert not chapters["plans"].has_figures
    assert report.snapshot_hash == hash_of(report.snapshot)


def test_a_second_edition_keeps_the_words_and_leaves_the_first_alone(people):
    first = built(people)
    chapter = first.chapters.get(key="plans")
    write_chapter(chapter, version=1, title="明年打算", narrative="一季度培训。", actor=people["office"])

    second = built(people, welfare__visit_times=plain(151))

    assert (first.edition, second.edition) == (1, 2)
    assert second.chapters.get(key="plans").narrative == "一季度培训。"
    assert thawed(Report.objects.get(pk=first.pk).snapshot)[0].value == 150


def test_differences_name_what_counts_otherwise_today(people):
    report = built(people, a__b=plain(150), c__d=plain(3, label="走访"))

    with only(a__b=plain(149), c__d=plain(3, label="走访"), e__f=plain(8, label="新增的指标")):
        changed = {row.figure.id: (row.then, row.now) for row in differences(report)}

    assert changed == {"a.b": ("150", "149"), "e.f": ("（没有）", "8")}


def test_the_way_to_the_final_report(people):
    report = built(people)
    seen = {name: list(reports_visible_to(user)) for name, user in people.items()}
    assert seen == {"office": [report], "chair": [], "leader": []}

    advance(report, A.SUBMIT, actor=people["office"])
    assert list(reports_visible_to(people["chair"])) == [report]
    assert not reports_visible_to(people["leader"]).exists()
    advance(report, A.APPROVE, actor=people["chair"])
    final = advance(report, A.ISSUE, actor=people["leader"])

    assert (final.state, final.approved_by, final.issued_by) == (S.FINAL, people["chair"], people["leader"])
    assert Job.objects.get().kind == "reports.files"
    assert Notice.objects.filter(user=people["leader"]).count() == 1
    assert AuditEvent.objects.filter(action="step", object_id=str(report.pk)).count() == 3
    with pytest.raises(TransitionError):
        advance(report, A.ISSUE, actor=people["leader"])


def test_committee_members_see_issued_reports_only(people):
    member = AppointmentFactory(office=Office.COMMITTEE_MEMBER).user
    report = built(people)
    assert not reports_visible_to(member).exists()

    Report.objects.filter(pk=report.pk).update(state=S.FINAL)

    assert list(reports_visible_to(member)) == [report]


def test_sending_back_needs_words_and_reaches_the_writer(people):
    report = advance(built(people), A.SUBMIT, actor=people["office"])
    with pytest.raises(DomainError, match="要改什么"):
        advance(report, A.RETURN, actor=people["chair"])

    back = advance(report, A.RETURN, actor=people["chair"], note="第五章数字请核对")

    assert back.state == S.DRAFT
    assert Notice.objects.get(user=people["office"]).body == "第五章数字请核对"


@pytest.mark.parametrize("action", list(A))
@pytest.mark.parametrize("state", list(S))
def test_only_the_arrows_of_the_table_exist(people, state, action):
    arrows = {
        (S.DRAFT, A.SUBMIT): "office", (S.IN_REVIEW, A.APPROVE): "chair", (S.IN_REVIEW, A.RETURN): "chair",
        (S.APPROVED, A.ISSUE): "leader", (S.APPROVED, A.SEND_BACK): "leader",
    }  # fmt: skip
    report = built(people)
    for name, user in people.items():
        Report.objects.filter(pk=report.pk).update(state=state)
        if arrows.get((state, action)) == name:
            advance(report, action, actor=user, note="意见")
        else:
            with pytest.raises((TransitionError, NotPermittedError)):
                advance(report, action, actor=user, note="意见")


def test_nobody_approves_a_report_he_built(people):
    AppointmentFactory(office=Office.OFFICE_STAFF, user=people["chair"])
    people["chair"].__dict__.pop("access", None)
    report = built({"office": people["chair"]})
    advance(report, A.SUBMIT, actor=people["chair"])

    with pytest.raises(NotPermittedError):
        advance(report, A.APPROVE, actor=people["chair"])


def test_writing_a_chapter(people):
    report = built(people)
    chapter = report.chapters.get(key="problems")
    write_chapter(
        chapter, version=1, title="存在问题", narrative=" 夜班人员参加少。 ", actor=people["office"]
    )
    with pytest.raises(StaleError):
        write_chapter(chapter, version=1, title="存在问题", narrative="x", actor=people["office"])
    with pytest.raises(NotPermittedError):
        write_chapter(chapter, version=2, title="存在问题", narrative="x", actor=people["chair"])
    advance(report, A.SUBMIT, actor=people["office"])
    with pytest.raises(TransitionError, match="退回"):
        write_chapter(chapter, version=2, title="存在问题", narrative="x", actor=people["office"])

    assert report.chapters.get(key="problems").narrative == "夜班人员参加少。"
    assert earlier_chapters(built(people, year=2027))["problems"].narrative == "夜班人员参加少。"


def test_the_job_builds_one_report_however_often_it_is_asked_for(people):
    with only(welfare__visit_times=plain(150)):
        first = start_building("full", "2026-01", "2026-12", None, actor=people["office"])
        again = start_building("full", "2026-01", "2026-12", None, actor=people["office"])
        done = run_now(first)

    report = Report.objects.get()
    assert first.pk == again.pk
    assert (done.state, done.result["link"]) == (JobState.DONE, report.get_absolute_url())


def test_a_branch_report_needs_its_branch_and_no_other_may_have_one(people):
    branch = BranchFactory(name="外科支会")
    with pytest.raises(DomainError, match="支会"):
        start_building("branch", "2026-01", "2026-12", None, actor=people["office"])
    with pytest.raises(DomainError, match="支会"):
        start_building("full", "2026-01", "2026-12", branch.pk, actor=people["office"])
    with pytest.raises(NotPermittedError):
        start_building("full", "2026-01", "2026-12", None, actor=people["chair"])

    job = run_now(start_building("branch", "2026-01", "2026-06", branch.pk, actor=people["office"]))

    assert job.state == JobState.DONE
    assert Report.objects.get().title == "外科支会 2026 年上半年工作小结"


def test_two_editions_never_share_a_number(people):
    period = months_period("2026-01", "2026-03")
    numbers = [write_report(Layout.WARMTH, period, [], actor=people["office"]).edition for _turn in range(3)]

    assert numbers == [1, 2, 3]
    assert Report.objects.first().last == dt.date(2026, 3, 31)
