"""The hospital's files that tests read: organisation, rosters, and truth.json, which says what is in them."""

from pathlib import Path

DATA = Path(__file__).parent / "data"
ORGANISATION, ROSTER = DATA / "组织架构.xlsx", DATA / "职工花名册_2026年1月.xlsx"
