"""Mutual protection, check-ups, recuperation, donations, women's work and counselling in the registries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from members.models import Member
from union.accounts.models import User
from union.common import registries
from union.common.registries import EntrySource, NavItem, SensitiveField, TimelineEntry
from union.common.shipped.rule_sets import RULE_LABELS
from union.funds.permissions import can_view as sees_money
from union.imports.declare import kinds
from union.ledgers.declare import register as register_ledger
from union.organisation.choices import Right
from union.reminders.declare import rules as reminder_rules
from welfare import demo_care, screens_care
from welfare.duties import checkups as checkup_duties
from welfare.duties import counselling as counselling_duties
from welfare.duties import donations as donation_duties
from welfare.duties import mutual as mutual_duties
from welfare.duties import recuperation as recuperation_duties
from welfare.duties import women as women_duties
from welfare.figures import checkups as checkup_figures
from welfare.figures import counselling as counselling_figures
from welfare.figures import donations as donation_figures
from welfare.figures import mutual as mutual_figures
from welfare.figures import recuperation as recuperation_figures
from welfare.figures import women as women_figures
from welfare.ledgers import care_payments as payment_ledgers
from welfare.ledgers import checkups as checkup_ledgers
from welfare.ledgers import counselling as counselling_ledgers
from welfare.ledgers import donations as donation_ledgers
from welfare.ledgers import mutual as mutual_ledgers
from welfare.ledgers import recuperation as recuperation_ledgers
from welfare.ledgers import women as women_ledgers
from welfare.models import DonationDeposit, DonationUse, ProtectionPeriod, SingleParent, WomenService
from welfare.permissions import care as may
from welfare.selectors.care_payments import care_payments_in_scope
from welfare.selectors.donations import sees_drives, sees_uses
from welfare.selectors.mutual import claims_visible_to
from welfare.selectors.recuperation import TAKEN, stays_visible_to
from welfare.selectors.women import of_women
from welfare.services import care_payments
from welfare.services import donations as donation_services
from welfare.services.care_merges import HANDLERS
from welfare.services.mutual_import import ENROLMENTS
from welfare.shipped import recuperation as recuperation_rule
from welfare.shipped import women as women_rule
from welfare.views import checkups, donations, mine, recuperation, women


def register() -> None:
    """Fill the registries."""
    for key, handler in HANDLERS.items():
        registries.member_merge.register(key, handler)
    _mutual()
    _checkups()
    _recuperation()
    _donations()
    _payments()
    _women()
    _counselling()
    _navigation()
    for key, provider in screens_care.SEARCH.items():
        registries.search_results.register(key, provider)
    for kind, record in screens_care.VISIBLE.items():
        registries.visible_records.register(kind, record)
    registries.demo_data.register("welfare.care", demo_care.fill)


def _subject(ledgers: Any, figures: Any, rules: Any) -> None:
    for ledger in ledgers:
        register_ledger(ledger)
    for key, figure in figures.items():
        registries.figures.register(key, figure)
    for key, rule in rules.items():
        reminder_rules.register(key, rule)


def _mutual() -> None:
    _subject(mutual_ledgers.LEDGERS, mutual_figures.FIGURES, mutual_duties.RULES)
    kinds.register("enrolments", ENROLMENTS)
    registries.duties.register("welfare.mutual", mutual_duties.duties)
    registries.calendar_entries.register("welfare.mutual", mutual_duties.calendar)
    registries.timeline.register("welfare.claims", _claims)
    registries.attachment_access.register("welfare.claim", _may_open_paper)
    mine.parts.register("mutual", mine.Part("welfare/mutual/_mine.html", mine.mutual))
    registries.sensitive_fields.register(
        "claim.diagnosis",
        SensitiveField(
            label="诊断或事故", data_class="健康", purpose="办理互助保障理赔", keep="理赔办结后五年",
            find=lambda user, pk: claims_visible_to(user).filter(pk=pk).first(),
            value=lambda claim: claim.diagnosis, mask=lambda text: "（已登记）" if text else "",
            may_see=lambda user, claim: (
                may.is_own(user, claim.enrolment.member) or may.manages(user)
            ),
        ),
    )  # fmt: skip


def _may_open_paper(user: User, attachment: Any) -> bool:
    """Scans of a claim: whoever sees the claim."""
    return claims_visible_to(user).filter(pk=int(attachment.owner_id)).exists()


def _checkups() -> None:
    _subject(checkup_ledgers.LEDGERS, checkup_figures.FIGURES, checkup_duties.RULES)
    registries.duties.register("welfare.checkups", checkup_duties.duties)
    registries.calendar_entries.register("welfare.checkups", checkup_duties.calendar)
    mine.parts.register("checkups", mine.Part("welfare/checkups/_mine.html", checkups.mine))


def _recuperation() -> None:
    RULE_LABELS[recuperation_rule.KIND] = recuperation_rule.LABEL
    _subject(recuperation_ledgers.LEDGERS, recuperation_figures.FIGURES, recuperation_duties.RULES)
    registries.duties.register("welfare.recuperation", recuperation_duties.duties)
    registries.calendar_entries.register("welfare.recuperation", recuperation_duties.calendar)
    registries.timeline.register("welfare.stays", _stays)
    mine.parts.register("recuperation", mine.Part("welfare/recuperation/_mine.html", recuperation.mine))


def _stays(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Stays that were approved or took place, for those who see the ledger."""
    rows = stays_visible_to(user).filter(member=member, state__in=TAKEN)
    for stay in rows[:20]:
        yield TimelineEntry(
            at=stay.round.starts_on, title=f"疗休养：{stay.get_state_display()}", text=stay.round.title,
            url=reverse("welfare:stay", args=[stay.pk]), tone="info", icon="calendar",
        )  # fmt: skip


