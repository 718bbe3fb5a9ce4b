"""Files as they come in: kept byte for byte first, then looked at; no table is touched here.

A photo or attachment that cannot be shown is refused in plain words before anything is kept.
Evidence is always kept as it is, with the reason why there is no picture of it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from campaigns.kernel import text
from campaigns.kernel.errors import Invalid, NotFound
from campaigns.media import images, room, storage, types
from campaigns.media.arriving import Arrived, Incoming
from campaigns.media.film import probe, sound
from campaigns.media.images import Box
from campaigns.media.model import MediaAsset, MediaKind
from campaigns.media.sheet import Drawn
from campaigns.media.shelf import CHUNK_BYTES
from campaigns.media.storage import Stored

NAME_CHARS_MAX = 180
MARK_CHARS = 12  # of a picture's key, in its public address
FIELDS = {
    MediaKind.PHOTO: "photos",
    MediaKind.ATTACHMENT: "files",
    MediaKind.EVIDENCE: "files",
    MediaKind.POSTER: "poster",
    MediaKind.FILM: "film",
    MediaKind.SOUND: "sound_file",
}
MUST_SHOW = frozenset({MediaKind.PHOTO, MediaKind.ATTACHMENT})
_PARTS = re.compile(r"[\\/]")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that is stored and understood, and has no row yet.

    `derivatives` maps a name ("clean", "web", "thumb") to a storage key; `trouble` says why there
    are none where there might have been.
    """

    stored: Stored
    file_name: str
    content_type: str
    kind: MediaKind
    width: int | None = None
    height: int | None = None
    derivatives: dict[str, str] = field(default_factory=dict)
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Recut:
    """New derivatives of a kept picture, for `media.actions.crop_asset`."""

    box: Box
    width: int
    height: int
    derivatives: dict[str, str]


def clean_name(file_name: str) -> str:
    """Return a file's own name without folders and control characters, its ending kept."""
    name = text.clean(_PARTS.split(file_name)[-1]).replace("\n", " ").replace("\t", " ").strip(". ")
    if len(name) > NAME_CHARS_MAX:
        ending = PurePosixPath(name).suffix[:12]
        name = name[: NAME_CHARS_MAX - len(ending)] + ending
    return name or "unnamed"


def prepare(
    file_name: str, chunks: Iterable[bytes] | Incoming, limit_bytes: int, kind: MediaKind
) -> Prepared:
    """Store a file and make its derivatives; Invalid when it cannot be used for its purpose."""
    name = clean_name(file_name)
    try:
        with storage.arriving(chunks, limit_bytes, room.floor_of(kind)) as arrived:
            with arrived.path.open("rb") as file:
                content_type = types.of(file.read(types.HEAD_BYTES))
            made, trouble = _look(arrived, content_type, kind)
            stored = storage.keep(arrived)
    except Invalid as error:
        words = f"{name}: {error.message}"
        raise Invalid(words, {FIELDS[kind]: words}) from error
    derivatives = {part: storage.put_bytes(bytes_).key for part, bytes_ in made.content.items()}
    if kind is MediaKind.POSTER:
        derivatives["clean"] = stored.key  # we made it ourselves: there is nothing to strip
    return Prepared(
        stored=stored,
        file_name=name,
        content_type=content_type,
        kind=kind,
        width=made.width or None,
        height=made.height or None,
        derivatives=derivatives,
        trouble=trouble,
    )


def prepare_film(file_name: str, path: Path, still: bytes) -> Prepared:
    """Store a film that we made, and the picture that stands for it."""
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(CHUNK_BYTES), b"")
        made = prepare(file_name, chunks, path.stat().st_size, MediaKind.FILM)
    parts = {"clean": made.stored.key, "still": storage.put_bytes(still).key}
    return replace(made, derivatives=parts)


def parts_of_film(path: Path, still: bytes) -> dict[str, str]:
    """Store what the public may be given of somebody's own film."""
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(CHUNK_BYTES), b"")
        clean = storage.put(chunks, path.stat().st_size)
    return {"clean": clean.key, "still": storage.put_bytes(still).key}


