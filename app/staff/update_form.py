"""The form in which an update is written: filled from what there is, read back as it was typed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FieldList,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from app.web.forms import Form, choices
from app.web.uploads import source
from campaigns.appeals.queries import channels_of, find_appeal
from campaigns.cases.queries import get_case
from campaigns.channels.model import Channel, ChannelState
from campaigns.kernel import clock, settings
from campaigns.kernel.errors import Invalid
from campaigns.kernel.zones import to_local
from campaigns.media import actions as media
from campaigns.media import files, film_queries
from campaigns.media.clearance_queries import cleared_for
from campaigns.media.model import Film, MediaAsset, MediaKind, Use
from campaigns.media.queries import list_assets
from campaigns.updates import ghosts
from campaigns.updates.model import Update
from campaigns.users.model import User

AT_ONCE, AT_A_TIME = "once", "time"
TYPED = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]  # the first is how it is shown
PUBLISHABLE = frozenset({MediaKind.PHOTO, MediaKind.POSTER, MediaKind.ATTACHMENT, MediaKind.FILM})


class UpdateForm(Form):
    """What is to be said, where, and when; pictures are read beside it, part by part."""

    texts = FieldList(TextAreaField("Words"), label="Words", min_entries=1, max_entries=25)
    channel_ids = SelectMultipleField("Where", coerce=int)
    when = RadioField(
        "When",
        choices={AT_ONCE: "As soon as it is approved", AT_A_TIME: "At a time"},
        default=AT_ONCE,
    )
    send_local = DateTimeLocalField("Date and time", format=TYPED, validators=[Optional()])
    film_later = BooleanField("Elsewhere, post at once and thread the video's link later")
    coming_words = StringField("Said at once, in place of the film", default="The video is coming.")
    link_words = StringField("Said before the link, once it is up", default="The video is up:")
    version = HiddenField()
    step = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_errors: list[str] = []
        self.attached: dict[int, list[int]] = {}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or film that can be attached, and whether and how it is on a part."""

    asset: MediaAsset
    chosen: bool
    alt: str
    title: str = ""
    film: Film | None = None


def make_form(case_id: int) -> UpdateForm:
    """Return the form with the accounts of this appeal to choose from."""
    form = UpdateForm()
    appeal = find_appeal(case_id)
    form.channel_ids.choices = choices(
        (
            each.id,
            f"@{each.handle}{_ailing(each)}",
        )
        for each in (channels_of(appeal.id) if appeal else ())
    )
    return form


def _ailing(channel: Channel) -> str:
    return "" if channel.state is ChannelState.CONNECTED else " (not working)"


def prefill(form: UpdateForm, case_id: int) -> None:
    """Choose every account, and the time of the cadence's step that was asked for."""
    form.channel_ids.data = list(form.channel_ids.choices or ())
    for each in ghosts.list_upcoming(case_id, clock.now()):
        if each.step is not None and each.step == request.args.get("step"):
            local = to_local(each.at, get_case(case_id).timezone).replace(tzinfo=None)
            form.step.data, form.when.data, form.send_local.data = each.step, AT_A_TIME, local


def fill(form: UpdateForm, update: Update) -> None:
    """Put an update into the form, to be changed."""
    form.texts.pop_entry()
    for part in update.parts:
        form.texts.append_entry(part["text"])
    form.channel_ids.data = update.channel_ids
    form.version.data = str(update.version)
    if update.coming_words:
        form.film_later.data = True
        form.coming_words.data, form.link_words.data = update.coming_words, update.link_words
    if update.send_local:
        form.when.data = AT_A_TIME
        form.send_local.data = datetime.fromisoformat(update.send_local)


def asked_for_more(form: UpdateForm, case_id: int, by: User) -> bool:
    """Give the thread another part, or a part its pictures, if that is what was pressed."""
    if "more" in request.form:
        form.texts.append_entry("")
        return True
    part = request.form.get("attach", type=int)
    if part is None:
        return False
    for file in request.files.getlist(f"new-{part}"):
        if file.filename:
            _attach(form, case_id, part, file, by)
    return True


def _attach(form: UpdateForm, case_id: int, part: int, file: FileStorage, by: User) -> None:
    """Keep a picture from this device in the case and put it on a part; say what is wrong."""
    limit = settings.current().upload_max_bytes
    try:
        made = files.prepare(file.filename or "", source(file), limit, MediaKind.ATTACHMENT)
        asset = media.keep(case_id, MediaKind.ATTACHMENT, made, actor=by.actor)
    except Invalid as error:
        form.form_errors = [*form.form_errors, error.message]
        return
    form.attached.setdefault(part, []).append(asset.id)


def given(form: UpdateForm, by: User) -> dict[str, Any]:
    """Return what was typed; parts with neither words nor pictures are no parts."""
    parts = []
    for number, text in enumerate(form.texts.data):
        chosen = request.form.getlist(f"media-{number}", type=int)
        media = [{"asset_id": each, **_typed(number, each)} for each in chosen]
        if (text or "").strip() or media:
            parts.append({"text": text or "", "media": media})
    at_a_time = form.when.data == AT_A_TIME
    if at_a_time and form.send_local.data is None:
        raise Invalid("When?", {"send_local": "Give date and time, as the clock there shows it."})
    film_words = (form.coming_words.data or "", form.link_words.data or "")
    return {
        "parts": parts,
        "film_words": film_words if form.film_later.data else None,
        "channel_ids": form.channel_ids.data or [],
        "send_local": form.send_local.data if at_a_time else None,
        "by": by,
    }


def _typed(part: int, asset_id: int) -> dict[str, str]:
    """Return what was typed beside a picture or film."""
    return {name: request.form.get(f"{name}-{part}-{asset_id}", "") for name in ("alt", "title")}


def pictures(form: UpdateForm, case_id: int, part: int, update: Update | None) -> list[Picture]:
    """Return what can be attached to a part: as typed, or as it is on the update."""
    on_it: dict[int, dict[str, str]] = {each: {} for each in form.attached.get(part, ())}
    if request.method == "POST":
        for asset_id in request.form.getlist(f"media-{part}", type=int):
            on_it[asset_id] = _typed(part, asset_id)
    elif update is not None and part < len(update.parts):
        on_it = {each["asset_id"]: each for each in update.parts[part]["media"]}
    cleared = cleared_for(case_id, Use.POST)
    films = {each.asset_id: each for each in film_queries.list_ready(case_id)}
    return [
        _offered(asset, on_it.get(asset.id), films.get(asset.id))
        for asset in list_assets(case_id, PUBLISHABLE)
        if asset.withdrawn_at is None
        and ("web" in asset.derivatives or asset.id in films)
        and (asset.id in cleared or asset.id in on_it or asset.kind is not MediaKind.PHOTO)
    ]


def _offered(asset: MediaAsset, given: dict[str, str] | None, film: Film | None) -> Picture:
    on_it = given or {}
    title = on_it.get("title", asset.label or "")
    return Picture(asset, given is not None, on_it.get("alt", asset.alt), title, film)
