"""The guard at every way out: what leaves is read, a hit stops it, a decision lets it go."""
