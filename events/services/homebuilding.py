"""Writes of the 职工之家 check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction

from events.choices.homebuilding import HomeCheckState
from events.models import HomeCheck, HomeScore
from events.permissions import homebuilding as permissions
from events.rules.homebuilding import FLOW, HomeAction, missing_points, points_problem, result_of
from events.selectors.activities import rule_values
from events.services.records import keep_files, take_step
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.models import Branch


@transaction.atomic
def open_check(year: int, branch: Branch, *, actor: User) -> HomeCheck:
    """Open the check of a branch with the checklist in force today.

    Raises:
        NotPermittedError; DomainError: there is one, or no checklist.
    """
    if not permissions.assesses(actor, branch.pk):
        raise NotPermittedError("只能为本支会建立考核")
    values = rule_values("home_checklist", today())
    if not values.get("items"):
        raise DomainError("还没有考核清单，请先在规则里设置“职工之家建设考核”")
    row = HomeCheck(year=year, branch=branch, items=values["items"], pass_points=int(values["pass_points"]))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise DomainError(f"{branch} {year} 年度的考核已经建立", field="branch") from error
    audit.record(AuditAction.CREATE, row, actor=actor)
    return row


def _item(row: HomeCheck, key: str) -> dict[str, Any]:
    found = row.item(key)
    if found is None:
        raise DomainError("考核清单里没有这一项")
    return found


@transaction.atomic
def save_score(
    check: HomeCheck, key: str, *, points: int, evidence: str, files: Iterable[File[Any]], actor: User
) -> HomeScore:
    """Claim points for an item, with what proves it.

    Raises:
        NotPermittedError; TransitionError: handed in; DomainError: too many points, no such item, a file.
    """
    row = HomeCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if not permissions.assesses(actor, row.branch_id):
        raise NotPermittedError("自评由支会办理")
    if row.state != HomeCheckState.DRAFT:
        raise TransitionError(f"考核{row.get_state_display()}，不能修改自评")
    problem = points_problem(points, int(_item(row, key)["points"]))
    if problem:
        raise DomainError(problem, field="points")
    score, _new = HomeScore.objects.update_or_create(
        check_of=row, item_key=key, defaults={"self_points": points, "evidence": evidence.strip()}
    )
    keep_files(score, files, actor=actor, kind="佐证")
    row.self_total = sum(row.scores.values_list("self_points", flat=True))
    row.version += 1
    row.save(update_fields=["self_total", "version"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={key: [None, points]})
    return score


@transaction.atomic
def give_points(check: HomeCheck, key: str, *, points: int, comment: str, actor: User) -> HomeScore:
    """Give points to an item after looking at its proof; fewer than claimed needs a word why.

    Raises:
        NotPermittedError, TransitionError, DomainError.
    """
    row = HomeCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if not permissions.reviews(actor, row):
        raise NotPermittedError("考核由工会办公室办理，且不能考核自己提交的自评")
    if row.state != HomeCheckState.SUBMITTED:
        raise TransitionError(f"考核{row.get_state_display()}，现在不能打分")
    problem = points_problem(points, int(_item(row, key)["points"]))
    if problem:
        raise DomainError(problem, field="points")
    score, _new = HomeScore.objects.get_or_create(check_of=row, item_key=key)
    if points < score.self_points and not comment.strip():
        raise DomainError("低于自评分须写明原因", field="evidence")
    score.given_points, score.comment = points, comment.strip()[:200]
    score.save(update_fields=["given_points", "comment"])
    row.version += 1
    row.save(update_fields=["version"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={key: [score.self_points, points]})
    return score


def advance(
    check: HomeCheck, action: HomeAction, *, actor: User, note: str = "", version: int | None = None
) -> HomeCheck:
    """Hand in, confirm the result, or give back.

    Raises:
        TransitionError, NotPermittedError, StaleError; DomainError: an item is open.
    """

    def before(row: HomeCheck) -> None:
        if action == HomeAction.SUBMIT:
            points = dict(row.scores.values_list("item_key", "self_points"))
            _refuse_open(row, points, "自评")
            row.submitted_by = actor
        elif action == HomeAction.REVIEW:
            _conclude(row, actor)

    return take_step(
        check,
        action,
        FLOW,
        actor=actor,
        refusal=permissions.refusal,
        note=note,
        before=before,
        version=version,
    )


def _refuse_open(row: HomeCheck, points: dict[str, Any], word: str) -> None:
    left = missing_points(row.items, points)
    if left:
        raise DomainError(f"还有 {len(left)} 项没有{word}：{'、'.join(left[:3])}")


def _conclude(row: HomeCheck, actor: User) -> None:
    points = dict(row.scores.values_list("item_key", "given_points"))
    _refuse_open(row, points, "打分")
    result = result_of(row.items, {key: int(value or 0) for key, value in points.items()}, row.pass_points)
    row.given_total, row.is_passed = result.total, result.is_passed
    row.reviewed_by, row.reviewed_on = actor, today()
