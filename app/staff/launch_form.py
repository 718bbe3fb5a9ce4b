"""The launch form: everything an appeal needs, on one page, in the order people tell it.

Read from the case, from what someone typed and has not saved (a draft), or from a sent form; each
kind of case keeps only its own fields.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    MultipleFileField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from app.staff.launch_rows import (
    ConsentRow,
    FactRow,
    HoldbackRow,
    IncidentRow,
    PersonRow,
    PhotoRow,
    RowForm,
    SeenRow,
)
from app.web.forms import Choices, Form, choices
from campaigns.appeals.sheet import PhotoGiven, Row, Sheet
from campaigns.cases.model import Case
from campaigns.cases.rules import SHAPES
from campaigns.kernel.errors import Invalid
from campaigns.media import files
from campaigns.media.images import WHOLE
from campaigns.media.model import MediaAsset
from campaigns.users.model import User
from campaigns.users.rules import Permission, can

LISTS = ("companions", "facts", "holdbacks", "consents")
UNNAMED_LACKS = ("name", "public_name", "aliases", "publish_aliases", "birth_date", "relation")
UNNAMED_LACKS_TOO = ("languages_spoken", "publish", "remove")
COMPANION_LACKS = ("birth_date", "languages_spoken")


@dataclass(frozen=True, slots=True)
class Around:
    """What the form needs to know to be drawn and read."""

    case: Case
    members: list[User]
    user: User
    photos: dict[int, MediaAsset]
    channels: Choices


class LaunchForm(Form):
    """The one form. `mark` is what it saw of the case when it was opened."""

    mark = HiddenField()
    person = FormField(PersonRow)
    companions = FieldList(FormField(PersonRow))
    last_seen = FormField(SeenRow)
    incident = FormField(IncidentRow)
    facts = FieldList(FormField(FactRow))
    photos = FieldList(FormField(PhotoRow))
    new_photos = MultipleFileField("Add photos")
    holdbacks = FieldList(FormField(HoldbackRow))
    consents = FieldList(FormField(ConsentRow))
    hashtag = StringField("Hashtag")
    channels = SelectMultipleField(
        "Accounts that this appeal speaks through", coerce=int, validate_choice=False
    )
    account_handle = StringField("Name of the account")
    account_name = StringField("Name shown beside it")
    account_bio = StringField("What it says about itself")
    headline = StringField("Headline")
    ask = TextAreaField("What we ask of the public")
    contact_phone = StringField("Phone number for tips")
    contact_email = StringField("E-mail address for tips")

    def __init__(self, around: Around, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.around = around
        self.form_errors: list[str] = []
        self.shape = SHAPES[around.case.kind]
        self._keep_own_fields()
        for name in LISTS:
            if name != "companions" and not len(getattr(self, name)):
                getattr(self, name).append_entry()
        self._offer_choices()

    def _keep_own_fields(self) -> None:
        shape = self.shape
        gone = {
            "person": shape.main is None,
            "companions": not shape.companion,
            "last_seen": not shape.last_seen,
            "incident": not shape.incident,
        }
        for name in (name for name, is_gone in gone.items() if is_gone):
            delattr(self, name)
        if self.person:
            lacks = () if shape.named else UNNAMED_LACKS
            for name in (*lacks, *(UNNAMED_LACKS_TOO if not shape.named else ()), "publish"):
                _drop(self.person.form, name)
            _drop(self.person.form, "relation")
            _drop(self.person.form, "remove")
        if self.incident and not shape.radius:
            _drop(self.incident.form, "radius_m")
        for row in self.companions or ():
            self._fit_companion(row.form)

    @staticmethod
    def _fit_companion(row: RowForm) -> None:
        for name in COMPANION_LACKS:
            _drop(row, name)

    def _offer_choices(self) -> None:
        self.channels.choices = self.around.channels
        for row in self.holdbacks:
            self._offer_people(row.form)

    def _offer_people(self, row: Form) -> None:
        members = self.around.members
        if isinstance(row, HoldbackRow):
            row.reader_ids.choices = choices(
                (each.id, each.name) for each in members if can(each, Permission.SEE_WITHHELD)
            )

    def add(self, name: str) -> str:
        """Add one blank row to a list; return the id of its first field."""
        rows = getattr(self, name) if name in LISTS else None
        if rows is None:
            raise Invalid("There is nothing of that kind to add here.")
        row = rows.append_entry()
        if name == "companions":
            self._fit_companion(row.form)
        self._offer_people(row.form)
        return next(str(field.id) for field in row.form if field.short_name not in {"id", "remove"})

    def add_photos(self, filled: Iterable[dict[str, Any]]) -> None:
        """Add rows for photos that came after this form was typed; drop those that are gone."""
        shown = {row.form.row_id for row in self.photos}
        for values in filled:
            if values["id"] not in shown:
                self.photos.append_entry(values)
        self.photos.entries = [row for row in self.photos if row.form.row_id in self.around.photos]

    def sheet(self) -> Sheet:
        """Return what was typed as the domain takes it; Invalid names each place it cannot read."""
        wrong: dict[str, str] = {}
        reading = _Reading(wrong)
        sheet = Sheet(
            mark=self.mark.data or "",
            person=self._row(self.person) if self.person else None,
            companions=tuple(self._row(row) for row in self.companions or ()),
            last_seen=reading.at("last_seen", self.last_seen.form.given)
            if self.last_seen
            else None,
            incident=reading.at("incident", self.incident.form.given) if self.incident else None,
            facts=tuple(self._row(row) for row in self.facts),
            photos=tuple(
                found
                for entry in self.photos
                if (found := reading.at(entry.name, partial(self._photo, entry)))
            ),
            holdbacks=tuple(self._row(row) for row in self.holdbacks),
            consents=tuple(Row(row.name, row.form.given()) for row in self.consents),
            headline=self.headline.data or "",
            ask=self.ask.data or "",
            hashtag=self.hashtag.data or "",
            contact_phone=self.contact_phone.data or "",
            contact_email=self.contact_email.data or "",
            channel_ids=tuple(self.channels.data or ()),
        )
        if wrong:
            raise Invalid("Some of this cannot be read.", wrong)
        return sheet

    @staticmethod
    def _row(entry: Any) -> Row[Any]:
        remove = entry.form["remove"].data if "remove" in entry.form else False
        return Row(entry.name, entry.form.given(), entry.form.row_id, bool(remove))

    def _photo(self, entry: Any) -> Row[PhotoGiven] | None:
        row: PhotoRow = entry.form
        asset = self.around.photos.get(row.row_id or 0)
        if asset is None:
            return None
        box = row.box()
        changed = box.as_dict() != (asset.crop or WHOLE.as_dict()) and not row.remove.data
        given = PhotoGiven(
            year=row.year.data,
            label=row.label.data or "",
            alt=row.alt.data or "",
            age_progressed=row.age_progressed.data,
            publish=row.publish.data,
            recut=files.recut(asset, box) if changed else None,
        )
        return Row(entry.name, given, asset.id, row.remove.data)

    def put(self, place: str, words: str) -> None:
        """Put what was refused beside the field at `place`, or into the summary."""
        found: Any = self
        for part in place.split("-"):
            inside = getattr(found, "form", found)
            if isinstance(found, FieldList):
                found = next((e for e in found if e.name == f"{found.name}-{part}"), None)
            else:
                found = inside._fields.get(part) if hasattr(inside, "_fields") else None
            if found is None:
                break
        if found is None or found is self or hasattr(found, "entries") or hasattr(found, "form"):
            self.form_errors = [*self.form_errors, words]
        else:
            found.errors = [*found.errors, words]

    def problems(self) -> list[tuple[str, str]]:
        """Return what is wrong, top to bottom: (id of the field or "", words)."""
        found = [("", str(words)) for words in self.form_errors]
        for field in _leaves(self):
            found += [(field.id, str(words)) for words in field.errors]
        return found


class _Reading:
    """Reads one part after another, and remembers what could not be read."""

    def __init__(self, wrong: dict[str, str]) -> None:
        self._wrong = wrong

    def at(self, place: str, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except Invalid as error:
            for name, words in (error.fields or {"": error.message}).items():
                self._wrong[f"{place}-{name}".strip("-")] = words
            return None


def _drop(row: Form, name: str) -> None:
    if name in row._fields:
        delattr(row, name)


def _leaves(form: Form) -> Iterable[Any]:
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                yield from _leaves(entry.form)
        elif isinstance(field, FormField):
            yield from _leaves(field.form)
        else:
            yield field


def typed_pairs(form: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Return a sent form as (name, value) pairs to be kept, without its token and its button."""
    return [(k, v) for k, v in form.items(multi=True) if k not in {"csrf_token", "do"}]
