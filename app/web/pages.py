"""What every page is given: settings, the person, and what that person may do."""

from flask import Flask, g

from campaigns.kernel import settings
from campaigns.notices import queries as notices
from campaigns.users.rules import Permission, can


def may(permission: str) -> bool:
    """Say whether the person's role carries a permission, so that a page can leave a way out.

    Only for drawing: the guard on the route is what refuses.
    """
    user = g.get("user")
    return user is not None and can(user, Permission(permission))


def unread() -> int:
    """Return how many notices the person has not read, for the bell."""
    user = g.get("user")
    return notices.count_unread(user.id) if user is not None else 0


def _everywhere() -> dict[str, object]:
    return {"house": settings.current(), "user": g.get("user"), "may": may, "bell": unread()}


def init_app(app: Flask) -> None:
    """Give every template the same few names."""
    app.context_processor(_everywhere)
