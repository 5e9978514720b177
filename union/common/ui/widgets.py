"""Form widgets: the picker, which searches on the server instead of a drop-down of thousands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from union.common.ui.markup import attributes, component


class PickerInput(forms.TextInput):
    """Search by name, pinyin or number; keeps the chosen row's key in a hidden input.

    ``url`` answers a POST of ``q`` (names do not belong into addresses) with
    components/picker_answer.html. ``label_of(value)`` names the value chosen before (shown when a
    form is opened again or comes back with errors).
    """

    def __init__(
        self,
        url: str | Callable[[], str] = "",
        label_of: Callable[[Any], str] = str,
        placeholder: str = "输入姓名、拼音或工号",
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.url, self.label_of, self.placeholder = url, label_of, placeholder
        self.typed = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        found = context["widget"]["attrs"]
        context["picker"] = {
            "aria": attributes({key: text for key, text in found.items() if key.startswith("aria-")}),
            "url": self.url() if callable(self.url) else self.url,
            "chosen": self.chosen(value),
            "placeholder": self.placeholder,
            "typed": self.typed,
            "multiple": False,
        }
        return context

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002 - Django's signature
    ) -> SafeString:
        """Draw from templates/components/, which the form renderer does not see."""
        return component("picker", **self.get_context(name, value, attrs))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        self.typed = str(data.get(f"{name}-label", ""))  # shown again when nothing was chosen
        return super().value_from_datadict(data, files, name)

    def chosen(self, value: Any) -> list[tuple[str, str]]:
        """(value, label) of what is chosen already."""
        return [(str(value), self.label_of(value))] if value not in (None, "") else []


class MultiPickerInput(PickerInput):
    """The same for several rows: chosen ones are chips, each with a cross."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["picker"]["multiple"] = True
        return context

    def chosen(self, value: Any) -> list[tuple[str, str]]:
        values: Iterable[Any] = value if isinstance(value, (list, tuple, set)) else [value]
        return [(str(each), self.label_of(each)) for each in values if each not in (None, "")]

    def format_value(self, value: Any) -> Any:
        return value

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ARG002
        getter = getattr(data, "getlist", None)
        found: list[str] = getter(name) if getter else list(data.get(name, []))
        return [each for each in found if each]


class DateInput(forms.DateInput):
    """The browser's own date field, always in ISO form."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class MoneyInput(forms.NumberInput):
    """An amount in yuan; the amount in Chinese capitals (大写) is shown beneath while typing."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"step": "0.01", "inputmode": "decimal", "data-capital-amount": "", **(attrs or {})})
