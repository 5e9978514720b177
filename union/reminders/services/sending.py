"""The outbox: each digest is claimed, sent and marked; what was cut off in between is never mailed again."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone

from union.reminders.choices import Channel, DeliveryState
from union.reminders.gateway import GatewayError, post
from union.reminders.models import Delivery, RuleRun
from union.reminders.rules.quiet import retry_at
from union.reminders.services.digests import gateway_is_on, mail_is_on
from union.reminders.services.texts import body_of, page_of, subject_of

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 100
LOST_AFTER = dt.timedelta(minutes=5)  # far longer than a send with its time limits can take
_REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
_PERMANENT = 500


def drain(now: dt.datetime) -> int:
    """Send what waits in the outbox; return how many went out. Safe from many processes at once."""
    settle_lost(now)
    sent = _drain_mail(now) if mail_is_on() else 0
    return sent + (_drain_gateway(now) if gateway_is_on() else 0)


def settle_lost(now: dt.datetime) -> int:
    """Decide on what is still being sent after its process must have gone; return how many.

    A mail may have left: it is unknown and stays so. The gateway is asked again, it knows the id.
    """
    lost = Delivery.objects.filter(state=DeliveryState.SENDING, sending_at__lt=now - LOST_AFTER)
    unknown = lost.filter(channel=Channel.MAIL).update(
        state=DeliveryState.UNKNOWN, error="发送时进程中断，不知道是否已送达"
    )
    again = lost.filter(channel=Channel.GATEWAY).update(state=DeliveryState.WAITING)
    return unknown + again


def _waiting(channel: Channel, now: dt.datetime) -> list[Delivery]:
    found = Delivery.objects.filter(channel=channel, state=DeliveryState.WAITING, not_before__lte=now)
    return list(found.select_related("user__reminder_preference").order_by("not_before", "pk")[:MOST_AT_ONCE])


def _claim(delivery: Delivery, now: dt.datetime) -> bool:
    """One conditional UPDATE, committed before anything leaves the house."""
    delivery.attempts += 1
    return bool(
        Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING).update(
            state=DeliveryState.SENDING, sending_at=now, attempts=F("attempts") + 1
        )
    )


def _end(delivery: Delivery, state: DeliveryState, error: str = "") -> int:
    sent_at = timezone.now() if state == DeliveryState.SENT else None
    return Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING).update(
        state=state, sent_at=sent_at, error=error[:120]
    )


def _again(delivery: Delivery, now: dt.datetime, error: str) -> int:
    """Back into the outbox for later, or failed when that was the last attempt."""
    later = retry_at(now, delivery.attempts)
    if later is None:
        return _end(delivery, DeliveryState.FAILED, error)
    return Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING).update(
        state=DeliveryState.WAITING, not_before=later, error=error[:120]
    )


def _drain_mail(now: dt.datetime) -> int:
    waiting = _waiting(Channel.MAIL, now)
    if not waiting:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:  # nothing has left: all stay in the outbox
        _note("*mail", f"连不上邮件服务器（{type(error).__name__}）")
        return 0
    _note("*mail", "")
    try:
        return sum(_mail(delivery, connection, now) for delivery in waiting if _claim(delivery, now))
    finally:
        connection.close()


def _mail(delivery: Delivery, connection: BaseEmailBackend, now: dt.datetime) -> int:
    message = EmailMultiAlternatives(
        subject=subject_of(delivery),
        body=body_of(delivery),
        to=[delivery.user.reminder_preference.address],
        connection=connection,
        headers={"Message-ID": f"<{delivery.pk}@{settings.UNION_MAIL_DOMAIN}>"},
    )
    message.attach_alternative(page_of(delivery), "text/html")
    try:
        message.send()
    except _REFUSED as error:
        _refused(delivery, now, error)
        return 0
    except (OSError, smtplib.SMTPException) as error:
        _end(delivery, DeliveryState.UNKNOWN, f"发送中断（{type(error).__name__}），不知道是否已送达")
        return 0
    return _end(delivery, DeliveryState.SENT)


def _refused(delivery: Delivery, now: dt.datetime, error: smtplib.SMTPException) -> None:
    code = max(_codes(error), default=_PERMANENT)
    words = f"邮件服务器拒收（{code}）"
    if code >= _PERMANENT:
        _end(delivery, DeliveryState.FAILED, words)
    else:
        _again(delivery, now, words)


def _codes(error: smtplib.SMTPException) -> Iterable[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []


def _drain_gateway(now: dt.datetime) -> int:
    sent = 0
    for delivery in _waiting(Channel.GATEWAY, now):
        if not _claim(delivery, now):
            continue
        try:
            post(delivery, now)
        except GatewayError as error:
            _again(delivery, now, str(error))
        else:
            sent += _end(delivery, DeliveryState.SENT)
    return sent


def _note(key: str, error: str) -> None:
    """Keep what is wrong with a channel for the page of deliveries."""
    RuleRun.objects.update_or_create(rule=key, defaults={"ran_at": timezone.now(), "error": error})
    if error:
        logger.warning("reminders: %s", error)
