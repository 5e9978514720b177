"""Who may do what in welfare, one module per subject."""
