"""What a person reads when something is refused, missing or broken."""

import pytest
from django.template.loader import render_to_string
from django.test import Client


@pytest.mark.parametrize("name", ["403", "404", "413", "403_csrf", "500"])
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
