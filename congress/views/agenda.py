"""Agenda, papers, opinions, minutes, resolutions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from congress.choices.sessions import OpinionOutcome
from congress.choices.terms import ItemState, Stage
from congress.forms import sessions as forms
from congress.models import AgendaItem, Minutes, Opinion, Paper, Resolution
from congress.permissions.sessions import can_manage, can_read_paper, sees_congress
from congress.selectors import terms as selectors
from congress.services import agenda
from congress.views.base import FormPage, office_step
from congress.views.sessions import SessionPage, session_tab
from union.common.attachments import attachments_of
from union.common.dates import today
from union.common.views.service_pages import take


class ItemView(SessionPage):
    """Add or change an item of the agenda."""

    form_class = forms.ItemForm
    title = "议程"
    sections = (
        ("议题", "", "title! stage position parent presenter minutes owner content!"),
        (
            "职权与表决",
            "须经审议通过的事项，全体职工代表过半数赞成方为通过",
            "power vote_mode body touches_interests",
        ),
    )

    @cached_property
    def row(self) -> AgendaItem | None:
        """The item of the address, if any."""
        pk = self.kwargs.get("row")
        return get_object_or_404(self.session.agenda, pk=pk) if pk else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.session}

    def get_initial(self) -> dict[str, Any]:
        row = self.row
        if row is None:
            return {"position": self.session.agenda.filter(parent=None).count() + 1}
        found = {name: getattr(row, name) for name in agenda.ITEM_FIELDS}
        return found | {"version": row.version, "parent": row.parent_id, "owner": row.owner_id}

    def current_version(self) -> int:
        return AgendaItem.objects.get(pk=self.kwargs["row"]).version

    def carry_out(self, form: forms.ItemForm) -> str:
        typed = dict(form.cleaned_data)
        version = typed.pop("version") or 0
        agenda.save_item(self.session, typed, actor=self.request.user, row=self.row, version=version)
        return self.back()


item_remove = office_step(
    lambda _user: AgendaItem.objects.select_related("session"),
    lambda row, actor: agenda.remove_item(row, actor=actor), session_tab("agenda"), "已删除",
)  # fmt: skip


@login_required
@require_POST
def item_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark an item as under way, done or postponed."""
    if not can_manage(request.user):
        raise Http404
    row = get_object_or_404(AgendaItem.objects.select_related("session"), pk=pk)
    wanted = request.POST.get("state", "")
    if wanted not in ItemState.values:
        raise Http404
    take(request, lambda: agenda.set_item_state(row, ItemState(wanted), actor=request.user), "进度已更新")
    return redirect(session_tab("agenda")(row))


class PaperFormView(SessionPage):
    """Put a paper into the folder."""

    form_class = forms.PaperForm
    title = "会议文件"
    tab = "papers"
    sections = (("", "发放之前只有工会办公室能看到；会前七日送达代表", "title! item audience text! file!"),)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.session}

    def carry_out(self, form: forms.PaperForm) -> str:
        typed = dict(form.cleaned_data)
        file = typed.pop("file")
        row = agenda.save_paper(self.session, typed, actor=self.request.user, file=file)
        return reverse("congress:paper_detail", args=[row.pk])


class PaperView(LoginRequiredMixin, TemplateView):
    """Read a paper; the first time is noted."""

    template_name = "congress/paper_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        row = get_object_or_404(Paper.objects.select_related("session__term", "item"), pk=self.kwargs["pk"])
        if not can_read_paper(user, row):
            raise Http404
        agenda.note_reading(row, actor=user)
        found: dict[str, Any] = {
            "paper": row, "files": attachments_of(row), "manages": can_manage(user),
            "sees": sees_congress(user),
        }  # fmt: skip
        if can_manage(user):
            found["readings"] = row.readings.select_related("user")
        return super().get_context_data(**found, **kwargs)


paper_issue = office_step(
    lambda _user: Paper.objects.all(), lambda row, actor: agenda.issue_paper(row, actor=actor),
    lambda row: reverse("congress:paper_detail", args=[row.pk]), "文件已发放，代表会收到通知",
)  # fmt: skip


