"""Proposes names for a dedicated account: short, plain letters, easy to say over a phone."""

import re
import unicodedata

from campaigns.kernel.text import fold

LONGEST = 30


def propose(name: str, reference: str, *, missing: bool) -> list[str]:
    """Return handles for an appeal, best first, from a name (or place) and the case's reference.

    `propose("Mira Vance", "MP-2026-0417", missing=True)` begins with `missingmira`, `findmira`.
    What has no Latin letters to offer is named for the reference.
    """
    words = [_plain(word) for word in re.split(r"[\s\-]+", name)]
    given = [word for word in words if word] or [_plain(reference)]
    first, whole = given[0], "".join(given)
    starts = ("missing", "find", "help") if missing else ("witness", "seen", "appeal")
    made = [start + stem for stem in (first, whole) for start in starts]
    made += [f"{starts[0]}{first}{_plain(reference)[-4:]}"]
    return list(dict.fromkeys(handle[:LONGEST] for handle in made))


def _plain(word: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", fold(word)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", ascii_only)
