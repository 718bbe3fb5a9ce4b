"""Finds a number that differs from a withheld one: "30 shots" where "seven shots" is withheld.

This is as far as a program should go: a contradiction may be an error, a lie, or the truth.
"""

import itertools
from collections.abc import Iterable

from campaigns.kernel.text import words

_SPELT = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30,
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8,
    "neuf": 9, "dix": 10, "douze": 12, "vingt": 20, "trente": 30,
    "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "ocho": 8, "nueve": 9, "diez": 10, "doce": 12, "veinte": 20, "treinta": 30,
}  # fmt: skip
LONGEST_NUMBER = 6


def _number(word: str) -> int | None:
    if word.isascii() and word.isdecimal() and len(word) <= LONGEST_NUMBER:
        return int(word)
    return _SPELT.get(word)


def _counts(text: str) -> dict[str, set[int]]:
    """Return what is counted in a text, and the numbers it is given: {"shots": {7, 9}}."""
    found: dict[str, set[int]] = {}
    said = words(text)
    for number, thing in itertools.pairwise(said):
        count = _number(number)
        if count is not None and thing.isalpha() and _number(thing) is None:
            found.setdefault(_one(thing), set()).add(count)
    return found


def _one(thing: str) -> str:
    return thing.removesuffix("s") if len(thing) > len("gas") else thing


def contradicts(said: str, withheld: Iterable[str]) -> bool:
    """Say whether something withheld is counted otherwise in what someone said."""
    kept: dict[str, set[int]] = {}
    for each in withheld:
        for thing, numbers in _counts(each).items():
            kept.setdefault(thing, set()).update(numbers)
    return any(
        thing in kept and not numbers & kept[thing] for thing, numbers in _counts(said).items()
    )
