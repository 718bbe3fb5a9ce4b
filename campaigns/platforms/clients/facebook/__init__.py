"""A Facebook page through the Graph API."""
