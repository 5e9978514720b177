from decimal import Decimal

import pytest

from union.common.errors import DomainError
from union.funds.rules.audits import LARGE, MOST_DRAWN, Candidate, check_drawing, draw

BOOK = [
    Candidate(number, f"2026-{number:04d}", Decimal(100 + number * 37 % 3000), f"科目{number % 3}")
    for number in range(1, 121)
] + [
    Candidate(500, "2026-0500", Decimal(20000), "科目1"),
    Candidate(501, "2026-0501", Decimal(-9000), "科目2"),
]


def drawn(seed="工会2026", size=20, large_from=Decimal(5000), book=BOOK):
    return draw(book, seed=seed, size=size, large_from=large_from)


def test_the_seed_alone_decides_and_another_seed_draws_others():
    assert drawn() == drawn(book=list(reversed(BOOK)))
    assert drawn() != drawn(seed="别的种子")


def test_large_vouchers_are_all_drawn_whatever_their_sign_and_beyond_the_number():
    found = drawn(size=0)
    assert [(each.pk, each.stratum) for each in found] == [(500, LARGE), (501, LARGE)]


def test_every_stratum_is_drawn_from_and_none_more_than_its_share():
    found = [each for each in drawn() if each.stratum != LARGE]
    assert len(found) == 20
    strata = {each.stratum for each in found}
    assert {"科目0·中额", "科目0·小额", "科目1·中额", "科目2·小额"} <= strata
    counts = [sum(each.stratum == name for each in found) for name in strata]
    assert max(counts) <= 6  # 36 of 120 vouchers stand in the largest stratum


def test_more_than_there_is_draws_everything_once():
    found = drawn(size=MOST_DRAWN)
    assert sorted(each.pk for each in found) == sorted(each.pk for each in BOOK)


@pytest.mark.parametrize(("seed", "size"), [(" ", 3), ("1", -1), ("1", MOST_DRAWN + 1)])
def test_a_drawing_without_seed_or_with_an_impossible_number_is_refused(seed, size):
    with pytest.raises(DomainError):
        check_drawing(seed, size)
