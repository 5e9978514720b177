"""Panels, delegates' training, inspection tours."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from congress.choices.delegates import PanelKind, PanelRole
from congress.forms import terms as forms
from congress.models import Finding, Panel, PanelMember, Tour, Training
from congress.services import panels
from congress.views.base import FormPage, ReadPage, office_step
from congress.views.terms import TermForm
from union.common.dates import today


class PanelFormView(TermForm):
    """Set up a panel."""

    form_class = forms.PanelForm
    title = "专门委员会"
    tab = "panels"
    sections = (("", "", "kind name duties!"),)

    def carry_out(self, form: forms.PanelForm) -> str:
        typed = form.cleaned_data
        row = panels.open_panel(
            self.term,
            PanelKind(typed["kind"]),
            name=typed["name"],
            duties=typed["duties"],
            actor=self.request.user,
        )
        return reverse("congress:panel_detail", args=[row.pk])


class PanelView(ReadPage):
    """One panel and its people, past ones too."""

    template_name = "congress/panel_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        panel = get_object_or_404(Panel.objects.select_related("term"), pk=self.kwargs["pk"])
        people = panel.people.select_related("mandate__member__department", "mandate__delegation")
        return super().get_context_data(panel=panel, people=people.order_by("ends_on", "pk"), **kwargs)


class SeatView(FormPage):
    """Seat a delegate on a panel."""

    form_class = forms.SeatForm
    title = "增补成员"
    done = "已增补"
    sections = (("", "提案工作委员会的成员同时取得提案审查权限", ""),)

    @cached_property
    def panel(self) -> Panel:
        """The panel of the address."""
        return get_object_or_404(Panel.objects.select_related("term"), pk=self.kwargs["pk"])

    def back(self) -> str:
        return reverse("congress:panel_detail", args=[self.panel.pk])

    def subject(self) -> str:
        return str(self.panel)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "term": self.panel.term}

    def carry_out(self, form: forms.SeatForm) -> str:
        typed = form.cleaned_data
        panels.seat(
            self.panel, typed["mandate"], PanelRole(typed["role"]), starts_on=typed["starts_on"],
            actor=self.request.user,
        )  # fmt: skip
        return self.back()


unseat = office_step(
    lambda _user: PanelMember.objects.all(), lambda row,
    actor: panels.unseat(row, ends_on=today(), actor=actor),
    lambda row: reverse("congress:panel_detail", args=[row.panel_id]), "已离任",
)  # fmt: skip


class TrainingFormView(TermForm):
    """Record a training."""

    form_class = forms.TrainingForm
    title = "代表培训"
    tab = "trainings"
    sections = (
        ("", "", "title! held_on hours trainer place"),
        ("参训代表", "按签到名单选择", "participants!"),
    )

    @cached_property
    def row(self) -> Training | None:
        """The training of the address, if any."""
        pk = self.kwargs.get("row")
        return get_object_or_404(self.term.trainings, pk=pk) if pk else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "term": self.term}

    def get_initial(self) -> dict[str, Any]:
        row = self.row
        if row is None:
            return {}
        names = ("title", "held_on", "hours", "trainer", "place")
        return {name: getattr(row, name) for name in names} | {
            "participants": list(row.participants.values_list("pk", flat=True))
        }

    def carry_out(self, form: forms.TrainingForm) -> str:
        typed = dict(form.cleaned_data)
        people = typed.pop("participants")
        panels.save_training(self.term, typed, people, actor=self.request.user, row=self.row)
        return self.back()


class TourFormView(TermForm):
    """Plan or change a tour."""

    form_class = forms.TourForm
    title = "代表巡视"
    tab = "tours"
    sections = (("", "", "title! planned_on held_on plan!"), ("巡视代表", "", "team!"))

    @cached_property
    def row(self) -> Tour | None:
        """The tour of the address, if any."""
        pk = self.kwargs.get("row")
        return get_object_or_404(self.term.tours, pk=pk) if pk else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "term": self.term}

    def get_initial(self) -> dict[str, Any]:
        row = self.row
        if row is None:
            return {}
        found: dict[str, Any] = {
            name: getattr(row, name) for name in ("title", "plan", "planned_on", "held_on")
        }
        return found | {"team": list(row.team.values_list("pk", flat=True))}

    def carry_out(self, form: forms.TourForm) -> str:
        typed = dict(form.cleaned_data)
        team = typed.pop("team")
        row = panels.save_tour(self.term, typed, team, actor=self.request.user, row=self.row)
        return reverse("congress:tour_detail", args=[row.pk])


class TourView(ReadPage):
    """One tour and what it found."""

    template_name = "congress/tour_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tour = get_object_or_404(Tour.objects.select_related("term"), pk=self.kwargs["pk"])
        found = {
            "tour": tour, "team": tour.team.select_related("member"),
            "findings": tour.findings.select_related("department"),
        }  # fmt: skip
        return super().get_context_data(**found, **kwargs)


class FindingView(FormPage):
    """Record a finding."""

    form_class = forms.FindingForm
    title = "巡视发现的问题"
    sections = (("", "", "department due_on text!"),)

    @cached_property
    def tour(self) -> Tour:
        """The tour of the address."""
        return get_object_or_404(Tour, pk=self.kwargs["pk"])

    def back(self) -> str:
        return reverse("congress:tour_detail", args=[self.tour.pk])

    def subject(self) -> str:
        return str(self.tour)

    def carry_out(self, form: forms.FindingForm) -> str:
        panels.add_finding(self.tour, form.cleaned_data, actor=self.request.user)
        return self.back()


class FollowUpView(FormPage):
    """Answer and look afterwards."""

    form_class = forms.FollowUpForm
    title = "答复与复查"
    sections = (("", "", "answer! follow_up! settled!"),)

    @cached_property
    def row(self) -> Finding:
        """The finding of the address."""
        return get_object_or_404(Finding.objects.select_related("tour"), pk=self.kwargs["pk"])

    def back(self) -> str:
        return reverse("congress:tour_detail", args=[self.row.tour_id])

    def subject(self) -> str:
        return str(self.row.tour)

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.row.version, "answer": self.row.answer, "follow_up": self.row.follow_up}

    def current_version(self) -> int:
        return Finding.objects.get(pk=self.row.pk).version

    def carry_out(self, form: forms.FollowUpForm) -> str:
        typed = form.cleaned_data
        panels.follow_up(
            self.row, answer=typed["answer"], note=typed["follow_up"], settled=typed["settled"],
            version=typed["version"], actor=self.request.user,
        )  # fmt: skip
        return self.back()
