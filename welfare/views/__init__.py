"""Pages of welfare, one module per subject."""
