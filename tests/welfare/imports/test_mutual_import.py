import datetime as dt

import pytest

from tests.factories_care import Cast, plan
from tests.imports.files import workbook
from tests.imports.steps import check, counts, run_jobs
from union.common.dates import today
from union.common.errors import DomainError, StaleError
from union.imports import codec
from union.imports.declare import kinds
from union.imports.services import batches, running
from welfare.choices.mutual import PeriodAction
from welfare.models import Enrolment
from welfare.services import mutual

pytestmark = pytest.mark.django_db
KIND = kinds["enrolments"]


def test_a_list_is_imported_checked_against_registry_and_terms_and_undone(db):
    cast = Cast()
    first, second, old = *cast.people(2), *cast.people(1, born_on=dt.date(1950, 1, 1))
    period = mutual.open_period(plan(), starts_on=today(), actor=cast.office)
    rows = [
        ["1", first.name, first.staff_no, ""],
        ["2", second.name, "", second.id_number],
        ["3", first.name, first.staff_no, ""],
        ["4", "别人", second.staff_no, ""],
        ["5", "没有", "99999", ""],
        ["6", old.name, old.staff_no, ""],
    ]
    content = workbook(rows, head=["序号", "姓名", "工号", "身份证号"])
    batch = check(content, kind="enrolments", name="参保.xlsx", actor=cast.office)
    assert counts(batch) == (2, 0, 0, 4)
    running.apply_now(batch.pk, actor=cast.office)
    assert period.enrolments.count() == 2
    again = check(content, kind="enrolments", name="参保二.xlsx", actor=cast.office)
    assert again.new_count == 0
    batches.request_undo(batch.pk, actor=cast.office)
    run_jobs()
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("typed", ["9901011990", "12345", "E12345678", "990101199003071234"])
def test_the_preview_never_shows_half_of_a_number(typed):
    shown = KIND.masks["id_number"](typed)
    assert len(shown) == len(typed)
    assert shown.count("*") >= min(len(typed) - 4, 8)


def test_the_list_is_named_where_there_are_two_and_a_sent_one_takes_nobody(db):
    cast = Cast()
    first, second = cast.people(2)
    start = today().replace(day=1)
    period = mutual.open_period(plan(), starts_on=start, actor=cast.office)
    mutual.open_period(plan("women"), starts_on=start, actor=cast.office)
    head = ["姓名", "工号", "保障计划"]
    rows = [[first.name, first.staff_no, plan().name], [second.name, second.staff_no, "哪一份"]]
    batch = check(workbook(rows, head=head), kind="enrolments", name="参保.xlsx", actor=cast.office)
    assert counts(batch) == (1, 0, 0, 1)
    reasons = batch.rows.get(state="refused").reasons
    assert "请写明编制中的名单" in str(codec.load_findings(reasons))
    mutual.fill_period(period.pk, {}, actor=cast.office)
    with pytest.raises(StaleError, match="参保名单在检查之后有变化"):
        KIND.apply(batch, cast.office)
    period.enrolments.all().delete()
    KIND.apply(batch, cast.office)
    mutual.fill_period(period.pk, {}, actor=cast.office)
    mutual.step_period(period.pk, PeriodAction.SUBMIT, actor=cast.office)
    assert KIND.undo_obstacles(batch)
    with pytest.raises(DomainError, match="名单已报送，不能撤销导入"):
        KIND.undo(batch, cast.office)
