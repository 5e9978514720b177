"""What the pages of one member share: found within the scope, else 404."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.utils.functional import cached_property

from members.models import Member
from members.selectors import member_for_record


def member_or_404(user: Any, pk: int) -> Member:
    """The member, within the scope of ``user``."""
    member = member_for_record(user, pk)
    if member is None:
        raise Http404
    return member


class MemberMixin(LoginRequiredMixin):
    """A page of one member, ``pk`` in the address; whoever may not see him gets 404."""

    @cached_property
    def member(self) -> Member:
        """The member, within the user's scope."""
        return member_or_404(self.request.user, self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(member=self.member, **kwargs)
