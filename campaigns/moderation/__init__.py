"""Moderation: what others say beneath our posts is kept first, then hidden, and only by people."""
