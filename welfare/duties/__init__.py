"""What waits in welfare, one module per subject."""
