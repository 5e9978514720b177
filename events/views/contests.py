"""Fixtures, scores and prizes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from events.choices.activities import MatchFormat
from events.forms.money import FixturesForm, PrizeForm, ScoreForm
from events.models import Prize
from events.services import contests
from events.views.base import ActivityFormView, managed_activity, tab_url
from union.common.views.service_pages import take


class FixturesView(ActivityFormView):
    """Draw up the fixtures."""

    form_class = FixturesForm
    title = "排赛程"
    note = "没有组队的按报名号逐人成队；已有结果后不能重排"
    submit = "排定"
    tab = "contest"

    def carry_out(self, form: FixturesForm) -> str:
        wanted = MatchFormat(form.cleaned_data["match_format"])
        count = contests.draw_up_fixtures(self.activity, wanted, actor=self.request.user)
        self.done = f"已排定 {count} 场"
        return self.back()


@login_required
@require_POST
def score(request: HttpRequest, pk: int, match: int) -> HttpResponse:
    """Enter a result."""
    activity = managed_activity(request.user, pk)
    row = get_object_or_404(activity.matches, pk=match)
    form = ScoreForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        take(
            request,
            lambda: contests.record_score(row, typed["home_score"], typed["away_score"], actor=request.user),
            "已登记比分",
        )
    else:
        messages.error(request, "比分请填 0 到 9999 的整数")
    return redirect(tab_url(activity, "contest"))


class PrizeView(ActivityFormView):
    """A prize, new or changed."""

    form_class = PrizeForm
    title = "奖项"
    note = "标准按“活动奖励标准”规则核对：获奖比例、个人奖、团体奖、纪念奖"
    tab = "contest"

    def get_form_kwargs(self) -> dict[str, Any]:
        key = self.kwargs.get("prize")
        found = (
            get_object_or_404(Prize, pk=key, activity=self.activity) if key else Prize(activity=self.activity)
        )
        return {**super().get_form_kwargs(), "user": self.request.user, "instance": found}

    def carry_out(self, form: PrizeForm) -> str:
        contests.save_prize(
            form.instance, form.values(), list(form.cleaned_data["winners"]), actor=self.request.user
        )
        return self.back()


@login_required
@require_POST
def prize_remove(request: HttpRequest, pk: int, prize: int) -> HttpResponse:
    """Take a prize off."""
    activity = managed_activity(request.user, pk)
    row = get_object_or_404(Prize, pk=prize, activity=activity)
    take(request, lambda: contests.remove_prize(row, actor=request.user), "已删除")
    return redirect(tab_url(activity, "contest"))
