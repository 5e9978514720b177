"""A POST with a form token counts once. The views here exist for these tests alone."""

import secrets
import threading

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory

from union.accounts.models import User
from union.common.middleware import FormTokenMiddleware
from union.common.models import SubmittedForm

pytestmark = pytest.mark.django_db


class Session(dict):
    session_key = "s1"


def post(token, path="/pay/", session_key="s1"):
    request = RequestFactory().post(path, {"form_token": token} if token else {})
    request.session, request.user = Session(), User(pk=1, username="clerk")
    request.session.session_key = session_key
    request._messages = CookieStorage(request)
    return request


class Counter:
    def __init__(self, answer):
        self.calls, self.answer = 0, answer

    def __call__(self, request):
        self.calls += 1
        return self.answer()


def test_second_post_is_led_to_where_the_first_one_went():
    view = Counter(lambda: HttpResponseRedirect("/done/7/"))
    once, token = FormTokenMiddleware(view), secrets.token_hex(16)

    first, second = once(post(token)), once(post(token))

    assert (first.url, second.url, view.calls) == ("/done/7/", "/done/7/", 1)


def test_a_form_shown_again_with_errors_gives_the_token_back():
    view = Counter(lambda: HttpResponse("errors", status=422))
    once, token = FormTokenMiddleware(view), secrets.token_hex(16)

    once(post(token))
    once(post(token))

    assert view.calls == 2
    assert not SubmittedForm.objects.exists()


@pytest.mark.parametrize("other", [{"path": "/other/"}, {"session_key": "s2"}])
def test_a_token_is_worth_nothing_elsewhere(other):
    view = Counter(lambda: HttpResponseRedirect("/done/"))
    once, token = FormTokenMiddleware(view), secrets.token_hex(16)

    once(post(token))
    once(post(token, **other))

    assert view.calls == 2


def test_a_second_post_while_the_first_one_runs_is_answered_with_a_page():
    token, answers = secrets.token_hex(16), []

    def view(_request):
        answers.append(FormTokenMiddleware(view)(post(token)))  # the double click, while the first is at work
        return HttpResponseRedirect("/done/")

    first = FormTokenMiddleware(view)(post(token))

    assert first.url == "/done/"
    assert [answer.status_code for answer in answers] == [409]
    assert "已经收到" in answers[0].content.decode()


def test_without_a_token_every_post_runs():
    view = Counter(lambda: HttpResponseRedirect("/done/"))
    once = FormTokenMiddleware(view)

    once(post(""))
    once(post(""))

    assert view.calls == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("guarded", "calls"), [(True, 1), (False, 8)])
def test_eight_posts_at_once_run_the_view_once(guarded, calls):
    """The twin without the middleware shows that the race is real."""
    count, lock, start = [], threading.Lock(), threading.Barrier(8)

    def view(_request):
        with lock:
            count.append(1)
        return HttpResponseRedirect("/done/")

    handler = FormTokenMiddleware(view) if guarded else view
    token = secrets.token_hex(16)

    def shoot():
        start.wait()
        try:
            handler(post(token))
        finally:
            connection.close()

    threads = [threading.Thread(target=shoot) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(count) == calls


def test_every_answer_carries_the_security_headers():
    for path in ("/accounts/login/", "/no-such-page/"):
        response = Client().get(path)
        csp = response["Content-Security-Policy"]
        assert "'unsafe-inline'" not in csp
        assert "object-src 'none'" in csp
        assert "frame-ancestors 'none'" in csp
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"].startswith("no-store") or "no-store" in response["Cache-Control"]
    first, second = (Client().get("/accounts/login/")["Content-Security-Policy"] for _ in range(2))
    assert first != second
