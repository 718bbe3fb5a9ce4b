"""What goes with the words of an update: the very file that leaves, and what is known of it."""

from collections.abc import Mapping
from typing import Any

from campaigns.media import files, film_queries
from campaigns.media.film.captions import as_srt
from campaigns.media.film_actions import as_cues
from campaigns.media.model import Film, FilmState, MediaAsset, MediaKind
from campaigns.media.queries import get_asset

SENT_SIZE = "web"  # of a picture, the derivative that leaves: no EXIF, at most 1,200 px
FILM = "clean"


def enclose(case_id: int, chosen: Mapping[str, Any]) -> tuple[dict[str, Any] | None, list[str]]:
    """Return a chosen file as it is to be frozen, or None and why it must not leave."""
    asset = get_asset(case_id, chosen["asset_id"])
    if asset.kind is MediaKind.FILM:
        return _film(asset, chosen)
    if asset.kind is MediaKind.EVIDENCE:
        return None, [f"File {asset.id} came with a tip; it is never published as it came."]
    if SENT_SIZE not in asset.derivatives:
        return None, [f"File {asset.id} is not a picture."]
    width, height = _sides(asset)
    return {**_named(asset, SENT_SIZE, chosen), "width": width, "height": height}, []


def _named(asset: MediaAsset, name: str, chosen: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "asset_id": asset.id,
        "sha256": files.key_of(asset, name),
        "type": files.type_of(asset, name),
        "alt": chosen["alt"],
    }


def _sides(asset: MediaAsset) -> tuple[int | None, int | None]:
    """Return how wide and high a picture is as it was cropped."""
    if asset.width is None or asset.height is None:
        return None, None
    box = asset.crop or {"width": 1.0, "height": 1.0}
    return round(asset.width * box["width"]), round(asset.height * box["height"])


def _film(asset: MediaAsset, chosen: Mapping[str, Any]) -> tuple[dict[str, Any] | None, list[str]]:
    film = film_queries.find_film_of(asset.id)
    if film is None or film.state is not FilmState.READY or FILM not in asset.derivatives:
        return None, [f"Film {asset.id} is not ready yet."]
    if not film.captions:
        return None, [f"Film {asset.id} has no captions: add them for those who cannot hear it."]
    length = film.length_ms / 1000 if film.length_ms is not None else None
    kept = {"duration_s": length, "captions": _captions(film), "thumbnail": _thumbnail(asset)}
    return {**_named(asset, FILM, chosen), "width": asset.width, "height": asset.height, **kept}, []


def _captions(film: Film) -> list[dict[str, str]]:
    """Return the captions in every language that there are, the film's own first."""
    own_first = sorted(film.captions, key=lambda each: (each != film.language, each))
    return [{"language": each, "srt": as_srt(as_cues(film.captions[each]))} for each in own_first]


def _thumbnail(asset: MediaAsset) -> dict[str, Any] | None:
    still = asset.derivatives.get("still")
    return {"sha256": still, "type": "image/jpeg", "alt": ""} if still else None
