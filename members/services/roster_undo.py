"""Taking a roster back: only while nothing else was built on what it wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Model, QuerySet
from django.utils import timezone

from members.models import DuesBase, Member, MembershipChange
from members.services import roster_apply
from union.accounts.models import User
from union.common.choices import AuditAction
from union.imports import codec
from union.imports.choices import RowState
from union.imports.models import ImportBatch

_NAMED: Final = 3  # how many people a refusal names
_OWN: Final = (MembershipChange, DuesBase)  # written by the batch itself, looked at separately


def obstacles(batch: ImportBatch) -> list[str]:
    """Sentences about everything that was built on the batch; empty = it can be undone."""
    return [sentence for sentence in _found(batch) if sentence]


def _found(batch: ImportBatch) -> Iterator[str]:
    new = Member.objects.filter(pk__in=_subjects(batch, RowState.NEW))
    yield _named("以下会员的档案后来被修改", new.exclude(version=1))
    yield _named("以下会员后来开通了账号", new.exclude(user=None))
    moved = new.annotate(steps=Count("membership_changes")).filter(steps__gt=1)
    yield _named("以下会员后来有会籍变动", moved)
    later_base = DuesBase.objects.filter(member__in=new).exclude(source=roster_apply.source_of(batch))
    yield _named("以下会员后来有新的计费基数", new.filter(pk__in=later_base.values("member")))
    yield from _references(new)
    yield from _later_changes(batch)


def _subjects(batch: ImportBatch, state: RowState) -> QuerySet[Any, Any]:
    return batch.rows.filter(state=state, subject_id__isnull=False).values("subject_id")


def _named(what: str, members: QuerySet[Member]) -> str:
    count = members.count()
    if not count:
        return ""
    names = "、".join(f"{m.name}（{m.staff_no or '无工号'}）" for m in members.order_by("pk")[:_NAMED])
    return f"{what}：{names}" + (f" 等 {count} 人" if count > _NAMED else "")


def _references(new: QuerySet[Member]) -> Iterator[str]:
    """Rows of any table that point to a member this batch made."""
    for relation in Member._meta.related_objects:
        model: type[Model] | str = relation.related_model
        if isinstance(model, str) or model in _OWN:
            continue
        referring = model._default_manager.filter(**{f"{relation.field.name}__in": new})
        if referring.exists():
            yield f"已有{model._meta.verbose_name} {referring.count()} 条引用这批新增的会员"


def _later_changes(batch: ImportBatch) -> Iterator[str]:
    """Members whom this batch changed and somebody has changed again."""
    expected: dict[int, int] = {}
    rows = batch.rows.filter(state=RowState.CHANGED).values_list("subject_id", "values")
    for subject, text in rows.iterator(chunk_size=roster_apply.CHUNK):
        expected[subject or 0] = codec.load(text)["version"] + 1
    versions = Member.objects.filter(pk__in=expected).values_list("pk", "version")
    later = [pk for pk, version in versions if version != expected[pk]]
    yield _named("以下会员的档案后来又被修改", Member.objects.filter(pk__in=later))
    bases = DuesBase.objects.filter(member_id__in=expected, created_at__gt=batch.applied_at).exclude(
        source=roster_apply.source_of(batch)
    )
    yield _named("以下会员后来有新的计费基数", Member.objects.filter(pk__in=bases.values("member")))


def undo(batch: ImportBatch, actor: User | None) -> None:
    """Remove the members this batch made and give the changed ones their old values back.

    Call after `obstacles` found nothing, with the batch locked. Units created with it stay.
    """
    touched = [*_restore_changed(batch, actor), *_remove_new(batch)]
    roster_apply.record_all(AuditAction.UNDO, touched, f"撤销{roster_apply.source_of(batch)}", actor)


def _restore_changed(batch: ImportBatch, actor: User | None) -> list[tuple[int, Any]]:
    touched: list[tuple[int, Any]] = []
    for chunk in roster_apply.chunks(batch, RowState.CHANGED):
        wanted = {subject: values for _row, _number, subject, values in chunk}
        members = Member.objects.select_for_update(of=("self",)).in_bulk(wanted)
        for pk, values in wanted.items():
            roster_apply.put(members[pk], values["old"], {}, values.get("old_extra", {}))
        columns = {pk: roster_apply.changed_columns(values) for pk, values in wanted.items()}
        roster_apply.write_members(members.values(), columns, timezone.now())
        _restore_bases({pk: v["base"] for pk, v in wanted.items() if "base" in v}, actor)
        touched.extend(
            (pk, dict.fromkeys(roster_apply.audit_changes(values))) for pk, values in wanted.items()
        )
    return touched


def _restore_bases(bases: dict[int, dict[str, Any]], actor: User | None) -> None:
    present = {(b.member_id, b.effective_month): b for b in DuesBase.objects.filter(member_id__in=bases)}
    added, replaced = [], []
    for pk, base in bases.items():
        row = present[pk, base["month"]]
        if base.get("replaces"):
            row.amount, row.actor = Decimal(base["old"]), actor
            replaced.append(row)
        else:
            added.append(row.pk)
    DuesBase.objects.bulk_update(replaced, ["amount", "actor"], batch_size=500)
    _delete(DuesBase.objects.filter(pk__in=added))


def _remove_new(batch: ImportBatch) -> Iterable[tuple[int, Any]]:
    ids = [row["subject_id"] for row in _subjects(batch, RowState.NEW)]
    subjects = _subjects(batch, RowState.NEW)
    _delete(DuesBase.objects.filter(member_id__in=subjects))
    _delete(MembershipChange.objects.filter(member_id__in=subjects))
    _delete(Member.objects.filter(pk__in=subjects))
    return [(pk, {}) for pk in ids]


def _delete(rows: QuerySet[Any]) -> None:
    """One DELETE: `obstacles` has looked at every reference, and foreign keys hold in the database."""
    rows._raw_delete(using=rows.db)  # type: ignore[attr-defined]  # noqa: SLF001 - delete() would collect each row
