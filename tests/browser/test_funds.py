"""Pages of money in real Chromium: sound for axe-core and without sideways scrolling, at both sizes."""

from tests.browser.steps import faults, let_in


def test_the_pages_of_money_are_sound(hospital, page):
    let_in(page, "chair")
    for address in ("/funds/", "/funds/execution/", "/funds/budgets/", "/funds/journal/bank/"):
        page.goto(address)
        assert not faults(page)
