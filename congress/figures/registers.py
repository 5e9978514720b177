"""Figures of the smaller registers for the year-end report (chapter 维权与协商)."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from congress.choices.motions import Satisfaction
from congress.models import Appeal, Contract, Disclosure, Mediation, NegotiationMeeting
from congress.selectors.contracts import bound_between
from union.common.figures import of_the_hospital
from union.common.registries import Figure, Period
from union.organisation.choices import Right

CHAPTER = "rights"


def listed(url_name: str, day: str, period: Period, **asked: str) -> str:
    """Address of a ledger narrowed to the days of ``period`` (filter ``day``) and to what is ``asked``."""
    days = {f"{day}_from": period.first.isoformat(), f"{day}_to": period.last.isoformat()}
    return f"{reverse(url_name)}?{urlencode({**days, **asked})}"


def _received(period: Period) -> QuerySet[Appeal]:
    return Appeal.objects.filter(received_on__range=(period.first, period.last))


def _appeals(period: Period) -> int:
    return _received(period).count()


def _answered(period: Period) -> int:
    return Appeal.objects.filter(answered_on__range=(period.first, period.last)).count()


def _satisfied(period: Period) -> Decimal | None:
    rated = _received(period).exclude(satisfaction="")
    total = rated.count()
    if not total:
        return None
    fine = rated.exclude(satisfaction=Satisfaction.UNSATISFIED).count()
    return (Decimal(fine) * 100 / total).quantize(Decimal("0.1"))


def _signed(period: Period) -> int:
    return Contract.objects.filter(signed_on__range=(period.first, period.last)).count()


def _in_force(period: Period) -> int:
    return bound_between(Contract.objects.all(), period.last, period.last).count()


def _in_force_url(period: Period) -> str:
    last = period.last.isoformat()
    return f"{reverse('congress:contract_list')}?{urlencode({'bound_from': last, 'bound_to': last})}"


def _meetings(period: Period) -> int:
    return NegotiationMeeting.objects.filter(held_on__range=(period.first, period.last)).count()


def _published(period: Period) -> int:
    return Disclosure.objects.filter(published_on__range=(period.first, period.last)).count()


def _mediations(period: Period) -> int:
    return Mediation.objects.filter(applied_on__range=(period.first, period.last)).count()


def _agreed(period: Period) -> int:
    return Mediation.objects.filter(agreed_on__range=(period.first, period.last)).count()


FIGURES: dict[str, Figure] = {
    "congress.appeals": Figure(
        CHAPTER, "收到职工意见", "件", "本期收到的职工意见和诉求，含匿名；只按全院统计",
        of_the_hospital(_appeals),
        lambda period: listed("congress:appeal_list", "received", period),
        right=Right.VIEW_APPEALS.value, phrase="收到职工意见和诉求 {value}",
    ),
    "congress.appeals.answered": Figure(
        CHAPTER, "答复职工意见", "件", "本期答复的意见，按最近一次答复的日期",
        of_the_hospital(_answered),
        lambda period: listed("congress:appeal_list", "answered", period),
        right=Right.VIEW_APPEALS.value, phrase="答复 {value}",
    ),
    "congress.appeals.satisfied": Figure(
        CHAPTER, "意见答复满意率", "%", "满意和基本满意 ÷ 已评价；本期收到的意见，未评价的不计",
        of_the_hospital(_satisfied),
        lambda period: listed("congress:appeal_list", "received", period),
        right=Right.VIEW_APPEALS.value,
    ),
    "congress.contracts.signed": Figure(
        CHAPTER, "签订集体合同", "份", "本期双方首席代表签字的集体合同和专项集体合同",
        of_the_hospital(_signed),
        lambda period: listed("congress:contract_list", "signed", period),
        right=Right.VIEW_CONGRESS.value, phrase="签订集体合同 {value}",
    ),
    "congress.contracts.in_force": Figure(
        CHAPTER, "有效集体合同", "份", "期末在合同期限内、尚未终止的集体合同；后来终止的仍计",
        of_the_hospital(_in_force), _in_force_url, right=Right.VIEW_CONGRESS.value,
    ),
    "congress.contracts.meetings": Figure(
        CHAPTER, "集体协商会议", "次", "本期召开的协商会议；明细在各份合同中",
        of_the_hospital(_meetings),
        lambda period: listed("congress:negotiation_list", "held", period),
        right=Right.VIEW_CONGRESS.value,
    ),
    "congress.disclosures": Figure(
        CHAPTER, "院务公开", "项", "本期公开的事项，每公开一次计一项，后来撤下的也计",
        of_the_hospital(_published),
        lambda period: listed("congress:disclosure_list", "published", period),
        right=Right.VIEW_CONGRESS.value, phrase="公开院务事项 {value}",
    ),
    "congress.mediations": Figure(
        CHAPTER, "调解", "件", "本期申请的调解", of_the_hospital(_mediations),
        lambda period: listed("congress:mediation_list", "applied", period),
        right=Right.MEDIATE.value, phrase="调解纠纷 {value}",
    ),
    "congress.mediations.agreed": Figure(
        CHAPTER, "达成调解协议", "件", "本期签订调解协议的调解", of_the_hospital(_agreed),
        lambda period: listed("congress:mediation_list", "agreed", period),
        right=Right.MEDIATE.value, phrase="达成协议 {value}",
    ),
}  # fmt: skip
