"""Who may open the pages of events."""

from tests.flows.rows import Row

ROWS: dict[str, Row] = {}
