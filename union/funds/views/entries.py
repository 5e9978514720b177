"""Vouchers: by hand, one in detail, reversed, with receipts, on paper."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from union.common import audit
from union.common.attachments import attachments_of, save_attachment
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.money import in_words
from union.common.pdf import render_pdf
from union.common.registries import entry_sources
from union.common.views.service_pages import ServiceFormView
from union.funds import permissions
from union.funds.choices import EntryKind
from union.funds.forms.entries import EntryForm, ReceiptForm, ReverseForm
from union.funds.models import Account, Entry, EntryLine
from union.funds.selectors.balances import closed_through
from union.funds.selectors.sources import source_record
from union.funds.selectors.vouchers import vouchers_visible_to
from union.funds.services.posting import post_entry, reverse_entry
from union.funds.views.base import MoneyMixin
from union.organisation.models import UnionProfile

_PAPER_LINES = 6


class EntryMixin(MoneyMixin):
    """A page of one voucher."""

    @cached_property
    def entry(self) -> Entry:
        """The voucher, if the user sees the book."""
        return get_object_or_404(vouchers_visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(entry=self.entry, **kwargs)


class EntryCreateView(MoneyMixin, ServiceFormView):
    """Book one receipt or payment by hand."""

    may = staticmethod(permissions.can_post)
    template_name = "funds/entry_form.html"
    form_class = EntryForm
    done = "已记账"
    draft_key = "funds:entry"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "may_override": permissions.can_override(self.request.user)}

    def carry_out(self, form: EntryForm) -> str:
        typed, user = form.cleaned_data, self.request.user
        with transaction.atomic():
            entry = post_entry(
                on=typed["on"], summary=typed["summary"], lines=form.lines(), actor=user,
                key=f"funds.manual:{typed['key']}", override_reason=typed.get("override_reason", ""),
            )  # fmt: skip
            if typed["receipt"]:
                save_attachment(typed["receipt"], owner=entry, actor=user, kind="票据")
        return reverse("funds:entry_detail", args=[entry.pk])


class EntryDetailView(EntryMixin, TemplateView):
    """One voucher with its lines, receipts and source."""

    template_name = "funds/entry_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = self.entry
        record = source_record(self.request.user, entry)
        kind = entry_sources.get(entry.source_kind)
        return super().get_context_data(
            lines=entry.lines.select_related("account", "branch"),
            words=in_words(entry.amount),
            receipts=attachments_of(entry),
            receipt_form=ReceiptForm(),
            source_label=kind.label if kind else "",
            source_url=kind.url(record) if kind and record is not None else "",
            red=getattr(entry, "reversed_by", None),
            may_reverse=self._may_reverse(),
            may_audit=permissions.can_audit(self.request.user),
            questions=entry.questions.prefetch_related("remarks"),
            **kwargs,
        )

    def _may_reverse(self) -> bool:
        """Vouchers of other rooms are taken back there, so that the record and the book stay together."""
        entry = self.entry
        standing = entry.kind != EntryKind.REVERSAL and not hasattr(entry, "reversed_by")
        closed = closed_through()
        open_day = closed is None or today().replace(day=1) > closed
        by_hand = entry.source_kind not in entry_sources
        return permissions.can_post(self.request.user) and standing and open_day and by_hand


class EntryReverseView(EntryMixin, ServiceFormView):
    """Cancel a voucher in red."""

    may = staticmethod(permissions.can_post)
    template_name = "funds/entry_reverse.html"
    form_class = ReverseForm
    done = "已冲销"

    def allowed(self) -> bool:
        return self.may(self.request.user) and self.entry.source_kind not in entry_sources

    def carry_out(self, form: ReverseForm) -> str:
        red = reverse_entry(
            self.entry, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"],
            key=f"funds.reversal:{self.entry.pk}", actor=self.request.user,
        )  # fmt: skip
        return reverse("funds:entry_detail", args=[red.pk])


class ReceiptView(EntryMixin, ServiceFormView):
    """Add a receipt to a voucher; none is ever taken away."""

    may = staticmethod(permissions.can_post)
    template_name = "funds/entry_receipt.html"
    form_class = ReceiptForm
    done = "票据已上传"

    def carry_out(self, form: ReceiptForm) -> str:
        save_attachment(form.cleaned_data["receipt"], owner=self.entry, actor=self.request.user, kind="票据")
        return reverse("funds:entry_detail", args=[self.entry.pk])


@require_safe
def line_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a line of a journal to its voucher."""
    line = get_object_or_404(EntryLine, pk=pk, entry__in=vouchers_visible_to(request.user))
    return redirect("funds:entry_detail", pk=line.entry_id)


@require_safe
def entry_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The voucher on paper (记账凭证) with the amount in words and places to sign."""
    entry = get_object_or_404(vouchers_visible_to(request.user), pk=pk)
    profile = UnionProfile.objects.first() or UnionProfile()
    lines = list(entry.lines.select_related("account", "branch"))
    context = {
        "pdf_unit": profile.name,
        "entry": entry,
        "lines": lines,
        "blank": range(max(0, _PAPER_LINES - len(lines))),
        "words": in_words(entry.amount),
        "receipt_count": attachments_of(entry).count(),
        "labels": ("会计主管", "记账", "审核", "出纳", "制单"),
    }
    pdf = render_pdf("pdf/voucher.html", context, title="记账凭证", landscape=True)
    audit.record(AuditAction.EXPORT, entry, actor=request.user, note="打印《记账凭证》")
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="voucher-{entry.year}-{entry.number:04d}.pdf"'
    return answer


@require_safe
def chart_of_accounts(request: HttpRequest) -> HttpResponse:
    """Every account with its two codings and their dates, for those who see the book."""
    if not permissions.can_view(request.user):
        raise Http404
    rows = Account.objects.select_related("parent").order_by("-valid_from", "code")
    return render(request, "funds/account_list.html", {"accounts": rows})
