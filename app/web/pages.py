"""What every page is given: settings, the person, and moments in the case's zone."""

from flask import Flask, g

from campaigns.kernel import settings


def _everywhere() -> dict[str, object]:
    return {"house": settings.current(), "user": g.get("user")}


def init_app(app: Flask) -> None:
    """Give every template the same few names."""
    app.context_processor(_everywhere)
