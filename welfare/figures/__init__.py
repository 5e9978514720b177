"""Figures of welfare for the year-end report, one module per subject."""
