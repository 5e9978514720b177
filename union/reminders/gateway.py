"""The hospital's own message gateway (短信、企业微信): one signed POST per digest.

Body (JSON, UTF-8): id, event "digest", person (number of the user in this system; the gateway holds the
table of phones), count, lines [{label, count, earliest}], link. No names, no titles. Headers:
X-Union-Timestamp (seconds) and X-Union-Signature: "sha256=" + HMAC-SHA256(secret, timestamp + "." + body).
The same id may come again: the gateway answers 2xx and tells nobody twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any

from django.conf import settings

from union.reminders.models import Delivery
from union.reminders.services.texts import inbox_url, total_of

TIMEOUT_SECONDS = 5


class GatewayError(Exception):
    """The gateway did not take the message; the text is for staff."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """A signed message goes to the configured address and nowhere else."""


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the value of X-Union-Signature."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"


def payload(delivery: Delivery) -> bytes:
    """Return the body of the message."""
    lines = [
        {"label": label, "count": number, "earliest": day or None} for label, number, day in delivery.lines
    ]
    return json.dumps(
        {
            "id": str(delivery.pk), "event": "digest", "person": delivery.user_id,
            "count": total_of(delivery), "lines": lines, "link": inbox_url(),
        },
        ensure_ascii=False,
    ).encode()  # fmt: skip


def post(delivery: Delivery, now: dt.datetime) -> None:
    """Hand one digest to the gateway.

    Raises:
        GatewayError: not configured as http(s), not reachable in five seconds, or any answer but 2xx.
    """
    url = settings.UNION_WEBHOOK_URL
    if not url.startswith(("https://", "http://")) or not settings.UNION_WEBHOOK_SECRET:
        raise GatewayError("消息通道的地址或密钥没有配置好")
    body, timestamp = payload(delivery), str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Union-Timestamp": timestamp,
        "X-Union-Signature": signature(settings.UNION_WEBHOOK_SECRET, timestamp, body),
    }
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - checked above
    try:
        with _opener.open(request, timeout=TIMEOUT_SECONDS):
            return
    except urllib.error.HTTPError as error:
        raise GatewayError(f"消息通道回答 {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise GatewayError(f"消息通道连不上（{type(error).__name__}）") from error
