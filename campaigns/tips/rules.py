"""What a tip must have, what may become of it, and how it can be answered."""

import re
from datetime import datetime

from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.kernel.zones import to_local
from campaigns.tips.model import Tip, TipSource, TipState
from campaigns.tips.receive import NewTip
from campaigns.users.model import Role, User
from campaigns.users.rules import Permission, can

BY_STAFF = (
    TipSource.PHONE,
    TipSource.WALK_IN,
    TipSource.LETTER,
    TipSource.EMAIL,
    TipSource.PASTED,
)
ON_PLATFORM = frozenset({TipSource.REPLY, TipSource.MESSAGE})

# Opening makes a new tip open; everything after that can be taken back.
NEXT: dict[TipState, frozenset[TipState]] = {
    TipState.NEW: frozenset({TipState.OPEN, TipState.ACTIONED, TipState.NO_ACTION}),
    TipState.OPEN: frozenset({TipState.NEW, TipState.ACTIONED, TipState.NO_ACTION}),
    TipState.ACTIONED: frozenset({TipState.NEW, TipState.OPEN, TipState.NO_ACTION}),
    TipState.NO_ACTION: frozenset({TipState.NEW, TipState.OPEN, TipState.ACTIONED}),
}
SETTLED = frozenset({TipState.ACTIONED, TipState.NO_ACTION})
_LAT_MAX, _LON_MAX = 90, 180
_POSITION = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


def check_new(new: NewTip) -> None:
    """Refuse what says nothing at all, a place that is nowhere, and a named anonymous sender."""
    if not (new.text.strip() or new.files or new.refused_files):
        words = "Tell us what you saw or heard, or add a file."
        raise Invalid(words, {"text": words})
    if (new.lat is None) != (new.lon is None):
        words = "Give both latitude and longitude, or neither."
        raise Invalid(words, {"lat" if new.lat is None else "lon": words})
    if new.lat is not None and new.lon is not None and not is_place(new.lat, new.lon):
        words = "Latitude lies between -90 and 90, longitude between -180 and 180."
        raise Invalid(words, {"lat": words})
    if new.anonymous and (new.sender or new.contact):
        words = "Someone who leaves a name or a contact is not anonymous."
        raise Invalid(words, {"anonymous": words})


def read_place(written: str) -> tuple[float, float] | None:
    """Return the latitude and longitude that someone wrote ("43.64, -79.44"), or None."""
    read = _POSITION.fullmatch(written)
    place = (float(read[1]), float(read[2])) if read else None
    return place if place and is_place(*place) else None


def is_place(lat: float, lon: float) -> bool:
    """Say whether these degrees are somewhere on earth."""
    return -_LAT_MAX <= lat <= _LAT_MAX and -_LON_MAX <= lon <= _LON_MAX


def check_words(text: str, *, field: str = "text", words: str = "Write something first.") -> None:
    """Refuse an empty message."""
    if not text.strip():
        raise Invalid(words, {field: words})


def check_move(tip: Tip, to: TipState) -> None:
    """Refuse a move that the life of a tip does not know."""
    if to not in NEXT[tip.state]:
        raise WrongState(f"Tip {name_of(tip)} is {tip.state.label.lower()} already.")


def check_triages(user: User) -> None:
    """Refuse to hand a tip to someone who does not work on tips."""
    if not can(user, Permission.TRIAGE_TIPS):
        raise NotAllowed(f"{user.name} does not work on tips.")


def taken_words(name: str, since: datetime | None, zone: str) -> str:
    """Say who has a tip, since when on the case's clock."""
    return f"{name} has it" + (f" since {to_local(since, zone):%H:%M}." if since else ".")


def name_of(tip: Tip) -> str:
    """Return a tip's name as people say it."""
    return f"T-{tip.id}"


def on_platform(tip: Tip) -> bool:
    """Say whether the sender can be answered where they spoke to us."""
    return tip.source in ON_PLATFORM and tip.channel_id is not None and tip.remote_ref is not None


def can_answer(tip: Tip) -> bool:
    """Say whether an answer can reach the sender from here."""
    return on_platform(tip) or tip.codename_hash is not None


def check_can_answer(tip: Tip) -> None:
    """Refuse an answer that nobody would ever read."""
    if not can_answer(tip):
        raise WrongState(
            f"{name_of(tip)} cannot be answered from here. "
            "Call or write to the sender, and note what was said."
        )


def check_can_let_go(tip: Tip, by: User) -> None:
    """Let only the one who has a tip, or a supervisor, let go of it."""
    if tip.claimed_by_id != by.id and by.role is not Role.SUPERVISOR:
        raise NotAllowed("Only the person who has this tip, or a supervisor, can let go of it.")


def check_unchanged(tip: Tip, now: object, after: object) -> None:
    """Refuse to take back what someone has changed again since."""
    if now != after:
        raise WrongState(f"{name_of(tip)} was changed again since. Look at it before you undo.")