def prepare_drawn(file_name: str, drawn: Drawn) -> Prepared:
    """Store a poster that we drew ourselves: there is nothing to strip, and a small one is made."""
    stored = storage.put_bytes(drawn.content)
    derivatives = {"clean": stored.key, "thumb": storage.put_bytes(drawn.preview).key}
    if drawn.content_type == "image/jpeg":
        derivatives["web"] = stored.key
    return Prepared(
        stored=stored,
        file_name=clean_name(file_name),
        content_type=drawn.content_type,
        kind=MediaKind.POSTER,
        width=drawn.width,
        height=drawn.height,
        derivatives=derivatives,
    )


_NOTHING = images.Made(0, 0, {})


def _look(arrived: Arrived, content_type: str, kind: MediaKind) -> tuple[images.Made, str | None]:
    """Return what could be made of a file, or nothing and why."""
    if kind is MediaKind.SOUND:
        sound.check(arrived.path)
        return _NOTHING, None
    if kind is MediaKind.FILM:
        return _look_at_film(arrived, content_type)
    must_show = kind in MUST_SHOW
    if content_type == "application/x-empty" and must_show:
        raise Invalid("it is empty (0 bytes). Choose it again, or another one.")
    if content_type not in types.PICTURES:
        if must_show:
            raise Invalid(
                f"it is {types.words(content_type)}, not a picture. "
                "Use JPEG, PNG, WebP, GIF, TIFF, BMP or AVIF."
            )
        return _NOTHING, None
    if content_type == "image/heic":
        words = (
            "it is a HEIC picture (an iPhone's own kind), which cannot be opened here. Send it to "
            "yourself by e-mail, or open it and export it as JPEG; then add that."
        )
        if must_show:
            raise Invalid(words)
        return _NOTHING, words
    try:
        return images.derive(arrived.path), None
    except Invalid as error:
        if must_show:
            raise
        return _NOTHING, error.message


def _look_at_film(arrived: Arrived, content_type: str) -> tuple[images.Made, str | None]:
    """Return a film's size, and what may disappoint; Invalid when it cannot be used."""
    if not content_type.startswith("video/"):
        raise Invalid(f"it is {types.words(content_type)}, not a film. {probe.EXPORT}")
    probed = probe.probe(arrived.path)
    return images.Made(probed.width, probed.height, {}), " ".join(probed.warnings) or None


def recut(asset: MediaAsset, box: Box) -> Recut:
    """Make a picture's derivatives anew from a part of its original; images.WHOLE undoes a crop."""
    if asset.content_type not in types.PICTURES or "web" not in asset.derivatives:
        raise Invalid("Only a picture can be cropped.", {"crop": "Only a picture can be cropped."})
    with storage.on_disk(asset.storage_key) as path:  # checked: damage must not become a picture
        made = images.derive(path, box)
    keys = {part: storage.put_bytes(content).key for part, content in made.content.items()}
    return Recut(box, made.width, made.height, keys)


def key_of(asset: MediaAsset, name: str) -> str:
    """Return the storage key of one of an asset's files: "original" or a derivative's name.

    "whole" is the picture as it was before it was cropped, at the size of "web"; for staff only.
    """
    if name == "original":
        return asset.storage_key
    instead = "web" if name == "whole" else name
    key: str | None = asset.derivatives.get(name) or asset.derivatives.get(instead)
    if key is None:
        raise NotFound("There is no such picture.")
    return key


def type_of(asset: MediaAsset, name: str) -> str:
    """Return the content type of one of an asset's files."""
    key = key_of(asset, name)
    if key == asset.storage_key:
        return asset.content_type
    if asset.kind is MediaKind.FILM and name == "clean":
        head = storage.open_range(key, 0, min(storage.size(key), types.HEAD_BYTES))
        return types.of(b"".join(head))
    return "image/jpeg"


def bytes_of(asset: MediaAsset, name: str) -> bytes:
    """Return one of an asset's files, checked against its hash."""
    return storage.read(key_of(asset, name))


def path_to(asset: MediaAsset, name: str) -> str:
    """Return the public address of a derivative; it changes when the picture does."""
    return f"/m/{asset.id}/{name}?v={key_of(asset, name)[:MARK_CHARS]}"
