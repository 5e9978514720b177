import datetime as dt
import uuid
from decimal import Decimal

import pytest

from union.common.errors import DomainError
from union.jobs.rules import lifecycle

UUID = uuid.UUID(int=7)


@pytest.mark.parametrize(("nudges", "seconds"), [(0, 10), (1, 20), (2, 40), (3, 60), (9, 60), (30000, 60)])
def test_nudge_again_waits_longer_and_longer(nudges, seconds):
    assert lifecycle.nudge_again_after(nudges) == dt.timedelta(seconds=seconds)


def test_checked_args_turns_dates_and_uuids_into_text():
    args = {"batch": 7, "day": dt.date(2026, 5, 1), "file": UUID, "kinds": ("a", "b"), "deep": {"x": None}}

    assert lifecycle.checked_args(args) == {
        "batch": 7,
        "day": "2026-05-01",
        "file": str(UUID),
        "kinds": ["a", "b"],
        "deep": {"x": None},
    }


@pytest.mark.parametrize("value", ["内科", "2026-11", True, 1.5, "护" * 120, "工号12345678901234"])
def test_checked_args_keeps_options(value):
    assert lifecycle.checked_args({"option": value}) == {"option": value}


@pytest.mark.parametrize(
    "value",
    [
        "990101199001011234",
        "见 99010119900101123x",
        "13800138000",
        "护" * 121,
        Decimal(1),
        object(),
        ["13800138000"],
        {"deep": "13800138000"},
    ],
)
def test_checked_args_refuses_personal_data_and_objects(value):
    with pytest.raises(DomainError):
        lifecycle.checked_args({"option": value})


def test_checked_args_refuses_nan():
    with pytest.raises(ValueError, match="JSON"):
        lifecycle.checked_args({"option": float("nan")})
