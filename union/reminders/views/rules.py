"""提醒规则: what is told when and to whom; what could not be delivered. For users with EDIT_SETTINGS."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from union.common.dates import today
from union.common.errors import DomainError
from union.common.views.access import require_right
from union.organisation.choices import Right
from union.reminders.choices import DeliveryState
from union.reminders.declare import rules
from union.reminders.forms import RuleVersionForm
from union.reminders.models import Delivery, RuleRun, RuleVersion
from union.reminders.rules.plans import in_words, whom_in_words
from union.reminders.selectors import people
from union.reminders.selectors.plans import plans_on
from union.reminders.services import rules as services
from union.reminders.services.clock import unknown_mails
from union.reminders.services.digests import gateway_is_on, mail_is_on


@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """Every rule: whether it is on, its days, its last run."""
    require_right(request, Right.EDIT_SETTINGS)
    plans, runs = plans_on(today()), {run.rule: run for run in RuleRun.objects.all()}
    rows = [
        {
            "key": key, "label": rule.label, "plan": plans[key], "run": runs.get(key),
            "steps": [(in_words(step), whom_in_words(step)) for step in plans[key].steps],
        }
        for key, rule in rules.items()
    ]  # fmt: skip
    context = {
        "rows": rows, "last": runs.get("*"), "mail": runs.get("*mail"), "mail_on": mail_is_on(),
        "gateway_on": gateway_is_on(), "unreachable": people.without_login().count(),
        "unknown": unknown_mails(),
    }  # fmt: skip
    return render(request, "reminders/rule_list.html", context)


def rule_edit(request: HttpRequest, key: str) -> HttpResponse:
    """The next version of one rule, beginning with what holds now; the versions so far below."""
    require_right(request, Right.EDIT_SETTINGS)
    if key not in rules:
        raise Http404
    plan = plans_on(today())[key]
    form = RuleVersionForm(request.POST or None, steps=plan.steps, initial={"is_active": plan.is_active})
    if request.method == "POST" and form.is_valid():
        done = _change(request, key, form)
        if done is not None:
            return done
    versions = [
        (version, [(in_words(step), whom_in_words(step)) for step in services.plans.from_json(version.steps)])
        for version in RuleVersion.objects.filter(rule=key).select_related("entered_by")
    ]
    context = {"form": form, "rule": rules[key], "versions": versions, "today": today()}
    return render(request, "reminders/rule_edit.html", context)


def _change(request: HttpRequest, key: str, form: RuleVersionForm) -> HttpResponse | None:
    typed, user = form.cleaned_data, request.user
    try:
        services.change_rule(
            key, valid_from=typed["valid_from"], is_active=typed["is_active"], steps=form.steps(),
            document=typed["document"], actor=user,  # type: ignore[arg-type]
        )  # fmt: skip
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    messages.success(request, f"“{rules[key].label}”已保存，{typed['valid_from']} 起生效")
    return redirect("reminders:rule_list")


@require_safe
def unreachable(request: HttpRequest) -> HttpResponse:
    """People whom a notice does not reach."""
    require_right(request, Right.EDIT_SETTINGS)
    context: dict[str, Any] = {
        "no_login": people.without_login()[:200],
        "no_address": people.without_address(),
        "refused": people.refused_by_mail()[:200],
    }
    return render(request, "reminders/unreachable.html", context)


@require_safe
def delivery_list(request: HttpRequest) -> HttpResponse:
    """What left the house and what did not; mails with unknown outcome first."""
    require_right(request, Right.EDIT_SETTINGS)
    wanted = request.GET.get("state", "")
    rows = Delivery.objects.select_related("user", "seen_by")
    if wanted in DeliveryState.values:
        rows = rows.filter(state=wanted)
    return render(request, "reminders/delivery_list.html", _deliveries(request, rows, wanted))


def _deliveries(request: HttpRequest, rows: Any, wanted: str) -> dict[str, Any]:
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    tabs = [("全部", "?", wanted == "")]
    tabs += [(state.label, f"?state={state.value}", wanted == state.value) for state in DeliveryState]
    mail = RuleRun.objects.filter(rule="*mail").first()
    return {"page": page, "tabs": tabs, "mail": mail}


@require_POST
def delivery_seen(request: HttpRequest, pk: str) -> HttpResponse:
    """Staff has looked at a mail with unknown outcome; it stays unknown."""
    require_right(request, Right.EDIT_SETTINGS)
    delivery = get_object_or_404(Delivery, pk=pk, state=DeliveryState.UNKNOWN)
    Delivery.objects.filter(pk=delivery.pk, seen_by=None).update(seen_by=request.user)
    messages.success(request, "已记为已核实")
    return redirect("reminders:delivery_list")
