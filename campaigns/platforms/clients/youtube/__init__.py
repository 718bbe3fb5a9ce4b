"""YouTube through google-api-python-client."""