def _donations() -> None:
    _subject(donation_ledgers.LEDGERS, donation_figures.FIGURES, donation_duties.RULES)
    registries.duties.register("welfare.donations", donation_duties.duties)
    mine.parts.register("donations", mine.Part("welfare/donations/_mine.html", donations.mine))
    sources = registries.entry_sources
    sources.register(
        donation_services.DEPOSIT,
        EntrySource("捐款入账", _deposit, lambda row: reverse("welfare:drive", args=[row.drive_id])),
    )
    sources.register(
        donation_services.USE,
        EntrySource("捐款使用", _use, lambda use: reverse("welfare:use", args=[use.pk])),
    )

    registries.sensitive_fields.register(
        "donation_use.recipient",
        SensitiveField(
            label="受助人", data_class="家庭", purpose="捐款使用的审批和审查", keep="按会计档案规定保管",
            find=_use, value=lambda use: use.recipient, mask=lambda text: "（已登记）" if text else "",
            may_see=lambda user, _use_row: sees_uses(user),
        ),
    )  # fmt: skip


def _deposit(user: Any, pk: int) -> Any:
    return DonationDeposit.objects.filter(pk=pk).first() if sees_drives(user) else None


def _use(user: Any, pk: int) -> Any:
    sees = sees_uses(user) or sees_money(user)
    return DonationUse.objects.filter(pk=pk).first() if sees else None


def _payments() -> None:
    _subject(payment_ledgers.LEDGERS, {}, {})
    registries.entry_sources.register(
        care_payments.SOURCE,
        EntrySource("职工服务付款", _payment, lambda row: reverse("welfare:care_payment", args=[row.pk])),
    )


def _payment(user: Any, pk: int) -> Any:
    return care_payments_in_scope(user).filter(pk=pk).first()


def _women() -> None:
    RULE_LABELS[women_rule.KIND] = women_rule.LABEL
    _subject(women_ledgers.LEDGERS, women_figures.FIGURES, women_duties.RULES)
    registries.timeline.register("welfare.women", _women_entries)
    mine.parts.register("women", mine.Part("welfare/women/_mine.html", women.mine))
    for key, label, model in (
        ("single_parent.children", "子女情况", SingleParent),
        ("women_service.note", "服务情况", WomenService),
        ("protection.note", "保护期情况", ProtectionPeriod),
    ):  # fmt: skip
        registries.sensitive_fields.register(key, _women_field(label, model, key.split(".")[1]))


def _women_field(label: str, model: Any, name: str) -> SensitiveField:
    return SensitiveField(
        label=label, data_class="家庭", purpose="女职工关爱服务", keep="办结后五年",
        find=lambda user, pk: of_women(model.objects.all(), user).filter(pk=pk).first(),
        value=lambda row: getattr(row, name), mask=lambda text: "（已登记）" if text else "",
        may_see=lambda user, row: may.reaches(user, Right.WOMENS_WORK, row.member),
    )  # fmt: skip


def _women_entries(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Periods of protection, for those in charge and the woman herself."""
    if not (may.is_own(user, member) or may.reaches(user, Right.WOMENS_WORK, member)):
        return
    for row in ProtectionPeriod.objects.filter(member=member)[:20]:
        charge = may.reaches(user, Right.WOMENS_WORK, member)
        yield TimelineEntry(
            at=row.starts_on, title=row.get_kind_display(), text=f"至 {row.ends_on}", tone="info",
            url=reverse("welfare:protection", args=[row.pk]) if charge else "", icon="shield-check",
        )  # fmt: skip


def _counselling() -> None:
    _subject(counselling_ledgers.LEDGERS, counselling_figures.FIGURES, {})
    registries.duties.register("welfare.counselling", counselling_duties.duties)
    registries.calendar_entries.register("welfare.counselling", counselling_duties.calendar)


def _claims(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Claims of a member, for those who handle them and for himself."""
    for claim in claims_visible_to(user).filter(enrolment__member=member).exclude(state="withdrawn")[:50]:
        yield TimelineEntry(
            at=claim.happened_on,
            title=f"{claim.enrolment.period.plan.name}理赔：{claim.get_state_display()}",
            text=f"{claim.paid:,.2f} 元" if claim.paid else "", url=reverse("welfare:claim", args=[claim.pk]),
            tone="success" if claim.paid else "info", icon="shield-check",
        )  # fmt: skip


def _navigation() -> None:
    nav = registries.navigation.register
    names = (
        "mine",
        "mutual",
        "claims",
        "checkups",
        "recuperation",
        "stays",
        "donations",
        "payments",
        "women",
        "counselling",
    )
    places = tuple(f"/welfare/{name}/" for name in names)
    nav("care", NavItem("职工服务", "welfare:mine", "shield-check", may.may_be_member, 34, prefixes=places))
    children = (
        ("care.mine", "我的服务", "welfare:mine", may.may_be_member),
        ("care.mutual", "互助保障", "welfare:mutual_periods", may.views),
        ("care.claims", "理赔台账", "welfare:claim_list", may.manages),
        ("care.checkups", "体检", "welfare:checkup_rounds", may.views),
        ("care.recuperation", "疗休养", "welfare:recuperation_rounds", may.views),
        ("care.drives", "募捐", "welfare:drive_list", may.views),
        ("care.uses", "捐款使用", "welfare:use_list", sees_money),
        ("care.payments", "服务付款", "welfare:care_payments", sees_money),
        ("care.women", "女职工", "welfare:women_roster", women.in_charge),
        ("care.counselling", "心理关爱", "welfare:counselling", may.may_be_member),
    )
    for position, (key, label, url_name, visible) in enumerate(children):
        nav(key, NavItem(label, url_name, "", visible, position, parent="care"))
