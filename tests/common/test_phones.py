import pytest

from union.common import phones


@pytest.mark.parametrize(
    ("typed", "stored", "is_plausible"),
    [
        ("139 1234 5678", "13912345678", True),
        ("139-1234-5678", "13912345678", True),
        ("+86 13912345678", "13912345678", True),
        ("8613912345678", "13912345678", True),
        ("１３９１２３４５６７８", "13912345678", True),
        ("（0551）6512-3456", "0551-65123456", True),
        ("0551-65123456-802", "0551-65123456-802", True),
        ("65123456", "65123456", True),
        ("6812", "6812", True),
        ("+4915112345678", "+4915112345678", True),
        ("1391234567", "1391234567", False),
        ("无", "无", False),
    ],
)
def test_numbers_are_stored_one_way(typed, stored, is_plausible):
    assert phones.normalise(typed) == stored
    assert phones.is_plausible(stored) is is_plausible


def test_only_mobiles_are_mobiles():
    assert phones.is_mobile("13912345678")
    assert not phones.is_mobile("12912345678")
    assert not phones.is_mobile("0551-65123456")


def test_the_middle_is_hidden():
    assert phones.mask("13912345678") == "139****5678"
    assert phones.mask("6812") == "**12"
    assert phones.mask("") == ""
