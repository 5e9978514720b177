"""Re-encrypt sensitive fields with the newest key."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from union.common.key_rotation import FILES, Rotated, rotate_keys


class Command(BaseCommand):
    help = (
        "Re-encrypt every sensitive field and stored file with the first key of UNION_FIELD_KEYS; repeatable."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="rows per transaction")

    def handle(self, *_args: Any, batch: int, **_options: Any) -> None:
        done = rotate_keys(batch)
        for each in done:
            self.stdout.write(f"{each.label}：重新加密 {each.rows} {_unit(each)}")
        broken = [f"{each.label} {pk}" for each in done for pk in each.unreadable]
        if broken:
            raise CommandError(
                f"{len(broken)} 处无法读取（缺少旧密钥或内容被改动）：{'、'.join(broken[:10])}"
            )
        self.stdout.write(
            "全部敏感字段和存储的文件都使用最新密钥。各进程换上新密钥后再运行一次，仍为 0 即可去掉旧密钥"
        )


def _unit(each: Rotated) -> str:
    return "个" if each.label == FILES else "行"
