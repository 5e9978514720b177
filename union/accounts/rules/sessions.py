"""When a session ends by itself, and what a device is called.

OWASP ASVS 5.0 V7.3.1 and V7.3.2: 30 minutes without use, 12 hours in all (settings).
"""

from __future__ import annotations

import ipaddress

from union.accounts.choices import EndReason

_BROWSERS = (
    ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("Edg", "Edge"), ("QQBrowser", "QQ 浏览器"),
    ("360SE", "360 浏览器"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip
_IPV6_HOUSE = 64


def reason_to_end(
    *, started: float, seen: float, now: float, idle_seconds: int, total_seconds: int
) -> EndReason | None:
    """Return why a session is over at ``now`` (POSIX seconds), or None while it runs."""
    if now - started >= total_seconds:
        return EndReason.TOO_OLD
    if now - seen >= idle_seconds:
        return EndReason.IDLE
    return None


def device_name(user_agent: str) -> str:
    """Return what a person recognises: ``Chrome · Windows``; 未知设备 if nothing is known."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " · ".join(filter(None, (browser, system))) or "未知设备"


def network_of(ip: str) -> str:
    """Return the address that guesses are counted by: IPv4 as it is, IPv6 by its /64 (one house)."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if address.version == 4:  # noqa: PLR2004 - IPv4
        return str(address)
    return str(ipaddress.ip_network((address, _IPV6_HOUSE), strict=False))
