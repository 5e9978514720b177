import datetime as dt

import pytest

from tests.factories_care import Cast, plan
from tests.imports.files import workbook
from tests.imports.steps import check, counts, run_jobs
from union.common.dates import today
from union.imports.services import batches, running
from welfare.models import Enrolment
from welfare.services import mutual

pytestmark = pytest.mark.django_db


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
