"""Logins for members: one from the record page, many from the selection of the list."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from members import permissions
from members.services import account_slips
from members.services.accounts import open_login
from members.views.base import member_or_404
from union.common.errors import DomainError
from union.common.middleware import carried_out
from union.common.views.service_pages import chosen_ids


@login_required
@require_POST
def account_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one login and show its one-time password once, on a page to print."""
    member = member_or_404(request.user, pk)
    if not permissions.can_edit(request.user, member):
        raise Http404
    try:
        slip = open_login(member, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("members:member_detail", pk=pk)
    carried_out(request, reverse("members:member_detail", args=[pk]))
    answer = render(request, "members/account_slip.html", {"slip": slip, "member": member})
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def accounts_open(request: HttpRequest) -> HttpResponse:
    """Start the job that opens logins for the selected members; its result is the slips to print."""
    if not permissions.can_create(request.user):
        raise Http404
    try:
        job = account_slips.request_logins(chosen_ids(request), actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("members:member_list")
    return redirect("jobs:job_detail", pk=job.pk)
