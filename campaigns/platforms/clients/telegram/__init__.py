"""Telegram through its Bot API, by httpx."""
