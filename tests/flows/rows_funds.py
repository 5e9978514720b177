"""Who may open the pages of the cash book."""

from tests.flows.rows import Row

ROWS: dict[str, Row] = {}
