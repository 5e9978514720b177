"""Reports at the edges: a branch closed in mid-year whose name is written with rare characters."""

import datetime as dt

import pytest

from tests.common.test_pdf import poppler
from tests.factories import BranchFactory
from tests.reports.figures import only, plain
from union.reports.choices import Layout
from union.reports.rules.periods import year_period
from union.reports.services.building import count, write_report
from union.reports.services.files import report_pdf

pytestmark = pytest.mark.django_db


def built(layout, period):
    return write_report(layout, period, count(layout, period), actor=None)


def test_a_branch_closed_in_mid_year_with_a_rare_name_has_its_summary(tmp_path):
    branch = BranchFactory(name="𬭼𡋤支会", closed_on=dt.date(2026, 6, 30))
    with only(welfare__visit_times=plain(3, before=None)):
        report = built(Layout.BRANCH, year_period(2026, branch.pk))

    text = poppler("pdftotext", report_pdf(report), tmp_path)
    assert "𬭼𡋤支会2026 年度工作小结" in text.replace("\n", "")
    assert "看望慰问 3 人次" in text
