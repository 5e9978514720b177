"""Delegates, constituencies and their elections."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from congress.choices.delegates import (
    DelegateCategory,
    ElectionKind,
    ElectionState,
    MandateEnd,
    MandateOrigin,
    PanelRole,
)
from congress.forms import elections as forms
from congress.forms.sessions import NoteForm
from congress.forms.terms import MandateEndForm, MandateForm, PlaceForm
from congress.models import Constituency, ConstituencyElection, Mandate, Nominee
from congress.permissions.sessions import sees_congress
from congress.rules.composition import Makeup, check
from congress.rules.fractions import count_above, in_words, least_count
from congress.selectors import terms as selectors
from congress.selectors.rules import congress_rules
from congress.services import elections, mandates, panels
from congress.views.base import FormPage, ReadPage, office_step
from congress.views.terms import TermForm
from members.choices import Sex
from members.selectors import named
from union.common.dates import today
from union.common.searching import holding

_TONES = {
    "nominating": "info",
    "held": "warning",
    "confirmed": "success",
    "failed": "danger",
    "cancelled": "neutral",
}


@login_required
@require_POST
def delegate_options(request: HttpRequest) -> HttpResponse:
    """Answer of the picker: delegates in office by name, pinyin or 工号."""
    if not sees_congress(request.user):
        raise Http404
    query = request.POST.get("q", "").strip()[:60]
    rows = Mandate.objects.in_office(today()).select_related("member", "delegation")
    rows = holding(rows, query, named("member__"))
    options = [
        (row.pk, f"{row.member.name} {row.member.staff_no or ''}".strip(), str(row.delegation or ""))
        for row in (rows[:12] if query else [])
    ]
    return render(request, "components/picker_answer.html", {"options": options, "query": query})


class MandateView(ReadPage):
    """One delegate."""

    template_name = "congress/delegate_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = selectors.mandates_visible_to(self.request.user).select_related(
            "member__department", "member__branch"
        )
        row = get_object_or_404(rows, pk=self.kwargs["pk"])
        found = {
            "mandate": row,
            "seats": row.panel_seats.select_related("panel"),
            "attended": row.attendances.values("session").distinct().count(),
            "trainings": row.trainings.all(),
            "own": row.member.user_id == self.request.user.pk,
        }
        return super().get_context_data(**found, **kwargs)


class MandateCreateView(TermForm):
    """Register a delegate by hand: of an election that was held on paper."""

    form_class = MandateForm
    title = "登记代表"
    note = "选举在系统内进行时，确认选举结果即自动登记，不必在此录入"
    done = "代表已登记，代表任职同时生效"
    sections = (("", "", "member category constituency delegation starts_on document"),)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "term": self.term, "user": self.request.user}

    def carry_out(self, form: MandateForm) -> str:
        typed = form.cleaned_data
        row = mandates.give_mandate(
            self.term, typed["member"], category=DelegateCategory(typed["category"]),
            document=typed["document"],
            starts_on=typed["starts_on"], constituency=typed["constituency"], delegation=typed["delegation"],
            origin=MandateOrigin.ELECTED, actor=self.request.user,
        )  # fmt: skip
        return reverse("congress:delegate_detail", args=[row.pk])


class MandatePage(FormPage):
    """A form about one delegate."""

    @cached_property
    def row(self) -> Mandate:
        """The mandate of the address, still in office."""
        rows = Mandate.objects.select_related("member", "term").filter(ends_on=None)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def back(self) -> str:
        return reverse("congress:delegate_detail", args=[self.row.pk])

    def subject(self) -> str:
        return self.row.member.name


class MandateEndView(MandatePage):
    """End a mandate."""

    form_class = MandateEndForm
    title = "终止代表资格"
    submit = "终止"
    note = "代表任职同时终止，选区出现缺额，应及时补选（《上海市职工代表大会条例》第十九条）"
    done = "代表资格已终止"

    def carry_out(self, form: MandateEndForm) -> str:
        typed = form.cleaned_data
        mandates.end_mandate(
            self.row.pk, ends_on=typed["ends_on"], reason=MandateEnd(typed["reason"]),
            document=typed["document"], actor=self.request.user,
        )  # fmt: skip
        return self.back()


class PlaceView(MandatePage):
    """Delegation and post."""

    form_class = PlaceForm
    title = "编团"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "term": self.row.term}

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.row.version, "delegation": self.row.delegation_id, "role": self.row.role}

    def current_version(self) -> int:
        return Mandate.objects.get(pk=self.row.pk).version

    def carry_out(self, form: PlaceForm) -> str:
        typed = form.cleaned_data
        panels.place_delegate(
            self.row,
            typed["delegation"],
            PanelRole(typed["role"]),
            version=typed["version"],
            actor=self.request.user,
        )
        return self.back()


class ConstituencyView(ReadPage):
    """One constituency: units, delegates, elections."""

    template_name = "congress/constituency_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        area = get_object_or_404(
            Constituency.objects.select_related("term", "delegation"), pk=self.kwargs["pk"]
        )
        staff = selectors.staff_of(area).count()
        rule = congress_rules(today())["election"]
        found = {
            "area": area, "staff": staff, "branches": area.branches.all(),
            "departments": area.departments.all(),
            "people": area.mandates.select_related("member__department").order_by("ends_on", "number"),
            "elections": area.elections.all(), "tones": _TONES, "rule": rule,
            "turnout": least_count(staff, rule["turnout_least"]),
            "turnout_share": in_words(rule["turnout_least"]),
            "votes": count_above(staff, rule["votes_above"]),
        }  # fmt: skip
        return super().get_context_data(**found, **kwargs)


class ElectionCreateView(FormPage):
    """Begin an election."""

    form_class = forms.ElectionForm
    title = "发起选举"
    submit = "发起"
    done = "已发起"
    sections = (("", "", "kind seats target! reason!"),)

    @cached_property
    def area(self) -> Constituency:
        """The constituency of the address."""
        return get_object_or_404(Constituency, pk=self.kwargs["pk"])

    def back(self) -> str:
        return reverse("congress:constituency_detail", args=[self.area.pk])

    def subject(self) -> str:
        return str(self.area)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "area": self.area}

    def get_initial(self) -> dict[str, Any]:
        held = Mandate.objects.in_office(today()).filter(constituency=self.area).count()
        return {"seats": max(self.area.seats - held, 1)}

    def carry_out(self, form: forms.ElectionForm) -> str:
        typed = form.cleaned_data
        row = elections.open_election(
            self.area, ElectionKind(typed["kind"]), seats=typed["seats"], target=typed["target"],
            reason=typed["reason"], actor=self.request.user,
        )  # fmt: skip
        return reverse("congress:election_detail", args=[row.pk])


_ELECTIONS = ConstituencyElection.objects.select_related("constituency__term", "target__member")


class ElectionView(ReadPage):
    """One election: candidates, count, verdict, and the makeup of the congress with these candidates."""

    template_name = "congress/election_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_object_or_404(_ELECTIONS.all(), pk=self.kwargs["pk"])
        found: dict[str, Any] = {
            "election": row, "tone": _TONES[row.state],
            "nominees": row.nominees.select_related("member__department"),
            "is_recall": row.kind == ElectionKind.RECALL,
        }  # fmt: skip
        if row.state == ElectionState.HELD and row.kind != ElectionKind.RECALL:
            found["verdict"] = elections.verdict_of(row)
        if row.state in (ElectionState.NOMINATING, ElectionState.HELD) and row.kind != ElectionKind.RECALL:
            found["lines"] = _with_candidates(row)
        return super().get_context_data(**found, **kwargs)


def _with_candidates(row: ConstituencyElection) -> Any:
    """Composition if all candidates were elected: what the list does to the quotas."""
    now = selectors.makeup_of(Mandate.objects.in_office(today()).filter(term_id=row.constituency.term_id))
    new = list(row.nominees.values_list("category", "member__sex"))
    makeup = Makeup(
        total=now.total + len(new),
        leaders=now.leaders + sum(category == DelegateCategory.LEADER for category, _sex in new),
        professionals=now.professionals
        + sum(category == DelegateCategory.PROFESSIONAL for category, _sex in new),
        women=now.women + sum(sex == Sex.FEMALE for _category, sex in new),
        staff=now.staff, women_staff=now.women_staff,
    )  # fmt: skip
    return check(makeup, congress_rules(today())["composition"])


class ElectionPage(FormPage):
    """A form about one election."""

    @cached_property
    def row(self) -> ConstituencyElection:
        """The election of the address."""
        return get_object_or_404(_ELECTIONS.all(), pk=self.kwargs["pk"])

    def back(self) -> str:
        return reverse("congress:election_detail", args=[self.row.pk])

    def subject(self) -> str:
        return str(self.row)


class NomineeView(ElectionPage):
    """Nominate."""

    form_class = forms.NomineeForm
    title = "提名候选人"
    submit = "提名"
    done = "已提名"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def carry_out(self, form: forms.NomineeForm) -> str:
        typed = form.cleaned_data
        elections.nominate(
            self.row, typed["member"], category=DelegateCategory(typed["category"]),
            nominated_by=typed["nominated_by"], actor=self.request.user,
        )  # fmt: skip
        return self.back()


class CountView(ElectionPage):
    """Enter the count."""

    form_class = forms.CountForm
    title = "登记投票结果"
    done = "结果已登记，请核对后确认"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "election": self.row}

    def get_initial(self) -> dict[str, Any]:
        row = self.row
        staff = row.staff_count or selectors.staff_of(row.constituency).count()
        found = {"staff_count": staff, "took_part": row.took_part, "document": row.document}
        return found | ({"held_on": row.held_on} if row.held_on else {})

    def carry_out(self, form: forms.CountForm) -> str:
        typed = form.cleaned_data
        elections.record_count(
            self.row, held_on=typed["held_on"], staff_count=typed["staff_count"],
            took_part=typed["took_part"],
            votes=form.votes(), recall_votes=typed.get("recall_votes"), document=typed["document"],
            actor=self.request.user,
        )  # fmt: skip
        return self.back()


class ElectionCancelView(ElectionPage):
    """Give an election up."""

    form_class = NoteForm
    title = "取消选举"
    submit = "取消选举"
    done = "已取消"

    def carry_out(self, form: Any) -> str:
        elections.cancel(self.row, actor=self.request.user, reason=form.cleaned_data["note"])
        return self.back()


def _detail(row: ConstituencyElection) -> str:
    return reverse("congress:election_detail", args=[row.pk])


nominee_withdraw = office_step(
    lambda _user: Nominee.objects.select_related("election"),
    lambda row, actor: elections.withdraw_nominee(row, actor=actor),
    lambda row: reverse("congress:election_detail", args=[row.election_id]), "已撤下",
)  # fmt: skip
election_confirm = office_step(
    lambda _user: _ELECTIONS.all(), lambda row, actor: elections.confirm(row, actor=actor), _detail,
    "选举结果已确认",
)  # fmt: skip
election_publish = office_step(
    lambda _user: _ELECTIONS.all(), lambda row, actor: elections.publish(row, on=today(), actor=actor),
    _detail, "已记录公布日期",
)  # fmt: skip
