import itertools
import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest

from union.common import charts
from union.common.charts.axes import nice_ticks

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [("春节", 312), ("<b>端午</b>", 298)]
SERIES = [charts.Series("内科", [10, 12]), charts.Series("外科", [4, 6]), charts.Series("<医技>", [2, 3])]


def drawn():
    """One of each kind."""
    return {
        "bar": charts.bar(ROWS, title="慰问 & 祝贺", unit="人次"),
        "stacked": charts.stacked_bar(["1月", "2月"], SERIES, title="活动", unit="场"),
        "target": charts.horizontal_bar([("内科", Decimal("1200.5"), 1500), ("<i>", 0, None)], title="会费"),
        "phone": charts.phone_bar(
            [("职工及直系亲属去世必访", 8), ("<b>", Decimal(0))], title="慰问", unit="人次"
        ),
        "line": charts.line(["1月", "2月"], SERIES, title="提案"),
        "donut": charts.donut(ROWS, title="性别"),
        "whole ring": charts.donut([("女", 5)], title="性别"),
        "nothing": charts.bar([], title="<空>"),
    }


@pytest.fixture(params=list(drawn()))
def svg(request):
    return drawn()[request.param]


def test_chart_is_a_picture_with_title_and_description(svg):
    root = ET.fromstring(svg)

    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")


def test_chart_has_nothing_the_csp_forbids(svg):
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|https?://(?!www\.w3\.org/2000/svg)", svg)


def test_chart_escapes_what_people_typed(svg):
    assert "<b>" not in svg
    assert "<i>" not in svg
    assert "<医技>" not in svg


def test_every_text_names_the_font_itself(svg):
    for text in ET.fromstring(svg).iter(f"{SVG}text"):
        assert "Union Sans" in text.get("font-family")


def test_every_pattern_that_is_used_is_defined(svg):
    assert set(re.findall(r"url\(#([\w-]+)\)", svg)) <= set(re.findall(r'<pattern id="([\w-]+)"', svg))


def test_same_data_gives_the_same_string():
    assert drawn() == drawn()


def test_description_reads_every_value():
    told = ET.fromstring(drawn()["stacked"]).findtext(f"{SVG}desc")

    assert told == (
        "1月 内科 10场；1月 外科 4场；1月 <医技> 2场；2月 内科 12场；2月 外科 6场；2月 <医技> 3场"
    )


def test_heights_are_in_proportion():
    bars = [float(each.get("height")) for each in ET.fromstring(drawn()["bar"]).iter(f"{SVG}rect")]

    assert bars[0] / bars[1] == pytest.approx(312 / 298, rel=0.01)


def test_negative_value_hangs_below_the_line():
    root = ET.fromstring(charts.bar([("盈", 4), ("亏", -4)], title="差额"))
    up, down = list(root.iter(f"{SVG}rect"))

    assert float(down.get("y")) == pytest.approx(float(up.get("y")) + float(up.get("height")), abs=0.2)


def test_target_is_told_and_drawn():
    svg = drawn()["target"]

    assert "内科 1,200.50，目标 1,500" in svg
    assert svg.count('stroke-width="2.5"') == 2  # the bar's own and the legend's


def test_donut_joins_small_parts():
    svg = charts.donut([(str(n), n) for n in range(1, 10)], title="学历")
    told = ET.fromstring(svg).findtext(f"{SVG}desc")

    assert told == "9 9；8 8；7 7；6 6；5 5；其他 10"


def test_neighbouring_series_differ_in_grey():
    """On a black-and-white printer two neighbours must not look the same: lightness or pattern differs."""
    from union.common.charts.svg import PALETTE

    def grey(colour):
        red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    plain = [grey(colour) for colour, pattern in PALETTE if not pattern]
    assert abs(plain[0] - plain[1]) > 100
    assert all(bool(a[1]) != bool(b[1]) or a[1] != b[1] for a, b in itertools.pairwise(PALETTE))


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 7, [0, 2, 4, 6, 8]),
        (0, 312, [0, 100, 200, 300, 400]),
        (-3, 5, [-4, -2, 0, 2, 4, 6]),
        (0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0, 4, [0, 1, 2, 3, 4]),
    ],
)
def test_nice_ticks(low, high, ticks):
    assert nice_ticks(low, high) == ticks


@pytest.mark.parametrize(
    ("value", "label"), [(1234, "1,234"), (Decimal("1234.5"), "1,234.50"), (0.5, "0.50")]
)
def test_number_label(value, label):
    assert charts.number_label(value) == label


@pytest.mark.parametrize(
    "svg",
    [
        charts.line([], [], title="空"),
        charts.horizontal_bar([], title="空"),
        charts.donut([], title="空"),
        charts.donut([("男", 0)], title="空"),
        charts.stacked_bar(["1月"], [], title="空"),
    ],
)
def test_nothing_to_show_is_said(svg):
    assert "暂无数据" in ET.fromstring(svg).findtext(f"{SVG}desc")
