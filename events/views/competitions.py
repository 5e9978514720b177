"""Contests of work: what runs, one contest, its participants and results."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from events.forms.activities import NoteForm
from events.forms.competitions import CompetitionForm, EntryForm
from events.ledgers.competitions import TONES, with_people
from events.models import Competition, CompetitionEntry
from events.permissions.competitions import competitions_visible_to, keeps_competition
from events.permissions.rooms import keeps_somewhere, sees_hospital
from events.rules.competitions import FLOW, CompetitionAction
from events.selectors.activities import activities_visible_to
from events.services import competitions
from events.views.room_pages import (
    Button,
    Cell,
    Fact,
    FactCard,
    Page,
    RoomFormView,
    RoomView,
    Table,
    step_buttons,
)
from union.common.dates import today
from union.common.views.service_pages import take
from union.organisation.choices import Right

HOME = ("劳动竞赛", "rooms:competition_home")
_MOST = 50


class CompetitionHomeView(RoomView):
    """Contests one sees, one's own results."""

    def page(self) -> Page:
        user = self.request.user
        page = Page("劳动竞赛", note="劳动竞赛、技能比武、岗位练兵", crumbs=(("职工之家", ""),))
        if keeps_somewhere(user):
            page.buttons.append(Button("登记竞赛", reverse("rooms:competition_create"), "primary", "plus"))
        if user.access.can(Right.VIEW_MEMBERS):
            page.buttons.append(Button("竞赛台账", reverse("rooms:competition_list"), icon="list-checks"))
            page.buttons.append(Button("成绩台账", reverse("rooms:entry_list"), icon="bookmark"))
        rows = [
            (
                Cell(row.title, "lead", row.get_absolute_url()), Cell(row.get_kind_display()),
                Cell(row.starts_on, "date"), Cell(row.ends_on, "date"), Cell(row.people, "number"),
                Cell(row.get_state_display(), "badge", tone=TONES[row.state]),
            )
            for row in with_people(competitions_visible_to(user))[:_MOST]
        ]  # fmt: skip
        heads = ("竞赛", "类型", "开始", "结束", "参赛（人）", "状态")
        page.tables.append(Table("竞赛", heads, rows, "还没有登记竞赛"))
        own = CompetitionEntry.objects.filter(member__user_id=user.pk).select_related("competition")
        mine = [
            (
                Cell(row.competition.title, "lead", row.competition.get_absolute_url()), Cell(row.score),
                Cell(row.rank), Cell(row.award),
            )
            for row in own.order_by("-pk")[:_MOST]
        ]  # fmt: skip
        if mine:
            page.tables.append(Table("我的成绩", ("竞赛", "成绩", "名次", "奖项"), mine))
        return page


