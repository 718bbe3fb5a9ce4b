"""How X weighs a text: by twitter-text, word by word, for it is slow to find links in long ones.

On six hundred letters with dots it needs seconds, on thousands it never ends. No link holds a
space, so words can be weighed one by one; in a long word links are known by their scheme. A long
address without one weighs more here than at X, never less.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from twitter_text import extract_urls, parse_tweet

LINK_WEIGHS = 23
LONG = 60
_PIECES = re.compile(r"\s+|\S+")
_RUNS = re.compile(r"[!-~]+|[^!-~]+")
_LINK = re.compile(r"https?://([a-z0-9.-]{1,253})(?::\d+)?(?:[/?#][!-~]*)?", re.IGNORECASE)
_AFTER = ".,;:!?'\")]}"


def weigh(text: str) -> int:
    """Return what a text weighs; a post there has room for 280."""
    return sum(weight for weight, _ in _weighed(text))


def has_link(text: str) -> bool:
    """Say whether X makes a link of anything in a text."""
    return any(linked for _, linked in _weighed(text))


def _weighed(text: str) -> Iterator[tuple[int, bool]]:
    """Weigh each piece of a text, and say whether there is a link in it."""
    # Half a letter (a lone surrogate) is no letter to X.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    for piece in _PIECES.findall(whole.replace("\r\n", "\n")):
        if len(piece) <= LONG:
            yield _word(piece)
            continue
        for run in _RUNS.findall(piece):
            yield from _run(run)


def _run(run: str) -> Iterator[tuple[int, bool]]:
    if len(run) <= LONG or not run.isascii():
        yield _word(run)
        return
    at = 0
    for found in _LINK.finditer(run):
        if len(found[1]) <= LONG and _word(f"https://{found[1]}")[1]:
            yield found.start() - at + LINK_WEIGHS, True
            at = found.start() + len(found[0].rstrip(_AFTER))
    yield len(run) - at, False


@lru_cache(maxsize=4_096)
def _word(word: str) -> tuple[int, bool]:
    if word.isspace() and word.isascii():
        return len(word), False
    return parse_tweet(word).weightedLength, "." in word and bool(extract_urls(word))
