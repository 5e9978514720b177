"""我的服务: what a member has, one part per subject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.views.generic import TemplateView

from members.models import Member
from members.selectors import own_member
from union.common.dates import today
from union.common.registries import Registry
from welfare.permissions import care as may
from welfare.selectors.mutual import claims_visible_to, policies_of


@dataclass(frozen=True, slots=True)
class Part:
    """A card of the page; ``context(member)`` is None where there is nothing to show."""

    template: str
    context: Callable[[Member], dict[str, Any] | None]


parts: Registry[Part] = Registry("my_services")


class MineView(LoginRequiredMixin, TemplateView):
    """One's own page; without a member's record there is nothing on it."""

    template_name = "welfare/care/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        if not may.may_be_member(user):
            raise Http404
        member = own_member(user)
        shown = []
        for part in parts if member is not None else ():
            context = part.context(member)
            if context is not None:
                shown.append({"template": part.template, "context": {**context, "today": today()}})
        return super().get_context_data(parts=shown, **kwargs)


def mutual(member: Member) -> dict[str, Any] | None:
    """Policies and claims."""
    policies = list(policies_of(member))
    if not policies or member.user is None:
        return None
    claims = claims_visible_to(member.user).filter(enrolment__member=member)
    return {"policies": policies, "claims": claims}
