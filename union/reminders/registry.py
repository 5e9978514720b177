"""What reminders put into the registries."""

from __future__ import annotations

from union.common import registries
from union.common.registries import SensitiveField, SettingsPage
from union.ledgers.declare import register as register_ledger
from union.organisation.choices import Right
from union.reminders import demo, permissions
from union.reminders.declare import rules
from union.reminders.ledgers import LOG
from union.reminders.models import Preference
from union.reminders.selectors.inbox import unread_count
from union.reminders.sources import RULES


def register() -> None:
    """Called once from RemindersConfig.ready()."""
    for key, rule in RULES.items():
        rules.register(key, rule)
    register_ledger(LOG)
    registries.settings_pages.register(
        "reminders.rules",
        SettingsPage(
            "提醒规则", "reminders:rule_list", "什么事提前几天、提醒谁；发送记录；联系不上的人", "bell",
            lambda user: user.access.can(Right.EDIT_SETTINGS),
        ),
    )  # fmt: skip
    registries.demo_data.register("reminders", demo.fill)
    registries.user_facts.register("unread_notices", unread_count)
    registries.sensitive_fields.register("reminder.address", _ADDRESS)


def _mask(text: str) -> str:
    name, _, host = text.partition("@")
    return f"{name[:1]}***@{host}"


_ADDRESS = SensitiveField(
    label="提醒邮箱",
    data_class="联系方式",
    purpose="按本人设置发送提醒摘要",
    keep="本人删除或账号停用前",
    find=lambda user, pk: Preference.objects.filter(pk=pk, user=user).first(),
    value=lambda preference: preference.address,
    mask=_mask,
    may_see=permissions.owns,
)
