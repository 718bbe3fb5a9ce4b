"""An Instagram account through the Graph API."""
