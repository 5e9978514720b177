"""Two thousand broken files, ten seeds: none brings the reader down."""

import random
import time

import pytest

from tests.common.spreadsheets.mutants import answers, is_clear

SECONDS = 2  # on average; a single one is stopped by the reader's own limits


@pytest.mark.parametrize("seed", range(10))
def test_every_mutant_gets_an_answer(tmp_path, seed):
    begun = time.monotonic()
    found = answers(tmp_path, random.Random(seed), per_kind=18)
    assert (time.monotonic() - begun) / len(found) < SECONDS
    assert [outcome for outcome in found if not is_clear(outcome)] == []
