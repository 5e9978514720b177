"""Ledgers of welfare, one module per subject."""
