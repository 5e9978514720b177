"""The archive list that ships (七簿三档三册 and more); `load` is called by a migration, repeatable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_SEVEN = "“七簿三档三册” [W109b 温州]"
_RETAIN = "保管期限参照高校工会归档范围 [W116][W117][W118]"
_BRANCH = "支会台账 [W100]"
# key, group, title, retention, every year, ledgers, basis
CLASSES: tuple[tuple[str, str, str, str, bool, tuple[str, ...], str], ...] = (
    ("motions", "books", "职代会职工提案处理簿", "permanent", True, ("motions",), _SEVEN),
    ("suggestions", "books", "合理化建议簿", "long", True, ("suggestions",), _SEVEN),
    ("activities", "books", "各类活动登记簿", "middle", True, ("activities", "signups"), _SEVEN),
    ("meetings", "books", "会议记录簿", "permanent", True, ("meetings", "sessions"), _SEVEN),
    ("appeals", "books", "职工来信来访登记簿", "long", True, ("appeals",), _SEVEN),
    ("visits", "books", "慰问登记簿", "long", True, ("visits",), "七簿中两簿原件残缺，本单位补设"),
    (
        "cash_book",
        "books",
        "经费收支登记簿",
        "long",
        True,
        ("cash_book", "vouchers"),
        "七簿中两簿原件残缺，本单位补设",
    ),
    ("hardship", "files", "特困职工档案", "long", True, ("hardship",), _SEVEN),
    ("contracts", "files", "集体合同档案", "permanent", True, ("contracts",), _SEVEN),
    ("trainings", "files", "职工教育培训档案", "long", True, ("trainings", "delegate_trainings"), _SEVEN),
    ("delegates", "rosters", "代表名册", "permanent", True, ("delegates",), _SEVEN),
    ("members", "rosters", "会员名册", "permanent", True, ("members",), _SEVEN),
    ("activists", "rosters", "积极分子名册", "long", True, ("honours", "honour_nominations"), _SEVEN),
    (
        "congress",
        "office",
        "职代会材料、选举结果、决议",
        "permanent",
        False,
        ("sessions", "congress_votes", "body_elections"),
        _RETAIN,
    ),
    ("statistics", "office", "统计年报、工作总结", "permanent", True, (), _RETAIN),
    ("plans", "office", "年度计划", "long", True, (), _RETAIN),
    ("honours", "office", "表彰奖励材料", "long", True, ("honours", "honour_programmes"), _RETAIN),
    ("rules", "office", "规章制度", "permanent", False, ("documents",), _RETAIN),
    ("hazards", "office", "安全隐患排查记录", "middle", True, ("hazards",), "查保促 [W114][W115]"),
    ("units", "branch", "工会组织机构、任职", "long", True, ("organisation", "officers"), _BRANCH),
    ("dues", "branch", "会费收缴台账", "long", True, ("dues", "dues_summary"), _BRANCH),
    ("articles", "branch", "通讯作品", "middle", False, ("articles", "placements"), _BRANCH),
    ("loans", "branch", "图书借阅", "short", False, ("book_loans",), _BRANCH),
    ("notices", "branch", "公开台账", "middle", False, ("bulletins",), _BRANCH),
)


def load(get_model: Callable[[str, str], Any]) -> int:
    """Add classes that are not there; what the office has changed stays. Return how many are new."""
    model, made = get_model("events", "ArchiveClass"), 0
    for position, (key, group, title, retention, yearly, ledgers, basis) in enumerate(CLASSES, 1):
        _row, created = model.objects.get_or_create(
            key=key,
            defaults={
                "group": group, "title": title, "retention": retention, "is_yearly": yearly,
                "ledgers": list(ledgers), "position": position, "basis": basis,
            },
        )  # fmt: skip
        made += created
    return made
