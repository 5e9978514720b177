"""Objects of the cash book for the rights tables. Money is the hospital's: there is no foreign side.

An opinion's own side is a draft (the auditors'), its foreign side an issued one (whoever sees the money).
"""

import datetime as dt
from decimal import Decimal

from tests.factories_funds import approved_budget, bank_line, booked_income
from tests.flows.canaries import CANARY
from union.common.dates import today
from union.funds.choices import Conclusion, MatchWay, OpinionState, OpinionSubject, PublicationKind
from union.funds.models import (
    AuditOpinion,
    AuditQuestion,
    AuditRemark,
    AuditSample,
    BankMatch,
    Budget,
    Handover,
    Publication,
)


def fill(world) -> None:
    """Add objects by name: `world.objects |= {...}`; foreign ones carry the canaries of world.py."""
    budget = approved_budget()
    entry = booked_income(key="world")
    draft = Budget.objects.create(year=today().year + 1, created_by=world["user.foreign"])
    world.objects |= {
        "budget": budget,
        "budget_draft": draft,
        "entry": entry,
        "entry_line": entry.lines.first(),
        **_audit(world["user.foreign"], entry),
        **_bank(world["user.foreign"]),
    }


def _audit(user, entry):
    sample = AuditSample.objects.create(
        first_on=entry.on, last_on=entry.on, seed="1", size=1, large_from=1, population=1, through=entry.pk,
        note=CANARY, created_by=user,
    )  # fmt: skip
    question = AuditQuestion.objects.create(entry=entry, due_on=today(), asked_by=user)
    AuditRemark.objects.create(question=question, action="ask", text=CANARY, by=user)
    whole = {"year": today().year, "written_by": user, "checked": CANARY}
    issued = AuditOpinion.objects.create(
        subject=OpinionSubject.DUES, state=OpinionState.ISSUED, conclusion=Conclusion.AGREED,
        decided_on=today(), issued_by=user, **whole,
    )  # fmt: skip
    handover = Handover.objects.create(
        on=today(), post="出纳", giver=CANARY, taker="乙", reason="调动", books="账簿一本",
        cash_counted=Decimal(0), bank_stated=Decimal(100), created_by=user,
    )  # fmt: skip
    return {
        "audit_sample": sample,
        "audit_sample_row": sample.rows.create(entry=entry, stratum="大额"),
        "audit_question": question,
        "audit_opinion.own": AuditOpinion.objects.create(subject=OpinionSubject.FINAL, **whole),
        "audit_opinion.foreign": issued,
        "handover": handover,
    }


def _bank(user):
    bank_line("5.00", summary=CANARY)
    matched = bank_line("6.00", summary=CANARY)
    match = BankMatch.objects.create(way=MatchWay.MANUAL)
    matched.match = match
    matched.save()
    year = today().year - 1
    publication = Publication.objects.create(
        kind=PublicationKind.FUNDS, first_on=dt.date(year, 1, 1), last_on=dt.date(year, 12, 31),
        title=f"{year} 年工会经费收支公布", sheet={"tables": []}, published_by=user,
    )  # fmt: skip
    return {"bank_match": match, "publication": publication}
