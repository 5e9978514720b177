"""Suggestions: one's own, one of them, its steps."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from events.forms.activities import NoteForm
from events.forms.suggestions import AdoptForm, AwardForm, CarryOutForm, DeclineForm, PayForm, SuggestionForm
from events.ledgers.suggestions import TONES
from events.models import Suggestion
from events.permissions import suggestions as permissions
from events.permissions.rooms import me
from events.rules.suggestions import FLOW, SuggestionAction
from events.services import suggestions
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
from union.funds.selectors import is_booked
from union.organisation.choices import Right

HOME = ("合理化建议", "rooms:suggestion_home")
A = SuggestionAction
_MOST = 50


def _rows(rows: Any) -> list[tuple[Cell, ...]]:
    return [
        (
            Cell(row.title, "lead", row.get_absolute_url()),
            Cell(row.get_kind_display()),
            Cell(row.submitted_on, "date"),
            Cell(row.get_award_display() if row.award else ""),
            Cell(row.get_state_display(), "badge", tone=TONES[row.state]),
        )
        for row in rows[:_MOST]
    ]


class SuggestionHomeView(RoomView):
    """My suggestions, and for those who decide the ones that wait."""

    def page(self) -> Page:
        user = self.request.user
        heads = ("建议", "类别", "提出日期", "奖项", "状态")
        page = Page(
            "合理化建议", note="金点子：说清现状和办法，采纳和实施情况都会告诉您", crumbs=(("职工之家", ""),)
        )
        page.buttons.append(Button("提建议", reverse("rooms:suggestion_create"), "primary", "plus"))
        if user.access.can(Right.VIEW_MEMBERS):
            page.buttons.append(Button("建议台账", reverse("rooms:suggestion_list"), icon="list-checks"))
        seen = permissions.suggestions_visible_to(user)
        if permissions.reviews(user):
            waiting = seen.filter(state__in=("submitted", "adopted")).order_by("-state", "submitted_on")
            page.tables.append(Table("待办理", heads, _rows(waiting), "没有待办理的建议"))
        own = seen.filter(proposer__user_id=user.pk) | seen.filter(submitted_by=user)
        hint = "一条好建议，从身边的小事开始。"
        page.tables.append(Table("我提出的", heads, _rows(own.order_by("-pk")), "还没有提过建议", hint))
        return page


def _paid(row: Suggestion) -> str:
    """Whether the award is in the cash book; "" where no money is given."""
    if not row.award_amount:
        return ""
    return "已支付入账" if is_booked(permissions.award_source(row)) else "未支付"


class SuggestionMixin:
    """Finds the suggestion in the address within the scope."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def row(self) -> Suggestion:
        """The suggestion, or 404."""
        rows = permissions.suggestions_visible_to(self.request.user).select_related(
            "proposer__user", "branch", "department", "reviewed_by"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class SuggestionDetailView(SuggestionMixin, RoomView):
    """One suggestion from idea to effect."""

    def page(self) -> Page:
        row, user = self.row, self.request.user
        moves = [m for m in FLOW.steps_from(row.state) if permissions.can_take(user, row, m.action)]
        badges = [(row.get_state_display(), TONES[row.state])]
        if row.award:
            badges.append((row.get_award_display(), "accent"))
        page = Page(
            row.title, crumbs=((HOME[0], reverse(HOME[1])),), eyebrow=row.get_kind_display(),
            badges=tuple(badges), files=files_of(row),
            buttons=step_buttons(moves, lambda key: reverse("rooms:suggestion_step", args=[row.pk, key])),
        )  # fmt: skip
        if permissions.reviews(user):
            page.history, page.watched = row, ("suggestion", row.pk)
        page.facts = [
            FactCard("建议", (
                Fact("建议人", row.proposer), Fact("支会", row.branch),
                Fact("提出日期", row.submitted_on, "date"),
                Fact("现状与问题", row.situation, "note"), Fact("建议内容", row.proposal, "note"),
                Fact("预期效果", row.benefit, "note"),
            )),
            FactCard("评审与实施", (
                Fact("评审日期", row.reviewed_on, "date"), Fact("评审意见", row.opinion, "note"),
                Fact("实施科室", row.department or ("工会自行实施" if row.reviewed_on else "")),
                Fact("实施期限", row.due_on, "due" if row.state == "adopted" else "date"),
                Fact("实施日期", row.carried_out_on, "date"), Fact("经济效益", row.saving, "money"),
                Fact("实施效果", row.effect, "note"), Fact("奖金", row.award_amount, "money"),
                Fact("奖励日期", row.awarded_on, "date"), Fact("支付", _paid(row)),
            )),
        ]  # fmt: skip
        return page


class SuggestionCreateView(RoomFormView):
    """Hand a suggestion in; works on a phone."""

    form_class = SuggestionForm
    title, submit, home = "提建议", "提交", HOME
    done = "已提交，评审结果会通知您"
    draft_key = "events-suggestion"

    def carry_out(self, form: SuggestionForm) -> str:
        user = self.request.user
        proposer = form.cleaned_data.get("proposer") or me(user)
        with transaction.atomic():
            row = suggestions.hand_in(form.values(), proposer=proposer, actor=user, today=today())
            file = form.cleaned_data["attachment"]
            keep_file(file, owner=row, actor=user, kind="附件", name="attachment")
        return self.page_url(row)


_FORMS: dict[str, Any] = {
    "adopt": AdoptForm, "decline": DeclineForm, "carry_out": CarryOutForm, "award": AwardForm,
    "pay": PayForm, "unpay": NoteForm, "withdraw": NoteForm,
}  # fmt: skip


class SuggestionStepView(SuggestionMixin, RoomFormView):
    """One step of a suggestion."""

    home = HOME

    @cached_property
    def action(self) -> SuggestionAction:
        """The step in the address, or 404."""
        try:
            return SuggestionAction(self.kwargs["action"])
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

    def carry_out(self, form: Any) -> str:
        self.done = f"{self.action.label}：已记录"
        typed, known = form.cleaned_data, {"actor": self.request.user}
        if self.action == A.WITHDRAW:
            suggestions.withdraw(self.row, **known)
            return self.back()
        calls = {
            A.CARRY_OUT: suggestions.carry_out,
            A.AWARD: suggestions.give_award,
            A.UNPAY: suggestions.unpay_award,
        }
        if self.action == A.PAY:
            suggestions.pay_award(self.row, **typed, **known)
        elif self.action in calls:
            calls[self.action](self.row, **typed, **known, today=today())
        else:
            suggestions.review(self.row, adopt=self.action == A.ADOPT, **typed, **known, today=today())
        return self.back()
