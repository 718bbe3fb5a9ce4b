"""Accounts on platforms, their owners and deputies, and their sealed credentials."""
