import pytest
from django.urls import reverse

from tests.factories import MemberFactory, officer

pytestmark = pytest.mark.django_db


def shown(client, query=""):
    return client.get(reverse("members:member_list") + query).content.decode()


def test_rare_filters_are_folded_until_one_is_set(client):
    MemberFactory()
    client.force_login(officer())
    page = shown(client)
    before, after = page.split("更多条件", 1)
    assert 'name="branch"' in before
    assert 'name="sex"' in after
    assert 'class="filter-rest"' in after
    assert 'class="filter-rest is-shown"' in shown(client, "?sex=female")


def test_no_filter_offers_none(client):
    MemberFactory()
    client.force_login(officer())
    assert "None</option>" not in shown(client)
