"""Who of the family is here: the visit that a magic link opened, kept in a signed cookie.

Every route of the portal carries `@for_family` or `@unguarded`; tests/house reads `view.guard`.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import g, session

from app.web.marks import mark
from campaigns.families import queries
from campaigns.families.model import Relative
from campaigns.kernel import clock
from campaigns.kernel.errors import NotSignedIn

P = ParamSpec("P")
R = TypeVar("R")
COOKIE_KEY = "family_visit"


def begin(token: str) -> None:
    """Remember a visit in this browser."""
    session[COOKIE_KEY] = token


def end() -> str | None:
    """Forget the visit in this browser; returns its token."""
    return cast("str | None", session.pop(COOKIE_KEY, None))


def visitor() -> Relative:
    """Return the relative who is here."""
    return cast("Relative", g.relative)


def for_family(view: Callable[P, R]) -> Callable[P, R]:
    """Guard a page of the portal: it shows the case of the visitor's own link, and no other."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        token = session.get(COOKIE_KEY)
        if not isinstance(token, str):
            raise NotSignedIn(queries.NO_VISIT)
        g.relative = queries.get_visit(token, clock.now()).relative
        return view(*args, **kwargs)

    mark(guarded, guard="family visit")
    return guarded
