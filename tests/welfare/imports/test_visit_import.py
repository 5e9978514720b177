"""Past visits from a sheet: accepted as they were, counted, never booked, undone whole."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from tests.factories_welfare import Cast
from tests.imports.files import workbook
from tests.imports.steps import check, counts, load, run_jobs
from union.common.errors import StaleError
from union.funds.models import Entry
from union.imports import codec
from union.imports.declare import kinds
from union.imports.models import ValueAlias
from union.imports.services import batches
from welfare.models import Visit

pytestmark = pytest.mark.django_db
HEAD = [
    "序号",
    "日期",
    "姓名",
    "工号",
    "科室",
    "慰问类别",
    "事由",
    "慰问金（元）",
    "慰问品",
    "慰问人",
    "签收",
]


@pytest.fixture
def cast():
    return Cast()


def sheet(cast, *rows):
    """Rows as (date, word, reason, cash, gift), all of the cast's member."""
    member = cast.member
    lines = [
        [number, on, member.name, member.staff_no, "骨科", word, reason, cash, gift, "工会", member.name]
        for number, (on, word, reason, cash, gift) in enumerate(rows, 1)
    ]
    total = ["合计", *[None] * 6, sum(row[3] for row in rows), None, None, None]
    return workbook(lines, title="职工慰问台账（2025年度）", head=HEAD, more=[total])


def test_the_past_is_accepted_as_it_was_and_never_booked(cast):
    content = sheet(
        cast,
        (date(2025, 3, 1), "住院慰问", "手术住院", 9000, "果篮"),
        (date(2025, 3, 9), "住院慰问", "手术住院", 500, None),
        (date(2025, 5, 1), "直系亲属去世吊唁", "父亲去世", 800, None),
    )
    batch = load(content, kind="visits", name="慰问台账.xlsx")

    assert counts(batch) == (3, 0, 0, 0)
    assert batch.rows.filter(has_hint=True).count() == 1  # above the cap of that time: said, not refused
    rows = Visit.objects.order_by("visited_on")
    assert [(row.amount, row.state, row.is_booked_elsewhere, row.due_on) for row in rows] == [
        (9000, "booked", True, None), (500, "booked", True, None), (800, "booked", True, None),
    ]  # fmt: skip
    assert (rows[0].details, rows[0].branch_id, rows[2].relation) == ("手术住院", cast.branch.pk, "parent")
    assert not Entry.objects.exists()

    assert counts(load(content, kind="visits")) == (0, 0, 3, 0)
    batches.request_undo(batch.pk, actor=None)
    run_jobs()
    assert not Visit.objects.exists()


def test_faulty_rows_are_refused_with_every_reason(cast):
    member = cast.member
    rows = [
        [1, date(2025, 3, 1), "别人", member.staff_no, "", "住院慰问", "", 100, "", "", ""],
        [2, date(2025, 3, 1), "某人", "99999", "", "住院慰问", "", 100, "", "", ""],
        [3, date(2100, 3, 1), member.name, member.staff_no, "", "登月慰问", "", "待定", "", "", ""],
        [4, date(2025, 3, 2), member.name, member.staff_no, "", "住院慰问", "", 100, "", "", ""],
        [5, date(2025, 3, 2), member.name, member.staff_no, "", "住院", "", 100, "", "", ""],
    ]
    batch = check(workbook(rows, head=HEAD), kind="visits")

    assert counts(batch) == (1, 0, 0, 4)
    codes = [
        sorted(f.code for f in _reasons(row)) for row in batch.rows.filter(state="refused").order_by("number")
    ]
    assert codes == [
        ["name_differs"],
        ["staff_no_unknown"],
        ["date_future", "money", "occasion_unknown"],
        ["duplicate"],
    ]
    assert batch.reading["unknown"] == {"occasion": [["登月慰问", 1]]}


def _reasons(row):
    from union.imports import codec

    return codec.load_findings(row.reasons)


def test_the_command_maps_a_word_and_remembers_it(cast, tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(sheet(cast, (date(2025, 3, 1), "探病", "", 600, None)))

    assert command(path)[0] == 1  # nobody knows the word
    code, told = command(path, "--map", "探病=hospital_stay")
    assert (code, told["accepted"], told["yuan"], told["distinct_people"]) == (0, 1, 600.0, 1)
    assert told["by_occasion"] == {"住院慰问": {"times": 1, "people": 1, "yuan": 600.0}}
    assert ValueAlias.objects.get(field="occasion", alias="探病").target == "住院慰问"
    assert command(path)[1]["same"] == 1
    with pytest.raises(CommandError, match="没有代码为“moon”"):
        command(path, "--map", "登月=moon")


def command(path, *options):
    out = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("import_visits", path, "--json", *options, stdout=out)
    return left.value.code, json.loads(out.getvalue())


def test_another_amount_of_a_known_visit_is_refused_and_a_changed_registry_stops_the_writing(cast):
    when = (date(2025, 3, 1), "住院慰问", "手术住院")
    load(sheet(cast, (*when, 500, None)), kind="visits", name="慰问台账.xlsx")
    again = check(sheet(cast, (*when, 600, None)), kind="visits", name="更正.xlsx")
    assert counts(again) == (0, 0, 0, 1)
    assert "金额为 500.00 元，与文件不同" in str(codec.load_findings(again.rows.get().reasons))
    fresh = check(sheet(cast, (date(2025, 6, 1), *when[1:], 500, None)), kind="visits", name="二.xlsx")
    Visit.objects.update(happened_on=date(2025, 6, 1), visited_on=date(2025, 6, 1))
    with pytest.raises(StaleError, match="在检查之后有变化"):
        kinds["visits"].apply(fresh, None)
