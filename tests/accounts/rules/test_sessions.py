import itertools

import pytest

from union.accounts.choices import EndReason, Step
from union.accounts.rules.logins import clean_login_name, is_login_name, pending_step
from union.accounts.rules.sessions import device_name, network_of, reason_to_end


@pytest.mark.parametrize(
    ("started", "seen", "now", "reason"),
    [
        (0, 0, 1799, None),
        (0, 0, 1800, EndReason.IDLE),
        (0, 43000, 43199, None),
        (0, 43199, 43200, EndReason.TOO_OLD),
        (0, 0, 43200, EndReason.TOO_OLD),
    ],
)
def test_a_session_ends_by_disuse_or_age(started, seen, now, reason):
    assert (
        reason_to_end(started=started, seen=seen, now=now, idle_seconds=1800, total_seconds=43200) == reason
    )


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120 Safari/537.36",
            "Chrome · Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/120 Safari/537.36 Edg/120", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/1 Mobile Safari MicroMessenger/8", "微信 · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Version/17 Safari/604", "Safari · iPhone"),
        ("", "未知设备"),
    ],
)
def test_a_device_gets_a_name_people_know(agent, name):
    assert device_name(agent) == name


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("nonsense", "nonsense"),
    ],
)
def test_ipv6_counts_by_house(ip, network):
    assert network_of(ip) == network


@pytest.mark.parametrize(
    ("typed", "cleaned", "ok"),
    [
        (" Ａ００１２ ", "A0012", True), ("zhang.san-1_x", "zhang.san-1_x", True), ("a", "a", False),
        ("张三", "张三", False), ("a b", "a b", False), ("-ab", "-ab", False), ("x" * 65, "x" * 65, False),
    ],
)  # fmt: skip
def test_login_names(typed, cleaned, ok):
    assert clean_login_name(typed) == cleaned
    assert is_login_name(cleaned) is ok


@pytest.mark.parametrize("state", list(itertools.product((False, True), repeat=4)))
def test_the_code_comes_before_the_password_before_the_setup(state):
    code_pending, must_change, required, has_factor = state
    step = pending_step(
        code_pending=code_pending,
        must_change_password=must_change,
        factor_required=required,
        has_factor=has_factor,
    )
    if code_pending:
        assert step == Step.VERIFY_CODE
    elif must_change:
        assert step == Step.CHANGE_PASSWORD
    elif required and not has_factor:
        assert step == Step.SET_UP_FACTOR
    else:
        assert step is None
