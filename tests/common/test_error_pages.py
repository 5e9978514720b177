"""What a person reads when something is refused, missing or broken."""

import pytest
from django.template.loader import render_to_string
from django.test import Client


@pytest.mark.parametrize("name", ["403", "404", "413", "403_csrf", "500", "503"])
def test_an_error_page_needs_no_context(name):
    html = render_to_string(f"{name}.html")
    assert html.count("<h1>") == 1
    assert 'lang="zh-hans"' in html
    assert "{%" not in html


@pytest.mark.django_db
def test_a_missing_page_is_told_in_chinese(client, django_user_model):
    client.force_login(django_user_model.objects.create(username="u1"))
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "没有找到这一页" in response.content.decode()


@pytest.mark.django_db
def test_a_stale_form_is_told_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a"})
    assert response.status_code == 403
    assert "刷新" in response.content.decode()


def test_a_database_that_is_away_is_a_clean_503_with_a_reference(settings):
    """No query can be asked here: pytest-django refuses them without the mark."""
    from django.db import OperationalError
    from django.test import RequestFactory

    from union.common.views.errors import server_error

    request = RequestFactory().get("/")
    request.request_id = "abc123"
    settings.SITE_NAME = "工会之家"
    for error, status in ((OperationalError("server closed"), 503), (KeyError("x"), 500)):
        try:
            raise error
        except (OperationalError, KeyError):
            response = server_error(request)
        assert response.status_code == status
        assert "参考号 abc123" in response.content.decode()
        assert "<span>工会之家</span>" in response.content.decode()
        assert ("Retry-After" in response) is (status == 503)
