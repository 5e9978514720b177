"""Take away the second factor of an account: the only 安全管理员 lost phone and recovery codes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from union.accounts.models import User
from union.accounts.services.second_factor import reset_second_factor
from union.common.errors import DomainError


class Command(BaseCommand):
    """`manage.py reset_second_factor LOGIN_NAME`; stands in the audit trail as done by the system."""

    help = "重置一个账号的双因素认证（仅在没有另一位安全管理员时使用；记入操作日志）"

    def add_arguments(self, parser: CommandParser) -> None:
        """One login name."""
        parser.add_argument("username", metavar="LOGIN_NAME")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Reset it, or say in one line why not."""
        user = User.objects.filter(username__iexact=options["username"]).first()
        if user is None:
            raise CommandError("没有这个登录名")
        try:
            reset_second_factor(user, actor=None)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("已重置，本人下次登录时重新设置；所有会话已结束")
