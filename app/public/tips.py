"""Public pages: telling us something. No cookie, no script, nothing of the sender is kept."""

from flask import Blueprint, Response, render_template
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from app.web import cache, uploads
from app.web.forms import OpenForm, attempt
from app.web.limits import TIP_CHARS
from campaigns.appeals import queries
from campaigns.appeals.model import Appeal, AppealState
from campaigns.kernel import settings
from campaigns.kernel.errors import NotFound
from campaigns.media.files import Prepared
from campaigns.tips import actions, codename
from campaigns.tips.model import Sure, TipSource
from campaigns.tips.receive import NewTip, Received
from campaigns.tips.rules import read_place

bp = Blueprint("tips", __name__)

NO_PAGE = "There is no appeal at this address. Check the address, or look at the live appeals."
NO_STORE = {"Cache-Control": "no-store"}
# What stands in a kept page where each visitor gets their own.
KEY_HERE, WORDS_HERE = "key-goes-here", "words-go-here"
LINE_CHARS = 2_000
_TOO_LONG = f"Please keep this under {LINE_CHARS:,} characters."


class TipForm(OpenForm):
    """What someone tells us; only the first question has to be answered, or a file added."""

    text = TextAreaField(
        "What did you see or hear?",
        [
            Length(
                max=TIP_CHARS,
                message=f"This is longer than {TIP_CHARS:,} characters. Send this much of it now; "
                "then come back with your words and send the rest.",
            )
        ],
    )
    still_there = BooleanField("I am seeing them right now")
    when = StringField("When was it?", [Length(max=LINE_CHARS, message=_TOO_LONG)])
    where = StringField("Where was it?", [Length(max=LINE_CHARS, message=_TOO_LONG)])
    position = StringField("Exact position", [Length(max=LINE_CHARS, message=_TOO_LONG)])
    sure = RadioField("How sure are you?", [Optional()], choices=dict(Sure.choices()))
    name = StringField("Your name", [Length(max=LINE_CHARS, message=_TOO_LONG)])
    contact = StringField("Phone or e-mail", [Length(max=LINE_CHARS, message=_TOO_LONG)])
    key = HiddenField()


@bp.get("/a/<slug>/tip")
def new(slug: str) -> Response:
    """Show the tip form, or say calmly that the appeal is closed."""
    page = cache.words_of(f"/a/{slug}/tip", lambda: _version(slug), lambda: _blank(slug))
    return _answer(page.replace(KEY_HERE, codename.new_key()))


@bp.post("/a/<slug>/tip")
def create(slug: str) -> Response:
    """Take a tip and hand over the receipt; the words on it are in no address and no history."""
    case_id = _case_of(slug)
    sent = uploads.read()
    try:
        form = TipForm(formdata=sent.words)
        good = not sent.files or form.validate()
        files, refused = uploads.prepare(sent.files) if good else ((), ())
        new_tip = _tip_of(case_id, form, files, refused)
        received = attempt(form, lambda: actions.receive(new_tip))
    finally:
        sent.close()
    if received is None:
        page = _render("public/tips/new.html", appeal=_find(slug), form=form, sent=sent)
        return _answer(page, 422)
    return _receipt(slug, received, refused)


def _receipt(slug: str, received: Received, refused: tuple[str, ...]) -> Response:
    """Show the words to come back with; the rest of the page is the same for most."""
    now = received.tip.still_there

    def make() -> str:
        return _render(
            "public/tips/receipt.html",
            appeal=_find(slug),
            codename=WORDS_HERE,
            still_there=now,
            refused=refused,
        )

    kept = f"/a/{slug}/receipt/{now}"
    page = make() if refused else cache.words_of(kept, lambda: _version(slug), make)
    return _answer(page.replace(WORDS_HERE, received.codename or ""))


def _tip_of(
    case_id: int, form: TipForm, files: tuple[Prepared, ...], refused: tuple[str, ...]
) -> NewTip:
    """Return what was sent as a tip; a position that we cannot read is kept as words."""
    where = form.where.data or ""
    place = read_place(form.position.data or "")
    if form.position.data and place is None:
        where = f"{where}\n{form.position.data}".strip()
    return NewTip(
        case_id=case_id,
        source=TipSource.WEB,
        text=form.text.data or "",
        anonymous=not (form.name.data or form.contact.data),
        sender=form.name.data,
        contact=form.contact.data,
        when_words=form.when.data,
        where_words=where,
        lat=place[0] if place else None,
        lon=place[1] if place else None,
        sure=Sure(form.sure.data) if form.sure.data else None,
        still_there=form.still_there.data,
        files=files,
        refused_files=refused,
        idempotency_key=codename.sound_key(form.key.data),
    )


def _version(slug: str) -> tuple[object, ...]:
    version = queries.find_page_version(slug)
    if version is None or version.state is AppealState.DRAFT:
        raise NotFound(NO_PAGE)
    return (version,)


def _case_of(slug: str) -> int:
    """Return the case that may be told something: even a closed one, for whoever was typing."""
    found = queries.find_listener(slug)
    if found is None or found[1] is AppealState.DRAFT:
        raise NotFound(NO_PAGE)
    return found[0]


def _find(slug: str) -> Appeal:
    """Return an appeal that has gone out to the public."""
    appeal = queries.find_by_slug(slug)
    if appeal is None or appeal.state is AppealState.DRAFT:
        raise NotFound(NO_PAGE)
    return appeal


def _blank(slug: str) -> str:
    appeal = _find(slug)
    closed = appeal.state is AppealState.ENDED
    return _render(
        "public/tips/closed.html" if closed else "public/tips/new.html",
        appeal=appeal,
        form=TipForm(formdata=None, data={"key": KEY_HERE}),
        sent=None,
    )


def _render(template: str, *, appeal: Appeal, **more: object) -> str:
    rehearsal = appeal.case.rehearsal or settings.current().rehearsal
    return render_template(template, appeal=appeal, rehearsal=rehearsal, **more)


def _answer(page: str, status: int = 200) -> Response:
    return Response(page, status, content_type=cache.HTML, headers=NO_STORE)
