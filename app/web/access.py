"""Who is asking, and whether they may: every route of staff and api carries one of these guards.

`@needs(Permission.X)` asks for a signed-in person whose role carries the permission; where the
address names a case (`case_id`), they must also work on that case. `@signed_in` asks only who it
is. `@unguarded("why")` says that a route is open on purpose. tests/house reads `view.guard`.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import g

from campaigns.cases import queries as cases
from campaigns.kernel.errors import NotFound, NotSignedIn
from campaigns.users.model import User
from campaigns.users.rules import SEES_EVERY_CASE, Permission, check_can

P = ParamSpec("P")
R = TypeVar("R")


def current_user() -> User:
    """Return the person who is signed in, or NotSignedIn."""
    user = cast("User | None", g.get("user"))
    if user is None:
        raise NotSignedIn("Sign in to go on.")
    return user


def check_case(user: User, case_id: int) -> None:
    """Refuse a case that this person does not work on, in the words of one that is not there."""
    if user.role not in SEES_EVERY_CASE and not cases.is_member(case_id, user.id):
        raise NotFound("There is no such case, or you do not work on it.")


def needs(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Guard a view by a permission, and by membership where the address names a case."""

    def wrap(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            user = current_user()
            check_can(user, permission)
            if "case_id" in kwargs:
                check_case(user, cast("int", kwargs["case_id"]))
            return view(*args, **kwargs)

        guarded.guard = permission.value  # type: ignore[attr-defined]
        return guarded

    return wrap


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Guard a view that is for everyone who works here."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        current_user()
        return view(*args, **kwargs)

    guarded.guard = "signed in"  # type: ignore[attr-defined]
    return guarded


def unguarded(why: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Leave a view open on purpose; `why` is read by the house test and by people."""

    def wrap(view: Callable[P, R]) -> Callable[P, R]:
        view.guard = f"open: {why}"  # type: ignore[attr-defined]
        return view

    return wrap
