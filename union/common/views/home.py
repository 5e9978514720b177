"""The start page: 今日要办."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from union.common import calendar, selectors
from union.common.dates import today

SHOWN_DUTIES = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, then a small picture of the year; ``?all=1`` shows every duty."""
    day = today()
    waiting = selectors.duties_of(request.user, day)
    shown = waiting.rows if request.GET.get("all") == "1" else waiting.rows[:SHOWN_DUTIES]
    cards = selectors.home_cards_of(request.user, day)
    context = {
        "today": day,
        "lunar": calendar.lunar_label(day),
        "waiting": waiting,
        "shown_duties": shown,
        "hidden_count": len(waiting.rows) - len(shown),
        "main_cards": [card for card in cards if card.main],
        "side_cards": [card for card in cards if not card.main],
    }
    return render(request, "common/home.html", context)
