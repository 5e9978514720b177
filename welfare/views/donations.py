"""Drives, lists, receipts, publication, uses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, View

from members.models import Member
from union.common.money import in_words
from union.common.views.service_pages import PlainFormView, take
from union.funds.permissions import can_view as sees_money
from union.funds.selectors import entries_of
from union.funds.services.posting import Source
from union.organisation.choices import Right
from welfare.choices.donations import DriveState, UseState
from welfare.forms.care_payments import TakeBackForm
from welfare.forms.donations import DRIVE_FORMS, USE_FORMS, DepositForm, DonationsForm, DriveForm, UseForm
from welfare.ledgers.donations import DRIVE_TONES, USE_TONES
from welfare.models import Donation, DonationDeposit, DonationDrive, DonationUse
from welfare.permissions import care as may
from welfare.selectors import donations as selectors
from welfare.selectors.care import events_of
from welfare.services import donations
from welfare.views.care import CareStepView, paper


def drive_of(user: Any, pk: int) -> DonationDrive:
    """The drive, for those who see drives; 404 otherwise."""
    if not selectors.sees_drives(user):
        raise Http404
    return get_object_or_404(DonationDrive.objects.select_related("created_by", "audited_by"), pk=pk)


class DriveAddView(PlainFormView):
    """A new drive."""

    form_class = DriveForm
    heading = "新建募捐"

    def allowed(self) -> bool:
        return may.manages(self.request.user)

    def back(self) -> str:
        return reverse("welfare:drive_list")

    def trail(self) -> list[tuple[str, str]]:
        return [("募捐", self.back())]

    def carry_out(self, form: Any) -> str:
        drive = donations.open_drive(form.cleaned_data, actor=self.request.user)
        return reverse("welfare:drive", args=[drive.pk])


class DriveView(LoginRequiredMixin, DetailView):
    """One drive: money, branches, list, uses."""

    template_name = "welfare/donations/drive.html"
    context_object_name = "drive"

    def get_object(self, queryset: Any = None) -> DonationDrive:  # noqa: ARG002 - Django's signature
        return drive_of(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, drive = self.request.user, self.object
        rows = selectors.donations_in_scope(user).filter(drive=drive).select_related("branch", "deposit")
        uses = list(drive.uses.all()) if selectors.sees_uses(user) else []
        for use in uses:
            use.tone = USE_TONES[UseState(use.state)]  # type: ignore[attr-defined]
        events = list(events_of(drive))
        for event in events:
            event.label = DriveState(event.to_state).label  # type: ignore[attr-defined]
        manages = may.manages(user)
        return super().get_context_data(
            tone=DRIVE_TONES[DriveState(drive.state)], money=selectors.money_of(drive), uses=uses,
            branches=selectors.branch_totals(drive), steps=donations.drive_steps(drive, user),
            page=Paginator(rows.order_by("-pk"), 50).get_page(self.request.GET.get("page")),
            manages=manages, open=manages and drive.state == DriveState.OPEN, events=events,
            may_post=may.pays(user), deposits=selectors.deposits_of(drive), **kwargs,
        )  # fmt: skip


class _DriveFormView(PlainFormView):
    """A form about one drive, for those who manage."""

    def allowed(self) -> bool:
        return may.manages(self.request.user)

    @cached_property
    def drive(self) -> DonationDrive:
        """The drive."""
        return drive_of(self.request.user, self.kwargs["pk"])

    def back(self) -> str:
        return reverse("welfare:drive", args=[self.drive.pk])

    def trail(self) -> list[tuple[str, str]]:
        return [("募捐", reverse("welfare:drive_list")), (self.drive.title, self.back())]


class DonationsAddView(_DriveFormView):
    """The list of a branch."""

    form_class = DonationsForm
    heading = submit = "登记捐款"
    note = "有一行不对就全部不保存，改好再交"

    def carry_out(self, form: Any) -> str:
        count = donations.add_donations(self.drive.pk, actor=self.request.user, **form.cleaned_data)
        self.done = f"已登记 {count} 笔捐款"
        return self.back()


class DepositView(_DriveFormView):
    """Into the cash book."""

    form_class = DepositForm
    heading = submit = "捐款入账"

    def allowed(self) -> bool:
        user: Any = self.request.user
        return may.manages(user) and user.access.can(Right.POST_MONEY)

    def facts(self) -> list[tuple[str, Any]]:
        return [("待入账（元）", f"{selectors.money_of(self.drive)['waiting']:,.2f}")]

    def carry_out(self, form: Any) -> str:
        row = donations.deposit(self.drive.pk, actor=self.request.user, **form.cleaned_data)
        self.done = f"{row.count} 笔、{row.amount:,.2f} 元已入账"
        return self.back()


class DepositUndoView(PlainFormView):
    """Reverse a deposit; its donations wait to be booked again."""

    form_class = TakeBackForm
    heading = submit = "冲销入账"
    note = "红字冲销凭证，这些捐款重新列为待入账"
    done = "已冲销入账"
    dangerous = True

    @cached_property
    def deposit(self) -> DonationDeposit:
        """The deposit, if it stands and the drive may still change."""
        if not may.pays(self.request.user):
            raise Http404
        open_states = (DriveState.OPEN, DriveState.CLOSED)
        rows = DonationDeposit.objects.filter(drive__state__in=open_states, donations__isnull=False)
        return get_object_or_404(rows.select_related("drive").distinct(), pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        return self.deposit is not None

    def facts(self) -> list[tuple[str, Any]]:
        row = self.deposit
        return [("入账日期", row.on), ("笔数", row.count), ("金额（元）", f"{row.amount:,.2f}")]

    def back(self) -> str:
        return reverse("welfare:drive", args=[self.deposit.drive_id])

    def trail(self) -> list[tuple[str, str]]:
        return [("募捐", reverse("welfare:drive_list")), (str(self.deposit.drive), self.back())]

    def carry_out(self, form: Any) -> str:
        donations.undo_deposit(self.deposit.pk, actor=self.request.user, **form.cleaned_data)
        return self.back()


class DriveStepView(CareStepView):
    """Close, publish, audit."""

    forms = DRIVE_FORMS

    @cached_property
    def row(self) -> DonationDrive:
        """The drive."""
        return drive_of(self.request.user, self.kwargs["pk"])

    def steps(self) -> Any:
        return donations.drive_steps(self.row, self.request.user)

    def back(self) -> str:
        return reverse("welfare:drive", args=[self.row.pk])

    def trail(self) -> list[tuple[str, str]]:
        return [("募捐", reverse("welfare:drive_list")), (self.row.title, self.back())]

    def run(self, action: Any, values: dict[str, Any]) -> None:
        donations.step_drive(self.row.pk, action, actor=self.request.user, **values)


@require_POST
def donation_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out a line entered by mistake."""
    user: Any = request.user
    if not may.manages(user):
        raise Http404
    row = get_object_or_404(Donation, pk=pk)
    take(request, lambda: donations.remove_donation(pk, actor=user), "已删除这笔捐款")
    return redirect("welfare:drive", row.drive_id)


