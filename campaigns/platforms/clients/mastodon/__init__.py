"""Mastodon through Mastodon.py."""
