"""The ledger of an earlier session, and the report counted by hand."""

import datetime as dt
import json
from decimal import Decimal
from io import StringIO

import openpyxl
import pytest
from django.core.management import call_command

from congress.figures.motions import BREAKDOWNS, FIGURES
from congress.models import Motion, MotionRating, Seconder, Session
from congress.services.motions_report import build_report, report_workbook
from tests.factories import DepartmentFactory, MemberFactory, officer
from union.common.dates import today
from union.common.errors import DomainError, StaleError
from union.common.registries import Period
from union.common.spreadsheets.errors import UnreadableFile
from union.imports import codec
from union.imports.declare import kinds
from union.imports.models import ImportBatch
from union.imports.services import batches, running
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
HEAD = [
    "编号",
    "届次",
    "案由",
    "类别",
    "提案人",
    "工号",
    "附议人",
    "处理结果",
    "并入",
    "主办部门",
    "协办部门",
    "答复日期",
    "办理结果",
    "满意度",
]
SHEET = """
编号 届次 案由 类别 提案人 工号 附议人 处理结果 并入 主办部门 协办部门 答复日期 办理结果 满意度
001 六届一次 开设托管 文化建设 王一 T1 李四、张三 转为建议 - 人事科 财务科 + A 满意
002 六届一次 夜班补贴 生活福利 王二 T2 李四、同名 立案 - 人事科 - + B 不满意
003 六届一次 补贴标准 生活福利 王三 T3 李四、张三 并案 002 - - - - -
004 六届一次 停车位 后勤服务 王一 T1 李四、张三 立案 - 总务科 - + A 基本满意
005 六届一次 其他 后勤服务 王二 T2 李四、张三 不立案 - - - - - -
006 六届一次 食堂 后勤服务 王三 T3 李四、无人 立案 - 总务科 - + C -
"""
_CELLS = {"-": None, "+": dt.datetime(2025, 5, 6)}
HEAD, *ROWS = [[_CELLS.get(cell, cell) for cell in line.split()] for line in SHEET.strip().splitlines()]


@pytest.fixture
def people():
    for number, name in (("T1", "王一"), ("T2", "王二"), ("T3", "王三")):
        MemberFactory(staff_no=number, name=name)
    for name in ("李四", "张三", "同名", "同名"):
        MemberFactory(name=name)
    for name in ("人事科", "财务科", "总务科"):
        DepartmentFactory(name=name)


def book(tmp_path, rows=ROWS, title="第六届职工代表大会第一次会议提案汇总表"):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in ([title], HEAD, *rows):
        sheet.append(row)
    workbook.save(tmp_path / "提案.xlsx")
    return tmp_path / "提案.xlsx"


def load(path, *more):
    out = StringIO()
    with pytest.raises(SystemExit) as done:
        call_command(
            "import_motions", str(path), "--term", "6", "--session", "1", "--json", *more, stdout=out
        )
    return done.value.code, json.loads(out.getvalue())


def test_history_is_taken_as_it_is(tmp_path, people):
    code, found = load(book(tmp_path))

    assert (code, found["accepted"], found["refused"]) == (0, 6, 0)
    assert (found["term"], found["session"], found["held_on"]) == (6, 1, "2025-01-01")
    second = Motion.objects.get(paper_no="002")
    assert (second.state, second.rating, second.number, second.is_history) == (
        "closed",
        "unsatisfied",
        None,
        True,
    )
    assert Motion.objects.get(paper_no="003").merged_into == second
    assert list(second.seconders.values_list("name", "member__name")) == [("李四", "李四"), ("同名", None)]
    assert second.seconder_names == "李四、同名"
    assert load(book(tmp_path))[1]["same"] == 6


def test_faulty_rows_are_refused_with_reasons(tmp_path, people):
    bad = [list(ROWS[1]), list(ROWS[2]), list(ROWS[3]), list(ROWS[4])]
    bad[0][5], bad[1][8], bad[2][9], bad[3][7] = "T9", "099", "信息中心", "待定"
    code, found = load(book(tmp_path, bad))

    reasons = " ".join(error["reason"] for error in found["errors"])
    assert (code, found["refused"], Motion.objects.count()) == (1, 4, 0)
    for words in ("没有这个工号", "没有这件已立案的主案", "没有这个科室", "处理结果应为"):
        assert words in reasons


def test_an_import_is_undone_whole(tmp_path, people):
    load(book(tmp_path))
    batch = ImportBatch.objects.get()
    batches.undo(batch.pk, actor=None)

    for model in (Motion, Seconder, MotionRating):
        assert not model.objects.exists()
    assert Session.objects.filter(term__number=6, number=1).exists()


def test_what_was_built_on_an_import_keeps_it(tmp_path, people):
    load(book(tmp_path))
    Motion.objects.filter(paper_no="001").update(version=2)

    assert batches.undo_obstacles(ImportBatch.objects.get()) == ["已有 1 件导入的提案后来被修改或归档"]


@pytest.fixture
def report(tmp_path, people):
    load(book(tmp_path), "--held-on", "2025-03-18")
    return build_report(Session.objects.get(term__number=6, number=1), today())


