import datetime as dt

import pytest

from union.accounts.choices import PasswordProfile
from union.accounts.rules import passwords
from union.accounts.rules.blocked_words import PASSWORDS

UTC = dt.UTC
FACTS = ["A10023", "张晓明", "zhangxiaoming", "13912345678", "zxm"]


def faults(password, profile=PasswordProfile.DEFAULT, common=frozenset()):
    return passwords.faults(password, facts=FACTS, common=common, profile=profile)


@pytest.mark.parametrize(
    "password",
    [
        "qingcaodi-lanse-yusan",
        "Blau!Regen77schirm",
        "蓝色雨伞在窗台上睡着了",  # 11 characters, no ASCII at all
        "birne-" * 5 + "quitte",
        "correct horse battery staple",
        "x" * 5 + "K9#w" + "mn2 pl0" * 17,
    ],
)
def test_a_password_that_is_long_and_not_guessable_is_accepted(password):
    assert faults(password) == []


@pytest.mark.parametrize("length", [64, 100, 128])
def test_long_passwords_are_accepted(length):
    assert faults(("Kiefernzapfen7 " * 20)[:length]) == []


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("kurz-x9q", "至少 10 位"),
        ("q" * 60 + "KZ-17 b" * 20, "最多 128 位"),
        ("woaini5201314", "太常见"),
        ("Woaini1314!!", "太常见"),
        ("p@ssw0rd2026", "太常见"),
        ("huawei@123456", "太常见"),
        ("1234567890", "太常见"),
        ("aaaaaaaaaaaa", "太常见"),
        ("abcabcabcabc", "太常见"),
        ("jihgfedcba0", "太有规律"),
        ("lkjhgfdsa,1", "太有规律"),
        ("qwertyuiop12", "太常见"),
        ("zxcvbnm12345", "太常见"),
        ("zhangxiaoming", "本人"),
        ("Zhangxiaoming1", "本人"),
        ("13912345678ab", "本人"),
        ("A10023-ab12", "本人"),
        ("张晓明a1b2c", "本人"),
        ("gonghui20261", "常用词"),
        ("renminyiyuan1", "常用词"),
        ("工会gzkd#29", "至少 10 位"),
    ],
)
def test_a_guessable_password_is_refused_with_its_reason(password, word):
    assert any(word in fault for fault in faults(password)), faults(password)


def test_all_reasons_are_told_at_once():
    assert len(faults("123456", PasswordProfile.DENGBAO)) == 3


def test_the_further_list_is_asked():
    assert faults("sesamoeffnedich", common=frozenset({"sesamoeffnedich"}))
    assert not faults("sesamoeffnedich")


@pytest.mark.parametrize(
    ("password", "ok"),
    [
        ("blauerregenschirm", False),
        ("blauer regenschirm", False),
        ("Blauer regenschirm", True),
        ("blauer regenschirm 7", True),
        ("BLAUERREGENSCHIRM7", False),
    ],
)
def test_dengbao_asks_for_three_of_four_classes(password, ok):
    refused = any("三类" in fault for fault in faults(password, PasswordProfile.DENGBAO))
    assert refused is not ok
    assert not any("三类" in fault for fault in faults(password))


def test_the_blocked_list_is_long_and_lower_case():
    assert len(PASSWORDS) >= 200
    assert all(word == word.lower() for word in PASSWORDS)


CHANGED = dt.datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("profile", "changed", "now", "expired"),
    [
        (PasswordProfile.DEFAULT, CHANGED, dt.datetime(2030, 1, 1, tzinfo=UTC), False),
        (PasswordProfile.DEFAULT, None, CHANGED, False),
        (PasswordProfile.DENGBAO, CHANGED, CHANGED + dt.timedelta(days=89, hours=23), False),
        (PasswordProfile.DENGBAO, CHANGED, CHANGED + dt.timedelta(days=90), True),
        (PasswordProfile.DENGBAO, None, CHANGED, True),
    ],
)
def test_a_password_grows_old_only_under_dengbao(profile, changed, now, expired):
    assert passwords.is_expired(changed, now, profile) is expired
