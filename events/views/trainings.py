"""Trainings: the list of everybody, one training, its sessions, people and results."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST, require_safe

from events.forms.activities import NoteForm
from events.forms.trainings import PeopleForm, ResultsForm, TrainingForm, TrainingSessionForm
from events.ledgers.trainings import TRAINING_TONES
from events.models import Trainee, Training
from events.permissions import trainings as permissions
from events.permissions.rooms import keeps_somewhere
from events.rules.trainings import TRAININGS, TrainingAction
from events.services import trainings
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
from union.common.views.service_pages import take
from union.organisation.choices import Right

HOME = ("培训", "rooms:training_home")
_MOST = 50
_TEST_TONES = {"excellent": "success", "passed": "success", "failed": "danger", "": "neutral"}


def _rows(rows: Any) -> list[tuple[Cell, ...]]:
    return [
        (
            Cell(row.title, "lead", row.get_absolute_url()), Cell(row.get_kind_display()),
            Cell(row.starts_on, "date"), Cell(row.place), Cell(row.hours, "number"),
            Cell(row.get_state_display(), "badge", tone=TRAINING_TONES[row.state]),
        )
        for row in rows[:_MOST]
    ]  # fmt: skip


class TrainingHomeView(RoomView):
    """Trainings ahead and past that one sees, one's own hours."""

    def page(self) -> Page:
        user = self.request.user
        heads = ("培训", "类型", "开始日期", "地点", "学时", "状态")
        page = Page("培训", note="工会干部、小组长、职工代表和安全培训", crumbs=(("职工之家", ""),))
        if keeps_somewhere(user):
            page.buttons.append(Button("登记培训", reverse("rooms:training_create"), "primary", "plus"))
        if user.access.can(Right.VIEW_MEMBERS):
            page.buttons.append(Button("培训台账", reverse("rooms:training_list"), icon="list-checks"))
            page.buttons.append(Button("学时台账", reverse("rooms:training_hours"), icon="clock"))
            page.buttons.append(Button("干部学时", reverse("rooms:training_officers"), icon="users"))
        own = Trainee.objects.filter(member__user_id=user.pk, training__state="held")
        mine = [
            (
                Cell(row.training.title, "lead", row.training.get_absolute_url()),
                Cell(row.training.starts_on, "date"), Cell(row.hours, "number"),
                Cell(row.get_result_display() if row.result else ""),
            )
            for row in own.select_related("training").order_by("-training__starts_on")[:_MOST]
        ]  # fmt: skip
        seen = permissions.trainings_visible_to(user)
        ahead = seen.filter(state="planned").order_by("starts_on")
        page.tables = [Table("将要举办", heads, _rows(ahead), "近期没有安排培训")]
        page.tables.append(Table("我参加过的", ("培训", "日期", "学时", "考核"), mine, "还没有培训记录"))
        if keeps_somewhere(user):
            page.tables.append(Table("已举办", heads, _rows(seen.filter(state="held")), "还没有登记"))
        return page


