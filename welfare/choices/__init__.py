"""Closed lists of welfare, one module per subject."""
