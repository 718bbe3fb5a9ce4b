"""Rehearsal: the wall where the exercise's public reads, answers and writes."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, MultipleFileField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app.web.access import unguarded
from app.web.forms import OpenForm, attempt
from campaigns.channels import exercise
from campaigns.channels.exercise import crowd
from campaigns.kernel import settings
from campaigns.kernel.errors import NotFound

P = ParamSpec("P")
R = TypeVar("R")
bp = Blueprint("wall", __name__)
open_to_all = unguarded("the exercise's public reads and answers here; nobody signs in")

FEED = 20
REFRESH_S = 10
NO_POST = "This post is not there any more."
NO_ACCOUNT = "There is no such account on the wall."
NO_TALK = "There is no such talk."


class SayForm(OpenForm):
    """What someone of the exercise's public says; `submission` makes a second click harmless."""

    author = StringField("Your name in the exercise", [InputRequired("Enter a name; any will do.")])
    text = TextAreaField("What you say")
    pictures = MultipleFileField("Pictures")
    submission = HiddenField()

    @property
    def files(self) -> list[tuple[bytes, str]]:
        """Return the pictures that were chosen, as (content, file name)."""
        chosen = [file for file in self.pictures.data or [] if getattr(file, "filename", "")]
        return [(file.read(), file.filename) for file in chosen]


def _blank() -> SayForm:
    form = SayForm(formdata=None)
    form.submission.data = secrets.token_urlsafe(12)
    return form


