"""Programmes of honours and their nominations."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from events.choices.honours import NominationState, ProgrammeState
from events.forms.honours import NominationForm, ProgrammeForm, ReviewForm, YearForm
from events.ledgers.honours import NOMINATION_TONES, PROGRAMME_TONES
from events.models import Programme
from events.permissions import honours as permissions
from events.rules.honours import FLOW, ProgrammeAction
from events.selectors import honours as reads
from events.selectors.records import steps_of
from events.services import honours, nominations
from events.services.records import keep_files
from events.views.records import EDITORS, Fact, RecordFormView, RecordView
from union.common.attachments import attachments_of
from union.common.views.service_pages import ServiceFormView, chosen_ids, take

_CRUMB = ("评优项目", "events:programme_list")
_EDITABLE = (ProgrammeState.DRAFT, ProgrammeState.OPEN)
EDITORS["nomination"] = permissions.can_change


def visible_programme(user: Any, pk: int) -> Programme:
    """The programme within the scope, or 404."""
    return get_object_or_404(reads.programmes_visible_to(user).select_related("bulletin"), pk=pk)


class ProgrammeView(RecordView):
    """One programme: facts, nominations, vote, list."""

    template_name = "events/programme_detail.html"
    flow, actions, tones = FLOW, ProgrammeAction, PROGRAMME_TONES
    crumb = _CRUMB

    def rows(self) -> Any:
        return reads.programmes_visible_to(self.request.user).select_related("bulletin", "created_by")

    def refusal(self, arrow: Any) -> str:
        if arrow.action == ProgrammeAction.VOTE and self.row.voters == "nobody":
            return "不投票"
        return permissions.refusal(self.request.user, self.row, arrow)

    def take(self, action: Any, note: str) -> Any:
        version = self.shown_version
        return honours.advance(self.row, action, actor=self.request.user, note=note, version=version)

    def facts(self) -> list[Fact]:
        row = self.row
        window = f"{row.publicity_from} 至 {row.publicity_until}" if row.publicity_from else ""
        words = f"不少于 {row.min_words} 字" if row.min_words else ""
        quotas = "、".join(
            f"{each.branch.name} {each.places}" for each in row.quotas.select_related("branch")
        )
        return [
            ("评选对象", f"{row.get_award_to_display()} · {row.get_level_display()}"),
            ("表彰名额", f"{row.places} 个"), ("推荐名额", quotas), ("推荐截止", row.nominate_until),
            ("事迹材料", words), ("投票", row.get_voters_display()), ("投票截止", row.vote_until or ""),
            ("公示期", window), ("表彰日期", row.granted_on or ""),
            ("文号", row.document), ("依据", row.basis),
        ]  # fmt: skip

    def body(self) -> str:
        return self.row.criteria

    def page(self) -> dict[str, Any]:
        user, row = self.request.user, self.row
        rows = reads.with_votes(reads.nominations_visible_to(user).filter(programme=row))
        manages = permissions.manages(user)
        voting = permissions.votes_in(user, row)
        return {
            "nominations": [
                (each, NOMINATION_TONES[each.state]) for each in
                rows.select_related("member", "branch").order_by("-vote_count", "branch__name", "pk")
            ],
            "editable": manages and row.state in _EDITABLE,
            "nominates": row.state == ProgrammeState.OPEN and permissions.nominates_any(user),
            "chooses": manages and row.state in (ProgrammeState.REVIEW, ProgrammeState.VOTING),
            "votes": voting, "my_votes": reads.chosen_by(user, row) if voting else set(),
            "shows_votes": manages or permissions.grants(user) or row.state == ProgrammeState.GRANTED,
            "in_race": reads.IN_RACE,
        }  # fmt: skip


class ProgrammeFormView(RecordFormView):
    """A programme, new or changed."""

    form_class = ProgrammeForm
    heading, parent = "评优项目", "评优项目"

    @cached_property
    def row(self) -> Programme:
        """The programme, or a new one."""
        return visible_programme(self.request.user, self.kwargs["pk"]) if "pk" in self.kwargs else Programme()

    def allowed(self) -> bool:
        return permissions.manages(self.request.user) and self.row.state in _EDITABLE

    def back(self) -> str:
        return self.row.get_absolute_url() if self.row.pk else reverse("events:programme_list")

    def get_form_kwargs(self) -> dict[str, Any]:
        fresh = Programme.objects.get(pk=self.row.pk) if self.row.pk else Programme()
        return {**super().get_form_kwargs(), "instance": fresh}

    def current_version(self) -> int:
        return Programme.objects.values_list("version", flat=True).get(pk=self.row.pk)

    def carry_out(self, form: ProgrammeForm) -> str:
        row = honours.save_programme(
            self.row, form.values(), form.cleaned_data["quotas"], actor=self.request.user,
            version=form.cleaned_data["version"],
        )  # fmt: skip
        return row.get_absolute_url()


class ProgrammeYearView(RecordFormView):
    """Make drafts of a year's programmes from the rule set."""

    form_class = YearForm
    heading, submit, parent = "按清单建立年度项目", "建立", "评优项目"
    note = "按“评优评先”规则里的清单建立还没有的项目，都是草稿，名额和日期可以再改"
    done = "已建立，逐项核对后开始推荐"

    def allowed(self) -> bool:
        return permissions.manages(self.request.user)

    def back(self) -> str:
        return reverse("events:programme_list")

    def carry_out(self, form: YearForm) -> str:
        honours.open_year(form.cleaned_data["year"], actor=self.request.user)
        return self.back()


