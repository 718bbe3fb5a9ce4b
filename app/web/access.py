"""Who is asking, and whether they may: every route of staff and api carries one of these guards.

`@needs(Permission.X)` asks for a signed-in person whose role carries the permission; where the
address names a case (`case_id`), they must also work on that case. `@signed_in` asks only who it
is. `@half_signed_in` lets in who has still to enrol a second factor. `@unguarded("why")` says that
a route is open on purpose. tests/house reads `view.guard`.

Who it is comes from the session cookie under /staff and from a personal key under /api/v1; every
other surface stays without a person, whatever cookies a browser sends.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import Flask, current_app, g, request, session

from app.web.marks import mark
from campaigns.cases import queries as cases
from campaigns.kernel.errors import NotFound, NotSignedIn
from campaigns.users import actions as users
from campaigns.users import signin
from campaigns.users.model import SignIn, User
from campaigns.users.rules import SEES_EVERY_CASE, Permission, check_can

P = ParamSpec("P")
R = TypeVar("R")


class NotEnrolled(NotSignedIn):
    """The password was right; the second factor has still to be set up."""


def current_user() -> User:
    """Return the person who is signed in, or NotSignedIn."""
    user = cast("User | None", g.get("user"))
    if user is None and find_sign_in() is not None:
        raise NotEnrolled("Set up your second factor to go on.")
    if user is None:
        raise NotSignedIn("Sign in to go on.")
    return user


def is_signed_in() -> bool:
    """Say whether someone is signed in, second factor and all."""
    return g.get("user") is not None


def find_sign_in() -> SignIn | None:
    """Return this browser's sign-in, if it has one."""
    return cast("SignIn | None", g.get("sign_in"))


def current_sign_in() -> SignIn:
    """Return this browser's sign-in, even if the second factor is still missing."""
    row = find_sign_in()
    if row is None:
        raise NotSignedIn("Sign in to go on.")
    return row


def check_case(user: User, case_id: int) -> None:
    """Refuse a case that this person does not work on, in the words of one that is not there."""
    if not sees_case(user, case_id):
        raise NotFound("There is no such case, or you do not work on it.")


def sees_case(user: User, case_id: int) -> bool:
    """Say whether this person works on the case, or may see it anyway."""
    return user.role in SEES_EVERY_CASE or cases.is_member(case_id, user.id)


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

        mark(guarded, guard=permission.value)
        return guarded

    return wrap


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Guard a view that is for everyone who works here."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        current_user()
        return view(*args, **kwargs)

    mark(guarded, guard="signed in")
    return guarded


def half_signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Guard the few views that are needed to finish signing in."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        current_sign_in()
        return view(*args, **kwargs)

    mark(guarded, guard="half signed in")
    return guarded


def unguarded(why: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Leave a view open on purpose; `why` is read by the house test and by people."""

    def wrap(view: Callable[P, R]) -> Callable[P, R]:
        mark(view, guard=f"open: {why}")
        return view

    return wrap


def let_in(token: str, user_id: int) -> None:
    """Give this browser its sign-in, and nothing of whoever used it before.

    Where the same person comes back, forms in their other tabs stay good.
    """
    seed = session.get("csrf_token") if session.get("who") == user_id else None
    session.clear()
    g.pop("csrf_token", None)
    session.update({"sign_in": token, "who": user_id})
    if seed:
        session["csrf_token"] = seed
    _by_cookie()


def let_out() -> None:
    """Take everything back from this browser."""
    session.clear()
    g.pop("csrf_token", None)
    g.user = g.sign_in = None


def _recognise() -> None:
    """Find out who is asking, once a request."""
    g.user = g.sign_in = None
    if request.path.startswith("/staff"):
        _by_cookie()
    elif request.path.startswith("/api/v1"):
        scheme, _space, raw = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            g.user = users.resume_key(raw.strip())


def _by_cookie() -> None:
    token = session.get("sign_in")
    # A page that asks for news by itself (since=) must not keep an empty chair signed in.
    row = signin.resume(token, used="since" not in request.args) if token else None
    if row is None:
        return
    g.sign_in = row
    if row.second_factor or not current_app.config["SEARCHLIGHT"].require_totp:
        g.user = row.user


def init_app(app: Flask) -> None:
    """Ask who it is before anything else is done."""
    app.before_request(_recognise)