class TrainingMixin:
    """Finds the training in the address within the scope."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def row(self) -> Training:
        """The training, or 404."""
        rows = permissions.trainings_visible_to(self.request.user).select_related("branch")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        """Whoever keeps it."""
        return permissions.keeps_training(self.request.user, self.row)


class TrainingDetailView(TrainingMixin, RoomView):
    """One training."""

    def allowed(self) -> bool:
        return True

    def page(self) -> Page:
        row, keeps = self.row, permissions.keeps_training(self.request.user, self.row)
        page = Page(
            row.title, crumbs=((HOME[0], reverse(HOME[1])),), eyebrow=row.get_kind_display(),
            badges=((row.get_state_display(), TRAINING_TONES[row.state]),),
        )  # fmt: skip
        people = row.trainees.count()
        came = row.trainees.filter(hours__gt=0).count() if row.state == "held" else people
        times = came if row.reported_times is None else row.reported_times
        page.stats = [("课次", row.sessions.count(), "次", ""), ("学时", row.hours, "学时", "")]
        page.stats += [("参加" if row.state == "held" else "名单", times, "人次", "")]
        page.facts = [FactCard("培训", (
            Fact("日期", f"{row.starts_on} 至 {row.ends_on}" if row.ends_on > row.starts_on else row.ends_on),
            Fact("地点", row.place), Fact("授课人", row.teacher), Fact("举办", row.branch or "全院"),
            Fact("培训内容", row.content, "note"),
        ))]  # fmt: skip
        add = (_link("加一次课", "training_session", row),) if keeps and row.state == "planned" else ()
        page.tables.append(_sessions(row, add))
        if keeps:
            page.history = row
            page.buttons = _buttons(row, people)
            page.tables.append(_trainees(row))
        return page


def _link(label: str, name: str, row: Training, icon: str = "plus") -> Button:
    return Button(label, reverse(f"rooms:{name}", args=[row.pk]), icon=icon)


def _buttons(row: Training, people: int) -> list[Button]:
    found = step_buttons(
        TRAININGS.steps_from(row.state), lambda key: reverse("rooms:training_step", args=[row.pk, key])
    )
    if people and row.state != "cancelled":
        found.insert(0, _link("登记到课与成绩", "training_results", row, "user-check"))
    found.append(_link("修改", "training_edit", row, "pencil"))
    sheet = reverse("rooms:training_sheet", args=[row.pk])
    return [*found, Button("打印签到表", sheet, icon="printer", target="_blank")]


def _sessions(row: Training, buttons: tuple[Button, ...]) -> Table:
    rows = [
        (
            Cell(f"{timezone.localtime(each.starts_at):%Y-%m-%d %H:%M}", "lead"), Cell(each.topic),
            Cell(each.hours, "number"),
        )
        for each in row.sessions.all()
    ]  # fmt: skip
    return Table("课次", ("时间", "主题", "学时"), rows, buttons=buttons)


def _trainees(row: Training) -> Table:
    planned = row.state == "planned"
    rows = []
    for each in row.trainees.select_related("member__department"):
        gone = reverse("rooms:trainee_remove", args=[row.pk, each.pk])
        out = (Button("移出", gone, "ghost", post=True, confirm="从名单中移出？"),) if planned else ()
        shown = (
            Cell(each.get_result_display(), "badge", tone=_TEST_TONES[each.result]) if each.result else Cell()
        )
        rows.append((
            Cell(each.member.name, "lead"), Cell(each.member.department), Cell(each.hours, "number"),
            Cell(each.score), shown, Cell(kind="buttons", buttons=out),
        ))  # fmt: skip
    add = (_link("添加学员", "training_people", row, "user-plus"),) if planned else ()
    heads = ("姓名", "科室", "获得学时", "成绩", "考核", "")
    return Table("学员", heads, rows, "还没有学员", "添加后他们会收到通知。", buttons=add)


class TrainingCreateView(RoomFormView):
    """Enter a training."""

    form_class = TrainingForm
    title, home = "登记培训", HOME

    def allowed(self) -> bool:
        return keeps_somewhere(self.request.user)

    def carry_out(self, form: TrainingForm) -> str:
        typed = form.cleaned_data
        row = trainings.plan_training(
            form.values(), starts_at=typed["starts_at"], hours=typed["hours"], actor=self.request.user
        )
        return self.page_url(row)


class TrainingEditView(TrainingMixin, RoomFormView):
    """Change its facts."""

    form_class = TrainingForm
    title, home = "修改培训", HOME

    def carry_out(self, form: TrainingForm) -> str:
        version = form.cleaned_data["version"] or 0
        trainings.edit_training(self.row, form.values(), version=version, actor=self.request.user)
        return self.back()


class TrainingSessionView(TrainingMixin, RoomFormView):
    """One more session."""

    form_class = TrainingSessionForm
    title, home = "加一次课", HOME

    def carry_out(self, form: TrainingSessionForm) -> str:
        trainings.add_session(self.row, **form.cleaned_data, actor=self.request.user)
        return self.back()


class TrainingPeopleView(TrainingMixin, RoomFormView):
    """People for the list."""

    form_class = PeopleForm
    title, submit, home = "添加学员", "添加", HOME

    def carry_out(self, form: PeopleForm) -> str:
        count = trainings.add_trainees(self.row, form.cleaned_data["members"], actor=self.request.user)
        self.done = f"已添加 {count} 人"
        return self.back()


class TrainingResultsView(TrainingMixin, RoomFormView):
    """Who came, and the scores."""

    form_class = ResultsForm
    title, home = "登记到课与成绩", HOME
    note = "默认全部到课；学时按到课的课次自动合计"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "training": self.row}

    def carry_out(self, form: ResultsForm) -> str:
        trainings.record_results(self.row, form.attended(), form.scores(), actor=self.request.user)
        return self.back()


class TrainingStepView(TrainingMixin, RoomFormView):
    """Held, cancelled, open again."""

    form_class = NoteForm
    home = HOME

    @cached_property
    def action(self) -> TrainingAction:
        """The step in the address, or 404."""
        try:
            return TrainingAction(self.kwargs["action"])
        except ValueError as error:
            raise Http404 from error

    def allowed(self) -> bool:
        return super().allowed() and self.action in {m.action for m in TRAININGS.steps_from(self.row.state)}

    @property
    def heading(self) -> str:
        return self.action.label

    def carry_out(self, form: NoteForm) -> str:
        self.done = f"{self.action.label}：已记录"
        note = form.cleaned_data["note"]
        trainings.advance_training(self.row, self.action, actor=self.request.user, today=today(), note=note)
        return self.back()


def _kept(request: HttpRequest, pk: int) -> Training:
    row = get_object_or_404(permissions.trainings_visible_to(request.user), pk=pk)
    if not permissions.keeps_training(request.user, row):
        raise Http404
    return row


@login_required
@require_POST
def trainee_remove(request: HttpRequest, pk: int, trainee: int) -> HttpResponse:
    """Take somebody off the list."""
    row = _kept(request, pk)
    found = get_object_or_404(Trainee, pk=trainee, training=row)
    take(request, lambda: trainings.remove_trainee(found, actor=request.user), "已移出")
    return redirect(row)


@login_required
@require_safe
def training_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """培训签到表: a column to sign for each session."""
    row = _kept(request, pk)
    people = row.trainees.select_related("member__department").order_by("member__name_pinyin")
    context = {
        "lines": [("培训名称", row.title), ("地点", row.place), ("授课人", row.teacher), ("学时", row.hours)],
        "people": [each.member for each in people],
        "columns": [f"{timezone.localtime(each.starts_at):%m-%d %H:%M}" for each in row.sessions.all()][:5],
        "blank": range(5),
    }
    return pdf_answer(request, "pdf/room_signing.html", context, title="培训签到表", row=row)
