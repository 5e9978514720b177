"""Book a voucher of several lines by hand."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse

from union.common.attachments import save_attachment
from union.common.views.service_pages import ServiceFormView
from union.funds import permissions
from union.funds.forms.voucher_lines import VoucherForm
from union.funds.services.posting import post_entry
from union.funds.views.base import MoneyMixin


class VoucherCreateView(MoneyMixin, ServiceFormView):
    """One invoice on several accounts, one payment for several branches, money moved between sources."""

    may = staticmethod(permissions.can_post)
    template_name = "funds/voucher_form.html"
    form_class = VoucherForm
    done = "已记账"
    draft_key = "funds:voucher"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "may_override": permissions.can_override(self.request.user)}

    def carry_out(self, form: VoucherForm) -> str:
        typed, user = form.cleaned_data, self.request.user
        with transaction.atomic():
            entry = post_entry(
                on=typed["on"], summary=typed["summary"], lines=form.posted_lines(), actor=user,
                key=f"funds.manual:{typed['key']}", override_reason=typed.get("override_reason", ""),
            )  # fmt: skip
            if typed["receipt"]:
                save_attachment(typed["receipt"], owner=entry, actor=user, kind="票据")
        return reverse("funds:entry_detail", args=[entry.pk])