def test_the_tables_equal_a_count_by_hand(report):
    """件 and 份 apart: three filed cases made of four papers; the rate over rated ones only."""
    totals, (together, filed, suggestions) = report.totals, report.groups

    assert (totals.papers, totals.filed_cases, totals.filed_papers) == (6, 3, 4)
    assert (totals.suggestion_cases, totals.merged, totals.not_filed) == (1, 1, 1)
    assert (together.cases, together.papers, together.replied, together.rated, together.content) == (
        4,
        5,
        4,
        3,
        2,
    )
    assert together.rates["满意率"] == Decimal("66.7")
    assert (filed.rates["满意率"], suggestions.rates["满意率"]) == (Decimal("50.0"), Decimal("100.0"))
    assert (together.rates["答复率"], together.rates["见面率"]) == (Decimal("100.0"), None)
    assert [(row.label, row.papers, row.share) for row in report.categories] == [
        ("后勤服务", 3, Decimal("50.0")), ("生活福利", 2, Decimal("33.3")), ("文化建设", 1, Decimal("16.7")),
    ]  # fmt: skip
    assert [(d.label, d.cases, d.rated, d.content) for d in report.departments] == [
        ("人事科", 2, 2, 1), ("总务科", 2, 1, 1),
    ]  # fmt: skip


def test_the_workbook_has_every_table(report, tmp_path):
    path = tmp_path / "report.xlsx"
    path.write_bytes(report_workbook(report))
    sheets = openpyxl.load_workbook(path).sheetnames

    assert sheets == ["收件与立案", "办理情况", "按类别", "按代表团", "按主办部门", "历次比较"]


def test_figures_agree_with_their_lists(report):
    """Each counted figure opens a list of that many rows."""
    from django.http import QueryDict

    from congress.ledgers.motions import MOTIONS
    from union.ledgers.selectors import query_from

    period, clerk = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31)), officer(Office.OFFICE_STAFF)
    values = {key: figure.compute(period) for key, figure in FIGURES.items()}
    assert values["motions.papers_in_filed_cases"] == 4
    assert (values["motions.rated"], values["motions.satisfied_or_partly"]) == (3, 2)
    counted = [(f.compute(period), f.rows_url(period)) for f in FIGURES.values() if f.unit != "%"]
    for each in BREAKDOWNS.values():
        counted += [(value.value, value.rows_url) for value in each.compute(period)]
    for value, url in counted:
        query = query_from(MOTIONS, clerk, QueryDict(url.partition("?")[2]), None)
        assert query.totals().rows == value, url
    assert FIGURES["motions.papers"].compute(Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))) == 0


def staged(path, **options):
    batch = batches.stage("motions", "提案.xlsx", path.read_bytes(), actor=None, options=options)
    running.check_now(batch.pk)
    batch.refresh_from_db()
    return batch


def test_the_sheets_title_says_which_session(tmp_path, people):
    batch = staged(book(tmp_path, title="第12届职工代表大会第三次会议提案汇总表"))
    assert (batch.reading["term"], batch.reading["session"]) == (12, 3)
    with pytest.raises(UnreadableFile, match="不知道是哪一次会议"):
        staged(book(tmp_path, title="提案汇总表"))


def test_numbers_names_and_categories_that_do_not_fit_are_said(tmp_path, people):
    rows = [list(ROWS[0]), list(ROWS[0])]
    rows[0][3], rows[1][4] = "奇特类别", "别人"
    batch = staged(book(tmp_path, rows), term=6, session=1)
    findings = [codec.load_findings(each.reasons) for each in batch.rows.all()]
    assert "文件中有相同的编号" in str(findings)
    assert "在登记簿中是另一个姓名" in str(findings)
    hints = [codec.load_findings(each.hints) for each in batch.rows.all()]
    assert "码表中没有这个类别，按原文保留" in str(hints)
    batch.rows.update(state="refused")
    kinds["motions"].apply(batch, None)  # nothing new, nothing written
    assert not Motion.objects.exists()


def test_what_changes_between_check_and_writing_stops_it(tmp_path, people):
    first = staged(book(tmp_path), term=6, session=1)
    kind = kinds["motions"]
    for held_on, words in ((None, "无法推定会议年份"), ("2999-01-01", "会议日期晚于今天")):
        reading, first.reading = first.reading, {**first.reading, "held_on": held_on}
        with pytest.raises(DomainError, match=words):
            kind.apply(first, None)
        first.reading = reading
    kind.apply(first, None)
    second = staged(book(tmp_path), term=6, session=1)
    second.rows.update(state="new")
    with pytest.raises(StaleError, match="又登记了相同编号的提案"):
        kind.apply(second, None)
    other = [list(ROWS[0])]
    other[0][2] = "另一件案由"
    assert "已有这个编号的另一件提案" in str(
        codec.load_findings(staged(book(tmp_path, other), term=6, session=1).rows.get().reasons)
    )
    later = staged(book(tmp_path), term=6, session=2)
    kind.apply(later, None)
    assert Session.objects.filter(term__number=6).count() == 2  # the term was there already
