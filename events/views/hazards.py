"""Hazards: one's own and one's department's, one hazard, its steps."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from events.forms.hazards import AssignForm, HazardForm, ReasonForm, RecheckForm, RectifyForm
from events.ledgers.hazards import TONES
from events.models import Hazard
from events.permissions import hazards as permissions
from events.permissions.rooms import me
from events.rules.hazards import COUNTED, FLOW, HazardAction, quarter_of, rate
from events.services import hazards
from events.services.photos import small_picture
from events.views.room_pages import (
    Button,
    Cell,
    Fact,
    FactCard,
    Page,
    RoomFormView,
    RoomView,
    Table,
    files_of,
    keep_file,
    step_buttons,
)
from union.common.dates import today
from union.common.errors import DomainError
from union.organisation.choices import Right

HOME = ("隐患排查", "rooms:hazard_home")
_MOST = 50


def _rows(rows: Any) -> list[tuple[Cell, ...]]:
    return [
        (
            Cell(row.place, "lead", row.get_absolute_url()),
            Cell(row.get_kind_display()),
            Cell(row.found_on, "date"),
            Cell(row.department.name if row.department else ""),
            Cell(row.due_on, "due" if row.state == "assigned" else "date"),
            Cell(row.get_state_display(), "badge", tone=TONES[row.state]),
        )
        for row in rows.select_related("department")[:_MOST]
    ]


class HazardHomeView(RoomView):
    """What I reported, what my department has to put right, the rate of this quarter."""

    def page(self) -> Page:
        user = self.request.user
        heads = ("地点", "类别", "发现日期", "责任科室", "整改期限", "状态")
        page = Page(
            "隐患排查",
            note="查身边隐患、保职工安全、促医院发展：看到就报，办到销号",
            crumbs=(("职工之家", ""),),
        )
        page.buttons.append(Button("上报隐患", reverse("rooms:hazard_report"), "primary", "plus"))
        if user.access.can(Right.VIEW_MEMBERS):
            page.buttons.append(Button("隐患台账", reverse("rooms:hazard_list"), icon="list-checks"))
        seen = permissions.hazards_visible_to(user)
        if user.access.can(Right.HANDLE_HAZARDS):
            page.stats = _quarter(seen)
            page.tables.append(Table("待办理", heads, _rows(_waiting(user, seen)), "没有待办理的隐患"))
        own = seen.filter(reported_by=user) | seen.filter(finder__user_id=user.pk)
        page.tables.append(
            Table(
                "我上报的", heads, _rows(own.order_by("-pk")), "还没有上报过", "看到隐患，拍张照片就能上报。"
            )
        )
        return page


def _waiting(user: Any, seen: Any) -> Any:
    if permissions.directs(user):
        return seen.filter(state__in=("reported", "assigned", "rectified")).order_by("due_on", "pk")
    departments = user.access.scope(Right.HANDLE_HAZARDS).department_ids
    return seen.filter(state="assigned", department_id__in=departments).order_by("due_on", "pk")


def _quarter(seen: Any) -> list[tuple[str, Any, str, str]]:
    first, last = quarter_of(today())
    rows = seen.filter(found_on__range=(first, last), state__in=COUNTED)
    found, closed = rows.count(), rows.filter(state="closed").count()
    share = rate(closed, found)
    late = seen.filter(state="assigned", due_on__lt=today()).count()
    return [
        ("本季度查出", found, "处", ""), ("已销号", closed, "处", ""),
        ("整改率", "—" if share is None else share, "%" if share is not None else "", ""),
        ("逾期未整改", late, "处", ""),
    ]  # fmt: skip


class HazardMixin:
    """Finds the hazard in the address within the scope."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def row(self) -> Hazard:
        """The hazard, or 404."""
        rows = permissions.hazards_visible_to(self.request.user).select_related(
            "finder", "branch", "department", "reported_by", "rechecked_by"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class HazardDetailView(HazardMixin, RoomView):
    """One hazard from finding to re-check."""

    def page(self) -> Page:
        row, user = self.row, self.request.user
        badges = [(row.get_level_display(), "danger" if row.level == "major" else "neutral")]
        badges.append((row.get_state_display(), TONES[row.state]))
        moves = [m for m in FLOW.steps_from(row.state) if permissions.can_take(user, row, m.action)]
        page = Page(
            row.place, crumbs=((HOME[0], reverse(HOME[1])),), eyebrow=row.get_kind_display(),
            badges=tuple(badges), files=files_of(row),
            buttons=step_buttons(moves, lambda key: reverse("rooms:hazard_step", args=[row.pk, key])),
        )  # fmt: skip
        if permissions.can_edit(user, row):
            page.buttons.append(Button("修改", reverse("rooms:hazard_edit", args=[row.pk]), icon="pencil"))
        if permissions.directs(user):
            page.history, page.watched = row, ("hazard", row.pk)
        if row.state == "rectified" and row.rectified_by_id == user.pk and permissions.directs(user):
            page.alerts.append(("info", "等待复查", "整改是您登记的，请由另一位工会专干复查"))
        page.facts = _facts(row, shows_finder=permissions.sees_finder(user, row))
        return page


def _facts(row: Hazard, *, shows_finder: bool) -> list[FactCard]:
    found = [Fact("发现日期", row.found_on, "date"), Fact("地点", row.place)]
    if shows_finder:
        found += [Fact("发现人", row.finder), Fact("支会", row.branch)]
    found.append(Fact("隐患情况", row.description, "note"))
    due = "due" if row.state == "assigned" else "date"
    handled = (
        Fact("责任科室", row.department), Fact("整改期限", row.due_on, due),
        Fact("整改日期", row.rectified_on, "date"), Fact("复查日期", row.rechecked_on, "date"),
        Fact("整改情况", row.measures, "note"), Fact("复查意见", row.recheck_note, "note"),
    )  # fmt: skip
    return [FactCard("隐患", tuple(found)), FactCard("整改与复查", handled)]


class HazardReportView(RoomFormView):
    """Report a hazard; works on a phone."""

    form_class = HazardForm
    title, submit, home = "上报隐患", "上报", HOME
    note = "看到就报：在哪里、什么情况，最好拍一张照片"
    done = "已上报，处理结果会通知您"
    draft_key = "events-hazard"

    def carry_out(self, form: HazardForm) -> str:
        user = self.request.user
        picture = _picture(form.cleaned_data["photo"])
        finder = form.cleaned_data.get("finder") or me(user)
        with transaction.atomic():
            row = hazards.report_hazard(form.values(), finder=finder, actor=user, today=today())
            keep_file(picture, owner=row, actor=user, kind="现场照片", name="photo")
        return self.page_url(row)


def _picture(file: Any) -> Any:
    """The picture made small and stripped, or None."""
    if not file:
        return None
    try:
        return small_picture(file)
    except DomainError as error:
        raise DomainError(str(error), field="photo") from error


class HazardEditView(HazardMixin, RoomFormView):
    """Correct a report before it is assigned."""

    form_class = HazardForm
    title, home = "修改隐患登记", HOME

    def allowed(self) -> bool:
        return permissions.can_edit(self.request.user, self.row)

    def carry_out(self, form: HazardForm) -> str:
        user = self.request.user
        picture = _picture(form.cleaned_data["photo"])
        with transaction.atomic():
            version = form.cleaned_data["version"] or 0
            hazards.edit_hazard(self.row, form.values(), version=version, actor=user, today=today())
            keep_file(picture, owner=self.row, actor=user, kind="现场照片", name="photo")
        return self.back()


_FORMS: dict[str, Any] = {
    "assign": AssignForm, "reassign": AssignForm, "reject": ReasonForm, "rectify": RectifyForm,
    "close": RecheckForm, "send_back": RecheckForm,
}  # fmt: skip


class HazardStepView(HazardMixin, RoomFormView):
    """One step of a hazard, with what it needs to know."""

    home = HOME

    @cached_property
    def action(self) -> HazardAction:
        """The step in the address, or 404."""
        try:
            return HazardAction(self.kwargs["action"])
        except ValueError as error:
            raise Http404 from error

    def allowed(self) -> bool:
        steps = {move.action for move in FLOW.steps_from(self.row.state)}
        return self.action in steps and permissions.can_take(self.request.user, self.row, self.action)

    @property
    def heading(self) -> str:
        return self.action.label

    def get_form_class(self) -> Any:
        self.form_class = _FORMS[self.action.value]
        return self.form_class

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.action == HazardAction.CLOSE:
            del form.fields["due_on"]
        return form

    def get_initial(self) -> dict[str, Any]:
        return {"department": self.row.department_id, "level": self.row.level, "due_on": self.row.due_on}

    def carry_out(self, form: Any) -> str:
        self.done = f"{self.action.label}：已记录"
        _carry_out(self.row, self.action, form.cleaned_data, self.request.user)
        return self.back()


def _carry_out(row: Hazard, action: HazardAction, typed: dict[str, Any], actor: Any) -> None:
    day = today()
    if action in (HazardAction.ASSIGN, HazardAction.REASSIGN):
        hazards.assign(row, **typed, actor=actor, today=day)
    elif action == HazardAction.REJECT:
        hazards.reject(row, note=typed["note"], actor=actor)
    elif action == HazardAction.RECTIFY:
        picture = _picture(typed["photo"])
        with transaction.atomic():
            hazards.rectify(row, measures=typed["measures"], on=typed["on"], actor=actor, today=day)
            keep_file(picture, owner=row, actor=actor, kind="整改后照片", name="photo")
    else:
        hazards.recheck(
            row, passed=action == HazardAction.CLOSE, note=typed["note"], due_on=typed.get("due_on"),
            actor=actor, today=day,
        )  # fmt: skip