class CompetitionMixin:
    """Finds the contest in the address within the scope."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def row(self) -> Competition:
        """The contest, or 404."""
        rows = competitions_visible_to(self.request.user).select_related("branch", "activity")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        """Whoever keeps it."""
        return keeps_competition(self.request.user, self.row)


class CompetitionDetailView(CompetitionMixin, RoomView):
    """One contest: plan, participants, results."""

    def allowed(self) -> bool:
        return True

    def page(self) -> Page:
        row, user = self.row, self.request.user
        keeps = keeps_competition(user, row)
        page = Page(
            row.title, crumbs=((HOME[0], reverse(HOME[1])),), note=f"{row.starts_on} 至 {row.ends_on}",
            eyebrow=f"{row.get_kind_display()} · {row.branch or '全院'}",
            badges=((row.get_state_display(), TONES[row.state]),), history=row if keeps else None,
        )  # fmt: skip
        if keeps:
            steps = FLOW.steps_from(row.state)
            page.buttons = step_buttons(
                steps, lambda key: reverse("rooms:competition_step", args=[row.pk, key])
            )
            edit = reverse("rooms:competition_edit", args=[row.pk])
            page.buttons.append(Button("修改", edit, icon="pencil"))
        if row.activity and activities_visible_to(user).filter(pk=row.activity_id).exists():
            url = reverse("events:activity_detail", args=[row.activity_id])
            page.buttons.append(Button("关联活动", url, icon="calendar"))
        found = with_people(Competition.objects.filter(pk=row.pk)).get()
        page.stats = [("参赛", found.people, "人", ""), ("获奖", found.awards, "项", "")]
        page.facts = [FactCard("竞赛", (
            Fact("主办", row.organiser), Fact("竞赛方案", row.plan, "note"),
            Fact("竞赛总结", row.summary, "note"),
        ))]  # fmt: skip
        names = keeps or sees_hospital(user)
        page.tables.append(_entries(row, user, names=names, edits=keeps and row.state == "running"))
        return page


def _entries(row: Competition, user: Any, *, names: bool, edits: bool) -> Table:
    """Results: keepers see all, others what was awarded and their own."""
    rows = []
    for each in row.entries.select_related("member", "department"):
        own = each.member is not None and each.member.user_id == user.pk and user.pk is not None
        if not (names or own or (each.award and row.state == "finished")):
            continue
        url = reverse("rooms:entry_edit", args=[row.pk, each.pk]) if edits else ""
        gone = reverse("rooms:entry_remove", args=[row.pk, each.pk])
        out = (Button("移出", gone, "ghost", post=True, confirm="从名单中移出？"),) if edits else ()
        rows.append((
            Cell(each.team or str(each.member), "lead", url), Cell(each.department), Cell(each.score),
            Cell(each.rank), Cell(each.award), Cell(kind="buttons", buttons=out),
        ))  # fmt: skip
    add: tuple[Button, ...] = ()
    if edits:
        add = (Button("添加", reverse("rooms:entry_create", args=[row.pk]), icon="user-plus"),)
    heads = ("参赛", "科室", "成绩", "名次", "奖项", "")
    return Table("参赛与成绩", heads, rows, "还没有成绩", buttons=add)


class CompetitionCreateView(RoomFormView):
    """Enter a contest."""

    form_class = CompetitionForm
    title, home = "登记竞赛", HOME

    def allowed(self) -> bool:
        return keeps_somewhere(self.request.user)

    def carry_out(self, form: CompetitionForm) -> str:
        version = form.cleaned_data["version"] or 0
        row = competitions.save_competition(
            self.row or Competition(), form.values(), version=version, actor=self.request.user
        )
        return self.page_url(row)


class CompetitionEditView(CompetitionMixin, CompetitionCreateView):
    """Change a contest."""

    title = "修改竞赛"


class EntryView(CompetitionMixin, RoomFormView):
    """A person or team, new or changed."""

    form_class = EntryForm
    title, home = "参赛与成绩", HOME

    @cached_property
    def entry(self) -> CompetitionEntry:
        """The entry in the address, or a new one."""
        key = self.kwargs.get("entry")
        if key:
            return get_object_or_404(CompetitionEntry, pk=key, competition=self.row)
        return CompetitionEntry(competition=self.row)

    def get_form_kwargs(self) -> dict[str, Any]:
        fresh = CompetitionEntry(competition=self.row)
        if self.entry.pk:
            fresh = CompetitionEntry.objects.get(pk=self.entry.pk)  # the form writes into it
        return {**super().get_form_kwargs(), "instance": fresh}

    def carry_out(self, form: EntryForm) -> str:
        competitions.save_entry(self.entry, form.values(), actor=self.request.user)
        return self.back()


class CompetitionStepView(CompetitionMixin, RoomFormView):
    """Finished, cancelled, open again."""

    form_class = NoteForm
    home = HOME

    @cached_property
    def action(self) -> CompetitionAction:
        """The step in the address, or 404."""
        try:
            return CompetitionAction(self.kwargs["action"])
        except ValueError as error:
            raise Http404 from error

    def allowed(self) -> bool:
        return super().allowed() and self.action in {m.action for m in FLOW.steps_from(self.row.state)}

    @property
    def heading(self) -> str:
        return self.action.label

    def carry_out(self, form: NoteForm) -> str:
        self.done = f"{self.action.label}：已记录"
        note = form.cleaned_data["note"]
        competitions.advance(self.row, self.action, actor=self.request.user, today=today(), note=note)
        return self.back()


@login_required
@require_POST
def entry_remove(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Take a person or team off."""
    row = get_object_or_404(competitions_visible_to(request.user), pk=pk)
    if not keeps_competition(request.user, row):
        raise Http404
    found = get_object_or_404(CompetitionEntry, pk=entry, competition=row)
    take(request, lambda: competitions.remove_entry(found, actor=request.user), "已移出")
    return redirect(row)
