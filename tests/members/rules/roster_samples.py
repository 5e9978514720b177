"""A small hospital for the roster rules."""

import datetime as dt

from members.rules.roster import RosterContext, Unit, unit_key
from union.common import id_numbers

TODAY = dt.date(2026, 3, 1)
BRANCHES = {1: "内科支会", 2: "外科支会"}
DEPARTMENTS = {11: ("心内科", 1), 12: ("骨科", 2)}
GROUPS = {101: ("一组", 1, 11), 102: ("一组", 2, 12), 103: ("骨科2组", 2, 12)}


def number_for(born="19900307", order=12):
    start = f"990101{born}{order:03d}"
    return start + id_numbers.check_digit(start)


def context(**changes):
    groups = {}
    for key, (name, branch, department) in GROUPS.items():
        groups.setdefault(unit_key(name), []).append(Unit(key, name, branch, department))
    values = {
        "today": TODAY,
        "index_of": lambda number: f"#{number}",
        "branches": {unit_key(name): Unit(key, name) for key, name in BRANCHES.items()},
        "departments": {
            unit_key(name): Unit(key, name, branch) for key, (name, branch) in DEPARTMENTS.items()
        },
        "groups": groups,
    }
    return RosterContext(**(values | changes))


def row(**changes):
    values = {"staff_no": "10001", "name": "王丽敏", "sex": "女", "id_number": number_for(order=12)}
    return values | changes
