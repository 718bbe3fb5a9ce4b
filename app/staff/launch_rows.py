"""The repeating parts of the launch form: each reads what was typed into what the domain takes.

A part that cannot be read raises Invalid with the names of its own fields.
"""

from datetime import date, datetime

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from app.web.forms import OpenForm
from campaigns.appeals.sheet import ConsentGiven
from campaigns.cases.given import (
    FactGiven,
    HoldbackGiven,
    IncidentGiven,
    PersonGiven,
    SeenGiven,
    lines,
)
from campaigns.cases.model import Visibility
from campaigns.cases.places import parse_point
from campaigns.kernel.errors import Invalid
from campaigns.media.images import WHOLE, Box

SEXES = {"": "—", "female": "Female", "male": "Male", "other": "Other or not known"}
HIDDEN_ID = 2**31


class Whole(IntegerField):
    """A whole number; blank is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the digits, or say what to type."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        if not typed.isdecimal():
            raise ValueError("Type a whole number, in digits.")
        self.data = int(typed)


class Day(DateField):
    """A day; blank is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, or say how to type one."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data: date | None = None
        if not typed:
            return
        try:
            self.data = date.fromisoformat(typed)
        except ValueError:
            raise ValueError("Type the date as year-month-day, like 2018-05-14.") from None


