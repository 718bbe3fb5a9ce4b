"""What a film says and shows, scene by scene, made from the same sheet as the poster."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from campaigns.media.sheet import (
    PosterPhoto,
    PosterSheet,
    alias_line,
    caption_of,
    kicker_of,
    title_of,
    wording_of,
)

PHOTOS_MOST = 4


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene: its kind in the design, the words on it by field, what is said meanwhile.

    `photo` counts into the script's photos; None is a scene of words alone. `source` is the field
    of the sheet that its main words come from.
    """

    kind: str
    words: dict[str, str]
    say: str
    source: str
    photo: int | None = None
    code: bool = False


@dataclass(frozen=True, slots=True)
class FilmScript:
    """A whole film before it is timed and drawn. It holds bytes and words and knows no table.

    `also` is what is said in each scene in other languages, for the captions beside the film.
    """

    shape: str
    language: str
    rtl: bool
    scenes: tuple[Scene, ...]
    photos: tuple[bytes, ...]
    qr_url: str
    exercise: str = ""
    codec: str = "h264"
    scale: float = 1.0
    title: str = ""
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def sentence(*parts: str) -> str:
    """Return parts as one sentence, with a full stop if nothing else ends it."""
    said = " ".join(part.strip() for part in parts if part.strip())
    return said if not said or said[-1] in ".!?…؟。" else f"{said}."


def script_of(
    sheet: PosterSheet,
    *,
    shape: str,
    hashtag: str,
    looks: str = "",
    codec: str = "h264",
    scale: float = 1.0,
    also: Mapping[str, tuple[str, ...]] | None = None,
) -> FilmScript:
    """Return the film that a sheet makes."""
    wording = wording_of(sheet)
    photos = sheet.photos[:PHOTOS_MOST]
    scenes = [_opening(sheet, hashtag), *_middle(sheet, looks), _closing(sheet, hashtag)]
    return FilmScript(
        shape=shape,
        language=sheet.language,
        rtl=wording.direction == "rtl",
        scenes=tuple(scenes),
        photos=tuple(photo.content for photo in photos),
        qr_url=sheet.qr_url,
        exercise=wording.exercise if sheet.rehearsal else "",
        codec=codec,
        scale=scale,
        also=also or {},
        title=wording.led(kicker_of(sheet), title_of(sheet)),
    )


def _opening(sheet: PosterSheet, hashtag: str) -> Scene:
    words = {
        "kicker": kicker_of(sheet),
        "headline": title_of(sheet),
        "hashtag": f"#{hashtag}" if hashtag else "",
        "agency": sheet.agency,
    }
    say = sentence(wording_of(sheet).led(kicker_of(sheet), title_of(sheet)))
    if sheet.photos:
        return Scene("opening", words, say, "headline", photo=0, code=True)
    return Scene("opening_plain", words, say, "headline", code=True)


def _middle(sheet: PosterSheet, looks: str) -> list[Scene]:
    """Return the scenes between the cards: when and where, and a photo for every fact."""
    wording, count = wording_of(sheet), len(sheet.photos[:PHOTOS_MOST])
    scenes: list[Scene] = []
    if sheet.scene:
        scenes.append(_words(sheet, sheet.headline, (sheet.scene.when, sheet.scene.where), "scene"))
    if sheet.last_seen:
        scenes.append(_words(sheet, wording.last_seen, sheet.last_seen, "last_seen"))
    lines = [
        ("looks", looks),
        ("aliases", alias_line(sheet)),
        ("companion", sheet.companion),
        *(("facts", fact) for fact in sheet.facts),
    ]
    lines = [(source, line) for source, line in lines if line]
    if sheet.scene:
        lines.append(("scene", sheet.scene.check or wording.check))
    while len(lines) < count:
        lines.append(("photos", ""))
    for at, (source, line) in enumerate(lines):
        scenes.append(_shown(sheet, source, line, at % count if count else None))
    return scenes


def _words(sheet: PosterSheet, label: str, lines: tuple[str, ...], source: str) -> Scene:
    words = {"label": label, "body": "\n".join(lines), "name": title_of(sheet)}
    wording = wording_of(sheet)
    say = sentence(wording.led(label, wording.comma.join(lines)))
    if sheet.photos:
        return Scene("words", words, say, source, photo=len(sheet.photos[:PHOTOS_MOST]) - 1)
    return Scene("plain", words, say, source)


def _shown(sheet: PosterSheet, source: str, line: str, photo: int | None) -> Scene:
    if photo is None:
        return Scene("plain", {"label": title_of(sheet), "body": line}, sentence(line), source)
    shown: PosterPhoto = sheet.photos[photo]
    caption = caption_of(shown, sheet)
    words = {"photos": caption, "name": title_of(sheet)}
    say = sentence(line or caption or title_of(sheet))
    return Scene("photo", words, say, source, photo=photo)


def _closing(sheet: PosterSheet, hashtag: str) -> Scene:
    wording = wording_of(sheet)
    now = wording.emergency.format(number=sheet.emergency) if sheet.emergency else ""
    words = {
        "tell_us": wording.tell_us,
        "phone": sheet.phone,
        "email": sheet.email,
        "emergency": now,
        "code": wording.code.format(code=sheet.code),
        "hashtag": f"#{hashtag}" if hashtag else "",
        "agency": sheet.agency,
    }
    call = wording.led(wording.tell_us, sheet.phone)
    say = f"{sentence(call)} {sentence(now)}".strip()
    return Scene("closing", words, say, "phone", code=True)
