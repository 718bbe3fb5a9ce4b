"""Closing is a play across the nouns: cancel, take down, tell, keep."""
