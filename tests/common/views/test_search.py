"""The search box and its page: common kinds at once, the others after; without scripts by a button."""

import re

import pytest
from django.urls import reverse

from tests.factories import MemberFactory, officer
from union.common import registries
from union.common.registries import SearchProvider, SearchResult
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def rare(monkeypatch):
    """A kind that is asked after the page is shown."""
    entries = dict(registries.search_results.items())
    monkeypatch.setattr(registries.search_results, "_entries", entries)

    def find(_user, text, _limit):
        return [SearchResult("王家大院", "/rare/", "", "search")] if text == "王" else []

    registries.search_results.register("rare", SearchProvider("少见的", find))


@pytest.fixture
def browser(client, rare):
    client.force_login(officer(Office.OFFICE_STAFF))
    MemberFactory(name="王丽敏")
    return client


def ask(browser, text="王", headers=None, **part):
    return browser.post(reverse("common:search"), {"q": text, **part}, headers=headers or {}).content.decode()


def test_common_kinds_come_at_once_and_the_others_with_a_second_request(browser):
    page = ask(browser)
    assert "王丽敏" in page
    assert "王家大院" not in page
    assert 'name="part" value="rest"' in page
    assert "<noscript>" in page

    rest = ask(browser, headers=HTMX, part="rest", found="1")
    assert "王家大院" in rest
    assert "王丽敏" not in rest
    assert "<html" not in rest


def test_without_scripts_the_button_shows_both(browser):
    page = ask(browser, part="rest", found="1")
    assert "王丽敏" in page
    assert "王家大院" in page
    assert 'value="rest"' not in page


@pytest.mark.parametrize(
    ("found", "told"), [("0", "没有找到"), ("2", "其他资料中没有找到")], ids=["nothing", "only before"]
)
def test_nothing_is_said_only_when_everything_was_asked(browser, found, told):
    assert "没有找到" not in ask(browser, "查无")
    assert told in ask(browser, "查无", headers=HTMX, part="rest", found=found)
    assert "没有找到" in ask(browser, "查无", part="rest")


def test_the_first_answer_costs_at_most_twelve_queries(browser, django_assert_max_num_queries):
    ask(browser)
    with django_assert_max_num_queries(12):
        page = ask(browser)
    assert re.search(r"王丽敏", page)
