"""Registries of votes, elections and appraisals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from congress import demo_ballots
from congress import screens_ballots as screens
from congress.choices.ballots import PollState, TellerRole
from congress.choices.terms import VoteMode
from congress.figures.votes import FIGURES
from congress.ledgers.appraisals import APPRAISALS, RESULTS
from congress.ledgers.votes import VOTES
from congress.models import AppraisalSubject, Candidate, Poll, PollTeller
from congress.permissions import ballots as permissions
from congress.permissions.sessions import sees_congress
from congress.selectors.votes import polls_waiting_for
from members.models import Member
from union.accounts.models import User
from union.common import registries
from union.common.registries import Duty, MergeHandler, NavItem, SearchProvider
from union.ledgers.declare import register as register_ledger
from union.organisation.choices import Right
from union.reminders.declare import rules as reminder_rules


def duties(user: User, _today: dt.date) -> Iterator[Duty]:
    """Ballots to cast, passphrases to set, boxes that wait to be counted or cleaned."""
    for pk, title in polls_waiting_for(user).values_list("pk", "title")[:20]:
        yield Duty(f"ballot:{pk}", f"投票：{title}", reverse("congress:ballot_list"), action="去投票")
    words = PollTeller.objects.filter(
        user=user, role=TellerRole.SUPERVISOR, public_key=None, poll__state=PollState.DRAFT,
        poll__mode=VoteMode.SECRET,
    )  # fmt: skip
    for pk, title in words.values_list("pk", "poll__title")[:20]:
        address = reverse("congress:vote_passphrase", args=[pk])
        yield Duty(f"passphrase:{pk}", f"设置开票口令：{title}", address, action="去设置")
    if permissions.can_manage(user):
        yield from _for_the_office()


def _for_the_office() -> Iterator[Duty]:
    counting = Poll.objects.filter(state=PollState.COUNTING).count()
    if counting:
        yield Duty(
            f"polls:counting:{counting}",
            f"{counting} 次投票等待清点纸质票",
            reverse("congress:vote_list"),
            count=counting,
        )
    left = Poll.objects.filter(
        mode=VoteMode.SECRET, closed_at__isnull=False, rewritten_at=None, state=PollState.DECIDED
    ).count()
    if left:
        yield Duty(
            f"polls:rewrite:{left}",
            f"{left} 次投票的选票数据表等待清理",
            reverse("congress:vote_list"),
            count=left,
        )


def _refuse(kept: Member, removed: Member) -> str:
    mine = set(Candidate.objects.filter(member=kept).values_list("vote_id", flat=True))
    if mine & set(Candidate.objects.filter(member=removed).values_list("vote_id", flat=True)):
        return "两份档案是同一次选举的候选人，合并会改变选举结果，请先核对"
    return ""


def _move(kept: Member, removed: Member, _actor: Any) -> int:
    return Candidate.objects.filter(member=removed).update(member=kept)


def _move_subjects(kept: Member, removed: Member, _actor: Any) -> int:
    return AppraisalSubject.objects.filter(member=removed).update(member=kept)


def register() -> None:
    """Fill the registries."""
    registries.demo_data.register("congress.ballots", demo_ballots.fill)
    for key, figure in FIGURES.items():
        registries.figures.register(key, figure)
    for ledger in (VOTES, APPRAISALS, RESULTS):
        register_ledger(ledger)
    registries.duties.register("congress.ballots", duties)
    registries.search_results.register("congress.votes", SearchProvider("表决与选举", screens.find_votes))
    registries.calendar_entries.register("congress.votes", screens.calendar)
    registries.timeline.register("congress.candidacies", screens.candidacies)
    for key, rule in screens.RULES.items():
        reminder_rules.register(key, rule)
    registries.member_merge.register("congress.Candidate.member", MergeHandler("选举候选人", _move, _refuse))
    registries.member_merge.register(
        "congress.AppraisalSubject.member", MergeHandler("民主评议对象", _move_subjects)
    )
    _register_navigation()


def _register_navigation() -> None:
    """Below 职代会; whoever is only a rater finds his sheet among the duties of the start page."""
    nav = registries.navigation.register
    entries = (
        ("votes", "表决与选举", "congress:vote_list", lambda user: user.access.can(Right.VIEW_CONGRESS), 40),
        ("appraisals", "民主评议", "congress:appraisal_list", permissions.sees_appraisals, 41),
        ("my_ballots", "我的投票", "congress:ballot_list", sees_congress, 42),
    )
    for key, label, url_name, visible, position in entries:
        nav(f"congress.{key}", NavItem(label, url_name, "", visible, position, parent="congress"))
