"""Tables of refusals: every exit of a service in one world, each reported by its own sentence."""

import re

import pytest

from union.common.errors import DomainError


def check_refusals(subtests, cases):
    """``cases``: (sentence, call); each call is refused with the sentence, one failing hides no other."""
    for sentence, call in cases:
        with subtests.test(sentence), pytest.raises(DomainError, match=re.escape(sentence)):
            call()
