"""A tiny app of another site: what a library would have."""
