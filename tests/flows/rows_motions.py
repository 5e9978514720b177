"""Who may open the pages of motions."""

from tests.flows.rows import Row

ROWS: dict[str, Row] = {}
