"""Turns what the house refuses into what a browser or a program understands.

Nothing that a person typed is ever written down here: what fails unexpectedly is logged by its type
and its place in our code, never by its message, because a message may quote a tip.
"""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.web import guarded
from app.web.limits import size_here
from campaigns.guard.telling import Told
from campaigns.kernel import errors

log = structlog.get_logger()

STATUS: dict[type[errors.CampaignError], int] = {
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.NotSignedIn: 401,
    errors.TooMany: 429,
    errors.Invalid: 422,
    errors.WrongState: 409,
    errors.Broken: 500,
    errors.PlatformError: 502,
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says about a status: a heading, a sentence, and what one can do now."""

    heading: str
    words: str
    help: str = ""


PLAIN: dict[int, Words] = {
    400: Words("We could not read that", "Something in the address or the form is not readable."),
    401: Words("Sign in first", "We do not know who you are."),
    403: Words("You may not do this", "This is not open to you."),
    404: Words(
        "There is no page here",
        "The address may be mistyped, or the page has been taken down.",
    ),
    405: Words("This page cannot do that", "Go back and try it from the page it belongs to."),
    409: Words(
        "Not now",
        "Someone was faster, or this has moved on in the meantime.",
        "Go back, reload the page and look at it again. Nothing was changed.",
    ),
    413: Words("That is too large", "We take files of up to {limit} MB."),
    422: Words("We could not use that", "Something in the form does not fit.", "Go back to it."),
    429: Words("Too often", "Wait a little, then try again.", "Nothing you sent was lost."),
    500: Words(
        "Something went wrong on our side",
        "It is not your fault, and it has been noted.",
        "Go back and try again in a moment.",
    ),
    502: Words("The other side did not answer", "Another service could not be reached."),
}
STALE = Words(
    "This form has been open for too long",
    "This form came from a page that we no longer know.",
    "Go back, reload the page and send it again.",
)
HOMES: dict[str, tuple[str, str]] = {
    "staff": ("/staff/", "Go to your first page"),
    "family": ("/family/", "Go to where things stand"),
    "rehearsal": ("/rehearsal/", "Go to the wall"),
    "public": ("/", "Go to the live appeals"),
}


def status_of(error: errors.CampaignError) -> int:
    """Return the status of the nearest ancestor that has one."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


def surface_of(path: str) -> str:
    """Return whose page an address is, for the layout in which its errors are shown."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in HOMES else "public"


def _for_program() -> bool:
    return request.path.startswith("/api/")


def _page(
    status: int, said: Words, message: str, fields: dict[str, str] | None = None
) -> ResponseReturnValue:
    surface = surface_of(request.path)
    href, words = HOMES[surface]
    page = render_template(
        "errors/error.html",
        surface=surface,
        status=status,
        heading=said.heading,
        message=message,
        help=said.help,
        fields=fields or {},
        way_href=href,
        way_words=words,
        bell=0,
    )
    return page, status


def _plain(status: int) -> Words:
    """Return our words for a status, or the standard's where we have none."""
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Something went wrong"
    said = PLAIN.get(status) or Words(phrase, "This cannot be done.")
    limit = size_here().limit_bytes // 1_000_000
    return Words(said.heading, said.words.format(limit=limit), said.help)


def show(error: errors.CampaignError) -> ResponseReturnValue:
    """Answer with a page, or with problem+json where a program asked."""
    status = status_of(error)
    fields = getattr(error, "fields", None)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        note(error)
    if _for_program():
        told = guarded.told(error) if isinstance(error, errors.Stopped) else []
        return problem(error.code, error.message, status, fields, told)
    not_known = isinstance(error, errors.NotSignedIn) and request.method == "GET"
    if not_known and surface_of(request.path) == "staff":
        return redirect(url_for("staff.signin.show", next=request.full_path))
    return _page(status, _plain(status), error.message, fields)


def problem(
    code: str,
    title: str,
    status: int,
    fields: dict[str, str] | None = None,
    told: Sequence[Told] = (),
) -> ResponseReturnValue:
    """Return problem+json (RFC 9457); `fields` says what is wrong with which.

    `told` is what the guard found; a warning's mark comes back in `Searchlight-Read` once read.
    """
    body: dict[str, object] = {"type": f"urn:searchlight:{code}", "title": title, "status": status}
    if fields:
        body["errors"] = fields
    if told:
        body["guard"] = [
            {
                "blocks": each.blocks,
                "words": each.words,
                "instead": each.instead,
                **({} if each.blocks else {"mark": each.mark}),
            }
            for each in told
        ]
    return body, status, {"Content-Type": "application/problem+json"}


def show_http(error: HTTPException) -> ResponseReturnValue:
    """Answer what Flask itself refuses, in our words and on our page."""
    if error.response is not None:
        return error.response  # a redirect, or an answer that was made on purpose
    status = error.code or 500
    said = STALE if isinstance(error, CSRFError) else _plain(status)
    if _for_program():
        code = HTTPStatus(status).phrase.lower().replace(" ", "_")
        return problem(code, said.words, status)
    return _page(status, said, said.words)


def show_unexpected(error: Exception) -> ResponseReturnValue:
    """Answer what nobody thought of: a calm page without a detail, and a line in the log."""
    if current_app.debug or current_app.testing:
        raise error
    note(error)
    said = _plain(500)
    if _for_program():
        return problem("unexpected", said.heading, 500)
    return _page(500, said, said.words)


def note(error: BaseException) -> None:
    """Log what failed: the types and the places in the code, never a message or an address."""
    rule = request.url_rule.rule if request.url_rule else None
    log.error("unexpected", rule=rule, method=request.method, chain=_chain(error))


def _chain(error: BaseException) -> list[dict[str, object]]:
    """Return each error of the chain, the last one first, with where it came from."""
    chain: list[dict[str, object]] = []
    here: BaseException | None = error
    while here is not None:
        frames = traceback.extract_tb(here.__traceback__)[-12:]
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        chain.append({"type": f"{type(here).__module__}.{type(here).__name__}", "at": places})
        here = here.__cause__ or here.__context__
    return chain


def init_app(app: Flask) -> None:
    """Hang the three error handlers."""
    app.register_error_handler(errors.CampaignError, show)
    app.register_error_handler(HTTPException, show_http)
    app.register_error_handler(Exception, show_unexpected)
