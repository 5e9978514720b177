"""Sessions: plan, checklist, agenda, papers, opinions, minutes, resolutions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from congress.choices.delegates import PanelRole
from congress.choices.sessions import GuestKind
from congress.choices.terms import ItemState, SessionState, Stage
from congress.forms import sessions as forms
from congress.forms.terms import SeatForm
from congress.models import (
    AgendaItem,
    PreparationStep,
    Presider,
    Session,
    Vote,
)
from congress.permissions.sessions import can_manage, can_read_paper
from congress.rules.composition import presidium_least
from congress.rules.sessions import FLOW, SessionAction, Step
from congress.selectors import terms as selectors
from congress.selectors.attendance import entitled, quorum
from congress.selectors.rules import congress_rules
from congress.selectors.votes import votes_visible_to
from congress.services import attendance, sessions
from congress.views.base import FormPage, ReadPage, office_step, session_or_404
from congress.views.terms import TermForm
from union.common.dates import today
from union.common.views.service_pages import take

TABS = (
    ("agenda", "议程"), ("preparation", "筹备"), ("papers", "文件"), ("opinions", "讨论意见"),
    ("people", "人员"), ("resolutions", "记录与决议"),
)  # fmt: skip
TONES = {
    "preparing": "info", "preliminary": "accent", "open": "accent", "closed": "success",
    "archived": "neutral",
    "cancelled": "danger",
}  # fmt: skip


class SessionView(ReadPage):
    """One session with its tabs."""

    template_name = "congress/session_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session = session_or_404(self.request, self.kwargs["pk"])
        tab = self.request.GET.get("tab", "agenda")
        tab = tab if tab in dict(TABS) else "agenda"
        found = {
            "session": session, "tab": tab, "tabs": TABS, "tone": TONES[session.state],
            "quorum": quorum(session),
            "validity": session.validities.first(), "live": session.state in ("preliminary", "open"),
            "steps": _steps(session) if self.manages else [],
            "changeable": self.manages and session.state in ("preparing", "preliminary", "open"),
            **_ROWS[tab](session, self.request.user),
        }  # fmt: skip
        return super().get_context_data(**found, **kwargs)


def _steps(session: Session) -> list[Step]:
    """What leads on from here; a session is closed only after its quorum was declared."""
    declared = set(session.validities.filter(is_valid=True).values_list("stage", flat=True))
    return [s for s in FLOW.steps_from(session.state) if s.quorum_of is None or s.quorum_of in declared]


def _agenda(session: Session, user: Any) -> dict[str, Any]:
    rows = list(session.agenda.select_related("owner"))
    parts: dict[int | None, list[AgendaItem]] = {}
    for row in rows:
        parts.setdefault(row.parent_id, []).append(row)
    tree = [
        (stage.label, [(row, parts.get(row.pk, [])) for row in parts.get(None, []) if row.stage == stage])
        for stage in (Stage.PRELIMINARY, Stage.FORMAL)
    ]
    shown = [(label, items) for label, items in tree if items]
    return {"tree": shown, "item_done": {"state": ItemState.DONE.value}, "votes": _votes(session, user)}


def _votes(session: Session, user: Any) -> list[Vote]:
    """Votes of the session that the user may see, each with its item."""
    return list(votes_visible_to(user).filter(session=session).order_by("pk"))


def _preparation(session: Session, user: Any) -> dict[str, Any]:
    rows = list(session.preparation.select_related("owner", "done_by"))
    done = sum(row.done_on is not None or row.is_waived for row in rows)
    return {"rows": rows, "done_count": done, "own_id": user.pk}


def _papers(session: Session, user: Any) -> dict[str, Any]:
    rows = [
        row for row in session.papers.select_related("item", "session__term") if can_read_paper(user, row)
    ]
    return {"papers": [(row, row.readings.count()) for row in rows]}


def _opinions(session: Session, user: Any) -> dict[str, Any]:
    own = selectors.mandate_of(user, today())
    speaks = can_manage(user) or (own is not None and own.term_id == session.term_id and own.delegation_id)
    collecting = session.state in (SessionState.PREPARING, SessionState.PRELIMINARY, SessionState.OPEN)
    return {
        "opinions": session.opinions.select_related("item", "delegation", "answered_by"),
        "may_speak": bool(speaks) and collecting,
    }


def _people(session: Session, _user: Any) -> dict[str, Any]:
    rule = congress_rules(session.opens_on)
    return {
        "presidium_least": presidium_least(entitled(session).count(), rule["presidium"]),
        "presidium_basis": rule["presidium_basis"],
        "presidium": session.presidium.select_related("mandate__member", "mandate__delegation"),
        "guests": session.guests.all(),
        "absences": session.absences.select_related("mandate__member", "mandate__delegation"),
    }


def _resolutions(session: Session, user: Any) -> dict[str, Any]:
    rows = session.resolutions.select_related("item")
    shown = rows if can_manage(user) else rows.exclude(published_at=None)
    written = {row.stage: row for row in session.minutes.all()}
    return {
        "resolutions": shown,
        "minutes": [(stage, written.get(stage.value)) for stage in Stage],
        "validities": session.validities.select_related("declared_by"),
    }


_ROWS = {
    "agenda": _agenda, "preparation": _preparation, "papers": _papers, "opinions": _opinions,
    "people": _people,
    "resolutions": _resolutions,
}  # fmt: skip
SECTIONS = (
    ("会议", "", "kind is_joint opens_on closes_on preliminary_on place theme!"),
    ("临时会议", "召开临时会议时填写", "requested_by request_count reason"),
)


class SessionCreateView(TermForm):
    """Plan a session."""

    form_class = forms.SessionForm
    title = "筹备新一次会议"
    done = "会议已登记，筹备清单已按开幕日期排定"
    sections = SECTIONS

    def carry_out(self, form: forms.SessionForm) -> str:
        row = sessions.plan_session(self.term, form.cleaned_data, actor=self.request.user)
        return f"{reverse('congress:session_detail', args=[row.pk])}?tab=preparation"


class SessionPage(FormPage):
    """A form about one session."""

    tab = "agenda"

    @cached_property
    def session(self) -> Session:
        """The session of the address."""
        return session_or_404(self.request, self.kwargs["pk"])

    def subject(self) -> str:
        return str(self.session)

    def back(self) -> str:
        return f"{reverse('congress:session_detail', args=[self.session.pk])}?tab={self.tab}"


class SessionEditView(SessionPage):
    """Change a session."""

    form_class = forms.SessionForm
    title = "修改会议"
    sections = SECTIONS

    def get_initial(self) -> dict[str, Any]:
        found = {name: getattr(self.session, name) for name in sessions.EDITABLE}
        return found | {"version": self.session.version}

    def current_version(self) -> int:
        return Session.objects.get(pk=self.session.pk).version

    def carry_out(self, form: forms.SessionForm) -> str:
        typed = dict(form.cleaned_data)
        version = typed.pop("version") or 0
        sessions.change_session(self.session, typed, version=version, actor=self.request.user)
        return self.back()


class AdvanceView(SessionPage):
    """One step of the session, with a note."""

    form_class = forms.NoteForm

    @cached_property
    def action(self) -> SessionAction:
        """The step of the address."""
        for step in FLOW.steps_from(self.session.state):
            if step.action == self.kwargs["action"]:
                return step.action
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.title = self.submit = self.action.label
        return super().get_context_data(**kwargs)

    def carry_out(self, form: forms.NoteForm) -> str:
        sessions.advance_session(
            self.session, self.action, actor=self.request.user, note=form.cleaned_data["note"]
        )
        self.done = f"{self.action.label}：已记录"
        return self.back()


class StepPage(FormPage):
    """A form about one line of the checklist."""

    @cached_property
    def row(self) -> PreparationStep:
        """The line of the address."""
        return get_object_or_404(
            PreparationStep.objects.select_related("session__term"), pk=self.kwargs["pk"]
        )

    def allowed(self) -> bool:
        return can_manage(self.request.user) or self.row.owner_id == self.request.user.pk

    def back(self) -> str:
        return f"{reverse('congress:session_detail', args=[self.row.session_id])}?tab=preparation"

    def subject(self) -> str:
        return str(self.row.session)


class StepAssignView(StepPage):
    """Owner and date."""

    form_class = forms.StepForm
    title = "分工"

    def allowed(self) -> bool:
        return can_manage(self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "step": self.row}

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.row.version, "owner": self.row.owner_id, "due_on": self.row.due_on}

    def current_version(self) -> int:
        return PreparationStep.objects.get(pk=self.row.pk).version

    def carry_out(self, form: forms.StepForm) -> str:
        sessions.assign_step(self.row, actor=self.request.user, **form.cleaned_data)
        return self.back()


class StepWaiveView(StepPage):
    """A line that does not apply."""

    form_class = forms.NoteForm
    title = "不适用"
    note = "请说明本次会议为什么不需要这一步"

    def carry_out(self, form: forms.NoteForm) -> str:
        sessions.finish_step(self.row, actor=self.request.user, note=form.cleaned_data["note"], waived=True)
        return self.back()


@login_required
@require_POST
def step_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick a line: its owner or the office."""
    row = get_object_or_404(PreparationStep, pk=pk)
    if not (can_manage(request.user) or row.owner_id == request.user.pk):
        raise Http404
    take(request, lambda: sessions.finish_step(row, actor=request.user), "已完成")
    return redirect(f"{reverse('congress:session_detail', args=[row.session_id])}?tab=preparation")


