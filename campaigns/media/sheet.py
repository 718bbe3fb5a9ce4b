"""What a poster says, before it is drawn: its words, photos and colours, and the fixed wording."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PosterPhoto:
    """One photo: the bytes of its "clean" derivative, its year, what must be said of it.

    `label` is for what the picture is ("CCTV still"); an age-progressed one is always labelled.
    """

    content: bytes
    year: int | None = None
    label: str = ""
    age_progressed: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands where the photo is on a witness appeal: when, where, and what to check."""

    when: str
    where: str
    check: str = ""


@dataclass(frozen=True, slots=True)
class Colours:
    """The poster's colours, as #rrggbb."""

    ink: str = "#0f1b2d"
    beam: str = "#ffb81c"
    paper: str = "#ffffff"
    quiet: str = "#cfd6df"
    rule: str = "#3a4a63"


@dataclass(frozen=True, slots=True)
class PosterSheet:
    """Everything that stands on one poster. Field names are those that Invalid speaks of.

    `kicker` is the line above ("Help find"; empty takes the wording's), `headline` the name or the
    event, `age` what stands behind the name ("7"). `last_seen` holds one line each for day and
    place. At most three facts and three photos. `scene` makes it a witness poster.
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
    facts: tuple[str, ...] = ()
    photos: tuple[PosterPhoto, ...] = ()
    scene: Scene | None = None
    email: str = ""
    rehearsal: bool = False
    language: str = "en"
    colours: Colours = field(default_factory=Colours)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished poster, and the same in words for those who cannot see it."""

    content: bytes
    content_type: str
    text_equivalent: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that stand on every poster of a language. `direction` is "ltr" or "rtl"."""

    direction: str
    help_find: str
    witness: str
    last_seen: str
    alias: str
    either: str
    tell_us: str
    code: str
    emergency: str
    check: str
    age_progressed: str
    exercise: str
    photo: str


WORDINGS = {
    "en": Wording(
        direction="ltr",
        help_find="Help find",
        witness="Witness appeal",
        last_seen="Last seen",
        alias="May use the name {names}",
        either="or",
        tell_us="Tell us, you can stay anonymous",
        code="Check it is real",
        emergency="Happening now? Call {number}",
        check="Check your dashcam",
        age_progressed="Age-progressed picture",
        exercise="EXERCISE · not a real appeal",
        photo="Photo",
    ),
    "fr": Wording(
        direction="ltr",
        help_find="Aidez-nous à retrouver",
        witness="Appel à témoins",
        last_seen="Vu pour la dernière fois",
        alias="Utilise peut-être le nom {names}",
        either="ou",
        tell_us="Parlez-nous, même anonymement",
        code="Vérifier",
        emergency="En ce moment\u00a0? Appelez le {number}",
        check="Vérifiez votre caméra embarquée",
        age_progressed="Portrait vieilli",
        exercise="EXERCICE · pas un vrai appel",
        photo="Photo",
    ),
    "es": Wording(
        direction="ltr",
        help_find="Ayude a encontrar a",
        witness="Se buscan testigos",
        last_seen="Visto por última vez",
        alias="Puede usar el nombre {names}",
        either="o",
        tell_us="Cuéntenos, puede ser anónimo",
        code="Comprobar",
        emergency="¿Está pasando ahora? Llame al {number}",
        check="Revise la cámara de su coche",
        age_progressed="Retrato envejecido",
        exercise="EJERCICIO · no es un caso real",
        photo="Foto",
    ),
    "ar": Wording(
        direction="rtl",
        help_find="ساعدونا في العثور على",
        witness="نداء إلى الشهود",
        last_seen="آخر مشاهدة",
        alias="قد يستخدم الاسم {names}",
        either="أو",
        tell_us="أخبرونا، ويمكنكم عدم ذكر أسمائكم",
        code="للتحقق",
        emergency="يحدث الآن؟ اتصلوا بالرقم {number}",
        check="راجعوا كاميرا السيارة",
        age_progressed="صورة تقديرية للعمر الحالي",
        exercise="تمرين · ليس نداءً حقيقيًا",
        photo="صورة",
    ),
}


def wording_of(sheet: PosterSheet) -> Wording:
    """Return the wording of the sheet's language, or English."""
    return WORDINGS.get(sheet.language.split("-")[0], WORDINGS["en"])


def kicker_of(sheet: PosterSheet) -> str:
    """Return the line above the headline."""
    words = wording_of(sheet)
    return sheet.kicker or (words.witness if sheet.scene else words.help_find)


def title_of(sheet: PosterSheet) -> str:
    """Return the name with the age behind it: "Mira, 7"."""
    comma = "، " if wording_of(sheet).direction == "rtl" else ", "
    return comma.join(part for part in (sheet.headline, sheet.age) if part)


def glued_title(sheet: PosterSheet) -> str:
    """Return the title with the age held to the last name, so that it never stands alone."""
    return title_of(sheet).removesuffix(sheet.age).rstrip() + (
        f"\u00a0{sheet.age}" if sheet.age else ""
    )


def alias_line(sheet: PosterSheet) -> str:
    """Return the line about other names, if there are any."""
    words = wording_of(sheet)
    names = f" {words.either} ".join(sheet.aliases)
    return words.alias.format(names=names) if names else ""


def caption_of(photo: PosterPhoto, sheet: PosterSheet) -> str:
    """Return what stands on a photo: its label and year; an age-progressed one says so."""
    label = photo.label or (wording_of(sheet).age_progressed if photo.age_progressed else "")
    return ", ".join(part for part in (label, str(photo.year or "")) if part)


def in_words(sheet: PosterSheet) -> str:
    """Return the poster as text, in reading order."""
    words, scene = wording_of(sheet), sheet.scene
    photos = (f"{words.photo}: {caption_of(photo, sheet)}".rstrip(": ") for photo in sheet.photos)
    lines = [
        words.exercise if sheet.rehearsal else "",
        f"{kicker_of(sheet)}: {title_of(sheet)}",
        *((scene.when, scene.where, scene.check or words.check) if scene else photos),
        f"{words.last_seen}: {', '.join(sheet.last_seen)}" if sheet.last_seen else "",
        alias_line(sheet),
        sheet.companion,
        *sheet.facts,
        words.emergency.format(number=sheet.emergency) if sheet.emergency else "",
        f"{words.tell_us}: {sheet.qr_url}",
        " · ".join(part for part in (sheet.phone, sheet.email) if part),
        f"{words.code}: {sheet.code}",
        sheet.agency,
    ]
    return "\n".join(line for line in lines if line)
