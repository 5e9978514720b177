"""Input of the account pages. Whether it is accepted is the services' answer."""

from __future__ import annotations

from django import forms

from union.accounts.rules.passwords import MAX_LENGTH, MIN_LENGTH
from union.common.errors import DomainError


def add_refusal(form: forms.Form, error: DomainError) -> None:
    """Show a refusal beside its field, or above the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error))


def _password(label: str, autocomplete: str, **options: object) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"})
    return forms.CharField(label=label, strip=False, max_length=MAX_LENGTH * 2, widget=widget, **options)


def _code(label: str, help_text: str = "") -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(
        label=label, max_length=40, help_text=help_text, widget=forms.TextInput(attrs=attrs)
    )


class LoginForm(forms.Form):
    """Login name (or mobile) and password."""

    username = forms.CharField(
        label="登录名",
        max_length=120,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "placeholder": "工号或手机号",
                "autofocus": True,
            }
        ),
    )
    password = _password("密码", "current-password")


class PasswordChangeForm(forms.Form):
    """Old password, new password twice."""

    old_password = _password("原密码", "current-password")
    new_password = _password(
        "新密码",
        "new-password",
        help_text=f"至少 {MIN_LENGTH} 位。建议用几个不相干的词连成一句，好记又难猜。",
    )
    repeated = _password("再输入一次新密码", "new-password")

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean()
        if cleaned and cleaned.get("repeated", "") != cleaned.get("new_password", ""):
            self.add_error("repeated", "两次输入的新密码不一致")
        return cleaned


class CodeForm(forms.Form):
    """The second step of the login."""

    code = _code("动态码", "手机验证器上的 6 位数字；手机不在身边时可输入一个备用码。")


class FactorForm(forms.Form):
    """Password and code together: for everything that changes the second factor."""

    old_password = _password("登录密码", "current-password")
    code = _code("动态码")


class AccountForm(forms.Form):
    """A new account."""

    username = forms.CharField(label="登录名", max_length=64, help_text="本院职工用工号。")
    display_name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(
        label="手机", max_length=20, required=False, help_text="选填。只对应一个账号时，也可以用手机号登录。"
    )


class PhoneForm(forms.Form):
    """The number an account may log in with."""

    phone = forms.CharField(label="手机", max_length=20, required=False, help_text="留空则不能用手机号登录。")
