"""`manage.py create_administrators`: the first three people of a new installation (三员)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from union.accounts.services.accounts import open_account
from union.common.dates import today
from union.common.errors import DomainError
from union.organisation.choices import Office
from union.organisation.models import Appointment
from union.organisation.services.offices import give_office

OFFICES = {
    "system": Office.SYSTEM_ADMIN,
    "security": Office.SECURITY_ADMIN,
    "audit": Office.AUDIT_ADMIN,
}


class Command(BaseCommand):
    """Open three accounts and give each its office; refuses when one of the offices is held."""

    help = "为新装的系统开通三员（系统、安全、审计管理员），各给一个一次性初始密码"

    def add_arguments(self, parser: CommandParser) -> None:
        """One person per office, and the paper they are appointed by."""
        for name, office in OFFICES.items():
            parser.add_argument(f"--{name}", required=True, metavar="登录名:姓名", help=office.label)
        parser.add_argument("--document", required=True, help="任职依据，例如 院党发〔2026〕3号")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Open all three or none, and print the one-time passwords: they are stored nowhere."""
        if Appointment.objects.filter(office__in=OFFICES.values()).exists():
            raise CommandError("已经有管理员：请由安全管理员在“任职”页面办理")
        try:
            with transaction.atomic():
                rows = [self._appoint(options[name], office, options) for name, office in OFFICES.items()]
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("初始密码只显示这一次，首次登录必须更改：")
        for row in rows:
            self.stdout.write("  ".join(row))

    def _appoint(self, person: str, office: Office, options: dict[str, Any]) -> tuple[str, str, str]:
        username, _, name = person.partition(":")
        user, password = open_account(username, name, actor=None)
        give_office(user, office, starts_on=today(), document=options["document"], actor=None)
        return office.label, user.username, password
