"""People whom a notice cannot reach: no login, or no address although they want mail."""

from __future__ import annotations

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Max, Q, QuerySet

from union.accounts.models import User
from union.reminders.choices import Cadence, Channel, DeliveryState
from union.reminders.models import Preference

_NO_LOGIN = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(is_active=False) | Q(password="")
_WAITING = Q(notices__closed_at=None, notices__done_at=None, notices__read_at=None)


def without_login() -> QuerySet[User]:
    """People with unread notices who cannot log in, with their number and the newest date."""
    return (
        User.objects.filter(_NO_LOGIN)
        .annotate(waiting=Count("notices", filter=_WAITING), newest=Max("notices__created_at"))
        .filter(waiting__gt=0)
        .order_by("name_pinyin", "username")
    )


def without_address() -> list[User]:
    """People who want mail and gave no address."""
    wanted = Preference.objects.filter(by_mail=True).exclude(cadence=Cadence.NONE).select_related("user")
    return [preference.user for preference in wanted if not preference.address]  # encrypted: no query for it


def refused_by_mail() -> QuerySet[User]:
    """People whose last mail was refused for good."""
    return User.objects.filter(
        deliveries__channel=Channel.MAIL, deliveries__state=DeliveryState.FAILED
    ).distinct()
