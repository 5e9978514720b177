"""The page of counselling: free hours and one's own booking; for a counsellor, the own hours."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from members.selectors import own_member
from union.common.views.service_pages import PlainFormView, take
from welfare.choices.counselling import SlotState
from welfare.forms.counselling import CounsellorForm, SlotsForm
from welfare.models import CounsellingSlot, Counsellor
from welfare.permissions import care as may
from welfare.selectors import counselling as selectors
from welfare.services import counselling

_SHOWN = 60


class CounsellingView(LoginRequiredMixin, TemplateView):
    """Free hours, one's own bookings, a counsellor's hours; the office sees the counsellors alone."""

    template_name = "welfare/counselling/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        if not counselling.sees_page(user):
            raise Http404
        now = timezone.now()
        member, counsellor = own_member(user), selectors.counsellor_of(user)
        own = list(selectors.own_slots(member)[:_SHOWN]) if member else []
        hours = list(selectors.slots_of(counsellor)[:_SHOWN]) if counsellor else []
        for slot in (*own, *hours):
            slot.is_past = slot.starts_at <= now  # type: ignore[attr-defined]
        return super().get_context_data(
            free=selectors.free_slots(now)[:_SHOWN] if member else [], own=own, counsellor=counsellor,
            hours=hours, member=member, manages=may.manages(user),
            counsellors=Counsellor.objects.all() if may.manages(user) else [], **kwargs,
        )  # fmt: skip


class CounsellorAddView(PlainFormView):
    """Somebody who offers hours."""

    form_class = CounsellorForm
    heading = "登记咨询师"

    def allowed(self) -> bool:
        return may.manages(self.request.user)

    def back(self) -> str:
        return reverse("welfare:counselling")

    def trail(self) -> list[tuple[str, str]]:
        return [("心理关爱", self.back())]

    def carry_out(self, form: Any) -> str:
        typed = dict(form.cleaned_data)
        counselling.add_counsellor(typed.pop("username"), actor=self.request.user, **typed)
        return self.back()


class SlotsAddView(PlainFormView):
    """Hours to offer."""

    form_class = SlotsForm
    heading = submit = "设置咨询时段"

    @cached_property
    def counsellor(self) -> Counsellor:
        """The counsellor of the address."""
        return get_object_or_404(Counsellor, pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        return counselling.may_offer(self.request.user, self.counsellor)

    def facts(self) -> list[tuple[str, Any]]:
        return [("咨询师", self.counsellor.name), ("地点", self.counsellor.place)]

    def back(self) -> str:
        return reverse("welfare:counselling")

    def carry_out(self, form: Any) -> str:
        count = counselling.add_slots(self.counsellor, actor=self.request.user, **form.cleaned_data)
        self.done = f"已设置 {count} 个时段"
        return self.back()


@require_POST
def slot_step(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Book, give back, write down. An hour is found by those alone who may take the step."""
    user: Any = request.user
    member, counsellor = own_member(user), selectors.counsellor_of(user)
    rows = CounsellingSlot.objects.none()
    if action == "book" and member is not None:
        rows = CounsellingSlot.objects.exclude(state=SlotState.CANCELLED)
    elif action in ("cancel", "held", "absent"):
        mine = CounsellingSlot.objects.filter(counsellor=counsellor) if counsellor else rows
        rows = mine | selectors.own_slots(member) if member and action == "cancel" else mine
    slot = get_object_or_404(rows.values("pk"), pk=pk)
    run = {
        "book": lambda: counselling.book(slot["pk"], member=member, actor=user),  # type: ignore[arg-type]
        "cancel": lambda: counselling.cancel(slot["pk"], actor=user),
        "held": lambda: counselling.finish(slot["pk"], came=True, actor=user),
        "absent": lambda: counselling.finish(slot["pk"], came=False, actor=user),
    }[action]
    words = {"book": "已预约", "cancel": "已取消", "held": "已登记", "absent": "已登记"}
    take(request, run, words[action])
    return redirect("welfare:counselling")
