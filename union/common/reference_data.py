"""Writes of reference data: code lists, dated rules, notices. A published version is never edited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from union.common import audit
from union.common.choices import AuditAction, DataSource
from union.common.errors import DomainError, StaleError
from union.common.models import CodeItem, PrivacyNotice, RuleSet
from union.common.registries import rule_checks

if TYPE_CHECKING:
    from union.accounts.models import User


@transaction.atomic
def add_code(kind: str, label: str, *, aliases: Iterable[str], position: int, actor: User | None) -> CodeItem:
    """Add an entry to a code list.

    Raises:
        DomainError: the name is empty or taken, or a spelling leads to another entry.
    """
    name = label.strip()
    if not name:
        raise DomainError("请填写名称", field="label")
    if CodeItem.objects.filter(kind=kind, label=name).exists():
        raise DomainError(f"“{name}”已在码表中；停用的可以重新启用", field="label")
    spellings = _free_spellings(kind, name, aliases)
    item = CodeItem.objects.create(kind=kind, label=name, position=position, aliases=spellings)
    audit.record(AuditAction.CREATE, item, actor=actor, changes={"label": [None, name]})
    return item


@transaction.atomic
def edit_code(
    item_id: int, *, aliases: Iterable[str], position: int, is_active: bool, actor: User | None
) -> CodeItem:
    """Change spellings, order and use of an entry. The name stays: records hold it as text.

    Raises:
        DomainError: a spelling leads to another entry.
    """
    old = CodeItem.objects.select_for_update().get(pk=item_id)
    new = CodeItem.objects.get(pk=item_id)
    new.aliases, new.position, new.is_active = (
        _free_spellings(old.kind, old.label, aliases),
        position,
        is_active,
    )
    changes = audit.changes_between(old, new, ("aliases", "position", "is_active"))
    if changes:
        new.source = DataSource.OFFICE  # the next version of the product leaves it alone
        new.save(update_fields=["aliases", "position", "is_active", "source"])
        audit.record(AuditAction.UPDATE, new, actor=actor, changes=changes)
    return new


def _free_spellings(kind: str, label: str, aliases: Iterable[str]) -> list[str]:
    wanted = list(
        dict.fromkeys(text for text in (alias.strip() for alias in aliases) if text and text != label)
    )
    for other in CodeItem.objects.filter(kind=kind).exclude(label=label):
        taken = set(wanted) & {other.label, *other.aliases}
        if taken:
            raise DomainError(f"“{min(taken)}”已经对应“{other.label}”，一种写法只能对应一项", field="aliases")
    return wanted


@transaction.atomic
def add_rule_version(
    kind: str,
    *,
    valid_from: dt.date,
    values: Any,
    source_document: str,
    actor: User | None,
    note: str = "",
    base: int | None = None,
) -> RuleSet:
    """Add the next version of a rule; the one before ends the day before. Past versions stay as they are.

    ``base``: key of the version that ``values`` were made from.

    Raises:
        StaleError: somebody has added a version since ``base``.
        DomainError: no document, not later than the newest version, values of another shape, or refused by
            ``registries.rule_checks``.
    """
    if not source_document.strip():
        raise DomainError("请填写依据文件", field="source_document")
    newest = RuleSet.objects.select_for_update().filter(kind=kind).order_by("-valid_from").first()
    if newest is None:
        raise DomainError("没有这条规则")
    if base is not None and base != newest.pk:
        raise StaleError(
            f"您填写期间已有人登记了 {newest.valid_from} 起的新版本，没有保存；您填写的内容没有丢失，"
            "请与新版本核对后，从新版本重新填写。"
        )
    if valid_from <= newest.valid_from:
        raise DomainError(
            f"生效日期须晚于现有最新版本（{newest.valid_from}）；已生效的版本不能改动", field="valid_from"
        )
    check = rule_checks.get(kind)
    problem = shape_problem(newest.values, values) or (check(values) if check else "")
    if problem:
        raise DomainError(problem, field="values")
    if newest.valid_to is None or newest.valid_to >= valid_from:
        newest.valid_to = valid_from - dt.timedelta(days=1)
        newest.save(update_fields=["valid_to"])
    rule = RuleSet.objects.create(
        kind=kind,
        valid_from=valid_from,
        values=values,
        source_document=source_document.strip(),
        note=note.strip(),
    )
    audit.record(
        AuditAction.CREATE,
        rule,
        actor=actor,
        changes={"valid_from": [None, valid_from]},
        note=source_document,
    )
    return rule


def shape_problem(pattern: Any, values: Any, path: str = "") -> str:
    """Return how ``values`` differ in shape (keys, kinds of values) from ``pattern``; "" if they do not.

    >>> shape_problem({"men": {"step": 4}}, {"men": {"step": "四"}})
    '“men.step”应为数字'
    """
    name = f"“{path}”" if path else "数值"
    if isinstance(pattern, dict):
        if not isinstance(values, dict):
            return f"{name}应为一组项目"
        missing, extra = pattern.keys() - values.keys(), values.keys() - pattern.keys()
        if missing or extra:
            return f"{name}缺少 {min(missing)}" if missing else f"{name}多出 {min(extra)}"
        problems = (shape_problem(pattern[key], values[key], f"{path}.{key}".lstrip(".")) for key in pattern)
        return next(filter(None, problems), "")
    for kinds, word in (
        ((bool,), "true 或 false"),
        ((int, float), "数字"),
        ((str,), "文字"),
        ((list,), "列表"),
    ):
        if isinstance(pattern, kinds):
            right = isinstance(values, kinds) and isinstance(values, bool) == isinstance(pattern, bool)
            return "" if right else f"{name}应为{word}"
    return ""


@transaction.atomic
def publish_notice(
    kind: str, *, title: str, text: str, valid_from: dt.date, needs_consent: bool, actor: User | None
) -> PrivacyNotice:
    """Publish the next version of a notice; earlier ones stay, and so do the consents given to them.

    Raises:
        DomainError: title or text is empty, or the text is that of the present version.
    """
    if not title.strip() or not text.strip():
        raise DomainError("请填写标题和内容", field="title" if not title.strip() else "text")
    newest = PrivacyNotice.objects.select_for_update().filter(kind=kind).order_by("-version").first()
    if newest is not None and newest.text.split() == text.split() and newest.title == title.strip():
        raise DomainError(f"内容与第 {newest.version} 版相同，没有发布新版", field="text")
    notice = PrivacyNotice.objects.create(
        kind=kind, version=newest.version + 1 if newest else 1, title=title.strip(), text=text.strip(),
        valid_from=valid_from, needs_consent=needs_consent,
    )  # fmt: skip
    audit.record(AuditAction.CREATE, notice, actor=actor, changes={"version": [None, notice.version]})
    return notice
