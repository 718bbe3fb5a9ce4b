"""The guard as a page meets it: who is in front of it, what they have read, what they are told.

A warning comes back with a box to tick ("I have read this"), which sends its mark along in
`guard-read`; a program sends the marks in the header `Searchlight-Read`, with commas between.
"""

from typing import cast

from flask import Flask, g, has_request_context, request

from campaigns.guard import reader
from campaigns.guard.gate import Found
from campaigns.guard.reader import Reader
from campaigns.guard.telling import Told, tell
from campaigns.kernel.errors import Stopped
from campaigns.users.model import User

FIELD, HEADER = "guard-read", "Searchlight-Read"


def find_reader() -> Reader | None:
    """Return who is signed in here, with the marks of the warnings that they have read."""
    user = cast("User | None", g.get("user")) if has_request_context() else None
    if user is None:
        return None
    marks = request.headers.get(HEADER, "").split(",") + request.form.getlist(FIELD)
    return Reader(user.actor, frozenset(filter(None, (each.strip() for each in marks))))


def told(error: Stopped) -> list[Told]:
    """Return what the guard found, as far as the person here may know."""
    found = [each for each in error.found if isinstance(each, Found)]
    return tell(found, cast("User | None", g.get("user")) if has_request_context() else None)


def init_app(_app: Flask) -> None:
    """Tell the guard how to find out who is reading."""
    reader.install(find_reader)
