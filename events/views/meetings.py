"""Meetings: one's own, one meeting, its people, minutes and what is to be done."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from events.forms.activities import NoteForm
from events.forms.trainings import ItemForm, MeetingForm, MinutesForm, OutcomeForm, PeopleForm
from events.ledgers.trainings import MEETING_TONES, PRESENCE_TONES
from events.models import ActionItem, Meeting
from events.permissions import trainings as permissions
from events.permissions.rooms import keeps_somewhere
from events.rules.trainings import MEETINGS, MINUTED, MeetingAction
from events.services import meetings
from events.views.room_pages import (
    Button,
    Cell,
    Fact,
    FactCard,
    Page,
    RoomFormView,
    RoomView,
    Table,
    pdf_answer,
    step_buttons,
)
from union.common.dates import today

HOME = ("会议", "rooms:meeting_home")
_MOST = 50
_BY_CHAIR = (MeetingAction.CONFIRM, MeetingAction.REOPEN)


class MeetingHomeView(RoomView):
    """Meetings one is invited to or keeps, and what one has to do from them."""

    def page(self) -> Page:
        user = self.request.user
        page = Page("会议", note="通知、签到、纪要、决议和督办事项", crumbs=(("职工之家", ""),))
        if keeps_somewhere(user):
            page.buttons.append(Button("登记会议", reverse("rooms:meeting_create"), "primary", "plus"))
            page.buttons.append(Button("会议台账", reverse("rooms:meeting_list"), icon="list-checks"))
            page.buttons.append(Button("督办台账", reverse("rooms:item_list"), icon="clock"))
        owed = ActionItem.objects.filter(owner__user_id=user.pk, done_on=None).select_related("meeting")
        rows = [
            (
                Cell(item.text, "lead", item.meeting.get_absolute_url()), Cell(item.meeting.title),
                Cell(item.due_on, "due"),
                Cell(kind="buttons", buttons=(Button("办结", reverse("rooms:item_done", args=[item.pk])),)),
            )
            for item in owed[:_MOST]
        ]  # fmt: skip
        page.tables.append(Table("我的督办事项", ("事项", "会议", "期限", ""), rows, "没有待办的督办事项"))
        seen = permissions.meetings_visible_to(user)
        heads = ("会议", "类型", "时间", "地点", "状态")
        ahead, past = seen.filter(state__in=("draft", "invited")), seen.filter(state__in=MINUTED)
        page.tables.append(Table("将要召开", heads, _rows(ahead.order_by("starts_at")), "近期没有会议"))
        page.tables.append(Table("已召开", heads, _rows(past), "还没有登记"))
        return page


def _rows(rows: Any) -> list[tuple[Cell, ...]]:
    return [
        (
            Cell(row.title, "lead", row.get_absolute_url()), Cell(row.get_kind_display()),
            Cell(f"{timezone.localtime(row.starts_at):%Y-%m-%d %H:%M}"), Cell(row.place),
            Cell(row.get_state_display(), "badge", tone=MEETING_TONES[row.state]),
        )
        for row in rows[:_MOST]
    ]  # fmt: skip


class MeetingMixin:
    """Finds the meeting in the address within the scope."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def row(self) -> Meeting:
        """The meeting, or 404."""
        rows = permissions.meetings_visible_to(self.request.user).select_related("branch", "confirmed_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        """Whoever keeps it."""
        return permissions.keeps_meeting(self.request.user, self.row)


def _may(user: Any, row: Meeting, action: MeetingAction) -> bool:
    if action in _BY_CHAIR:
        return permissions.confirms(user, row)
    return permissions.keeps_meeting(user, row)


class MeetingDetailView(MeetingMixin, RoomView):
    """One meeting."""

    def allowed(self) -> bool:
        return True

    def page(self) -> Page:
        row, user = self.row, self.request.user
        keeps = permissions.keeps_meeting(user, row)
        at = timezone.localtime(row.starts_at)
        page = Page(
            row.title, crumbs=((HOME[0], reverse(HOME[1])),), note=f"{at:%Y-%m-%d %H:%M} · {row.place}",
            eyebrow=f"{row.get_kind_display()} · {row.branch or '全院'}",
            badges=((row.get_state_display(), MEETING_TONES[row.state]),),
            buttons=_buttons(row, user, keeps=keeps), history=row if keeps else None,
        )  # fmt: skip
        facts = [
            Fact("主持人", row.chair), Fact("记录人", row.recorder), Fact("列席人员", row.guests, wide=True),
            Fact("议题", row.agenda, "note"),
        ]  # fmt: skip
        page.facts.append(FactCard("会议", tuple(facts)))
        if row.state in MINUTED and (keeps or row.state == "confirmed" or permissions.confirms(user, row)):
            said = (Fact("会议记录", row.minutes, "note"), Fact("决议事项", row.decisions, "note"))
            if row.confirmed_on:
                said += (Fact("定稿人", row.confirmed_by), Fact("定稿日期", row.confirmed_on, "date"))
            page.facts.append(FactCard("纪要", said))
        page.tables = [_items(row, user, keeps=keeps), _people(row, keeps=keeps)]
        return page


def _buttons(row: Meeting, user: Any, *, keeps: bool) -> list[Button]:
    moves = [move for move in MEETINGS.steps_from(row.state) if _may(user, row, move.action)]
    found = step_buttons(moves, lambda key: reverse("rooms:meeting_step", args=[row.pk, key]))
    if not keeps:
        return found
    if row.state == "held":
        minutes = reverse("rooms:meeting_minutes", args=[row.pk])
        found.insert(0, Button("写会议记录", minutes, icon="pencil"))
    if row.state in ("draft", "invited"):
        found.append(Button("修改", reverse("rooms:meeting_edit", args=[row.pk]), icon="pencil"))
    kind, label = ("minutes", "打印纪要") if row.state in MINUTED else ("sheet", "打印签到表")
    paper = reverse("rooms:meeting_paper", args=[row.pk, kind])
    return [*found, Button(label, paper, icon="printer", target="_blank")]


def _items(row: Meeting, user: Any, *, keeps: bool) -> Table:
    rows = []
    for item in row.items.select_related("owner"):
        may = keeps or (item.owner.user_id is not None and item.owner.user_id == user.pk)
        done = Button("办结", reverse("rooms:item_done", args=[item.pk]))
        rows.append((
            Cell(item.text, "lead", note=item.outcome), Cell(item.owner.name),
            Cell(item.due_on, "date" if item.done_on else "due"),
            Cell(item.done_on, "date") if item.done_on
            else Cell(kind="buttons", buttons=(done,) if may else ()),
        ))  # fmt: skip
    add: tuple[Button, ...] = ()
    if keeps and row.state in MINUTED:
        add = (Button("添加", reverse("rooms:item_create", args=[row.pk]), icon="plus"),)
    hint = "会上定下来的事，写明责任人和期限，到期会提醒。"
    return Table("督办事项", ("事项", "责任人", "期限", "办结"), rows, "没有督办事项", hint, buttons=add)


def _people(row: Meeting, *, keeps: bool) -> Table:
    rows = [
        (
            Cell(each.member.name, "lead"), Cell(each.member.department),
            Cell(each.get_presence_display(), "badge", tone=PRESENCE_TONES[each.presence]),
        )
        for each in row.attendees.select_related("member__department")
    ]  # fmt: skip
    add: tuple[Button, ...] = ()
    if keeps and row.state not in ("confirmed", "cancelled"):
        add = (Button("添加", reverse("rooms:meeting_people", args=[row.pk]), icon="user-plus"),)
    return Table("参会人员", ("姓名", "科室", "出席"), rows, "还没有参会人员", buttons=add)


class MeetingCreateView(RoomFormView):
    """Draw up a meeting."""

    form_class = MeetingForm
    title, home = "登记会议", HOME

    def allowed(self) -> bool:
        return keeps_somewhere(self.request.user)

    def carry_out(self, form: MeetingForm) -> str:
        return self.page_url(meetings.call_meeting(form.values(), actor=self.request.user))


class MeetingEditView(MeetingMixin, RoomFormView):
    """Change time, place, agenda."""

    form_class = MeetingForm
    title, home = "修改会议通知", HOME
    note = "已发通知的，时间或地点变动会再通知一次"

    def allowed(self) -> bool:
        return super().allowed() and self.row.state in ("draft", "invited")

    def carry_out(self, form: MeetingForm) -> str:
        version = form.cleaned_data["version"] or 0
        meetings.edit_meeting(self.row, form.values(), version=version, actor=self.request.user)
        return self.back()


class MeetingPeopleView(MeetingMixin, RoomFormView):
    """People for the list."""

    form_class = PeopleForm
    title, submit, home = "添加参会人员", "添加", HOME

    def carry_out(self, form: PeopleForm) -> str:
        count = meetings.invite(self.row, form.cleaned_data["members"], actor=self.request.user)
        self.done = f"已添加 {count} 人"
        return self.back()


class MinutesView(MeetingMixin, RoomFormView):
    """Minutes and who was there."""

    form_class = MinutesForm
    title, home = "会议记录", HOME

    def allowed(self) -> bool:
        return super().allowed() and self.row.state == "held"

    @property
    def draft_key(self) -> str:  # type: ignore[override]
        return f"events-minutes-{self.row.pk}"

    def carry_out(self, form: MinutesForm) -> str:
        version = form.cleaned_data["version"] or 0
        meetings.write_minutes(
            self.row, form.values(), form.presence(), version=version, actor=self.request.user
        )
        return self.back()


class ItemCreateView(MeetingMixin, RoomFormView):
    """Give somebody something to do."""

    form_class = ItemForm
    title, submit, home = "添加督办事项", "添加", HOME

    def carry_out(self, form: ItemForm) -> str:
        meetings.add_item(self.row, **form.cleaned_data, actor=self.request.user)
        return self.back()


class ItemDoneView(RoomFormView):
    """Say that it is done."""

    form_class = OutcomeForm
    title, submit, home = "办结督办事项", "办结", HOME
    done = "已办结"

    @cached_property
    def item(self) -> ActionItem:
        """The item of a meeting within the scope, or 404."""
        seen = permissions.meetings_visible_to(self.request.user)
        rows = ActionItem.objects.filter(meeting__in=seen).select_related("meeting", "owner")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def row(self) -> Meeting:
        """Its meeting."""
        return self.item.meeting

    def allowed(self) -> bool:
        user, owner = self.request.user, self.item.owner.user_id
        return permissions.keeps_meeting(user, self.row) or (owner is not None and owner == user.pk)

    def carry_out(self, form: OutcomeForm) -> str:
        outcome = form.cleaned_data["outcome"]
        meetings.finish_item(self.item, outcome=outcome, actor=self.request.user, today=today())
        return self.back()


class MeetingStepView(MeetingMixin, RoomFormView):
    """One step of a meeting."""

    form_class = NoteForm
    home = HOME

    @cached_property
    def action(self) -> MeetingAction:
        """The step in the address, or 404."""
        try:
            return MeetingAction(self.kwargs["action"])
        except ValueError as error:
            raise Http404 from error

    def allowed(self) -> bool:
        steps = {move.action for move in MEETINGS.steps_from(self.row.state)}
        return self.action in steps and _may(self.request.user, self.row, self.action)

    @property
    def heading(self) -> str:
        return self.action.label

    def shown(self) -> Any:
        return self.row

    def carry_out(self, form: NoteForm) -> str:
        self.done = f"{self.action.label}：已记录"
        note, now = form.cleaned_data["note"], timezone.now()
        meetings.advance_meeting(
            self.row, self.action, actor=self.request.user, now=now, note=note, version=self.shown_version
        )
        return self.back()


@login_required
@require_safe
def meeting_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """签到表 before, 会议纪要 after."""
    row = get_object_or_404(permissions.meetings_visible_to(request.user), pk=pk)
    if kind not in ("sheet", "minutes") or not permissions.keeps_meeting(request.user, row):
        raise Http404
    people = list(row.attendees.select_related("member__department").order_by("member__name_pinyin"))
    if kind == "sheet":
        at = timezone.localtime(row.starts_at)
        lines = [("会议", row.title), ("时间", f"{at:%Y-%m-%d %H:%M}"), ("地点", row.place)]
        context = {
            "lines": lines, "people": [each.member for each in people], "columns": ["签到"],
            "blank": range(5),
        }  # fmt: skip
        return pdf_answer(request, "pdf/room_signing.html", context, title="会议签到表", row=row)
    named = {key: [e.member.name for e in people if e.presence == key] for key in PRESENCE_TONES}
    context = {
        "meeting": row, "items": row.items.select_related("owner"), "present": "、".join(named["present"]),
        "present_count": len(named["present"]), "excused": "、".join(named["excused"]),
        "absent": "、".join(named["absent"]),
    }  # fmt: skip
    return pdf_answer(request, "pdf/room_minutes.html", context, title="会议纪要", row=row)
