"""The hospital's real files: exactly the counts and rows of truth.json."""

import datetime as dt
import hashlib
import json

import pytest

from members.rules.organisation_sheet import ORGANISATION_COLUMNS, read_organisation
from members.rules.roster import ROSTER_COLUMNS, RosterContext, Unit, check_row, unit_key
from tests.datafiles import DATA
from union.common.spreadsheets import count_filled_rows, find_table, open_book


@pytest.fixture(scope="module")
def truth():
    return json.loads((DATA / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def organisation(truth):
    name = truth["organisation"]["file"]
    with open_book(DATA / name, filename=name) as book:
        return read_organisation(find_table(book, ORGANISATION_COLUMNS).rows())


@pytest.fixture
def known(organisation):
    branches = {name: key for key, name in enumerate(organisation.branches, start=1)}
    departments = {name: key for key, name in enumerate(organisation.departments, start=1)}
    groups = {}
    for key, (branch, department, name) in enumerate(organisation.groups, start=1):
        unit = Unit(key, name, branches[branch], departments[department])
        groups.setdefault(unit_key(name), []).append(unit)
    return RosterContext(
        today=dt.date(2026, 11, 21),
        index_of=lambda number: hashlib.sha256(number.encode()).hexdigest(),
        branches={unit_key(name): Unit(key, name) for name, key in branches.items()},
        departments={
            unit_key(name): Unit(key, name, branches[organisation.departments[name]])
            for name, key in departments.items()
        },
        groups=groups,
    )


def checked_rows(name, known):
    with open_book(DATA / name, filename=name) as book:
        table = find_table(book, ROSTER_COLUMNS)
        return table, [check_row(row.number, row.values, known, row.issues) for row in table.rows()]


def test_the_organisation_sheet(truth, organisation):
    wanted = truth["organisation"]
    assert organisation.rows == organisation.accepted == wanted["rows"]
    assert len(organisation.branches) == wanted["branches"]
    assert len(organisation.departments) == wanted["departments"]
    assert len(organisation.groups) == wanted["groups"]
    assert organisation.refused == []


def test_the_roster_is_refused_exactly_where_it_is_wrong(truth, known):
    wanted = truth["roster"]
    table, rows = checked_rows(wanted["file"], known)
    refused = sorted(row.number for row in rows if not row.is_accepted)
    faulty = [
        n for code, found in wanted["excel_rows_of_faults"].items() if code.startswith("err_") for n in found
    ]
    assert refused == sorted(faulty)
    assert (len(rows), len(rows) - len(refused)) == (wanted["data_rows"], wanted["accepted"])
    assert table.month == dt.date(2026, 1, 1)
    filled = count_filled_rows(DATA / wanted["file"], filename=wanted["file"], sheet_name=table.sheet.name)
    assert filled == table.data_rows + len(table.skipped) + table.header_rows[-1]


def test_each_fault_is_named_for_what_it_is(truth, known):
    names = {
        "err_date": "date", "err_id_precision_lost": "id_precision", "err_name_missing": "name_missing",
        "err_no_key": "key_missing", "err_id_bad_birth": "id_birth", "err_duplicate_in_file": "duplicate",
        "err_branch_unknown": "unit_unknown", "err_id_checksum": "id_checksum", "err_base": "money",
        "err_same_id_other_no": "id_other_no", "err_future_join": "date_future", "err_id_length": "id_length",
        "err_same_no_other_id": "no_other_id", "err_sex_conflict": "sex_conflict",
    }  # fmt: skip
    _, rows = checked_rows(truth["roster"]["file"], known)
    found = {row.number: [reason.code for reason in row.reasons] for row in rows if not row.is_accepted}
    for code, numbers in truth["roster"]["excel_rows_of_faults"].items():
        for number in numbers:
            assert found.get(number, []) == ([names[code]] if code.startswith("err_") else [])


def test_the_old_xls(truth, known):
    wanted = truth["roster_xls"]
    _, rows = checked_rows(wanted["file"], known)
    assert (len(rows), sum(row.is_accepted for row in rows)) == (wanted["data_rows"], wanted["accepted"])
