"""Counting guesses: a guess is booked before it is evaluated, so parallel guesses count too."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from union.accounts.models import AttemptWindow, User
from union.accounts.rules import throttle as rules
from union.accounts.rules.sessions import network_of
from union.common.encryption import blind_index
from union.common.errors import DomainError

ANYWHERE = ""
LOGIN, CODE, PASSWORD = "login", "code", "password"


class LockedError(DomainError):
    """Too many guesses; ``seconds`` until the next one is evaluated."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"尝试次数过多，已暂时锁定，请在 {rules.waiting_words(seconds)}后再试。"
            "如果不是您本人在操作，请联系系统管理员。"
        )
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Attempt:
    """A booked guess. ``is_last``: the next one will be refused."""

    subject: str
    places: tuple[str, ...]
    at: float
    is_last: bool


def subject_of(kind: str, user: User | None, typed: str = "") -> str:
    """Name what is guessed at. A name nobody has is kept as a keyed hash: it may be a password."""
    return f"{kind}:{user.pk}" if user else f"{kind}:?{blind_index(typed.lower(), 'attempt.name') or ''}"


def take_attempt(subject: str, *, ip: str, known_device: str = "") -> Attempt:
    """Book one guess at ``subject``, committed before the guess is evaluated.

    Counted together with the address, and for the account from everywhere. A browser that once
    logged in as this user has a count of its own, so that strangers cannot lock the owner out.

    Raises:
        LockedError: the guess must not be evaluated; nothing was booked.
    """
    limits = _limits(ip, known_device)
    now = time.time()
    with transaction.atomic(durable=True):
        rows = [_locked_row(subject, place) for place in limits]
        wait = max(
            rules.seconds_to_wait(row.hits, now, limit)
            for row, limit in zip(rows, limits.values(), strict=True)
        )
        if wait:
            raise LockedError(wait)
        for row, limit in zip(rows, limits.values(), strict=True):
            row.hits = [*rules.recent(row.hits, now, limit), now]
            row.save(update_fields=["hits", "updated_at"])
    is_last = any(len(row.hits) >= limit.hits for row, limit in zip(rows, limits.values(), strict=True))
    return Attempt(subject, tuple(limits), now, is_last)


@transaction.atomic
def give_back(attempt: Attempt) -> None:
    """The guess was right: it does not count, and the mistakes made at this place are forgiven.

    Mistakes made elsewhere still count, else every login would grant a guesser a fresh window.
    """
    for place in attempt.places:
        row = _locked_row(attempt.subject, place)
        row.hits = [hit for hit in row.hits if hit != attempt.at] if place == ANYWHERE else []
        row.save(update_fields=["hits", "updated_at"])


def clear_attempts(user: User) -> int:
    """Forget every guess at the secrets of ``user``; return how many counters there were."""
    subjects = [subject_of(kind, user) for kind in (LOGIN, CODE, PASSWORD)]
    return AttemptWindow.objects.filter(subject__in=subjects).delete()[0]


def seconds_locked(user: User) -> int:
    """Return how long the login of ``user`` is still refused to strangers; 0 = it is not."""
    row = AttemptWindow.objects.filter(subject=subject_of(LOGIN, user), place=ANYWHERE).first()
    return rules.seconds_to_wait(row.hits, time.time(), _account_limit()) if row else 0


def locked_places(user: User) -> int:
    """Return at how many addresses or devices the login of ``user`` is refused now."""
    rows = AttemptWindow.objects.filter(subject=subject_of(LOGIN, user)).exclude(place=ANYWHERE)
    return sum(1 for row in rows if rules.seconds_to_wait(row.hits, time.time(), _place_limit()))


def _locked_row(subject: str, place: str) -> AttemptWindow:
    row, _ = AttemptWindow.objects.select_for_update().get_or_create(subject=subject, place=place)
    return row


def _limits(ip: str, known_device: str) -> dict[str, rules.Limit]:
    """In a fixed order, so that two requests lock the rows alike."""
    if known_device:
        return {f"device:{blind_index(known_device, 'attempt.device')}": _place_limit()}
    here = f"net:{blind_index(network_of(ip) or '-', 'attempt.place')}"
    return {ANYWHERE: _account_limit(), here: _place_limit()}


def _account_limit() -> rules.Limit:
    return rules.Limit(settings.UNION_ATTEMPTS_PER_ACCOUNT, settings.UNION_ATTEMPT_WINDOW_MINUTES * 60)


def _place_limit() -> rules.Limit:
    return rules.Limit(settings.UNION_ATTEMPTS_PER_PLACE, settings.UNION_ATTEMPT_WINDOW_MINUTES * 60)
