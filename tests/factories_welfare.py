"""Rows of visits for tests."""

import datetime as dt
from decimal import Decimal

from tests.factories import GroupFactory, MemberFactory, officer
from union.common.dates import today
from union.organisation.choices import Office
from welfare.models import Occasion, Visit, VisitStandard
from welfare.selectors.standards import standard_on
from welfare.services.visit_reports import Facts, report_visit
from welfare.services.visits import Proposal, Visited, approve_visit, check_visit, record_visit, sign_visit

PNG = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Cast:
    """A hospital with one group, its people and the officers who work on visits."""

    def __init__(self) -> None:
        self.group = GroupFactory()
        self.branch = self.group.branch
        self.member = MemberFactory(group=self.group, branch=self.branch)
        self.leader = officer(Office.GROUP_LEADER, group=self.group)
        self.branch_chair = officer(Office.BRANCH_CHAIR, branch=self.branch)
        self.office = officer(Office.OFFICE_STAFF)
        self.chair = officer(Office.CHAIR)
        self.vice = officer(Office.VICE_CHAIR)
        self.committee = officer(Office.COMMITTEE_MEMBER)

    def colleague(self, **values):
        """One more member of the group."""
        return MemberFactory(**{"group": self.group, "branch": self.branch, **values})


def occasion(code: str) -> Occasion:
    return Occasion.objects.get(code=code)


def report(cast: Cast, code: str = "hospital_stay", *, member=None, on=None, **more) -> Visit:
    """A visit reported by the group leader."""
    facts = Facts(occasion(code), on or today(), member or cast.member, **more)
    return report_visit(facts, actor=cast.leader).visit


def proposal(visit: Visit, amount="500", **more) -> Proposal:
    """Cash (or goods, where the standard has no cash) from 拨缴经费."""
    standard = more.pop("standard", standard_on(visit.occasion, visit.happened_on))
    values = {"standard": standard, "fund_source": "allocation"}
    if standard is None or "cash" in standard.pay_forms:
        values |= {"cash": Decimal(amount), "pay_form": "cash"}
    else:
        values |= {"gift": "慰问品", "gift_value": Decimal(amount), "pay_form": standard.pay_forms[0]}
    return Proposal(**{**values, **more})


def approved(cast: Cast, code: str = "hospital_stay", amount="500", **more) -> Visit:
    visit = report(cast, code, **more)
    check_visit(visit.pk, proposal(visit, amount), actor=cast.office)
    return approve_visit(visit.pk, actor=cast.chair, document="会议纪要1号" if Decimal(amount) > 2000 else "")


def signed(cast: Cast, code: str = "hospital_stay", amount="500", *, visited_on=None, **more) -> Visit:
    visit = approved(cast, code, amount, **more)
    told = Visited(visited_on or today(), "病房", "工会干部")
    record_visit(visit.pk, told, actor=cast.office)
    return sign_visit(visit.pk, actor=cast.office, signer="本人", drawn=PNG)


def past_visit(member, code: str, on: dt.date, amount="500", **more) -> Visit:
    """A visit carried out before the installation, as an import writes it."""
    values = {
        "occasion": occasion(code), "member": member, "category": "active", "happened_on": on,
        "visited_on": on,
        "state": "booked", "origin": "imported", "is_booked_elsewhere": True, "branch_id": member.branch_id,
        "cash_amount": Decimal(amount), "amount": Decimal(amount),
    }  # fmt: skip
    return Visit.objects.create(**{**values, **more})


def new_standard(code: str, **values) -> VisitStandard:
    """A standard of a hospital's own, from 2018 on."""
    base = {
        "tier": "自定", "valid_from": dt.date(2018, 1, 1), "source_document": "院工会文件",
        "sources": {"active": ["allocation"]}, "pay_forms": ["cash"],
    }  # fmt: skip
    return VisitStandard.objects.create(occasion=occasion(code), **{**base, **values})
