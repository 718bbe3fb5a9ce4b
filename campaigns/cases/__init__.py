"""The case: its people, what happened, what may be said and who decided so."""
