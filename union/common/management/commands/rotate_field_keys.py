"""Re-encrypt sensitive fields with the newest key."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from union.common.key_rotation import rotate_keys


class Command(BaseCommand):
    help = (
        "Re-encrypt every sensitive field with the first key of UNION_FIELD_KEYS; may be run again any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="rows per transaction")

    def handle(self, *_args: Any, batch: int, **_options: Any) -> None:
        done = rotate_keys(batch)
        for each in done:
            self.stdout.write(f"{each.label}：重新加密 {each.rows} 行")
        broken = [f"{each.label} {pk}" for each in done for pk in each.unreadable]
        if broken:
            raise CommandError(
                f"{len(broken)} 行无法读取（缺少旧密钥或内容被改动）：{'、'.join(broken[:10])}"
            )
        self.stdout.write(
            "全部敏感字段都使用最新密钥。旧密钥请留在列表末尾：已存的文件（附件、导入原件、任务结果）仍用它打开"
        )
