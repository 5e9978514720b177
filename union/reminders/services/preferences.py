"""What a person wants outside the inbox."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError
from union.reminders.choices import Cadence
from union.reminders.models import Preference


@transaction.atomic
def save_preference(
    user: User,
    *,
    cadence: Cadence,
    by_mail: bool,
    by_gateway: bool,
    address: str,
    quiet: tuple[dt.time | None, dt.time | None],
) -> Preference:
    """Store a person's own choice. The address is not written into the audit trail.

    Raises:
        DomainError: mail without an address, a digest without a channel, half of the quiet hours.
    """
    if by_mail and not address:
        raise DomainError("要接收邮件，请填写邮箱", field="address")
    if cadence != Cadence.NONE and not (by_mail or by_gateway):
        raise DomainError("请选择至少一种接收方式，或者选“不发送”", field="cadence")
    if (quiet[0] is None) != (quiet[1] is None):
        raise DomainError("免打扰请同时填写开始和结束，或者都不填", field="quiet_from")
    found, created = Preference.objects.select_for_update().get_or_create(user=user)
    was = (found.cadence, found.by_mail, found.by_gateway)
    found.cadence, found.by_mail, found.by_gateway, found.address = cadence, by_mail, by_gateway, address
    found.quiet_from, found.quiet_to = quiet
    found.save()
    changes = {
        name: pair
        for name, pair in zip(
            ("cadence", "by_mail", "by_gateway"),
            zip(was, (str(cadence), by_mail, by_gateway), strict=True),
            strict=True,
        )
        if created or pair[0] != pair[1]
    }
    audit.record(AuditAction.UPDATE, found, actor=user, changes=changes)
    return found
