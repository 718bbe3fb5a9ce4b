"""What every page is given: settings, the person, and what that person may do."""

from flask import Flask, g

from campaigns.cases.model import Case, CaseState
from campaigns.kernel import settings
from campaigns.notices import queries as notices
from campaigns.publicity import queries as publicity
from campaigns.publicity.model import Recheck
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


def doubts_of(case: Case) -> list[Recheck]:
    """Return what makes it open again whether to publish, for the top of each page of a case."""
    return publicity.list_open_rechecks(case.id) if case.state is CaseState.OPEN else []


def _everywhere() -> dict[str, object]:
    return {
        "house": settings.current(),
        "user": g.get("user"),
        "may": may,
        "bell": unread(),
        "doubts_of": doubts_of,
    }


def init_app(app: Flask) -> None:
    """Give every template the same few names."""
    app.context_processor(_everywhere)
