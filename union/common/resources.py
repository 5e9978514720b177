"""Small reference tables out of and into spreadsheets (django-import-export, our own pages)."""

# ruff: noqa: ARG002 - signatures of import-export

from __future__ import annotations

import datetime as dt
from typing import Any

from import_export import fields, resources, widgets

from union.common.choices import DataSource, DayKind
from union.common.dates import parse_date
from union.common.models import CalendarDay, CodeItem
from union.common.shipped import KIND_LABELS

MAX_ROWS = 2000


class TextWidget(widgets.CharWidget):
    """Text as it is written, without outer spaces; required if so declared."""

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(coerce_to_string=True)
        self.required = required

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = "" if value is None else str(value).strip()
        if self.required and not text:
            raise ValueError("必须填写")
        return text

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class ChoiceWidget(TextWidget):
    """A stored value shown and read as its Chinese label."""

    def __init__(self, labels: dict[str, str]) -> None:
        super().__init__(required=True)
        self.labels = labels
        self.values = {label: value for value, label in labels.items()}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value, row, **kwargs)
        if text in self.labels:
            return text
        if text not in self.values:
            raise ValueError(f"“{text}”不在可选范围：{'、'.join(self.values)}")
        return self.values[text]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.labels.get(value, str(value))


class DayWidget(TextWidget):
    """A date in any of the usual spellings."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return parse_date(value) if value not in (None, "") else super().clean("", row, **kwargs)

    def render(self, value: dt.date | None, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""


class NumberWidget(TextWidget):
    """A whole number."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value, row, **kwargs).removesuffix(".0")
        if not text.isdecimal():
            raise ValueError(f"“{text}”应为整数")
        return int(text)


class YesNoWidget(TextWidget):
    """是 or 否."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value, row, **kwargs)
        if text not in {"是", "否"}:
            raise ValueError(f"“{text}”应为“是”或“否”")
        return text == "是"

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "是" if value else "否"


class AliasWidget(TextWidget):
    """Several spellings in one cell, between 、."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value, row, **kwargs).replace("，", "、").replace(",", "、")
        return [part for part in dict.fromkeys(piece.strip() for piece in text.split("、")) if part]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "、".join(value or [])


class BaseResource(resources.ModelResource):
    """Bulk, unchanged rows skipped; what a file brings belongs to the office from then on."""

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        instance.source = DataSource.OFFICE

    def get_bulk_update_fields(self) -> list[str]:
        return [*super().get_bulk_update_fields(), "source"]

    class Meta:
        use_bulk = True
        batch_size = 1000
        skip_unchanged = True
        report_skipped = False
        use_transactions = True
        store_row_values = True
        clean_model_instances = False


class CodeItemResource(BaseResource):
    """码表."""

    kind = fields.Field("kind", "码表", ChoiceWidget(KIND_LABELS))
    label = fields.Field("label", "名称", TextWidget(required=True))
    aliases = fields.Field("aliases", "其他写法", AliasWidget())
    position = fields.Field("position", "顺序", NumberWidget(required=True))
    is_active = fields.Field("is_active", "启用", YesNoWidget(required=True))

    class Meta(BaseResource.Meta):
        model = CodeItem
        import_id_fields = ("kind", "label")
        fields = ("kind", "label", "aliases", "position", "is_active")


class CalendarDayResource(BaseResource):
    """日历: one row per day and kind, for instance a year's notice of the State Council."""

    day = fields.Field("day", "日期", DayWidget(required=True))
    kind = fields.Field("kind", "类别", ChoiceWidget(dict(DayKind.choices)))
    name = fields.Field("name", "名称", TextWidget(required=True))
    note = fields.Field("note", "依据", TextWidget())

    class Meta(BaseResource.Meta):
        model = CalendarDay
        import_id_fields = ("day", "kind")
        fields = ("day", "kind", "name", "note")


RESOURCES: dict[str, tuple[str, type[BaseResource]]] = {
    "codes": ("码表", CodeItemResource),
    "calendar": ("日历", CalendarDayResource),
}
