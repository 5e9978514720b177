"""Rules of union.jobs."""
