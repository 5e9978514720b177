"""Whatever waits for somebody has a shipped rule: the table of docs/reminders.md, held by this test."""

import datetime as dt
import re
from pathlib import Path

import pytest

from union.common.registries import duties
from union.reminders.declare import AUDIENCES, rules

# Duty (今日要办) -> the rules that tell of it. A duty that bears the name of a rule needs no line.
RULES_OF = {
    "organisation.terms": ("organisation.appointments", "organisation.bodies"),
    "imports": ("imports.waiting",),
    "members.applications": ("members.join",),
    "members.transfers": ("members.transfer",),
    "members.corrections": ("members.correction",),
    "members.retirements": ("members.retirement",),
    "members.birthdays": ("members.birthday",),
    "members.leavers": ("members.leaver",),
    "dues.months": ("dues.month",),
    "dues.sheets": ("dues.sheet",),
    "dues.requests": ("dues.request",),
    "congress.terms": ("congress.term",),
    "congress.vacancies": ("congress.vacancy",),
    "congress.opinions": ("congress.opinion",),
    "congress.findings": ("congress.finding",),
    "congress.papers": ("congress.paper",),
    "congress.check_in": ("congress.meeting",),
    "congress.ballots": ("congress.ballot", "congress.counting", "congress.passphrase"),
    "congress.appeals": ("congress.appeal",),
    "congress.contracts": ("congress.contract", "congress.contract_end"),
    "congress.disclosures": ("congress.disclosure",),
    "congress.mediations": ("congress.mediation",),
    "congress.appointments": ("congress.appointment",),
    "welfare.visits": ("welfare.visit",),
    "welfare.gift_lists": ("welfare.gift_list",),
    "welfare.hardship": ("welfare.publicity", "welfare.hardship_review", "welfare.objection"),
    "events.approvals": ("events.approval", "events.plan"),
    "events.tasks": ("events.task",),
    "events.organising": ("events.settle",),
    "events.hazards": ("events.hazard", "events.hazard_new"),
    "events.suggestions": ("events.suggestion", "events.suggestion_do"),
    "events.to_confirm": ("events.bulletin",),
    "events.articles": ("events.article",),
    "events.honours_to_nominate": ("events.nominate",),
    "events.honours_to_vote": ("events.honour_vote",),
    "events.honours_to_run": ("events.grant", "events.honour_review"),
    "events.honours_to_review": ("events.honour_review",),
    "events.competitions": ("events.competition",),
    "events.items": ("events.item",),
    "events.records": ("events.minutes", "events.training"),
    "events.documents": ("events.document",),
    "events.loans": ("events.loan",),
    "events.home_checks": ("events.home_check",),
    "welfare.checkups": ("welfare.checkup",),
    "welfare.recuperation": ("welfare.stay",),
    "welfare.donations": ("welfare.drive",),
    "reports": ("reports.chapters", "reports.decide"),
}
# The log of a rule would tell the office whom it reminded of an hour with the counsellor.
UNTOLD = {"welfare.counselling"}
DOCS = Path(__file__).parents[3] / "docs" / "reminder_rules.md"


def rules_of(duty):
    return RULES_OF.get(duty, (duty,))


def test_every_duty_has_a_shipped_rule():
    keys = {key for key, _rule in rules.items()}
    known = {key for key, _duty in duties.items()} - UNTOLD

    assert {duty: rules_of(duty) for duty in known if not set(rules_of(duty)) & keys} == {}
    assert {key for named in RULES_OF.values() for key in named} <= keys
    assert set(RULES_OF) <= known


@pytest.mark.django_db
@pytest.mark.parametrize("key", [key for key, _rule in rules.items()])
def test_a_rule_says_when_and_whom_and_its_source_can_be_asked(key):
    rule = rules[key]
    today = dt.date(2026, 11, 20)

    assert rule.label
    assert rule.basis
    assert all(set(step.to) <= set(AUDIENCES) for step in rule.steps)
    assert all(due.link.startswith("/") for due in rule.due(today, today + dt.timedelta(days=60)))


def test_the_table_of_the_docs_names_rules_that_exist():
    told = set(re.findall(r"^\| `([\w.]+)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE))

    assert told
    assert told <= {key for key, _rule in rules.items()}
