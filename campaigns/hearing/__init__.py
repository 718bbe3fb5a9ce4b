"""Hearing: when an account is listened to, what belongs to which case, and what may be missing."""
