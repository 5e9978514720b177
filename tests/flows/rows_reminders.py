"""Who may open the pages of reminders."""

from tests.flows.rows import Row

ROWS: dict[str, Row] = {}
