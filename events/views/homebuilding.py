"""The 职工之家 check: opening, the checklist, points with their proof."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from events.forms.homebuilding import HomeCheckForm, ScoreForm
from events.models import HomeCheck
from events.permissions import homebuilding as permissions
from events.rules.homebuilding import FLOW, HomeAction
from events.services import homebuilding
from events.views.records import EDITORS, Fact, RecordFormView, RecordView
from union.common.attachments import attachments_of

TONES = {"draft": "neutral", "submitted": "warning", "reviewed": "success"}
EDITORS["homescore"] = lambda user, row: permissions.can_fill(user, row.check_of)


def checks_visible_to(user: Any) -> Any:
    """Checks within the scope."""
    return HomeCheck.objects.filter(permissions.visible_condition(user)).select_related("branch")


class HomeCheckView(RecordView):
    """One check with its items."""

    template_name = "events/home_check_detail.html"
    flow, actions, tones = FLOW, HomeAction, TONES
    crumb = ("职工之家考核", "events:home_check_list")

    def rows(self) -> Any:
        return checks_visible_to(self.request.user)

    def refusal(self, arrow: Any) -> str:
        return permissions.refusal(self.request.user, self.row, arrow)

    def take(self, action: Any, note: str) -> Any:
        version = self.shown_version
        return homebuilding.advance(self.row, action, actor=self.request.user, note=note, version=version)

    def facts(self) -> list[Fact]:
        row = self.row
        verdict = "" if row.is_passed is None else ("合格" if row.is_passed else "不合格")
        return [
            ("合格分", f"{row.pass_points} 分，必备项均须得分"), ("自评分", f"{row.self_total} 分"),
            ("考核分", "" if row.given_total is None else f"{row.given_total} 分"), ("结果", verdict),
            ("提交人", row.submitted_by or ""), ("考核人", row.reviewed_by or ""),
            ("考核日期", row.reviewed_on or ""),
        ]  # fmt: skip

    def page(self) -> dict[str, Any]:
        user, row = self.request.user, self.row
        scores = {score.item_key: score for score in row.scores.all()}
        return {
            "items": [
                (each, scores.get(each["key"]), attachments_of(scores[each["key"]])
                 if each["key"] in scores else [])
                for each in row.items
            ],
            "fills": permissions.can_fill(user, row), "gives": permissions.can_give(user, row),
        }  # fmt: skip


class HomeCheckCreateView(RecordFormView):
    """Open a check."""

    form_class = HomeCheckForm
    heading, submit, parent, done = "建立考核", "建立", "职工之家考核", "考核已建立，请逐项自评"

    def allowed(self) -> bool:
        return self.request.user.access.can("manage_events")

    def back(self) -> str:
        return reverse("events:home_check_list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def carry_out(self, form: HomeCheckForm) -> str:
        return homebuilding.open_check(**form.cleaned_data, actor=self.request.user).get_absolute_url()


class HomeScoreView(RecordFormView):
    """Points of one item: claimed by the branch, or given by the reviewer."""

    form_class = ScoreForm

    @cached_property
    def row(self) -> HomeCheck:
        """The check."""
        return get_object_or_404(checks_visible_to(self.request.user), pk=self.kwargs["pk"])

    @cached_property
    def item(self) -> dict[str, Any]:
        """The item."""
        found = self.row.item(self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    @property
    def gives(self) -> bool:
        """The reviewer is here."""
        return permissions.can_give(self.request.user, self.row)

    @property
    def heading(self) -> str:  # type: ignore[override]
        """Name of the item."""
        return str(self.item["title"])

    @property
    def parent(self) -> str:  # type: ignore[override]
        """Name of the check."""
        return str(self.row)

    def allowed(self) -> bool:
        return bool(self.item) and (permissions.can_fill(self.request.user, self.row) or self.gives)

    def back(self) -> str:
        return self.row.get_absolute_url()

    def get_initial(self) -> dict[str, Any]:
        score = self.row.scores.filter(item_key=self.item["key"]).first()
        if score is None:
            return {}
        if self.gives:
            given = score.self_points if score.given_points is None else score.given_points
            return {"points": given, "evidence": score.comment}
        return {"points": score.self_points, "evidence": score.evidence}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "gives": self.gives, "most": self.item["points"]}

    def carry_out(self, form: ScoreForm) -> str:
        typed, key, user = form.cleaned_data, self.item["key"], self.request.user
        if self.gives:
            homebuilding.give_points(
                self.row, key, points=typed["points"], comment=typed["evidence"], actor=user
            )
        else:
            homebuilding.save_score(self.row, key, **typed, actor=user)
        return self.back()
