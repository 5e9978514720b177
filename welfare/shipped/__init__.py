"""What welfare ships: data by subject, loaded by idempotent migrations."""
