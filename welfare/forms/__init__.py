"""Forms of welfare, one module per subject."""
