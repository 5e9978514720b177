import datetime as dt

import pytest

from members.choices import IdKind, Sex
from members.rules.identity import reconcile
from tests.factories import id_number
from union.common.errors import DomainError

BIRTH = dt.date(1990, 3, 7)
WOMAN = id_number(BIRTH, 7, Sex.FEMALE)


@pytest.mark.parametrize("written", [WOMAN, WOMAN.lower(), f" {WOMAN[:6]} {WOMAN[6:]}"])
@pytest.mark.parametrize(
    ("sex", "born_on"), [("", None), (Sex.FEMALE, None), ("", BIRTH), (Sex.FEMALE, BIRTH)]
)
def test_number_fills_sex_and_birthday(written, sex, born_on):
    found = reconcile(IdKind.RESIDENT, written, sex, born_on)
    assert (found.id_number, found.sex, found.born_on) == (WOMAN, Sex.FEMALE, BIRTH)


@pytest.mark.parametrize(
    ("number", "sex", "born_on", "field"),
    [
        (WOMAN, Sex.MALE, None, "sex"),
        (WOMAN, "", dt.date(1990, 3, 8), "born_on"),
        (WOMAN[:-1], "", None, "id_number"),
        (WOMAN[:-1] + ("0" if WOMAN[-1] != "0" else "1"), "", None, "id_number"),
    ],
)
def test_contradictions_are_refused_at_their_field(number, sex, born_on, field):
    with pytest.raises(DomainError) as refused:
        reconcile(IdKind.RESIDENT, number, sex, born_on)
    assert refused.value.field == field


def test_other_documents_say_nothing_of_sex_and_birthday():
    assert reconcile(IdKind.PASSPORT, "e12345678", "", None).id_number == "E12345678"
    assert reconcile(IdKind.PASSPORT, "", Sex.MALE, BIRTH).born_on == BIRTH
    with pytest.raises(DomainError):
        reconcile(IdKind.HK_MACAO, "E12345678", "", None)
