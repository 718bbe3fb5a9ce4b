"""Puts a line of mixed writing directions in the order in which the eye meets it.

The part of the Unicode bidirectional algorithm (UAX #9) that names, times and places need: strong
letters, numbers, and what stands between them. Marks that override an order were taken out before
(`kernel.text.clean`). Shaping within a run is the type engine's.
"""

import unicodedata

LEFT, RIGHT, NUMBER, NEUTRAL = "L", "R", "N", "-"
_STRONG = {"L": LEFT, "R": RIGHT, "AL": RIGHT}
_BETWEEN_NUMBERS = frozenset({"CS", "ES"})


def is_rtl(text: str) -> bool:
    """Say whether the first strong letter is one that is written from right to left."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in _STRONG:
            return _STRONG[kind] == RIGHT
    return False


def levels(text: str, *, rtl: bool) -> list[int]:
    """Return a level for each character: even ones run left to right, odd ones right to left."""
    base = RIGHT if rtl else LEFT
    kinds = _resolve_neutrals(_numbers(_classes(text), text, base), base)
    height = {LEFT: 2, RIGHT: 1, NUMBER: 2} if rtl else {LEFT: 0, RIGHT: 1, NUMBER: 2}
    return [height[kind] for kind in kinds]


def _classes(text: str) -> list[str]:
    kinds: list[str] = []
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind == "NSM" and kinds:
            kinds.append(kinds[-1])
        elif kind in {"EN", "AN"}:
            kinds.append(NUMBER)
        else:
            kinds.append(_STRONG.get(kind, NEUTRAL))
    return kinds


def _numbers(kinds: list[str], text: str, base: str) -> list[str]:
    """Join what stands inside a number; numbers behind a left-to-right letter belong to it."""
    for at in range(1, len(kinds) - 1):
        joins = unicodedata.bidirectional(text[at]) in _BETWEEN_NUMBERS
        if joins and kinds[at - 1] == NUMBER == kinds[at + 1]:
            kinds[at] = NUMBER
    strong = base
    for at, kind in enumerate(kinds):
        if kind in {LEFT, RIGHT}:
            strong = kind
        elif kind == NUMBER and strong == LEFT:
            kinds[at] = LEFT
    return kinds


def _resolve_neutrals(kinds: list[str], base: str) -> list[str]:
    """Give what stands between letters their direction, where both sides agree."""

    def side(kind: str) -> str:
        return RIGHT if kind == NUMBER else kind

    at = 0
    while at < len(kinds):
        if kinds[at] != NEUTRAL:
            at += 1
            continue
        end = at
        while end < len(kinds) and kinds[end] == NEUTRAL:
            end += 1
        before = side(kinds[at - 1]) if at else base
        after = side(kinds[end]) if end < len(kinds) else base
        kinds[at:end] = [before if before == after else base] * (end - at)
        at = end
    return kinds


def in_visual_order(pieces: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return (thing, level) pieces from left to right (rule L2)."""
    ordered = list(pieces)
    highest = max((level for _, level in ordered), default=0)
    for floor in range(highest, 0, -1):
        at = 0
        while at < len(ordered):
            end = at
            while end < len(ordered) and ordered[end][1] >= floor:
                end += 1
            ordered[at:end] = reversed(ordered[at:end])
            at = max(end, at + 1)
    return ordered
