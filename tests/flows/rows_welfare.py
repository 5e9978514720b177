"""Who may open the pages of welfare."""

from tests.flows.rows import Row

ROWS: dict[str, Row] = {}
