"""Signing up on the phone, for colleagues, in teams; withdrawing; deciding; lots; feedback; my activities."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from events.choices.activities import ActivityState, SignUpMode
from events.forms.activities import NoteForm
from events.forms.signups import FeedbackForm, LotteryForm, SignUpForm, TeamForm
from events.models import SignUp
from events.models.signups import ACTIVE
from events.permissions import activities as permissions
from events.selectors.activities import activities_visible_to, own_signup, rank_of
from events.services import feedback, signups
from events.views.base import SIGNUP_TONES, ActivityFormView, tab_url
from members.selectors import own_member
from union.common.errors import DomainError
from union.common.views.service_pages import take

_LISTED = 60


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Activities one can sign up for now, and one's own sign-ups; made for a phone."""
    user = request.user
    own = list(
        SignUp.objects.filter(
            member__user_id=user.pk, state__in=ACTIVE, activity__ends_at__gte=timezone.now()
        )
        .select_related("activity", "session", "lead__session")
        .order_by("session__starts_at")
    )
    for row in own:
        row.rank, row.tone = rank_of(row), SIGNUP_TONES[row.state]
    open_now = (
        activities_visible_to(user)
        .filter(state=ActivityState.OPEN, ends_at__gte=timezone.now())
        .exclude(mode=SignUpMode.NONE)
        .exclude(pk__in=[row.activity_id for row in own])
        .prefetch_related("sessions")
        .order_by("sign_up_until", "starts_at")[:_LISTED]
    )
    past = (
        SignUp.objects.filter(member__user_id=user.pk, activity__ends_at__lt=timezone.now())
        .select_related("activity", "session").order_by("-activity__starts_at")[:20]
    )  # fmt: skip
    context = {"own": own, "open_now": open_now, "past": past, "is_member": own_member(user) is not None}
    return render(request, "events/mine.html", context)


class SignUpView(ActivityFormView):
    """Sign up oneself."""

    template_name = "events/signup_form.html"
    form_class = SignUpForm
    title = "报名"
    submit = "确认报名"
    others = False

    def allowed(self) -> bool:
        return self.activity.state == ActivityState.OPEN and self.activity.mode == SignUpMode.PERSON

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "activity": self.activity, "user": self.request.user, "others": self.others,
        }  # fmt: skip

    def carry_out(self, form: SignUpForm) -> str:
        member = form.cleaned_data.get("member") or own_member(self.request.user)
        if member is None:
            raise DomainError("您还没有会员档案，不能报名；请先办理入会或联系工会办公室")
        outcome = signups.sign_up(
            form.cleaned_data["session"], member, actor=self.request.user, now=timezone.now(),
            wish=form.wish(),
        )  # fmt: skip
        self.done = outcome.text
        return tab_url(self.activity)


class SignUpOtherView(SignUpView):
    """Sign up a colleague; who did it is recorded."""

    title = "代同事报名"
    note = "对方会收到通知，也可以自己退出"
    others = True

    def allowed(self) -> bool:
        return super().allowed() and permissions.signs_up_others(self.request.user)


class TeamView(ActivityFormView):
    """Sign up a team."""

    form_class = TeamForm
    title = "组队报名"
    submit = "确认报名"

    def allowed(self) -> bool:
        return self.activity.state == ActivityState.OPEN and self.activity.mode == SignUpMode.TEAM

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "activity": self.activity}

    def carry_out(self, form: TeamForm) -> str:
        typed = form.cleaned_data
        outcome = signups.sign_up_team(
            typed["session"], typed["name"], typed["people"], actor=self.request.user, now=timezone.now()
        )
        self.done = outcome.text
        return tab_url(self.activity)


def _signup(user: Any, pk: int) -> SignUp:
    """A sign-up the user may withdraw or decide on; 404 for all others."""
    rows = SignUp.objects.select_related("activity", "member", "session")
    row = get_object_or_404(rows, pk=pk)
    if not activities_visible_to(user).filter(pk=row.activity_id).exists():
        raise Http404
    if not permissions.can_withdraw(user, row):
        raise Http404
    return row


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a sign-up."""
    row = _signup(request.user, pk)
    own = row.member.user_id == request.user.pk
    take(request, lambda: signups.withdraw(row, actor=request.user, now=timezone.now()), "已退出报名")
    return redirect(tab_url(row.activity, "" if own else "signups"))


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a pending sign-up."""
    row = _signup(request.user, pk)
    if not permissions.can_manage(request.user, row.activity):
        raise Http404
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    approve = request.POST.get("answer") == "yes"
    take(
        request,
        lambda: signups.decide(row, approve=approve, note=note, actor=request.user, now=timezone.now()),
        "已通过" if approve else "已答复",
    )
    return redirect(tab_url(row.activity, "signups"))


class LotteryView(ActivityFormView):
    """Draw lots once, with a published seed."""

    form_class = LotteryForm
    title = "抽签"
    note = "每个抽签号与种子一起计算 SHA-256，小的在前；任何人都能复算，抽过不能重抽"
    submit = "抽签"
    tab = "signups"

    def allowed(self) -> bool:
        row = self.activity
        return super().allowed() and row.allocation == "lottery" and not row.lottery_seed

    def carry_out(self, form: LotteryForm) -> str:
        placed = signups.draw_lots(
            self.activity, form.cleaned_data["seed"], actor=self.request.user, now=timezone.now()
        )
        self.done = f"抽签完成，{placed} 份报上"
        return self.back()


class FeedbackView(ActivityFormView):
    """Say how it was."""

    form_class = FeedbackForm
    title = "活动反馈"
    submit = "提交反馈"
    done = "感谢您的反馈"

    def allowed(self) -> bool:
        row = self.activity
        return row.feedback_open and own_signup(self.request.user, row) is not None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.note = "匿名：不保存填写人和时间" if self.activity.feedback_anonymous else "实名反馈"
        return super().get_context_data(**kwargs)

    def carry_out(self, form: FeedbackForm) -> str:
        signup = own_signup(self.request.user, self.activity)
        if signup is None:
            raise Http404
        feedback.give_feedback(signup, **form.cleaned_data, actor=self.request.user)
        return tab_url(self.activity)
