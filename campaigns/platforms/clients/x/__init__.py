"""X through tweepy, and its media calls by hand."""