def exercise_only(view: Callable[P, R]) -> Callable[P, R]:
    """Let a page exist only in a house that rehearses."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        exercise.network()
        return view(*args, **kwargs)

    return guarded


@bp.get("/")
@open_to_all
@exercise_only
def index() -> ResponseReturnValue:
    """Show what every account said, newest first."""
    return _feed(None)


@bp.get("/@<handle>")
@open_to_all
@exercise_only
def account(handle: str) -> ResponseReturnValue:
    """Show what one account said."""
    return _feed(_holder(handle))


def _feed(holder: crowd.Holder | None) -> ResponseReturnValue:
    network = exercise.network()
    before = request.args.get("before", type=int)
    shown = crowd.feed(
        network, account=holder.handle if holder else None, before=before, limit=FEED + 1
    )
    older = shown[FEED - 1].id if len(shown) > FEED else None
    return _show(
        "rehearsal/feed.html",
        holder=holder,
        holders=crowd.list_holders(network),
        posts=shown[:FEED],
        older=older,
        before=before,
    )


@bp.get("/post/<int:post_id>")
@open_to_all
@exercise_only
def show(post_id: int) -> ResponseReturnValue:
    """Show a post with all that was said beneath it, and a form to answer."""
    crowd.view(exercise.network(), post_id)
    return _thread(post_id, _blank())


def _thread(post_id: int, form: SayForm, status: int = 200) -> ResponseReturnValue:
    posts = crowd.thread(exercise.network(), post_id)
    if not posts:
        raise NotFound(NO_POST)
    chosen = next(post for post in posts if post.id == post_id)
    return _show(
        "rehearsal/thread.html", status, posts=posts, chosen=chosen, post_id=post_id, form=form
    )


@bp.post("/post/<int:post_id>/answer")
@open_to_all
@exercise_only
def answer(post_id: int) -> ResponseReturnValue:
    """Answer a post under any name."""
    form = SayForm()
    made = attempt(
        form,
        lambda: exercise.answer(
            post_id,
            form.author.data or "",
            form.text.data or "",
            form.files,
            submission=form.submission.data or None,
        ),
    )
    if made is None:
        return _thread(post_id, form, 422)
    return _back(post_id, made)


@bp.post("/post/<int:post_id>/like")
@open_to_all
@exercise_only
def like(post_id: int) -> ResponseReturnValue:
    """Like a post."""
    crowd.like(exercise.network(), post_id)
    return _back(post_id)


@bp.post("/post/<int:post_id>/share")
@open_to_all
@exercise_only
def share(post_id: int) -> ResponseReturnValue:
    """Share a post."""
    crowd.share(exercise.network(), post_id)
    return _back(post_id)


@bp.post("/post/<int:post_id>/unsay")
@open_to_all
@exercise_only
def unsay(post_id: int) -> ResponseReturnValue:
    """Delete what someone of the public said."""
    posts = crowd.thread(exercise.network(), post_id)
    exercise.unsay(post_id)
    return _back(next((post.root for post in posts if post.root != post_id), post_id))


@bp.get("/@<handle>/message")
@open_to_all
@exercise_only
def new_message(handle: str) -> ResponseReturnValue:
    """Show the form that writes to an account privately."""
    return _message(_holder(handle), _blank())


@bp.post("/@<handle>/message")
@open_to_all
@exercise_only
def create_message(handle: str) -> ResponseReturnValue:
    """Write to an account privately; the talk has an address of its own."""
    holder, form = _holder(handle), SayForm()
    token = _write(holder.handle, form, None)
    if token is None:
        return _message(holder, form, 422)
    return redirect(url_for(".talk", token=token), code=303)


def _message(holder: crowd.Holder, form: SayForm, status: int = 200) -> ResponseReturnValue:
    return _show("rehearsal/message.html", status, holder=holder, form=form, posts=[])


@bp.get("/talk/<token>")
@open_to_all
@exercise_only
def talk(token: str) -> ResponseReturnValue:
    """Show a private talk to whoever has its address."""
    return _talk(token, _blank())


@bp.post("/talk/<token>")
@open_to_all
@exercise_only
def go_on(token: str) -> ResponseReturnValue:
    """Say more in a private talk."""
    posts, form = crowd.talk(exercise.network(), token), SayForm()
    if not posts:
        raise NotFound(NO_TALK)
    if _write(posts[0].account, form, token) is None:
        return _talk(token, form, 422)
    return redirect(url_for(".talk", token=token), code=303)


def _talk(token: str, form: SayForm, status: int = 200) -> ResponseReturnValue:
    posts = crowd.talk(exercise.network(), token)
    if not posts:
        raise NotFound(NO_TALK)
    if not form.author.data:
        form.author.data = next((post.author for post in posts if post.author), "")
    holder = _holder(posts[0].account)
    return _show(
        "rehearsal/message.html", status, holder=holder, form=form, posts=posts, token=token
    )


def _write(handle: str, form: SayForm, token: str | None) -> str | None:
    return attempt(
        form,
        lambda: exercise.write_to(
            handle,
            form.author.data or "",
            form.text.data or "",
            form.files,
            token=token,
            submission=form.submission.data or None,
        ),
    )


@bp.get("/media/<name>")
@open_to_all
@exercise_only
def picture(name: str) -> ResponseReturnValue:
    """Give out a picture of the wall."""
    content, content_type = exercise.picture(name)
    headers = {"Cache-Control": "private, max-age=300"}
    return Response(content, content_type=content_type, headers=headers)


@bp.get("/trainer")
@open_to_all
@exercise_only
def trainer() -> ResponseReturnValue:
    """Send trainers to their panel, which is among the staff pages."""
    return redirect(url_for("trainer.show"))


def _holder(handle: str) -> crowd.Holder:
    found = crowd.find_holder(exercise.network(), handle)
    if found is None:
        raise NotFound(NO_ACCOUNT)
    return found


def _back(post_id: int, at: int | None = None) -> ResponseReturnValue:
    return redirect(url_for(".show", post_id=post_id, _anchor=f"post-{at or post_id}"), code=303)


def _show(template: str, status: int = 200, **what: object) -> ResponseReturnValue:
    """Draw a page of the wall; `?live=1` lets the browser come back by itself."""
    live = request.method == "GET" and "live" in request.args
    page = render_template(
        template, zone=settings.current().default_zone, live=live, refresh_s=REFRESH_S, **what
    )
    headers = {"Refresh": str(REFRESH_S)} if live else {}
    return page, status, {"Cache-Control": "no-store", **headers}
