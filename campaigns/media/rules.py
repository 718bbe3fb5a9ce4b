"""What may be done with a file, and what must be said of it before the public sees it."""

from datetime import datetime

from campaigns.kernel.errors import Invalid, WrongState
from campaigns.media.model import MediaAsset, MediaKind

PUBLISHABLE = frozenset({MediaKind.PHOTO, MediaKind.POSTER, MediaKind.FILM})
PUBLIC_NAMES = frozenset({"clean", "web", "thumb", "still"})
FIRST_YEAR = 1900
ALT_CHARS_MAX = 1_000
OTHERS = (
    "Someone else can be recognised in this picture. Crop them out or use another photo; "
    "then say that nobody else can be recognised."
)


def check_edit(
    asset: MediaAsset,
    *,
    year: int | None,
    alt: str,
    publish: bool,
    this_year: int,
    shows_others: bool = False,
) -> None:
    """Refuse an impossible year, and a picture for the public without words for the blind."""
    check_not_withdrawn(asset)
    wrong: dict[str, str] = {}
    if year is not None and not FIRST_YEAR <= year <= this_year:
        wrong["year"] = f"Enter a year between {FIRST_YEAR} and {this_year}, or leave it empty."
    if len(alt) > ALT_CHARS_MAX:
        wrong["alt"] = f"The description is {len(alt) - ALT_CHARS_MAX:,} characters too long."
    if publish and asset.kind not in PUBLISHABLE:
        wrong["publish"] = "Only photos, posters and films are shown to the public."
    elif publish and shows_others:
        wrong["publish"] = OTHERS
    elif publish and not alt.strip():
        wrong["alt"] = "Describe the picture for people who cannot see it, before it is shown."
    if wrong:
        raise Invalid("This cannot be saved yet.", wrong)


def check_clear(asset: MediaAsset, *, until: datetime | None, now: datetime) -> None:
    """Refuse to let out what must stay in, or what nobody has described for the blind."""
    check_not_withdrawn(asset)
    if asset.kind is not MediaKind.PHOTO:
        raise Invalid("Only photos are cleared.", {"uses": "Only photos are cleared for a use."})
    if asset.shows_others:
        raise Invalid(OTHERS, {"uses": OTHERS})
    if not asset.alt.strip():
        words = "Describe the picture for people who cannot see it, before it is used."
        raise Invalid(words, {"alt": words})
    if until is not None and until <= now:
        raise Invalid("That time has passed.", {"until": "Choose a time still to come."})


def check_not_withdrawn(asset: MediaAsset) -> None:
    """Refuse a change to a file that is out of use."""
    if asset.withdrawn_at is not None:
        raise WrongState("This file was withdrawn. Put it back first.")


def check_withdrawn(asset: MediaAsset) -> None:
    """Refuse to put back what is in use."""
    if asset.withdrawn_at is None:
        raise WrongState("This file is in use already.")


def check_can_withdraw(asset: MediaAsset) -> None:
    """Refuse to withdraw evidence, which is only ever kept, or a file twice."""
    check_not_withdrawn(asset)
    if asset.kind is MediaKind.EVIDENCE:
        raise WrongState("What came with a tip is evidence and stays as it is.")


def is_published(asset: MediaAsset) -> bool:
    """Say whether someone has let the public see this file."""
    return asset.publish and asset.withdrawn_at is None and asset.kind in PUBLISHABLE


def is_public_part(asset: MediaAsset, name: str) -> bool:
    """Say whether a part is one that may ever leave: no original, but of posters, which we made."""
    return name in PUBLIC_NAMES or (name == "original" and asset.kind is MediaKind.POSTER)
