"""`manage.py seed_demo`: the demonstration hospital, for looking around and for tests."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from union.common.dates import today
from union.common.demo import LOGINS, PASSWORD, seed_demo
from union.common.errors import DomainError


class Command(BaseCommand):
    """Make about 300 members with a year of history, and one login per role."""

    help = "装入演示医院（正式环境拒绝）"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """--members, --as-of, --if-empty."""
        parser.add_argument("--members", type=int, default=300, help="会员人数，默认 300")
        parser.add_argument("--as-of", type=dt.date.fromisoformat, help="演示的“今天”，默认当天")
        parser.add_argument("--if-empty", action="store_true", help="已有数据时不做任何事，也不报错")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Fill the database, or say why not."""
        if get_user_model().objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("数据库里已有数据；演示数据只装入空库（可加 --if-empty 跳过）")
        if not 20 <= options["members"] <= 20_000:  # noqa: PLR2004 - fewer cannot fill the roles
            raise CommandError("--members 应在 20 至 20000 之间")
        try:
            seed_demo(options["as_of"] or today(), options["members"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"演示医院已装入：{options['members']} 名会员")
        self.stdout.write(f"登录名：{'、'.join(LOGINS)}；密码：{PASSWORD}")
