"""Setting up the second factor, renewing recovery codes, switching it off."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from union.accounts import permissions, selectors
from union.accounts.forms import FactorForm
from union.accounts.models import SecondFactor
from union.accounts.rules import codes
from union.accounts.services import second_factor
from union.accounts.session_store import FACTOR
from union.accounts.views.login import next_page, refused
from union.common.errors import DomainError

_sensitive = method_decorator(sensitive_post_parameters("old_password", "code"), name="dispatch")


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Make a new secret, then show its QR code."""
    try:
        second_factor.begin_setup(request.user)
    except DomainError as error:
        messages.info(request, str(error))
        return redirect("accounts:security")
    return redirect("accounts:second_factor_setup")


@_sensitive
class SetupView(FormView):
    """The QR code, and the first code that proves that it was read."""

    form_class = FactorForm
    template_name = "accounts/second_factor_setup.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if selectors.has_second_factor(request.user):
            return redirect("accounts:security")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        factor = SecondFactor.objects.filter(user=self.request.user, confirmed_at=None).first()
        forced = permissions.needs_second_factor(self.request.user)
        return super().get_context_data(
            qr=qr_code(factor) if factor else "",
            secret=codes.base32(factor.secret) if factor else "",
            forced=forced,
            layout="base_plain.html" if forced else "base.html",
            **kwargs,
        )

    def form_valid(self, form: FactorForm) -> HttpResponse:
        request = self.request
        try:
            fresh = second_factor.confirm_setup(
                request.user, *_both(form), session_key=request.session.session_key or ""
            )
        except DomainError as error:
            return refused(self, form, error)
        request.session.cycle_key()
        request.session[FACTOR] = "done"
        return _show_codes(request, fresh)


@_sensitive
class RenewCodesView(FormView):
    """Fresh recovery codes."""

    form_class = FactorForm
    template_name = "accounts/second_factor_confirm.html"
    extra_context = {
        "title": "重新生成备用码", "submit": "重新生成", "danger": False,
        "note": "生成后，原来的备用码全部失效。",
    }  # fmt: skip

    def form_valid(self, form: FactorForm) -> HttpResponse:
        try:
            fresh = second_factor.renew_recovery_codes(self.request.user, *_both(form))
        except DomainError as error:
            return refused(self, form, error)
        return _show_codes(self.request, fresh)


@_sensitive
class SwitchOffView(FormView):
    """No second factor any more (where no office asks for one)."""

    form_class = FactorForm
    template_name = "accounts/second_factor_confirm.html"
    extra_context = {
        "title": "停用双因素认证", "submit": "停用", "danger": True,
        "note": "停用后，只凭密码就能登录您的账号。",
    }  # fmt: skip

    def form_valid(self, form: FactorForm) -> HttpResponse:
        try:
            second_factor.switch_off(self.request.user, *_both(form))
        except DomainError as error:
            return refused(self, form, error)
        self.request.session.pop(FACTOR, None)
        messages.success(self.request, "双因素认证已停用。")
        return redirect("accounts:security")


def qr_code(factor: SecondFactor) -> SafeString:
    """Draw the secret as an inline SVG without style attributes (the CSP forbids them)."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    address = codes.setup_address(factor.secret, account=factor.user.username, issuer=settings.SITE_NAME)
    drawing = qrcode.make(address, image_factory=SvgPathImage, border=2)
    return mark_safe(drawing.to_string(encoding="unicode"))  # noqa: S308 - drawn by us, holds no text


def _both(form: FactorForm) -> tuple[str, str]:
    return form.cleaned_data["old_password"], form.cleaned_data["code"]


def _show_codes(request: HttpRequest, fresh: list[str]) -> HttpResponse:
    return render(request, "accounts/recovery_codes.html", {"codes": fresh, "next": next_page(request)})