def session_tab(tab: str) -> Any:
    """Address of a tab of the session a row belongs to."""
    return lambda row: f"{reverse('congress:session_detail', args=[row.session_id])}?tab={tab}"


step_reopen = office_step(
    lambda _user: PreparationStep.objects.all(), lambda row, actor: sessions.reopen_step(row, actor=actor),
    session_tab("preparation"), "已撤回",
)  # fmt: skip


class GuestView(SessionPage):
    """Invite an observer or guest."""

    form_class = forms.GuestForm
    title = "列席和特邀人员"
    note = "列席代表和特邀代表没有表决权和选举权，不计入应到和实到"
    tab = "people"

    def carry_out(self, form: forms.GuestForm) -> str:
        typed = form.cleaned_data
        sessions.add_guest(
            self.session, GuestKind(typed["kind"]), typed["name"], typed["unit"], actor=self.request.user
        )
        return self.back()


class PresiderView(SessionPage):
    """Put a delegate on the presidium."""

    form_class = SeatForm
    title = "主席团成员"
    tab = "people"
    note = "主席团由预备会议选举产生；代表 100 人以下三至五名，100 人以上不少于七名"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "term": self.session.term, "dated": False}

    def carry_out(self, form: SeatForm) -> str:
        typed = form.cleaned_data
        sessions.seat_presider(
            self.session, typed["mandate"], PanelRole(typed["role"]), actor=self.request.user
        )
        return self.back()


class AbsenceView(SessionPage):
    """A delegate on leave."""

    form_class = forms.AbsenceForm
    title = "代表请假"
    note = "请假的代表仍计入应到"
    tab = "people"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.session}

    def carry_out(self, form: forms.AbsenceForm) -> str:
        typed = form.cleaned_data
        attendance.excuse(self.session, typed["mandate"], typed["reason"], actor=self.request.user)
        return self.back()


presider_remove = office_step(
    lambda _user: Presider.objects.all(), lambda row, actor: sessions.unseat_presider(row, actor=actor),
    session_tab("people"), "已移出主席团",
)  # fmt: skip
