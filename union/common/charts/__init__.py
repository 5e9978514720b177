"""Charts as SVG strings, drawn once on the server: the same string stands in the page and in the PDF.

Accessible: role=img with a title that says the finding and a description that reads every value. Colours
differ in lightness and carry patterns, so they survive a black-and-white printer. Presentation attributes
only (the CSP forbids style), every text escaped, the font named on the root because WeasyPrint's SVG
inherits none. Put the table of the same figures behind it: ``{% chart %}``.
"""

from union.common.charts.axes import bar, line, stacked_bar
from union.common.charts.shares import donut, horizontal_bar, phone_bar
from union.common.charts.svg import Series, number_label

__all__ = ["Series", "bar", "donut", "horizontal_bar", "line", "number_label", "phone_bar", "stacked_bar"]
