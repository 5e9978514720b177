"""Take in what staff say, and what each step does. Steps go through services.registers.take."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from congress.choices.appeals import AppealAction as A
from congress.choices.appeals import AppealSource
from congress.choices.appeals import AppealState as S
from congress.choices.registers import Party, RegisterKind
from congress.models import Appeal, Session
from congress.permissions import registers as may
from congress.rules import appeals as rules
from congress.selectors.rules import rules_of
from congress.services import agenda
from congress.services.motions import draft_for
from congress.services.registers import (
    Register,
    contacts_of,
    office_people,
    tell,
    write_step,
)
from members.selectors import own_member
from union.accounts.models import User
from union.common import audit
from union.common.calendar import add_working_days
from union.common.choices import AuditAction
from union.common.context import RequestInfo, request_info
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError

_CODE_BYTES = 8  # 64 bits: nobody guesses one


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What came of handing in; ``code`` of one without a name is shown once and kept nowhere."""

    appeal: Appeal
    code: str = ""


@transaction.atomic
def hand_in(values: Mapping[str, Any], *, actor: User, anonymous: bool = False) -> HandedIn:
    """Tell the union something online. ``values``: topic, title, content.

    Without a name nothing is kept that leads to ``actor``: no member, no registrar, no name or address in
    the audit trail. What the web server's log shows is said on the page.

    Raises:
        NotPermittedError: an administrator of the system.
        DomainError: with a name, but no member's record belongs to the account.
    """
    if not may.may_hand_in(actor):
        raise NotPermittedError("系统管理账号不能提交意见")
    texts = {name: values[name].strip() for name in ("title", "content")}
    appeal = Appeal(source=AppealSource.ONLINE, topic=values["topic"], is_anonymous=anonymous, **texts)
    code = ""
    if anonymous:
        code = secrets.token_hex(_CODE_BYTES)
        appeal.code_digest = digest_of(code)
        with request_info(RequestInfo(channel="web")):
            return HandedIn(_keep(appeal, None), code)
    appeal.member = own_member(actor)
    if appeal.member is None:
        raise DomainError("您的账号没有对应的会员档案，请改为匿名提交，或到工会办公室登记")
    appeal.branch, appeal.registered_by = appeal.member.branch, actor
    return HandedIn(_keep(appeal, actor))


@transaction.atomic
def register_appeal(values: Mapping[str, Any], *, actor: User) -> Appeal:
    """Write down what somebody said to a group leader or at the reception, with or without a name.

    ``values``: source, topic, title, content, member, received_on.

    Raises:
        NotPermittedError: no group leader, branch chair or office. DomainError: a day in the future.
    """
    if not may.may_register(actor):
        raise NotPermittedError("代为登记由小组长、支会主席和工会办公室办理")
    if values["received_on"] > today():
        raise DomainError("收到日期不能晚于今天", field="received_on")
    member = values.get("member")
    appeal = Appeal(
        source=values["source"], topic=values["topic"], title=values["title"].strip(),
        content=values["content"].strip(), member=member, is_anonymous=member is None,
        registered_by=actor, branch=member.branch if member else None, received_on=values["received_on"],
    )  # fmt: skip
    return _keep(appeal, actor)


def _keep(appeal: Appeal, actor: User | None) -> Appeal:
    appeal.received_on = appeal.received_on or today()
    appeal.due_on = add_working_days(appeal.received_on, rules_of("appeals").number("accept_working"))
    appeal.save(force_insert=True)
    write_step(RegisterKind.APPEAL, appeal, "登记", actor=actor)
    audit.record(AuditAction.CREATE, appeal, actor=actor)
    tell(APPEALS, appeal, "新收到", actor)
    return appeal


def digest_of(code: str) -> str:
    """Return what is kept of a receipt's code."""
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()


def appeal_of_code(code: str) -> Appeal | None:
    """Find an appeal without a name by the code of its receipt."""
    return Appeal.objects.select_related("department").filter(code_digest=digest_of(code)).first()