class ReceiptView(LoginRequiredMixin, View):
    """捐款收据, for the office and for the donor himself."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row: Any = get_object_or_404(
            Donation.objects.select_related("drive", "member", "branch", "handler"), pk=pk
        )
        user: Any = request.user
        if not (may.manages(user) or may.is_own(user, row.member)):
            raise Http404
        context = {"donation": row, "words": in_words(row.amount)}
        return paper(request, "pdf/donation_receipt.html", context, "捐款收据", row)


class PublicationView(LoginRequiredMixin, View):
    """捐款公示表: totals per branch, donors, uses without names."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        user: Any = request.user
        if not may.manages(user):
            raise Http404
        drive = drive_of(user, pk)
        rows = drive.donations.annotate(who=selectors.WHO).select_related("branch")
        donors: dict[str, list[Any]] = {}
        for row in rows.order_by("branch__position", "branch__name", "pk"):
            donors.setdefault(row.branch.name if row.branch else "其他", []).append(row)
        sums = {name: sum((row.amount for row in group), Decimal(0)) for name, group in donors.items()}
        context = {
            "drive": drive, "money": selectors.money_of(drive),
            "groups": [(name, group, sums[name]) for name, group in donors.items()],
            "uses": drive.uses.filter(state=UseState.BOOKED),
        }  # fmt: skip
        return paper(request, "pdf/donation_publication.html", context, "捐款公示表", drive)


class UseAddView(_DriveFormView):
    """Money for somebody."""

    form_class = UseForm
    heading = submit = "提出使用"

    def facts(self) -> list[tuple[str, Any]]:
        return [("可用余额（元）", f"{selectors.money_of(self.drive)['left']:,.2f}")]

    def carry_out(self, form: Any) -> str:
        use = donations.propose_use(self.drive.pk, actor=self.request.user, **form.cleaned_data)
        return reverse("welfare:use", args=[use.pk])


class UseMixin:
    """A use, for those who may look at uses; else 404."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def row(self) -> DonationUse:
        """The use."""
        user = self.request.user
        if not (selectors.sees_uses(user) or sees_money(user)):
            raise Http404
        return get_object_or_404(
            DonationUse.objects.select_related("drive", "proposed_by", "decided_by"), pk=self.kwargs["pk"]
        )


class UseView(UseMixin, LoginRequiredMixin, DetailView):
    """One use."""

    template_name = "welfare/donations/use.html"
    context_object_name = "use"

    def get_object(self, queryset: Any = None) -> DonationUse:  # noqa: ARG002 - Django's signature
        return self.row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        use, user = self.row, self.request.user
        sees = selectors.sees_uses(user)
        events = list(events_of(use)) if sees else []
        for event in events:
            event.label = UseState(event.to_state).label  # type: ignore[attr-defined]
        money = sees_money(user)
        return super().get_context_data(
            tone=USE_TONES[UseState(use.state)], sees=sees, steps=donations.use_steps(use, user),
            case=selectors.case_of(use, user) if sees else None, events=events,
            entries=list(entries_of(Source(donations.USE, use.pk))) if money else [], **kwargs,
        )  # fmt: skip


class UseStepView(UseMixin, CareStepView):
    """Approve, reject, pay."""

    forms = USE_FORMS

    def steps(self) -> Any:
        return donations.use_steps(self.row, self.request.user)

    def facts(self) -> list[tuple[str, Any]]:
        use = self.row
        return [("募捐", use.drive), ("金额（元）", f"{use.amount:,.2f}"), ("用途", use.purpose)]

    def back(self) -> str:
        return reverse("welfare:use", args=[self.row.pk])

    def trail(self) -> list[tuple[str, str]]:
        return [("捐款使用台账", reverse("welfare:use_list")), (str(self.row.pk), self.back())]

    def run(self, action: Any, values: dict[str, Any]) -> None:
        donations.step_use(self.row.pk, action, actor=self.request.user, **values)


def mine(member: Member) -> dict[str, Any] | None:
    """What a member gave."""
    rows = list(member.donations.select_related("drive").order_by("-given_on")[:10])
    return {"rows": rows} if rows else None
