import pytest

from union.accounts.rules.throttle import Limit, recent, seconds_to_wait, waiting_words

FIVE = Limit(hits=5, seconds=900)


@pytest.mark.parametrize(
    ("hits", "now", "wait"),
    [
        ([], 1000, 0),
        ([996, 997, 998, 999], 1000, 0),
        ([995, 996, 997, 998, 999], 1000, 895),
        ([100, 996, 997, 998, 999], 1000, 0),  # exactly 900 s ago no longer counts
        ([100.5, 996, 997, 998, 999], 1000, 1),
        ([1, 2, 3, 995, 996, 997, 998, 999], 1000, 895),
        ([990, 995, 996, 997, 998, 999], 1000, 895),  # more than allowed: the fifth-last decides
    ],
)
def test_the_next_guess_waits_until_the_window_has_room(hits, now, wait):
    assert seconds_to_wait(hits, now, FIVE) == wait


def test_after_waiting_exactly_one_guess_is_free():
    hits = [10.0, 20.0, 30.0, 40.0, 50.0]
    later = 60 + seconds_to_wait(hits, 60, FIVE)

    assert seconds_to_wait(hits, later, FIVE) == 0
    assert seconds_to_wait([*recent(hits, later, FIVE), later], later, FIVE) > 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "不到 1 分钟"), (59, "不到 1 分钟"), (60, "1 分钟"), (61, "2 分钟"), (840, "14 分钟")],
)
def test_waiting_time_in_words(seconds, words):
    assert waiting_words(seconds) == words
