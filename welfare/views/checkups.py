"""Rounds of check-ups, their lists, appointments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from members.models import Member
from union.common.views.service_pages import PlainFormView, chosen_ids, take
from welfare.choices.checkups import EntryState, RoundState
from welfare.forms.care import AudienceForm
from welfare.forms.checkups import AttendedForm, BookForm, RoundForm, SlotsForm
from welfare.models import CheckupEntry, CheckupRound
from welfare.permissions import care as may
from welfare.selectors import checkups as selectors
from welfare.selectors.care import percent
from welfare.services import checkups


def round_of(user: Any, pk: int) -> CheckupRound:
    """The round, for those who see lists somewhere; 404 otherwise."""
    if not may.views(user):
        raise Http404
    return get_object_or_404(CheckupRound, pk=pk)


class RoundAddView(PlainFormView):
    """A new round."""

    form_class = RoundForm
    heading = "新建体检批次"

    def allowed(self) -> bool:
        return may.manages(self.request.user)

    def back(self) -> str:
        return reverse("welfare:checkup_rounds")

    def trail(self) -> list[tuple[str, str]]:
        return [("体检", self.back())]

    def carry_out(self, form: Any) -> str:
        row = checkups.open_round(form.cleaned_data, actor=self.request.user)
        return reverse("welfare:checkup_round", args=[row.pk])


class RoundView(LoginRequiredMixin, DetailView):
    """One round: rate per branch, half days, people."""

    template_name = "welfare/checkups/round.html"
    context_object_name = "round"

    def get_object(self, queryset: Any = None) -> CheckupRound:  # noqa: ARG002 - Django's signature
        return round_of(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, row = self.request.user, self.object
        rates = selectors.rates(row, user)
        people = selectors.entries_in_scope(user).filter(round=row).select_related("member", "branch", "slot")
        people = people.order_by("branch__position", "member__name_pinyin")
        branch = self.request.GET.get("branch", "")
        shown = people.filter(branch_id=branch) if branch.isdecimal() else people
        page = Paginator(shown, 50).get_page(self.request.GET.get("page"))
        for entry in page:
            entry.label = EntryState(entry.state).label
        sums = {key: sum(r[key] for r in rates) for key in ("listed", "booked", "attended")}
        return super().get_context_data(
            rates=rates, sums=sums, rate=percent(sums["attended"], sums["listed"]), page=page,
            slots=selectors.with_taken(row.slots.all()), manages=may.manages(user),
            open=row.state == RoundState.OPEN and may.manages(user), attended_form=AttendedForm(), **kwargs,
        )  # fmt: skip


class _RoundFormView(PlainFormView):
    """A form about one round."""

    def allowed(self) -> bool:
        return may.manages(self.request.user)

    @cached_property
    def round(self) -> CheckupRound:
        """The round."""
        return round_of(self.request.user, self.kwargs["pk"])

    def back(self) -> str:
        return reverse("welfare:checkup_round", args=[self.round.pk])

    def trail(self) -> list[tuple[str, str]]:
        return [("体检", reverse("welfare:checkup_rounds")), (self.round.title, self.back())]


class RoundFillView(_RoundFormView):
    """People from a filter."""

    form_class = AudienceForm
    heading = submit = "按条件加入名单"

    def carry_out(self, form: Any) -> str:
        count = checkups.fill_round(self.round.pk, form.audience(), actor=self.request.user)
        self.done = f"已加入 {count} 人"
        return self.back()


class SlotsView(_RoundFormView):
    """Half days to offer."""

    form_class = SlotsForm
    heading = submit = "设置预约时段"

    def get_initial(self) -> dict[str, Any]:
        return {"first": self.round.starts_on, "last": self.round.ends_on}

    def carry_out(self, form: Any) -> str:
        count = checkups.add_slots(self.round.pk, actor=self.request.user, **form.cleaned_data)
        self.done = f"已设置 {count} 个时段"
        return self.back()


class BookView(PlainFormView):
    """An appointment: one's own, or by the office."""

    form_class = BookForm
    heading = "预约体检时段"
    submit = "保存预约"

    @cached_property
    def entry(self) -> CheckupEntry:
        """The entry: one's own, or any for those who manage."""
        user: Any = self.request.user
        rows = CheckupEntry.objects.select_related("member", "round", "slot")
        return get_object_or_404(
            rows if may.manages(user) else rows.filter(member__user=user), pk=self.kwargs["pk"]
        )

    def allowed(self) -> bool:
        return self.entry.round.state == RoundState.OPEN

    def facts(self) -> list[tuple[str, Any]]:
        row = self.entry.round
        return [("会员", self.entry.member.name), ("地点", row.place), ("注意事项", row.notes)]

    def back(self) -> str:
        if may.is_own(self.request.user, self.entry.member):
            return reverse("welfare:mine")
        return reverse("welfare:checkup_round", args=[self.entry.round_id])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "entry": self.entry}

    def carry_out(self, form: Any) -> str:
        checkups.book(self.entry.pk, form.chosen(), actor=self.request.user)
        return self.back()


@require_POST
def round_step(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Mark who came, take people off, close."""
    user: Any = request.user
    if not may.manages(user):
        raise Http404
    row = round_of(user, pk)
    ids = chosen_ids(request)
    if action == "attended":
        form = AttendedForm(request.POST)
        if not form.is_valid():
            messages.error(request, "请填写体检日期")
        else:
            on = form.cleaned_data["on"]
            take(request, lambda: checkups.mark_attended(pk, ids, on=on, actor=user), "已登记体检")
    elif action == "undo":
        take(request, lambda: checkups.mark_attended(pk, ids, on=None, actor=user), "已取消登记")
    elif action == "remove":
        take(request, lambda: checkups.remove_entries(pk, ids, actor=user), "已移出名单")
    elif action == "close":
        take(request, lambda: checkups.close_round(pk, actor=user), "体检已结束")
    else:
        raise Http404
    return redirect("welfare:checkup_round", row.pk)


def mine(member: Member) -> dict[str, Any] | None:
    """A member's check-ups, open ones first."""
    rows = list(member.checkups.annotate(state=selectors.STATE).select_related("round", "slot")[:6])
    for row in rows:
        row.label = EntryState(row.state).label
    rows.sort(key=lambda row: row.round.starts_on, reverse=True)
    return {"rows": rows} if rows else None
