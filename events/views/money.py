"""Costs with their receipts; pictures."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from events.forms.money import CostForm, PhotoForm, ReceiptForm, ReverseCostForm
from events.models import CostLine
from events.permissions import activities as permissions
from events.services import costs, photos
from events.views.base import ActivityFormView, managed_activity, tab_url, visible_activity
from union.common.attachments import attachments_of, remove_attachment, save_attachment
from union.common.errors import DomainError
from union.common.views.service_pages import take

RECEIPT = "凭据"


class CostView(ActivityFormView):
    """Enter a cost."""

    form_class = CostForm
    title = "登记支出"
    note = "按“活动支出标准”规则核对误餐、服装、纪念品和春秋游的经费来源；结算时自动记入工会账"
    tab = "money"

    def carry_out(self, form: CostForm) -> str:
        receipt = form.cleaned_data["receipt"]
        with transaction.atomic():
            line = costs.add_cost(self.activity, form.values(), actor=self.request.user)
            if receipt:
                _keep(line, receipt, self.request)
        return self.back()


def _keep(line: CostLine, receipt: object, request: HttpRequest) -> None:
    try:
        save_attachment(receipt, owner=line, actor=request.user, kind=RECEIPT)  # type: ignore[arg-type]
    except DomainError as error:
        raise DomainError(str(error), field="receipt") from error


class ReceiptView(ActivityFormView):
    """A receipt that comes later."""

    form_class = ReceiptForm
    title = "补传发票或凭据"
    submit = "上传"
    tab = "money"

    def carry_out(self, form: ReceiptForm) -> str:
        line = get_object_or_404(CostLine, pk=self.kwargs["cost"], activity=self.activity)
        _keep(line, form.cleaned_data["receipt"], self.request)
        return self.back()


class CostReverseView(ActivityFormView):
    """Take a booked cost back in red."""

    form_class = ReverseCostForm
    title = "冲销支出"
    note = "这笔支出的凭证红字冲销，活动回到“已举办”；更正或删除后重新结算，只补记没有入账的支出"
    submit = "冲销"
    tab = "money"
    done = "已冲销，这笔支出没有入账"

    @cached_property
    def line(self) -> CostLine:
        """The booked cost in the address, or 404."""
        return get_object_or_404(
            CostLine, pk=self.kwargs["cost"], activity=self.activity, booked_at__isnull=False
        )

    def allowed(self) -> bool:
        return permissions.can_reverse_costs(self.request.user, self.activity) and bool(self.line)

    def carry_out(self, form: ReverseCostForm) -> str:
        note = form.cleaned_data["note"]
        costs.reverse_cost(self.line, note=note, actor=self.request.user, now=timezone.now())
        return self.back()


@login_required
@require_POST
def cost_remove(request: HttpRequest, pk: int, cost: int) -> HttpResponse:
    """Take a cost off that is not booked."""
    activity = managed_activity(request.user, pk)
    line = get_object_or_404(CostLine, pk=cost, activity=activity)
    take(request, lambda: costs.remove_cost(line, actor=request.user), "已删除")
    return redirect(tab_url(activity, "money"))


class PhotoView(ActivityFormView):
    """Keep a picture."""

    form_class = PhotoForm
    title = "上传照片"
    submit = "上传"
    tab = "result"
    done = "照片已保存"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def allowed(self) -> bool:
        return permissions.can_check_in(self.request.user, self.activity)

    def carry_out(self, form: PhotoForm) -> str:
        typed = form.cleaned_data
        photos.add_photo(
            self.activity, typed["file"], consent=typed["consent"], people=typed["people"],
            actor=self.request.user,
        )  # fmt: skip
        return self.back()


@login_required
@require_POST
def photo_remove(request: HttpRequest, pk: int, photo: str) -> HttpResponse:
    """Take a picture off, for instance because somebody on it wants that."""
    activity = visible_activity(request.user, pk)
    if not permissions.can_check_in(request.user, activity):
        raise Http404
    row = get_object_or_404(attachments_of(activity), pk=photo)
    take(request, lambda: remove_attachment(row.pk, actor=request.user), "已移除照片")
    return redirect(tab_url(activity, "result"))
