"""Calendar feeds and `.ics` files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView

from events.choices.activities import ActivityKind
from events.forms.plans import FeedForm
from events.models import CalendarFeed
from events.rules.activities import UNPUBLISHED
from events.services import feeds
from events.services.icalendar_text import calendar_text
from events.views.base import visible_activity
from union.common.errors import DomainError
from union.common.middleware import carried_out


class FeedListView(LoginRequiredMixin, FormView):
    """One's own feeds; a new one shows its address once."""

    template_name = "events/feed_list.html"
    form_class = FeedForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(CalendarFeed.objects.filter(user=self.request.user, revoked_at=None))
        labels = dict(ActivityKind.choices)
        shown = [(row, "、".join(str(labels.get(kind, kind)) for kind in row.kinds)) for row in rows]
        return super().get_context_data(feeds=shown, **kwargs)

    def form_valid(self, form: FeedForm) -> HttpResponse:
        try:
            _feed, token = feeds.create_feed(self.request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        carried_out(self.request, reverse("events:feed_list"))
        address = self.request.build_absolute_uri(reverse("events:feed", args=[token]))
        return self.render_to_response(self.get_context_data(form=FeedForm(), address=address))


@login_required
@require_POST
def feed_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop one of one's own feeds."""
    feed = get_object_or_404(CalendarFeed, pk=pk, user=request.user)
    feeds.revoke_feed(feed, actor=request.user)
    messages.success(request, "已停用，原地址不再可用")
    return redirect("events:feed_list")


def _calendar(text: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return answer


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The feed itself: calendar clients cannot log in, the secret in the address is the key."""
    found = feeds.feed_of(token)
    if found is None:
        raise Http404
    return _calendar(calendar_text(feeds.activities_of(found), name=found.label), "events")


@login_required
@require_safe
def activity_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """One activity for the own calendar."""
    activity = visible_activity(request.user, pk)
    if activity.state in UNPUBLISHED:
        raise Http404
    return _calendar(calendar_text([activity], name=activity.title), f"activity-{pk}")
