"""Jobs for workers that are about to be killed; leases are seconds here, so that a test need not wait."""
