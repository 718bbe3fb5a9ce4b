"""A Threads account through its own Graph API."""
