"""Who may open the pages of dues."""

from tests.flows.rows import Row

ROWS: dict[str, Row] = {}
