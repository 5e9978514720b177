import pytest

from members.choices import ExtraKind
from members.rules.extra_fields import Definition, clean_values
from union.common.errors import DomainError


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        (ExtraKind.TEXT, " 甲 ", "甲"), (ExtraKind.TEXT, "x" * 301, None), (ExtraKind.CHOICE, "M", "M"),
        (ExtraKind.CHOICE, "XL", None), (ExtraKind.DATE, "2026-05-01", "2026-05-01"),
        (ExtraKind.DATE, "昨天", None), (ExtraKind.NUMBER, "1.50", "1.50"), (ExtraKind.NUMBER, "NaN", None),
        (ExtraKind.NUMBER, "一", None), (ExtraKind.BOOLEAN, True, True),
    ],
)  # fmt: skip
def test_values_by_kind(kind, value, stored):
    definition = Definition("k", "尺码", kind, options=("M", "L"))
    if stored is None:
        with pytest.raises(DomainError, match="尺码") as refused:
            clean_values([definition], {"k": value})
        assert refused.value.field == "extra_k"
    else:
        assert clean_values([definition], {"k": value, "gone": "x"}) == {"k": stored}


def test_required_and_empty():
    with pytest.raises(DomainError, match="请填写"):
        clean_values([Definition("k", "尺码", ExtraKind.TEXT, is_required=True)], {})
    assert clean_values([Definition("k", "尺码", ExtraKind.TEXT)], {"k": ""}) == {}
