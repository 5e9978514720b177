"""Reads of welfare, one module per subject."""