@login_required
@require_POST
def programme_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Cast my ballot."""
    row = visible_programme(request.user, pk)
    if not permissions.votes_in(request.user, row):
        raise Http404
    ids = chosen_ids(request)
    take(request, lambda: nominations.vote(row, ids, voter=request.user), "已投票；截止前可以重新投")
    return redirect(row.get_absolute_url())


@login_required
@require_POST
def programme_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Put names on the list."""
    row = visible_programme(request.user, pk)
    if not permissions.manages(request.user):
        raise Http404
    ids = chosen_ids(request)
    take(request, lambda: nominations.choose(row, ids, actor=request.user), "已确定拟表彰名单")
    return redirect(row.get_absolute_url())


class NominateView(RecordFormView):
    """Nominate somebody."""

    form_class = NominationForm
    heading, submit, done = "推荐", "提交推荐", "推荐已提交"

    @cached_property
    def programme(self) -> Programme:
        """The programme."""
        return visible_programme(self.request.user, self.kwargs["pk"])

    @property
    def parent(self) -> str:  # type: ignore[override]
        """Its title."""
        return str(self.programme)

    def allowed(self) -> bool:
        return self.programme.state == ProgrammeState.OPEN and permissions.nominates_any(self.request.user)

    def back(self) -> str:
        return self.programme.get_absolute_url()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user, "programme": self.programme}

    def carry_out(self, form: NominationForm) -> str:
        typed = form.cleaned_data
        with transaction.atomic():
            row = nominations.nominate(
                self.programme, member=typed.get("member"), unit_name=typed.get("unit_name", ""),
                branch=typed.get("branch"), write_up=typed["write_up"], actor=self.request.user,
            )  # fmt: skip
            keep_files(row, typed["files"], actor=self.request.user, kind="证明材料")
        return self.back()


class NominationView(ServiceFormView):
    """One nomination: the write-up, its files, the review."""

    template_name = "events/nomination_detail.html"
    form_class = ReviewForm

    @cached_property
    def row(self) -> Any:
        """The nomination within the scope."""
        rows = reads.nominations_visible_to(self.request.user).select_related(
            "programme", "member", "branch", "nominated_by"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.row, self.request.user
        return super().get_context_data(
            row=row, tone=NOMINATION_TONES[row.state], history=steps_of(row), files=attachments_of(row),
            reviews=permissions.can_review(user, row), changes=permissions.can_change(user, row),
            may_remove=permissions.can_change(user, row), **kwargs,
        )  # fmt: skip

    def carry_out(self, form: ReviewForm) -> str:
        action, user = self.request.POST.get("action"), self.request.user
        if action == "withdraw":
            nominations.withdraw(self.row, actor=user)
        elif action in (NominationState.SHORTLISTED.value, NominationState.REJECTED.value):
            nominations.review(
                self.row, shortlist=action == NominationState.SHORTLISTED, comment=form.cleaned_data["note"],
                actor=user,
            )  # fmt: skip
        else:
            raise Http404
        self.done = "已记录"
        return self.row.programme.get_absolute_url()
