"""What a poster says, before it is drawn: its words, photos and colours."""

from dataclasses import dataclass, field

from campaigns.media.wording import Wording, wording

FACTS_MAX = 5
PHOTOS_MAX = 4


@dataclass(frozen=True, slots=True)
class PosterPhoto:
    """One photo: the bytes of its "clean" derivative, its year, what must be said of it.

    `label` is for what the picture is ("CCTV still"); an age-progressed one is always labelled.
    `focus` is what must stay in sight where it is cut, as fractions of width and height.
    """

    content: bytes
    year: int | None = None
    label: str = ""
    age_progressed: bool = False
    focus: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands where the photo is on a witness appeal: when, where, and what to check."""

    when: str
    where: str
    check: str = ""


@dataclass(frozen=True, slots=True)
class Colours:
    """The poster's colours, as #rrggbb. The first two are the agency's own to choose."""

    ink: str = "#0f1b2d"
    beam: str = "#ffb81c"
    paper: str = "#ffffff"
    quiet: str = "#cfd6df"
    rule: str = "#3a4a63"
    hair: str = "#cfd6df"
    soft: str = "#45526a"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of facts; `field` is what Invalid calls it."""

    field: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class PosterSheet:
    """Everything that stands on one poster. Field names are those that Invalid speaks of.

    `kicker` is the line above ("Help find"; empty takes the wording's), `headline` the name or the
    event, `age` what stands behind the name ("7"). `last_seen` holds one line each for day and
    place, `rows` what someone looks like. At most five facts and four photos; each format shows as
    many as it has room for. `scene` makes it a witness poster; `closed` leaves only the words of an
    appeal that is over. `logo` is a picture of the agency's.
    """

    headline: str
    qr_url: str
    code: str
    agency: str
    phone: str
    emergency: str
    kicker: str = ""
    age: str = ""
    aliases: tuple[str, ...] = ()
    companion: str = ""
    last_seen: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    facts: tuple[str, ...] = ()
    photos: tuple[PosterPhoto, ...] = ()
    scene: Scene | None = None
    email: str = ""
    hashtag: str = ""
    rehearsal: bool = False
    closed: bool = False
    language: str = "en"
    logo: bytes = b""
    colours: Colours = field(default_factory=Colours)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished poster, and the same in words for those who cannot see it.

    `warnings` says what is not as good as it could be ("photo 2 is too small to print well");
    `preview` is a small JPEG of it, `width` and `height` are its pixels.
    """

    content: bytes
    content_type: str
    text_equivalent: str
    warnings: tuple[str, ...] = ()
    preview: bytes = b""
    width: int = 0
    height: int = 0


def wording_of(sheet: PosterSheet) -> Wording:
    """Return the wording of the sheet's language, or English."""
    return wording(sheet.language)


def kicker_of(sheet: PosterSheet) -> str:
    """Return the line above the headline."""
    words = wording_of(sheet)
    return sheet.kicker or (words.witness if sheet.scene else words.help_find)


def title_of(sheet: PosterSheet) -> str:
    """Return the name with the age behind it: "Mira, 7"."""
    comma = wording_of(sheet).comma
    return comma.join(part for part in (sheet.headline, sheet.age) if part)


def glued_title(sheet: PosterSheet) -> str:
    """Return the title with the age held to the last name, so that it never stands alone."""
    return title_of(sheet).removesuffix(sheet.age).rstrip() + (
        f"\u00a0{sheet.age}" if sheet.age else ""
    )


def alias_line(sheet: PosterSheet) -> str:
    """Return the line about other names, if there are any."""
    words = wording_of(sheet)
    names = words.either.join(sheet.aliases)
    return words.alias.format(names=names) if names else ""


def looks_line(sheet: PosterSheet) -> str:
    """Return what someone looks like in one line: "121 cm · light brown hair"."""
    said = {row.field: row for row in sheet.rows}
    parts = []
    for name in ("age", "height", "build", "hair", "eyes"):
        row = said.get(name)
        if row is None:
            continue
        if name in {"age", "height"}:
            parts.append(row.words.partition(" (")[0])
            continue
        named = name in {"hair", "eyes"} and row.label.lower() not in row.words.lower()
        english = sheet.language.startswith("en")
        behind = f"{row.words} {row.label.lower()}"
        before = wording_of(sheet).led(row.label, row.words)
        parts.append((behind if english else before) if named else row.words)
    return "\u00a0· ".join(parts)  # no line begins with the dot


def caption_of(photo: PosterPhoto, sheet: PosterSheet) -> str:
    """Return what stands on a photo: its label and year; an age-progressed one says so."""
    words = wording_of(sheet)
    label = photo.label
    if photo.age_progressed:
        label = words.age_progressed
    return words.comma.join(part for part in (label, str(photo.year or "")) if part)


def address_of(sheet: PosterSheet) -> str:
    """Return the appeal's address as people type it."""
    return sheet.qr_url.partition("://")[2] or sheet.qr_url


def in_words(sheet: PosterSheet) -> str:
    """Return the poster as text, in reading order."""
    words, scene = wording_of(sheet), sheet.scene
    exercise = words.exercise if sheet.rehearsal else ""
    if sheet.closed:
        return "\n".join(
            line
            for line in (exercise, words.closed_title, words.closed_words, sheet.agency)
            if line
        )
    photos = (words.led(words.photo, caption_of(photo, sheet)) for photo in sheet.photos)
    lines = [
        exercise,
        words.led(kicker_of(sheet), title_of(sheet)),
        *((scene.when, scene.where, scene.check or words.check) if scene else photos),
        words.led(words.last_seen, words.comma.join(sheet.last_seen)) if sheet.last_seen else "",
        alias_line(sheet),
        sheet.companion,
        *(words.led(row.label, row.words) for row in sheet.rows),
        *sheet.facts,
        words.emergency.format(number=sheet.emergency) if sheet.emergency else "",
        words.led(words.tell_us, sheet.qr_url),
        " · ".join(part for part in (sheet.phone, sheet.email) if part),
        f"#{sheet.hashtag}" if sheet.hashtag else "",
        words.code.format(code=sheet.code),
        sheet.agency,
    ]
    return "\n".join(line for line in lines if line)
