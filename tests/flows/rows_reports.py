"""Who may open the pages of the year-end report."""

from tests.flows.rows import OFFICE, Row

NOBODY = "00000000-0000-0000-0000-000000000000"
READS = frozenset({"office", "chair", "leader", "committee"})
DRAWS = frozenset({"office", "chair"})

# report.own is issued, report.foreign is still in writing.
ROWS: dict[str, Row] = {
    "reports:list": Row(READS),
    "reports:overview": Row(READS),
    "reports:statistics": Row(READS),
    "reports:build": Row(OFFICE),
    "reports:detail": Row(READS, OFFICE, ("report.{side}",)),
    "reports:chapter": Row(OFFICE, OFFICE, ("report.{side}", "=plans")),
    "reports:photo": Row(OFFICE, OFFICE, ("report.{side}", "=plans")),
    "reports:photo_remove": Row(OFFICE, OFFICE, ("report.{side}", "=plans", f"={NOBODY}"), "post"),
    "reports:differences": Row(DRAWS | {"leader"}, OFFICE, ("report.{side}",)),
    "reports:text": Row(READS, OFFICE, ("report.{side}",)),
    "reports:draft": Row(DRAWS, OFFICE, ("report.{side}",), "post"),
    "reports:edition": Row(OFFICE, OFFICE, ("report.{side}",), "post"),
}