@transaction.atomic
def rate_by_code(code: str, satisfaction: str) -> Appeal:
    """Rate the answer to an appeal without a name.

    Raises:
        DomainError: no such code, or there is no answer to rate (any more).
    """
    found = Appeal.objects.select_for_update(of=("self",)).filter(code_digest=digest_of(code)).first()
    if found is None or found.state != S.ANSWERED:
        raise DomainError("现在没有需要评价的答复")
    before = found.state
    found.state = _rate(found, {"satisfaction": satisfaction}, None)
    found.version += 1
    found.save()
    with request_info(RequestInfo(channel="web")):
        write_step(RegisterKind.APPEAL, found, A.RATE, actor=None, before=before)
        audit.record(AuditAction.STEP, found, actor=None, changes={"state": [before, found.state]})
    tell(APPEALS, found, A.RATE.label, None)
    return found


def _assign(appeal: Appeal, given: Mapping[str, Any], _actor: User) -> None:
    department = given.get("department")
    if department is None:
        raise DomainError("请选择承办部门", field="department")
    usual = add_working_days(today(), rules_of("appeals").number("answer_working"))
    appeal.department, appeal.due_on = department, given.get("due_on") or usual
    if appeal.due_on < today():
        raise DomainError("答复期限不能早于今天", field="due_on")


def _return(appeal: Appeal, _given: Mapping[str, Any], _actor: User) -> None:
    appeal.department = None
    appeal.due_on = add_working_days(today(), rules_of("appeals").number("accept_working"))


def _answer(appeal: Appeal, given: Mapping[str, Any], actor: User) -> None:
    text = str(given.get("answer") or "").strip()
    if not text:
        raise DomainError("请填写答复内容", field="answer")
    appeal.answer, appeal.answered_on, appeal.answered_by = text, today(), actor
    appeal.due_on = today() + dt.timedelta(days=rules_of("appeals").number("rate_days"))


def _rate(appeal: Appeal, given: Mapping[str, Any], actor: User | None) -> S:
    word = given.get("satisfaction") or ""
    if not word:
        raise DomainError("请选择满意度", field="satisfaction")
    appeal.satisfaction = word
    appeal.rated_by_staff = actor is not None and Party.SPEAKER not in may.appeal_parties(actor, appeal)
    target = rules.after_rating(word, appeal.round)
    if target == S.ASSIGNED:
        appeal.round += 1
        appeal.due_on = add_working_days(today(), rules_of("appeals").number("answer_working"))
        return S.ASSIGNED if appeal.department_id else S.RECEIVED
    _end(appeal)
    return target


def _end(appeal: Appeal, *_: Any) -> None:
    appeal.ended_on, appeal.due_on = today(), None


def _move(appeal: Appeal, given: Mapping[str, Any], actor: User) -> None:
    """Hand it to a delegate as the draft of a motion; it says nothing of who spoke."""
    mandate = given.get("mandate")
    if mandate is None:
        raise DomainError("请选择愿意提出提案的代表", field="mandate")
    session = Session.objects.filter(term=mandate.term_id).order_by("-opens_on").first()
    if session is None:
        raise DomainError("本届还没有会议，暂时不能转为提案", field="mandate")
    texts = {"title": appeal.title, "situation": appeal.content}
    appeal.motion = draft_for(session, mandate, texts, actor=actor)
    _end(appeal)


def _list(appeal: Appeal, given: Mapping[str, Any], actor: User) -> None:
    session = given.get("session")
    if session is None:
        raise DomainError("请选择会议", field="session")
    appeal.agenda_item = agenda.propose_item(session, appeal.title, actor=actor)
    _end(appeal)


def _told(appeal: Appeal) -> Iterable[User]:
    """Who has the next step, and whoever spoke."""
    people = [appeal.member.user] if appeal.member and appeal.member.user else []
    if appeal.registered_by and not people:
        people.append(appeal.registered_by)
    if appeal.state == S.ASSIGNED:
        people += contacts_of(appeal.department_id)
    if appeal.state in (S.RECEIVED, S.CLOSED, S.WITHDRAWN):
        people += office_people()
    return people


APPEALS = Register(
    RegisterKind.APPEAL, Appeal, rules.FLOW, may.appeal_parties, "congress:appeal_detail",
    effects={
        A.ASSIGN: _assign, A.RETURN: _return, A.ANSWER: _answer, A.RATE: _rate, A.CLOSE: _end, A.MOVE: _move,
        A.LIST: _list, A.DECLINE: _end, A.WITHDRAW: _end,
    },
    told=_told,
)  # fmt: skip