class Wall(DateTimeLocalField):
    """What a clock on a wall shows; blank is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read date and time, or say how to type them."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data: datetime | None = None
        if not typed:
            return
        try:
            moment = datetime.fromisoformat(typed)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is not None or len(typed) == len("2025-07-12"):
            raise ValueError("Type date and time, like 2025-07-12 14:10.")
        self.data = moment


class RowForm(OpenForm):
    """One row. `id` names what it changes; a row without one is new."""

    id = HiddenField()
    remove = BooleanField("Remove this when I save")

    @property
    def row_id(self) -> int | None:
        """Return the id of what the row changes, or None if it is new."""
        raw = str(self.id.data or "")
        return int(raw) if raw.isdecimal() and int(raw) < HIDDEN_ID else None


class PersonRow(RowForm):
    """Someone the case is about."""

    public_name = StringField("Name the public is told")
    name = StringField("Full name")
    aliases = TextAreaField("Other names, one on each line")
    publish_aliases = BooleanField("The public is told the other names")
    birth_date = Day("Date of birth")
    age_from = Whole("Age, from")
    age_to = Whole("to")
    sex = SelectField("Sex", choices=SEXES, validate_choice=False)
    height_cm = Whole("Height")
    build = StringField("Build")
    hair = StringField("Hair")
    eyes = StringField("Eyes")
    languages_spoken = StringField("Languages and accent")
    clothing = StringField("Clothing")
    relation = StringField("Relation to the missing person")
    publish = BooleanField("The public is told about this person")

    def given(self) -> PersonGiven:
        """Return what was typed; fields that this kind of case lacks stay empty."""
        said = {name: field.data for name, field in self._fields.items()}
        texts = ("name", "public_name", "sex", "build", "hair", "eyes")
        more = ("languages_spoken", "clothing", "relation")
        return PersonGiven(
            **{name: said.get(name) or "" for name in (*texts, *more)},
            aliases=tuple(lines(said.get("aliases") or "")),
            publish_aliases=bool(said.get("publish_aliases")),
            birth_date=said.get("birth_date"),
            age_from=said.get("age_from"),
            age_to=said.get("age_to"),
            height_cm=said.get("height_cm"),
            publish=bool(said.get("publish", True)),
        )


class SeenRow(OpenForm):
    """Where and when the person was last seen."""

    at = Wall("Date and time there")
    timezone = StringField("Time zone there")
    place = StringField("Place")
    point = StringField("Coordinates or a link to a map")
    confirmed = BooleanField("This is confirmed")
    source = StringField("How do we know?")

    def given(self) -> SeenGiven | None:
        """Return what was typed, or None if nothing was."""
        if not (self.at.data or self.place.data or self.point.data or self.source.data):
            return None
        if self.at.data is None:
            raise Invalid("The time is missing.", {"at": "Say when, as exactly as is known."})
        return SeenGiven(
            at=self.at.data,
            timezone=self.timezone.data or "",
            place=self.place.data or "",
            point=parse_point(self.point.data or ""),
            confirmed=self.confirmed.data,
            source=self.source.data or "",
        )


class IncidentRow(OpenForm):
    """What happened, or where someone was found or filmed."""

    what = TextAreaField("What happened, as the public may know it")
    from_at = Wall("From")
    until_at = Wall("Until")
    place = StringField("Place")
    point = StringField("Coordinates or a link to a map")
    radius_m = Whole("How far around")

    def given(self) -> IncidentGiven | None:
        """Return what was typed, or None if nothing was."""
        if not any(field.data for field in self):
            return None
        from_at, until_at = self.from_at.data, self.until_at.data
        if from_at is None or until_at is None:
            ends = (("from_at", from_at), ("until_at", until_at))
            words = "Say when, as exactly as is known."
            raise Invalid("The time is missing.", {name: words for name, at in ends if at is None})
        return IncidentGiven(
            what=self.what.data or "",
            from_at=from_at,
            until_at=until_at,
            place=self.place.data or "",
            point=parse_point(self.point.data or ""),
            radius_m=self.radius_m.data if self.radius_m else None,
        )


class FactRow(RowForm):
    """One statement, its source, and who may see it."""

    text = StringField("Fact")
    source = StringField("Source")
    visibility = SelectField(
        "Who may see it", choices=dict(Visibility.choices()), default=Visibility.STAFF.value
    )

    def given(self) -> FactGiven:
        """Return what was typed."""
        return FactGiven(
            self.text.data or "", self.source.data or "", Visibility(self.visibility.data)
        )


class PhotoRow(RowForm):
    """What is said of a photo that has been uploaded."""

    year = Whole("Year")
    label = StringField("Label")
    alt = StringField("Description for people who cannot see it")
    age_progressed = BooleanField("Age-progressed")
    publish = BooleanField("Show it to the public")
    crop = StringField("Crop: left, top, width, height in percent")

    def box(self) -> Box:
        """Return the part of the picture that is shown."""
        typed = (self.crop.data or "").replace("%", "").strip()
        if not typed:
            return WHOLE
        parts = typed.replace(";", ",").split(",")
        try:
            left, top, width, height = (float(part) / 100 for part in parts)
        except ValueError:
            words = "Type four numbers from 0 to 100, like 10, 0, 80, 75, or nothing."
            raise Invalid("The crop cannot be read.", {"crop": words}) from None
        return Box(left, top, width, height)


class HoldbackRow(RowForm):
    """A withheld detail and the ways it can be said."""

    detail = StringField("Detail")
    terms = TextAreaField("Ways it can be said, one on each line")
    translations = TextAreaField("In other languages, one on each line")
    loose = TextAreaField("Loosely said, one on each line: warn only")
    reason = StringField("Why it is withheld")
    reader_ids = SelectMultipleField("Who may know it", coerce=int, validate_choice=False)

    def given(self) -> HoldbackGiven:
        """Return what was typed."""
        return HoldbackGiven(
            self.detail.data or "",
            tuple(lines(self.terms.data or "")),
            self.reason.data or "",
            tuple(self.reader_ids.data or ()),
            tuple(lines(self.translations.data or "")),
            tuple(lines(self.loose.data or "")),
        )


class ConsentRow(OpenForm):
    """Who agreed to what, or refused."""

    given_by = StringField("Who was asked")
    scope = StringField("About what")
    how = StringField("How")
    refused = RadioField("Answer", choices={"": "They agreed", "y": "They refused"}, default="")

    def given(self) -> ConsentGiven:
        """Return what was typed."""
        return ConsentGiven(
            self.given_by.data or "",
            self.scope.data or "",
            self.how.data or "",
            refused=self.refused.data == "y",
        )


def is_untouched(row: Form) -> bool:
    """Say whether a new row was left as it was."""
    passed_over = {"id", "visibility", "refused", "publish", "remove"}
    return not any(field.data for name, field in row._fields.items() if name not in passed_over)
