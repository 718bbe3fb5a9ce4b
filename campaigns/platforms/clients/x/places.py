"""Where X is."""

LABEL = "X"
API = "https://api.twitter.com"
HOSTS = frozenset({"api.twitter.com", "api.x.com"})
