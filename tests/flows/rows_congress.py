"""Who may open the pages of the workers' congress."""

from tests.flows import rows_ballots
from tests.flows.rows import Row

ROWS: dict[str, Row] = {**rows_ballots.ROWS}
