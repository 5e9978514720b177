"""The demonstration hospital's rules: in force, to be confirmed, replaced, a draft."""

from __future__ import annotations

from typing import Any

from events.models import DocumentReading, PolicyDocument
from union.common.demo import DemoContext

# number, edition, title, kind, days ago, state, to confirm, offices
DOCUMENTS: tuple[tuple[Any, ...], ...] = (
    ("院工〔2023〕3 号", "第 1 版", "工会经费收支管理办法", "measures", 1000, "repealed", False, []),
    ("院工〔2026〕5 号", "第 2 版", "工会经费收支管理办法", "measures", 120, "in_force", True,
     ["branch_chair", "group_leader"]),
    ("院工〔2024〕2 号", "第 1 版", "职工慰问管理办法", "measures", 700, "in_force", False, []),
    ("院工〔2024〕6 号", "第 1 版", "工会小组长工作职责", "duties", 640, "in_force", True, ["group_leader"]),
    ("院工〔2025〕1 号", "第 1 版", "职工活动室使用规定", "rules", 400, "in_force", False, []),
    ("院工〔2025〕4 号", "第 1 版", "评优评先办法", "measures", 330, "in_force", False, []),
    ("院工〔2026〕9 号", "第 1 版", "职工书屋借阅规定", "rules", 5, "draft", False, []),
)  # fmt: skip


def fill_documents(context: DemoContext) -> None:
    """Rules with their editions; two officers have confirmed."""
    users = context.made["users"]
    before = None
    for number, edition, title, kind, days, state, confirm, offices in DOCUMENTS:
        day = context.days_ago(days)
        row = PolicyDocument(
            number=number, edition=edition, title=title, kind=kind, issued_on=day, valid_from=day,
            state=state, must_confirm=confirm, created_by=users["office"],
            confirm_by=context.days_ago(-4) if confirm else None,
            published_by=users["chair"] if state != "draft" else None,
            valid_until=context.days_ago(121) if state == "repealed" else None,
            replaces=before if edition == "第 2 版" else None,
            summary=f"《{title}》\n第一条　为规范工会工作，依据《工会法》，结合我院实际，制定本办法。",
        )  # fmt: skip
        row.set_offices(offices)
        row.save()
        before = row
        if confirm:
            reading = DocumentReading.objects.create(document=row, user=users["branch"])
            DocumentReading.objects.filter(pk=reading.pk).update(confirmed_at=reading.opened_at)
