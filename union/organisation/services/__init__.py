"""Writes of the organisation, one subject a file."""
