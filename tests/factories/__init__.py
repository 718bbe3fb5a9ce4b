"""Rows for tests, one file a noun: `make_<noun>()` gives something sound and takes overrides."""
