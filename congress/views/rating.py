"""The appraisal sheet: with an account, or with a one-time code and without one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from congress.choices.ballots import PollState
from congress.forms.appraisals import CodeForm
from congress.forms.votes import CastForm
from congress.models import RollEntry
from congress.rules.ballots import BallotForm
from congress.selectors.votes import has_voted
from congress.services import appraisals as services
from congress.services.polls import is_over
from congress.views.appraisals import visible_appraisal
from congress.views.polls import leave_no_trace, take_ballot

_UNKNOWN = "测评码不存在、已经用过，或测评已经结束，请核对后再输入"


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def appraisal_cast(request: HttpRequest, pk: int) -> HttpResponse:
    """Rate with one's own account."""
    leave_no_trace(request)
    appraisal = visible_appraisal(request, pk)
    entry = appraisal.poll.roll.filter(user=request.user).select_related("poll__appraisal").first()
    if entry is None:
        raise Http404
    context = _context(entry)
    is_open = appraisal.poll.state == PollState.OPEN and not is_over(appraisal.poll, timezone.now())
    refused = "" if is_open else "测评没有开始或已经结束"
    if not refused and request.method == "GET" and has_voted(appraisal.poll, entry.voter):
        refused = "您已经交过测评表"
    if refused and request.method == "GET":
        return render(request, "congress/votes/receipt.html", {**context, "refused": refused})
    return _sheet(request, entry, context, request.POST if request.method == "POST" else None)


@login_not_required
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def appraisal_code(request: HttpRequest) -> HttpResponse:
    """Rate with a code on paper. The code comes by POST alone: it never stands in an address or a log."""
    leave_no_trace(request)
    code_form = CodeForm(request.POST or None)
    entry = None
    if request.method == "POST" and code_form.is_valid():
        entry = services.entry_of_code(code_form.cleaned_data["code"])
        if entry is None or has_voted(entry.poll, entry.voter):
            entry = None
            code_form.add_error("code", _UNKNOWN)
    if entry is None:
        status = 422 if request.method == "POST" else 200
        return render(request, "congress/appraisals/code.html", {"form": code_form}, status=status)
    context = {**_context(entry), "code": code_form.cleaned_data["code"], "plain": True}
    return _sheet(request, entry, context, request.POST if request.POST.get("filled") else None)


def _context(entry: RollEntry) -> dict[str, Any]:
    return {"appraisal": entry.poll.appraisal, "poll": entry.poll, "entry": entry}


def _sheet(request: HttpRequest, entry: RollEntry, context: dict[str, Any], data: Any) -> HttpResponse:
    """Show the sheet, or take it."""
    template = (
        "congress/appraisals/cast_plain.html" if context.get("plain") else "congress/appraisals/cast.html"
    )
    ballot = BallotForm.from_plain(entry.poll.form) if entry.poll.form else BallotForm(())
    skipped = services.own_lines(entry.poll.appraisal, entry.user_id)
    form = CastForm(data, ballot=ballot, skipped=skipped)
    context |= {"skipped": bool(skipped)}
    if data is None:
        return render(request, template, {**context, "form": form})
    return take_ballot(
        request, form, lambda filled: services.rate(entry, filled.answers()), context, template=template
    )
