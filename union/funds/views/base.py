"""Who may open a page of the cash book: without the right there is no such page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse

from union.common.dates import today
from union.funds import permissions
from union.funds.selectors.balances import years_in_book


class MoneyMixin(LoginRequiredMixin):
    """Pages for those who see the cash book; ``may(user)`` narrows."""

    may: Callable[[Any], bool] = staticmethod(permissions.can_view)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not self.may(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rights = {
            "may_post": permissions.can_post(user),
            "may_override": permissions.can_override(user),
            "today": today(),
        }
        return super().get_context_data(**{**rights, **kwargs})


def year_of(request: HttpRequest) -> int:
    """The year asked for, if the book has it, else the present one."""
    asked = request.GET.get("year", "")
    years = list(years_in_book(today()))
    return int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in years else today().year  # noqa: PLR2004
