"""Staff pages: writing down a tip that came by phone, in person, by letter, mail or paste."""

from datetime import datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional

from app.web import uploads
from app.web.access import current_user, needs
from app.web.forms import Form, attempt
from app.web.limits import TIP_CHARS, Size, takes
from campaigns.cases.model import Case
from campaigns.cases.queries import get_case
from campaigns.kernel import clock, zones
from campaigns.kernel.errors import Invalid
from campaigns.media.files import Prepared
from campaigns.tips import actions, codename
from campaigns.tips.model import Priority, Sure, TipSource
from campaigns.tips.receive import NewTip, Received
from campaigns.tips.rules import BY_STAFF, read_place
from campaigns.users.rules import Permission

bp = Blueprint("tip_entry", __name__, url_prefix="/cases/<int:case_id>/tips/new")

LINE_CHARS = 2_000
WALL = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class EntryForm(Form):
    """What someone told us by another way than the page."""

    source = RadioField("How did it come?", choices={each.value: each.label for each in BY_STAFF})
    text = TextAreaField("What was said, in their words", [Length(max=TIP_CHARS)])
    still_there = BooleanField("They are seeing it right now")
    anonymous = BooleanField("The sender does not give a name")
    sender = StringField("Name", [Length(max=LINE_CHARS)])
    contact = StringField("Phone or e-mail", [Length(max=LINE_CHARS)])
    when_words = StringField("When was it?", [Length(max=LINE_CHARS)])
    seen_at = DateTimeLocalField("Date and time of it", [Optional()], format=WALL)
    where_words = StringField("Where was it?", [Length(max=LINE_CHARS)])
    position = StringField("Exact position", [Length(max=LINE_CHARS)])
    sure = SelectField(
        "How sure are they?", choices={"": "Not asked", **dict(Sure.choices())}, default=""
    )
    priority = SelectField(
        "Priority", choices=dict(Priority.choices()), default=Priority.MEDIUM.value
    )
    remote_url = StringField("Address of the post", [Length(max=LINE_CHARS)])
    captured_at = DateTimeLocalField("Copied on", [Optional()], format=WALL)
    files = MultipleFileField("Files")
    key = HiddenField()


@bp.get("")
@needs(Permission.ENTER_TIP)
def new(case_id: int) -> ResponseReturnValue:
    """Ask for what was said."""
    case = get_case(case_id)
    now = zones.to_local(clock.now(), case.timezone).replace(tzinfo=None, second=0, microsecond=0)
    form = EntryForm(
        formdata=None,
        data={
            "key": codename.new_key(),
            "source": TipSource.PHONE.value,
            "priority": Priority.MEDIUM.value,
            "captured_at": now,
        },
    )
    return _form(case, form)


@bp.post("")
@takes(Size.EVIDENCE)
@needs(Permission.ENTER_TIP)
def create(case_id: int) -> ResponseReturnValue:
    """Keep it, and show the words that are to be read out to whoever gives no name."""
    case, form = get_case(case_id), EntryForm()
    kept, refused = _prepare(form) if form.validate() else ((), ())
    received = attempt(form, lambda: _receive(case, form, kept, refused))
    if received is None:
        return _form(case, form, 422)
    return (
        render_template(
            "staff/tips/entered.html",
            case=case,
            section="tips",
            tip=received.tip,
            codename=received.codename,
            refused=refused,
        ),
        200,
        {"Cache-Control": "no-store"},
    )


def _form(case: Case, form: EntryForm, status: int = 200) -> ResponseReturnValue:
    page = render_template("staff/tips/new.html", case=case, section="tips", form=form)
    return page, status, {"Cache-Control": "no-store"}


def _prepare(form: EntryForm) -> tuple[tuple[Prepared, ...], tuple[str, ...]]:
    """Store what came with it; a file that cannot be taken does not hold up the words."""
    return uploads.prepare(file for file in form.files.data or () if file and file.filename)


def _receive(
    case: Case, form: EntryForm, kept: tuple[Prepared, ...], refused: tuple[str, ...]
) -> Received:
    source = TipSource(form.source.data)
    pasted = source is TipSource.PASTED
    if pasted and not form.remote_url.data:
        words = "Give the address of the post."
        raise Invalid(words, {"remote_url": words})
    place = read_place(form.position.data or "")
    if form.position.data and place is None:
        words = "Write latitude and longitude like 43.6401, -79.4390."
        raise Invalid(words, {"position": words})
    return actions.receive(
        NewTip(
            case_id=case.id,
            source=source,
            text=form.text.data or "",
            anonymous=form.anonymous.data,
            sender=form.sender.data,
            contact=form.contact.data,
            when_words=form.when_words.data,
            where_words=form.where_words.data,
            seen_at=_moment(form.seen_at.data, case, "seen_at"),
            lat=place[0] if place else None,
            lon=place[1] if place else None,
            sure=Sure(form.sure.data) if form.sure.data else None,
            still_there=form.still_there.data,
            files=kept,
            refused_files=refused,
            idempotency_key=codename.sound_key(form.key.data),
            remote_url=form.remote_url.data if pasted else None,
            captured_at=_moment(form.captured_at.data, case, "captured_at") if pasted else None,
            entered_by=current_user().actor,
            priority=Priority(form.priority.data),
        )
    )


def _moment(typed: datetime | None, case: Case, field: str) -> datetime | None:
    return zones.to_utc(typed, case.timezone, field) if typed else None
