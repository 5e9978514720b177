"""The product's pages, and two more that do one thing each for whoever asks."""

import datetime as dt
import os
from decimal import Decimal

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from tests.faults.worker_app.apps import KIND
from union.common.dates import today
from union.funds.choices import FundSource, Purpose
from union.funds.selectors.accounts import account_for
from union.funds.services.posting import income_lines, post_entry
from union.jobs import services, transport
from union.urls import handler500
from union.urls import urlpatterns as product

__all__ = ["handler500", "urlpatterns"]


@csrf_exempt
@login_not_required
def post(request):
    """Book one voucher under the key the client gave: sent again, it is the same voucher."""
    on = today() - dt.timedelta(days=1)
    lines = income_lines(
        Decimal("12.34"), account=account_for(Purpose.DUES, on), paid_into="102", fund_source=FundSource.DUES
    )
    entry = post_entry(on=on, summary="收到会费", lines=lines, key=request.GET["key"], actor=None)
    return JsonResponse({"pk": entry.pk})


@csrf_exempt
@login_not_required
def enqueue(request):
    """Ask for one job, as a view does."""
    job = services.enqueue(KIND, args={"n": 1}, actor=None, title="测试")
    if os.environ.get("FAULTS_TWIN") == "direct":  # the careless way: the view itself talks to the broker
        transport.app.send_task(transport.RUN_JOB, args=[str(job.pk)], retry=False)
    return JsonResponse({"pk": str(job.pk)})


urlpatterns = [path("faults/post/", post), path("faults/enqueue/", enqueue), *product]
