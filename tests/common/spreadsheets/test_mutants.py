"""Any file whatsoever gets an answer: rows, or one clear sentence.

The long variant with more seeds is tests/faults/test_spreadsheet_mutants.py.
"""

import random

from tests.common.spreadsheets.mutants import answers, is_clear


def test_every_mutant_gets_an_answer(tmp_path):
    found = answers(tmp_path, random.Random(20260110), per_kind=18)
    assert len(found) >= 200
    assert [outcome for outcome in found if not is_clear(outcome)] == []
    assert found.count("rows") > 20
    assert len(found) - found.count("rows") > 50
