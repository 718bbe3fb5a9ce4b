"""Public pages: following an appeal by e-mail, confirmed by its owner, stopped with one click."""

from flask import Blueprint, Response, render_template, request
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.public.appeals import NO_PAGE
from app.web import cache
from app.web.forms import OpenForm, attempt
from campaigns.appeals import queries, subscribing
from campaigns.appeals.model import Appeal, AppealState, SubscriberState
from campaigns.appeals.subscriber_queries import ways_to_follow
from campaigns.kernel.errors import NotFound

bp = Blueprint("following", __name__)
NO_STORE = {"Cache-Control": "no-store"}
ADDRESS_CHARS = 254


class FollowForm(OpenForm):
    """Where the news is to go."""

    address = StringField(
        "Your e-mail address",
        [
            InputRequired("Enter your e-mail address."),
            Length(max=ADDRESS_CHARS, message="This is too long for an e-mail address."),
        ],
    )


@bp.get("/a/<slug>/follow")
def new(slug: str) -> Response:
    """Ask for an address, or say how else an appeal can be followed."""
    return _page("new", slug, form=FollowForm(formdata=None))


@bp.post("/a/<slug>/follow")
def create(slug: str) -> Response:
    """Take an address; the same is said whether it was known or not."""
    form, appeal = FollowForm(), _live(slug)
    if not form.validate() or not attempt(form, lambda: _ask(appeal, form)):
        return _page("new", slug, 422, form=form)
    return _page("asked", slug)


def _ask(appeal: Appeal, form: FollowForm) -> bool:
    subscribing.ask(appeal.id, form.address.data or "")
    return True


@bp.get("/a/<slug>/follow/<token>")
def confirming(slug: str, token: str) -> Response:
    """Ask the owner of an address whether they want news: a mail program opens pages by itself."""
    row = subscribing.find(token)
    done = row.state is SubscriberState.FOLLOWS
    return _page("confirm", slug, token=token, done=done)


@bp.post("/a/<slug>/follow/<token>")
def confirm(slug: str, token: str) -> Response:
    """Take their yes."""
    subscribing.confirm(token)
    return _page("confirm", slug, token=token, done=True)


@bp.get("/a/<slug>/stop/<token>")
def stopping(slug: str, token: str) -> Response:
    """Ask whether someone wants no more."""
    row = subscribing.find(token)
    return _page("stop", slug, token=token, done=row.state is SubscriberState.STOPPED)


@bp.post("/a/<slug>/stop/<token>")
def stop(slug: str, token: str) -> Response:
    """Take their no; mail programs send it with one click (RFC 8058)."""
    subscribing.stop(token)
    if request.form.get("List-Unsubscribe") == "One-Click":
        return Response("Stopped.", content_type="text/plain; charset=utf-8", headers=NO_STORE)
    return _page("stop", slug, token=token, done=True)


def _live(slug: str) -> Appeal:
    appeal = queries.find_by_slug(slug)
    if appeal is None or appeal.state is AppealState.DRAFT:
        raise NotFound(NO_PAGE)
    return appeal


def _page(name: str, slug: str, status: int = 200, **more: object) -> Response:
    appeal = _live(slug)
    ways = {medium: row.handle for medium, row in ways_to_follow(appeal).items()}
    body = render_template(
        f"public/following/{name}.html",
        appeal=appeal,
        open=appeal.state is AppealState.LIVE,
        ways=ways,
        rehearsal=appeal.case.rehearsal,
        **more,
    )
    return Response(body, status, content_type=cache.HTML, headers=NO_STORE)
