"""Ledgers and figures of dues say the same; a ledger's options on the page and on the command line."""

import datetime as dt
import json
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from members.figures import FIGURES
from members.models import Member
from tests.factories import BranchFactory, GroupFactory, officer
from tests.factories_dues import FEB, JAN, load_payroll, payer, row
from union.common.registries import Period, ledgers
from union.ledgers.declare import Period as LedgerPeriod
from union.ledgers.selectors import system_query
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
SPAN = Period(dt.date(2026, 1, 1), dt.date(2026, 2, 28))


@pytest.fixture
def hospital():
    """Two branches; one member pays, one pays in part, one never."""
    groups = [GroupFactory(branch=BranchFactory()) for _ in range(2)]
    fine, short, never = (payer(group=group) for group in (groups[0], groups[0], groups[1]))
    for month in (JAN, FEB):
        load_payroll([row(fine), row(short, paid="20.00")], month=month)
    return groups, fine, short, never


def rows_of(key, **options):
    ledger = ledgers[key]
    query = system_query(ledger, LedgerPeriod(2026 if key == "dues" else None, None, ledger.chosen(options)))
    return query, [
        dict(zip([c.key for c in query.columns], found[1:], strict=True)) for found in query.all_rows()
    ]


def test_figures_equal_the_sums_of_the_ledgers_they_lead_to(hospital):
    groups, _fine, short, never = hospital
    values = {key: figure.compute(SPAN) for key, figure in FIGURES.items() if key.startswith("dues.")}
    assert values == {
        "dues.file_due": Decimal("91.20"), "dues.expected": Decimal("136.80"), "dues.paid": Decimal("85.60"),
        "dues.arrears": Decimal("51.20"), "dues.in_arrears": 2, "dues.rate": Decimal("62.6"),
        "dues.income": Decimal("85.60"),
    }  # fmt: skip
    for key, ledger, column in (
        ("dues.expected", "dues_summary", "due"),
        ("dues.paid", "dues_summary", "paid"),
        ("dues.arrears", "dues_arrears", "owed"),
    ):
        asked = {
            name: found[0] for name, found in parse_qs(urlsplit(FIGURES[key].rows_url(SPAN)).query).items()
        }
        query, _rows = rows_of(ledger, **asked)
        assert query.totals().sums[column] == values[key]
    query, rows = rows_of("dues_arrears", **{"from": "2026-01", "to": "2026-02"})
    assert query.totals().rows == values["dues.in_arrears"]
    assert {found["staff_no"]: found["owed"] for found in rows} == {
        short.staff_no: Decimal("5.60"), never.staff_no: Decimal("45.60"),
    }  # fmt: skip
    of_branch = Period(SPAN.first, SPAN.last, groups[1].branch_id)
    assert FIGURES["dues.expected"].compute(of_branch) == Decimal("45.60")
    assert FIGURES["dues.rate"].compute(Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))) is None
    assert FIGURES["members.count"].compute(SPAN) == 3
    assert FIGURES["members.joining_rate"].compute(SPAN) == Decimal("100.0")
    assert FIGURES["members.joined"].compute(SPAN) == 0


def test_sums_of_a_branch_stay_with_it_when_somebody_moves_on(hospital):
    groups, fine, _short, _never = hospital
    Member.objects.filter(pk=fine.pk).update(branch=groups[1].branch, group=groups[1])
    for group, due, paid in ((groups[0], "91.20", "85.60"), (groups[1], "45.60", "0.00")):
        of_branch = Period(SPAN.first, SPAN.last, group.branch_id)
        assert FIGURES["dues.expected"].compute(of_branch) == Decimal(due)
        _query, rows = rows_of("dues_summary", **{"from": "2026-01", "to": "2026-02"})
        mine = [found for found in rows if found["group"] == group.name]
        assert [(found["due"], found["paid"]) for found in mine] == [(Decimal(due), Decimal(paid))]


def test_ledgers_of_a_year_of_units_and_of_months_unpaid(hospital):
    groups, fine, _short, never = hospital
    _query, rows = rows_of("dues")
    mine = next(found for found in rows if found["staff_no"] == fine.staff_no)
    assert (mine["m1"], mine["m3"], mine["due"], mine["owed"]) == (
        Decimal("22.80"), Decimal(0), Decimal("45.60"), Decimal(0),
    )  # fmt: skip
    _query, rows = rows_of("dues_summary", **{"from": "2026-01", "to": "2026-02"})
    assert {found["group"]: found["members"] for found in rows} == {groups[0].name: 2, groups[1].name: 1}
    _query, rows = rows_of("dues_unpaid", months="2", until="2026-02")
    assert [found["staff_no"] for found in rows] == [never.staff_no]
    assert rows_of("dues_unpaid", months="3", until="2026-02")[1] == []


def test_options_on_the_command_line(hospital, tmp_path):
    never = hospital[3]
    out, beside = tmp_path / "u.xlsx", tmp_path / "u.json"
    asked = ["export_ledger", "dues_unpaid", "--months", "2", "--until", "2026-02"]
    call_command(*asked, "--out", str(out), "--json", str(beside))
    found = json.loads(beside.read_text())
    assert [line["staff_no"] for line in found["rows"]] == [never.staff_no]
    assert found["rows"][0]["owed"] == "45.60"
    assert out.read_bytes()[:2] == b"PK"
    with pytest.raises(CommandError, match="没有选项 --months"):
        call_command("export_ledger", "members", "--months", "2", "--out", str(out))
    with pytest.raises(CommandError, match="整数"):
        call_command("export_ledger", "dues_unpaid", "--months", "x", "--out", str(out))


def test_pages_of_a_branch_show_its_scope_only(hospital):
    groups, fine, _short, never = hospital
    client = Client()
    client.force_login(officer(Office.BRANCH_CHAIR, branch=groups[1].branch))
    page = client.get("/dues/arrears/?from=2026-01&to=2026-02").content.decode()
    assert never.name in page
    assert fine.name not in page
    assert "起始月份" in page
    client.force_login(officer(Office.OFFICE_STAFF))
    for address in (
        "/dues/accounts/?year=2026&state=owed",
        "/dues/unpaid/?months=2&until=2026-02",
        "/dues/months/",
    ):
        assert never.name in client.get(address).content.decode() or address == "/dues/months/"
