"""Pictures that show me: agree, or not."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from events.choices.activities import PictureAnswer
from events.selectors.activities import activities_visible_to
from events.selectors.pictures import own_pictures
from events.services import photos
from union.common.views.service_pages import take

_MOST = 60


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Pictures of activities that show the user, with what he answered."""
    rows = list(own_pictures(request.user)[:_MOST])
    asked = [row.activity_id for row in rows]
    seen = set(activities_visible_to(request.user).filter(pk__in=asked).values_list("pk", flat=True))
    return render(request, "events/pictures.html", {"rows": rows, "seen": seen})


@login_required
@require_POST
def answer(request: HttpRequest, pk: int, word: str) -> HttpResponse:
    """Agree or refuse; the last word counts."""
    row = get_object_or_404(own_pictures(request.user), pk=pk)
    agrees = word == PictureAnswer.GIVEN.value
    done = "已同意使用这张照片" if agrees else "照片已不再显示"
    take(
        request,
        lambda: photos.answer_picture(row, agrees=agrees, actor=request.user, now=timezone.now()),
        done,
    )
    return redirect("events:pictures")
