import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union.common import id_numbers
from union.common.id_numbers import Problem


def number_for(born: dt.date, order: int) -> str:
    start = f"990101{born:%Y%m%d}{order:03d}"
    return start + id_numbers.check_digit(start)


def test_numbers_made_by_another_program():
    # From the sample roster: region 990101 is no place, so they belong to nobody.
    assert id_numbers.check("99010119771226549X") is None
    assert id_numbers.check("990101196412085847") is None


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("99010119900307123", Problem.LENGTH),
        ("9901011990030712345", Problem.LENGTH),
        ("", Problem.LENGTH),
        ("990101900307123", Problem.OLD),
        ("99010119900307A23X", Problem.FORM),
        ("X90101199003071234", Problem.FORM),
        ("99010119900３071234", Problem.FORM),
        ("990101199013450017", Problem.BIRTH),
        ("990101199002300017", Problem.BIRTH),
        ("990101000001010017", Problem.BIRTH),
        ("990101199003070000", Problem.CHECKSUM),
    ],
)
def test_each_fault_has_its_name(number, problem):
    assert id_numbers.check(number) is problem


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("990101 19961110 542x", "99010119961110542X"),
        ("９９０１０１１９９６０７２６５４４６", "990101199607265446"),
        ("'99010119961110542Ｘ\u00a0", "99010119961110542X"),
        ("990101-19961110-542X", "99010119961110542X"),
    ],
)
def test_what_hands_add_is_removed(typed, stored):
    assert id_numbers.normalise(typed) == stored


@given(st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1)), st.integers(0, 999))
def test_birth_and_sex_come_back_out_of_a_built_number(born, order):
    number = number_for(born, order)
    assert id_numbers.check(number) is None
    assert id_numbers.birth_of(number) == born
    assert id_numbers.sex_of(number) == ("male" if order % 2 else "female")


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1)),
    st.integers(0, 999),
    st.integers(0, 16),
    st.integers(1, 9),
)
def test_any_single_wrong_digit_is_found(born, order, place, shift):
    number = number_for(born, order)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert id_numbers.check(wrong) is not None


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("H12345678", "hk_macao"),
        ("M1234567801", "hk_macao"),
        ("810000199408230021", "hmt_residence"),
        ("E12345678", "passport"),
        ("FRA110085062502", "foreign_residence"),
        ("990101199003071234", "resident"),
        ("12345678", "resident"),
        ("9901011990", "resident"),
    ],
)
def test_the_kind_is_only_guessed_where_it_is_clear(number, kind):
    assert id_numbers.guess_kind(number) == kind


def test_other_documents_have_their_own_form():
    assert id_numbers.check_other("H12345678", "hk_macao") is None
    assert id_numbers.check_other("H1234", "hk_macao") is Problem.OTHER
    assert id_numbers.check_other("12345678", "taiwan") is None
    assert id_numbers.check_other("911124198108030024", "foreign_residence") is None
    assert id_numbers.check_other("护照", "passport") is Problem.OTHER
    assert id_numbers.check_other("1", "no such kind") is Problem.OTHER


def test_masking_hides_birth_and_order():
    assert id_numbers.mask("990101199003071234") == "990101********1234"
    assert id_numbers.mask("H12345678") == "H1*****78"
    assert id_numbers.mask("1234") == "****"
    assert id_numbers.mask("") == ""
