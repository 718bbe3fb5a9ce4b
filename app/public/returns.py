"""Public pages: coming back with a codename, which lies in the form's body, never in a cookie."""

from flask import Blueprint, Response, render_template
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from app.web import cache, uploads
from app.web.forms import OpenForm, attempt
from app.web.limits import TIP_CHARS
from campaigns.tips import actions, codename
from campaigns.tips.model import MessageKind, Tip
from campaigns.tips.talk import shown_to_sender

bp = Blueprint("returns", __name__)

# What stands in a kept page where each visitor gets their own.
KEY_HERE, WORDS_HERE = "key-goes-here", "words-go-here"
NO_STORE = {"Cache-Control": "no-store"}
CODENAME_CHARS = 400
UNKNOWN = "We do not know these words. Check each of the eight. Spaces and capitals do not matter."


class ReturnForm(OpenForm):
    """The words, and what is added."""

    codename = StringField("Your eight words", [Length(max=CODENAME_CHARS, message=UNKNOWN)])
    text = TextAreaField(
        "Add something",
        [Length(max=TIP_CHARS, message=f"Please keep this under {TIP_CHARS:,} characters.")],
    )
    key = HiddenField()
    adding = HiddenField()


@bp.get("/return")
def new() -> Response:
    """Ask for the words."""
    return _page("public/returns/new.html", form=ReturnForm(formdata=None))


@bp.post("/return")
def show() -> Response:
    """Show the talk that belongs to the words, after adding what was sent to it."""
    sent = uploads.read()
    try:
        form = ReturnForm(formdata=sent.words)
        tip = actions.come_back(form.codename.data or "")
        if tip is None:
            form.codename.errors = [UNKNOWN]
            return _page("public/returns/new.html", 422, form=form)
        added = False
        refused: tuple[str, ...] = ()
        if form.adding.data:
            files, refused = uploads.prepare(sent.files) if form.validate() else ((), ())
            added = bool(
                attempt(
                    form,
                    lambda: actions.add_more(
                        form.codename.data or "",
                        form.text.data or "",
                        files=files,
                        refused_files=refused,
                        idempotency_key=form.key.data,
                    ),
                )
            )
    finally:
        sent.close()
    return _talk(tip, form, added=added, refused=refused)


def _talk(tip: Tip, form: ReturnForm, *, added: bool, refused: tuple[str, ...]) -> Response:
    """Show what was said on both sides, with an empty box to go on (or the one that failed)."""
    talk = shown_to_sender(tip)
    if any(said.kind is MessageKind.TO_SENDER and said.read_at is None for said in talk):
        actions.read_answers(tip.id)
    if not (talk or form.errors or added or refused):
        return _silence(tip, form)
    status = 422 if form.errors else 200
    if not form.errors:
        words = codename.read(form.codename.data or "")
        form = ReturnForm(
            formdata=None, data={"codename": words, "key": codename.new_key(), "adding": "yes"}
        )
    return _page(
        "public/returns/show.html",
        status,
        tip=tip,
        talk=talk,
        form=form,
        added=added,
        refused=refused,
    )


def _silence(tip: Tip, form: ReturnForm) -> Response:
    """Say that there is no answer yet, which is what most come back to: a page kept ready."""

    def make() -> str:
        empty = ReturnForm(
            formdata=None, data={"codename": WORDS_HERE, "key": KEY_HERE, "adding": "yes"}
        )
        return render_template(
            "public/returns/show.html", tip=tip, talk=[], form=empty, added=False, refused=()
        )

    seen = (tip.unread, tip.first_read_at is not None)
    page = cache.words_of(f"/return/{seen}", lambda: seen, make)
    page = page.replace(KEY_HERE, codename.new_key())
    page = page.replace(WORDS_HERE, codename.read(form.codename.data or ""))
    return Response(page, content_type=cache.HTML, headers=NO_STORE)


def _page(template: str, status: int = 200, **more: object) -> Response:
    body = render_template(template, **more)
    return Response(body, status, content_type=cache.HTML, headers=NO_STORE)
