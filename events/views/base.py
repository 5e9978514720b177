"""What the pages of one activity share: found within the scope and by right, else 404."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from events.ledgers.activities import SIGNUP_TONES, STATE_TONES
from events.models import Activity
from events.permissions import activities as permissions
from events.selectors.activities import activities_visible_to
from union.common.views.service_pages import ServiceFormView

__all__ = [
    "SIGNUP_TONES",
    "STATE_TONES",
    "ActivityFormView",
    "managed_activity",
    "tab_url",
    "visible_activity",
]


def visible_activity(user: Any, pk: int) -> Activity:
    """The activity within the user's scope, or 404."""
    rows = activities_visible_to(user).select_related("branch", "plan_line", "created_by", "submitted_by")
    return get_object_or_404(rows, pk=pk)


def managed_activity(user: Any, pk: int) -> Activity:
    """The same, for those who organise it; 404 for all others."""
    activity = visible_activity(user, pk)
    if not permissions.can_manage(user, activity):
        raise Http404
    return activity


def tab_url(activity: Activity, tab: str = "") -> str:
    """Address of the activity's page, at a tab."""
    return reverse("events:activity_detail", args=[activity.pk]) + (f"?tab={tab}" if tab else "")


class ActivityFormView(ServiceFormView):
    """A form about one activity on the plain form page; ``pk`` in the address. Subclasses say who may."""

    template_name = "events/form.html"
    title = ""
    note = ""
    submit = "保存"
    tab = ""

    @cached_property
    def activity(self) -> Activity:
        """The activity within the user's scope."""
        return visible_activity(self.request.user, self.kwargs["pk"])

    def allowed(self) -> bool:
        return permissions.can_manage(self.request.user, self.activity)

    def back(self) -> str:
        """Where the form came from and leads back to."""
        return tab_url(self.activity, self.tab)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            activity=self.activity, heading=self.title, note=self.note, submit=self.submit,
            back=self.back(), parent=self.activity.title, **kwargs,
        )  # fmt: skip
