"""Closed lists of the workers' congress, one file a subject: terms, delegates, sessions, motions, votes."""