class OpinionView(SessionPage):
    """Hand in an opinion of a delegation."""

    form_class = forms.OpinionForm
    title = "讨论意见"
    tab = "opinions"
    done = "意见已记录"
    sections = (("", "", "item delegation text!"),)

    @cached_property
    def own(self) -> Any:
        """The delegation of a delegate; None for the office, which may choose."""
        if can_manage(self.request.user):
            return None
        mandate = selectors.mandate_of(self.request.user, today())
        return mandate.delegation if mandate and mandate.term_id == self.session.term_id else None

    def allowed(self) -> bool:
        return can_manage(self.request.user) or self.own is not None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.session, "own": self.own}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.own is not None:
            self.sections = (("", f"以{self.own}的名义提出", "item text!"),)
        return super().get_context_data(**kwargs)

    def carry_out(self, form: forms.OpinionForm) -> str:
        typed = form.cleaned_data
        agenda.give_opinion(
            self.session, text=typed["text"], item=typed["item"], delegation=typed.get("delegation"),
            actor=self.request.user,
        )  # fmt: skip
        return self.back()


class AnswerView(FormPage):
    """Answer an opinion."""

    form_class = forms.AnswerForm
    title = "答复讨论意见"
    done = "已答复"
    sections = (("", "", "outcome! answer!"),)

    @cached_property
    def row(self) -> Opinion:
        """The opinion of the address."""
        return get_object_or_404(
            Opinion.objects.select_related("session__term", "delegation"), pk=self.kwargs["pk"]
        )

    def back(self) -> str:
        return f"{reverse('congress:session_detail', args=[self.row.session_id])}?tab=opinions"

    def subject(self) -> str:
        return str(self.row.session)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.note = f"{self.row.delegation}：{self.row.text}"
        return super().get_context_data(**kwargs)

    def get_initial(self) -> dict[str, Any]:
        row = self.row
        return {"version": row.version, "answer": row.answer, "outcome": row.outcome}

    def current_version(self) -> int:
        return Opinion.objects.get(pk=self.row.pk).version

    def carry_out(self, form: forms.AnswerForm) -> str:
        typed = form.cleaned_data
        agenda.answer_opinion(
            self.row, OpinionOutcome(typed["outcome"]), typed["answer"], version=typed["version"],
            actor=self.request.user,
        )  # fmt: skip
        return self.back()


class MinutesView(SessionPage):
    """Write the minutes of a stage."""

    form_class = forms.MinutesForm
    title = "会议记录"
    tab = "resolutions"
    sections = (("", "", "chaired_by recorder text!"),)

    @cached_property
    def stage(self) -> Stage:
        """The stage of the address."""
        if self.kwargs["stage"] not in Stage.values:
            raise Http404
        return Stage(self.kwargs["stage"])

    @cached_property
    def row(self) -> Minutes | None:
        """What is written already."""
        return self.session.minutes.filter(stage=self.stage).first()

    def get_initial(self) -> dict[str, Any]:
        row = self.row
        if row is None:
            return {"version": 0}
        return {
            "version": row.version,
            "text": row.text,
            "recorder": row.recorder,
            "chaired_by": row.chaired_by,
        }

    def current_version(self) -> int:
        return self.session.minutes.get(stage=self.stage).version

    def carry_out(self, form: forms.MinutesForm) -> str:
        sessions_minutes = form.cleaned_data
        agenda.save_minutes(self.session, self.stage, actor=self.request.user, **sessions_minutes)
        return self.back()


class ResolutionFormView(SessionPage):
    """Register a resolution."""

    form_class = forms.ResolutionForm
    title = "登记决议"
    tab = "resolutions"
    done = "决议已编号登记"
    sections = (("", "登记后编号，不再修改；公布后全体职工可见", "title! item passed_on text!"),)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.session}

    def get_initial(self) -> dict[str, Any]:
        return {"passed_on": min(today(), self.session.closes_on)}

    def carry_out(self, form: forms.ResolutionForm) -> str:
        agenda.pass_resolution(self.session, actor=self.request.user, **form.cleaned_data)
        return self.back()


resolution_publish = office_step(
    lambda _user: Resolution.objects.all(), lambda row, actor: agenda.publish_resolution(row, actor=actor),
    session_tab("resolutions"), "决议已公布",
)  # fmt: skip


class PublicView(LoginRequiredMixin, TemplateView):
    """What the congress has published: for everybody with a login."""

    template_name = "congress/public.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Resolution.objects.exclude(published_at=None).select_related("session__term", "item")
        papers = (
            Paper.objects.filter(audience="everybody").exclude(issued_at=None).select_related("session__term")
        )
        return super().get_context_data(
            resolutions=rows.order_by("-published_at")[:100],
            papers=papers.order_by("-issued_at")[:50],
            **kwargs,
        )
