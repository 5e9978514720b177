"""What makes a password acceptable.

OWASP ASVS 5.0 V6.2 (length, blocked words, no composition rules) for the default profile; the 等保
profile adds what GB/T 22239-2019 身份鉴别 is read to ask: complexity and periodic change. The two
contradict each other (ASVS 6.2.5, 6.2.10), so it is one or the other by settings.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from union.accounts.choices import PasswordProfile
from union.accounts.rules.blocked_words import HOSPITAL_WORDS, PASSWORDS

MIN_LENGTH = 10
MAX_LENGTH = 128
MIN_DIFFERENT = 5
MIN_CLASSES = 3
MAX_AGE = dt.timedelta(days=90)
_MIN_FACT = 4  # a shorter name part or number is found in too many good passwords
_MIN_REST = 6  # what must remain beside a blocked word or a fact about the person
_CLASSES = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"), re.compile("[^a-zA-Z0-9]"))
_RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn",
)
_RUN_LENGTH = 7
_LOOK_ALIKE = str.maketrans("@$!", "asi")


def faults(
    password: str,
    *,
    facts: Iterable[str] = (),
    common: frozenset[str] = frozenset(),
    profile: PasswordProfile,
) -> list[str]:
    """Return every reason against ``password``, as Chinese sentences; empty = accepted.

    ``facts`` are things others know of the person (login name, name, pinyin, phone); ``common`` a
    further list of passwords in lower case.
    """
    found = [
        (len(password) < MIN_LENGTH, f"密码至少 {MIN_LENGTH} 位，建议用几个不相干的词连成一句"),
        (len(password) > MAX_LENGTH, f"密码最多 {MAX_LENGTH} 位"),
        (_is_guessable(password, common), "密码太常见或太有规律，容易被猜中，请换一个"),
        (_rests_on(password, facts), "密码不能以本人的姓名、拼音、工号、手机号、证件号码或生日为主"),
        (_rests_on(password, HOSPITAL_WORDS), "密码不能以医院、工会等常用词为主，请再加入不相干的内容"),
        (profile == PasswordProfile.DENGBAO and _classes(password) < MIN_CLASSES,
         "按等保要求，密码须含大写字母、小写字母、数字、符号中的三类"),
    ]  # fmt: skip
    return [sentence for applies, sentence in found if applies]


def is_expired(changed_at: dt.datetime | None, now: dt.datetime, profile: PasswordProfile) -> bool:
    """Say whether a password must be changed by age: never by default, after 90 days under 等保."""
    if profile != PasswordProfile.DENGBAO:
        return False
    return changed_at is None or now - changed_at >= MAX_AGE


def _classes(password: str) -> int:
    return sum(bool(pattern.search(password)) for pattern in _CLASSES)


def _is_guessable(password: str, common: frozenset[str]) -> bool:
    plain = password.lower()
    bare = plain.strip("0123456789.,-_!@#$%^&*+=~? ")
    listed = {plain, plain.translate(_LOOK_ALIKE), bare, bare.translate(_LOOK_ALIKE)}
    return (
        len(set(plain)) < MIN_DIFFERENT
        or any(word in PASSWORDS or word in common for word in listed if len(word) >= _MIN_FACT)
        or _has_long_run(plain)
        or _is_repetition(plain)
    )


def _has_long_run(plain: str) -> bool:
    """Most of the password is a walk along the keyboard, the alphabet or the digits."""
    runs = [run for line in _RUNS for run in (line, line[::-1])]
    for start in range(len(plain) - _RUN_LENGTH + 1):
        piece = plain[start : start + _RUN_LENGTH]
        if any(piece in run for run in runs) and len(plain) - _RUN_LENGTH < _MIN_REST:
            return True
    return False


def _is_repetition(plain: str) -> bool:
    return plain in (plain + plain)[1:-1]


def _rests_on(password: str, words: Iterable[str]) -> bool:
    """Take the words out; too little is left to guess."""
    plain = password.lower().translate(_LOOK_ALIKE)
    for word in words:
        small = word.lower()
        long_enough = len(small) >= _MIN_FACT or (len(small) >= 2 and not small.isascii())  # noqa: PLR2004 - 张三
        if long_enough and small in plain and len(plain.replace(small, "")) < _MIN_REST:
            return True
    return False
