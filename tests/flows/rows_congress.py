"""Who may open the pages of the workers' congress."""

from tests.flows.rows import Row

ROWS: dict[str, Row] = {}
