"""Warns ahead of accounts whose keys are about to end."""

from campaigns.channels import key_ends


def run() -> None:
    """Look at every key that does not renew itself."""
    key_ends.warn()
