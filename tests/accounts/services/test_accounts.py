import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import PASSWORD, UserFactory, officer
from union.accounts import selectors
from union.accounts.choices import EndReason, LoginResult
from union.accounts.models import AttemptWindow, LoginEvent, UserSession
from union.accounts.services import accounts, passwords, second_factor, sessions, throttle
from union.accounts.session_store import SessionStore, stored_key
from union.accounts.tasks import purge
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.models import AuditEvent
from union.organisation.choices import Office


def start_session(user):
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store.save()
    return store.session_key


@pytest.mark.parametrize(
    "act",
    [
        lambda user, actor: accounts.open_account("X1", "甲", actor=actor),
        lambda user, actor: accounts.close_account(user, actor=actor),
        lambda user, actor: accounts.reopen_account(user, actor=actor),
        lambda user, actor: accounts.unlock_account(user, actor=actor),
        lambda user, actor: accounts.change_phone(user, "", actor=actor),
        lambda user, actor: passwords.reset_password(user, actor=actor),
        lambda user, actor: second_factor.reset_second_factor(user, actor=actor),
        lambda user, actor: sessions.end_sessions(user, actor=actor, reason=EndReason.BY_ADMINISTRATOR),
        lambda user, actor: sessions.end_session(user, "0" * 16, actor=actor),
    ],
)
def test_services_refuse_whom_the_pages_would_not_let_in(user, act):
    stranger = UserFactory()
    with pytest.raises(NotPermittedError):
        act(user, stranger)
    assert not AuditEvent.objects.exists()


def test_an_account_closes_once_and_reopens_once(user, administrator):
    accounts.close_account(user, actor=administrator)
    assert user.closed_at is not None
    with pytest.raises(TransitionError):
        accounts.close_account(user, actor=administrator)
    accounts.reopen_account(user, actor=administrator)
    assert (user.is_active, user.closed_at) == (True, None)
    with pytest.raises(TransitionError):
        accounts.reopen_account(user, actor=administrator)


def test_a_closed_account_has_no_rights(administrator):
    accounts.close_account(administrator, actor=None)
    assert not selectors.accounts_visible_to(type(administrator).objects.get(pk=administrator.pk)).exists()


def test_an_account_needs_a_name(db):
    with pytest.raises(DomainError, match="请填写姓名"):
        accounts.open_account("X1", "  ", actor=None)


def test_a_user_without_password_gets_one_by_reset(user, administrator):
    user.set_unusable_password()
    user.save()
    assert not user.can_log_in
    password = passwords.reset_password(user, actor=administrator)
    assert user.can_log_in
    assert user.check_password(password)
    assert user.initial_password_expires_at - timezone.now() > dt.timedelta(days=6, hours=23)


def test_the_validity_of_an_initial_password_is_a_setting(db, settings):
    settings.UNION_INITIAL_PASSWORD_DAYS = 2
    user, _ = accounts.open_account("X1", "甲", actor=None)
    assert dt.timedelta(days=1) < user.initial_password_expires_at - timezone.now() <= dt.timedelta(days=2)


def test_sessions_are_ended_but_the_one_kept(user):
    keep, *_others = (start_session(user) for _ in range(3))
    stranger = start_session(UserFactory())
    assert sessions.end_sessions(user, actor=user, reason=EndReason.BY_OWNER, keep_key=keep) == 2
    assert set(UserSession.objects.values_list("session_key", flat=True)) == {
        stored_key(keep),
        stored_key(stranger),
    }
    assert sessions.end_sessions(user, actor=user, reason=EndReason.BY_OWNER, keep_key=keep) == 0
    assert AuditEvent.objects.count() == 1


def test_an_ended_session_cannot_be_ended_again(user):
    start_session(user)
    handle = user.sessions.get().handle
    sessions.end_session(user, handle, actor=user)
    with pytest.raises(DomainError, match="已经结束"):
        sessions.end_session(user, handle, actor=user)


def test_a_session_saved_after_its_end_does_not_come_back(user):
    from django.contrib.sessions.backends.base import UpdateError
    from django.contrib.sessions.exceptions import SessionInterrupted  # noqa: F401 - what the middleware raises

    running = SessionStore(start_session(user))
    running["x"] = 1
    sessions.end_sessions(user, actor=user, reason=EndReason.BY_OWNER)
    with pytest.raises(UpdateError):
        running.save()
    assert not UserSession.objects.exists()


def test_only_sessions_that_would_be_let_in_are_shown(user, time_machine):
    time_machine.move_to("2026-11-21T02:00:00Z", tick=False)
    start_session(user)
    assert selectors.running_sessions(user).count() == 1
    time_machine.move_to("2026-11-21T02:30:00Z", tick=False)
    assert selectors.running_sessions(user).count() == 0


def test_a_second_factor_is_set_up_once(user):
    with pytest.raises(DomainError, match="请先开始设置"):
        second_factor.confirm_setup(user, PASSWORD, "123456")
    with pytest.raises(DomainError, match="没有启用"):
        second_factor.verify_code(user, "123456")
    with pytest.raises(TransitionError, match="没有设置"):
        second_factor.reset_second_factor(user, actor=officer(Office.SECURITY_ADMIN))


def test_setting_up_again_replaces_an_unconfirmed_secret(user):
    first = second_factor.begin_setup(user).secret
    assert second_factor.begin_setup(user).secret != first


def test_an_attempt_is_booked_before_it_is_evaluated(user):
    subject = throttle.subject_of(throttle.LOGIN, user)
    attempt = throttle.take_attempt(subject, ip="10.0.0.1")
    assert len(AttemptWindow.objects.get(subject=subject, place="").hits) == 1
    throttle.give_back(attempt)
    assert AttemptWindow.objects.get(subject=subject, place="").hits == []


def test_a_refused_attempt_books_nothing(user):
    subject = throttle.subject_of(throttle.LOGIN, user)
    for _ in range(5):
        throttle.take_attempt(subject, ip="10.0.0.1")
    with pytest.raises(throttle.LockedError) as locked:
        throttle.take_attempt(subject, ip="10.0.0.1")
    assert 0 < locked.value.seconds <= 900
    assert len(AttemptWindow.objects.get(subject=subject, place="").hits) == 5


def test_what_is_old_is_forgotten_and_nothing_else(user, time_machine):
    time_machine.move_to("2025-01-01T00:00:00Z", tick=False)
    start_session(user)
    throttle.take_attempt("login:1", ip="10.0.0.1")
    LoginEvent.objects.create(user=user, result=LoginResult.OK)
    time_machine.move_to("2026-11-21T00:00:00Z", tick=False)
    kept = start_session(user)
    throttle.take_attempt("login:2", ip="10.0.0.1")
    LoginEvent.objects.create(user=user, result=LoginResult.OK)

    assert purge() == 4
    assert purge() == 0
    assert UserSession.objects.get().session_key == stored_key(kept)
    assert set(AttemptWindow.objects.values_list("subject", flat=True)) == {"login:2"}
    assert LoginEvent.objects.count() == 1


def test_a_surname_is_read_as_in_the_registry(db):
    user, _password = accounts.open_account("A20001", "单小红", actor=None)

    assert user.name_pinyin == "shanxiaohong"
