"""Who may open the pages of the year-end report."""

from tests.flows.rows import Row

ROWS: dict[str, Row] = {}
