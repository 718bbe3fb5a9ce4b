"""The one line of time of a case: append-only, hash-chained."""
