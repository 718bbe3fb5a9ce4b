"""Turns what the house refuses into what a browser or a program understands."""

from http import HTTPStatus

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from campaigns.kernel import errors

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


def status_of(error: errors.CampaignError) -> int:
    """Return the status of the nearest ancestor that has one."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


def show(error: errors.CampaignError) -> ResponseReturnValue:
    """Answer with a page, or with problem+json where a program asked."""
    status = status_of(error)
    if request.path.startswith("/api/"):
        return problem(error.code, error.message, status, getattr(error, "fields", None))
    if isinstance(error, errors.NotSignedIn) and request.method == "GET":
        return redirect(url_for("staff.signin.show", next=request.full_path))
    return render_template("errors/error.html", error=error, status=status), status


def problem(
    code: str, title: str, status: int, fields: dict[str, str] | None = None
) -> ResponseReturnValue:
    """Return problem+json (RFC 9457); `fields` says what is wrong with which."""
    body: dict[str, object] = {"type": f"urn:searchlight:{code}", "title": title, "status": status}
    if fields:
        body["errors"] = fields
    return body, status, {"Content-Type": "application/problem+json"}


def show_http(error: HTTPException) -> ResponseReturnValue:
    """Answer what Flask itself refuses, in our words and on our page."""
    status = error.code or 500
    words = {
        404: "There is no page here.",
        405: "This page cannot do that.",
        413: "That file is too large.",
    }.get(status, error.description or HTTPStatus(status).phrase)
    if isinstance(error, CSRFError):
        words = (
            "This form came from a page that we no longer know. Go back, reload and send it again."
        )
    if request.path.startswith("/api/"):
        return problem(HTTPStatus(status).phrase.lower().replace(" ", "_"), words, status)
    shown = errors.CampaignError(words)
    return render_template("errors/error.html", error=shown, status=status), status


def init_app(app: Flask) -> None:
    """Hang the two error handlers."""
    app.register_error_handler(errors.CampaignError, show)
    app.register_error_handler(HTTPException, show_http)
