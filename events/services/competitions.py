"""The register of 劳动竞赛, 技能比武, 岗位练兵: contests, participants, results, awards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from events.models import Competition, CompetitionEntry
from events.permissions.competitions import keeps_competition
from events.permissions.rooms import keeps_of
from events.rules.competitions import FLOW, CompetitionAction
from events.services.room_records import change, create, locked, require, write_step
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError

_SHOWN = ("title", "kind", "starts_on", "ends_on", "reported_people")
_REFUSED = "您没有登记这项竞赛的权限"


@transaction.atomic
def save_competition(
    row: Competition, values: Mapping[str, Any], *, version: int, actor: User
) -> Competition:
    """Enter a contest of the union (office) or a branch, or change it.

    Raises:
        NotPermittedError, StaleError; DomainError: it ends before it begins.
    """
    branch = values["branch"]
    require(keeps_of(actor, branch.pk if branch else None), "全院竞赛由工会办公室登记")
    if values["ends_on"] < values["starts_on"]:
        raise DomainError("结束日期早于开始日期，请核对", field="ends_on")
    if row.pk is None:
        return create(Competition(**dict(values), created_by=actor), actor=actor, shown=_SHOWN)
    require(keeps_competition(actor, row), _REFUSED)
    return change(row, values, version=version, actor=actor, shown=_SHOWN)


def _open(row: Competition, actor: User) -> Competition:
    current = locked(Competition, row.pk)
    require(keeps_competition(actor, current), _REFUSED)
    if current.state != "running":
        raise DomainError(f"竞赛“{current.get_state_display()}”，不能再改成绩；确需更正请先重新登记")
    return current


@transaction.atomic
def save_entry(entry: CompetitionEntry, values: Mapping[str, Any], *, actor: User) -> CompetitionEntry:
    """Enter a person or a team. ``values``: member, team, department, score, rank, award.

    Raises:
        NotPermittedError; DomainError: finished; nobody named; the same person twice.
    """
    current = _open(entry.competition, actor)
    if values["member"] is None and not values["team"].strip():
        raise DomainError("请选择参赛人，或填写参赛队名称", field="member")
    others = current.entries.exclude(pk=entry.pk)
    if values["member"] is not None and others.filter(member=values["member"]).exists():
        raise DomainError("这个人已经在名单里", field="member")
    for name, value in values.items():
        setattr(entry, name, value)
    if entry.member is not None and entry.department_id is None:
        entry.department_id = entry.member.department_id
    is_new = entry.pk is None
    entry.save()
    action = AuditAction.CREATE if is_new else AuditAction.UPDATE
    audit.record(
        action, entry, actor=actor, changes={"rank": [None, entry.rank], "award": [None, entry.award]}
    )
    return entry


@transaction.atomic
def remove_entry(entry: CompetitionEntry, *, actor: User) -> None:
    """Take a person or team off a running contest.

    Raises:
        NotPermittedError, DomainError.
    """
    _open(entry.competition, actor)
    audit.record(AuditAction.DELETE, entry, actor=actor, changes={"rank": [entry.rank, None]})
    entry.delete()


@transaction.atomic
def advance(
    row: Competition, action: CompetitionAction, *, actor: User, today: dt.date, note: str = ""
) -> Competition:
    """Finish, cancel or open again; FINISH keeps ``note`` as the summary if there is none.

    Raises:
        NotPermittedError, TransitionError; DomainError: not begun, nobody took part, no reason.
    """
    current = locked(Competition, row.pk)
    move = FLOW.step_for(current.state, action)
    require(keeps_competition(actor, current), _REFUSED)
    if action == CompetitionAction.FINISH:
        if current.starts_on > today:
            raise DomainError(f"竞赛 {current.starts_on} 开始，还不能登记为已结束")
        if current.reported_people is None and not current.entries.exists():
            raise DomainError("还没有登记参赛人员，请添加名单或填写参赛人数")
        current.summary = current.summary or note.strip()
    write_step(current, move, actor=actor, note=note)
    return current
