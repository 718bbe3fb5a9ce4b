"""`flask` commands: what is done from a terminal."""

from flask import Flask


def init_app(_app: Flask) -> None:
    """Register the commands."""
