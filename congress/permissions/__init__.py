"""Who may do what in the workers' congress, one file a subject."""
